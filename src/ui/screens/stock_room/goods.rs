//! How a sweet is counted, priced and taxed: a part of its form.

use egui::{RichText, Ui, Vec2};

use crate::{
    shop::{catalogue::Sweet, taxes::Tax},
    ui::{
        theme::{self, GAP_S, tokens},
        widgets::Push,
    },
    values::{TaxId, Unit},
};

/// How high the choices are.
const CHIP: f32 = 40.0;

/// What was chosen.
pub struct Goods {
    /// What it is counted in.
    pub unit: Unit,
    /// How much of the unit the price is for, in digits.
    per: String,
    /// The taxes; none where nobody chose: then a new sweet gets the usual ones.
    pub taxes: Option<Vec<TaxId>>,
    /// Whether it may be sold before it is counted in.
    pub below_zero: bool,
}

impl Goods {
    /// For a new sweet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            unit: Unit::Piece,
            per: "1".to_owned(),
            taxes: None,
            below_zero: false,
        }
    }

    /// For a sweet that is there.
    #[must_use]
    pub fn of(sweet: &Sweet) -> Self {
        Self {
            unit: sweet.unit,
            per: sweet.per.to_string(),
            taxes: Some(sweet.taxes.iter().map(|tax| tax.id).collect()),
            below_zero: sweet.below_zero,
        }
    }

    /// How much of the unit the price is for.
    ///
    /// # Errors
    /// A sentence, where what was typed is no such amount.
    pub fn per(&self) -> Result<i64, String> {
        self.unit.parse(&self.per).map(|per| per.get())
    }

    /// The taxes, where they are others than the sweet has.
    #[must_use]
    pub fn taxes_changed(&self, base: &Sweet) -> Option<Vec<TaxId>> {
        let had: Vec<TaxId> = base.taxes.iter().map(|tax| tax.id).collect();
        self.taxes.clone().filter(|taxes| *taxes != had)
    }

    /// Shows the units; true when another was chosen.
    pub fn choose_unit(&mut self, ui: &mut Ui, error: Option<&str>) -> bool {
        let mut chosen = None;
        group(ui, "Counted in", error, |ui| {
            for (unit, text) in [
                (Unit::Piece, "Pieces"),
                (Unit::Gram, "Grams"),
                (Unit::Millilitre, "Millilitres"),
            ] {
                if chip(ui, text, &format!("Counted in {text}"), self.unit == unit) {
                    chosen = Some(unit);
                }
            }
        });
        match chosen.filter(|unit| *unit != self.unit) {
            None => false,
            Some(unit) => {
                self.unit = unit;
                let per = if unit == Unit::Piece { "1" } else { "1000" };
                per.clone_into(&mut self.per);
                true
            }
        }
    }

    /// Shows what the price is for.
    pub fn choose_per(&mut self, ui: &mut Ui, error: Option<&str>) {
        let known = self.per().ok();
        let offered: &[i64] = match self.unit {
            Unit::Piece => &[1],
            Unit::Gram | Unit::Millilitre => &[100, 1000],
        };
        let boxed = self.unit == Unit::Piece && known != Some(1);
        group(ui, "The price is for", error, |ui| {
            for &per in offered {
                let text = match (self.unit, per) {
                    (Unit::Piece, _) => "Each".to_owned(),
                    (Unit::Millilitre, 1000) => "Litre".to_owned(),
                    (unit, per) => unit.price_for(per).replace("/ ", ""),
                };
                let name = format!("Price for {}", text.to_lowercase());
                if chip(ui, &text, &name, known == Some(per)) {
                    self.per = per.to_string();
                }
            }
            match self.unit {
                Unit::Piece => {
                    if chip(ui, "A box of", "Price for a box", boxed) && !boxed {
                        "12".clone_into(&mut self.per);
                    }
                    if boxed {
                        number(ui, "Pieces in a box", &mut self.per);
                    }
                }
                unit => {
                    // One that is neither is shown too.
                    if let Some(other) = known.filter(|per| !offered.contains(per)) {
                        let text = unit.format(other);
                        chip(ui, &text, &format!("Price for {text}"), true);
                    }
                }
            }
        });
    }

    /// Shows the taxes; those chosen are on it.
    pub fn choose_taxes(&mut self, ui: &mut Ui, taxes: &[Tax], error: Option<&str>) {
        let mut on: Vec<TaxId> = match &self.taxes {
            Some(chosen) => chosen.clone(),
            None => {
                let usual = taxes.iter().filter(|tax| tax.usual && !tax.retired);
                usual.map(|tax| tax.id).collect()
            }
        };
        if taxes.iter().all(|tax| tax.retired) {
            return;
        }
        group(ui, "Taxes", error, |ui| {
            for tax in taxes.iter().filter(|tax| !tax.retired) {
                let text = format!("{} {} %", tax.name, tax.rate);
                let chosen = on.contains(&tax.id);
                if chip(ui, &text, &format!("Tax {text}"), chosen) {
                    if chosen {
                        on.retain(|id| *id != tax.id);
                    } else {
                        on.push(tax.id);
                    }
                    self.taxes = Some(on.clone());
                }
            }
        });
    }

    /// Shows whether it may be sold below zero.
    pub fn choose_below_zero(&mut self, ui: &mut Ui, error: Option<&str>) {
        group(ui, "When none is left", error, |ui| {
            for (allowed, text) in [(false, "Sold out"), (true, "Sold all the same")] {
                if chip(ui, text, text, self.below_zero == allowed) {
                    self.below_zero = allowed;
                }
            }
        });
    }
}

/// A few choices under their label, with what is wrong under them.
pub(super) fn group(ui: &mut Ui, label: &str, error: Option<&str>, add: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = GAP_S;
        ui.label(RichText::new(label).font(theme::strong(theme::SMALL + 0.5)));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(GAP_S);
            add(ui);
        });
        if let Some(error) = error {
            let text = RichText::new(error).font(theme::plain(theme::SMALL));
            ui.add(egui::Label::new(text.color(tokens(ui).bad)).wrap());
        }
    });
}

fn chip(ui: &mut Ui, text: &str, name: &str, chosen: bool) -> bool {
    let chip = Push::new(text).tall(CHIP, theme::BODY);
    ui.add(chip.named(name).selected(chosen)).clicked()
}

/// A small field in a row of choices; its label is for screen readers.
pub(super) fn number(ui: &mut Ui, label: &str, text: &mut String) {
    let edit = egui::TextEdit::singleline(text)
        .char_limit(9)
        .margin(egui::Margin::symmetric(10, 9))
        .min_size(Vec2::new(0.0, CHIP))
        .align(egui::Align2::RIGHT_CENTER)
        .desired_width(64.0);
    let field = ui.add(edit);
    field.widget_info(|| {
        let mut info = egui::WidgetInfo::text_edit(true, "", text.as_str(), "");
        info.label = Some(label.to_owned());
        info
    });
}
