//! Drawers and shifts: open, move cash, report, count, close, and why so much is expected.

mod counting;
mod told;

use clap::{Args, Subcommand};
use serde::de::DeserializeOwned;

use super::{
    Asking, Common,
    output::{Out, Stop, say},
    typed,
};
use crate::{
    shop::{
        Command, Permission, Refusal, Session, Shop, Trouble,
        shifts::{self, Move, MoveCash, OpenShift},
    },
    values::{RequestId, ShiftId},
};
use counting::{Close, Count};
pub(super) use told::report_for;

/// Shifts.
#[derive(Debug, Subcommand)]
pub(super) enum ShiftsTask {
    /// Open a shift at a drawer; a new name makes a new drawer
    Open {
        /// The drawer's name
        #[arg(long)]
        drawer: String,
        /// What is in it to begin with, such as 500
        #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
        float: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// Put cash into the drawer: change that was fetched, say
    PayIn(Moving),
    /// Take cash out to pay for something
    PayOut(Moving),
    /// Take cash out and into the safe
    Drop(Moving),
    /// The figures until now (an X report); nothing is closed
    X {
        #[command(flatten)]
        which: Which,
        /// What there should be of each tender, too: for admins
        #[arg(long)]
        expected: bool,
    },
    /// Count what is there; then it is told what there should be. Each count is kept
    Count(Count),
    /// Close the shift on its newest count; prints its Z report
    Close(Close),
    /// The shifts, newest first
    List {
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// One shift by its id
    Show {
        /// Its id, as the list has it
        #[arg(allow_hyphen_values = true)]
        shift: String,
    },
    /// A Z report by its number
    Z {
        /// Its number
        #[arg(allow_hyphen_values = true)]
        number: String,
    },
    /// The rows that the expected amount of a tender is made of
    Why {
        #[command(flatten)]
        which: Which,
        /// Which tender: cash, card, upi or bank
        #[arg(long, default_value = "cash")]
        tender: String,
    },
}

/// Which shift is meant.
#[derive(Debug, Args)]
pub(super) struct Which {
    /// The drawer whose open shift it is; may be left out where one is open
    #[arg(long)]
    drawer: Option<String>,
    /// Or the shift's id
    #[arg(long, conflicts_with = "drawer", allow_hyphen_values = true)]
    shift: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Moving {
    #[command(flatten)]
    which: Which,
    /// How much
    #[arg(long, allow_hyphen_values = true)]
    amount: String,
    /// What for
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    asking: Asking,
}

impl ShiftsTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            ShiftsTask::Open {
                drawer,
                float,
                asking,
            } => {
                let request = typed::request(asking.request.as_deref())?;
                let (shop, session) = common.come_in()?;
                let float = typed::amount(&shop, "float", &float)?;
                let opened = shop.execute(&session, request, OpenShift { drawer, float })?;
                out.done(request, &opened, || {
                    let float = shop.about().currency.format(float);
                    format!(
                        "shift {} is open at {} with {float}",
                        opened.shift, opened.drawer
                    )
                })
            }
            ShiftsTask::PayIn(moving) => moving.run(common, out, Move::PayIn),
            ShiftsTask::PayOut(moving) => moving.run(common, out, Move::PayOut),
            ShiftsTask::Drop(moving) => moving.run(common, out, Move::Drop),
            ShiftsTask::X { which, expected } => {
                let (shop, session) = common.come_in()?;
                let id = which.find(&shop, &session)?;
                told::report(&shop, &session, out, id, expected)
            }
            ShiftsTask::Count(count) => count.run(common, out),
            ShiftsTask::Close(close) => close.run(common, out),
            ShiftsTask::List { limit } => told::list(common, out, limit),
            ShiftsTask::Show { shift } => {
                let id = ShiftId::new(typed::whole("shift", &shift)?);
                let (shop, session) = common.come_in()?;
                told::report(&shop, &session, out, id, false)
            }
            ShiftsTask::Z { number } => {
                let number = typed::whole("number", &number)?;
                let (shop, session) = common.come_in()?;
                let report = shop
                    .consult(&session, Permission::Sell, |db| {
                        shifts::z_report(db, number)
                    })?
                    .ok_or_else(|| Refusal::unknown("Z report", number))?;
                out.tell(&report, || told::z_text(&shop, &report))
            }
            ShiftsTask::Why { which, tender } => told::why(common, out, &which, &tender),
        }
    }
}

/// Says on standard error that cash went through no drawer, where the shop has drawers and the
/// act named the shift of none. What was done is done, so what can't be read is not complained of.
pub(super) fn note_no_drawer(shop: &Shop, session: &Session, cash: bool, shift: Option<ShiftId>) {
    if !cash || shift.is_some() {
        return;
    }
    let Ok(drawers) = shop.consult(session, Permission::Sell, shifts::drawers) else {
        return;
    };
    let names = drawers.iter().filter(|drawer| drawer.shift.is_some());
    let names: Vec<&str> = names.map(|drawer| drawer.name.as_str()).collect();
    match (drawers.is_empty(), names.as_slice()) {
        (true, _) => {}
        (false, []) => say(
            "note: this cash is in no drawer's count: no shift is open; \
             open one with “shifts open” and name its drawer with --drawer",
        ),
        (false, open) => say(&format!(
            "note: this cash is in no drawer's count; name the drawer with --drawer (open: {})",
            open.join(", ")
        )),
    }
}

impl Which {
    /// The shift that is meant: the one named, or the only one that is open.
    pub(super) fn find(&self, shop: &Shop, session: &Session) -> Result<ShiftId, Trouble> {
        match (&self.shift, &self.drawer) {
            (Some(id), _) => Ok(ShiftId::new(typed::whole("shift", id)?)),
            (None, Some(drawer)) => typed::shift(shop, session, drawer),
            (None, None) => {
                let drawers = shop.consult(session, Permission::Sell, shifts::drawers)?;
                let mut open = drawers.into_iter().filter_map(|drawer| drawer.shift);
                match (open.next(), open.next()) {
                    (Some(only), None) => Ok(only.id),
                    (None, _) => Err(Refusal::invalid(
                        "drawer",
                        "no shift is open; open one with “shifts open”, or name a shift with --shift",
                    )
                    .into()),
                    (Some(_), Some(_)) => Err(Refusal::invalid(
                        "drawer",
                        "several shifts are open; tell which with --drawer",
                    )
                    .into()),
                }
            }
        }
    }

    /// The same, where it is asked for again: the shift that was meant then,
    /// even where it is closed by now.
    fn meant<C: Command + DeserializeOwned>(
        &self,
        shop: &Shop,
        session: &Session,
        request: RequestId,
    ) -> Result<ShiftId, Trouble> {
        let first = shop.asked_before::<C>(session, request)?;
        match first.and_then(|asked| asked.pointer("/shift")?.as_i64()) {
            Some(id) => Ok(ShiftId::new(id)),
            None => self.find(shop, session),
        }
    }
}

impl Moving {
    fn run(self, common: &Common, out: &Out, kind: Move) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let (shop, session) = common.come_in()?;
        let moving = MoveCash {
            shift: self.which.meant::<MoveCash>(&shop, &session, request)?,
            kind,
            amount: typed::amount(&shop, "amount", &self.amount)?,
            reason: self.reason,
        };
        let moved = shop.execute(&session, request, moving)?;
        out.done(request, &moved, || {
            format!(
                "{} {}",
                kind.name(),
                shop.about().currency.format(moved.amount)
            )
        })
    }
}
