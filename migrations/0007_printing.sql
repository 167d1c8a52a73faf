-- What is to be printed, and what was. No books: a row is a wish for paper.
-- Which printer does what is a setting; here is only its name. As long as `holder`, a
-- process, is set, that one prints it. `begun` is 1 once part of it may be on paper.
CREATE TABLE prints (
    id      INTEGER PRIMARY KEY,
    act     INTEGER NOT NULL,
    at_ms   INTEGER NOT NULL,
    what    TEXT    NOT NULL CHECK (length(what) BETWEEN 1 AND 20),
    -- The receipt's number, the label's sweet.
    subject INTEGER,
    copy    INTEGER NOT NULL CHECK (copy BETWEEN 0 AND 1),
    drawer  INTEGER NOT NULL CHECK (drawer BETWEEN 0 AND 1),
    printer TEXT    NOT NULL CHECK (length(printer) BETWEEN 1 AND 100),
    state   TEXT    NOT NULL DEFAULT 'waiting'
        CHECK (CASE state WHEN 'waiting' THEN TRUE WHEN 'printed' THEN TRUE
               WHEN 'failed' THEN TRUE WHEN 'discarded' THEN TRUE ELSE FALSE END),
    holder  TEXT,
    begun   INTEGER NOT NULL DEFAULT 0 CHECK (begun BETWEEN 0 AND 1),
    tries   INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    problem TEXT    CHECK (length(problem) BETWEEN 1 AND 500),
    next_ms INTEGER NOT NULL
) STRICT;
-- The few that are not done with.
CREATE INDEX prints_open ON prints (printer, id) WHERE state <> 'printed' AND state <> 'discarded';
CREATE INDEX prints_of ON prints (subject, what);
