//! What has to agree of orders, their slots, their promises and their receipts.

use super::super::seals::Final;

/// What never changes again.
pub(in crate::shop) const FINAL: &[Final] = &[
    Final {
        ..Final::of(
            "orders",
            "id",
            &[
                "id",
                "act",
                "at_ms",
                "account",
                "customer",
                "deposit",
                "deposit_sale",
            ],
        )
    },
    Final {
        name: "orders that ended",
        from: "order_steps JOIN orders ON orders.id = of_order AND (what = 'handed_over' OR what = 'cancelled')",
        then: "orders.id",
        act: "order_steps.act",
        ..Final::of(
            "orders",
            "order_steps.act",
            &[
                "orders.id",
                "orders.slot",
                "orders.due_ms",
                "orders.day",
                "orders.number",
                "orders.prepare_minutes",
                "orders.visible_ms",
                "orders.sale",
                "orders.total_minor",
                "orders.state",
                "orders.receipt",
                "orders.reason",
                "orders.version",
                "orders.changed_act",
            ],
        )
    },
    Final {
        name: "whom orders that ended were for",
        from: "order_steps JOIN orders ON orders.id = of_order AND (what = 'handed_over' OR what = 'cancelled')",
        then: "orders.id",
        act: "order_steps.act",
        forgotten: Some(
            "CASE WHEN orders.customer IS NULL THEN orders.phone IS NULL AND orders.name GLOB 'erased customer [0-9]*' ELSE orders.note IS NULL AND EXISTS (SELECT 1 FROM customers WHERE customers.id = orders.customer AND erased_act IS NOT NULL) END",
        ),
        ..Final::of(
            "orders",
            "order_steps.act",
            &["orders.name", "orders.phone", "orders.note"],
        )
    },
    Final {
        then: "of_order, step",
        ..Final::of(
            "order_steps",
            "act",
            &["of_order", "step", "what", "act", "at_ms", "account"],
        )
    },
];

