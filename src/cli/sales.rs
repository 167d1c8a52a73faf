//! Selling, and looking at receipts.

use clap::{Args, Subcommand};

use super::{
    Asking, Common,
    output::{Out, Stop, table},
    typed,
};
use crate::{
    shop::{
        Permission, Refusal,
        sales::{self, Checkout, CheckoutLine},
    },
    values::Quantity,
};

/// Sell for cash.
#[derive(Debug, Args)]
pub(super) struct Sell {
    /// A sweet by SKU, barcode or whole name, and how many pieces of it
    #[arg(
        long = "line",
        value_name = "SWEET=QUANTITY",
        required = true,
        allow_hyphen_values = true
    )]
    lines: Vec<String>,
    /// What the customer gives, such as 50 or 19.99
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    cash: String,
    #[command(flatten)]
    asking: Asking,
}

impl Sell {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let lines = self
            .lines
            .iter()
            .enumerate()
            .map(|(place, line)| read_line(place, line))
            .collect::<Result<Vec<_>, Refusal>>()?;
        let shop = common.open()?;
        let cash = typed::amount(&shop, "cash", &self.cash)?;
        let session = common.log_in(&shop)?;
        let mut checkout = Checkout {
            lines: Vec::with_capacity(lines.len()),
            cash,
            basket: None,
        };
        for (place, (sweet, quantity)) in lines.into_iter().enumerate() {
            let at = format!("/lines/{place}/sweet");
            checkout.lines.push(CheckoutLine {
                sweet: typed::sweet::<Checkout>(&shop, &session, sweet, (request, &at))?,
                quantity,
                price: None,
            });
        }
        let sold = shop.execute(&session, request, checkout)?;
        out.done(request, &sold, || {
            let currency = shop.about().currency;
            format!(
                "sold on receipt {}: {}, given {}, change {}",
                sold.number,
                currency.format_with_code(sold.total),
                currency.format(sold.cash),
                currency.format(sold.change)
            )
        })
    }
}

/// `KAJU-1=2`; a name may hold the sign too, so the last one counts.
fn read_line(place: usize, line: &str) -> Result<(&str, Quantity), Refusal> {
    let Some((sweet, quantity)) = line.rsplit_once('=') else {
        return Err(Refusal::invalid(
            &format!("lines[{place}]"),
            "is written as a sweet and a quantity, such as KAJU-1=2",
        ));
    };
    let quantity = Quantity::parse(quantity)
        .map_err(|why| Refusal::invalid(&format!("lines[{place}].quantity"), why))?;
    Ok((sweet, quantity))
}

/// Receipts.
#[derive(Debug, Subcommand)]
pub(super) enum SalesTask {
    /// The sales, newest first
    List {
        /// Only those before this receipt
        #[arg(long, value_name = "NUMBER")]
        before: Option<i64>,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// One receipt
    Show {
        /// Its number
        #[arg(allow_hyphen_values = true)]
        number: String,
    },
}

impl SalesTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            SalesTask::List { before, limit } => list(common, out, before, limit),
            SalesTask::Show { number } => show(common, out, &number),
        }
    }
}

fn list(common: &Common, out: &Out, before: Option<i64>, limit: u32) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let sales = shop.consult(&session, Permission::Look, |db| {
        sales::list(db, before, limit)
    })?;
    out.tell(&sales, || {
        let about = shop.about();
        let rows: Vec<[String; 5]> = sales
            .iter()
            .map(|sale| {
                [
                    sale.number.to_string(),
                    about.zone.date_time(sale.at),
                    sale.by.clone(),
                    sale.pieces.to_string(),
                    about.currency.format(sale.total),
                ]
            })
            .collect();
        table(["receipt", "at", "by", "pieces", "total"], &rows)
    })
}

fn show(common: &Common, out: &Out, number: &str) -> Result<(), Stop> {
    let number = typed::whole("number", number)?;
    let (shop, session) = common.come_in()?;
    let receipt = shop
        .consult(&session, Permission::Look, |db| sales::receipt(db, number))?
        .ok_or_else(|| Refusal::unknown("receipt", number))?;
    out.tell(&receipt, || {
        let about = shop.about();
        let money = |amount| about.currency.format(amount);
        let mut rows: Vec<[String; 4]> = receipt
            .lines
            .iter()
            .map(|line| {
                [
                    line.name.clone(),
                    line.quantity.to_string(),
                    money(line.price),
                    money(line.amount),
                ]
            })
            .collect();
        let sums = [
            ("total", receipt.total),
            ("cash", receipt.cash),
            ("change", receipt.change),
        ];
        rows.extend(sums.map(|(word, amount)| [word.into(), "".into(), "".into(), money(amount)]));
        format!(
            "receipt {}, {}, {}\n{}",
            receipt.number,
            about.zone.date_time(receipt.at),
            receipt.by,
            table(["sweet", "pieces", "price", "amount"], &rows)
        )
    })
}
