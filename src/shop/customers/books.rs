//! What has to agree of customers.

use super::super::seals::Final;

/// What never changes again.
pub(in crate::shop) const FINAL: &[Final] = &[
    Final::of(
        "customer_merges",
        "act",
        &["gone", "kept", "act", "at_ms", "account"],
    ),
    Final::of(
        "consents",
        "id",
        &[
            "id", "customer", "channel", "given", "act", "at_ms", "account",
        ],
    ),
];

pub(in crate::shop) const RULES: &[(&str, &str)] = &[
    (
        "who was merged is who their merge says, and nobody is followed twice",
        "SELECT id FROM customers WHERE merged_into IS NOT NULL
         AND (NOT EXISTS (SELECT 1 FROM customer_merges WHERE gone = customers.id)
              OR EXISTS (SELECT 1 FROM customers AS kept
                         WHERE kept.id = customers.merged_into AND kept.merged_into IS NOT NULL))
         UNION ALL
         SELECT gone FROM customer_merges JOIN customers ON id = gone WHERE merged_into IS NULL",
    ),
    (
        "a merge has its record, and each has the other",
        "SELECT act FROM (SELECT act, gone, kept, at_ms, account FROM customer_merges
                          EXCEPT SELECT act, asked ->> 'gone', asked ->> 'keep', at_ms, account
                                 FROM journal WHERE command = 'customers.merge')
         UNION SELECT act FROM (
             SELECT act, asked ->> 'gone', asked ->> 'keep', at_ms, account
             FROM journal WHERE command = 'customers.merge'
             EXCEPT SELECT act, gone, kept, at_ms, account FROM customer_merges)",
    ),
    (
        "credit that moved with a merge left one customer and came to the other",
        "SELECT act FROM (
             SELECT moved.act, sum(delta_minor) AS sum,
                    sum(reason = 'merged_out' AND stored_value.customer IS gone) AS out,
                    sum(reason = 'merged_in' AND stored_value.customer IS kept) AS came
             FROM stored_value_movements AS moved
             JOIN stored_value ON stored_value.id = moved.value
             LEFT JOIN customer_merges USING (act)
             WHERE moved.act IS NOT NULL GROUP BY moved.act)
         WHERE sum <> 0 OR out <> 1 OR came <> 1",
    ),
    (
        "what a customer said of being written to is what its record says",
        "SELECT act FROM (SELECT act, channel, given, at_ms, account FROM consents
                          EXCEPT SELECT act, asked ->> 'channel', asked ->> 'given', at_ms, account
                                 FROM journal WHERE command = 'customers.consent')
         UNION SELECT act FROM (
             SELECT act, asked ->> 'channel', asked ->> 'given', at_ms, account
             FROM journal WHERE command = 'customers.consent'
             EXCEPT SELECT act, channel, given, at_ms, account FROM consents)",
    ),
    (
        "an erased customer was erased by their record, and nothing is known of them",
        "SELECT id FROM customers LEFT JOIN journal ON act = erased_act
         WHERE erased_act IS NOT NULL
           AND (command IS NOT 'customers.erase' OR name <> 'erased customer ' || id
                OR asked ->> 'customer' NOT IN (id, coalesce(merged_into, id)))",
    ),
];
