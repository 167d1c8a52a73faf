-- What a provider told that counts nothing, what became of it, and credit notes that come later.

-- What somebody saw to: a message that tells nothing the shop knows, or news of nobody's payment.
CREATE TABLE aside_seen (
    act     INTEGER PRIMARY KEY,
    at_ms   INTEGER NOT NULL,
    account INTEGER NOT NULL REFERENCES accounts (id),
    message INTEGER UNIQUE REFERENCES payment_messages (id),
    news    INTEGER UNIQUE REFERENCES payment_news (id),
    -- What was done about it.
    note    TEXT    NOT NULL CHECK (length(note) BETWEEN 1 AND 200),
    CHECK ((message IS NULL) <> (news IS NULL))
) STRICT;
CREATE TRIGGER aside_seen_kept  BEFORE DELETE ON aside_seen BEGIN SELECT RAISE (ABORT, 'what was seen to is kept'); END;
CREATE TRIGGER aside_seen_final BEFORE UPDATE ON aside_seen BEGIN SELECT RAISE (ABORT, 'what was seen to is final'); END;
CREATE INDEX payment_messages_aside ON payment_messages (id) WHERE state = 'put_aside';
CREATE INDEX payment_news_flagged ON payment_news (id) WHERE verdict = 'flagged';

-- Money that is not counted may be in another currency; NULL is the shop's.
ALTER TABLE stray_payments ADD COLUMN currency TEXT CHECK (length(currency) BETWEEN 1 AND 10);
DROP TRIGGER stray_payments_final;
CREATE TRIGGER stray_payments_final BEFORE UPDATE ON stray_payments
WHEN new.provider_payment <> old.provider_payment OR new.payment <> old.payment
    OR new.act <> old.act OR new.at_ms <> old.at_ms OR new.amount_minor <> old.amount_minor
    OR new.flag <> old.flag OR new.refunded_minor < old.refunded_minor
    OR new.counted < old.counted OR new.currency IS NOT old.currency BEGIN
    SELECT RAISE (ABORT, 'money that came stays');
END;
-- A refund that is done gets its credit note later where none could be issued at once; nothing
-- else of it changes.
DROP TRIGGER refunds_final;
CREATE TRIGGER refunds_final           BEFORE UPDATE ON refunds
WHEN new.id <> old.id OR new.key <> old.key OR new.payment <> old.payment
    OR new.amount_minor <> old.amount_minor OR new.reason <> old.reason OR new.act <> old.act
    OR new.stray IS NOT old.stray
    OR (old.provider_refund IS NOT NULL AND new.provider_refund IS NOT old.provider_refund)
    OR (old.credit_note IS NOT NULL AND new.credit_note IS NOT old.credit_note)
    OR (old.state = 'done'
        AND (new.state <> 'done' OR new.provider_refund IS NOT old.provider_refund
             OR new.why IS NOT old.why OR new.receipt IS NOT old.receipt
             OR new.at_ms <> old.at_ms OR new.account IS NOT old.account)) BEGIN
    SELECT RAISE (ABORT, 'refunds are final');
END;
