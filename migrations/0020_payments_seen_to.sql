-- What a person is to see to of a payment: all of it, where `payments.flag` is the newest.
CREATE TABLE payment_flags (
    payment INTEGER NOT NULL REFERENCES payments (id),
    flag    TEXT    NOT NULL CHECK (length(flag) BETWEEN 1 AND 40),
    -- What raised it last.
    act     INTEGER NOT NULL,
    PRIMARY KEY (payment, flag)
) STRICT, WITHOUT ROWID;
INSERT INTO payment_flags
SELECT id, flag, coalesce((SELECT max(act) FROM payment_news AS news
                           WHERE news.payment = payments.id AND news.flag = payments.flag), act)
FROM payments WHERE flag IS NOT NULL;

-- Whether the same was told before.
CREATE INDEX payment_news_by ON payment_news (provider_payment);

-- Money that came for one of the shop's payments and is not counted: the second payment of an
-- order, or one of another amount. Once it was found to count after all, `counted` is 1.
CREATE TABLE stray_payments (
    provider_payment TEXT    PRIMARY KEY CHECK (length(provider_payment) BETWEEN 1 AND 64),
    payment          INTEGER NOT NULL REFERENCES payments (id),
    act              INTEGER NOT NULL,
    at_ms            INTEGER NOT NULL,
    amount_minor     INTEGER NOT NULL CHECK (amount_minor > 0),
    flag             TEXT    NOT NULL CHECK (length(flag) BETWEEN 1 AND 40),
    refunded_minor   INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
    refunding_minor  INTEGER NOT NULL DEFAULT 0 CHECK (refunding_minor >= 0),
    counted          INTEGER NOT NULL DEFAULT 0 CHECK (counted BETWEEN 0 AND 1),
    CHECK (refunded_minor + refunding_minor <= amount_minor),
    CHECK (counted = 0 OR refunded_minor + refunding_minor = 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX stray_payments_of ON stray_payments (payment);
CREATE TRIGGER stray_payments_kept BEFORE DELETE ON stray_payments BEGIN SELECT RAISE (ABORT, 'money that came stays'); END;
CREATE TRIGGER stray_payments_final BEFORE UPDATE ON stray_payments
WHEN new.provider_payment <> old.provider_payment OR new.payment <> old.payment
    OR new.act <> old.act OR new.at_ms <> old.at_ms OR new.amount_minor <> old.amount_minor
    OR new.flag <> old.flag OR new.refunded_minor < old.refunded_minor
    OR new.counted < old.counted BEGIN
    SELECT RAISE (ABORT, 'money that came stays');
END;
-- What a person has not seen to yet.
INSERT INTO stray_payments (provider_payment, payment, act, at_ms, amount_minor, flag)
SELECT provider_payment, payment, min(act), min(at_ms), amount_minor, flag
FROM payment_news AS news
WHERE verdict = 'flagged' AND said = 'captured' AND (flag = 'paid_twice' OR flag = 'wrong_amount')
  AND amount_minor > 0 AND currency = (SELECT currency FROM shop)
  AND EXISTS (SELECT 1 FROM payment_flags AS up
              WHERE up.payment = news.payment AND up.flag = news.flag)
  AND NOT EXISTS (SELECT 1 FROM payments WHERE payments.provider_payment = news.provider_payment)
GROUP BY provider_payment;

-- Which of the provider's payments it goes back of, where that is not the one that is counted.
ALTER TABLE refunds ADD COLUMN stray TEXT REFERENCES stray_payments (provider_payment);
CREATE INDEX refunds_of_stray ON refunds (stray) WHERE stray IS NOT NULL;
DROP TRIGGER refunds_final;
CREATE TRIGGER refunds_final           BEFORE UPDATE ON refunds
WHEN old.state = 'done' OR new.id <> old.id OR new.key <> old.key OR new.payment <> old.payment
    OR new.amount_minor <> old.amount_minor OR new.reason <> old.reason OR new.act <> old.act
    OR new.stray IS NOT old.stray
    OR (old.provider_refund IS NOT NULL AND new.provider_refund IS NOT old.provider_refund) BEGIN
    SELECT RAISE (ABORT, 'refunds are final');
END;
