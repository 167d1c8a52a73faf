//! The books, added up again: what does not agree is told, row by row.
//!
//! A copy is called a backup only after this found nothing. Left out: the
//! journal's seals, which need the key and are `journal`'s.

use serde::Serialize;

use super::{
    appointments, codes, customers, holds, invoices, orders, payments, safekeeping, seals, shifts,
    slots, verify,
};
use crate::store::{Fault, ReadTx};

/// Something that does not add up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Discrepancy {
    /// What should agree.
    pub rule: &'static str,
    /// What the row is known by: "act", "number", "sweet" and so on.
    pub of: String,
    /// Where it does not agree: that number of the row.
    pub row: i64,
}

/// The rule of stock, of which the sums are told.
pub(super) const ON_HAND: &str = "what is on hand is the sum of the sweet's movements";

/// Each rule, and a query of the rows that break it.
const RULES: &[(&str, &str)] = &[
    (
        ON_HAND,
        "SELECT stock.sweet FROM stock
         LEFT JOIN movements ON movements.sweet = stock.sweet
         GROUP BY stock.sweet HAVING stock.on_hand <> coalesce(sum(delta), 0)",
    ),
    (
        "every sweet has its stock",
        "SELECT id FROM sweets WHERE id NOT IN (SELECT sweet FROM stock)",
    ),
    (
        "a kit has parts, and no stock of its own",
        "SELECT id FROM sweets JOIN stock ON sweet = id
         WHERE kit <> EXISTS (SELECT 1 FROM kit_parts WHERE kit_parts.kit = id)
            OR (kit AND on_hand <> 0)",
    ),
    (
        "a sweet may be sold below 0 where its newest record that tells allows it",
        "SELECT stock.sweet FROM stock LEFT JOIN (
             SELECT sweet, allowed, max(act) FROM (
                 SELECT act, coalesce(asked ->> 'sweet', outcome ->> 'sweet') AS sweet,
                        coalesce(asked ->> '$.change.below_zero', asked ->> 'below_zero') AS allowed
                 FROM journal WHERE command IN ('catalogue.add', 'catalogue.edit'))
             WHERE allowed IS NOT NULL GROUP BY sweet) AS told ON told.sweet = stock.sweet
         WHERE (lowest < 0) <> coalesce(allowed, 0)",
    ),
    (
        "movements are numbered without a gap, in the order of their acts",
        "SELECT number FROM (SELECT number, row_number() OVER (ORDER BY act, number) AS place
                             FROM movements) WHERE number <> place",
    ),
    (
        "a movement points at the same sweet's movement before it",
        "SELECT number FROM (
             SELECT number, before, lag(number) OVER (PARTITION BY sweet ORDER BY number) AS earlier
             FROM movements) WHERE before IS NOT earlier",
    ),
    (
        "the stock points at the sweet's newest movement",
        "SELECT stock.sweet FROM stock
         LEFT JOIN movements ON movements.sweet = stock.sweet
         GROUP BY stock.sweet HAVING newest IS NOT max(number)",
    ),
    (
        "a movement's balance is the one before it and its own pieces",
        "SELECT movements.number FROM movements
         LEFT JOIN movements AS earlier ON earlier.number = movements.before
         WHERE movements.on_hand - movements.delta <> coalesce(earlier.on_hand, 0)",
    ),
    (
        "a receipt's total is the sum of its lines",
        "SELECT number FROM sales WHERE total_minor
             <> (SELECT coalesce(sum(gross_minor), 0) FROM sale_lines WHERE sale = number)",
    ),
    (
        "a receipt is paid: what was given less the change is its total and its rounding",
        "SELECT number FROM sales WHERE total_minor + rounding_minor
             <> (SELECT coalesce(sum(given_minor - change_minor), 0) FROM tenders WHERE sale = number)",
    ),
    (
        "a line's net and the taxes inside are its amount less the discounts, and its gross is
         that and the taxes on top",
        "SELECT sale FROM (
             SELECT sale, amount_minor - discount_minor - share_minor AS rest, net_minor, gross_minor,
                    (SELECT coalesce(sum(tax_minor), 0) FROM sale_taxes AS t
                     WHERE t.sale = l.sale AND t.line = l.line AND inside) AS inside,
                    (SELECT coalesce(sum(tax_minor), 0) FROM sale_taxes AS t
                     WHERE t.sale = l.sale AND t.line = l.line AND NOT inside) AS on_top
             FROM sale_lines AS l)
         WHERE rest <> net_minor + inside OR gross_minor <> rest + on_top",
    ),
    (
        "a tax is its rate of the line's net, rounded half up",
        "SELECT sale FROM (
             SELECT l.sale, tax_minor, rate, amount_minor - discount_minor - share_minor AS rest,
                    1000000 + (SELECT coalesce(sum(rate), 0) FROM sale_taxes AS u
                               WHERE u.sale = l.sale AND u.line = l.line AND inside) AS whole
             FROM sale_taxes AS t JOIN sale_lines AS l ON l.sale = t.sale AND l.line = t.line
             WHERE returns_line IS NULL)
         -- Larger products than that fit no integer.
         WHERE abs(2 * (tax_minor * whole - rest * rate)) > whole AND rest < 1000000000000",
    ),
    (
        "what was taken back of a line is what its returns say, and not more money than it cost",
        "SELECT sold.sale FROM sale_lines AS sold
         LEFT JOIN taken_back USING (sale, line)
         LEFT JOIN (SELECT returns_of, returns_line, sum(quantity) AS quantity,
                           sum(gross_minor) AS gross
                    FROM sale_lines JOIN sales ON number = sale
                    WHERE returns_line IS NOT NULL GROUP BY returns_of, returns_line) AS back
             ON back.returns_of = sold.sale AND back.returns_line = sold.line
         WHERE sold.returns_line IS NULL
           AND (coalesce(taken_back.taken_back, 0) <> -coalesce(back.quantity, 0)
                OR taken_back.sold <> sold.quantity
                OR coalesce(-back.gross, 0) > sold.gross_minor
                OR (coalesce(-back.quantity, 0) = sold.quantity
                    AND coalesce(-back.gross, 0) <> sold.gross_minor))",
    ),
    (
        "a receipt of goods taken back names lines of the receipt they were sold on",
        "SELECT back.sale FROM sale_lines AS back JOIN sales ON number = back.sale
         LEFT JOIN sale_lines AS sold
             ON sold.sale = returns_of AND sold.line = back.returns_line
         WHERE (back.returns_line IS NOT NULL AND sold.sweet IS NOT back.sweet)
            OR (back.returns_line IS NOT NULL) <> (returns_of IS NOT NULL)
            OR (back.returns_line IS NOT NULL AND sold.sale IS NULL)",
    ),
    (
        "no more money went back than had come",
        "SELECT sold.number FROM sales AS sold
         WHERE kind = 'sale' AND total_minor + rounding_minor
             + (SELECT coalesce(sum(total_minor + rounding_minor), 0) FROM sales AS back
                WHERE back.returns_of = sold.number) < 0",
    ),
    (
        "what is on a gift card or a customer's credit is the sum of its movements",
        "SELECT stored_value.id FROM stored_value
         LEFT JOIN stored_value_movements ON value = stored_value.id
         GROUP BY stored_value.id
         HAVING stored_value.balance_minor <> coalesce(sum(delta_minor), 0)",
    ),
    (
        "stored value never was below 0, and each movement goes on from the one before it",
        "SELECT number FROM (
             SELECT number, balance_minor,
                    sum(delta_minor) OVER (PARTITION BY value ORDER BY number) AS come_to
             FROM stored_value_movements)
         WHERE balance_minor <> come_to OR come_to < 0",
    ),
    (
        "what moved with a receipt is what its payments and gift cards say, value by value",
        "SELECT sale FROM (
             SELECT sale, stored_value.id AS value, -given_minor AS delta
             FROM tenders LEFT JOIN stored_value
                  ON (tenders.kind = 'gift' AND code = reference)
                  OR (tenders.kind = 'credit' AND customer = CAST(reference AS INTEGER))
             WHERE tenders.kind = 'gift' OR tenders.kind = 'credit'
             UNION ALL SELECT sale, gift_card, gross_minor FROM sale_lines
                       WHERE gift_card IS NOT NULL
             UNION ALL SELECT sale, value, -delta_minor FROM stored_value_movements
                       WHERE sale IS NOT NULL)
         GROUP BY sale, value HAVING sum(delta) <> 0",
    ),
    (
        "receipts are numbered without a gap",
        "SELECT number FROM (SELECT number, row_number() OVER (ORDER BY number) AS place FROM sales)
         WHERE number <> place",
    ),
    (
        "what receipts say is what left the stock with them or came back, sweet by sweet, a kit by its parts",
        "SELECT act FROM (
             SELECT sales.act, coalesce(part, sale_lines.sweet) AS sweet,
                    sale_lines.quantity * coalesce(k.quantity, 1) AS pieces
             FROM sale_lines JOIN sales ON number = sale_lines.sale
             LEFT JOIN sale_kit_parts AS k ON k.sale = coalesce(returns_of, number)
                 AND k.line = coalesce(returns_line, sale_lines.line)
             UNION ALL SELECT act, sweet, delta FROM movements WHERE reason IN ('sold', 'returned'))
         WHERE sweet IS NOT NULL GROUP BY act, sweet HAVING sum(pieces) <> 0",
    ),
    (
        "stock that was received, counted or lost is what its record says",
        "SELECT movements.act FROM movements LEFT JOIN journal USING (act)
         WHERE (reason = 'received' AND NOT coalesce(command = 'stock.restock'
                    AND movements.sweet = asked ->> 'sweet' AND delta = asked ->> 'quantity', 0))
            OR (reason = 'counted' AND NOT coalesce(command = 'stock.correct'
                    AND movements.sweet = asked ->> 'sweet'
                    AND CASE WHEN asked ->> 'held' IS NULL THEN on_hand = asked ->> 'counted'
                        ELSE on_hand = outcome ->> 'on_hand'
                             AND delta = (asked ->> 'counted') - (asked ->> 'expected')
                                         - (asked ->> 'held') END, 0))
            OR (reason IN ('broken', 'sample', 'waste') AND NOT coalesce(
                    (command = 'stock.write_off' AND reason = asked ->> 'reason'
                     AND movements.sweet = asked ->> 'sweet' AND -delta = asked ->> 'quantity')
                    OR (command = 'sales.take_back' AND reason = 'waste'), 0))
            OR (reason = 'opening'
                    AND NOT coalesce(command IN ('catalogue.add', 'shop.found'), 0))",
    ),
    (
        "what was thrown away with a return is what its record says, sweet by sweet",
        "SELECT act FROM (
             SELECT movements.act, sweet, -delta AS lost FROM movements JOIN journal USING (act)
             WHERE reason = 'waste' AND command = 'sales.take_back'
             UNION ALL
             SELECT act, coalesce(part, sold.sweet),
                    -(line.value ->> 'quantity') * coalesce(k.quantity, 1)
             FROM journal, json_each(asked, '$.lines') AS line
             JOIN sale_lines AS sold
                 ON sold.sale = asked ->> 'receipt' AND sold.line = line.value ->> 'line'
             LEFT JOIN sale_kit_parts AS k ON k.sale = sold.sale AND k.line = sold.line
             WHERE command = 'sales.take_back' AND line.value ->> 'to' = 'waste')
         WHERE sweet IS NOT NULL GROUP BY act, sweet HAVING sum(lost) <> 0",
    ),
    (
        "every sale in the journal has its receipt, and every receipt its record",
        "SELECT act FROM (SELECT act, 'sale' FROM journal
                           WHERE command IN ('sales.checkout', 'sales.sell_quoted', 'orders.hand_over',
                                             'appointments.pay_fee')
                             OR (command LIKE 'payments.%' AND outcome ->> 'number' IS NOT NULL)
                             OR (command = 'orders.hand_over_by_code' AND outcome ->> 'verdict' IS NULL)
                             OR (command = 'orders.place' AND outcome ->> '$.deposit' IS NOT NULL)
                          UNION SELECT act, 'return' FROM journal WHERE command = 'sales.take_back'
                          UNION SELECT act, 'void' FROM journal WHERE command = 'sales.void'
                          EXCEPT SELECT act, kind FROM sales)
         UNION SELECT act FROM (SELECT act, kind FROM sales
                          EXCEPT SELECT act, CASE command WHEN 'sales.checkout' THEN 'sale'
                                         WHEN 'sales.sell_quoted' THEN 'sale'
                                         WHEN 'appointments.pay_fee' THEN 'sale'
                                         WHEN 'payments.take_news' THEN 'sale'
                                         WHEN 'payments.settle_by_hand' THEN 'sale'
                                         WHEN 'payments.fulfil_again' THEN 'sale'
                                         WHEN 'orders.hand_over' THEN 'sale'
                                         WHEN 'orders.hand_over_by_code' THEN 'sale'
                                         WHEN 'orders.place' THEN 'sale'
                                         WHEN 'sales.take_back' THEN 'return'
                                         WHEN 'sales.void' THEN 'void' END FROM journal)",
    ),
    (
        "a receipt and its record agree on number, time, person and money",
        "SELECT number FROM sales JOIN (
             -- The receipt of an order is that of what was paid ahead of it.
             SELECT act, at_ms, account, command, asked,
                    CASE command WHEN 'orders.place' THEN outcome -> '$.deposit'
                                 ELSE outcome END AS outcome FROM journal) AS journal USING (act)
         WHERE number <> outcome ->> 'number' OR total_minor <> outcome ->> 'total_minor'
            OR sales.at_ms <> journal.at_ms
            -- What a payment's news sells was begun by who had it held.
            OR sales.account IS NOT CASE
               WHEN command = 'payments.take_news' OR command = 'payments.settle_by_hand'
               THEN (SELECT account FROM payments WHERE sale = number)
               ELSE journal.account END
            OR CASE kind
               WHEN 'sale' THEN
                    rounding_minor <> coalesce(outcome ->> 'rounding_minor', 0)
                    OR outcome ->> 'cash_minor' <> (
                        SELECT coalesce(sum(given_minor), 0) FROM tenders
                        WHERE sale = number AND kind = 'cash')
                    OR outcome ->> 'change_minor' <> (
                        SELECT coalesce(sum(change_minor), 0) FROM tenders WHERE sale = number)
               ELSE total_minor + rounding_minor + (
                        SELECT coalesce(sum(value ->> 'amount_minor'), 0)
                        FROM json_each(outcome, '$.refunds')) <> 0
                    OR returns_of <> asked ->> 'receipt'
               END",
    ),
    (
        "quotations are numbered without a gap, and come to the sum of their lines",
        "SELECT number FROM (SELECT number, row_number() OVER (ORDER BY number) AS place, total_minor
                             FROM quotations)
         WHERE number <> place OR total_minor
             <> (SELECT coalesce(sum(gross_minor), 0) FROM quotation_lines WHERE quotation = number)",
    ),
    (
        "a quotation and its record agree, and each has the other",
        "SELECT act FROM (SELECT act, outcome ->> 'number', outcome ->> 'total_minor', at_ms, account
                          FROM journal WHERE command = 'sales.quote'
                          EXCEPT SELECT act, number, total_minor, at_ms, account FROM quotations)
         UNION SELECT act FROM (
             SELECT act, number, total_minor, at_ms, account FROM quotations
             EXCEPT SELECT act, outcome ->> 'number', outcome ->> 'total_minor', at_ms, account
                    FROM journal WHERE command = 'sales.quote')",
    ),
    (
        "a quotation is sold once, for what it says",
        "SELECT act FROM (SELECT act, asked ->> 'quotation', outcome ->> 'number', outcome ->> 'total_minor'
                          FROM journal WHERE command = 'sales.sell_quoted'
                          EXCEPT SELECT sales.act, quotations.number, sold_on, quotations.total_minor
                                 FROM quotations JOIN sales ON sales.number = sold_on)
         UNION SELECT number FROM quotations WHERE sold_on IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM sales JOIN journal USING (act)
             WHERE sales.number = sold_on AND (command = 'sales.sell_quoted' OR EXISTS (
                 SELECT 1 FROM json_each(asked, '$.lines') AS line
                 WHERE line.value ->> '$.quoted.quotation' = quotations.number)))
             AND NOT EXISTS (SELECT 1 FROM payments JOIN holds ON holds.id = hold
                             WHERE payments.sale = sold_on
                               AND holds.lines ->> 'quotation' = quotations.number)",
    ),
    (
        "what a quotation promised and a payment held was sold as it was promised",
        "SELECT payments.id FROM payments JOIN holds ON holds.id = hold,
              json_each(holds.sale, '$.lines') AS line
         LEFT JOIN quotation_lines AS q ON q.quotation = line.value ->> '$.quoted.quotation'
             AND q.line = line.value ->> '$.quoted.line'
         LEFT JOIN quotations ON quotations.number = q.quotation
         LEFT JOIN sale_lines AS s ON s.sale = payments.sale AND s.line = line.key
         WHERE payments.sale IS NOT NULL AND holds.lines ->> 'quotation' IS NOT NULL
           AND line.value ->> '$.quoted' IS NOT NULL
           AND NOT coalesce(sold_on IS NOT NULL AND s.sweet IS q.sweet
                   AND s.quantity = q.quantity AND s.price_minor = q.price_minor
                   AND s.per = q.per AND s.discount_minor = q.discount_minor, 0)",
    ),
    (
        "what a basket was promised by a quotation was sold as it was promised, and that sold it",
        "SELECT journal.act FROM journal JOIN sales ON sales.act = journal.act,
              json_each(asked, '$.lines') AS line
         LEFT JOIN quotation_lines AS q ON q.quotation = line.value ->> '$.quoted.quotation'
             AND q.line = line.value ->> '$.quoted.line'
         LEFT JOIN quotations ON quotations.number = q.quotation
         LEFT JOIN sale_lines AS s ON s.sale = sales.number AND s.line = line.key
         WHERE command = 'sales.checkout' AND instr(asked, '\"quoted\"') > 0
           AND line.value ->> '$.quoted' IS NOT NULL
           AND NOT coalesce(sold_on = sales.number AND s.sweet IS q.sweet
                   AND s.quantity = q.quantity AND s.price_minor = q.price_minor
                   AND s.per = q.per AND s.discount_minor = q.discount_minor, 0)",
    ),
    (
        "a quotation that was withdrawn has its record, and was not sold",
        "SELECT act FROM (SELECT act, asked ->> 'quotation', at_ms, account
                          FROM journal WHERE command = 'sales.withdraw_quoted'
                          EXCEPT SELECT act, quotation, at_ms, account FROM quotation_withdrawals)
         UNION SELECT act FROM (
             SELECT act, quotation, at_ms, account FROM quotation_withdrawals
             EXCEPT SELECT act, asked ->> 'quotation', at_ms, account
                    FROM journal WHERE command = 'sales.withdraw_quoted')
         UNION SELECT number FROM quotations JOIN quotation_withdrawals ON quotation = number
               WHERE sold_on IS NOT NULL",
    ),
    (
        "the journal is numbered without a gap",
        "SELECT act FROM (SELECT act, row_number() OVER (ORDER BY act) AS place FROM journal)
         WHERE act <> place",
    ),
];

