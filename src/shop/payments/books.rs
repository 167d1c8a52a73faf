//! What has to agree of payments, their news and their refunds.

/// Each rule, and a query of the rows that break it.
pub(in crate::shop) const RULES: &[(&str, &str)] = &[
    (
        "a payment's amount is its invoice's",
        // Of an order, a part may be paid ahead.
        "SELECT payments.id FROM payments JOIN invoices ON invoices.id = invoice
         WHERE CASE WHEN of_order IS NULL THEN amount_minor <> total_minor
               ELSE amount_minor > total_minor END",
    ),
    (
        "what a payment paid of invoices is what was allocated of it, and no more than came",
        "SELECT id FROM payments WHERE allocated_minor
             <> (SELECT coalesce(sum(amount_minor), 0) FROM allocations WHERE payment = payments.id)
            OR allocated_minor > captured_minor",
    ),
    (
        "what went back of a payment, and what is set aside to, is what its refunds say",
        "SELECT payments.id FROM payments
         LEFT JOIN refunds ON payment = payments.id AND stray IS NULL
         GROUP BY payments.id
         HAVING refunded_minor <> coalesce(sum(refunds.amount_minor)
                                           FILTER (WHERE refunds.state = 'done'), 0)
             OR refunding_minor <> coalesce(sum(refunds.amount_minor) FILTER (
                    WHERE refunds.state IN ('begun', 'accepted', 'unknown')), 0)",
    ),
    (
        "what went back of money that is not counted, and is set aside to, is what its refunds say",
        "SELECT stray_payments.payment FROM stray_payments LEFT JOIN refunds ON stray = provider_payment
         GROUP BY provider_payment
         HAVING refunded_minor <> coalesce(sum(refunds.amount_minor)
                                           FILTER (WHERE refunds.state = 'done'), 0)
             OR refunding_minor <> coalesce(sum(refunds.amount_minor) FILTER (
                    WHERE refunds.state IN ('begun', 'accepted', 'unknown')), 0)
         UNION ALL
         SELECT refunds.payment FROM refunds JOIN stray_payments ON stray = provider_payment
         WHERE refunds.payment <> stray_payments.payment
         UNION ALL
         SELECT stray_payments.payment FROM stray_payments
         JOIN payments USING (provider_payment) WHERE NOT counted",
    ),
    (
        "a payment is captured by one piece of news of its amount, and every such news by a payment",
        "SELECT payments.id FROM payments
         LEFT JOIN payment_news AS news ON news.payment = payments.id AND verdict = 'captured'
         WHERE (captured_minor > 0) <> (news.id IS NOT NULL)
            OR (news.id IS NOT NULL AND (news.amount_minor <> captured_minor
                OR news.provider_payment <> payments.provider_payment))",
    ),
    (
        "a payment that nothing came for is in the state that its order and news say",
        "SELECT payments.id FROM payments JOIN holds ON holds.id = hold
         WHERE captured_minor = 0 AND payments.state <> CASE
               WHEN holds.state = 'released' THEN 'expired'
               ELSE coalesce((SELECT said FROM payment_news
                              WHERE payment = payments.id AND verdict = 'noted'
                                AND (said = 'authorized' OR said = 'failed')
                              ORDER BY id DESC LIMIT 1),
                             CASE WHEN provider_order IS NULL THEN 'created' ELSE 'pending' END)
               END",
    ),
    (
        "a payment's order at the provider is the one that was told of it",
        "SELECT id FROM (
             SELECT id, provider_order FROM payments WHERE provider_order IS NOT NULL
             EXCEPT SELECT outcome ->> '$', asked ->> 'order' FROM journal
                    WHERE command = 'payments.ordered'
             EXCEPT SELECT payment, provider_order FROM payment_news)",
    ),
    (
        "what the provider calls a refund is what was told of it",
        "SELECT id FROM refunds WHERE provider_refund IS NOT NULL AND provider_refund NOT IN (
             SELECT asked ->> '$.outcome.refund' FROM journal
             WHERE command = 'payments.settle_refund' AND asked ->> '$.outcome.refund' IS NOT NULL
             UNION SELECT asked ->> 'refund' FROM journal
                   WHERE command = 'payments.settle_refund_by_hand'
                     AND asked ->> 'refund' IS NOT NULL
             UNION SELECT asked ->> '$.news.said.refund' FROM journal
                   WHERE command IN ('payments.take_news', 'payments.settle_by_hand')
                     AND asked ->> '$.news.said.refund' IS NOT NULL)",
    ),
    (
        "what the provider was told to call a refund is kept",
        "SELECT id FROM refunds JOIN (
             SELECT replace(asked ->> 'key', '-', '') AS told_of FROM journal
             WHERE (command = 'payments.settle_refund' AND asked ->> '$.outcome.refund' IS NOT NULL
                    AND outcome ->> 'state' IN ('accepted', 'done'))
                OR (command = 'payments.settle_refund_by_hand' AND asked ->> 'refund' IS NOT NULL
                    AND outcome ->> 'state' = 'done'))
             ON told_of = lower(hex(key))
         WHERE provider_refund IS NULL AND NOT EXISTS (
             SELECT 1 FROM journal WHERE command = 'payments.settle_refund_by_hand'
                AND asked ->> 'refund' IS NULL AND outcome ->> 'state' = 'done'
                AND replace(asked ->> 'key', '-', '') = lower(hex(key)))",
    ),
    (
        "a refund that waits for the provider is as far as was told of it last",
        "SELECT id FROM refunds LEFT JOIN (
             SELECT replace(asked ->> 'key', '-', '') AS told_of, outcome ->> 'state' AS told, max(act)
             FROM journal WHERE command = 'payments.settle_refund' GROUP BY told_of)
             ON told_of = lower(hex(key))
         WHERE state IN ('begun', 'accepted', 'unknown') AND state <> coalesce(told, 'begun')
           AND NOT (state = 'accepted' AND EXISTS (
               SELECT 1 FROM payment_news WHERE payment_news.payment = refunds.payment
               AND said = 'refund_accepted' AND detail = provider_refund))",
    ),
    (
        "the flag that a payment shows is the newest of those that are up",
        "SELECT id FROM payments WHERE flag IS NOT
             (SELECT flag FROM payment_flags WHERE payment = payments.id
              ORDER BY act DESC, flag LIMIT 1)",
    ),
    (
        "news of payments is what the journal's records say, one for one",
        "SELECT act FROM payment_news LEFT JOIN journal USING (act)
         WHERE command IS NULL
            OR NOT (command = 'payments.take_news' OR command = 'payments.settle_by_hand')
            OR verdict <> outcome ->> 'verdict' OR digest <> asked ->> '$.news.digest'
            OR provider_payment <> asked ->> '$.news.payment' OR door <> asked ->> '$.news.door'
            OR (payment IS NOT NULL AND payment <> outcome ->> 'payment')
         UNION ALL
         SELECT act FROM journal LEFT JOIN payment_news USING (act)
         WHERE (command = 'payments.take_news' OR command = 'payments.settle_by_hand')
           AND outcome ->> 'verdict' <> 'already' AND digest IS NULL",
    ),
    (
        "what was put aside and seen to is what its record says, and is still put aside",
        "SELECT act FROM (SELECT act, at_ms, account,
                                 coalesce('message-' || message, 'news-' || news)
                          FROM aside_seen
                          EXCEPT SELECT act, at_ms, account, outcome ->> '$'
                                 FROM journal WHERE command = 'payments.aside_seen')
         UNION SELECT act FROM journal LEFT JOIN aside_seen USING (act)
               WHERE command = 'payments.aside_seen' AND note IS NULL
         UNION SELECT act FROM aside_seen JOIN payment_messages ON payment_messages.id = message
               WHERE state <> 'put_aside'
         UNION SELECT aside_seen.act FROM aside_seen JOIN payment_news ON payment_news.id = news
               WHERE verdict <> 'flagged' OR payment IS NOT NULL",
    ),
    (
        "money in another currency that is not counted is what was told of it",
        "SELECT payment FROM stray_payments WHERE currency IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM payment_news AS news
             WHERE news.provider_payment = stray_payments.provider_payment
               AND upper(news.currency) = stray_payments.currency
               AND news.amount_minor = stray_payments.amount_minor)",
    ),
    (
        "the sale of a payment is paid with it, for what it came to",
        "SELECT payments.id FROM payments LEFT JOIN tenders ON tenders.sale = payments.sale
              AND (of_order IS NULL OR tenders.kind <> 'gift')
         WHERE payments.sale IS NOT NULL
           AND (given_minor IS NOT captured_minor OR reference IS NOT provider_payment
                OR tenders.kind IS NOT means)",
    ),
    (
        "goods that were held for a payment are sold when it is paid, and released when it is given up",
        "SELECT payments.id FROM payments JOIN holds ON holds.id = hold
         WHERE CASE holds.state WHEN 'held' THEN captured_minor > 0 OR payments.state = 'expired'
               WHEN 'sold' THEN payments.sale IS NULL ELSE FALSE END",
    ),
    (
        "every payment in the journal has its row, and every row its record",
        "SELECT act FROM (SELECT act, outcome ->> 'payment', outcome ->> 'amount_minor', account, at_ms,
                                 asked ->> 'appointment', asked ->> 'order'
                          FROM journal WHERE command IN ('payments.begin', 'payments.begin_fee',
                                            'payments.begin_hand_over')
                          EXCEPT SELECT act, id, amount_minor, account, at_ms, appointment,
                                        of_order
                                 FROM payments)
         UNION SELECT act FROM (
             SELECT act, id, amount_minor, account, at_ms, appointment, of_order FROM payments
             EXCEPT SELECT act, outcome ->> 'payment', outcome ->> 'amount_minor', account, at_ms,
                           asked ->> 'appointment', asked ->> 'order'
                    FROM journal WHERE command IN ('payments.begin', 'payments.begin_fee',
                                            'payments.begin_hand_over'))",
    ),
    (
        "a payment of a fee is for its appointment's invoice, which waits as long as it does, and holds no goods",
        "SELECT payments.id FROM payments
         WHERE appointment IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM appointment_changes AS c
             WHERE c.appointment = payments.appointment AND after ->> 'invoice' = payments.invoice)
         UNION ALL
         SELECT payments.id FROM payments JOIN holds ON holds.id = hold
         JOIN appointments ON appointments.id = appointment
         JOIN invoices ON invoices.id = appointments.invoice
         WHERE holds.state = 'held'
           AND (payments.invoice <> appointments.invoice OR invoices.state <> 'open')
         UNION ALL
         SELECT payments.id FROM payments JOIN hold_goods USING (hold)
         WHERE appointment IS NOT NULL",
    ),
    (
        "a payment for an order waits while that is ready, hands it over, and holds no goods",
        "SELECT payments.id FROM payments JOIN holds ON holds.id = hold
         JOIN orders ON orders.id = of_order
         WHERE (holds.state = 'held' AND orders.state <> 'ready')
            OR (payments.sale IS NOT NULL AND payments.sale IS NOT orders.receipt)
         UNION ALL
         SELECT payments.id FROM payments JOIN hold_goods USING (hold)
         WHERE of_order IS NOT NULL",
    ),
    (
        "goods that were paid by a provider and came back have their refund, and what went back before them, for what went back",
        "SELECT back.number FROM sales AS back JOIN payments ON payments.sale = back.returns_of
         JOIN tenders ON tenders.sale = back.number AND tenders.kind = means
         JOIN journal ON journal.act = back.act
         WHERE -given_minor <> coalesce((SELECT max(refunds.amount_minor) FROM refunds
                                         WHERE receipt = back.number), 0)
                               + coalesce(outcome ->> 'went_before_minor', 0)",
    ),
    (
        "what went back before goods did went back without any, and counts for goods once",
        "SELECT payments.id FROM payments JOIN sales AS back ON back.returns_of = payments.sale
         JOIN journal ON journal.act = back.act
         GROUP BY payments.id
         HAVING sum(coalesce(outcome ->> 'went_before_minor', 0)) >
                (SELECT coalesce(sum(refunds.amount_minor), 0) FROM refunds
                 WHERE payment = payments.id AND receipt IS NULL AND stray IS NULL
                   AND refunds.state = 'done')",
    ),
];