/// Each rule, and a query of the rows that break it.
pub(in super::super) const RULES: &[(&str, &str)] = &[
    (
        "what is taken of a slot's room is what the orders in it come to, cancelled ones not counted",
        "SELECT slots.id FROM slots LEFT JOIN orders ON slot = slots.id AND state <> 'cancelled'
         WHERE capacity_minor IS NOT NULL GROUP BY slots.id
         HAVING used_minor <> coalesce(sum(total_minor), 0) OR used_orders <> count(orders.id)",
    ),
    (
        "an order is in the slot of its time, on that slot's day",
        "SELECT orders.id FROM orders JOIN slots ON slots.id = slot
         WHERE due_ms <> start_ms
            OR day <> date((start_ms + 60000 * offset_minutes) / 1000, 'unixepoch')",
    ),
    (
        "what is promised is what open orders are of, sweet by sweet, a kit by its parts",
        "SELECT id FROM (
             SELECT orders.id, due_ms,
                    coalesce(part.value ->> 'sweet', line.value ->> 'sweet') AS sweet,
                    (line.value ->> 'quantity') * coalesce(part.value ->> 'quantity', 1) AS quantity
             FROM orders, json_each(sale, '$.lines') AS line
             LEFT JOIN json_each(line.value, '$.parts') AS part
             WHERE state <> 'handed_over' AND state <> 'cancelled'
             UNION ALL SELECT of_order, due_ms, sweet, -quantity FROM promises)
         WHERE sweet IS NOT NULL GROUP BY id, due_ms, sweet HAVING sum(quantity) <> 0",
    ),
    (
        "an order's newest step is the state it is in, and its first is that it was placed",
        "SELECT id FROM orders WHERE state IS NOT (
             SELECT what FROM order_steps WHERE of_order = id AND what <> 'changed' AND what <> 'moved'
             ORDER BY step DESC LIMIT 1)
            OR NOT EXISTS (SELECT 1 FROM order_steps WHERE of_order = id AND step = 1
                           AND what = 'placed' AND order_steps.act = orders.act)
            OR version <> (SELECT count(*) FROM order_steps WHERE of_order = id)",
    ),
    (
        "the steps of an order are what the journal says was done with it",
        "SELECT act FROM (
             SELECT act, coalesce(outcome ->> 'order', asked ->> 'order'),
                    CASE command WHEN 'orders.place' THEN 'placed' WHEN 'orders.change' THEN 'changed'
                         WHEN 'orders.move' THEN 'moved' WHEN 'orders.cancel' THEN 'cancelled'
                         WHEN 'orders.hand_over' THEN 'handed_over'
                         WHEN 'orders.hand_over_by_code' THEN 'handed_over'
                         ELSE asked ->> 'to' END, at_ms, account
             -- A code that was not right did nothing but count.
             FROM journal WHERE command LIKE 'orders.%' AND outcome ->> 'verdict' IS NULL
             EXCEPT SELECT act, of_order, what, at_ms, account FROM order_steps)
         UNION SELECT act FROM order_steps WHERE act NOT IN (
             SELECT act FROM journal WHERE command LIKE 'orders.%')
             -- What was paid at the provider is handed over by the act that counts the money.
             AND NOT (what = 'handed_over' AND EXISTS (
                 SELECT 1 FROM payments JOIN sales ON sales.number = payments.sale
                 WHERE payments.of_order = order_steps.of_order AND sales.act = order_steps.act))",
    ),
    (
        "an order's number on its day is among those it was given",
        "SELECT id FROM orders WHERE NOT EXISTS (
             SELECT 1 FROM order_numbers AS n
             WHERE n.of_order = id AND n.day = orders.day AND n.number = orders.number)",
    ),
    (
        "the numbers that an order was ever called by are those that were told of it",
        "SELECT of_order FROM (
             SELECT of_order, day, number FROM order_numbers
             EXCEPT SELECT outcome ->> 'order', outcome ->> 'day', outcome ->> 'display' FROM journal
                    WHERE command IN ('orders.place', 'orders.move'))
         UNION SELECT told FROM (
             SELECT outcome ->> 'order' AS told, outcome ->> 'day', outcome ->> 'display' FROM journal
             WHERE command IN ('orders.place', 'orders.move')
             EXCEPT SELECT of_order, day, number FROM order_numbers)",
    ),
    (
        "the kitchen sees an order so many minutes before its time, and only a cancelled one says why",
        "SELECT id FROM orders WHERE visible_ms <> due_ms - 60000 * prepare_minutes
            OR (reason IS NOT NULL AND state <> 'cancelled')",
    ),
    (
        "an order that was handed over has its receipt, for what it comes to",
        "SELECT orders.id FROM orders LEFT JOIN sales ON sales.number = receipt
         LEFT JOIN journal ON journal.act = sales.act
         WHERE state = 'handed_over' AND NOT coalesce(
             command IN ('orders.hand_over', 'orders.hand_over_by_code') AND asked ->> 'order' = orders.id
             AND sales.total_minor = orders.total_minor, 0)
           AND NOT EXISTS (SELECT 1 FROM payments WHERE of_order = orders.id
                           AND payments.sale = orders.receipt
                           AND sales.total_minor = orders.total_minor)
         UNION SELECT act FROM journal
         WHERE command IN ('orders.hand_over', 'orders.hand_over_by_code')
           AND outcome ->> 'verdict' IS NULL AND NOT EXISTS (
             SELECT 1 FROM orders WHERE id = asked ->> 'order' AND receipt = outcome ->> 'number')",
    ),
    (
        "what was paid ahead of an order is on the receipt of that, and on the card",
        "SELECT act FROM (
             SELECT act, outcome ->> 'order', outcome ->> '$.deposit.number',
                    asked ->> '$.deposit.code', asked ->> '$.deposit.amount_minor'
             FROM journal WHERE command = 'orders.place' AND outcome ->> '$.deposit.number' IS NOT NULL
             EXCEPT
             SELECT orders.act, orders.id, deposit_sale, deposit, gross_minor
             FROM orders JOIN stored_value ON code = deposit
             JOIN sale_lines ON sale_lines.sale = deposit_sale AND gift_card = stored_value.id)
         UNION SELECT orders.id FROM orders JOIN journal USING (act)
               WHERE deposit_sale IS NOT outcome ->> '$.deposit.number'",
    ),
];
