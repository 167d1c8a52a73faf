//! Payments as a counter follows them: what waits, what became of it, whose it is.

use serde::Serialize;

use super::{
    super::sales::{Checkout, baskets::is_open_elsewhere},
    Payment, payment,
};
use crate::{
    store::{Fault, ReadTx, params},
    values::{AccountId, PaymentId},
};

/// How many are told at most; a counter sees to them long before.
const MOST: u32 = 50;

/// What became of the goods of a payment; of a fee or an order, of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goods {
    /// They are held for whoever pays.
    Held,
    /// They are sold.
    Sold,
    /// Somebody gave the payment up, and they are on the shelf again.
    Cancelled,
    /// Its time was over, and they are on the shelf again.
    TimeOver,
    /// It was paid and they could not be sold; they are on the shelf again.
    NotSold,
}

/// A payment as a counter follows it.
#[derive(Clone, Debug)]
pub struct AtCounter {
    /// The payment.
    pub payment: Payment,
    /// Who began it.
    pub account: AccountId,
    /// What was asked for, with the basket it came from.
    pub asked: Checkout,
    /// What became of the goods.
    pub goods: Goods,
}

impl AtCounter {
    /// Whether its money came while its goods were on the shelf again, or they could not be sold,
    /// and neither was handed out or given back since.
    pub fn is_late(&self) -> bool {
        let gone = self.payment.refunded.checked_add(self.payment.refunding);
        self.payment.sale.is_none() && gone.is_some_and(|gone| gone < self.payment.captured)
    }

    /// Whether another window that is still open began it; `holder` is how this one's baskets
    /// are held.
    pub fn is_elsewhere(&self, holder: &str) -> bool {
        let basket = self.asked.basket.as_ref();
        basket.is_some_and(|held| is_open_elsewhere(&held.holder, holder))
    }
}

/// A payment as a counter follows it; none where there is none of that number.
///
/// # Errors
/// A fault of the file.
pub fn at_counter(db: &ReadTx<'_>, id: PaymentId) -> Result<Option<AtCounter>, Fault> {
    let Some(payment) = payment(db, id)? else {
        return Ok(None);
    };
    db.first(
        "SELECT holds.account, holds.state, sale, command
         FROM holds LEFT JOIN journal ON journal.act = ended_act WHERE id = ?1",
        [payment.hold.get()],
        |row| {
            let asked = serde_json::from_str(row.get_ref(2)?.as_str()?);
            let state = row.get_ref(1)?.as_str()?;
            let ended_by = row.get::<_, Option<String>>(3)?;
            let goods = match (state, payment.sale, ended_by.as_deref()) {
                ("held", _, _) => Goods::Held,
                ("sold", _, _) | (_, Some(_), _) => Goods::Sold,
                (_, None, Some("payments.release" | "appointments.cancel" | "orders.cancel")) => {
                    Goods::Cancelled
                }
                (_, None, Some("payments.take_news" | "payments.settle_by_hand")) => Goods::NotSold,
                _ => Goods::TimeOver,
            };
            Ok((AccountId::new(row.get(0)?), asked, goods))
        },
    )?
    .map(|(account, asked, goods)| {
        let asked = asked.map_err(|error| Fault::Damaged {
            what: format!("the goods held for payment {id}: {error}"),
        })?;
        Ok(AtCounter {
            payment,
            account,
            asked,
            goods,
        })
    })
    .transpose()
}

/// The payments that are not paid and whose goods are held, newest first. Fees and
/// orders are none of a counter's: appointments and the board show them ([`super::of_fee`],
/// [`super::of_order`]).
///
/// # Errors
/// A fault of the file.
pub fn waiting(db: &ReadTx<'_>) -> Result<Vec<AtCounter>, Fault> {
    let ids = db.all(
        "SELECT payments.id FROM holds JOIN payments ON payments.hold = holds.id
         WHERE holds.state = 'held' AND appointment IS NULL AND of_order IS NULL
         ORDER BY payments.id DESC LIMIT ?1",
        [MOST],
        |row| row.get(0).map(PaymentId::new),
    )?;
    each(db, ids)
}

/// The payments whose money came and whose goods were not handed out, and that nobody has seen to
/// yet, newest first; fees and orders left out, as above.
///
/// # Errors
/// A fault of the file.
pub fn late(db: &ReadTx<'_>) -> Result<Vec<AtCounter>, Fault> {
    let ids = db.all(
        "SELECT id FROM payments
         WHERE flag IS NOT NULL AND sale IS NULL AND appointment IS NULL
           AND of_order IS NULL
           AND captured_minor > refunded_minor + refunding_minor
         ORDER BY id DESC LIMIT ?1",
        [MOST],
        |row| row.get(0).map(PaymentId::new),
    )?;
    each(db, ids)
}

/// The payment for goods that somebody began last, where it is among the shop's newest and they have sold
/// nothing after it was paid: what their counter had to do with last.
///
/// # Errors
/// A fault of the file.
pub fn newest_of(db: &ReadTx<'_>, account: AccountId) -> Result<Option<AtCounter>, Fault> {
    let id = db.first(
        "SELECT id FROM (SELECT id, account, sale FROM payments
                         WHERE appointment IS NULL AND of_order IS NULL
                         ORDER BY id DESC LIMIT 200) AS newest
         WHERE account = ?1 ORDER BY id DESC LIMIT 1",
        [account.get()],
        |row| row.get(0).map(PaymentId::new),
    )?;
    let Some(found) = id.map(|id| at_counter(db, id)).transpose()?.flatten() else {
        return Ok(None);
    };
    let went_on = db.first(
        "SELECT 1 FROM sales WHERE number > ?2 AND account = ?1",
        params![account.get(), found.payment.sale.unwrap_or(i64::MAX)],
        |_| Ok(()),
    )?;
    Ok(went_on.is_none().then_some(found))
}

pub(super) fn each(db: &ReadTx<'_>, ids: Vec<PaymentId>) -> Result<Vec<AtCounter>, Fault> {
    let mut found = Vec::new();
    for id in ids {
        found.extend(at_counter(db, id)?);
    }
    Ok(found)
}
