//! Counting a drawer, and closing its shift on what was counted.

use clap::Args;

use super::{Which, told};
use crate::{
    cli::{
        Asking, Common,
        output::{Out, Stop},
        typed,
    },
    shop::{
        Permission, Refusal, Shop,
        sales::TenderKind,
        shifts::{self, CloseShift, CountShift, CountedTender, Pieces},
    },
};

#[derive(Debug, Args)]
pub(in crate::cli) struct Count {
    #[command(flatten)]
    which: Which,
    /// A note or coin and how many of it are in the drawer; may be given again
    #[arg(
        long = "count",
        value_name = "DENOMINATION=PIECES",
        allow_hyphen_values = true
    )]
    counts: Vec<String>,
    /// What card payments come to
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    card: Option<String>,
    /// What UPI payments come to
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    upi: Option<String>,
    /// What bank transfers come to
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    bank: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Close {
    #[command(flatten)]
    which: Which,
    /// Why something differs from what there should be
    #[arg(long)]
    reason: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

impl Count {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let (shop, session) = common.come_in()?;
        let counts = self.counts.iter().enumerate();
        let cash = counts
            .map(|(place, typed)| read_pieces(&shop, place, typed))
            .collect::<Result<_, Refusal>>()?;
        let mut others = Vec::new();
        for (kind, typed) in [
            (TenderKind::Card, &self.card),
            (TenderKind::Upi, &self.upi),
            (TenderKind::Bank, &self.bank),
        ] {
            if let Some(typed) = typed {
                let amount = typed::amount(&shop, kind.word(), typed)?;
                others.push(CountedTender { kind, amount });
            }
        }
        let count = CountShift {
            shift: self.which.meant::<CountShift>(&shop, &session, request)?,
            cash,
            others,
        };
        let count = shop.execute(&session, request, count)?;
        out.done(request, &count, || match count.is_even() {
            true => format!("count {}: all is as expected", count.number),
            false => {
                let told = count.told(shop.about().currency);
                format!("count {}: {told}", count.number)
            }
        })
    }
}

impl Close {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let (shop, session) = common.come_in()?;
        let shift = self.which.meant::<CloseShift>(&shop, &session, request)?;
        // The newest count, or the one that was meant when it was first asked; 0 is none.
        let first = shop.asked_before::<CloseShift>(&session, request)?;
        let count = match first.and_then(|asked| asked.pointer("/count")?.as_i64()) {
            Some(number) => number,
            None => {
                let counts =
                    shop.consult(&session, Permission::Sell, |db| shifts::counts(db, shift))?;
                counts.last().map_or(0, |newest| newest.number)
            }
        };
        let close = CloseShift {
            shift,
            count,
            reason: self.reason,
        };
        let report = shop.execute(&session, request, close)?;
        // The shift is closed, whatever becomes of this: a window or the next backup seals too.
        if let Err(trouble) = shop.seal_books() {
            tracing::warn!(%trouble, "the books can't be sealed now");
        }
        out.done(request, &report, || told::z_text(&shop, &report))
    }
}

/// `500=3` or `0.50=12`.
fn read_pieces(shop: &Shop, place: usize, typed: &str) -> Result<Pieces, Refusal> {
    let field = format!("cash[{place}]");
    let (worth, pieces) = typed.split_once('=').ok_or_else(|| {
        Refusal::invalid(
            &field,
            "is written as a note or coin and how many, such as 500=3",
        )
    })?;
    Ok(Pieces {
        denomination: typed::amount(shop, &field, worth)?,
        pieces: typed::whole(&field, pieces)?,
    })
}
