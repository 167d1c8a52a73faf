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
    payments::BeginHandOver,
    sales::TenderKind,
};
use crate::values::{OrderId, RequestId};

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
    /// Ask for what is left at the payment provider instead, by a code that the customer scans;
    /// it is handed over when that is paid
    #[arg(long)]
    qr: bool,
    /// For how many seconds that code is good
    #[arg(long = "hold", value_name = "SECONDS", default_value = "600")]
    hold_s: String,
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
        if self.qr {
            return self.begin(common, out, (request, order));
        }
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

    /// Asks for what is left at the provider.
    fn begin(self, common: &Common, out: &Out, of: (RequestId, OrderId)) -> Result<(), Stop> {
        let (request, order) = of;
        if self.cash.is_some() || !self.tenders.is_empty() || self.code.is_some() {
            let why = "is for all that is left, and asks for no code of who picks it up: leave \
                       cash, other payments and the code out";
            return Err(Refusal::invalid("qr", why).into());
        }
        let hold_s = typed::whole("hold", &self.hold_s)?;
        let (shop, session) = common.come_in()?;
        let (told, drawer) = (self.which.version.as_deref(), self.drawer.as_deref());
        let begin = BeginHandOver {
            order,
            version: typing::version::<BeginHandOver>(&shop, &session, of, told)?,
            means: TenderKind::Upi,
            hold_s,
            note: self.note,
            shift: typed::shift_of::<BeginHandOver>(&shop, &session, drawer, request)?,
        };
        let begun = shop.execute(&session, request, begin)?;
        out.done(request, &begun, || {
            let about = shop.about();
            format!(
                "payment {} of {} begun for {}, invoice {}; its code is good until {}",
                begun.payment,
                about.currency.format_with_code(begun.amount),
                typing::called(&shop, &session, order).trim_end_matches(','),
                begun.invoice,
                about.zone.time_of_day(begun.until)
            )
        })
    }
}
