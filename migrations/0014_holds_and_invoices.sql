-- Goods that are held until they are paid for, and invoices.

-- Stock also moves because it is held for somebody, and back when it is not any
-- more. A CHECK can't be changed in place.
CREATE TABLE new_movements (
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
           WHEN 'held'     THEN delta < 0
           WHEN 'released' THEN delta > 0
           ELSE FALSE END)
) STRICT;
INSERT INTO new_movements SELECT * FROM movements;
DROP TABLE movements;
ALTER TABLE new_movements RENAME TO movements;
CREATE TRIGGER movements_kept  BEFORE DELETE ON movements BEGIN SELECT RAISE (ABORT, 'movements are kept'); END;
CREATE TRIGGER movements_final BEFORE UPDATE ON movements BEGIN SELECT RAISE (ABORT, 'movements are final'); END;

-- Goods off the shelf that are not sold yet: what was asked for (`sale`), and
-- what it was priced as (`lines`). `ended_act` sold or released them.
CREATE TABLE holds (
    id        INTEGER PRIMARY KEY,
    act       INTEGER NOT NULL,
    at_ms     INTEGER NOT NULL,
    account   INTEGER NOT NULL REFERENCES accounts (id),
    until_ms  INTEGER NOT NULL CHECK (until_ms > at_ms),
    state     TEXT    NOT NULL DEFAULT 'held'
        CHECK (CASE state WHEN 'held' THEN ended_act IS NULL WHEN 'sold' THEN ended_act > act
               WHEN 'released' THEN ended_act > act ELSE FALSE END),
    ended_act INTEGER,
    sale      TEXT    NOT NULL CHECK (json_valid(sale)),
    lines     TEXT    NOT NULL CHECK (json_valid(lines))
) STRICT;
CREATE INDEX holds_open ON holds (until_ms) WHERE state = 'held';

