-- A barcode may stand for several of the unit: a box of twelve, a bag of 500 g.
ALTER TABLE barcodes ADD COLUMN quantity INTEGER NOT NULL DEFAULT 1
    CHECK (quantity BETWEEN 1 AND 1000000);

-- A price label of a scale that is in a basket: its code, read anew when it is sold.
ALTER TABLE basket_lines ADD COLUMN label TEXT CHECK (length(label) BETWEEN 1 AND 40);

-- A kit is put together of other sweets and has no stock of its own. Whether a
-- sweet is one stands with it, so that selling others looks nowhere else.
ALTER TABLE sweets ADD COLUMN kit INTEGER NOT NULL DEFAULT 0 CHECK (kit BETWEEN 0 AND 1);

CREATE TABLE kit_parts (
    kit      INTEGER NOT NULL REFERENCES sweets (id),
    part     INTEGER NOT NULL REFERENCES sweets (id) CHECK (part <> kit),
    -- Of the part's unit, for one of the kit.
    quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
    PRIMARY KEY (kit, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX kit_parts_part ON kit_parts (part);

-- What a kit was made of when it was sold, for one of it: so much leaves the
-- stock with it and comes back with it, whatever it is made of by then.
CREATE TABLE sale_kit_parts (
    sale     INTEGER NOT NULL,
    line     INTEGER NOT NULL,
    part     INTEGER NOT NULL REFERENCES sweets (id),
    quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
    PRIMARY KEY (sale, line, part),
    FOREIGN KEY (sale, line) REFERENCES sale_lines (sale, line)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER sale_kit_parts_kept  BEFORE DELETE ON sale_kit_parts BEGIN SELECT RAISE (ABORT, 'sales are kept'); END;
CREATE TRIGGER sale_kit_parts_final BEFORE UPDATE ON sale_kit_parts BEGIN SELECT RAISE (ABORT, 'sales are final'); END;
