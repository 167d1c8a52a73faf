-- What was counted of an open shift, each time, written down before it is told
-- what there should be. `count` holds the pieces, the other tenders, what was
-- expected of each then, and the differences.

-- `last_sale` is the newest receipt then: a sale of the shift after it, or cash
-- moved by a later act, makes the count an old one.
CREATE TABLE shift_counts (
    shift      INTEGER NOT NULL REFERENCES shifts (id),
    number     INTEGER NOT NULL CHECK (number > 0),
    act        INTEGER NOT NULL UNIQUE,
    counted_ms INTEGER NOT NULL,
    counted_by INTEGER NOT NULL REFERENCES accounts (id),
    last_sale  INTEGER NOT NULL CHECK (last_sale >= 0),
    count      TEXT    NOT NULL CHECK (json_valid(count)),
    PRIMARY KEY (shift, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER shift_counts_open  BEFORE INSERT ON shift_counts
WHEN (SELECT closed_act FROM shifts WHERE id = new.shift) IS NOT NULL BEGIN
    SELECT RAISE (ABORT, 'only an open shift is counted');
END;
CREATE TRIGGER shift_counts_kept  BEFORE DELETE ON shift_counts BEGIN SELECT RAISE (ABORT, 'counts are kept'); END;
CREATE TRIGGER shift_counts_final BEFORE UPDATE ON shift_counts BEGIN SELECT RAISE (ABORT, 'counts are final'); END;
