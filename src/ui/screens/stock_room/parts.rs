//! What a kit is put together of: a part of a sweet's form.
//!
//! Promises: a part is found by its name or code and added by Enter or a press; what the parts
//! cost one by one stands beside the kit's price. Leaves out what may be a kit: the shop refuses.

use egui::{Align, Label, Layout, RichText, Ui, Vec2};

use super::goods::{group, number};
use crate::{
    shop::{
        catalogue::{self, NamedPart, Part, Sweet},
        stock::{self, ShelfRow},
    },
    ui::{
        remote::Live,
        theme::{self, GAP_S, TOUCH, tokens},
        widgets::{Field, Kind, Push, entered, fine_print},
        window::Cx,
    },
    values::{Currency, Money, Quantity, SweetId},
};

/// How many finds are offered at once.
const OFFERED: usize = 5;
/// How many are asked for: kits and what is in already are left out.
const ASKED: usize = 40;

/// A part, with how much of it was typed.
struct Typed {
    part: NamedPart,
    amount: String,
}

/// The parts while the form is open.
#[derive(Default)]
pub struct Parts {
    parts: Vec<Typed>,
    search: String,
    finds: Live<String, Vec<ShelfRow>>,
    /// The search that Enter ended before its finds were there.
    entered: Option<String>,
    open: bool,
    /// It was just opened: the search is to have the keyboard.
    begins: bool,
}

impl Parts {
    /// Those of a sweet that is there.
    #[must_use]
    pub fn of(sweet: &Sweet) -> Self {
        let typed = |part: &NamedPart| Typed {
            amount: part.unit.format(part.part.quantity.get()),
            part: part.clone(),
        };
        Self {
            parts: sweet.parts.iter().map(typed).collect(),
            ..Self::default()
        }
    }

    /// Whether it is a kit.
    #[must_use]
    pub fn any(&self) -> bool {
        !self.parts.is_empty()
    }

    /// The parts as they were typed.
    ///
    /// # Errors
    /// A sentence, where an amount is none.
    pub fn read(&self) -> Result<Vec<Part>, String> {
        let part = |typed: &Typed| {
            let NamedPart { part, name, .. } = &typed.part;
            let quantity = typed.quantity().map_err(|why| format!("{name}: {why}"))?;
            Ok(Part {
                sweet: part.sweet,
                quantity,
            })
        };
        self.parts.iter().map(part).collect()
    }

