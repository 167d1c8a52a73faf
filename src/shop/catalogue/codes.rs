//! What is scanned or typed, made into a sweet, and how much of it.
//!
//! Promises: a code is one sweet's, and means the same wherever it is scanned;
//! a code that was certainly read wrong is refused in words and never taken
//! for another; what a scale's label says is believed to the last step of
//! money. Left out: finding by a part of the name, which is `stock`'s shelf.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Refusal, Trouble,
        settings::{self, Setting},
    },
    rows::unit_of,
};
use crate::{
    store::{self, Fault, ReadTx, Row},
    values::{
        CodeKind, Currency, LabelAmount, MAX_QUANTITY, Money, Quantity, ScaleLabel, SweetId, Unit,
        check_digit, fold,
    },
};

/// A code scanners read on a sweet, and how much of its unit it stands for.
///
/// As text, and in lists that people edit, it is `8901234567894`, or
/// `8901234567894×12` where it stands for twelve; in JSON a text, or
/// `{"code":"8901234567894","quantity":12}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Barcode {
    /// What scanners send.
    pub code: String,
    /// How much of the sweet's unit is sold by scanning it once.
    pub quantity: Quantity,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Code(String),
    Several(Several),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Several {
    code: String,
    quantity: Quantity,
}

impl From<Written> for Barcode {
    fn from(written: Written) -> Barcode {
        match written {
            Written::Code(code) => Barcode::from(code.as_str()),
            Written::Several(Several { code, quantity }) => Barcode { code, quantity },
        }
    }
}

impl From<Barcode> for Written {
    fn from(barcode: Barcode) -> Written {
        match barcode {
            Barcode {
                code,
                quantity: Quantity::ONE,
            } => Written::Code(code),
            Barcode { code, quantity } => Written::Several(Several { code, quantity }),
        }
    }
}

impl From<&str> for Barcode {
    /// No code has the sign × in it, so what follows one is a quantity; where
    /// it is none, the code is refused when it is put on a sweet.
    fn from(text: &str) -> Barcode {
        let several = text.rsplit_once('×').and_then(|(code, quantity)| {
            Some(Barcode {
                code: code.trim().to_owned(),
                quantity: Quantity::parse(quantity).ok()?,
            })
        });
        several.unwrap_or_else(|| Barcode {
            code: text.to_owned(),
            quantity: Quantity::ONE,
        })
    }
}

impl fmt::Display for Barcode {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.quantity {
            Quantity::ONE => to.write_str(&self.code),
            quantity => write!(to, "{}×{}", self.code, quantity.get()),
        }
    }
}

/// Barcodes in a line, as people read and edit them.
pub fn listed(barcodes: &[Barcode]) -> String {
    let each: Vec<String> = barcodes.iter().map(Barcode::to_string).collect();
    each.join(", ")
}

/// The barcodes of a sweet.
pub(super) fn of_sweet(db: &ReadTx<'_>, id: SweetId) -> Result<Vec<Barcode>, Fault> {
    db.all(
        "SELECT code, quantity FROM barcodes WHERE sweet = ?1 ORDER BY code",
        [id.get()],
        |row| {
            Ok(Barcode {
                code: row.get(0)?,
                quantity: quantity_of(row, 1)?,
            })
        },
    )
}

fn quantity_of(row: &Row<'_>, column: usize) -> store::RowResult<Quantity> {
    Quantity::of(row.get(column)?).map_err(|why| store::unreadable(column, why))
}

/// How the shop's scales print their labels; usually it has none.
///
/// The item code in a label is the SKU or the barcode of the sweet it is
/// stuck on: as it is printed, or without the zeros before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScaleLabels {
    /// The layouts; no prefix is in two of them.
    pub layouts: Vec<ScaleLabel>,
}

impl Setting for ScaleLabels {
    const KEY: &'static str = "scale_labels";
    const COMMAND: &'static str = "settings.scale_labels";

