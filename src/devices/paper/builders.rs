//! The slips a shop prints, from facts.

use super::{
    Align, Amount, Barcode, Block, LabelFacts, OrderFacts, PaperWidth, Qr, QuotationFacts,
    ReceiptFacts, ReceiptLine, ReturnFacts, Row, ShopFacts, Slip, Style, TaxFacts, Template,
    ZFacts, ZRow,
};

/// A receipt. Its code at the end is its number, from which a return starts.
#[must_use]
pub fn receipt(facts: &ReceiptFacts, template: &Template) -> Slip {
    let mut slip = Slip::new(template.width, format!("Receipt {}", facts.number));
    head(&mut slip, &facts.shop, &template.header);
    slip.rows(named(&[("Receipt", &facts.number), ("Date", &facts.at)]));
    who(&mut slip, facts);
    body(&mut slip, facts, template);
    note(&mut slip, &facts.note);
    foot(
        &mut slip,
        &template.footer,
        code_shown(&facts.number, template),
        template.code_as_qr,
    );
    slip
}

/// The slip of goods that came back.
#[must_use]
pub fn return_slip(facts: &ReturnFacts, template: &Template) -> Slip {
    let receipt = &facts.receipt;
    let mut slip = Slip::new(template.width, format!("Return {}", receipt.number));
    head(&mut slip, &receipt.shop, &template.header);
    slip.text("RETURN", Align::Middle, Style::Large);
    slip.add(Block::Gap);
    slip.rows(named(&[
        ("Return", &receipt.number),
        ("Of receipt", &facts.of_receipt),
        ("Date", &receipt.at),
    ]));
    who(&mut slip, receipt);
    slip.rows(named(&[("Reason", &facts.reason)]));
    body(&mut slip, receipt, template);
    note(&mut slip, &receipt.note);
    let number = code_shown(&receipt.number, template);
    foot(&mut slip, &[], number, template.code_as_qr);
    slip
}

/// A Z slip, or an X report.
#[must_use]
pub fn z_slip(facts: &ZFacts, template: &Template) -> Slip {
    let mut slip = Slip::new(template.width, facts.title.clone());
    head(&mut slip, &facts.shop, &[]);
    slip.text(facts.title.clone(), Align::Middle, Style::Large);
    let about = [
        ("Drawer", &facts.drawer),
        ("Opened", &facts.opened),
        ("Closed", &facts.closed),
        ("As of", &facts.as_of),
    ];
    slip.rows(named(&about));
    for section in &facts.sections {
        slip.add(Block::Rule);
        slip.text(section.heading.clone(), Align::Left, Style::Strong);
        let row = |row: &ZRow| Row::of_three(&*row.label, &*row.count, &*row.amount, Style::Plain);
        let mut rows: Vec<Row> = section.rows.iter().map(row).collect();
        rows.extend(
            section
                .total
                .iter()
                .map(|total| amount_row(total, Style::Strong)),
        );
        slip.rows(rows);
    }
    slip.add(Block::Rule);
    if !facts.reason.is_empty() {
        let reason = format!("Reason: {}", facts.reason);
        slip.text(reason, Align::Left, Style::Plain);
    }
    slip.rows(named(&[("Journal records", &facts.journal_count)]));
    if !facts.journal_head.is_empty() {
        slip.text("Journal head", Align::Left, Style::Plain);
        // In groups, because people compare it by eye.
        let signs: Vec<char> = facts.journal_head.chars().collect();
        let groups: Vec<String> = signs
            .chunks(8)
            .map(|group| group.iter().collect())
            .collect();
        slip.text(groups.join(" "), Align::Left, Style::Small);
    }
    ending(&mut slip);
    slip
}

/// The slip of an order.
#[must_use]
pub fn order_slip(facts: &OrderFacts, template: &Template) -> Slip {
    let mut slip = Slip::new(template.width, format!("Order {}", facts.number));
    slip.text(facts.shop.name.clone(), Align::Middle, Style::Strong);
    slip.text(
        format!("Order {}", facts.number),
        Align::Middle,
        Style::Large,
    );
    slip.text(facts.pick_up.clone(), Align::Middle, Style::Strong);
    slip.text(facts.customer.clone(), Align::Middle, Style::Plain);
    slip.add(Block::Rule);
    for line in &facts.lines {
        slip.rows(vec![Row::of(&*line.name, &*line.quantity, Style::Strong)]);
        slip.text(line.note.clone(), Align::Left, Style::Small);
    }
    slip.add(Block::Rule);
    slip.rows(
        facts
            .sums
            .iter()
            .map(|sum| amount_row(sum, Style::Plain))
            .collect(),
    );
    note(&mut slip, &facts.note);
    foot(&mut slip, &[], &facts.number, template.code_as_qr);
    slip
}

/// A quotation. By its code at the end it is found again.
#[must_use]
pub fn quotation_slip(facts: &QuotationFacts, template: &Template) -> Slip {
    let mut slip = Slip::new(template.width, format!("Quotation {}", facts.number));
    head(&mut slip, &facts.shop, &template.header);
    slip.text("QUOTATION", Align::Middle, Style::Large);
    slip.add(Block::Gap);
    slip.rows(named(&[
        ("Quotation", &facts.number),
        ("Date", &facts.at),
        ("Valid until", &facts.valid_until),
        ("For", &facts.customer),
        ("Served by", &facts.by),
    ]));
    slip.add(Block::Rule);
    for line in &facts.lines {
        slip.rows(line_rows(line));
    }
    slip.add(Block::Rule);
    let sums = facts.sums.iter();
    slip.rows(sums.map(|sum| amount_row(sum, Style::Plain)).collect());
    slip.rows(vec![Row::of("Total", &*facts.total, Style::Large)]);
    slip.text("Taxes are in it.", Align::Left, Style::Small);
    note(&mut slip, &facts.note);
    foot(&mut slip, &[], &facts.number, template.code_as_qr);
    slip
}

