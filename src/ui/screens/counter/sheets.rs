//! The sheets over the basket: for a line, for the whole, and for an item that is no sweet.
//!
//! Promises: what is typed shows what it comes to before it counts, and Enter in any field is
//! "Done". Leaves out who may give what: the shop decides when it is sold; here it is only said
//! beforehand.

use egui::{Context, Id, Ui};

use super::{
    basket::{BasketState, priced},
    discounts::{exceeds, read, written},
    line::Line,
    summary,
};
use crate::{
    shop::{Permission, pricing::Discount, sales::QuickItem, taxes::Tax},
    ui::{
        remote::sentence,
        theme::{GAP, GAP_S},
        widgets::{
            Field, Kind, Push, Tone, badge, buttons, dialog, entered, fine_print, select_all, title,
        },
        window::Cx,
    },
    values::{Currency, MAX_PRICE_MINOR, MAX_QUANTITY, Name, Rate},
};

/// The discounts that are one press away, in percent.
const USUAL: [&str; 3] = ["5 %", "10 %", "15 %"];
/// The longest note, in characters.
const NOTE: usize = 200;

/// What a sheet is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Line(u64),
    Whole,
    Item,
}

/// A sheet, and what is typed in it.
pub struct Sheet {
    subject: Subject,
    name: String,
    quantity: String,
    discount: String,
    price: String,
    note: String,
    wrong: Option<(&'static str, String)>,
    begun: bool,
}

/// What is to be so.
enum Made {
    Line(Box<Line>),
    Whole(Option<Discount>, Option<String>),
    Item(QuickItem),
}

type Wrong = (&'static str, String);

impl Sheet {
    fn new(subject: Subject) -> Self {
        Self {
            subject,
            name: String::new(),
            quantity: String::new(),
            discount: String::new(),
            price: String::new(),
            note: String::new(),
            wrong: None,
            begun: false,
        }
    }

    /// For a line, as it is now.
    #[must_use]
    pub fn of_line(currency: Currency, line: &Line) -> Self {
        let put = &line.shown.put;
        Self {
            quantity: line.shown.unit.format(line.quantity()),
            discount: written(currency, put.discount),
            price: currency.format(line.price()),
            note: put.note.clone().unwrap_or_default(),
            ..Self::new(Subject::Line(line.key))
        }
    }

    /// For the whole, as it is now.
    #[must_use]
    pub fn of_whole(currency: Currency, basket: &BasketState) -> Self {
        Self {
            discount: written(currency, basket.discount()),
            note: basket.note().unwrap_or_default().to_owned(),
            ..Self::new(Subject::Whole)
        }
    }

    /// For an item that is no sweet.
    #[must_use]
    pub fn of_item() -> Self {
        Self::new(Subject::Item)
    }

    /// Shows it; true once it is done with.
    pub fn show(
        &mut self,
        ctx: &Context,
        cx: &Cx<'_>,
        basket: &mut BasketState,
        (taxes, limit): (&[Tax], Rate),
    ) -> bool {
        let line = match self.subject {
            Subject::Line(key) => match basket.line(key) {
                Some(line) => Some(line.clone()),
                // It was taken out meanwhile.
                None => return true,
            },
            _ => None,
        };
        let mut over = false;
        let away = dialog(ctx, "sheet", 460.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            let head = match &line {
                Some(line) => line.name(),
                None if self.subject == Subject::Whole => "Discount and note",
                None => "Quick item",
            };
            title(ui, head);
            let enter = self.fields(ui, cx, line.as_ref());
            self.begun = true;
            let made = self.made(cx.facts.currency, basket, line.as_ref());
            self.foot(ui, cx, basket, &made, (taxes, limit));
            buttons(ui, |ui| {
                if ui.add(Push::primary("Done")).clicked() || enter {
                    match made {
                        Ok(made) => {
                            put(basket, made, taxes);
                            over = true;
                        }
                        Err(wrong) => self.wrong = Some(wrong),
                    }
                }
                if let Some(line) = &line
                    && ui.add(Push::new("Remove").kind(Kind::Danger)).clicked()
                {
                    basket.set(line.key, 0);
                    over = true;
                }
                over |= ui.add(Push::new("Cancel").kind(Kind::Quiet)).clicked();
            });
        });
        over || away
    }

    /// The fields; whether Enter was pressed in one.
    fn fields(&mut self, ui: &mut Ui, cx: &Cx<'_>, line: Option<&Line>) -> bool {
        let mut enter = false;
        let all = ui.available_width();
        let half = (all - GAP) / 2.0;
        match line {
            Some(line) => {
                let sweet = line.sweet().is_some();
                let price = match line.shown.unit.price_for(line.shown.per).as_str() {
                    "each" => "Price".to_owned(),
                    per => format!("Price {per}"),
                };
                ui.horizontal_top(|ui| {
                    let first = !self.begun;
                    enter |= self.field(ui, "Quantity", half, |typed| &mut typed.quantity, first);
                    enter |= self.field(ui, &price, half, |typed| &mut typed.price, false);
                });
                if sweet && !cx.standing.may(Permission::ChangePrice) {
                    ui.label(fine_print(
                        ui,
                        "Another price than the catalogue's needs somebody who may give it.",
                    ));
                }
            }
            None if self.subject == Subject::Item => {
                let first = !self.begun;
                enter |= self.field(ui, "Name", all, |typed| &mut typed.name, first);
                enter |= self.field(ui, "Price", all, |typed| &mut typed.price, false);
                if !cx.standing.may(Permission::SellAnything) {
                    let text = "A supervisor is asked for their PIN at the payment.";
                    ui.label(fine_print(ui, text));
                }
                return enter;
            }
            None => {}
        }
        let first = !self.begun && line.is_none();
        enter |= self.field(ui, "Discount", all, |typed| &mut typed.discount, first);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            for percent in USUAL {
                let chosen = self.discount == percent;
                if ui.add(Push::new(percent).selected(chosen)).clicked() {
                    self.discount = if chosen { "" } else { percent }.to_owned();
                    self.wrong = None;
                }
            }
            ui.label(fine_print(ui, "or an amount"));
        });
        enter |= self.field(ui, "Note", all, |typed| &mut typed.note, false);
        enter
    }

    fn field(
        &mut self,
        ui: &mut Ui,
        label: &str,
        width: f32,
        of: impl Fn(&mut Self) -> &mut String,
        focus: bool,
    ) -> bool {
        // "Price / kg" is the price.
        let name = label.split(' ').next().unwrap_or(label).to_owned();
        let wrong = self.wrong.clone().filter(|(field, _)| *field == name);
        let limit = if name == "Note" { NOTE } else { 100 };
        let id = Id::unique("sheet field")
            .with(ui.ctx().viewport_id())
            .with(&name);
        let hint = match name.as_str() {
            "Discount" => "10 % or 25.00",
            _ => "",
        };
        let text = of(self);
        let response = Field::new(label, text)
            .hint(hint)
            .width(width)
            .limit(limit)
            .error(wrong.as_ref().map(|(_, why)| why.as_str()))
            .id(id)
            .show(ui);
        if focus {
            response.request_focus();
            select_all(ui, id, text);
        }
        if response.changed() {
            self.wrong = None;
        }
        entered(ui, &response)
    }

    /// What it comes to, or what would be refused.
    fn foot(
        &self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        basket: &BasketState,
        made: &Result<Made, Wrong>,
        (taxes, limit): (&[Tax], Rate),
    ) {
        let currency = cx.facts.currency;
        let mut above = false;
        summary::row(ui, 24.0, |ui| {
            let costs = match made {
                Err(_) => return,
                Ok(Made::Line(line)) => priced(vec![line.shown.priced()], None),
                Ok(Made::Item(item)) => {
                    let line = Line::quick(0, item.clone(), taxes.to_vec());
                    priced(vec![line.shown.priced()], None)
                }
                Ok(Made::Whole(discount, _)) => {
                    let lines = basket.lines().iter().map(|line| line.shown.priced());
                    priced(lines.collect(), *discount)
                }
            };
            match costs {
                Ok(cost) => {
                    let gross = currency.format_with_code(cost.gross);
                    badge(ui, Tone::Good, &format!("Comes to {gross}"));
                    above = exceeds(&cost, limit) && !cx.standing.may(Permission::DiscountMore);
                }
                Err(why) => {
                    badge(ui, Tone::Bad, &why);
                }
            }
        });
        if above {
            let text = format!(
                "More than {limit} % off: a supervisor is asked for their PIN at the payment."
            );
            ui.label(fine_print(ui, text));
        }
    }

    /// What was typed, as it is to be.
    fn made(
        &self,
        currency: Currency,
        basket: &BasketState,
        line: Option<&Line>,
    ) -> Result<Made, Wrong> {
        let price = |text: &str| match currency.parse(text.trim()) {
            Ok(price) if (0..=MAX_PRICE_MINOR).contains(&price.minor()) => Ok(price),
            Ok(_) => Err(("Price", "Is no price: below 0, or too high.".to_owned())),
            Err(why) => Err(("Price", sentence(&why))),
        };
        if self.subject == Subject::Item {
            let name = Name::parse(&self.name).map_err(|why| ("Name", sentence(&why)))?;
            return Ok(Made::Item(QuickItem {
                name: name.as_str().to_owned(),
                price: price(&self.price)?,
            }));
        }
        let discount = read(currency, &self.discount).map_err(|why| ("Discount", why))?;
        let note = Some(self.note.trim().to_owned()).filter(|note| !note.is_empty());
        let Some(line) = line else {
            let lines = basket.lines().iter().map(|line| line.shown.priced());
            priced(lines.collect(), discount).map_err(|why| ("Discount", why))?;
            return Ok(Made::Whole(discount, note));
        };
        let mut line = line.clone();
        let before = line.quantity();
        let quantity = line
            .shown
            .unit
            .parse(&self.quantity)
            .map_err(|why| ("Quantity", sentence(&why)))?;
        if quantity.get() != before && line.is_fixed() {
            let whose = match line.is_promised() {
                true => "quotation",
                false => "label",
            };
            let why = format!("The {whose} says how much it is: remove the line, or leave it so.");
            return Err(("Quantity", why));
        }
        if quantity.get() > before && !basket.has_room(&line, quantity.get() - before) {
            let left = line.shown.unit.format(line.on_hand.unwrap_or(MAX_QUANTITY));
            return Err(("Quantity", format!("Only {left} left.")));
        }
        let price = price(&self.price)?;
        let promised = line.is_promised();
        if promised && discount != line.shown.put.discount {
            let why = "It is promised at what was offered. Take more off the whole instead: both \
                       count together.";
            return Err(("Discount", why.to_owned()));
        }
        if promised && price != line.shown.price {
            let why = "It is promised at the price that was offered: leave it so.";
            return Err(("Price", why.to_owned()));
        }
        let put = &mut line.shown.put;
        put.quantity = quantity;
        (put.discount, put.note) = (discount, note);
        match &mut put.item {
            Some(item) => {
                item.price = price;
                (line.shown.price, line.now) = (price, price);
            }
            None => put.sold_at = (price != line.shown.price).then_some(price),
        }
        priced(vec![line.shown.priced()], None).map_err(|why| ("Discount", why))?;
        Ok(Made::Line(Box::new(line)))
    }
}

fn put(basket: &mut BasketState, made: Made, taxes: &[Tax]) {
    match made {
        Made::Line(line) => basket.replace(*line),
        Made::Whole(discount, note) => basket.set_whole(discount, note),
        Made::Item(item) => basket.add_quick(item, taxes.to_vec()),
    }
}
