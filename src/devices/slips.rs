//! The shop's rows as slips: here amounts, times and quantities become texts, and nowhere else.
//!
//! Promises: a receipt says what was sold as it was sold, also years later; window, file and
//! printer get the same slip.
//! Leaves out how a slip looks, which is `paper`'s, and reading the rows.

mod shifts;

use super::paper::{
    self, Align, Amount, Barcode, Block, LabelFacts, OrderFacts, OrderLine, PaperWidth, Qr,
    QuotationFacts, ReceiptFacts, ReceiptLine, ReturnFacts, Row, ShopFacts, Slip, Style, TaxFacts,
    Template,
};
use crate::{
    shop::{
        self,
        catalogue::Sweet,
        orders::{self, Order},
        printing::{PrinterSetup, code_of_receipt},
        sales::{
            self, Kind, Receipt, ReceiptTax, ReceiptTender, TenderKind,
            quotes::{Quotation, QuotedLine, code_of_quotation},
        },
    },
    values::{Money, Timestamp, Unit},
};

pub use shifts::{of_x_report, of_z_report};

/// The slip of a receipt: of a sale, or of goods that came back.
#[must_use]
pub fn of_receipt(about: &shop::ShopFacts, receipt: &Receipt, template: &Template) -> Slip {
    let facts = receipt_facts(about, receipt);
    let reason = |word: &str| match &receipt.note {
        Some(note) => format!("{word}{note}"),
        None => String::new(),
    };
    let back = |reason| ReturnFacts {
        of_receipt: receipt.returns_of.map(code_of_receipt).unwrap_or_default(),
        reason,
        receipt: ReceiptFacts {
            note: String::new(),
            ..facts.clone()
        },
    };
    match receipt.kind {
        Kind::Sale => paper::receipt(&facts, template),
        Kind::Return => paper::return_slip(&back(reason("")), template),
        Kind::Void => paper::return_slip(&back(reason("Void: ")), template),
    }
}

/// What a receipt says, in words and figures.
fn receipt_facts(about: &shop::ShopFacts, receipt: &Receipt) -> ReceiptFacts {
    let money = |amount: Money| about.currency.format(amount);
    let amount = |label: String, amount: Money| Amount {
        label,
        amount: money(amount),
    };
    ReceiptFacts {
        shop: shop_facts(about),
        number: code_of_receipt(receipt.number),
        at: about.zone.date_time(receipt.at),
        cashier: receipt.by.clone(),
        customer: match &receipt.customer {
            Some(customer) => customer.name.clone(),
            None => String::new(),
        },
        lines: receipt
            .lines
            .iter()
            .map(|line| line_facts(about, line))
            .collect(),
        sums: sums(receipt)
            .into_iter()
            .map(|(label, sum)| amount(label, sum))
            .collect(),
        total: about.currency.format_with_code(receipt.total),
        rounding: match receipt.rounding {
            Money::ZERO => String::new(),
            rounding => money(rounding),
        },
        taxes: receipt
            .taxes
            .iter()
            .map(|tax| TaxFacts {
                name: tax_name(tax),
                net: money(net_under(receipt, tax)),
                tax: money(tax.amount),
            })
            .collect(),
        tenders: receipt
            .tenders
            .iter()
            .map(|tender| amount(tender_name(receipt, tender), tender.given))
            .collect(),
        change: match receipt.change {
            Money::ZERO => String::new(),
            change => money(change),
        },
        note: receipt.note.clone().unwrap_or_default(),
    }
}

fn shop_facts(about: &shop::ShopFacts) -> ShopFacts {
    ShopFacts {
        name: about.name.clone(),
        address: Vec::new(),
    }
}

fn line_facts(about: &shop::ShopFacts, line: &sales::ReceiptLine) -> ReceiptLine {
    let money = |amount: Money| about.currency.format(amount);
    let price = match (line.unit, line.per) {
        (Unit::Piece, 1) => money(line.price),
        (unit, per) => format!("{} {}", money(line.price), unit.price_for(per)),
    };
    let amount = sum([line.amount, minus(line.discount)].into_iter());
    ReceiptLine {
        name: line.name.clone(),
        // What came back says so by its amount; nobody gives back minus two sweets.
        quantity: line.unit.format(line.quantity.saturating_abs()),
        unit_price: price,
        amount: money(amount),
        discount: (line.discount != Money::ZERO).then(|| Amount {
            label: "less".into(),
            amount: money(minus(line.discount)),
        }),
        note: line.note.clone().unwrap_or_default(),
    }
}

