//! Who holds a basket: a window, nobody, or everybody's shelf of parked ones.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        super::{Actor, Command, Permission, Refusal, Session, Shop, Trouble},
        HeldBasket,
        quotes::TakeUpQuotation,
    },
    Basket, BasketLine, of, one_of,
    save::put,
};
use crate::{
    store::{self, WriteTx, params},
    values::{BasketId, NAME_MAX_CHARS, RequestId, line},
};

/// A window's name as holder: its process, and a name within it.
fn holder_of(window: &str) -> String {
    format!("{}/{window}", store::this_process())
}

pub(super) fn is_held(holder: &str) -> bool {
    holder.split('/').next().is_some_and(store::is_alive)
}

/// Whether `holder` is a window that is still open, and another than `mine`.
pub fn is_open_elsewhere(holder: &str, mine: &str) -> bool {
    holder != mine && is_held(holder)
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
                        .partition(|basket| !basket.is_empty());
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
            if let Some(basket) = self.read(|db| one_of(db, account, id))? {
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
               AND NOT EXISTS (SELECT 1 FROM basket_lines WHERE basket = ?1)
               AND NOT EXISTS (SELECT 1 FROM basket_gift_cards WHERE basket = ?1)
               AND NOT EXISTS (SELECT 1 FROM basket_tenders WHERE basket = ?1)",
            held,
        )?;
        tx.execute(
            "UPDATE baskets SET holder = NULL WHERE id = ?1 AND holder = ?2 AND account = ?3",
            held,
        )?;
        Ok(())
    }
}

/// Parks a basket this window holds, for anybody to resume.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ParkBasket {
    /// Which, and that this window holds it.
    pub held: HeldBasket,
    /// What it is found again by: a name, a table. Left empty, the time of day.
    #[serde(default)]
    pub label: String,
}

impl Command for ParkBasket {
    type Outcome = ();
    const NAME: &'static str = "baskets.park";
    const NEEDS: Permission = Permission::Sell;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        let label =
            line(&self.label, NAME_MAX_CHARS).map_err(|why| Refusal::invalid("label", why))?;
        let label = match label.is_empty() {
            true => by.shop.zone.time_of_day(by.at),
            false => label,
        };
        let basket = self.held.basket;
        let parked = tx.execute(
            "UPDATE baskets SET label = ?4, holder = NULL, changed_ms = ?5
             WHERE id = ?1 AND holder = ?2 AND account = ?3
               AND (EXISTS (SELECT 1 FROM basket_lines WHERE basket = ?1)
                    OR EXISTS (SELECT 1 FROM basket_gift_cards WHERE basket = ?1))",
            params![
                basket.bytes(),
                self.held.holder,
                by.account()?.get(),
                label,
                by.at.ms()
            ],
        )?;
        if parked == 1 {
            return Ok(());
        }
        // Asked twice, it is parked already.
        let state = tx.first(
            "SELECT label IS NOT NULL, holder IS ?2 FROM baskets WHERE id = ?1",
            params![basket.bytes(), self.held.holder],
            |row| Ok((row.get::<_, bool>(0)?, row.get::<_, bool>(1)?)),
        )?;
        match state {
            Some((true, _)) => Ok(()),
            Some((false, true)) => {
                Err(Refusal::invalid("basket", "is empty: there is nothing to park").into())
            }
            _ => Err(Refusal::BasketElsewhere.into()),
        }
    }
}

/// Parks a new basket with the lines of a quotation, for anybody to resume; the
/// answer is what it is parked under. One that is there already, because it was
/// asked for twice, stays as it is.
///
/// # Errors
/// A refusal, where the basket of that id is there and is not that one, or is
/// not parked any more.
pub(in super::super) fn park_new(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    quotation: i64,
    (basket, label): (BasketId, String),
    note: Option<&str>,
    lines: &[BasketLine],
) -> Result<String, Trouble> {
    let account = by.account()?.get();
    let made = tx.execute(
        "INSERT INTO baskets (id, account, label, changed_ms, note) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
        params![basket.bytes(), account, label, by.at.ms(), note],
    )?;
    if made == 1 {
        for (place, line) in lines.iter().enumerate() {
            put(tx, basket, place, line)?;
        }
        return Ok(label);
    }
    let (mine, label, of_it) = tx.one(
        "SELECT account = ?2, label, EXISTS
             (SELECT 1 FROM basket_lines WHERE basket = ?1 AND quotation = ?3)
         FROM baskets WHERE id = ?1",
        params![basket.bytes(), account, quotation],
        |row| {
            let label: Option<String> = row.get(1)?;
            Ok((row.get::<_, bool>(0)?, label, row.get::<_, bool>(2)?))
        },
    )?;
    match (of_it, mine, label) {
        (true, true, Some(label)) => Ok(label),
        // It was resumed since: whoever did that goes on with it.
        (true, _, None) => Err(Refusal::BasketElsewhere.into()),
        _ => Err(Refusal::RequestReused {
            command: TakeUpQuotation::NAME.to_owned(),
        }
        .into()),
    }
}

/// Resumes a parked basket in a window: whoever is first has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResumeBasket {
    /// Which.
    pub basket: BasketId,
    /// The window, as [`Session::window`] has it.
    pub window: String,
}

impl Command for ResumeBasket {
    type Outcome = HeldBasket;
    const NAME: &'static str = "baskets.resume";
    const NEEDS: Permission = Permission::Sell;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<HeldBasket, Trouble> {
        let held = HeldBasket {
            basket: self.basket,
            holder: holder_of(&self.window),
        };
        let account = by.account()?.get();
        let resumed = tx.execute(
            "UPDATE baskets SET label = NULL, holder = ?2, account = ?3, changed_ms = ?4
             WHERE id = ?1 AND label IS NOT NULL",
            params![held.basket.bytes(), held.holder, account, by.at.ms()],
        )?;
        let mine = "SELECT 1 FROM baskets WHERE id = ?1 AND holder = ?2 AND account = ?3";
        let own = params![held.basket.bytes(), held.holder, account];
        // Asked twice, it is here already.
        if resumed == 1 || tx.first(mine, own, |_| Ok(()))?.is_some() {
            return Ok(held);
        }
        Err(Refusal::BasketElsewhere.into())
    }
}
