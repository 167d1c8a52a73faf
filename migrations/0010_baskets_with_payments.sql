-- What stands on a basket besides its goods: gift cards that are to be sold, and
-- payments that were taken for it. Neither is in the books before the sale is made.

CREATE TABLE basket_gift_cards (
    basket       BLOB    NOT NULL REFERENCES baskets (id),
    place        INTEGER NOT NULL CHECK (place >= 0),
    code         TEXT    NOT NULL CHECK (length(code) BETWEEN 6 AND 40),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    PRIMARY KEY (basket, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE basket_tenders (
    basket       BLOB    NOT NULL REFERENCES baskets (id),
    place        INTEGER NOT NULL CHECK (place >= 0),
    kind         TEXT    NOT NULL
        CHECK (kind IN ('cash', 'card', 'upi', 'bank', 'credit', 'gift')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    reference    TEXT    CHECK (length(reference) BETWEEN 1 AND 100),
    PRIMARY KEY (basket, place)
) STRICT, WITHOUT ROWID;