    /// Shows the parts, what they cost beside the price of the `kit`, and the search for more.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        (kit, price): (Option<SweetId>, Option<Money>),
        error: Option<&str>,
    ) {
        if !self.open && !self.any() {
            group(ui, "Kit or gift box", error, |ui| {
                let make = Push::new("Put together of other sweets");
                self.open = ui.add(make).clicked();
                self.begins = self.open;
            });
            return;
        }
        ui.label(RichText::new("Made of").font(theme::strong(theme::SMALL + 0.5)));
        if let Some(error) = error {
            let text = RichText::new(error).font(theme::plain(theme::SMALL));
            ui.add(Label::new(text.color(tokens(ui).bad)).wrap());
        }
        let mut gone = None;
        for (place, typed) in self.parts.iter_mut().enumerate() {
            if typed.show(ui) {
                gone = Some(place);
            }
        }
        if let Some(place) = gone {
            self.parts.remove(place);
            // What is no kit any more may become one again at once.
            self.open = true;
        }
        if let Some(cost) = self.cost() {
            let text = beside(cx.facts.currency, cost, price);
            ui.add(Label::new(fine_print(ui, text)).wrap());
        }
        self.find(ui, cx, kit);
    }

    /// What they cost one by one, once each amount is one.
    fn cost(&self) -> Option<Money> {
        let counted = |typed: &Typed| {
            let mut part = typed.part.clone();
            part.part.quantity = typed.quantity().ok()?;
            Some(part)
        };
        let parts: Vec<NamedPart> = self.parts.iter().map(counted).collect::<Option<_>>()?;
        match parts.is_empty() {
            true => None,
            false => catalogue::cost_of_parts(&parts),
        }
    }

    /// The search for a part to add.
    fn find(&mut self, ui: &mut Ui, cx: &Cx<'_>, kit: Option<SweetId>) {
        let field = Field::new("Add a part", &mut self.search)
            .hint("Name or code of a sweet")
            .show(ui);
        if std::mem::take(&mut self.begins) {
            field.request_focus();
        }
        let wanted = self.search.trim().to_owned();
        if entered(ui, &field) {
            self.entered = Some(wanted.clone());
        }
        if wanted.is_empty() {
            return;
        }
        let shop = cx.shop.clone();
        self.finds.keep(cx.desk, cx.changes, &wanted, move |text| {
            let found = shop.read(|db| stock::find_for_sale(db, shop.names(), text, ASKED))?;
            Ok(found.rows)
        });
        if let Some(trouble) = self.finds.trouble() {
            ui.add(Label::new(fine_print(ui, trouble)).wrap());
        }
        let Some(found) = self.finds.answer_to(&wanted) else {
            return;
        };
        // No kit is in a kit, and each sweet is in it once.
        let free = |row: &&ShelfRow| {
            let within = self
                .parts
                .iter()
                .any(|typed| typed.part.part.sweet == row.id);
            !row.kit && Some(row.id) != kit && !within
        };
        let offered: Vec<&ShelfRow> = found.iter().filter(free).take(OFFERED).collect();
        if offered.is_empty() {
            let text = "No other sweet that could be a part is called that.";
            ui.add(Label::new(fine_print(ui, text)).wrap());
        }
        let enter = self.entered.take_if(|text| *text == wanted).is_some();
        let mut chosen = None;
        for (place, row) in offered.into_iter().enumerate() {
            let add = Push::new(&row.name)
                .named(format!("Add {} to the kit", row.name))
                .light()
                .left()
                .width(f32::INFINITY);
            if ui.add(add).clicked() || (enter && place == 0) {
                chosen = Some(Typed::first(row));
            }
        }
        if let Some(typed) = chosen {
            self.parts.push(typed);
            self.search.clear();
            field.request_focus();
        }
    }
}

impl Typed {
    /// A part that was just found: one of it, or as much as its price is for.
    fn first(row: &ShelfRow) -> Self {
        let per = match row.unit {
            crate::values::Unit::Piece => 1,
            _ => row.per,
        };
        let quantity = Quantity::of(per).unwrap_or(Quantity::ONE);
        let part = NamedPart {
            part: Part {
                sweet: row.id,
                quantity,
            },
            name: row.name.clone(),
            unit: row.unit,
            price: row.price,
            per: row.per,
        };
        Self {
            amount: row.unit.format(quantity.get()),
            part,
        }
    }

    fn quantity(&self) -> Result<Quantity, String> {
        self.part.unit.parse(&self.amount)
    }

    /// Shows it; true where it is to be taken out.
    fn show(&mut self, ui: &mut Ui) -> bool {
        let name = &self.part.name;
        let mut gone = false;
        ui.allocate_ui_with_layout(
            Vec2::new(ui.available_width(), TOUCH),
            Layout::right_to_left(Align::Center),
            |ui| {
                ui.spacing_mut().item_spacing.x = GAP_S;
                let out = Push::new("Remove").kind(Kind::Quiet);
                gone = ui
                    .add(out.named(format!("Take {name} out of the kit")))
                    .clicked();
                number(ui, &format!("Amount of {name}"), &mut self.amount);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(Label::new(name).truncate()).on_hover_text(name);
                });
            },
        );
        gone
    }
}

/// What parts cost one by one, beside the price of their kit where that is known.
#[must_use]
pub fn beside(currency: Currency, cost: Money, price: Option<Money>) -> String {
    let told = format!("One by one they cost {}", currency.format_with_code(cost));
    let less = price.and_then(|price| cost.checked_sub(price));
    match less {
        None => format!("{told}."),
        Some(Money::ZERO) => format!("{told}, as much as the kit."),
        Some(less) if less > Money::ZERO => {
            format!("{told}: the kit is {} cheaper.", currency.format(less))
        }
        Some(less) => match Money::ZERO.checked_sub(less) {
            Some(more) => format!("{told}: the kit is {} dearer.", currency.format(more)),
            None => format!("{told}."),
        },
    }
}
