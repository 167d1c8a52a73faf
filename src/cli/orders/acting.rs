//! The steps of an order, handing it over, and cancelling it.

use clap::Args;

use super::{
    super::{
        Common, codes,
        goods::{gives_cash, read_tenders},
        output::{Out, Stop},
        shifts::note_no_drawer,
        typed,
    },
    Which, typing,
};
use crate::shop::{
    Refusal,
    codes::{ByCode, HandOverByCode},
    orders::{AdvanceOrder, CancelOrder, HandOver, State},
};

pub(super) fn advance(common: &Common, out: &Out, which: &Which, to: State) -> Result<(), Stop> {
    let request = typed::request(which.asking.request.as_deref())?;
    let order = typing::order(&which.order)?;
    let (shop, session) = common.come_in()?;
    let told = which.version.as_deref();
    let advance = AdvanceOrder {
        order,
        version: typing::version::<AdvanceOrder>(&shop, &session, (request, order), told)?,
        to,
    };
    let stepped = shop.execute(&session, request, advance)?;
    out.done(request, &stepped, || {
        let state = stepped.state.name().to_lowercase();
        format!(
            "{} is {state}",
            typing::called(&shop, &session, stepped.order)
        )
    })
}

pub(super) fn cancel(
    common: &Common,
    out: &Out,
    which: &Which,
    reason: Option<String>,
) -> Result<(), Stop> {
    let request = typed::request(which.asking.request.as_deref())?;
    let order = typing::order(&which.order)?;
    let (shop, session) = common.come_in()?;
    let told = which.version.as_deref();
    let cancel = CancelOrder {
        order,
        version: typing::version::<CancelOrder>(&shop, &session, (request, order), told)?,
        reason,
    };
    let cancelled = shop.execute(&session, request, cancel)?;
    out.done(request, &cancelled, || {
        let code = typing::called(&shop, &session, cancelled.order);
        match cancelled.deposit_receipt {
            Some(receipt) => format!(
                "{code} is cancelled; take receipt {receipt} back to give back what was paid ahead"
            ),
            None => format!("{code} is cancelled"),
        }
    })
}

#[derive(Debug, Args)]
pub(in super::super) struct HandOverOrder {
    #[command(flatten)]
    which: Which,
    /// What the customer gives in cash, beside what was paid ahead
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    cash: Option<String>,
    /// Another payment: card, upi, bank, credit or gift, its amount, and its reference
    #[arg(
        long = "tender",
        value_name = "KIND=AMOUNT[,REFERENCE]",
        allow_hyphen_values = true
    )]
    tenders: Vec<String>,
    /// What is noted on the receipt
    #[arg(long)]
    note: Option<String>,
    /// The drawer it is paid into
    #[arg(long)]
    drawer: Option<String>,
    /// Only if this is the code that its customer was sent; - reads it from standard input
    #[arg(long, value_name = "DIGITS", allow_hyphen_values = true)]
    code: Option<String>,
}

impl HandOverOrder {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.which.asking.request.as_deref())?;
        let order = typing::order(&self.which.order)?;
        let shop = common.open()?;
        let tenders = read_tenders(&shop, &self.tenders, self.cash.as_deref())?;
        let session = common.log_in(&shop)?;
        let (told, drawer) = (self.which.version.as_deref(), self.drawer.as_deref());
        let cash = gives_cash(&tenders);
        let of = (request, order);
        let (done, shift) = match &self.code {
            None => {
                let hand_over = HandOver {
                    order,
                    version: typing::version::<HandOver>(&shop, &session, of, told)?,
                    tenders,
                    shift: typed::shift_of::<HandOver>(&shop, &session, drawer, request)?,
                    note: self.note,
                };
                let shift = hand_over.shift;
                (shop.execute(&session, request, hand_over)?, shift)
            }
            Some(code) => {
                let hand_over = HandOverByCode {
                    order,
                    version: typing::version::<HandOverByCode>(&shop, &session, of, told)?,
                    tenders,
                    shift: typed::shift_of::<HandOverByCode>(&shop, &session, drawer, request)?,
                    note: self.note,
                    code: codes::digits(code)?.to_string(),
                };
                let shift = hand_over.shift;
                match shop.execute(&session, request, hand_over)? {
                    ByCode::Done(done) => (done, shift),
                    ByCode::Not(verdict) => return Err(Refusal::WrongCode { verdict }.into()),
                }
            }
        };
        note_no_drawer(&shop, &session, cash, shift);
        out.done(request, &done, || {
            let currency = shop.about().currency;
            format!(
                "{} handed over on receipt {}: {}, {} of it paid ahead, change {}",
                typing::called(&shop, &session, done.order),
                done.sold.number,
                currency.format_with_code(done.sold.total),
                currency.format(done.deposit),
                currency.format(done.sold.change)
            )
        })
    }
}
