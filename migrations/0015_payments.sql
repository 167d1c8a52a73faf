-- Payments at a provider, what was told of them, and what went back.

-- One row for each time a provider is asked for money. Who captured it is
-- decided by UPDATE … WHERE captured_minor = 0.
CREATE TABLE payments (
    id               INTEGER PRIMARY KEY,
    -- What the shop calls it at the provider, so that a retry makes no second order.
    key              BLOB    NOT NULL UNIQUE CHECK (length(key) = 16),
    act              INTEGER NOT NULL,
    at_ms            INTEGER NOT NULL,
    account          INTEGER NOT NULL REFERENCES accounts (id),
    state            TEXT    NOT NULL,
    means            TEXT    NOT NULL CHECK (means IN ('card', 'upi', 'bank')),
    amount_minor     INTEGER NOT NULL CHECK (amount_minor > 0),
    captured_minor   INTEGER NOT NULL DEFAULT 0
        CHECK (captured_minor = 0 OR captured_minor = amount_minor),
    -- What went back, what is set aside to go back, and what paid invoices.
    refunded_minor   INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
    refunding_minor  INTEGER NOT NULL DEFAULT 0 CHECK (refunding_minor >= 0),
    allocated_minor  INTEGER NOT NULL DEFAULT 0 CHECK (allocated_minor BETWEEN 0 AND captured_minor),
    invoice          INTEGER NOT NULL REFERENCES invoices (id),
    hold             INTEGER NOT NULL UNIQUE REFERENCES holds (id),
    sale             INTEGER UNIQUE REFERENCES sales (number),
    provider_order   TEXT    UNIQUE CHECK (length(provider_order) BETWEEN 1 AND 64),
    provider_payment TEXT    UNIQUE CHECK (length(provider_payment) BETWEEN 1 AND 64),
    -- What a person is to see to.
    flag             TEXT    CHECK (length(flag) BETWEEN 1 AND 40),
    CHECK (refunded_minor + refunding_minor <= captured_minor),
    CHECK ((captured_minor > 0) = (provider_payment IS NOT NULL)),
    CHECK (sale IS NULL OR allocated_minor > 0),
    CHECK (CASE state
           WHEN 'created'       THEN captured_minor = 0
           WHEN 'pending'       THEN captured_minor = 0
           WHEN 'authorized'    THEN captured_minor = 0
           WHEN 'failed'        THEN captured_minor = 0
           WHEN 'expired'       THEN captured_minor = 0
           WHEN 'captured'      THEN captured_minor > 0 AND refunded_minor = 0
           WHEN 'part_refunded' THEN refunded_minor BETWEEN 1 AND captured_minor - 1
           WHEN 'refunded'      THEN captured_minor > 0 AND refunded_minor = captured_minor
           ELSE FALSE END)
) STRICT;
CREATE INDEX payments_unpaid ON payments (id) WHERE captured_minor = 0;
CREATE INDEX payments_flagged ON payments (id) WHERE flag IS NOT NULL;

-- What a provider sent by itself, as it came, until it was worked through.
CREATE TABLE payment_messages (
    id     INTEGER PRIMARY KEY,
    event  TEXT    NOT NULL UNIQUE CHECK (length(event) BETWEEN 1 AND 64),
    at_ms  INTEGER NOT NULL,
    body   BLOB    NOT NULL CHECK (length(body) <= 1048576),
    digest TEXT    NOT NULL CHECK (length(digest) = 64),
    state  TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'put_aside')),
    why    TEXT    CHECK (length(why) BETWEEN 1 AND 500)
) STRICT;
CREATE INDEX payment_messages_waiting ON payment_messages (id) WHERE state = 'waiting';

-- Each piece of news, and what it did: the story of a payment.
CREATE TABLE payment_news (
    id               INTEGER PRIMARY KEY,
    act              INTEGER NOT NULL UNIQUE,
    at_ms            INTEGER NOT NULL,
    sent_ms          INTEGER,
    door             TEXT    NOT NULL CHECK (door IN ('verify', 'webhook', 'poll', 'person')),
    event            TEXT    UNIQUE CHECK (length(event) BETWEEN 1 AND 64),
    message          INTEGER UNIQUE REFERENCES payment_messages (id),
    -- NULL where it is none of the shop's.
    payment          INTEGER REFERENCES payments (id),
    provider_order   TEXT    CHECK (length(provider_order) BETWEEN 1 AND 64),
    provider_payment TEXT    NOT NULL CHECK (length(provider_payment) BETWEEN 1 AND 64),
    said             TEXT    NOT NULL CHECK (length(said) BETWEEN 1 AND 20),
    detail           TEXT    CHECK (length(detail) BETWEEN 1 AND 500),
    amount_minor     INTEGER NOT NULL,
    currency         TEXT    NOT NULL CHECK (length(currency) <= 10),
    verdict          TEXT    NOT NULL
        CHECK (verdict IN ('captured', 'already', 'noted', 'refunded', 'flagged')),
    flag             TEXT    CHECK (length(flag) BETWEEN 1 AND 40),
    digest           TEXT    NOT NULL CHECK (length(digest) = 64)
) STRICT;
CREATE INDEX payment_news_of ON payment_news (payment, id);
-- A payment is captured by one piece of news, and no provider's payment twice.
CREATE UNIQUE INDEX payment_news_captured ON payment_news (payment) WHERE verdict = 'captured';
CREATE UNIQUE INDEX payment_news_captured_by ON payment_news (provider_payment) WHERE verdict = 'captured';

