//! Balances and their movements.

use serde::Serialize;

use super::{
    super::{Actor, Refusal, Trouble, customers, refusal::ValueThen},
    CardCode,
};
use crate::{
    store::{self, Fault, ReadTx, WriteTx, params},
    values::{CustomerId, Money, Timestamp},
};

/// Whose value it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Holder {
    /// Whoever has the card.
    Card(CardCode),
    /// A customer.
    Credit(CustomerId),
}

/// Why a balance moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A card was sold, or more was put on it.
    Loaded,
    /// It paid for something.
    Spent,
    /// Goods it may have paid for came back.
    Refunded,
    /// What was put on a card was taken back.
    Unloaded,
}

impl Reason {
    const ALL: [Reason; 4] = [
        Reason::Loaded,
        Reason::Spent,
        Reason::Refunded,
        Reason::Unloaded,
    ];

    fn word(self) -> &'static str {
        match self {
            Reason::Loaded => "loaded",
            Reason::Spent => "spent",
            Reason::Refunded => "refunded",
            Reason::Unloaded => "unloaded",
        }
    }
}

/// A gift card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GiftCard {
    /// Its code.
    pub code: String,
    /// What is on it.
    #[serde(rename = "balance_minor")]
    pub balance: Money,
    /// How it came to that, oldest first.
    pub movements: Vec<Movement>,
}

/// A movement of a balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Movement {
    /// The receipt it is of.
    pub receipt: i64,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Reason,
    /// What came, or below 0 went.
    #[serde(rename = "delta_minor")]
    pub delta: Money,
    /// What was there after it.
    #[serde(rename = "balance_minor")]
    pub balance: Money,
}

/// The gift card of a code.
///
/// # Errors
/// A fault of the file.
pub fn gift_card(db: &ReadTx<'_>, code: &CardCode) -> Result<Option<GiftCard>, Fault> {
    let found = db.first(
        "SELECT id, balance_minor FROM stored_value WHERE code = ?1",
        [code.as_str()],
        |row| Ok((row.get::<_, i64>(0)?, row.get(1).map(Money::from_minor)?)),
    )?;
    let Some((id, balance)) = found else {
        return Ok(None);
    };
    let movements = db.all(
        "SELECT sale, at_ms, reason, delta_minor, balance_minor
         FROM stored_value_movements JOIN sales ON sales.number = sale
         WHERE value = ?1 ORDER BY stored_value_movements.number",
        [id],
        |row| {
            let word = row.get_ref(2)?.as_str()?;
            let reason = Reason::ALL.into_iter().find(|known| known.word() == word);
            Ok(Movement {
                receipt: row.get(0)?,
                at: Timestamp::from_ms(row.get(1)?),
                reason: reason
                    .ok_or_else(|| store::unreadable(2, format!("no reason: “{word}”")))?,
                delta: row.get(3).map(Money::from_minor)?,
                balance: row.get(4).map(Money::from_minor)?,
            })
        },
    )?;
    Ok(Some(GiftCard {
        code: code.as_str().to_owned(),
        balance,
        movements,
    }))
}

fn find(db: &ReadTx<'_>, holder: &Holder) -> Result<Option<(i64, Money)>, Fault> {
    let of_row = |row: &store::Row<'_>| Ok((row.get(0)?, row.get(1).map(Money::from_minor)?));
    match holder {
        Holder::Card(code) => db.first(
            "SELECT id, balance_minor FROM stored_value WHERE code = ?1",
            [code.as_str()],
            of_row,
        ),
        Holder::Credit(customer) => db.first(
            "SELECT id, balance_minor FROM stored_value WHERE customer = ?1",
            [customer.get()],
            of_row,
        ),
    }
}

/// What a refusal calls it.
fn owner_of(db: &ReadTx<'_>, holder: &Holder) -> Result<String, Fault> {
    Ok(match holder {
        Holder::Card(code) => format!("the gift card {code}"),
        Holder::Credit(id) => {
            let customer = customers::customer(db, *id)?;
            format!(
                "the credit of {}",
                customer.map_or(id.to_string(), |c| c.name)
            )
        }
    })
}

