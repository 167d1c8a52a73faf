//! Taking the fee of an appointment: here, or by the provider's code.

use clap::Args;

use crate::{
    cli::{
        Asking, Common,
        goods::{gives_cash, read_tenders},
        output::{Out, Stop},
        shifts::note_no_drawer,
        typed,
    },
    shop::{Refusal, appointments::PayFee, payments::BeginFee, sales::TenderKind},
    values::{AppointmentId, RequestId},
};

#[derive(Debug, Args)]
pub(in crate::cli) struct PayTask {
    /// Its number
    #[arg(allow_hyphen_values = true)]
    appointment: String,
    /// What the customer gives in cash, such as 50 or 19.99
    #[arg(
        long,
        value_name = "AMOUNT",
        allow_hyphen_values = true,
        required_unless_present_any = ["tenders", "qr"]
    )]
    cash: Option<String>,
    /// Another payment: card, upi, bank, credit or gift, its amount, and its
    /// reference where it has one (of a gift card, its code); may be given again
    #[arg(
        long = "tender",
        value_name = "KIND=AMOUNT[,REFERENCE]",
        allow_hyphen_values = true
    )]
    tenders: Vec<String>,
    /// Ask for all of it at the payment provider instead, by a code that the customer scans
    #[arg(long)]
    qr: bool,
    /// For how many seconds that code is good
    #[arg(long = "hold", value_name = "SECONDS", default_value = "600")]
    hold_s: String,
    /// What is noted on the receipt
    #[arg(long)]
    note: Option<String>,
    /// The drawer it is taken at
    #[arg(long)]
    drawer: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

impl PayTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let appointment = AppointmentId::new(typed::whole("appointment", &self.appointment)?);
        if self.qr {
            return self.begin(common, out, (request, appointment));
        }
        let shop = common.open()?;
        let tenders = read_tenders(&shop, &self.tenders, self.cash.as_deref())?;
        let session = common.log_in(&shop)?;
        let drawer = self.drawer.as_deref();
        let pay = PayFee {
            appointment,
            tenders,
            note: self.note,
            shift: typed::shift_of::<PayFee>(&shop, &session, drawer, request)?,
        };
        let (cash, shift) = (gives_cash(&pay.tenders), pay.shift);
        let sold = shop.execute(&session, request, pay)?;
        note_no_drawer(&shop, &session, cash, shift);
        out.done(request, &sold, || {
            let currency = shop.about().currency;
            format!(
                "the fee of appointment {appointment} is paid on receipt {}: {}, change {}",
                sold.number,
                currency.format_with_code(sold.total),
                currency.format(sold.change)
            )
        })
    }

    /// Asks for it at the provider.
    fn begin(
        self,
        common: &Common,
        out: &Out,
        (request, appointment): (RequestId, AppointmentId),
    ) -> Result<(), Stop> {
        if self.cash.is_some() || !self.tenders.is_empty() {
            let why = "is for all of it: leave what is paid in other ways out";
            return Err(Refusal::invalid("qr", why).into());
        }
        let hold_s = typed::whole("hold", &self.hold_s)?;
        let (shop, session) = common.come_in()?;
        let drawer = self.drawer.as_deref();
        let begin = BeginFee {
            appointment,
            means: TenderKind::Upi,
            hold_s,
            note: self.note,
            shift: typed::shift_of::<BeginFee>(&shop, &session, drawer, request)?,
        };
        let begun = shop.execute(&session, request, begin)?;
        out.done(request, &begun, || {
            let about = shop.about();
            format!(
                "payment {} of {} begun for the fee of appointment {appointment}, invoice {}; its \
                 code is good until {}",
                begun.payment,
                about.currency.format_with_code(begun.amount),
                begun.invoice,
                about.zone.time_of_day(begun.until)
            )
        })
    }
}
