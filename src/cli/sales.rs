//! Selling, and looking at receipts.

use clap::{Args, Subcommand};

use super::{
    Asking, Common, customers,
    output::{Out, Stop, table},
    returns::{Return, took_back},
    shifts::note_no_drawer,
    typed,
};
use crate::{
    shop::{
        Command, Permission, Refusal, Session, Shop, Trouble, catalogue,
        sales::{self, Checkout, CheckoutLine, Kind, Tender, TenderKind, VoidSale},
    },
    store::ReadTx,
    values::{Money, RequestId},
};

/// Sell.
#[derive(Debug, Args)]
pub(super) struct Sell {
    /// A sweet by SKU, barcode, a scale's label or whole name, and how much of its unit: 2,
    /// "250 g"; without it, what the code stands for
    #[arg(
        long = "line",
        value_name = "SWEET[=QUANTITY]",
        required = true,
        allow_hyphen_values = true
    )]
    lines: Vec<String>,
    /// What is taken off the whole: "10%", or an amount
    #[arg(long, value_name = "DISCOUNT", allow_hyphen_values = true)]
    discount: Option<String>,
    /// What the customer gives in cash, such as 50 or 19.99
    #[arg(
        long,
        value_name = "AMOUNT",
        allow_hyphen_values = true,
        required_unless_present = "tenders"
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
        for (place, line) in self.lines.iter().enumerate() {
            read_line(place, line)?;
        }
        let shop = common.open()?;
        let tenders = read_tenders(&shop, &self.tenders, self.cash.as_deref())?;
        let discount = self
            .discount
            .map(|typed| typed::discount(&shop, "discount", &typed))
            .transpose()?;
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
            shift: typed::shift_of::<Checkout>(&shop, &session, self.drawer.as_deref(), request)?,
            customer: customer.map(|customer| customer.id),
            ..Checkout::default()
        };
        checkout.lines = asked_lines::<Checkout>(&shop, &session, request, &self.lines)?;
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

/// The lines that were typed, as the shop takes them.
pub(super) fn asked_lines<C: Command>(
    shop: &Shop,
    session: &Session,
    request: RequestId,
    typed: &[String],
) -> Result<Vec<CheckoutLine>, Trouble> {
    let mut lines = Vec::with_capacity(typed.len());
    for (place, line) in typed.iter().enumerate() {
        let (name, quantity) = read_line(place, line)?;
        let at = format!("/lines/{place}/sweet");
        let scanned = typed::scanned::<C>(shop, session, name, (request, &at))?;
        let at = format!("lines[{place}]");
        let told = match quantity {
            None => None,
            Some(typed) => {
                let look = |db: &ReadTx<'_>| catalogue::sweet(db, scanned.sweet);
                let known = shop.consult(session, Permission::Look, look)?;
                let known = known.ok_or_else(|| Refusal::unknown("sweet", name))?;
                let field = format!("{at}.quantity");
                Some(typed::quantity(&field, known.unit, typed)?)
            }
        };
        lines.push(typed::line_of(&at, &scanned, told)?);
    }
    Ok(lines)
}

/// `KAJU-1=2` or a code alone; a name may hold the sign too, so the last one counts.
fn read_line(place: usize, line: &str) -> Result<(&str, Option<&str>), Refusal> {
    match line.rsplit_once('=') {
        Some((sweet, quantity)) => Ok((sweet, Some(quantity))),
        None if !line.trim().is_empty() => Ok((line, None)),
        None => Err(Refusal::invalid(
            &format!("lines[{place}]"),
            "is written as a sweet and a quantity, such as KAJU-1=2, or as a code",
        )),
    }
}

/// The payments: those that were named, and then the cash.
pub(super) fn read_tenders(
    shop: &Shop,
    named: &[String],
    cash: Option<&str>,
) -> Result<Vec<Tender>, Refusal> {
    let mut tenders = Vec::with_capacity(named.len() + 1);
    for (place, typed) in named.iter().enumerate() {
        tenders.push(read_tender(shop, place, typed)?);
    }
    if let Some(cash) = cash {
        tenders.push(Tender::cash(typed::amount(shop, "cash", cash)?));
    }
    Ok(tenders)
}

/// `card=50` or `upi=19.99,412345678901`.
fn read_tender(shop: &Shop, place: usize, typed: &str) -> Result<Tender, Refusal> {
    let field = format!("tenders[{place}]");
    let told = typed
        .split_once('=')
        .and_then(|(kind, rest)| Some((TenderKind::of(kind.trim())?, rest)));
    let Some((kind, rest)) = told else {
        let why =
            "is written as cash, card, upi, bank, credit or gift and an amount, such as card=50";
        return Err(Refusal::invalid(&field, why));
    };
    let (amount, reference) = match rest.split_once(',') {
        Some((amount, reference)) => (amount, Some(reference.to_owned())),
        None => (rest, None),
    };
    Ok(Tender {
        kind,
        amount: typed::amount(shop, &format!("{field}.amount"), amount)?,
        reference,
    })
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
            rows.push(sum(tender.kind.word(), money(tender.given)));
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
