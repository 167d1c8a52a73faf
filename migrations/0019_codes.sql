-- Customers' numbers as the telephone network knows them, what may be written to them, who is
-- whom, and who is forgotten; one-time codes, and the messages that bring them.

-- The number in E.164, where what was written is one. `merged_into`: whose everything is from
-- then on, never somebody who was merged away themselves. `erased_act`: nothing is known any more.
ALTER TABLE customers ADD COLUMN e164 TEXT
    CHECK (e164 GLOB '+[1-9]*' AND e164 NOT GLOB '+*[^0-9]*' AND length(e164) BETWEEN 3 AND 16);
ALTER TABLE customers ADD COLUMN merged_into INTEGER REFERENCES customers (id);
ALTER TABLE customers ADD COLUMN erased_act INTEGER;
CREATE INDEX customers_by_number ON customers (e164) WHERE e164 IS NOT NULL;
CREATE INDEX customers_merged ON customers (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX sales_of_customer ON sales (customer) WHERE customer IS NOT NULL;
CREATE INDEX invoices_of_customer ON invoices (customer) WHERE customer IS NOT NULL;

-- A name that was merged away or erased is found no more, and has nothing to forget.
CREATE TRIGGER customers_stay_erased BEFORE UPDATE ON customers
WHEN old.erased_act IS NOT NULL AND (new.erased_act IS NOT old.erased_act
    OR new.name <> old.name OR new.phone IS NOT NULL OR new.digits IS NOT NULL
    OR new.e164 IS NOT NULL OR new.email IS NOT NULL OR new.note IS NOT NULL) BEGIN
    SELECT RAISE (ABORT, 'an erased customer stays erased');
END;

-- By which country the numbers were read: '' until the program that opens the shop did.
CREATE TABLE number_reading (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    country TEXT    NOT NULL
) STRICT;
INSERT INTO number_reading (one, country) VALUES (1, '');

CREATE TABLE customer_merges (
    gone    INTEGER PRIMARY KEY REFERENCES customers (id),
    kept    INTEGER NOT NULL REFERENCES customers (id) CHECK (kept <> gone),
    act     INTEGER NOT NULL UNIQUE,
    at_ms   INTEGER NOT NULL,
    account INTEGER NOT NULL REFERENCES accounts (id)
) STRICT;
CREATE TRIGGER customer_merges_kept  BEFORE DELETE ON customer_merges BEGIN SELECT RAISE (ABORT, 'merges are kept'); END;
CREATE TRIGGER customer_merges_final BEFORE UPDATE ON customer_merges BEGIN SELECT RAISE (ABORT, 'merges are final'); END;

-- What somebody said of being written to; the newest row of a channel counts.
CREATE TABLE consents (
    id       INTEGER PRIMARY KEY,
    customer INTEGER NOT NULL REFERENCES customers (id),
    channel  TEXT    NOT NULL CHECK (channel IN ('email', 'sms')),
    given    INTEGER NOT NULL CHECK (given BETWEEN 0 AND 1),
    act      INTEGER NOT NULL,
    at_ms    INTEGER NOT NULL,
    account  INTEGER NOT NULL REFERENCES accounts (id)
) STRICT;
CREATE INDEX consents_of ON consents (customer, channel);
CREATE TRIGGER consents_kept  BEFORE DELETE ON consents BEGIN SELECT RAISE (ABORT, 'consents are kept'); END;
CREATE TRIGGER consents_final BEFORE UPDATE ON consents BEGIN SELECT RAISE (ABORT, 'consents are final'); END;

-- Credit also moves because two customers turn out to be one: `act` instead of a receipt.
CREATE TABLE new_stored_value_movements (
    number        INTEGER PRIMARY KEY CHECK (number > 0),
    value         INTEGER NOT NULL REFERENCES stored_value (id),
    sale          INTEGER REFERENCES sales (number),
    reason        TEXT    NOT NULL,
    delta_minor   INTEGER NOT NULL,
    balance_minor INTEGER NOT NULL CHECK (balance_minor >= 0),
    act           INTEGER,
    CHECK (CASE reason WHEN 'loaded'     THEN delta_minor > 0 AND sale IS NOT NULL
                       WHEN 'refunded'   THEN delta_minor > 0 AND sale IS NOT NULL
                       WHEN 'spent'      THEN delta_minor < 0 AND sale IS NOT NULL
                       WHEN 'unloaded'   THEN delta_minor < 0 AND sale IS NOT NULL
                       WHEN 'merged_in'  THEN delta_minor > 0 AND act IS NOT NULL
                       WHEN 'merged_out' THEN delta_minor < 0 AND act IS NOT NULL
                       ELSE FALSE END),
    CHECK ((sale IS NULL) = (act IS NOT NULL))
) STRICT;
INSERT INTO new_stored_value_movements (number, value, sale, reason, delta_minor, balance_minor)
    SELECT number, value, sale, reason, delta_minor, balance_minor FROM stored_value_movements;
DROP TABLE stored_value_movements;
ALTER TABLE new_stored_value_movements RENAME TO stored_value_movements;
CREATE INDEX stored_value_movements_of ON stored_value_movements (value, number);
CREATE TRIGGER stored_value_movements_kept  BEFORE DELETE ON stored_value_movements BEGIN SELECT RAISE (ABORT, 'stored value is kept'); END;
CREATE TRIGGER stored_value_movements_final BEFORE UPDATE ON stored_value_movements BEGIN SELECT RAISE (ABORT, 'stored value is final'); END;

-- A quotation is no paper that the law keeps: whom it was for can be forgotten, and nothing else.
DROP TRIGGER quotations_final;
CREATE TRIGGER quotations_final BEFORE UPDATE ON quotations
WHEN NOT (CASE WHEN new.customer = old.customer AND old.sold_on IS NULL
               THEN new.sold_on IS NOT NULL AND new.note IS old.note
               ELSE new.customer GLOB 'erased customer [0-9]*' AND new.sold_on IS old.sold_on
                   AND (new.note IS NULL OR new.note IS old.note) END)
    OR new.number <> old.number OR new.account <> old.account
    OR new.valid_until <> old.valid_until OR new.total_minor <> old.total_minor
    OR new.act <> old.act OR new.at_ms <> old.at_ms BEGIN
    SELECT RAISE (ABORT, 'quotations are final');
END;

-- One-time codes. Of the digits there is only a keyed hash, and so there is of the phone: the
-- key is not in this file. At most one is live for a phone and a purpose.
CREATE TABLE codes (
    id        INTEGER PRIMARY KEY,
    act       INTEGER NOT NULL UNIQUE,
    at_ms     INTEGER NOT NULL,
    account   INTEGER NOT NULL REFERENCES accounts (id),
    window    TEXT    NOT NULL CHECK (length(window) <= 100),
    purpose   TEXT    NOT NULL CHECK (purpose IN ('booking', 'hand_over')),
    -- Which booking or order.
    subject   INTEGER NOT NULL CHECK (subject > 0),
    phone     BLOB    NOT NULL CHECK (length(phone) = 32),
    salt      BLOB    NOT NULL CHECK (length(salt) = 16),
    hash      BLOB    NOT NULL CHECK (length(hash) = 32),
    until_ms  INTEGER NOT NULL CHECK (until_ms BETWEEN at_ms + 1 AND at_ms + 600000),
    tries     INTEGER NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
    state     TEXT    NOT NULL DEFAULT 'live'
        CHECK (CASE state WHEN 'live' THEN ended_act IS NULL AND tries < 5
                          WHEN 'used' THEN ended_act > act AND tries > 0
                          WHEN 'replaced' THEN ended_act > act
                          WHEN 'expired' THEN ended_act > act
                          WHEN 'guessed' THEN ended_act > act AND tries = 5
                          WHEN 'withdrawn' THEN ended_act > act
                          ELSE FALSE END),
    ended_act INTEGER
) STRICT;
CREATE UNIQUE INDEX codes_live ON codes (phone, purpose) WHERE state = 'live';
CREATE TRIGGER codes_kept  BEFORE DELETE ON codes BEGIN SELECT RAISE (ABORT, 'codes are kept'); END;
CREATE TRIGGER codes_final BEFORE UPDATE ON codes
WHEN old.state <> 'live' OR new.id <> old.id OR new.act <> old.act OR new.at_ms <> old.at_ms
    OR new.purpose <> old.purpose OR new.subject <> old.subject OR new.phone <> old.phone
    OR new.salt <> old.salt OR new.hash <> old.hash OR new.until_ms <> old.until_ms
    OR new.tries < old.tries OR new.tries > old.tries + 1 BEGIN
    SELECT RAISE (ABORT, 'a code is only tried, and ends');
END;

-- When codes were asked for, as far as it still counts. A clock that was set back has them
-- counted anew, so their times may change.
CREATE TABLE code_asks (
    id     INTEGER PRIMARY KEY,
    phone  BLOB    NOT NULL CHECK (length(phone) = 32),
    window TEXT    NOT NULL CHECK (length(window) <= 100),
    at_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX code_asks_of_phone ON code_asks (phone, at_ms);
CREATE INDEX code_asks_of_window ON code_asks (window, at_ms);

-- The messages that bring codes, until they did. What they say and to whom is sealed with a key
-- that is not in this file, and is gone once they are sent or their code is over. As long as
-- `holder`, a process, is set, that one sends it.
CREATE TABLE messages (
    id      INTEGER PRIMARY KEY,
    act     INTEGER NOT NULL,
    at_ms   INTEGER NOT NULL,
    code    INTEGER NOT NULL REFERENCES codes (id),
    way     TEXT    NOT NULL CHECK (way IN ('sms', 'display', 'paper')),
    -- The end of the number, for staff to tell messages apart.
    ending  TEXT    NOT NULL CHECK (length(ending) <= 4),
    sealed  BLOB    CHECK (length(sealed) BETWEEN 40 AND 2000),
    state   TEXT    NOT NULL DEFAULT 'waiting'
        CHECK (CASE state WHEN 'waiting' THEN sealed IS NOT NULL
                          WHEN 'failed' THEN sealed IS NOT NULL
                          WHEN 'sent' THEN sealed IS NULL
                          WHEN 'dead' THEN sealed IS NULL
                          ELSE FALSE END),
    holder  TEXT,
    tries   INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    problem TEXT    CHECK (length(problem) BETWEEN 1 AND 500),
    next_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_open ON messages (id) WHERE state = 'waiting' OR state = 'failed';
CREATE INDEX messages_of ON messages (code);
