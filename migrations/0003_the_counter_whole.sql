-- Weights, taxes, discounts, several tenders, returns.
-- Quantities are of a sweet's base unit: pieces, grams or millilitres.
-- Rates are millionths: 12 % is 120000. Where a sale writes, no CHECK has a list
-- after IN: it would be made into a table of its own at every insert.

ALTER TABLE sweets ADD COLUMN unit TEXT NOT NULL DEFAULT 'piece'
    CHECK (unit IN ('piece', 'gram', 'millilitre'));
-- The price is for so much of the unit: 1 a piece, 100 for 100 g, 1000 for a kg.
ALTER TABLE sweets ADD COLUMN per INTEGER NOT NULL DEFAULT 1
    CHECK (per BETWEEN 1 AND 1000000);

-- What is on hand never goes below `lowest`: 0, unless the sweet may be sold
-- before it is counted in.
CREATE TABLE new_stock (
    sweet   INTEGER PRIMARY KEY REFERENCES sweets (id),
    on_hand INTEGER NOT NULL CHECK (on_hand BETWEEN lowest AND 1000000000000),
    lowest  INTEGER NOT NULL DEFAULT 0 CHECK (lowest = 0 OR lowest = -1000000000000),
    newest  INTEGER CHECK (newest > 0)
) STRICT;
INSERT INTO new_stock (sweet, on_hand, newest) SELECT sweet, on_hand, newest FROM stock;
DROP TABLE stock;
ALTER TABLE new_stock RENAME TO stock;

CREATE TABLE settings (
    key         TEXT    PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 40),
    value       TEXT    NOT NULL CHECK (json_valid(value)),
    version     INTEGER NOT NULL CHECK (version > 0),
    changed_act INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE taxes (
    id          INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    name_key    TEXT    NOT NULL UNIQUE CHECK (length(name_key) BETWEEN 1 AND 400),
    rate        INTEGER NOT NULL CHECK (rate BETWEEN 0 AND 1000000),
    inside      INTEGER NOT NULL CHECK (inside IN (0, 1)),
    -- What new sweets begin with, and items sold without being a sweet have.
    usual       INTEGER NOT NULL DEFAULT 0 CHECK (usual IN (0, 1)),
    retired     INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
    version     INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
    changed_act INTEGER NOT NULL
) STRICT;

CREATE TABLE sweet_taxes (
    sweet INTEGER NOT NULL REFERENCES sweets (id),
    place INTEGER NOT NULL CHECK (place >= 0),
    tax   INTEGER NOT NULL REFERENCES taxes (id),
    PRIMARY KEY (sweet, place),
    UNIQUE (sweet, tax)
) STRICT, WITHOUT ROWID;

-- Receipts of sales and of what is taken back: one series of numbers. What is
-- taken back is below 0 throughout and names the receipt it is taken back from.
CREATE TABLE new_sales (
    number         INTEGER PRIMARY KEY CHECK (number > 0),
    act            INTEGER NOT NULL,
    at_ms          INTEGER NOT NULL,
    account        INTEGER NOT NULL REFERENCES accounts (id),
    kind           TEXT    NOT NULL
        CHECK (CASE kind WHEN 'sale' THEN TRUE WHEN 'return' THEN TRUE WHEN 'void' THEN TRUE ELSE FALSE END),
    returns_of     INTEGER REFERENCES new_sales (number) CHECK (returns_of < number),
    total_minor    INTEGER NOT NULL,
    -- What rounding in cash adds; the tenders come to total and rounding.
    rounding_minor INTEGER NOT NULL,
    note           TEXT    CHECK (length(note) BETWEEN 1 AND 500),
    CHECK ((kind = 'sale') = (returns_of IS NULL)),
    CHECK (CASE kind WHEN 'sale' THEN total_minor >= 0 ELSE total_minor <= 0 END)
) STRICT;
INSERT INTO new_sales
    SELECT number, act, at_ms, account, 'sale', NULL, total_minor, 0, NULL FROM sales;

