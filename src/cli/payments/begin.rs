//! Holding what is sold and raising its invoice, to be paid at the provider.

use clap::Args;

use crate::{
    cli::{
        Asking, Common, customers,
        goods::Goods,
        output::{Out, Stop},
        typed,
    },
    shop::{
        Refusal, Session, Shop, Trouble,
        payments::{Begin, Begun},
        sales::{Checkout, TenderKind},
    },
    values::RequestId,
};

#[derive(Debug, Args)]
pub(in crate::cli) struct BeginTask {
    #[command(flatten)]
    goods: Goods,
    /// How the customer is going to pay: upi, card or bank
    #[arg(long = "by", value_name = "MEANS", default_value = "upi")]
    means: String,
    /// For how many seconds the goods are held
    #[arg(long = "hold", value_name = "SECONDS", default_value = "600")]
    hold_s: String,
    /// Who buys: an id, a whole name or a phone number
    #[arg(long, allow_hyphen_values = true)]
    customer: Option<String>,
    /// What is noted on the receipt
    #[arg(long)]
    note: Option<String>,
    /// The drawer whose shift it belongs to
    #[arg(long)]
    drawer: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

impl BeginTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let hold_s = typed::whole("hold", &self.hold_s)?;
        let means = TenderKind::of(self.means.trim()).ok_or_else(|| {
            let why = "is upi, card or bank: what a provider takes";
            Refusal::invalid("by", why)
        })?;
        let (shop, session) = common.come_in()?;
        let discount = self.goods.discount(&shop)?;
        let customer = self
            .customer
            .map(|typed| customers::find(&shop, &session, &typed))
            .transpose()?;
        let drawer = self.drawer.as_deref();
        let sale = Checkout {
            lines: self.goods.lines::<Begin>(&shop, &session, request)?,
            discount,
            customer: customer.map(|customer| customer.id),
            note: self.note,
            shift: typed::shift_of::<Begin>(&shop, &session, drawer, request)?,
            ..Checkout::default()
        };
        let begin = Begin {
            sale,
            means,
            hold_s,
        };
        let begun = shop.execute(&session, request, begin)?;
        out.done(request, &begun, || begun_words(&shop, "", &begun))
    }
}

/// Asks for all of a sale at the provider, by a code that is good for so many seconds.
pub(in crate::cli) fn by_code(
    (shop, session, request): (&Shop, &Session, RequestId),
    sale: Checkout,
    hold_s: i64,
) -> Result<Begun, Trouble> {
    let begin = Begin {
        sale,
        means: TenderKind::Upi,
        hold_s,
    };
    shop.execute(session, request, begin)
}

/// What is told of it; `what` it is for, such as "quotation 3, ".
pub(in crate::cli) fn begun_words(shop: &Shop, what: &str, begun: &Begun) -> String {
    let about = shop.about();
    format!(
        "payment {} of {} begun for {what}invoice {}; its goods are held until {}",
        begun.payment,
        about.currency.format_with_code(begun.amount),
        begun.invoice,
        about.zone.time_of_day(begun.until)
    )
}
