//! Selling, and looking at receipts.

use clap::{Args, Subcommand};

use super::{
    Asking, Common, customers,
    goods::{Given, Goods},
    output::{Out, Stop, table},
    payments::{begun_words, by_code},
    returns::{Return, took_back},
    shifts::note_no_drawer,
    typed,
};
use crate::{
    shop::{
        Permission, Refusal, orders,
        payments::Begin,
        sales::{self, Checkout, Kind, VoidSale},
    },
    values::Money,
};

/// Sell.
#[derive(Debug, Args)]
pub(super) struct Sell {
    #[command(flatten)]
    goods: Goods,
    #[command(flatten)]
    given: Given,
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

impl Sell {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        self.goods.check()?;
        let shop = common.open()?;
        let tenders = self.given.read(&shop)?;
        let discount = self.goods.discount(&shop)?;
        let by_qr = self.given.by_qr()?;
        let session = common.log_in(&shop)?;
        let customer = self
            .customer
            .map(|typed| customers::find(&shop, &session, &typed))
            .transpose()?;
        let mut checkout = Checkout {
            lines: Vec::new(),
            discount,
            tenders,
            total: None,
            note: self.note,
            customer: customer.map(|customer| customer.id),
            ..Checkout::default()
        };
        let drawer = self.drawer.as_deref();
        if let Some(hold_s) = by_qr {
            checkout.shift = typed::shift_of::<Begin>(&shop, &session, drawer, request)?;
            checkout.lines = self.goods.lines::<Begin>(&shop, &session, request)?;
            let begun = by_code((&shop, &session, request), checkout, hold_s)?;
            return out.done(request, &begun, || begun_words(&shop, "", &begun));
        }
        checkout.shift = typed::shift_of::<Checkout>(&shop, &session, drawer, request)?;
        checkout.lines = self.goods.lines::<Checkout>(&shop, &session, request)?;
        let shift = checkout.shift;
        let sold = shop.execute(&session, request, checkout)?;
        note_no_drawer(&shop, &session, sold.cash != Money::ZERO, shift);
        out.done(request, &sold, || {
            let currency = shop.about().currency;
            let total = currency.format_with_code(sold.total);
            let cash = match sold.cash {
                Money::ZERO => "no cash".to_owned(),
                cash => format!("{} in cash", currency.format(cash)),
            };
            let change = currency.format(sold.change);
            format!(
                "sold on receipt {}: {total}, {cash}, change {change}",
                sold.number
            )
        })
    }
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
    /// Take goods back that were sold on a receipt
    Return(Return),
    /// Take back a sale that should not have been made: while its shift is
    /// open or, without one, on its day
    Void {
        /// The receipt's number
        #[arg(allow_hyphen_values = true)]
        number: String,
        /// Why
        #[arg(long)]
        reason: String,
        /// The drawer the money leaves; left out, the sale's
        #[arg(long)]
        drawer: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
}

impl SalesTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            SalesTask::List { before, limit } => list(common, out, before, limit),
            SalesTask::Show { number } => show(common, out, &number),
            SalesTask::Return(back) => back.run(common, out),
            SalesTask::Void {
                number,
                reason,
                drawer,
                asking,
            } => {
                let request = typed::request(asking.request.as_deref())?;
                let receipt = typed::whole("receipt", &number)?;
                let (shop, session) = common.come_in()?;
                let drawer = drawer.as_deref();
                let void = VoidSale {
                    receipt,
                    reason,
                    shift: typed::shift_of::<VoidSale>(&shop, &session, drawer, request)?,
                };
                let done = shop.execute(&session, request, void)?;
                out.done(request, &done, || took_back(&shop, &done))
            }
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
        let rows: Vec<[String; 7]> = sales
            .iter()
            .map(|sale| {
                let what = match (sale.returns_of, sale.came_back) {
                    (Some(of), _) => format!("back from {of}"),
                    (None, true) => "came back, whole or in part".to_owned(),
                    (None, false) => String::new(),
                };
                [
                    sale.number.to_string(),
                    about.zone.date_time(sale.at),
                    sale.by.clone(),
                    sale.pieces.to_string(),
                    about.currency.format(sale.total),
                    sale.customer.clone().unwrap_or_default(),
                    what,
                ]
            })
            .collect();
        let head = ["receipt", "at", "by", "pieces", "total", "customer", ""];
        table(head, &rows)
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
        let mut rows: Vec<[String; 5]> = Vec::new();
        for (place, line) in receipt.lines.iter().enumerate() {
            rows.push([
                (place + 1).to_string(),
                line.name.clone(),
                line.unit.format(line.quantity),
                format!("{} {}", money(line.price), line.unit.price_for(line.per)),
                money(line.amount),
            ]);
            let off = Money::from_minor(-line.discount.minor() - line.share.minor());
            if off != Money::ZERO {
                rows.push(sum("discount", money(off)));
            }
        }
        for tax in &receipt.taxes {
            let word = if tax.inside { "with" } else { "plus" };
            let name = format!("{word} {} {} %", tax.name, tax.rate);
            rows.push(sum(&name, money(tax.amount)));
        }
        if receipt.gift_cards != Money::ZERO {
            rows.push(sum("of it gift cards", money(receipt.gift_cards)));
        }
        rows.push(sum("total", money(receipt.total)));
        if receipt.rounding != Money::ZERO {
            rows.push(sum("rounding", money(receipt.rounding)));
        }
        for tender in &receipt.tenders {
            let word = match tender.ahead {
                Some(order) => format!("paid ahead, {}", orders::code_of_order(order)),
                None => tender.kind.word().to_owned(),
            };
            rows.push(sum(&word, money(tender.given)));
        }
        if receipt.change != Money::ZERO {
            rows.push(sum("change", money(receipt.change)));
        }
        let what = match receipt.kind {
            Kind::Sale => String::new(),
            Kind::Return | Kind::Void => {
                format!(
                    ", back from receipt {}",
                    receipt.returns_of.unwrap_or_default()
                )
            }
        };
        let buyer = receipt.customer.as_ref();
        let buyer = buyer.map_or_else(String::new, |buyer| format!(", for {}", buyer.name));
        format!(
            "receipt {}{what}, {}, {}{buyer}\n{}",
            receipt.number,
            about.zone.date_time(receipt.at),
            receipt.by,
            table(["", "sweet", "quantity", "price", "amount"], &rows)
        )
    })
}

fn sum(word: &str, amount: String) -> [String; 5] {
    [
        String::new(),
        word.to_owned(),
        String::new(),
        String::new(),
        amount,
    ]
}