/// What leads from the lines to the total, where anything does.
fn sums(receipt: &Receipt) -> Vec<(String, Money)> {
    let share = sum(receipt.lines.iter().map(|line| line.share));
    let on_top: Vec<&ReceiptTax> = receipt.taxes.iter().filter(|tax| !tax.inside).collect();
    if share == Money::ZERO && on_top.is_empty() {
        return Vec::new();
    }
    let lines = receipt.lines.iter();
    let subtotal = sum(lines.flat_map(|line| [line.amount, minus(line.discount)]));
    let mut sums = vec![("Subtotal".to_owned(), subtotal)];
    if share != Money::ZERO {
        sums.push(("Discount".into(), minus(share)));
    }
    sums.extend(on_top.iter().map(|tax| (tax_name(tax), tax.amount)));
    sums
}

/// What a tax is on: the net of the lines that have it.
fn net_under(receipt: &Receipt, tax: &ReceiptTax) -> Money {
    let same = |other: &ReceiptTax| {
        (&other.name, other.rate, other.inside) == (&tax.name, tax.rate, tax.inside)
    };
    let lines = receipt.lines.iter();
    sum(lines
        .filter(|line| line.taxes.iter().any(same))
        .map(|line| line.net))
}

fn tax_name(tax: &ReceiptTax) -> String {
    format!("{} {} %", tax.name, tax.rate)
}

/// What a payment is called: what was paid ahead after its order. A credit is its customer's, who is the receipt's: what the shop
/// keeps as its reference is a number that means nothing on paper.
fn tender_name(receipt: &Receipt, tender: &ReceiptTender) -> String {
    if let Some(order) = tender.ahead {
        return format!("Paid ahead · {}", orders::code_of_order(order));
    }
    let name = tender.kind.name();
    let whose = match tender.kind {
        TenderKind::Credit => receipt.customer.as_ref().map(|buyer| &buyer.name),
        _ => tender.reference.as_ref(),
    };
    match whose {
        Some(whose) => format!("{name} · {whose}"),
        None => name.to_owned(),
    }
}

/// That sums of a receipt fit was seen when it was made.
fn sum(amounts: impl Iterator<Item = Money>) -> Money {
    Money::from_minor(
        amounts
            .map(Money::minor)
            .fold(0, |sum, minor| sum.saturating_add(minor)),
    )
}

fn minus(amount: Money) -> Money {
    Money::from_minor(amount.minor().saturating_neg())
}

/// The slip of a quotation.
#[must_use]
pub fn of_quotation(about: &shop::ShopFacts, quotation: &Quotation, template: &Template) -> Slip {
    let money = |amount: Money| about.currency.format(amount);
    let line = |line: &QuotedLine| ReceiptLine {
        name: line.name.clone(),
        quantity: line.unit.format(line.quantity.get()),
        unit_price: match (line.unit, line.per) {
            (Unit::Piece, 1) => money(line.price),
            (unit, per) => format!("{} {}", money(line.price), unit.price_for(per)),
        },
        amount: money(line.goods()),
        discount: (line.discount != Money::ZERO).then(|| Amount {
            label: "less".into(),
            amount: money(minus(line.discount)),
        }),
        note: line.note.clone().unwrap_or_default(),
    };
    let facts = QuotationFacts {
        shop: shop_facts(about),
        number: code_of_quotation(quotation.number),
        at: about.zone.date_time(quotation.at),
        valid_until: quotation.valid_until.clone(),
        by: quotation.by.clone(),
        customer: quotation.customer.clone(),
        lines: quotation.lines.iter().map(line).collect(),
        sums: quoted_sums(about, quotation),
        total: about.currency.format_with_code(quotation.total),
        note: quotation.note.clone().unwrap_or_default(),
    };
    paper::quotation_slip(&facts, template)
}

/// What leads from the lines of a quotation to its total, where taxes come on top.
fn quoted_sums(about: &shop::ShopFacts, quotation: &Quotation) -> Vec<Amount> {
    let on_top = quotation.on_top();
    if on_top.is_empty() {
        return Vec::new();
    }
    let sum = |label: String, sum: Money| Amount {
        label,
        amount: about.currency.format(sum),
    };
    let mut sums = vec![sum("Subtotal".into(), quotation.goods())];
    sums.extend(on_top.iter().map(|tax| sum(tax_name(tax), tax.amount)));
    sums
}