    fn check(&self) -> Result<(), Refusal> {
        for (at, layout) in self.layouts.iter().enumerate() {
            let earlier = self.layouts[..at].iter().flat_map(ScaleLabel::prefixes);
            let both = layout.prefixes().iter().find(|&prefix| {
                let mut earlier = earlier.clone();
                earlier.any(|other| other == prefix)
            });
            if let Some(prefix) = both {
                return Err(Refusal::invalid(
                    &format!("layouts[{at}].prefixes"),
                    format!("{prefix} is another layout's already: a label would mean two things"),
                ));
            }
        }
        Ok(())
    }
}

/// What a scanned or typed text is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scanned {
    /// The sweet; it may be retired.
    pub sweet: SweetId,
    /// How much of its unit the text stands for: one piece, what its barcode
    /// says, or what the label says; nothing where it is weighed or poured and
    /// neither tells how much.
    pub quantity: Option<Quantity>,
    /// A label's price: that line comes to exactly this, before any discount.
    #[serde(rename = "price_minor")]
    pub price: Option<Money>,
    /// The label with the price in it, by which a line asks for that price.
    pub label: Option<String>,
}

impl Scanned {
    /// What a row of a sweet's id, its unit, and what its code stands for says.
    fn of_row(row: &Row<'_>) -> store::RowResult<Scanned> {
        let quantity = quantity_of(row, 2)?;
        // One gram of something is what nobody means by its code.
        let said = quantity > Quantity::ONE || unit_of(row, 1)? == Unit::Piece;
        Ok(Scanned {
            sweet: SweetId::new(row.get(0)?),
            quantity: said.then_some(quantity),
            price: None,
            label: None,
        })
    }
}

/// What `text` is: a barcode, an SKU, a label of the shop's scales, or a whole
/// name in any case, in this order; `None` where it is none of them.
///
/// A label with a weight gives the quantity in grams. A label with a price
/// sells so much of the sweet as has that price today, rounded to a whole
/// gram and never nothing (of what is sold by the piece, one piece): the stock
/// is right to the gram as long as the price per kilogram is the one the scale
/// has, and the money is the label's whatever it is.
///
/// # Errors
/// A refusal where it is certain that the text was read wrong (a label, or a
/// code of the shop but for its check digit) or the label can't be sold by;
/// or a fault of the file.
pub fn scanned(db: &ReadTx<'_>, text: &str) -> Result<Option<Scanned>, Trouble> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(found) = by_code(db, text)? {
        return Ok(Some(found));
    }
    if let Some(same) = same_code(text)
        && let Some(found) = by_code(db, &same)?
    {
        return Ok(Some(found));
    }
    if let Some(found) = by_label(db, text)? {
        return Ok(Some(found));
    }
    not_one_of_ours_misread(db, text)?;
    let sql = "SELECT id, unit, 1 FROM sweets WHERE name_key = ?1";
    Ok(db.first(sql, [fold(text)], Scanned::of_row)?)
}

/// A barcode, or a SKU in any case.
fn by_code(db: &ReadTx<'_>, text: &str) -> Result<Option<Scanned>, Fault> {
    let sql =
        "SELECT sweet, unit, quantity FROM barcodes JOIN sweets ON id = sweet WHERE code = ?1";
    let barcode = db.first(sql, [text], Scanned::of_row)?;
    if barcode.is_some() {
        return Ok(barcode);
    }
    let sql = "SELECT id, unit, 1 FROM sweets WHERE sku = ?1";
    db.first(sql, [text.to_uppercase()], Scanned::of_row)
}

/// The other way scanners send the same code: a UPC-A is an EAN-13 that
/// begins with 0.
fn same_code(text: &str) -> Option<String> {
    match CodeKind::verified(text) {
        Ok(CodeKind::UpcA) => Some(format!("0{text}")),
        Ok(CodeKind::Ean13) => text.strip_prefix('0').map(str::to_owned),
        _ => None,
    }
}

