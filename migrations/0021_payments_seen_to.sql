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
