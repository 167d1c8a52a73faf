//! Taking the fee of an appointment.

use clap::Args;

use crate::{
    cli::{
        Asking, Common,
        output::{Out, Stop},
        sales::read_tenders,
        typed,
    },
    shop::appointments::PayFee,
    values::AppointmentId,
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
        required_unless_present = "tenders"
    )]
    cash: Option<String>,
    /// Another payment: card, upi, bank, credit or gift, its amount, and its
    /// reference where it has one; may be given again
    #[arg(
        long = "tender",
        value_name = "KIND=AMOUNT[,REFERENCE]",
        allow_hyphen_values = true
    )]
    tenders: Vec<String>,
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
        let sold = shop.execute(&session, request, pay)?;
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
}
