//! What has to agree of drawers, shifts and Z reports.

/// Each rule, and a query of the rows that break it.
pub(in super::super) const RULES: &[(&str, &str)] = &[
    (
        "Z reports are numbered without a gap",
        "SELECT number FROM (SELECT number, row_number() OVER (ORDER BY number) AS place
                             FROM z_reports) WHERE number <> place",
    ),
    (
        "every closed shift has its Z report, and every Z report its closed shift",
        "SELECT shifts.id FROM shifts LEFT JOIN z_reports ON z_reports.shift = shifts.id
         WHERE closed_act IS NOT z_reports.act",
    ),
    (
        "a Z report is what its record in the journal says",
        "SELECT z_reports.number FROM z_reports LEFT JOIN journal USING (act)
         LEFT JOIN shifts ON shifts.id = shift
         WHERE command IS NOT 'shifts.close' OR number <> outcome ->> 'number'
            -- Part by part: a record that names a grant has them in another order.
            OR EXISTS (SELECT fullkey, atom FROM json_tree(json_remove(outcome, '$.granted'))
                       WHERE atom IS NOT NULL
                       EXCEPT SELECT fullkey, atom FROM json_tree(report) WHERE atom IS NOT NULL)
            OR EXISTS (SELECT fullkey, atom FROM json_tree(report) WHERE atom IS NOT NULL
                       EXCEPT SELECT fullkey, atom FROM json_tree(outcome) WHERE atom IS NOT NULL)
            OR shift <> asked ->> 'shift' OR total_minor <> outcome ->> '$.figures.total_minor'
            OR running_minor <> outcome ->> 'running_minor'
            OR closed_ms <> journal.at_ms OR closed_by IS NOT journal.account",
    ),
    (
        "a Z report's running total is the one before it and its own",
        "SELECT number FROM (SELECT number, running_minor,
                                    sum(total_minor) OVER (ORDER BY number) AS running
                             FROM z_reports) WHERE running_minor <> running",
    ),
    (
        "a Z report tells the journal's count and seal of when it was made",
        "SELECT number FROM z_reports LEFT JOIN journal ON journal.act = journal_acts
         WHERE journal_acts <> z_reports.act - 1 OR seal IS NOT journal_head
            OR lower(hex(journal_head)) <> report ->> 'journal_head'",
    ),
    (
        "a Z report counts the receipts of its shift",
        "SELECT z_reports.number FROM z_reports LEFT JOIN (
             SELECT shift, sum(total_minor) AS total, sum(rounding_minor) AS rounding,
                    count(*) FILTER (WHERE kind = 'sale') AS sales,
                    sum(total_minor) FILTER (WHERE kind = 'sale') AS sold,
                    count(*) FILTER (WHERE kind = 'return') AS returns,
                    sum(total_minor) FILTER (WHERE kind = 'return') AS returned,
                    count(*) FILTER (WHERE kind = 'void') AS voids,
                    sum(total_minor) FILTER (WHERE kind = 'void') AS voided
             FROM sales WHERE shift IS NOT NULL GROUP BY shift) AS made USING (shift)
         WHERE coalesce(total, 0) <> z_reports.total_minor
            OR coalesce(rounding, 0) <> report ->> '$.figures.rounding_minor'
            OR coalesce(sales, 0) <> report ->> '$.figures.sales.receipts'
            OR coalesce(sold, 0) <> report ->> '$.figures.sales.total_minor'
            OR coalesce(returns, 0) <> report ->> '$.figures.returns.receipts'
            OR coalesce(returned, 0) <> report ->> '$.figures.returns.total_minor'
            OR coalesce(voids, 0) <> report ->> '$.figures.voids.receipts'
            OR coalesce(voided, 0) <> report ->> '$.figures.voids.total_minor'",
    ),
    (
        "a Z report's net and discounts are those of its receipts' lines",
        "SELECT z_reports.number FROM z_reports LEFT JOIN (
             SELECT shift, sum(net_minor) AS net, sum(discount_minor + share_minor) AS discounts
             FROM sales JOIN sale_lines ON sale = sales.number
             WHERE shift IS NOT NULL GROUP BY shift) AS made USING (shift)
         WHERE coalesce(net, 0) <> report ->> '$.figures.net_minor'
            OR coalesce(discounts, 0) <> report ->> '$.figures.discounts_minor'",
    ),
    (
        "a Z report's taxes are those of its receipts",
        "SELECT z FROM (
             SELECT z_reports.number AS z, name, inside, tax_minor AS amount
             FROM z_reports JOIN sales ON sales.shift = z_reports.shift
             JOIN sale_taxes ON sale = sales.number
             UNION ALL
             SELECT number, value ->> 'name', value ->> 'inside', -(value ->> 'amount_minor')
             FROM z_reports, json_each(report, '$.figures.taxes'))
         GROUP BY z, name, inside HAVING sum(amount) <> 0",
    ),
    (
        "a Z report's tenders are those of its receipts",
        "SELECT z FROM (
             SELECT z_reports.number AS z, tenders.kind AS kind, given_minor - change_minor AS amount
             FROM z_reports JOIN sales ON sales.shift = z_reports.shift
             JOIN tenders ON sale = sales.number
             UNION ALL
             SELECT number, value ->> 'kind',
                    -(value ->> 'taken_minor') - (value ->> 'refunded_minor')
             FROM z_reports, json_each(report, '$.figures.tenders'))
         GROUP BY z, kind HAVING sum(amount) <> 0",
    ),
    (
        "a Z report's float, pay-ins, pay-outs and drops are the shift's",
        "SELECT z FROM (
             SELECT number AS z, kind, amount_minor AS amount
             FROM z_reports JOIN cash_moves USING (shift) WHERE kind <> 'difference'
             UNION ALL
             SELECT number, CASE key WHEN 'float_minor' THEN 'float' WHEN 'pay_ins_minor' THEN 'pay_in'
                            WHEN 'pay_outs_minor' THEN 'pay_out' WHEN 'drops_minor' THEN 'drop' END,
                    -value
             FROM z_reports, json_each(report, '$.figures')
             WHERE key IN ('float_minor', 'pay_ins_minor', 'pay_outs_minor', 'drops_minor'))
         GROUP BY z, kind HAVING sum(amount) <> 0",
    ),
    (
        "what a Z report expects of a tender is what its rows come to",
        "SELECT z FROM (
             SELECT z_reports.number AS z, tenders.kind AS kind, given_minor - change_minor AS amount
             FROM z_reports JOIN sales ON sales.shift = z_reports.shift
             JOIN tenders ON sale = sales.number
             UNION ALL
             SELECT number, tender, amount_minor
             FROM z_reports JOIN cash_moves USING (shift) WHERE kind <> 'difference'
             UNION ALL
             SELECT number, value ->> 'kind', -(value ->> 'expected_minor')
             FROM z_reports, json_each(report, '$.balances'))
         GROUP BY z, kind HAVING sum(amount) <> 0",
    ),
    (
        "a difference is counted less expected, and booked",
        "SELECT z FROM (
             SELECT number AS z, tender AS kind, amount_minor AS amount
             FROM z_reports JOIN cash_moves USING (shift) WHERE kind = 'difference'
             UNION ALL
             SELECT number, value ->> 'kind', (value ->> 'expected_minor') - (value ->> 'counted_minor')
             FROM z_reports, json_each(report, '$.balances'))
         GROUP BY z, kind HAVING sum(amount) <> 0",
    ),
    (
        "the cash of a Z report is the notes and coins that were counted",
        "SELECT number FROM z_reports
         WHERE (SELECT value ->> 'counted_minor' FROM json_each(report, '$.balances')
                WHERE value ->> 'kind' = 'cash')
             IS NOT (SELECT coalesce(sum((value ->> 'denomination_minor') * (value ->> 'pieces')), 0)
                     FROM json_each(report, '$.cash'))",
    ),
    (
        "the counts of a shift are numbered without a gap, in the order of their acts",
        "SELECT act FROM (SELECT act, number, row_number()
                              OVER (PARTITION BY shift ORDER BY act, number) AS place
                          FROM shift_counts) WHERE number <> place",
    ),
    (
        "a count is what its record in the journal says",
        "SELECT shift_counts.act FROM shift_counts LEFT JOIN journal USING (act)
         WHERE command IS NOT 'shifts.count' OR outcome <> count OR number <> outcome ->> 'number'
            OR shift <> asked ->> 'shift' OR counted_ms <> at_ms OR counted_by IS NOT account",
    ),
    (
        "what a count expects of a tender is what its rows came to then",
        "SELECT act FROM (
             SELECT c.act AS act, tenders.kind AS kind, given_minor - change_minor AS amount
             FROM shift_counts AS c JOIN sales ON sales.shift = c.shift AND sales.act < c.act
             JOIN tenders ON sale = sales.number
             UNION ALL
             SELECT c.act, tender, amount_minor
             FROM shift_counts AS c JOIN cash_moves AS m ON m.shift = c.shift AND m.act < c.act
             UNION ALL
             SELECT act, value ->> 'kind', -(value ->> 'expected_minor')
             FROM shift_counts, json_each(count, '$.balances'))
         GROUP BY act, kind HAVING sum(amount) <> 0",
    ),
    (
        "a count's difference is counted less expected, and its cash the notes and coins",
        "SELECT act FROM shift_counts, json_each(count, '$.balances')
         WHERE value ->> 'difference_minor'
                 <> (value ->> 'counted_minor') - (value ->> 'expected_minor')
            OR (value ->> 'kind' = 'cash' AND value ->> 'counted_minor' IS NOT (
                SELECT coalesce(sum((piece.value ->> 'denomination_minor')
                                    * (piece.value ->> 'pieces')), 0)
                FROM json_each(count, '$.cash') AS piece))",
    ),
    (
        "a count names the newest receipt of when it was made",
        "SELECT c.act FROM shift_counts AS c
         LEFT JOIN sales AS newest ON newest.number = c.last_sale
         LEFT JOIN sales AS next ON next.number = c.last_sale + 1
         WHERE (c.last_sale <> 0 AND NOT coalesce(newest.act < c.act, FALSE)) OR next.act < c.act",
    ),
    (
        // The receipts since are looked for by their numbers, of which the count names the first
        // and the shift the last: by their acts it would be a walk over all receipts a Z report.
        "a shift is closed on its newest count, nothing having happened in it since",
        "SELECT z_reports.number FROM z_reports JOIN journal USING (act)
         JOIN shifts ON shifts.id = z_reports.shift
         LEFT JOIN shift_counts AS c ON c.shift = z_reports.shift AND c.number = asked ->> 'count'
         -- An older program counted as it closed.
         WHERE (asked ->> 'count' IS NOT NULL
                OR EXISTS (SELECT 1 FROM shift_counts WHERE shift = z_reports.shift))
           AND (c.act IS NULL
                OR c.number <> (SELECT max(number) FROM shift_counts WHERE shift = z_reports.shift)
                OR count -> '$.balances' IS NOT report -> '$.balances'
                OR count -> '$.cash' IS NOT report -> '$.cash'
                OR EXISTS (SELECT 1 FROM sales
                           WHERE sales.number > c.last_sale AND sales.number <= shifts.last_sale
                               AND sales.shift = z_reports.shift)
                OR EXISTS (SELECT 1 FROM cash_moves AS m WHERE m.shift = z_reports.shift
                               AND m.act > c.act AND m.kind <> 'difference'))",
    ),
    (
        "a Z report has every count of its shift",
        "SELECT number FROM z_reports
         WHERE coalesce(json_array_length(report, '$.counts'), 0)
                 <> (SELECT count(*) FROM shift_counts WHERE shift = z_reports.shift)
            OR EXISTS (SELECT 1 FROM shift_counts WHERE shift = z_reports.shift
                           AND count NOT IN (SELECT value FROM json_each(report, '$.counts')))",
    ),
    (
        "a receipt's shift was open when it was made",
        "SELECT number FROM sales LEFT JOIN shifts ON shifts.id = shift
         WHERE shift IS NOT NULL
           AND NOT coalesce(sales.act > opened_act AND number > after_sale
                            AND (closed_act IS NULL
                                 OR (sales.act < closed_act AND number <= last_sale)), FALSE)",
    ),
    (
        "a receipt's shift is the one its record names",
        "SELECT number FROM sales JOIN journal USING (act)
         WHERE shift IS NOT coalesce(asked ->> 'shift', asked ->> '$.deposit.shift',
             CASE kind WHEN 'void' THEN (SELECT sold.shift FROM sales AS sold
                                         WHERE sold.number = sales.returns_of) END)
           -- What a payment's news sells is of the shift it was begun in, or of none.
           AND (shift IS NULL OR shift IS NOT (SELECT holds.sale ->> 'shift' FROM payments
                JOIN holds ON holds.id = hold WHERE payments.sale = number))",
    ),
    (
        "a shift is what the record of its opening says",
        "SELECT shifts.id FROM shifts LEFT JOIN journal ON act = opened_act
         WHERE command IS NOT 'shifts.open' OR outcome ->> 'shift' <> shifts.id
            OR at_ms <> opened_ms OR account IS NOT opened_by",
    ),
    (
        "cash that moved is what its record says",
        "SELECT cash_moves.act FROM cash_moves LEFT JOIN journal USING (act)
         WHERE NOT coalesce(CASE kind
               WHEN 'float' THEN command = 'shifts.open' AND amount_minor = asked ->> 'float_minor'
                                 AND shift = outcome ->> 'shift'
               WHEN 'difference' THEN command = 'shifts.close' AND shift = asked ->> 'shift'
               ELSE command = 'shifts.move_cash' AND shift = asked ->> 'shift'
                    AND kind = asked ->> 'kind' AND abs(amount_minor) = asked ->> 'amount_minor'
               END, FALSE)",
    ),
    (
        "every opening, move, count and closing in the journal has its row",
        "SELECT act FROM journal WHERE command IN ('shifts.open', 'shifts.move_cash')
             AND act NOT IN (SELECT act FROM cash_moves)
         UNION SELECT act FROM journal WHERE command = 'shifts.count'
             AND act NOT IN (SELECT act FROM shift_counts)
         UNION SELECT act FROM journal WHERE command = 'shifts.close'
             AND act NOT IN (SELECT act FROM z_reports)",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        shop::{Founding, Shop},
        values::SystemClock,
    };

    #[test]
    fn no_rule_goes_over_all_receipts_once_for_each_z_report() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("corner.sherbet");
        let founding = Founding {
            shop_name: "Corner".into(),
            currency: "INR".into(),
            time_zone: "Asia/Kolkata".into(),
            admin_name: "Asha".into(),
            password: "two laddus, please".into(),
            sample: false,
        };
        Shop::found(&path, SystemClock::shared(), &founding).expect("a shop");
        let file = rusqlite::Connection::open(&path).expect("its file");
        for (rule, sql) in RULES {
            let mut plan = file
                .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                .expect("a query");
            let steps = plan
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(3)?)))
                .and_then(Iterator::collect::<Result<Vec<(i64, i64, String)>, _>>)
                .expect("its plan");
            let is_anew_for_each_row = |parent: i64| {
                let mut steps = steps.iter();
                steps.any(|(step, _, what)| *step == parent && what.starts_with("CORRELATED"))
            };
            for (_, parent, what) in &steps {
                let goes_over_all = what.starts_with("SCAN sales");
                assert!(
                    !(goes_over_all && is_anew_for_each_row(*parent)),
                    "{rule}: {steps:#?}"
                );
            }
        }
    }
}