/// Every rule that is a query, area by area.
pub(super) fn rules() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    [
        RULES,
        customers::RULES,
        codes::RULES,
        shifts::RULES,
        holds::RULES,
        invoices::RULES,
        payments::RULES,
        appointments::RULES,
        orders::RULES,
        slots::RULES,
        safekeeping::RULES,
        seals::RULES,
    ]
    .into_iter()
    .flatten()
}

/// The first rows that break a rule.
pub(super) fn breaks(
    db: &ReadTx<'_>,
    (rule, sql): (&'static str, &str),
) -> Result<Vec<Discrepancy>, Fault> {
    let mut found = Vec::new();
    db.each(&format!("{sql} LIMIT 20"), [], |row| {
        let of = row.as_ref().column_name(0)?;
        found.push(Discrepancy {
            rule,
            of: of.rsplit('.').next().unwrap_or(of).to_owned(),
            row: row.get(0)?,
        });
        Ok::<_, Fault>(())
    })?;
    Ok(found)
}

/// Adds everything up again. Nothing found is a good answer.
///
/// # Errors
/// A fault of the file.
pub fn add_up(db: &ReadTx<'_>) -> Result<Vec<Discrepancy>, Fault> {
    let mut found = Vec::new();
    for &rule in rules() {
        found.extend(breaks(db, rule)?);
    }
    found.extend(verify::could_not_be(db)?);
    Ok(found)
}