/// The slip of an order for later: for the kitchen and for the bag.
#[must_use]
pub fn of_order(about: &shop::ShopFacts, order: &Order, template: &Template) -> Slip {
    let amount = |label: &str, amount: Money| Amount {
        label: label.into(),
        amount: about.currency.format(amount),
    };
    let line = |line: &orders::OrderLine| OrderLine {
        quantity: match line.unit {
            Unit::Piece => format!("{} ×", line.quantity.get()),
            unit => unit.format(line.quantity.get()),
        },
        name: line.name.clone(),
        note: line.note.clone().unwrap_or_default(),
    };
    let ahead = minus(order.to_pay).checked_add(order.total);
    let ahead = ahead.filter(|ahead| *ahead > Money::ZERO && order.state.is_open());
    let mut sums = vec![amount("Total", order.total)];
    sums.extend(ahead.map(|ahead| amount("Paid ahead", ahead)));
    if order.state.is_open() {
        sums.push(amount("To pay", order.to_pay));
    }
    let phone = order.phone.iter().map(String::as_str);
    let customer: Vec<&str> = [order.name.as_str()].into_iter().chain(phone).collect();
    let facts = OrderFacts {
        shop: shop_facts(about),
        number: order.code.clone(),
        pick_up: format!(
            "No. {} · {}",
            order.display,
            about.zone.local(order.start).format("%a %-d %b, %H:%M")
        ),
        customer: customer.join(", "),
        lines: order.lines.iter().map(line).collect(),
        sums,
        note: order.note.clone().unwrap_or_default(),
    };
    paper::order_slip(&facts, template)
}

/// The shelf label of a sweet, with its first barcode, or its SKU where it has none.
#[must_use]
pub fn of_sweet(about: &shop::ShopFacts, sweet: &Sweet, width: PaperWidth) -> Slip {
    let per = match (sweet.unit, sweet.per) {
        (Unit::Piece, 1) => String::new(),
        (unit, per) => {
            let words = unit.price_for(per);
            words.trim_start_matches("/ ").to_owned()
        }
    };
    let facts = LabelFacts {
        name: sweet.name.clone(),
        price: about.currency.format_with_code(sweet.price),
        per,
        unit_price: by_thousand(about, sweet),
        note: String::new(),
        code: match sweet.barcodes.first() {
            Some(barcode) => barcode.code.clone(),
            None => sweet.sku.clone().unwrap_or_default(),
        },
        as_qr: false,
    };
    paper::shelf_label(&facts, width)
}

/// The price of a kilogram or litre, where it is sold by less and comes to a whole amount.
fn by_thousand(about: &shop::ShopFacts, sweet: &Sweet) -> String {
    let whole = 1_000_i64
        .checked_div(sweet.per)
        .filter(|times| times.checked_mul(sweet.per) == Some(1_000));
    let price = whole.and_then(|times| sweet.price.minor().checked_mul(times));
    match (sweet.unit, sweet.per, price) {
        (Unit::Piece, ..) | (_, 1_000, _) | (.., None) => String::new(),
        (unit, _, Some(price)) => {
            let price = about.currency.format(Money::from_minor(price));
            format!("{price} {}", unit.price_for(1_000))
        }
    }
}

/// The slip of a one-time code, for the customer.
pub fn of_code(about: &shop::ShopFacts, digits: &str, width: PaperWidth) -> Slip {
    let mut slip = Slip::new(width, "Code");
    slip.text(about.name.clone(), Align::Middle, Style::Strong);
    slip.text("Your code", Align::Middle, Style::Plain);
    slip.text(digits, Align::Middle, Style::Large);
    slip.text("Say it when you are asked.", Align::Middle, Style::Small);
    slip.add(Block::Feed(1));
    slip.add(Block::Cut);
    slip
}

/// A slip to see what a printer prints: its letters, its width, a barcode and a QR code.
#[must_use]
pub fn of_test(about: &shop::ShopFacts, printer: &PrinterSetup, at: Timestamp) -> Slip {
    let mut slip = Slip::new(printer.width, format!("Test of {}", printer.name));
    slip.text(about.name.clone(), Align::Middle, Style::Large);
    slip.text("Test slip", Align::Middle, Style::Strong);
    slip.rows(vec![
        Row::of("Printer", &*printer.name, Style::Plain),
        Row::of("Letters", printer.model.code_page.name(), Style::Plain),
        Row::of(
            "Paper",
            format!("{} mm", printer.width.millimetres()),
            Style::Plain,
        ),
        Row::of("Date", about.zone.date_time(at), Style::Plain),
    ]);
    slip.add(Block::Rule);
    slip.text(
        "Crème brûlée · काजू कतली · ₹ 640.00",
        Align::Left,
        Style::Plain,
    );
    slip.text("Small print", Align::Left, Style::Small);
    slip.rows(vec![Row::of("Total", "1,234.50", Style::Large)]);
    slip.add(Block::Rule);
    slip.blocks
        .extend(Barcode::of("TEST").ok().map(Block::Barcode));
    slip.blocks.extend(Qr::of(&about.name).ok().map(Block::Qr));
    slip.add(Block::Feed(1));
    slip.add(Block::Cut);
    slip
}
