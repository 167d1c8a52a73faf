-- A quotation can be withdrawn until it is sold, and taken into a basket, whose
-- lines say which line of it they are.
CREATE TABLE quotation_withdrawals (
    quotation INTEGER PRIMARY KEY REFERENCES quotations (number),
    act       INTEGER NOT NULL,
    at_ms     INTEGER NOT NULL,
    account   INTEGER NOT NULL REFERENCES accounts (id),
    reason    TEXT    CHECK (length(reason) BETWEEN 1 AND 500)
) STRICT;
CREATE TRIGGER quotation_withdrawals_kept  BEFORE DELETE ON quotation_withdrawals BEGIN SELECT RAISE (ABORT, 'quotations are kept'); END;
CREATE TRIGGER quotation_withdrawals_final BEFORE UPDATE ON quotation_withdrawals BEGIN SELECT RAISE (ABORT, 'quotations are final'); END;

-- Both or neither; read anew when the basket is sold.
ALTER TABLE basket_lines ADD COLUMN quotation   INTEGER REFERENCES quotations (number);
ALTER TABLE basket_lines ADD COLUMN quoted_line INTEGER CHECK (quoted_line >= 0);
