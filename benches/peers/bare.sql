-- The bare rows of a sale, for PostgreSQL and SQLite alike: no journal, no
-- request ids, no ledger of stock, no foreign keys. What is left out makes
-- them faster, not slower.
CREATE TABLE sweets (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    price_minor bigint NOT NULL
);
CREATE TABLE stock (
    sweet bigint PRIMARY KEY,
    on_hand bigint NOT NULL CHECK (on_hand >= 0)
);
CREATE TABLE sales (
    number NUMBERED,
    at_ms bigint NOT NULL,
    account bigint NOT NULL,
    total_minor bigint NOT NULL
);
CREATE TABLE sale_lines (
    sale bigint NOT NULL,
    line bigint NOT NULL,
    sweet bigint NOT NULL,
    name text NOT NULL,
    quantity bigint NOT NULL,
    price_minor bigint NOT NULL,
    amount_minor bigint NOT NULL,
    PRIMARY KEY (sale, line)
);
CREATE TABLE tenders (
    sale bigint NOT NULL,
    line bigint NOT NULL,
    kind text NOT NULL,
    given_minor bigint NOT NULL,
    change_minor bigint NOT NULL,
    PRIMARY KEY (sale, line)
);