CREATE TABLE refunds (
    id              INTEGER PRIMARY KEY,
    -- What the provider is asked with, so that a retry gives nothing back twice.
    key             BLOB    NOT NULL UNIQUE CHECK (length(key) = 16),
    payment         INTEGER NOT NULL REFERENCES payments (id),
    act             INTEGER NOT NULL,
    at_ms           INTEGER NOT NULL,
    -- NULL where it was begun at the provider.
    account         INTEGER REFERENCES accounts (id),
    amount_minor    INTEGER NOT NULL CHECK (amount_minor > 0),
    reason          TEXT    NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    state           TEXT    NOT NULL
        CHECK (state IN ('begun', 'accepted', 'unknown', 'done', 'failed')),
    provider_refund TEXT    UNIQUE CHECK (length(provider_refund) BETWEEN 1 AND 64),
    why             TEXT    CHECK (length(why) BETWEEN 1 AND 500),
    -- The receipt of the goods that came back with it.
    receipt         INTEGER REFERENCES sales (number),
    credit_note     INTEGER REFERENCES invoices (id)
) STRICT;
CREATE INDEX refunds_of ON refunds (payment, id);
CREATE INDEX refunds_open ON refunds (id) WHERE state IN ('begun', 'accepted', 'unknown');

-- What paid an invoice: a provider's payment, or the receipt of its goods.
CREATE TABLE allocations (
    id           INTEGER PRIMARY KEY,
    invoice      INTEGER NOT NULL REFERENCES invoices (id),
    payment      INTEGER REFERENCES payments (id),
    receipt      INTEGER UNIQUE REFERENCES sales (number),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    act          INTEGER NOT NULL,
    CHECK ((payment IS NULL) <> (receipt IS NULL)),
    UNIQUE (invoice, payment)
) STRICT;
CREATE INDEX allocations_payment ON allocations (payment) WHERE payment IS NOT NULL;

CREATE TRIGGER payments_kept          BEFORE DELETE ON payments         BEGIN SELECT RAISE (ABORT, 'payments are kept'); END;
CREATE TRIGGER payments_final         BEFORE UPDATE ON payments
WHEN new.id <> old.id OR new.key <> old.key OR new.act <> old.act OR new.at_ms <> old.at_ms
    OR new.account <> old.account OR new.amount_minor <> old.amount_minor
    OR new.hold <> old.hold OR new.captured_minor < old.captured_minor
    OR new.refunded_minor < old.refunded_minor OR new.allocated_minor < old.allocated_minor
    OR (old.sale IS NOT NULL AND new.sale IS NOT old.sale)
    OR (old.provider_order IS NOT NULL AND new.provider_order IS NOT old.provider_order)
    OR (old.provider_payment IS NOT NULL AND new.provider_payment IS NOT old.provider_payment) BEGIN
    SELECT RAISE (ABORT, 'money that came stays');
END;
CREATE TRIGGER payment_news_kept      BEFORE DELETE ON payment_news     BEGIN SELECT RAISE (ABORT, 'news of payments is kept'); END;
CREATE TRIGGER payment_news_final     BEFORE UPDATE ON payment_news     BEGIN SELECT RAISE (ABORT, 'news of payments is final'); END;
CREATE TRIGGER payment_messages_kept  BEFORE DELETE ON payment_messages BEGIN SELECT RAISE (ABORT, 'messages are kept'); END;
CREATE TRIGGER payment_messages_final BEFORE UPDATE ON payment_messages
WHEN old.state <> 'waiting' OR new.event <> old.event OR new.body <> old.body OR new.at_ms <> old.at_ms BEGIN
    SELECT RAISE (ABORT, 'a message is worked through once');
END;
CREATE TRIGGER refunds_kept           BEFORE DELETE ON refunds          BEGIN SELECT RAISE (ABORT, 'refunds are kept'); END;
CREATE TRIGGER refunds_final          BEFORE UPDATE ON refunds
WHEN old.state = 'done' OR new.id <> old.id OR new.key <> old.key OR new.payment <> old.payment
    OR new.amount_minor <> old.amount_minor OR new.reason <> old.reason OR new.act <> old.act
    OR (old.provider_refund IS NOT NULL AND new.provider_refund IS NOT old.provider_refund) BEGIN
    SELECT RAISE (ABORT, 'refunds are final');
END;
CREATE TRIGGER allocations_kept       BEFORE DELETE ON allocations      BEGIN SELECT RAISE (ABORT, 'allocations are kept'); END;
CREATE TRIGGER allocations_final      BEFORE UPDATE ON allocations      BEGIN SELECT RAISE (ABORT, 'allocations are final'); END;
