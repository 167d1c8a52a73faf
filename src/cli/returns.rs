//! Taking back goods that were sold on a receipt.

use clap::Args;

use super::{
    Asking, Common, customers,
    output::{Out, Stop},
    shifts::note_no_drawer,
    typed,
};
use crate::{
    shop::{
        Permission, Refusal, Shop,
        sales::{self, Destination, Receipt, TakeBack, TakenLine, TenderKind, TookBack},
    },
    values::Money,
};

/// Some of a receipt that is taken back.
#[derive(Debug, Args)]
pub(super) struct Return {
    /// The receipt's number
    #[arg(allow_hyphen_values = true)]
    number: String,
    /// A line of the receipt, from 1, and how much of it comes back; with
    /// ",waste" it is not sold again
    #[arg(
        long = "line",
        value_name = "LINE=QUANTITY[,waste]",
        required = true,
        allow_hyphen_values = true
    )]
    lines: Vec<String>,
    /// Why
    #[arg(long)]
    reason: String,
    /// The drawer the money leaves
    #[arg(long)]
    drawer: Option<String>,
    /// Give the money to the credit of the receipt's customer, or of --customer
    #[arg(long)]
    to_credit: bool,
    /// Whose credit, where the receipt names nobody: an id, a whole name or a phone number
    #[arg(long, allow_hyphen_values = true, requires = "to_credit")]
    customer: Option<String>,
    /// The payment provider gave money back before, without these goods: it counts for them, and
    /// only what is missing goes back
    #[arg(long, conflicts_with = "to_credit")]
    money_went_back: bool,
    #[command(flatten)]
    asking: Asking,
}

impl Return {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let number = typed::whole("receipt", &self.number)?;
        let (shop, session) = common.come_in()?;
        let receipt = shop
            .consult(&session, Permission::Look, |db| sales::receipt(db, number))?
            .ok_or_else(|| Refusal::unknown("receipt", number))?;
        let customer = self
            .customer
            .map(|typed| customers::find(&shop, &session, &typed))
            .transpose()?;
        let lines = self.lines.iter().enumerate();
        let back = TakeBack {
            receipt: number,
            lines: lines
                .map(|(place, typed)| read_taken(&receipt, place, typed))
                .collect::<Result<_, _>>()?,
            reason: self.reason,
            shift: typed::shift_of::<TakeBack>(&shop, &session, self.drawer.as_deref(), request)?,
            to_credit: self.to_credit,
            customer: customer.map(|customer| customer.id),
            money_went_back: self.money_went_back,
        };
        let shift = back.shift;
        let done = shop.execute(&session, request, back)?;
        note_no_drawer(&shop, &session, gives_cash(&done), shift);
        out.done(request, &done, || took_back(&shop, &done))
    }
}

/// `1=2` or `1=250 g,waste`.
fn read_taken(receipt: &Receipt, place: usize, typed: &str) -> Result<TakenLine, Refusal> {
    let field = format!("lines[{place}]");
    let unclear = || {
        let why =
            "is written as a line of the receipt and how much of it, such as 1=2 or 1=2,waste";
        Refusal::invalid(&field, why)
    };
    let (number, rest) = typed.split_once('=').ok_or_else(unclear)?;
    let line = typed::whole(&format!("{field}.line"), number)?.saturating_sub(1);
    let (quantity, to) = match rest.split_once(',') {
        None => (rest, Destination::Stock),
        Some((quantity, "stock")) => (quantity, Destination::Stock),
        Some((quantity, "waste")) => (quantity, Destination::Waste),
        Some(_) => return Err(unclear()),
    };
    let sold = usize::try_from(line)
        .ok()
        .and_then(|at| receipt.lines.get(at));
    let sold = sold
        .ok_or_else(|| Refusal::invalid(&format!("{field}.line"), "is no line of this receipt"))?;
    Ok(TakenLine {
        line,
        quantity: typed::quantity(&format!("{field}.quantity"), sold.unit, quantity)?,
        to,
    })
}

fn gives_cash(done: &TookBack) -> bool {
    let mut refunds = done.refunds.iter();
    refunds.any(|back| back.kind == TenderKind::Cash)
}

/// What is told of it.
pub(super) fn took_back(shop: &Shop, done: &TookBack) -> String {
    let currency = shop.about().currency;
    let mut before = done.went_before;
    let mut back = Vec::new();
    for refund in &done.refunds {
        let gone = match refund.kind.is_a_providers() {
            true => before.min(refund.amount),
            false => Money::ZERO,
        };
        let now = refund.amount.minor().saturating_sub(gone.minor());
        before = Money::from_minor(before.minor().saturating_sub(gone.minor()));
        if now > 0 {
            let now = currency.format(Money::from_minor(now));
            back.push(format!("{} {now}", refund.kind.word()));
        }
    }
    let back = match back.is_empty() {
        true => "nothing".to_owned(),
        false => back.join(", "),
    };
    let before = match done.went_before {
        Money::ZERO => String::new(),
        before => format!("; {} went back before", currency.format(before)),
    };
    format!(
        "taken back on receipt {}{before}; give back: {back}",
        done.number
    )
}