CREATE TABLE new_sale_lines (
    sale           INTEGER NOT NULL REFERENCES new_sales (number),
    line           INTEGER NOT NULL CHECK (line >= 0),
    -- NULL for an item that is no sweet of the catalogue.
    sweet          INTEGER REFERENCES sweets (id),
    name           TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    unit           TEXT    NOT NULL
        CHECK (CASE unit WHEN 'piece' THEN TRUE WHEN 'gram' THEN TRUE WHEN 'millilitre' THEN TRUE ELSE FALSE END),
    quantity       INTEGER NOT NULL CHECK (quantity <> 0 AND abs(quantity) <= 1000000),
    price_minor    INTEGER NOT NULL CHECK (price_minor >= 0),
    per            INTEGER NOT NULL CHECK (per BETWEEN 1 AND 1000000),
    -- Price for the quantity; less the line's discount, less the share of the
    -- basket's; with the taxes that come on top that is gross, and without
    -- those inside it is net.
    amount_minor   INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    share_minor    INTEGER NOT NULL,
    net_minor      INTEGER NOT NULL,
    gross_minor    INTEGER NOT NULL,
    -- The line that is taken back, of the receipt that is.
    returns_line   INTEGER CHECK (returns_line >= 0),
    note           TEXT    CHECK (length(note) BETWEEN 1 AND 500),
    CHECK ((quantity < 0) = (returns_line IS NOT NULL)),
    -- Rounded half up: never further than half a unit from the exact amount.
    CHECK (quantity < 0 OR 2 * abs(amount_minor * per - price_minor * quantity) <= per),
    PRIMARY KEY (sale, line)
) STRICT, WITHOUT ROWID;
INSERT INTO new_sale_lines
    SELECT sale, line, sweet, name, 'piece', quantity, price_minor, 1, amount_minor, 0, 0,
           amount_minor, amount_minor, NULL, NULL FROM sale_lines;

-- The taxes of a line, in their order, as they were when it was sold.
CREATE TABLE sale_taxes (
    sale      INTEGER NOT NULL,
    line      INTEGER NOT NULL,
    place     INTEGER NOT NULL CHECK (place >= 0),
    name      TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    rate      INTEGER NOT NULL CHECK (rate BETWEEN 0 AND 1000000),
    inside    INTEGER NOT NULL CHECK (inside BETWEEN 0 AND 1),
    tax_minor INTEGER NOT NULL,
    PRIMARY KEY (sale, line, place),
    FOREIGN KEY (sale, line) REFERENCES new_sale_lines (sale, line)
) STRICT, WITHOUT ROWID;

-- How money came or, below 0, went back.
CREATE TABLE new_tenders (
    sale         INTEGER NOT NULL REFERENCES new_sales (number),
    line         INTEGER NOT NULL CHECK (line >= 0),
    kind         TEXT    NOT NULL
        CHECK (CASE kind WHEN 'cash' THEN TRUE WHEN 'card' THEN TRUE WHEN 'upi' THEN TRUE
               WHEN 'bank' THEN TRUE WHEN 'credit' THEN TRUE WHEN 'gift' THEN TRUE ELSE FALSE END),
    given_minor  INTEGER NOT NULL,
    change_minor INTEGER NOT NULL CHECK (change_minor BETWEEN 0 AND max(given_minor, 0)),
    reference    TEXT    CHECK (length(reference) BETWEEN 1 AND 100),
    CHECK (kind = 'cash' OR change_minor = 0),
    PRIMARY KEY (sale, line)
) STRICT, WITHOUT ROWID;
INSERT INTO new_tenders
    SELECT sale, line, kind, given_minor, change_minor, NULL FROM tenders;

DROP TABLE tenders;
DROP TABLE sale_lines;
DROP TABLE sales;
ALTER TABLE new_sales RENAME TO sales;
ALTER TABLE new_sale_lines RENAME TO sale_lines;
ALTER TABLE new_tenders RENAME TO tenders;
CREATE INDEX sales_returns ON sales (returns_of) WHERE returns_of IS NOT NULL;

