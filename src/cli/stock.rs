//! Stock: restock, correct, and how it moved.

use clap::Subcommand;

use super::{
    Asking, Common,
    output::{Out, Stop, table},
    typed,
};
use crate::{
    shop::{
        Permission, Refusal,
        stock::{self, Correct, OnHand, Restock},
    },
    values::RequestId,
};

/// Stock: restock, correct, and how it moved.
#[derive(Debug, Subcommand)]
pub(super) enum StockTask {
    /// Add pieces that came in
    Restock {
        /// The sweet, by SKU, barcode or whole name
        sweet: String,
        /// How many pieces came in
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
        /// How many pieces were counted
        #[arg(allow_hyphen_values = true)]
        counted: String,
        /// Why it differs
        #[arg(long)]
        reason: String,
        /// What was on hand when they were counted; without it, what is now
        #[arg(long, value_name = "PIECES", allow_hyphen_values = true)]
        expected: Option<String>,
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
                let quantity = typed::whole("quantity", &quantity)?;
                let (shop, session) = common.come_in()?;
                let sweet = typed::sweet::<Restock>(&shop, &session, &sweet, (request, "/sweet"))?;
                let restock = Restock {
                    sweet,
                    quantity,
                    note,
                };
                let done = shop.execute(&session, request, restock)?;
                told(out, request, &done)
            }
            StockTask::Correct {
                sweet,
                counted,
                reason,
                expected,
                asking,
            } => correct(common, out, (&sweet, &counted, reason, expected), &asking),
            StockTask::Movements { sweet, limit } => movements(common, out, &sweet, limit),
        }
    }
}

fn correct(
    common: &Common,
    out: &Out,
    (sweet, counted, reason, expected): (&str, &str, String, Option<String>),
    asking: &Asking,
) -> Result<(), Stop> {
    let request = typed::request(asking.request.as_deref())?;
    let counted = typed::whole("counted", counted)?;
    let expected = expected
        .map(|expected| typed::whole("expected", &expected))
        .transpose()?;
    let (shop, session) = common.come_in()?;
    let sweet = typed::sweet::<Correct>(&shop, &session, sweet, (request, "/sweet"))?;
    let expected = match expected {
        Some(expected) => expected,
        // Asked again, it is still the same question.
        None => match shop
            .asked_before::<Correct>(&session, request)?
            .and_then(|asked| asked.get("expected")?.as_i64())
        {
            Some(expected) => expected,
            None => shop
                .consult(&session, Permission::Look, |db| {
                    stock::shelf_rows(db, &[sweet])
                })?
                .first()
                .map(|row| row.on_hand)
                .ok_or_else(|| Refusal::unknown("sweet", sweet))?,
        },
    };
    let correct = Correct {
        sweet,
        counted,
        expected,
        reason,
    };
    let done = shop.execute(&session, request, correct)?;
    told(out, request, &done)
}

fn told(out: &Out, request: RequestId, done: &OnHand) -> Result<(), Stop> {
    out.done(request, done, || format!("{} on hand", done.on_hand))
}

fn movements(common: &Common, out: &Out, sweet: &str, limit: u32) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let sweet = typed::find_sweet(&shop, &session, sweet)?;
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
                    format!("{:+}", moved.delta),
                    moved.on_hand.to_string(),
                    moved.receipt.map(|n| n.to_string()).unwrap_or_default(),
                    moved.note.clone().unwrap_or_default(),
                ]
            })
            .collect();
        let headings = ["at", "by", "reason", "moved", "on hand", "receipt", "note"];
        table(headings, &rows)
    })
}