CREATE TABLE hold_goods (
    hold     INTEGER NOT NULL REFERENCES holds (id),
    sweet    INTEGER NOT NULL REFERENCES sweets (id),
    quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
    PRIMARY KEY (hold, sweet)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER holds_kept       BEFORE DELETE ON holds      BEGIN SELECT RAISE (ABORT, 'holds are kept'); END;
CREATE TRIGGER holds_final      BEFORE UPDATE ON holds
WHEN old.state <> 'held' OR new.id <> old.id OR new.act <> old.act OR new.at_ms <> old.at_ms
    OR new.account <> old.account OR new.until_ms <> old.until_ms OR new.sale <> old.sale
    OR new.lines <> old.lines BEGIN
    SELECT RAISE (ABORT, 'a hold only ends');
END;
CREATE TRIGGER hold_goods_kept  BEFORE DELETE ON hold_goods BEGIN SELECT RAISE (ABORT, 'holds are kept'); END;
CREATE TRIGGER hold_goods_final BEFORE UPDATE ON hold_goods BEGIN SELECT RAISE (ABORT, 'holds are final'); END;

-- Invoices, and the credit notes that correct them. Each kind is numbered
-- without gaps in each financial year (`series`). What was paid of one only
-- grows, by UPDATE … WHERE paid_minor + ? <= total_minor.
CREATE TABLE invoices (
    id             INTEGER PRIMARY KEY,
    kind           TEXT    NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    series         TEXT    NOT NULL CHECK (length(series) BETWEEN 4 AND 5),
    place          INTEGER NOT NULL CHECK (place > 0),
    number         TEXT    NOT NULL UNIQUE
        CHECK (length(number) BETWEEN 1 AND 16 AND number NOT GLOB '*[^-A-Za-z0-9/]*'),
    act            INTEGER NOT NULL,
    at_ms          INTEGER NOT NULL,
    account        INTEGER REFERENCES accounts (id),
    customer       INTEGER REFERENCES customers (id),
    customer_name  TEXT    CHECK (length(customer_name) BETWEEN 1 AND 100),
    credits        INTEGER REFERENCES invoices (id) CHECK (credits < id),
    reason         TEXT    CHECK (length(reason) BETWEEN 1 AND 500),
    -- The receipt of the same goods, once there is one.
    sale           INTEGER REFERENCES sales (number),
    total_minor    INTEGER NOT NULL CHECK (total_minor > 0),
    paid_minor     INTEGER NOT NULL DEFAULT 0,
    credited_minor INTEGER NOT NULL DEFAULT 0 CHECK (credited_minor BETWEEN 0 AND paid_minor),
    state          TEXT    NOT NULL,
    CHECK (CASE state
           WHEN 'open'      THEN kind = 'invoice' AND paid_minor = 0
           WHEN 'part_paid' THEN kind = 'invoice' AND paid_minor BETWEEN 1 AND total_minor - 1
           WHEN 'paid'      THEN kind = 'invoice' AND paid_minor = total_minor
           WHEN 'void'      THEN kind = 'invoice' AND paid_minor = 0
           WHEN 'issued'    THEN kind = 'credit_note' AND paid_minor = 0
           ELSE FALSE END),
    CHECK ((kind = 'credit_note') = (credits IS NOT NULL)),
    UNIQUE (kind, series, place)
) STRICT;
CREATE UNIQUE INDEX invoices_sale ON invoices (sale) WHERE kind = 'invoice' AND sale IS NOT NULL;
CREATE INDEX invoices_credits ON invoices (credits) WHERE credits IS NOT NULL;

CREATE TABLE invoice_lines (
    invoice        INTEGER NOT NULL REFERENCES invoices (id),
    line           INTEGER NOT NULL CHECK (line >= 0),
    sweet          INTEGER REFERENCES sweets (id),
    name           TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    unit           TEXT    NOT NULL CHECK (unit IN ('piece', 'gram', 'millilitre')),
    quantity       INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
    price_minor    INTEGER NOT NULL CHECK (price_minor >= 0),
    per            INTEGER NOT NULL CHECK (per BETWEEN 1 AND 1000000),
    amount_minor   INTEGER NOT NULL,
    -- The line's own discount and its share of the one on the whole.
    discount_minor INTEGER NOT NULL CHECK (discount_minor >= 0),
    net_minor      INTEGER NOT NULL,
    gross_minor    INTEGER NOT NULL,
    note           TEXT    CHECK (length(note) BETWEEN 1 AND 500),
    PRIMARY KEY (invoice, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE invoice_taxes (
    invoice   INTEGER NOT NULL,
    line      INTEGER NOT NULL,
    place     INTEGER NOT NULL CHECK (place >= 0),
    name      TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    rate      INTEGER NOT NULL CHECK (rate BETWEEN 0 AND 1000000),
    inside    INTEGER NOT NULL CHECK (inside BETWEEN 0 AND 1),
    tax_minor INTEGER NOT NULL,
    PRIMARY KEY (invoice, line, place),
    FOREIGN KEY (invoice, line) REFERENCES invoice_lines (invoice, line)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER invoices_kept       BEFORE DELETE ON invoices      BEGIN SELECT RAISE (ABORT, 'invoices are kept'); END;
CREATE TRIGGER invoices_final      BEFORE UPDATE ON invoices
WHEN new.id <> old.id OR new.kind <> old.kind OR new.series <> old.series OR new.place <> old.place
    OR new.number <> old.number OR new.act <> old.act OR new.at_ms <> old.at_ms
    OR new.account IS NOT old.account OR new.customer IS NOT old.customer
    OR new.customer_name IS NOT old.customer_name OR new.credits IS NOT old.credits
    OR new.reason IS NOT old.reason OR new.total_minor <> old.total_minor
    OR new.paid_minor < old.paid_minor OR new.credited_minor < old.credited_minor
    OR (old.sale IS NOT NULL AND new.sale IS NOT old.sale)
    OR (old.state = 'void' AND new.state <> 'void') BEGIN
    SELECT RAISE (ABORT, 'invoices are final');
END;
CREATE TRIGGER invoice_lines_kept  BEFORE DELETE ON invoice_lines BEGIN SELECT RAISE (ABORT, 'invoices are kept'); END;
CREATE TRIGGER invoice_lines_final BEFORE UPDATE ON invoice_lines BEGIN SELECT RAISE (ABORT, 'invoices are final'); END;
CREATE TRIGGER invoice_taxes_kept  BEFORE DELETE ON invoice_taxes BEGIN SELECT RAISE (ABORT, 'invoices are kept'); END;
CREATE TRIGGER invoice_taxes_final BEFORE UPDATE ON invoice_taxes BEGIN SELECT RAISE (ABORT, 'invoices are final'); END;