-- How much of a line was taken back; taken only by
-- UPDATE … WHERE taken_back + ? <= sold.
CREATE TABLE taken_back (
    sale       INTEGER NOT NULL,
    line       INTEGER NOT NULL,
    sold       INTEGER NOT NULL CHECK (sold > 0),
    taken_back INTEGER NOT NULL CHECK (taken_back BETWEEN 0 AND sold),
    PRIMARY KEY (sale, line),
    FOREIGN KEY (sale, line) REFERENCES sale_lines (sale, line)
) STRICT, WITHOUT ROWID;

-- A basket is parked under a label, for anybody to resume.
ALTER TABLE baskets ADD COLUMN label TEXT CHECK (length(label) BETWEEN 1 AND 100);
ALTER TABLE baskets ADD COLUMN discount_rate INTEGER CHECK (discount_rate BETWEEN 0 AND 1000000);
ALTER TABLE baskets ADD COLUMN discount_minor INTEGER
    CHECK (discount_minor IS NULL OR (discount_minor >= 0 AND discount_rate IS NULL));
ALTER TABLE baskets ADD COLUMN note TEXT CHECK (length(note) BETWEEN 1 AND 500);
CREATE INDEX baskets_parked ON baskets (changed_ms) WHERE label IS NOT NULL;

CREATE TABLE new_basket_lines (
    basket         BLOB    NOT NULL REFERENCES baskets (id),
    line           INTEGER NOT NULL CHECK (line >= 0),
    sweet          INTEGER REFERENCES sweets (id),
    -- Of an item that is no sweet of the catalogue.
    name           TEXT    CHECK (length(name) BETWEEN 1 AND 100),
    quantity       INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
    -- Where it is not the catalogue's.
    price_minor    INTEGER CHECK (price_minor BETWEEN 0 AND 10000000000),
    discount_rate  INTEGER CHECK (discount_rate BETWEEN 0 AND 1000000),
    discount_minor INTEGER CHECK (discount_minor >= 0),
    note           TEXT    CHECK (length(note) BETWEEN 1 AND 500),
    CHECK (discount_rate IS NULL OR discount_minor IS NULL),
    CHECK ((sweet IS NULL) = (name IS NOT NULL)),
    CHECK (sweet IS NOT NULL OR price_minor IS NOT NULL),
    PRIMARY KEY (basket, line)
) STRICT, WITHOUT ROWID;
INSERT INTO new_basket_lines
    SELECT basket, line, sweet, NULL, quantity, NULL, NULL, NULL, NULL FROM basket_lines;
DROP TABLE basket_lines;
ALTER TABLE new_basket_lines RENAME TO basket_lines;

CREATE TRIGGER sales_kept       BEFORE DELETE ON sales      BEGIN SELECT RAISE (ABORT, 'sales are kept'); END;
CREATE TRIGGER sales_final      BEFORE UPDATE ON sales      BEGIN SELECT RAISE (ABORT, 'sales are final'); END;
CREATE TRIGGER sale_lines_kept  BEFORE DELETE ON sale_lines BEGIN SELECT RAISE (ABORT, 'sales are kept'); END;
CREATE TRIGGER sale_lines_final BEFORE UPDATE ON sale_lines BEGIN SELECT RAISE (ABORT, 'sales are final'); END;
CREATE TRIGGER sale_taxes_kept  BEFORE DELETE ON sale_taxes BEGIN SELECT RAISE (ABORT, 'sales are kept'); END;
CREATE TRIGGER sale_taxes_final BEFORE UPDATE ON sale_taxes BEGIN SELECT RAISE (ABORT, 'sales are final'); END;
CREATE TRIGGER tenders_kept     BEFORE DELETE ON tenders    BEGIN SELECT RAISE (ABORT, 'tenders are kept'); END;
CREATE TRIGGER tenders_final    BEFORE UPDATE ON tenders    BEGIN SELECT RAISE (ABORT, 'tenders are final'); END;
CREATE TRIGGER taken_back_kept  BEFORE DELETE ON taken_back BEGIN SELECT RAISE (ABORT, 'what was taken back is kept'); END;
CREATE TRIGGER taken_back_grows BEFORE UPDATE ON taken_back
WHEN new.taken_back <= old.taken_back OR new.sold <> old.sold BEGIN
    SELECT RAISE (ABORT, 'what was taken back is kept');
END;
