-- Quotations: what somebody was offered, at the prices of that day, until
-- another. Numbered like receipts, in a series of their own.
CREATE TABLE quotations (
    number      INTEGER PRIMARY KEY CHECK (number > 0),
    act         INTEGER NOT NULL,
    at_ms       INTEGER NOT NULL,
    account     INTEGER NOT NULL REFERENCES accounts (id),
    customer    TEXT    NOT NULL CHECK (length(customer) BETWEEN 1 AND 100),
    -- The last day it can be sold by, in the shop's time zone.
    valid_until TEXT    NOT NULL CHECK (valid_until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    total_minor INTEGER NOT NULL CHECK (total_minor >= 0),
    note        TEXT    CHECK (length(note) BETWEEN 1 AND 500),
    -- The receipt it was sold on; set once, by UPDATE … WHERE sold_on IS NULL.
    sold_on     INTEGER UNIQUE REFERENCES sales (number)
) STRICT;

CREATE TABLE quotation_lines (
    quotation      INTEGER NOT NULL REFERENCES quotations (number),
    line           INTEGER NOT NULL CHECK (line >= 0),
    sweet          INTEGER REFERENCES sweets (id),
    name           TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    unit           TEXT    NOT NULL CHECK (unit IN ('piece', 'gram', 'millilitre')),
    quantity       INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
    price_minor    INTEGER NOT NULL CHECK (price_minor >= 0),
    per            INTEGER NOT NULL CHECK (per BETWEEN 1 AND 1000000),
    -- The line's own discount and its share of the one on the whole.
    discount_minor INTEGER NOT NULL CHECK (discount_minor >= 0),
    gross_minor    INTEGER NOT NULL,
    note           TEXT    CHECK (length(note) BETWEEN 1 AND 500),
    PRIMARY KEY (quotation, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE quotation_taxes (
    quotation INTEGER NOT NULL,
    line      INTEGER NOT NULL,
    place     INTEGER NOT NULL CHECK (place >= 0),
    tax       INTEGER NOT NULL REFERENCES taxes (id),
    name      TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    rate      INTEGER NOT NULL CHECK (rate BETWEEN 0 AND 1000000),
    inside    INTEGER NOT NULL CHECK (inside BETWEEN 0 AND 1),
    PRIMARY KEY (quotation, line, place),
    FOREIGN KEY (quotation, line) REFERENCES quotation_lines (quotation, line)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER quotations_kept       BEFORE DELETE ON quotations      BEGIN SELECT RAISE (ABORT, 'quotations are kept'); END;
CREATE TRIGGER quotations_final      BEFORE UPDATE ON quotations
WHEN old.sold_on IS NOT NULL OR new.sold_on IS NULL OR new.number <> old.number
    OR new.customer <> old.customer OR new.valid_until <> old.valid_until
    OR new.total_minor <> old.total_minor OR new.act <> old.act OR new.at_ms <> old.at_ms BEGIN
    SELECT RAISE (ABORT, 'quotations are final');
END;
CREATE TRIGGER quotation_lines_kept  BEFORE DELETE ON quotation_lines BEGIN SELECT RAISE (ABORT, 'quotations are kept'); END;
CREATE TRIGGER quotation_lines_final BEFORE UPDATE ON quotation_lines BEGIN SELECT RAISE (ABORT, 'quotations are final'); END;
CREATE TRIGGER quotation_taxes_kept  BEFORE DELETE ON quotation_taxes BEGIN SELECT RAISE (ABORT, 'quotations are kept'); END;
CREATE TRIGGER quotation_taxes_final BEFORE UPDATE ON quotation_taxes BEGIN SELECT RAISE (ABORT, 'quotations are final'); END;
