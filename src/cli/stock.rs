//! Stock: restock, correct, write off, and how it moved.

use clap::{Subcommand, ValueEnum};

use super::{
    Asking, Common,
    output::{Out, Stop, table},
    typed,
};
use crate::{
    shop::{
        Permission, Refusal,
        stock::{self, Correct, Loss, OnHand, Restock, WriteOff},
    },
    values::{RequestId, Unit},
};

/// Stock: restock, correct, write off, and how it moved.
#[derive(Debug, Subcommand)]
pub(super) enum StockTask {
    /// Add what came in
    Restock {
        /// The sweet, by SKU, barcode or whole name
        sweet: String,
        /// How much came in: 12, "2.5 kg"
        #[arg(allow_hyphen_values = true)]
        quantity: String,
        /// What is noted beside it
        #[arg(long)]
        note: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
    /// Set what is on hand to what was counted
    Correct {
        /// The sweet, by SKU, barcode or whole name
        sweet: String,
        /// How much was counted: 12, "2.5 kg"
        #[arg(allow_hyphen_values = true)]
        counted: String,
        /// Why it differs
        #[arg(long)]
        reason: String,
        /// What was on hand when it was counted; without it, what is now
        #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
        expected: Option<String>,
        /// What is held for payments lies there still and was counted, too
        #[arg(long)]
        with_held: bool,
        #[command(flatten)]
        asking: Asking,
    },
    /// Take off what can't be sold any more
    WriteOff {
        /// A sweet by SKU, barcode or whole name, and how much of it: 2, "250 g"
        #[arg(value_name = "SWEET=QUANTITY", allow_hyphen_values = true)]
        line: String,
        /// What became of it
        #[arg(long, value_enum)]
        reason: Became,
        /// What is noted beside it
        #[arg(long)]
        note: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
    /// How the stock of a sweet moved, newest first
    Movements {
        /// The sweet, by SKU, barcode or whole name
        sweet: String,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Became {
    /// It broke
    Broken,
    /// It was given to be tasted
    Sample,
    /// It was thrown away
    Waste,
}

impl From<Became> for Loss {
    fn from(became: Became) -> Loss {
        match became {
            Became::Broken => Loss::Broken,
            Became::Sample => Loss::Sample,
            Became::Waste => Loss::Waste,
        }
    }
}

impl StockTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            StockTask::Restock {
                sweet,
                quantity,
                note,
                asking,
            } => {
                let request = typed::request(asking.request.as_deref())?;
                let (shop, session) = common.come_in()?;
                let sweet = typed::sweet::<Restock>(&shop, &session, &sweet, (request, "/sweet"))?;
                let unit = typed::unit(&shop, &session, sweet)?;
                let quantity = typed::count("quantity", unit, &quantity)?;
                let restock = Restock {
                    sweet,
                    quantity,
                    note,
                };
                let done = shop.execute(&session, request, restock)?;
                told(out, request, unit, &done)
            }
            StockTask::Correct {
                sweet,
                counted,
                reason,
                expected,
                with_held,
                asking,
            } => {
                let typed = (sweet.as_str(), counted.as_str(), reason, expected);
                correct(common, out, typed, (with_held, &asking))
            }
            StockTask::WriteOff {
                line,
                reason,
                note,
                asking,
            } => {
                let request = typed::request(asking.request.as_deref())?;
                // A name may hold the sign too, so the last one counts.
                let (sweet, quantity) = line.rsplit_once('=').ok_or_else(|| {
                    let why = "is written as a sweet and a quantity, such as KAJU-1=2";
                    Refusal::invalid("line", why)
                })?;
                let (shop, session) = common.come_in()?;
                let sweet = typed::sweet::<WriteOff>(&shop, &session, sweet, (request, "/sweet"))?;
                let unit = typed::unit(&shop, &session, sweet)?;
                let write_off = WriteOff {
                    sweet,
                    quantity: typed::quantity("quantity", unit, quantity)?,
                    reason: reason.into(),
                    note,
                };
                let done = shop.execute(&session, request, write_off)?;
                told(out, request, unit, &done)
            }
            StockTask::Movements { sweet, limit } => movements(common, out, &sweet, limit),
        }
    }
}

fn correct(
    common: &Common,
    out: &Out,
    (sweet, counted, reason, expected): (&str, &str, String, Option<String>),
    (with_held, asking): (bool, &Asking),
) -> Result<(), Stop> {
    let request = typed::request(asking.request.as_deref())?;
    let (shop, session) = common.come_in()?;
    let sweet = typed::sweet::<Correct>(&shop, &session, sweet, (request, "/sweet"))?;
    let unit = typed::unit(&shop, &session, sweet)?;
    let counted = typed::count("counted", unit, counted)?;
    let expected = expected
        .map(|typed| match typed.trim().strip_prefix(['-', '−']) {
            // What was sold before it was counted in.
            Some(below) => typed::count("expected", unit, below).map(|size| -size),
            None => typed::count("expected", unit, &typed),
        })
        .transpose()?;
    // Asked again, it is still the same question.
    let first = shop.asked_before::<Correct>(&session, request)?;
    let first = first.map(|asked| {
        let number = |name| asked.get(name).and_then(serde_json::Value::as_i64);
        (number("expected"), number("held").unwrap_or(0))
    });
    let (on_hand, held) = match first {
        Some((Some(expected), held)) => (expected, held),
        _ => {
            let (rows, held) = shop.consult(&session, Permission::Look, |db| {
                Ok((stock::shelf_rows(db, &[sweet])?, stock::held(db, sweet)?))
            })?;
            let row = rows.first();
            let on_hand = row.map(|row| row.on_hand);
            (
                on_hand.ok_or_else(|| Refusal::unknown("sweet", sweet))?,
                if with_held { held } else { 0 },
            )
        }
    };
    let expected = expected.unwrap_or(on_hand);
    let correct = Correct {
        sweet,
        counted,
        expected,
        held,
        reason,
    };
    let done = shop.execute(&session, request, correct)?;
    told(out, request, unit, &done)
}

fn told(out: &Out, request: RequestId, unit: Unit, done: &OnHand) -> Result<(), Stop> {
    out.done(request, done, || {
        format!("{} on hand", unit.format(done.on_hand))
    })
}

fn movements(common: &Common, out: &Out, sweet: &str, limit: u32) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let sweet = typed::find_sweet(&shop, &session, sweet)?;
    let unit = typed::unit(&shop, &session, sweet)?;
    let movements = shop.consult(&session, Permission::Look, |db| {
        stock::movements(db, sweet, None, limit)
    })?;
    out.tell(&movements, || {
        let zone = shop.about().zone;
        let rows: Vec<[String; 7]> = movements
            .iter()
            .map(|moved| {
                [
                    zone.date_time(moved.at),
                    moved.by.clone(),
                    moved.reason.word().to_owned(),
                    {
                        let sign = if moved.delta > 0 { "+" } else { "" };
                        format!("{sign}{}", unit.format(moved.delta))
                    },
                    unit.format(moved.on_hand),
                    moved.receipt.map(|n| n.to_string()).unwrap_or_default(),
                    moved.note.clone().unwrap_or_default(),
                ]
            })
            .collect();
        let headings = ["at", "by", "reason", "moved", "on hand", "receipt", "note"];
        table(headings, &rows)
    })
}
