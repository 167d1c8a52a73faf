//! Baskets: kept as they are edited, so that closing, killing or logging out
//! loses nothing. Not part of the books, so not journalled: each command says
//! what the basket is now, and saying it twice changes nothing.
//!
//! A basket is somebody's, and one window's at a time: its holder. A holder
//! whose process has ended gives it on.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Session, Shop, Trouble},
    HeldBasket,
    checkout::LINES_MOST,
};
use crate::{
    store::{self, Fault, ReadTx, WriteTx, params},
    values::{AccountId, BasketId, Money, Quantity, RequestId, SweetId, Timestamp},
};

/// What a window puts into its basket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasketLine {
    /// Which sweet.
    pub sweet: SweetId,
    /// How many pieces.
    pub quantity: Quantity,
}

/// A line of a basket, with what its sweet is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownLine {
    /// Which sweet.
    pub sweet: SweetId,
    /// Its name.
    pub name: String,
    /// The price of one now.
    pub price: Money,
    /// How many pieces.
    pub quantity: Quantity,
    /// Pieces on hand.
    pub on_hand: i64,
    /// What its picture looks like.
    pub picture: String,
}

/// A basket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Basket {
    /// Its id.
    pub id: BasketId,
    /// The window that holds it, where one does.
    pub holder: Option<String>,
    /// Whether that window's process is running.
    pub held: bool,
    /// When it was changed last.
    pub changed_at: Timestamp,
    /// What is in it.
    pub lines: Vec<ShownLine>,
}

/// The baskets of an account, the one changed last first.
///
/// # Errors
/// A fault of the file.
pub fn of(db: &ReadTx<'_>, account: AccountId) -> Result<Vec<Basket>, Fault> {
    let mut baskets = db.all(
        "SELECT id, holder, changed_ms FROM baskets WHERE account = ?1 ORDER BY changed_ms DESC, id",
        [account.get()],
        |row| {
            let holder: Option<String> = row.get(1)?;
            Ok(Basket {
                id: BasketId::from_bytes(row.get(0)?),
                held: holder.as_deref().is_some_and(is_held),
                holder,
                changed_at: Timestamp::from_ms(row.get(2)?),
                lines: Vec::new(),
            })
        },
    )?;
    for basket in &mut baskets {
        basket.lines = lines(db, basket.id)?;
    }
    Ok(baskets)
}

fn lines(db: &ReadTx<'_>, basket: BasketId) -> Result<Vec<ShownLine>, Fault> {
    let rows = db.all(
        "SELECT sweets.id, name, price_minor, quantity, on_hand, picture
         FROM basket_lines
         JOIN sweets ON sweets.id = basket_lines.sweet
         JOIN stock ON stock.sweet = sweets.id
         WHERE basket = ?1 ORDER BY line",
        [basket.bytes()],
        |row| {
            Ok((
                row.get::<_, i64>(3)?,
                ShownLine {
                    sweet: SweetId::new(row.get(0)?),
                    name: row.get(1)?,
                    price: Money::from_minor(row.get(2)?),
                    quantity: Quantity::ONE,
                    on_hand: row.get(4)?,
                    picture: row.get(5)?,
                },
            ))
        },
    )?;
    rows.into_iter()
        .map(|(quantity, line)| {
            let quantity = Quantity::of(quantity).map_err(|what| Fault::Damaged { what })?;
            Ok(ShownLine { quantity, ..line })
        })
        .collect()
}

/// A window's name as holder: its process, and a name within it.
fn holder_of(window: &str) -> String {
    format!("{}/{window}", store::this_process())
}

fn is_held(holder: &str) -> bool {
    holder.split('/').next().is_some_and(store::is_alive)
}

impl Shop {
    /// The basket a window goes on with: one of the person's that no running
    /// window holds, or `wanted` even if one does, or a new one.
    ///
    /// # Errors
    /// A refusal, where the account may not sell; a fault of the file.
    pub fn open_basket(
        &self,
        session: &Session,
        wanted: Option<BasketId>,
    ) -> Result<Basket, Trouble> {
        let account = session.account().ok_or(Refusal::WrongNameOrPassword)?;
        let holder = holder_of(session.window());
        loop {
            let baskets = self.read(|db| of(db, account))?;
            let next = match wanted {
                Some(wanted) => baskets.into_iter().find(|basket| basket.id == wanted),
                None => {
                    // One with something in it before an empty one.
                    let (full, empty): (Vec<_>, Vec<_>) = baskets
                        .into_iter()
                        .filter(|basket| !basket.held || basket.holder.as_ref() == Some(&holder))
                        .partition(|basket| !basket.lines.is_empty());
                    full.into_iter().chain(empty).next()
                }
            };
            let (id, from) = match next {
                Some(basket) => (basket.id, Some(basket.holder)),
                None => (BasketId::new(), None),
            };
            let hold = Hold {
                basket: id,
                from,
                holder: holder.clone(),
            };
            if !self.execute(session, RequestId::new(), hold)? {
                // Another window was faster: look again.
                continue;
            }
            let held =
                self.read(|db| Ok(of(db, account)?.into_iter().find(|basket| basket.id == id)))?;
            if let Some(basket) = held {
                return Ok(basket);
            }
        }
    }
}

