//! Drawers and shifts: open, move cash, report, close, and why so much is expected.

use clap::{Args, Subcommand};
use serde::de::DeserializeOwned;

use super::{
    Asking, Common,
    output::{Out, Stop, table},
    typed,
};
use crate::{
    shop::{
        Command, Permission, Refusal, Session, Shop, Trouble,
        sales::TenderKind,
        shifts::{
            self, CloseShift, CountedTender, Figures, Move, MoveCash, OpenShift, Pieces, Report,
            Shift, ZReport,
        },
    },
    values::{Currency, Money, RequestId, ShiftId},
};

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
    /// Close the shift with what was counted; prints its Z report
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

#[derive(Debug, Args)]
pub(super) struct Close {
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
    /// Why something differs
    #[arg(long)]
    reason: Option<String>,
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
                tell_report(&shop, &session, out, id, expected)
            }
            ShiftsTask::Close(close) => close.run(common, out),
            ShiftsTask::List { limit } => list(common, out, limit),
            ShiftsTask::Show { shift } => {
                let id = ShiftId::new(typed::whole("shift", &shift)?);
                let (shop, session) = common.come_in()?;
                tell_report(&shop, &session, out, id, false)
            }
            ShiftsTask::Z { number } => {
                let number = typed::whole("number", &number)?;
                let (shop, session) = common.come_in()?;
                let report = shop
                    .consult(&session, Permission::Sell, |db| {
                        shifts::z_report(db, number)
                    })?
                    .ok_or_else(|| Refusal::unknown("Z report", number))?;
                out.tell(&report, || z_text(&shop, &report))
            }
            ShiftsTask::Why { which, tender } => why(common, out, &which, &tender),
        }
    }
}

