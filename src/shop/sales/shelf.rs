//! What a sale takes off the shelf, and what comes back to it: of a kit, its
//! parts.

use super::{
    super::{
        Actor, Refusal, Shortage, Trouble,
        catalogue::{self, Part},
        stock::{self, Keeps},
    },
    price::Line,
};
use crate::{
    store::{ReadTx, WriteTx, params},
    values::{Quantity, SweetId},
};

/// So much of a sweet that lines want, and the kits it is in there.
struct Wanted<'l> {
    sweet: SweetId,
    quantity: Quantity,
    kits: Vec<&'l str>,
}

/// What the lines want, sweet by sweet, a kit by its parts.
pub(super) fn goods(lines: &[Line]) -> Result<Vec<(SweetId, Quantity)>, Refusal> {
    let wanted = by_sweet(lines)?.into_iter();
    Ok(wanted
        .map(|wanted| (wanted.sweet, wanted.quantity))
        .collect())
}

/// Takes what the lines want off the shelf but for what stays there, or says all that is short.
pub(super) fn take(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    lines: &[Line],
    keeps: Keeps,
) -> Result<(), Trouble> {
    leave(lines, |sweet, quantity| {
        stock::take(tx, by, sweet, quantity, keeps)
    })
}

/// Takes what the lines want off the shelf until it is paid for; the answer is
/// what that is, sweet by sweet.
pub(super) fn hold(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    lines: &[Line],
) -> Result<Vec<(SweetId, Quantity)>, Trouble> {
    let mut held = Vec::with_capacity(lines.len());
    let keeps = Keeps::ahead(tx, by)?;
    leave(lines, |sweet, quantity| {
        held.push((sweet, quantity));
        stock::hold(tx, by, sweet, quantity, keeps)
    })?;
    Ok(held)
}

fn leave(
    lines: &[Line],
    mut one: impl FnMut(SweetId, Quantity) -> Result<Result<(), Shortage>, Trouble>,
) -> Result<(), Trouble> {
    let mut shortages = Vec::new();
    for Wanted {
        sweet,
        quantity,
        kits,
    } in by_sweet(lines)?
    {
        if let Err(short) = one(sweet, quantity)? {
            shortages.push(Shortage {
                kits: kits.into_iter().map(str::to_owned).collect(),
                ..short
            });
        }
    }
    match shortages.is_empty() {
        true => Ok(()),
        false => Err(Refusal::SoldOut { shortages }.into()),
    }
}

/// How much of each sweet is wanted, over all lines and kits, so that what is
/// short is told once for each.
fn by_sweet(lines: &[Line]) -> Result<Vec<Wanted<'_>>, Refusal> {
    let mut wanted = Vec::with_capacity(lines.len());
    for line in lines {
        match line.parts.as_slice() {
            [] => {
                if let Some(sweet) = line.sweet {
                    want(&mut wanted, sweet, line.quantity, None)?;
                }
            }
            parts => {
                for part in parts {
                    let quantity = times(part.quantity, line.quantity)?;
                    want(&mut wanted, part.sweet, quantity, Some(&line.name))?;
                }
            }
        }
    }
    Ok(wanted)
}

fn want<'l>(
    wanted: &mut Vec<Wanted<'l>>,
    sweet: SweetId,
    quantity: Quantity,
    kit: Option<&'l str>,
) -> Result<(), Refusal> {
    let known = match wanted.iter().position(|known| known.sweet == sweet) {
        Some(at) => &mut wanted[at],
        None => {
            wanted.push(Wanted {
                sweet,
                quantity,
                kits: kit.into_iter().collect(),
            });
            return Ok(());
        }
    };
    known.quantity = Quantity::of(known.quantity.get() + quantity.get())
        .map_err(|why| Refusal::invalid("quantity", why))?;
    known
        .kits
        .extend(kit.filter(|kit| !known.kits.contains(kit)));
    Ok(())
}

/// Two quantities are each at most a million, so their product fits.
fn times(part: Quantity, kits: Quantity) -> Result<Quantity, Refusal> {
    Quantity::of(part.get() * kits.get()).map_err(|why| Refusal::invalid("quantity", why))
}

/// Puts back what a line of a receipt sold: of a kit, what it was made of then.
pub(super) fn put_back(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (sale, line): (i64, i64),
    sweet: SweetId,
    (quantity, wasted): (Quantity, bool),
) -> Result<(), Trouble> {
    let parts = parts_then(tx, sale, line)?;
    if parts.is_empty() {
        return stock::put_back(tx, by, sweet, quantity, wasted);
    }
    for part in parts {
        let quantity = times(part.quantity, quantity)?;
        stock::put_back(tx, by, part.sweet, quantity, wasted)?;
    }
    Ok(())
}

/// What a line of a receipt was made of when it was sold.
fn parts_then(db: &ReadTx<'_>, sale: i64, line: i64) -> Result<Vec<Part>, Trouble> {
    let sql = "SELECT part, quantity FROM sale_kit_parts WHERE sale = ?1 AND line = ?2";
    Ok(db.all(sql, params![sale, line], catalogue::part_of)?)
}
