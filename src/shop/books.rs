//! The books, added up again: what does not agree is told, row by row.
//!
//! A copy is called a backup only after this found nothing. Left out: the
//! journal's seals, which need the key and are `journal`'s.

use serde::Serialize;

use crate::store::{Fault, ReadTx};

/// Something that does not add up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Discrepancy {
    /// What should agree.
    pub rule: &'static str,
    /// Where it does not: the number of the row.
    pub row: i64,
}

/// Each rule, and a query of the rows that break it.
const RULES: &[(&str, &str)] = &[
    (
        "what is on hand is the sum of the sweet's movements",
        "SELECT stock.sweet FROM stock
         LEFT JOIN movements ON movements.sweet = stock.sweet
         GROUP BY stock.sweet HAVING stock.on_hand <> coalesce(sum(delta), 0)",
    ),
    (
        "every sweet has its stock",
        "SELECT id FROM sweets WHERE id NOT IN (SELECT sweet FROM stock)",
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
             <> (SELECT coalesce(sum(amount_minor), 0) FROM sale_lines WHERE sale = number)",
    ),
    (
        "a receipt is paid: what was given less the change is its total",
        "SELECT number FROM sales WHERE total_minor
             <> (SELECT coalesce(sum(given_minor - change_minor), -1) FROM tenders WHERE sale = number)",
    ),
    (
        "receipts are numbered without a gap",
        "SELECT number FROM (SELECT number, row_number() OVER (ORDER BY number) AS place FROM sales)
         WHERE number <> place",
    ),
    (
        "what was sold on receipts is what left the stock with them, sweet by sweet",
        "SELECT act FROM (
             SELECT sales.act, sale_lines.sweet, quantity AS pieces
             FROM sale_lines JOIN sales ON number = sale
             UNION ALL SELECT act, sweet, delta FROM movements WHERE reason = 'sold')
         GROUP BY act, sweet HAVING sum(pieces) <> 0",
    ),
    (
        "stock that was received or counted is what its record says",
        "SELECT movements.act FROM movements LEFT JOIN journal USING (act)
         WHERE (reason = 'received' AND NOT coalesce(command = 'stock.restock'
                    AND movements.sweet = asked ->> 'sweet' AND delta = asked ->> 'quantity', 0))
            OR (reason = 'counted' AND NOT coalesce(command = 'stock.correct'
                    AND movements.sweet = asked ->> 'sweet'
                    AND on_hand = asked ->> 'counted', 0))
            OR (reason = 'opening'
                    AND NOT coalesce(command IN ('catalogue.add', 'shop.found'), 0))",
    ),
    (
        "every sale in the journal has its receipt, and every receipt its record",
        "SELECT act FROM (SELECT act FROM journal WHERE command = 'sales.checkout'
                          EXCEPT SELECT act FROM sales)
         UNION SELECT act FROM (SELECT act FROM sales
                          EXCEPT SELECT act FROM journal WHERE command = 'sales.checkout')",
    ),
    (
        "a receipt and its record agree on number, time, person and money",
        "SELECT number FROM sales JOIN journal USING (act)
         JOIN tenders ON tenders.sale = number AND tenders.line = 0
         WHERE number <> outcome ->> 'number' OR total_minor <> outcome ->> 'total_minor'
            OR sales.at_ms <> journal.at_ms OR sales.account IS NOT journal.account
            OR given_minor <> outcome ->> 'cash_minor'
            OR change_minor <> outcome ->> 'change_minor'",
    ),
    (
        "the journal is numbered without a gap",
        "SELECT act FROM (SELECT act, row_number() OVER (ORDER BY act) AS place FROM journal)
         WHERE act <> place",
    ),
];

/// Adds everything up again. Nothing found is a good answer.
///
/// # Errors
/// A fault of the file.
pub fn add_up(db: &ReadTx<'_>) -> Result<Vec<Discrepancy>, Fault> {
    let mut found = Vec::new();
    for &(rule, sql) in RULES {
        db.each(&format!("{sql} LIMIT 20"), [], |row| {
            found.push(Discrepancy {
                rule,
                row: row.get(0)?,
            });
            Ok::<_, Fault>(())
        })?;
    }
    Ok(found)
}
