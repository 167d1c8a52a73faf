-- Drawers, their shifts, the money that goes in and out beside sales, and the
-- Z reports that shifts are closed with.

CREATE TABLE drawers (
    id       INTEGER PRIMARY KEY,
    name     TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    name_key TEXT    NOT NULL UNIQUE CHECK (length(name_key) BETWEEN 1 AND 400),
    act      INTEGER NOT NULL
) STRICT;

-- `after_sale` and `last_sale` are the newest receipts when it was opened and
-- closed: what it sold lies between them, so that sales need no index by shift.
CREATE TABLE shifts (
    id         INTEGER PRIMARY KEY CHECK (id > 0),
    drawer     INTEGER NOT NULL REFERENCES drawers (id),
    opened_act INTEGER NOT NULL,
    opened_ms  INTEGER NOT NULL,
    opened_by  INTEGER NOT NULL REFERENCES accounts (id),
    after_sale INTEGER NOT NULL CHECK (after_sale >= 0),
    closed_act INTEGER CHECK (closed_act > opened_act),
    closed_ms  INTEGER,
    closed_by  INTEGER REFERENCES accounts (id),
    last_sale  INTEGER CHECK (last_sale >= after_sale),
    CHECK ((closed_act IS NULL) = (closed_ms IS NULL)),
    CHECK ((closed_act IS NULL) = (closed_by IS NULL)),
    CHECK ((closed_act IS NULL) = (last_sale IS NULL))
) STRICT;
-- A drawer has one open shift at most.
CREATE UNIQUE INDEX shifts_open ON shifts (drawer) WHERE closed_act IS NULL;

-- Money that goes into a drawer or out of it, and what was found to be more or
-- less than expected, of whichever tender.
CREATE TABLE cash_moves (
    shift        INTEGER NOT NULL REFERENCES shifts (id),
    line         INTEGER NOT NULL CHECK (line >= 0),
    act          INTEGER NOT NULL,
    tender       TEXT    NOT NULL CHECK (length(tender) BETWEEN 1 AND 20),
    kind         TEXT    NOT NULL,
    amount_minor INTEGER NOT NULL,
    reason       TEXT    CHECK (length(reason) BETWEEN 1 AND 500),
    CHECK (CASE kind
           WHEN 'float'      THEN amount_minor >= 0
           WHEN 'pay_in'     THEN amount_minor > 0
           WHEN 'pay_out'    THEN amount_minor < 0
           WHEN 'drop'       THEN amount_minor < 0
           WHEN 'difference' THEN amount_minor <> 0
           ELSE FALSE END),
    CHECK (tender = 'cash' OR kind = 'difference'),
    CHECK ((kind = 'float') = (reason IS NULL)),
    PRIMARY KEY (shift, line)
) STRICT, WITHOUT ROWID;

-- `journal_acts` records stood in the journal before the one that closed the
-- shift, the last of them sealed with `journal_head`.
CREATE TABLE z_reports (
    number        INTEGER PRIMARY KEY CHECK (number > 0),
    shift         INTEGER NOT NULL UNIQUE REFERENCES shifts (id),
    act           INTEGER NOT NULL,
    total_minor   INTEGER NOT NULL,
    running_minor INTEGER NOT NULL,
    journal_acts  INTEGER NOT NULL CHECK (journal_acts >= 0),
    journal_head  BLOB    NOT NULL CHECK (length(journal_head) = 32),
    report        TEXT    NOT NULL CHECK (json_valid(report))
) STRICT;

-- NULL for a sale that was made without a drawer.
ALTER TABLE sales ADD COLUMN shift INTEGER REFERENCES shifts (id);

CREATE TRIGGER drawers_kept     BEFORE DELETE ON drawers    BEGIN SELECT RAISE (ABORT, 'drawers are kept'); END;
CREATE TRIGGER shifts_kept      BEFORE DELETE ON shifts     BEGIN SELECT RAISE (ABORT, 'shifts are kept'); END;
CREATE TRIGGER shifts_final     BEFORE UPDATE ON shifts
WHEN old.closed_act IS NOT NULL OR new.closed_act IS NULL
     OR new.id <> old.id OR new.drawer <> old.drawer OR new.opened_act <> old.opened_act
     OR new.opened_ms <> old.opened_ms OR new.opened_by <> old.opened_by
     OR new.after_sale <> old.after_sale BEGIN
    SELECT RAISE (ABORT, 'shifts are only closed');
END;
CREATE TRIGGER cash_moves_kept  BEFORE DELETE ON cash_moves BEGIN SELECT RAISE (ABORT, 'cash moves are kept'); END;
CREATE TRIGGER cash_moves_final BEFORE UPDATE ON cash_moves BEGIN SELECT RAISE (ABORT, 'cash moves are final'); END;
CREATE TRIGGER z_reports_kept   BEFORE DELETE ON z_reports  BEGIN SELECT RAISE (ABORT, 'Z reports are kept'); END;
CREATE TRIGGER z_reports_final  BEFORE UPDATE ON z_reports  BEGIN SELECT RAISE (ABORT, 'Z reports are final'); END;
