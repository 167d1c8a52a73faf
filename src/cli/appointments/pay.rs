//! Taking the fee of an appointment.

use clap::Args;

use crate::{
    cli::{
        Asking, Common,
        goods::{Given, gives_cash},
        output::{Out, Stop},
        shifts::note_no_drawer,
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
    #[command(flatten)]
    given: Given,
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
        let tenders = self.given.read(&shop)?;
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
}