/// Takes hold of a basket, if its holder is still who it was seen to be.
#[derive(Serialize)]
struct Hold {
    basket: BasketId,
    /// The holder it was seen with; `None` where it is to be made.
    from: Option<Option<String>>,
    holder: String,
}

impl Command for Hold {
    type Outcome = bool;
    const NAME: &'static str = "baskets.hold";
    const NEEDS: Permission = Permission::Sell;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<bool, Trouble> {
        let account = by.account()?.get();
        let changed = match &self.from {
            None => tx.execute(
                "INSERT INTO baskets (id, account, holder, changed_ms) VALUES (?1, ?2, ?3, ?4)",
                params![self.basket.bytes(), account, self.holder, by.at.ms()],
            )?,
            Some(from) => tx.execute(
                "UPDATE baskets SET holder = ?3 WHERE id = ?1 AND account = ?2 AND holder IS ?4",
                params![self.basket.bytes(), account, self.holder, from],
            )?,
        };
        Ok(changed == 1)
    }
}

/// Says what is in a basket now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaveBasket {
    /// Which, and that this window holds it.
    pub held: HeldBasket,
    /// All that is in it.
    pub lines: Vec<BasketLine>,
}

impl Command for SaveBasket {
    type Outcome = ();
    const NAME: &'static str = "baskets.save";
    const NEEDS: Permission = Permission::Sell;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        if self.lines.len() > LINES_MOST {
            return Err(Refusal::invalid("lines", "at most 500 fit into a basket").into());
        }
        empty(tx, by, &self.held)?;
        for (line, BasketLine { sweet, quantity }) in self.lines.iter().enumerate() {
            let put = tx.execute(
                "INSERT INTO basket_lines (basket, line, sweet, quantity)
                 SELECT ?1, ?2, id, ?4 FROM sweets WHERE id = ?3",
                params![
                    self.held.basket.bytes(),
                    line as i64,
                    sweet.get(),
                    quantity.get()
                ],
            )?;
            if put == 0 {
                return Err(Refusal::unknown("sweet", sweet).into());
            }
        }
        Ok(())
    }
}

/// Lets go of a basket, so that another window may go on with it; one with
/// nothing in it is put away.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReleaseBasket {
    /// Which, and that this window holds it.
    pub held: HeldBasket,
}

impl Command for ReleaseBasket {
    type Outcome = ();
    const NAME: &'static str = "baskets.release";
    const NEEDS: Permission = Permission::Visit;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        let held = params![
            self.held.basket.bytes(),
            self.held.holder,
            by.account()?.get()
        ];
        tx.execute(
            "DELETE FROM baskets WHERE id = ?1 AND holder = ?2 AND account = ?3
               AND NOT EXISTS (SELECT 1 FROM basket_lines WHERE basket = ?1)",
            held,
        )?;
        tx.execute(
            "UPDATE baskets SET holder = NULL WHERE id = ?1 AND holder = ?2 AND account = ?3",
            held,
        )?;
        Ok(())
    }
}

/// Empties a basket this window holds.
pub(super) fn empty(tx: &WriteTx<'_>, by: &Actor<'_>, held: &HeldBasket) -> Result<(), Trouble> {
    let changed = tx.execute(
        "UPDATE baskets SET changed_ms = ?4 WHERE id = ?1 AND holder = ?2 AND account = ?3",
        params![
            held.basket.bytes(),
            held.holder,
            by.account()?.get(),
            by.at.ms()
        ],
    )?;
    if changed == 0 {
        return Err(Refusal::BasketElsewhere.into());
    }
    tx.execute(
        "DELETE FROM basket_lines WHERE basket = ?1",
        [held.basket.bytes()],
    )?;
    Ok(())
}