/// What a label of the shop's scales says.
fn by_label(db: &ReadTx<'_>, text: &str) -> Result<Option<Scanned>, Trouble> {
    let label = match CodeKind::of(text) {
        Some(CodeKind::Ean13) => text.to_owned(),
        Some(CodeKind::UpcA) => format!("0{text}"),
        _ => return Ok(None),
    };
    if !label.starts_with('2') && !label.starts_with("02") {
        return Ok(None);
    }
    let (labels, _) = settings::load::<ScaleLabels>(db)?;
    if labels.layouts.is_empty() {
        return Ok(None);
    }
    let currency = currency(db)?;
    for layout in &labels.layouts {
        let read = layout.read(&label, currency);
        let Some(said) = read.map_err(|why| Refusal::invalid("code", why))? else {
            continue;
        };
        let mut found = by_code(db, &said.item)?;
        if found.is_none() {
            found = by_code(db, said.item.trim_start_matches('0'))?;
        }
        let Some(Scanned { sweet, .. }) = found else {
            let why = format!(
                "no sweet has the label's item {} as its SKU or barcode: give it to one",
                said.item
            );
            return Err(Refusal::invalid("code", why).into());
        };
        return Ok(Some(labelled(db, sweet, said.amount, label)?));
    }
    Ok(None)
}

fn labelled(
    db: &ReadTx<'_>,
    sweet: SweetId,
    amount: LabelAmount,
    label: String,
) -> Result<Scanned, Trouble> {
    let (name, unit, price, per) = db.one(
        "SELECT name, unit, price_minor, per FROM sweets WHERE id = ?1",
        [sweet.get()],
        |row| {
            Ok((
                row.get::<_, String>(0)?,
                unit_of(row, 1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, i64>(3)?,
            ))
        },
    )?;
    let refused = |why: String| Refusal::invalid("code", why);
    match (amount, unit) {
        (LabelAmount::Weight(grams), Unit::Gram) => {
            let quantity = Quantity::of(grams).map_err(refused)?;
            Ok(Scanned {
                sweet,
                quantity: Some(quantity),
                price: None,
                label: None,
            })
        }
        (LabelAmount::Weight(_), _) => {
            let why = "is not sold by weight, and the label has one: count it, or set its unit";
            Err(refused(format!("{name} {why}")).into())
        }
        (LabelAmount::Price(asked), unit) => {
            let quantity = label_buys(asked, unit, Money::from_minor(price), per);
            let quantity = quantity.ok_or_else(|| {
                refused(format!(
                    "how much of {name} the label's price is for can't be told by the price it \
                     has now: weigh it again"
                ))
            })?;
            Ok(Scanned {
                sweet,
                quantity: Some(quantity),
                price: Some(asked),
                label: Some(label),
            })
        }
    }
}

/// How much of a sweet a label with the price `asked` stands for, where the
/// catalogue has it at `price` for `per` of the unit: of what is sold by the
/// piece, one; otherwise what that price buys, rounded half up and at least
/// one. `None` where that can't be told: it costs nothing, or would be more
/// than a line can have.
pub fn label_buys(asked: Money, unit: Unit, price: Money, per: i64) -> Option<Quantity> {
    if unit == Unit::Piece {
        return Some(Quantity::ONE);
    }
    if price <= Money::ZERO {
        return None;
    }
    let (exact, price) = (
        i128::from(asked.minor()) * i128::from(per),
        i128::from(price.minor()),
    );
    let bought = i64::try_from((2 * exact + price) / (2 * price)).ok()?;
    (bought <= MAX_QUANTITY)
        .then(|| Quantity::of(bought.max(1)).ok())
        .flatten()
}

fn currency(db: &ReadTx<'_>) -> Result<Currency, Fault> {
    let code = db.one("SELECT currency FROM shop", [], |row| {
        row.get::<_, String>(0)
    })?;
    Currency::of(&code).ok_or_else(|| Fault::Damaged {
        what: format!("no currency: “{code}”"),
    })
}

/// Refuses a text that is a code of the shop but for its last digit: it was
/// read wrong, and what it would be taken for otherwise is a guess.
fn not_one_of_ours_misread(db: &ReadTx<'_>, text: &str) -> Result<(), Trouble> {
    if CodeKind::of(text).is_none() {
        return Ok(());
    }
    let Err(why) = CodeKind::verified(text) else {
        return Ok(());
    };
    let body = &text[..text.len() - 1];
    let Some(due) = check_digit(body) else {
        return Ok(());
    };
    match by_code(db, &format!("{body}{due}"))? {
        Some(_) => Err(Refusal::invalid("code", why).into()),
        None => Ok(()),
    }
}