/// Takes `amount`, above 0, of what is there, or says what is left. The count of
/// changed rows is the verdict.
pub(in super::super) fn take(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    holder: &Holder,
    amount: Money,
    (sale, reason): (i64, Reason),
) -> Result<(), Trouble> {
    let found = find(tx, holder)?;
    let taken = match found {
        Some((id, _)) => tx.first(
            "UPDATE stored_value SET balance_minor = balance_minor - ?2
             WHERE id = ?1 AND balance_minor >= ?2 RETURNING balance_minor",
            params![id, amount.minor()],
            |row| Ok((id, row.get(0).map(Money::from_minor)?)),
        )?,
        None => None,
    };
    match (taken, found, holder) {
        (Some((id, balance)), ..) => {
            let delta = Money::from_minor(-amount.minor());
            note(tx, (id, sale, reason), delta, balance)
        }
        (None, None, Holder::Card(code)) => Err(Refusal::unknown("gift card", code).into()),
        (None, found, _) => {
            let currency = by.shop.currency;
            let left = found.map_or(Money::ZERO, |(_, balance)| balance);
            let (what, wanted) = (owner_of(tx, holder)?, currency.format(amount));
            let left = currency.format(left);
            let of = found.map(|found| before(tx, found, sale)).transpose()?;
            Err(match reason {
                Reason::Unloaded => Refusal::CardSpent {
                    what,
                    sold: wanted,
                    left,
                    of,
                },
                _ => Refusal::Overdrawn {
                    what,
                    wanted,
                    left,
                    of,
                },
            }
            .into())
        }
    }
}

/// What was there before the receipt that is being made took anything: nobody else sees what is
/// there in between.
fn before(db: &ReadTx<'_>, (value, left): (i64, Money), sale: i64) -> Result<ValueThen, Fault> {
    let moved = db.one(
        "SELECT coalesce(sum(delta_minor), 0) FROM stored_value_movements
         WHERE value = ?1 AND sale = ?2",
        params![value, sale],
        |row| row.get::<_, i64>(0),
    )?;
    Ok(ValueThen {
        value,
        balance: Money::from_minor(left.minor().saturating_sub(moved)),
    })
}

/// Adds `amount`, above 0; a customer who never had credit has it now.
pub(in super::super) fn put(
    tx: &WriteTx<'_>,
    holder: &Holder,
    amount: Money,
    (sale, reason): (i64, Reason),
) -> Result<i64, Trouble> {
    let (code, customer) = match holder {
        Holder::Card(code) => (Some(code.as_str()), None),
        Holder::Credit(customer) => (None, Some(customer.get())),
    };
    let (id, before) = match find(tx, holder)? {
        Some(found) => found,
        None => {
            let kind = if code.is_some() {
                "gift_card"
            } else {
                "credit"
            };
            let id = tx.insert(
                "INSERT INTO stored_value (kind, code, customer, balance_minor)
                 VALUES (?1, ?2, ?3, 0)",
                params![kind, code, customer],
            )?;
            (id, Money::ZERO)
        }
    };
    let balance = before
        .checked_add(amount)
        .ok_or_else(|| Refusal::invalid("amount", "is more than can be counted"))?;
    tx.execute(
        "UPDATE stored_value SET balance_minor = balance_minor + ?2 WHERE id = ?1",
        params![id, amount.minor()],
    )?;
    note(tx, (id, sale, reason), amount, balance)?;
    Ok(id)
}

/// Puts `amount` on a card that is sold, new or not; the answer is the card's id.
pub(in super::super) fn load(
    tx: &WriteTx<'_>,
    code: &CardCode,
    amount: Money,
    sale: i64,
) -> Result<i64, Trouble> {
    put(
        tx,
        &Holder::Card(code.clone()),
        amount,
        (sale, Reason::Loaded),
    )
}

fn note(
    tx: &WriteTx<'_>,
    (value, sale, reason): (i64, i64, Reason),
    delta: Money,
    balance: Money,
) -> Result<(), Trouble> {
    tx.execute(
        "INSERT INTO stored_value_movements (value, sale, reason, delta_minor, balance_minor)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![value, sale, reason.word(), delta.minor(), balance.minor()],
    )?;
    Ok(())
}