/// A label for the shelf.
#[must_use]
pub fn shelf_label(facts: &LabelFacts, width: PaperWidth) -> Slip {
    let mut slip = Slip::new(width, format!("Label {}", facts.name));
    slip.text(facts.name.clone(), Align::Middle, Style::Strong);
    let price = match facts.per.as_str() {
        "" => facts.price.clone(),
        per => format!("{} / {per}", facts.price),
    };
    slip.text(price, Align::Middle, Style::Large);
    slip.text(facts.unit_price.clone(), Align::Middle, Style::Small);
    slip.text(facts.note.clone(), Align::Middle, Style::Small);
    code(&mut slip, &facts.code, facts.as_qr);
    ending(&mut slip);
    slip
}

fn head(slip: &mut Slip, shop: &ShopFacts, header: &[String]) {
    slip.text(shop.name.clone(), Align::Middle, Style::Large);
    for line in shop.address.iter().chain(header) {
        slip.text(line.clone(), Align::Middle, Style::Plain);
    }
    slip.add(Block::Gap);
}

fn who(slip: &mut Slip, facts: &ReceiptFacts) {
    slip.rows(named(&[
        ("Served by", &facts.cashier),
        ("Customer", &facts.customer),
    ]));
}

/// Rows of what has a value.
fn named(rows: &[(&str, &String)]) -> Vec<Row> {
    rows.iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| Row::of(*name, value.as_str(), Style::Plain))
        .collect()
}

fn amount_row(amount: &Amount, style: Style) -> Row {
    Row::of(&*amount.label, &*amount.amount, style)
}

fn body(slip: &mut Slip, facts: &ReceiptFacts, template: &Template) {
    slip.add(Block::Rule);
    for line in &facts.lines {
        slip.rows(line_rows(line));
    }
    slip.add(Block::Rule);
    slip.rows(
        facts
            .sums
            .iter()
            .map(|sum| amount_row(sum, Style::Plain))
            .collect(),
    );
    slip.rows(vec![Row::of("Total", &*facts.total, Style::Large)]);
    slip.rows(named(&[("Rounding in cash", &facts.rounding)]));
    slip.rows(
        facts
            .tenders
            .iter()
            .map(|tender| amount_row(tender, Style::Plain))
            .collect(),
    );
    if !facts.change.is_empty() {
        slip.rows(vec![Row::of("Change", &*facts.change, Style::Strong)]);
    }
    if template.show_taxes && !facts.taxes.is_empty() {
        slip.add(Block::Rule);
        let mut rows = vec![Row::of_three("Tax", "Net", "Amount", Style::Small)];
        let row = |tax: &TaxFacts| Row::of_three(&*tax.name, &*tax.net, &*tax.tax, Style::Small);
        rows.extend(facts.taxes.iter().map(row));
        slip.rows(rows);
    }
}

/// The name with its amount, below it how that came about.
fn line_rows(line: &ReceiptLine) -> Vec<Row> {
    let mut rows = vec![Row::of(&*line.name, &*line.amount, Style::Plain)];
    let how = [line.quantity.as_str(), line.unit_price.as_str()];
    let how: Vec<&str> = how.into_iter().filter(|text| !text.is_empty()).collect();
    if !how.is_empty() {
        rows.push(Row::of(how.join(" × "), "", Style::Small).indented());
    }
    let less = line.discount.iter();
    rows.extend(less.map(|less| amount_row(less, Style::Small).indented()));
    if !line.note.is_empty() {
        rows.push(Row::of(&*line.note, "", Style::Small).indented());
    }
    rows
}

/// The code of a receipt, where the shop wants one.
fn code_shown<'n>(number: &'n str, template: &Template) -> &'n str {
    if template.show_code { number } else { "" }
}

fn foot(slip: &mut Slip, footer: &[String], number: &str, as_qr: bool) {
    slip.add(Block::Gap);
    code(slip, number, as_qr);
    if !footer.is_empty() {
        slip.add(Block::Gap);
    }
    for line in footer {
        slip.text(line.clone(), Align::Middle, Style::Plain);
    }
    ending(slip);
}

fn note(slip: &mut Slip, text: &str) {
    if !text.is_empty() {
        slip.add(Block::Gap);
        slip.text(text, Align::Left, Style::Plain);
    }
}

/// A code, or its text where nothing else can say it: a slip is printed in any case.
fn code(slip: &mut Slip, text: &str, as_qr: bool) {
    if text.is_empty() {
        return;
    }
    match (as_qr, Qr::of(text), Barcode::of(text)) {
        (true, Ok(qr), _) | (false, Ok(qr), Err(_)) => {
            slip.add(Block::Qr(qr));
            slip.text(text, Align::Middle, Style::Small);
        }
        (_, _, Ok(bars)) => slip.add(Block::Barcode(bars)),
        (_, Err(_), Err(_)) => slip.text(text, Align::Middle, Style::Plain),
    }
}

fn ending(slip: &mut Slip) {
    slip.add(Block::Feed(1));
    slip.add(Block::Cut);
}