impl Which {
    /// The shift that is meant: the one named, or the only one that is open.
    fn find(&self, shop: &Shop, session: &Session) -> Result<ShiftId, Trouble> {
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

impl Close {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
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
        let close = CloseShift {
            shift: self.which.meant::<CloseShift>(&shop, &session, request)?,
            cash,
            others,
            reason: self.reason,
        };
        let report = shop.execute(&session, request, close)?;
        out.done(request, &report, || z_text(&shop, &report))
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

fn list(common: &Common, out: &Out, limit: u32) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let rows = shop.consult(&session, Permission::Sell, |db| shifts::shifts(db, limit))?;
    out.tell(&rows, || {
        let zone = shop.about().zone;
        let rows: Vec<[String; 6]> = rows
            .iter()
            .map(|shift| {
                [
                    shift.id.to_string(),
                    shift.drawer.clone(),
                    zone.date_time(shift.opened),
                    shift.opened_by.clone(),
                    shift
                        .closed
                        .map_or_else(|| "open".into(), |at| zone.date_time(at)),
                    shift.z.map_or_else(String::new, |z| format!("Z {z}")),
                ]
            })
            .collect();
        table(
            ["shift", "drawer", "opened", "by", "closed", "report"],
            &rows,
        )
    })
}

/// Tells the figures of a shift; while it is open, what there should be of
/// each tender only to those who may see it and ask for it.
fn tell_report(
    shop: &Shop,
    session: &Session,
    out: &Out,
    id: ShiftId,
    expected: bool,
) -> Result<(), Stop> {
    let needs = match expected {
        true => Permission::SeeExpected,
        false => Permission::Sell,
    };
    let report = shop
        .consult(session, needs, |db| shifts::report(db, id))?
        .ok_or_else(|| Refusal::unknown("shift", id))?;
    let report = match expected || report.shift.closed.is_some() {
        true => report,
        false => report.blind(),
    };
    out.tell(&report, || {
        let Report {
            shift,
            figures,
            expected,
        } = &report;
        let currency = shop.about().currency;
        let mut rows = figure_rows(currency, figures);
        for known in expected {
            let name = format!("expected {}", known.kind.word());
            rows.push([name, String::new(), currency.format(known.amount)]);
        }
        format!(
            "{}\n{}",
            head(shop, shift),
            table(["", "receipts", "amount"], &rows)
        )
    })
}

fn head(shop: &Shop, shift: &Shift) -> String {
    let zone = shop.about().zone;
    let closed = shift.closed.map_or_else(
        || "open".to_owned(),
        |at| format!("closed {}", zone.date_time(at)),
    );
    format!(
        "shift {} at {}, opened {} by {}, {closed}",
        shift.id,
        shift.drawer,
        zone.date_time(shift.opened),
        shift.opened_by
    )
}

fn figure_rows(currency: Currency, figures: &Figures) -> Vec<[String; 3]> {
    let mut rows = Vec::new();
    for (name, tally) in [
        ("sales", figures.sales),
        ("returns", figures.returns),
        ("voids", figures.voids),
    ] {
        rows.push([
            name.to_owned(),
            tally.receipts.to_string(),
            currency.format(tally.total),
        ]);
    }
    let mut row = |name: String, amount: Money| {
        rows.push([name, String::new(), currency.format(amount)]);
    };
    row("total".into(), figures.total);
    row("without taxes".into(), figures.net);
    for tax in &figures.taxes {
        let word = if tax.inside { "with" } else { "plus" };
        row(format!("{word} {} {} %", tax.name, tax.rate), tax.amount);
    }
    row("discounts".into(), figures.discounts);
    row("rounding".into(), figures.rounding);
    for tender in &figures.tenders {
        row(format!("{} taken", tender.kind.word()), tender.taken);
        if tender.refunded != Money::ZERO {
            row(
                format!("{} given back", tender.kind.word()),
                tender.refunded,
            );
        }
    }
    row("float".into(), figures.float);
    row("pay-ins".into(), figures.pay_ins);
    row("pay-outs".into(), figures.pay_outs);
    row("drops".into(), figures.drops);
    rows
}

fn z_text(shop: &Shop, report: &ZReport) -> String {
    let about = shop.about();
    let (currency, zone) = (about.currency, about.zone);
    let balances: Vec<[String; 4]> = report
        .balances
        .iter()
        .map(|balance| {
            [
                balance.kind.word().to_owned(),
                currency.format(balance.expected),
                currency.format(balance.counted),
                currency.format(balance.difference),
            ]
        })
        .collect();
    let reason = report
        .reason
        .as_deref()
        .map_or_else(String::new, |reason| format!("reason: {reason}\n"));
    format!(
        "Z {}, {}, opened {} by {}, closed {} by {}\n{}{}{reason}running total {}\njournal: {} records, head {}",
        report.number,
        report.drawer,
        zone.date_time(report.opened),
        report.opened_by,
        zone.date_time(report.closed),
        report.closed_by,
        table(
            ["", "receipts", "amount"],
            &figure_rows(currency, &report.figures)
        ),
        table(["", "expected", "counted", "difference"], &balances),
        currency.format(report.running),
        report.journal_acts,
        report.journal_head
    )
}

fn why(common: &Common, out: &Out, which: &Which, tender: &str) -> Result<(), Stop> {
    let kind = TenderKind::of(tender.trim())
        .ok_or_else(|| Refusal::invalid("tender", "is cash, card, upi or bank"))?;
    let (shop, session) = common.come_in()?;
    let id = which.find(&shop, &session)?;
    let shift = shop
        .consult(&session, Permission::Sell, |db| shifts::shift(db, id))?
        .ok_or_else(|| Refusal::unknown("shift", id))?;
    // What is expected is nobody's secret once it was counted.
    let needs = match shift.closed {
        Some(_) => Permission::Sell,
        None => Permission::SeeExpected,
    };
    let rows = shop
        .consult(&session, needs, |db| shifts::explain(db, id, kind))?
        .ok_or_else(|| Refusal::unknown("shift", id))?;
    out.tell(&rows, || {
        let about = shop.about();
        let rows: Vec<[String; 6]> = rows
            .iter()
            .map(|row| {
                let receipt = row.receipt.map_or_else(String::new, |n| format!(" {n}"));
                [
                    about.zone.time_of_day(row.at),
                    row.by.clone(),
                    format!("{}{receipt}", row.what.replace('_', "-")),
                    about.currency.format(row.amount),
                    about.currency.format(row.expected),
                    row.reason.clone().unwrap_or_default(),
                ]
            })
            .collect();
        table(["at", "by", "what", "amount", "expected", "reason"], &rows)
    })
}
