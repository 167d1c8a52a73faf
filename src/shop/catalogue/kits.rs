//! Kits: sweets put together of others, such as a gift box of three.
//!
//! Promises: a kit has a price, taxes and codes of its own and no stock; what
//! there is of it is what its parts are enough for; no kit is in a kit. What
//! one is made of is changed like any other field of the sweet, from the
//! version that was seen. Left out: taking the parts off the shelf, which is
//! done by who sells.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Refusal, Trouble,
        pricing::{self, Basket, Line},
        stock,
    },
    rows::unit_of,
};
use crate::{
    store::{self, Fault, ReadTx, WriteTx, params},
    values::{Money, Quantity, SweetId, Unit},
};

/// More parts than this are no gift box.
const PARTS_MOST: usize = 50;

/// One part of a kit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Which sweet; no kit itself.
    pub sweet: SweetId,
    /// How much of its unit is in one of the kit.
    pub quantity: Quantity,
}

/// A part of a kit, with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NamedPart {
    /// Which sweet, and how much of it.
    #[serde(flatten)]
    pub part: Part,
    /// Its name.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
    /// Its price when it is sold by itself.
    #[serde(rename = "price_minor")]
    pub price: Money,
    /// How much of its unit that price is for.
    pub per: i64,
}

impl NamedPart {
    /// The part for people: "2 Peda", "250 g Kaju Katli".
    pub fn text(&self) -> String {
        format!(
            "{} {}",
            self.unit.format(self.part.quantity.get()),
            self.name
        )
    }
}

/// What parts cost when each is sold by itself, taxes that come on top left out; `None` where
/// that is more than an amount can be.
pub fn cost_of_parts(parts: &[NamedPart]) -> Option<Money> {
    let lines = parts.iter().map(|part| Line {
        price: part.price,
        per: part.per,
        quantity: part.part.quantity.get(),
        discount: None,
        taxes: Vec::new(),
    });
    let basket = Basket {
        step: Money::from_minor(1),
        lines: lines.collect(),
        discount: None,
    };
    pricing::price(&basket).ok().map(|priced| priced.gross)
}

/// What a kit is made of, by name; nothing of what is no kit.
pub(super) fn named_parts(db: &ReadTx<'_>, kit: SweetId) -> Result<Vec<NamedPart>, Fault> {
    db.all(
        "SELECT part, quantity, name, unit, price_minor, per FROM kit_parts JOIN sweets ON id = part
         WHERE kit_parts.kit = ?1 ORDER BY name_key",
        [kit.get()],
        named_part,
    )
}

fn named_part(row: &store::Row<'_>) -> store::RowResult<NamedPart> {
    Ok(NamedPart {
        part: part_of(row)?,
        name: row.get(2)?,
        unit: unit_of(row, 3)?,
        price: Money::from_minor(row.get(4)?),
        per: row.get(5)?,
    })
}

/// Parts in a line, for who is to choose between two versions.
pub(super) fn listed(db: &ReadTx<'_>, parts: &[Part]) -> Result<String, Fault> {
    let mut texts = Vec::with_capacity(parts.len());
    for part in parts {
        let sql = "SELECT ?1, ?2, name, unit, price_minor, per FROM sweets WHERE id = ?1";
        let of = params![part.sweet.get(), part.quantity.get()];
        texts.extend(db.first(sql, of, named_part)?.map(|part| part.text()));
    }
    texts.sort_unstable();
    Ok(texts.join(", "))
}

/// What a kit is made of.
pub(super) fn parts(db: &ReadTx<'_>, kit: SweetId) -> Result<Vec<Part>, Fault> {
    let sql = "SELECT part, quantity FROM kit_parts WHERE kit = ?1 ORDER BY part";
    db.all(sql, [kit.get()], part_of)
}

/// A part, where the first two columns are its sweet and quantity.
pub(in super::super) fn part_of(row: &store::Row<'_>) -> store::RowResult<Part> {
    Ok(Part {
        sweet: SweetId::new(row.get(0)?),
        quantity: Quantity::of(row.get(1)?).map_err(|why| store::unreadable(1, why))?,
    })
}

/// Refuses to count, receive or write off what has no stock of its own.
pub(in super::super) fn not_a_kit(db: &ReadTx<'_>, sweet: SweetId) -> Result<(), Trouble> {
    let sql = "SELECT name FROM sweets WHERE id = ?1 AND kit = 1";
    match db.first(sql, [sweet.get()], |row| row.get::<_, String>(0))? {
        None => Ok(()),
        Some(name) => {
            let why = format!("{name} is a kit and has no stock of its own: name its parts");
            Err(Refusal::invalid("sweet", why).into())
        }
    }
}

/// Says what a sweet is made of; of nothing, it is no kit (any more).
pub(super) fn put_parts(tx: &WriteTx<'_>, kit: SweetId, parts: &[Part]) -> Result<(), Trouble> {
    let refused = |why: String| Trouble::from(Refusal::invalid("parts", why));
    if parts.len() > PARTS_MOST {
        return Err(refused("at most 50 are in a kit".into()));
    }
    if !parts.is_empty() {
        may_be_a_kit(tx, kit)?;
    }
    tx.execute("DELETE FROM kit_parts WHERE kit = ?1", [kit.get()])?;
    for part in parts {
        let found = tx.first(
            "SELECT name, kit OR id = ?2 FROM sweets WHERE id = ?1",
            [part.sweet.get(), kit.get()],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?)),
        )?;
        let (name, is_a_kit) = found.ok_or_else(|| Refusal::unknown("sweet", part.sweet))?;
        if is_a_kit {
            return Err(refused(format!(
                "{name} is a kit itself, and no kit is in a kit: name its parts"
            )));
        }
        let put = tx.insert_unless_taken(
            "INSERT INTO kit_parts (kit, part, quantity) VALUES (?1, ?2, ?3)",
            params![kit.get(), part.sweet.get(), part.quantity.get()],
        )?;
        if put.is_none() {
            return Err(refused(format!("{name} is named twice")));
        }
    }
    tx.execute(
        "UPDATE sweets SET kit = ?2 WHERE id = ?1",
        params![kit.get(), !parts.is_empty()],
    )?;
    Ok(())
}

/// A kit is counted by the piece, has nothing on the shelf, and is in no kit.
fn may_be_a_kit(tx: &WriteTx<'_>, kit: SweetId) -> Result<(), Trouble> {
    let refused = |why: String| Err(Refusal::invalid("parts", why).into());
    let (name, unit) = tx.one(
        "SELECT name, unit FROM sweets WHERE id = ?1",
        [kit.get()],
        |row| Ok((row.get::<_, String>(0)?, unit_of(row, 1)?)),
    )?;
    if unit != Unit::Piece {
        return refused(format!(
            "{name} is weighed or poured, and a kit is sold by the piece"
        ));
    }
    let on_hand = stock::on_hand(tx, kit)?;
    if on_hand != 0 {
        return refused(format!(
            "{on_hand} of {name} are on the shelf, and a kit has no stock of its own: count it \
             to 0 first"
        ));
    }
    let within = tx.first(
        "SELECT name FROM kit_parts JOIN sweets ON id = kit_parts.kit WHERE part = ?1",
        [kit.get()],
        |row| row.get::<_, String>(0),
    )?;
    match within {
        None => Ok(()),
        Some(within) => refused(format!(
            "{name} is in {within}, and no kit is in a kit: take it out there first"
        )),
    }
}
