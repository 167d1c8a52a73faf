//! Goods that are held until they are paid for.
//!
//! Promises: what is held is off the shelf, and nobody else can sell it; a hold
//! ends once, as a sale or back on the shelf, and a conditional update decides
//! as which. Left out: what it is held for, which is `payments`', and timers:
//! whoever has one asks what is overdue.

use super::seals::Final;
use super::{
    Actor, Trouble,
    sales::{Checkout, HeldSale},
    stock,
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{AccountId, HoldId, Quantity, SweetId, Timestamp},
};

/// Goods that are or were held.
pub(super) struct Hold {
    /// Who had them held.
    pub(super) account: AccountId,
    /// What was asked for.
    pub(super) asked: Checkout,
    /// What it was priced as.
    pub(super) sale: HeldSale,
}

/// Takes the goods of a sale off the shelf until `until`.
///
/// # Errors
/// A refusal where there are not enough, or a fault of the file.
pub(super) fn begin(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (asked, sale): (&Checkout, &HeldSale),
    until: Timestamp,
) -> Result<HoldId, Trouble> {
    let goods = sale.hold(tx, by)?;
    let hold = without_goods(tx, by, (asked, sale), until)?;
    for (sweet, quantity) in goods {
        tx.execute(
            "INSERT INTO hold_goods (hold, sweet, quantity) VALUES (?1, ?2, ?3)",
            params![hold.get(), sweet.get(), quantity.get()],
        )?;
    }
    Ok(hold)
}

/// Waits for the money of a sale that takes nothing off the shelf yet.
///
/// # Errors
/// A fault of the file.
pub(super) fn without_goods(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (asked, sale): (&Checkout, &HeldSale),
    until: Timestamp,
) -> Result<HoldId, Trouble> {
    let hold = tx.insert(
        "INSERT INTO holds (act, at_ms, account, until_ms, sale, lines)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            by.act,
            by.at.ms(),
            by.account()?.get(),
            until.ms(),
            super::door::to_json(asked)?,
            super::door::to_json(sale)?
        ],
    )?;
    Ok(HoldId::new(hold))
}

/// How a hold ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Its goods are sold, in the same commit.
    Sold,
    /// They stay on the shelf.
    Released,
}

/// Ends a hold, and puts its goods back on the shelf for whoever sells them
/// next. The answer is whether it was this that ended it.
///
/// # Errors
/// A fault of the file.
pub(super) fn end(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    hold: HoldId,
    end: End,
) -> Result<bool, Trouble> {
    let word = match end {
        End::Sold => "sold",
        End::Released => "released",
    };
    let ended = tx.execute(
        "UPDATE holds SET state = ?2, ended_act = ?3 WHERE id = ?1 AND state = 'held'",
        params![hold.get(), word, by.act],
    )?;
    if ended == 0 {
        return Ok(false);
    }
    let goods = tx.all(
        "SELECT sweet, quantity FROM hold_goods WHERE hold = ?1 ORDER BY sweet",
        [hold.get()],
        |row| {
            let quantity = Quantity::of(row.get(1)?);
            let quantity = quantity.map_err(|why| crate::store::unreadable(1, why))?;
            Ok((SweetId::new(row.get(0)?), quantity))
        },
    )?;
    for (sweet, quantity) in goods {
        stock::release(tx, by, sweet, quantity)?;
    }
    Ok(true)
}

/// What is or was held.
///
/// # Errors
/// A fault of the file.
pub(super) fn hold(db: &ReadTx<'_>, hold: HoldId) -> Result<Hold, Fault> {
    let (account, asked, sale) = db.one(
        "SELECT account, sale, lines FROM holds WHERE id = ?1",
        [hold.get()],
        |row| {
            let account = AccountId::new(row.get(0)?);
            Ok((account, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        },
    )?;
    let damaged = |error: serde_json::Error| Fault::Damaged {
        what: format!("the goods held as {hold}: {error}"),
    };
    Ok(Hold {
        account,
        asked: serde_json::from_str(&asked).map_err(damaged)?,
        sale: serde_json::from_str(&sale).map_err(damaged)?,
    })
}

/// What has to agree of holds.
pub(super) const RULES: &[(&str, &str)] = &[(
    "what was held and released is what the holds say, sweet by sweet",
    "SELECT act FROM (
         SELECT act, sweet, -quantity AS delta FROM hold_goods JOIN holds ON id = hold
         UNION ALL SELECT ended_act, sweet, quantity FROM hold_goods JOIN holds ON id = hold
                   WHERE ended_act IS NOT NULL
         UNION ALL SELECT act, sweet, -delta FROM movements WHERE reason IN ('held', 'released'))
     GROUP BY act, sweet HAVING sum(delta) <> 0",
)];

/// What never changes again.
pub(in crate::shop) const FINAL: &[Final] = &[
    Final::of(
        "holds",
        "id",
        &["id", "act", "at_ms", "account", "until_ms", "sale", "lines"],
    ),
    Final {
        name: "holds that ended",
        then: "id",
        act: "ended_act",
        ..Final::of("holds", "ended_act", &["id", "state", "ended_act"])
    },
    Final {
        then: "sweet",
        act: "(SELECT act FROM holds WHERE id = hold)",
        ..Final::of("hold_goods", "hold", &["hold", "sweet", "quantity"])
    },
];
