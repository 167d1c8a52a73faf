-- Customers, and stored value: gift cards by code, and customers' credit.

CREATE TABLE customers (
    id          INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    name_key    TEXT    NOT NULL CHECK (length(name_key) BETWEEN 1 AND 400),
    phone       TEXT    CHECK (length(phone) BETWEEN 1 AND 40),
    -- Its digits alone, to be found however it is written.
    digits      TEXT    CHECK (length(digits) BETWEEN 1 AND 40),
    email       TEXT    CHECK (length(email) BETWEEN 1 AND 200),
    note        TEXT    CHECK (length(note) BETWEEN 1 AND 500),
    retired     INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
    version     INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
    changed_act INTEGER NOT NULL
) STRICT;
CREATE INDEX customers_by_name ON customers (name_key);

ALTER TABLE sales   ADD COLUMN customer INTEGER REFERENCES customers (id);
ALTER TABLE baskets ADD COLUMN customer INTEGER REFERENCES customers (id);

-- What the shop owes for money it was paid before. Taken only by
-- UPDATE … WHERE balance_minor >= ?.
CREATE TABLE stored_value (
    id            INTEGER PRIMARY KEY,
    kind          TEXT    NOT NULL,
    code          TEXT    UNIQUE CHECK (length(code) BETWEEN 6 AND 40),
    customer      INTEGER UNIQUE REFERENCES customers (id),
    balance_minor INTEGER NOT NULL CHECK (balance_minor >= 0),
    CHECK (CASE kind WHEN 'gift_card' THEN code IS NOT NULL AND customer IS NULL
                     WHEN 'credit'    THEN code IS NULL AND customer IS NOT NULL
                     ELSE FALSE END)
) STRICT;

-- Its ledger. Each movement is of a receipt: a card that is sold or brought
-- back, a payment with it, money that goes back to it.
CREATE TABLE stored_value_movements (
    number        INTEGER PRIMARY KEY CHECK (number > 0),
    value         INTEGER NOT NULL REFERENCES stored_value (id),
    sale          INTEGER NOT NULL REFERENCES sales (number),
    reason        TEXT    NOT NULL,
    delta_minor   INTEGER NOT NULL,
    balance_minor INTEGER NOT NULL CHECK (balance_minor >= 0),
    CHECK (CASE reason WHEN 'loaded'   THEN delta_minor > 0
                       WHEN 'refunded' THEN delta_minor > 0
                       WHEN 'spent'    THEN delta_minor < 0
                       WHEN 'unloaded' THEN delta_minor < 0
                       ELSE FALSE END)
) STRICT;
CREATE INDEX stored_value_movements_of ON stored_value_movements (value, number);

-- The card that a line loads: no revenue, but owed from then on.
ALTER TABLE sale_lines ADD COLUMN gift_card INTEGER REFERENCES stored_value (id);

CREATE TRIGGER stored_value_kept            BEFORE DELETE ON stored_value           BEGIN SELECT RAISE (ABORT, 'stored value is kept'); END;
CREATE TRIGGER stored_value_movements_kept  BEFORE DELETE ON stored_value_movements BEGIN SELECT RAISE (ABORT, 'stored value is kept'); END;
CREATE TRIGGER stored_value_movements_final BEFORE UPDATE ON stored_value_movements BEGIN SELECT RAISE (ABORT, 'stored value is final'); END;
