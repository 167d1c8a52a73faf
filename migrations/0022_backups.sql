-- The backups that were made, as far as the shop remembers: where to, when, and how far the
-- journal had come. `drilled_at_ms` is when one was last restored to try it, `drill_wrong` what
-- was wrong with it then. It is no part of the books.
CREATE TABLE backups (
    path          TEXT    PRIMARY KEY CHECK (length(path) BETWEEN 1 AND 4096),
    taken_at_ms   INTEGER NOT NULL,
    acts          INTEGER NOT NULL CHECK (acts >= 0),
    drilled_at_ms INTEGER,
    drill_wrong   TEXT,
    CHECK (drill_wrong IS NULL OR drilled_at_ms IS NOT NULL)
) STRICT, WITHOUT ROWID;
