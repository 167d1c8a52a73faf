-- Orders for later: what a customer wants and when it is picked up.

-- `sale` is what was ordered as it was priced. `day` and `number` are what people
-- call it by: 1, 2, 3 … of the day it is picked up. Who orders is a customer, or a
-- name and a telephone number.
CREATE TABLE orders (
    id              INTEGER PRIMARY KEY,
    act             INTEGER NOT NULL,
    at_ms           INTEGER NOT NULL,
    account         INTEGER NOT NULL REFERENCES accounts (id),
    slot            INTEGER NOT NULL REFERENCES slots (id),
    due_ms          INTEGER NOT NULL,
    day             TEXT    NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    number          INTEGER NOT NULL CHECK (number > 0),
    prepare_minutes INTEGER NOT NULL CHECK (prepare_minutes BETWEEN 0 AND 10080),
    visible_ms      INTEGER NOT NULL CHECK (visible_ms = due_ms - 60000 * prepare_minutes),
    customer        INTEGER REFERENCES customers (id),
    name            TEXT    CHECK (length(name) BETWEEN 1 AND 100),
    phone           TEXT    CHECK (length(phone) BETWEEN 1 AND 40),
    note            TEXT    CHECK (length(note) BETWEEN 1 AND 500),
    sale            TEXT    NOT NULL CHECK (json_valid(sale)),
    total_minor     INTEGER NOT NULL CHECK (total_minor > 0),
    -- The gift card that holds what was paid ahead, and the receipt of that.
    deposit         TEXT    UNIQUE CHECK (length(deposit) BETWEEN 6 AND 40),
    deposit_sale    INTEGER UNIQUE REFERENCES sales (number),
    state           TEXT    NOT NULL DEFAULT 'placed',
    -- The receipt it was handed over with; why it was cancelled.
    receipt         INTEGER UNIQUE REFERENCES sales (number),
    reason          TEXT    CHECK (length(reason) BETWEEN 1 AND 500),
    version         INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
    changed_act     INTEGER NOT NULL,
    CHECK (CASE state WHEN 'placed'         THEN receipt IS NULL
                      WHEN 'accepted'       THEN receipt IS NULL
                      WHEN 'in_preparation' THEN receipt IS NULL
                      WHEN 'ready'          THEN receipt IS NULL
                      WHEN 'cancelled'      THEN receipt IS NULL
                      WHEN 'handed_over'    THEN receipt IS NOT NULL
                      ELSE FALSE END),
    CHECK (customer IS NULL OR (name IS NULL AND phone IS NULL)),
    CHECK (customer IS NOT NULL OR name IS NOT NULL),
    CHECK ((deposit IS NULL) = (deposit_sale IS NULL)),
    UNIQUE (day, number)
) STRICT;
CREATE INDEX orders_open ON orders (visible_ms) WHERE state <> 'handed_over' AND state <> 'cancelled';
CREATE INDEX orders_slot ON orders (slot);
CREATE INDEX orders_customer ON orders (customer) WHERE customer IS NOT NULL;

-- Every number that an order had, so that a slip that is about never names two.
CREATE TABLE order_numbers (
    day      TEXT    NOT NULL,
    number   INTEGER NOT NULL CHECK (number > 0),
    of_order INTEGER NOT NULL REFERENCES orders (id),
    PRIMARY KEY (day, number),
    UNIQUE (of_order, day)
) STRICT, WITHOUT ROWID;

-- What became of each, and when.
CREATE TABLE order_steps (
    of_order INTEGER NOT NULL REFERENCES orders (id),
    step     INTEGER NOT NULL CHECK (step > 0),
    what     TEXT    NOT NULL CHECK (CASE what
        WHEN 'placed' THEN TRUE WHEN 'accepted' THEN TRUE WHEN 'in_preparation' THEN TRUE
        WHEN 'ready' THEN TRUE WHEN 'handed_over' THEN TRUE WHEN 'cancelled' THEN TRUE
        WHEN 'changed' THEN TRUE WHEN 'moved' THEN TRUE ELSE FALSE END),
    act      INTEGER NOT NULL,
    at_ms    INTEGER NOT NULL,
    account  INTEGER NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (of_order, step)
) STRICT, WITHOUT ROWID;

-- Goods on the shelf, or still to be made, that open orders are promised, by when:
-- what a sale leaves there. A kit is promised by its parts.
CREATE TABLE promises (
    sweet    INTEGER NOT NULL REFERENCES sweets (id),
    due_ms   INTEGER NOT NULL,
    of_order INTEGER NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
    PRIMARY KEY (sweet, due_ms, of_order)
) STRICT, WITHOUT ROWID;
CREATE INDEX promises_of ON promises (of_order);

CREATE TRIGGER orders_kept       BEFORE DELETE ON orders      BEGIN SELECT RAISE (ABORT, 'orders are kept'); END;
CREATE TRIGGER orders_final      BEFORE UPDATE ON orders
WHEN new.id <> old.id OR new.act <> old.act OR new.at_ms <> old.at_ms OR new.account <> old.account
    OR (old.deposit IS NOT NULL AND new.deposit IS NOT old.deposit)
    OR (old.deposit_sale IS NOT NULL AND new.deposit_sale IS NOT old.deposit_sale)
    OR ((old.state = 'handed_over' OR old.state = 'cancelled')
        AND (new.state <> old.state OR new.receipt IS NOT old.receipt OR new.slot <> old.slot
             OR new.day <> old.day OR new.number <> old.number OR new.sale <> old.sale
             OR new.total_minor <> old.total_minor)) BEGIN
    SELECT RAISE (ABORT, 'an order that has ended is final');
END;
CREATE TRIGGER order_steps_kept  BEFORE DELETE ON order_steps BEGIN SELECT RAISE (ABORT, 'steps are kept'); END;
CREATE TRIGGER order_steps_final BEFORE UPDATE ON order_steps BEGIN SELECT RAISE (ABORT, 'steps are final'); END;
CREATE TRIGGER order_numbers_kept BEFORE DELETE ON order_numbers BEGIN SELECT RAISE (ABORT, 'numbers are kept'); END;
