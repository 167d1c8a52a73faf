//! The form of one layout of scales' labels.
//!
//! Promises: an example is explained as the layout is typed, and what can't be is said at once.

use egui::{Context, Label, RichText, Ui};

use super::labels::{Change, example};
use crate::{
    ui::{
        remote::sentence,
        theme::{self, GAP_S},
        widgets::{Field, Push, Tone, Wrong, banner, buttons, dialog, entered, muted, title},
    },
    values::{BadLayout, Currency, LabelValue, ScaleLabel},
};

/// The form while it is open.
pub struct LabelForm {
    base: Option<ScaleLabel>,
    prefixes: String,
    item_digits: u8,
    value: LabelValue,
    decimals: u8,
    price_check: bool,
    /// What is wrong with its fields.
    pub wrong: Wrong,
    focused: bool,
}

impl LabelForm {
    /// For a layout, or a new one.
    #[must_use]
    pub fn of(base: Option<&ScaleLabel>) -> Self {
        Self {
            prefixes: base.map_or_else(String::new, |base| base.prefixes().join(", ")),
            item_digits: base.map_or(5, ScaleLabel::item_digits),
            value: base.map_or(LabelValue::Weight, ScaleLabel::value),
            decimals: base.map_or(3, ScaleLabel::decimals),
            price_check: base.is_some_and(ScaleLabel::price_check),
            base: base.cloned(),
            wrong: Wrong::default(),
            focused: false,
        }
    }

    fn layout(&self) -> Result<ScaleLabel, BadLayout> {
        let prefixes = self.prefixes.split([',', ' ', ';']).map(str::trim);
        let prefixes = prefixes.filter(|prefix| !prefix.is_empty());
        ScaleLabel::of(
            prefixes.map(str::to_owned).collect(),
            self.item_digits,
            self.value,
            self.decimals,
            self.price_check,
        )
    }

    /// Shows it: a change once one is to be made, nothing once it was closed.
    pub fn show(
        &mut self,
        ctx: &Context,
        currency: Currency,
        free: bool,
    ) -> Option<Option<Change>> {
        let mut verdict = None;
        let away = dialog(ctx, "scale label", 480.0, |ui| {
            let head = match self.base {
                Some(_) => "Edit the layout",
                None => "Add a layout",
            };
            title(ui, head);
            let enter = self.fields(ui);
            let layout = self.layout();
            self.explain(ui, &layout, currency);
            buttons(ui, |ui| {
                let save = ui.add_enabled(free, Push::primary("Save")).clicked();
                if (save || enter) && free {
                    match layout {
                        Err(bad) => self.wrong.say(bad.field, sentence(&bad.why)),
                        Ok(layout) => {
                            self.wrong.clear();
                            verdict = Some(self.change(layout));
                        }
                    }
                }
                if ui.add(Push::new("Back")).clicked() {
                    verdict = Some(None);
                }
            });
        });
        match verdict {
            None if away => Some(None),
            verdict => verdict,
        }
    }

    fn change(&self, layout: ScaleLabel) -> Option<Change> {
        match &self.base {
            Some(base) if *base == layout => None,
            Some(base) => Some(Change::Replace(base.clone(), layout)),
            None => Some(Change::Add(layout)),
        }
    }

    /// Shows the fields; true where Enter ended them.
    fn fields(&mut self, ui: &mut Ui) -> bool {
        let prefixes = Field::new("The labels begin with", &mut self.prefixes)
            .hint("20, 21")
            .error(self.wrong.at("prefixes"))
            .show(ui);
        if !std::mem::replace(&mut self.focused, true) {
            prefixes.request_focus();
        }
        if prefixes.changed() {
            self.wrong.clear();
        }
        let digits = [4, 5, 6].map(|n| (n, format!("{n} digits")));
        choose(ui, "Item code", &mut self.item_digits, &digits);
        let values = [
            (LabelValue::Weight, "Weight".to_owned()),
            (LabelValue::Price, "Price".to_owned()),
        ];
        if choose(ui, "Then comes the", &mut self.value, &values) {
            self.decimals = match self.value {
                LabelValue::Weight => 3,
                LabelValue::Price => 2,
            };
            self.price_check = false;
        }
        let decimals = [0, 1, 2, 3].map(|n| (n, n.to_string()));
        choose(ui, "Decimals", &mut self.decimals, &decimals);
        if self.value == LabelValue::Price {
            ui.checkbox(
                &mut self.price_check,
                "A check digit stands before the price",
            );
        }
        entered(ui, &prefixes)
    }

    /// Shows what a label would say, or why there can't be one.
    fn explain(&self, ui: &mut Ui, layout: &Result<ScaleLabel, BadLayout>, currency: Currency) {
        match (layout, self.wrong.beside(&["prefixes"])) {
            (_, Some(why)) => {
                banner(ui, Tone::Bad, why);
            }
            (Ok(layout), _) => {
                let text = example(layout, currency)
                    .unwrap_or_else(|| format!("{} has no such decimals.", currency.code()));
                ui.add(Label::new(muted(ui, text)).wrap());
            }
            (Err(_), _) if self.prefixes.trim().is_empty() => {
                let text = "Scales use 02 and 20 to 29; the scale's manual tells which.";
                ui.add(Label::new(muted(ui, text)).wrap());
            }
            (Err(bad), _) => {
                ui.add(Label::new(muted(ui, sentence(&bad.why))).wrap());
            }
        }
    }
}

/// Shows a few choices under their label; true when another was chosen.
fn choose<T: PartialEq + Copy>(
    ui: &mut Ui,
    label: &str,
    chosen: &mut T,
    options: &[(T, String)],
) -> bool {
    let mut other = false;
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = GAP_S;
        ui.label(RichText::new(label).font(theme::strong(theme::SMALL + 0.5)));
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            for (value, text) in options {
                let button = Push::new(text).selected(chosen == value);
                if ui.add(button.named(format!("{label}: {text}"))).clicked() && chosen != value {
                    *chosen = *value;
                    other = true;
                }
            }
        });
    });
    other
}
