-- Movements are numbered and appended in the order they happen, so that a
-- batch of sales writes to the end of the ledger and not to a page for every
-- sweet. Each keeps the number of the same sweet's movement before it, and the
-- stock keeps the newest: a sweet's movements are walked newest first, with no
-- index to be kept up to date.

CREATE TABLE movements_in_order (
    number  INTEGER PRIMARY KEY CHECK (number > 0),
    act     INTEGER NOT NULL,
    sweet   INTEGER NOT NULL REFERENCES sweets (id),
    reason  TEXT    NOT NULL,
    delta   INTEGER NOT NULL,
    on_hand INTEGER NOT NULL CHECK (abs(on_hand) <= 1000000000000),
    note    TEXT             CHECK (length(note) <= 500),
    before  INTEGER          CHECK (before BETWEEN 1 AND number - 1),
    -- Each reason and its sign. (A list after IN would be made into a table of
    -- its own at every insert.)
    CHECK (CASE reason
           WHEN 'sold'     THEN delta < 0
           WHEN 'received' THEN delta > 0
           WHEN 'opening'  THEN delta > 0
           WHEN 'counted'  THEN delta <> 0
           WHEN 'returned' THEN delta > 0
           WHEN 'broken'   THEN delta < 0
           WHEN 'sample'   THEN delta < 0
           WHEN 'waste'    THEN delta < 0
           ELSE FALSE END)
) STRICT;

-- Until now they were numbered within their act, and the openings of an act
-- that put several sweets on the shelf were all its first.
INSERT INTO movements_in_order (number, act, sweet, reason, delta, on_hand, note, before)
SELECT number, act, sweet, reason, delta, on_hand, note,
       lag(number) OVER (PARTITION BY sweet ORDER BY number)
FROM (SELECT row_number() OVER (ORDER BY act, line, sweet) AS number, * FROM movements)
ORDER BY number;

DROP TABLE movements;
ALTER TABLE movements_in_order RENAME TO movements;
CREATE TRIGGER movements_kept  BEFORE DELETE ON movements BEGIN SELECT RAISE (ABORT, 'movements are kept'); END;
CREATE TRIGGER movements_final BEFORE UPDATE ON movements BEGIN SELECT RAISE (ABORT, 'movements are final'); END;

-- The number of the sweet's newest movement; none where nothing moved yet.
ALTER TABLE stock ADD COLUMN newest INTEGER CHECK (newest > 0);
UPDATE stock SET newest = newest_of.number
FROM (SELECT sweet, max(number) AS number FROM movements GROUP BY sweet) AS newest_of
WHERE newest_of.sweet = stock.sweet;

-- Every act asks whether it belongs into this index: without a list after IN,
-- for the same reason.
DROP INDEX journal_catalogue;
CREATE INDEX journal_catalogue ON journal (act)
    WHERE command = 'catalogue.edit' OR command = 'catalogue.retire' OR command = 'catalogue.reinstate';
