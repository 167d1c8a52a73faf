//! The form of a tax: added, or edited.
//!
//! Promises: what is wrong is said at its field; who saves second sees both versions, and what
//! they did not type over stays the other's. Leaves out asking the shop: the section does.

use egui::{Context, Label};

use super::form::{Pressed, Told, Wanted, foot};
use crate::{
    shop::taxes::{AddTax, EditTax, Tax},
    ui::{
        remote::sentence,
        screens::conflict::Next,
        widgets::{Field, Push, dialog, entered, muted, title},
    },
    values::Rate,
};

/// The form while it is open.
pub struct TaxForm {
    base: Option<Tax>,
    name: String,
    rate: String,
    inside: bool,
    usual: bool,
    /// What the shop said to it.
    pub told: Told,
    focused: bool,
}

impl TaxForm {
    /// For a tax, or a new one.
    #[must_use]
    pub fn of(base: Option<&Tax>) -> Self {
        Self {
            name: base.map_or_else(String::new, |tax| tax.name.clone()),
            rate: base.map_or_else(String::new, |tax| tax.rate.to_string()),
            inside: base.is_none_or(|tax| tax.inside),
            usual: base.is_none_or(|tax| tax.usual),
            base: base.cloned(),
            told: Told::default(),
            focused: false,
        }
    }

    /// The name as it was typed.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.trim()
    }

    /// What it asks for; nothing where a field can't be read, which is said at it.
    pub fn wanted(&mut self) -> Option<Wanted<AddTax, EditTax>> {
        self.told.wrong.clear();
        let rate = match Rate::parse(&self.rate) {
            Ok(rate) => rate,
            Err(why) => {
                self.told.wrong.say("percent", sentence(&why));
                return None;
            }
        };
        let Some(base) = &self.base else {
            return Some(Wanted::Add(AddTax {
                name: self.name.clone(),
                rate,
                inside: self.inside,
                usual: self.usual,
            }));
        };
        let edit = EditTax {
            tax: base.id,
            version: base.version,
            name: (self.name != base.name).then(|| self.name.clone()),
            rate: (rate != base.rate).then_some(rate),
            inside: (self.inside != base.inside).then_some(self.inside),
            usual: (self.usual != base.usual).then_some(self.usual),
            retired: None,
        };
        match (&edit.name, edit.rate, edit.inside, edit.usual) {
            (None, None, None, None) => Some(Wanted::Nothing),
            _ => Some(Wanted::Edit(edit)),
        }
    }

    /// Shows it, and who was faster; `list` are the taxes as they are now.
    pub fn show(
        &mut self,
        ctx: &Context,
        list: &[Tax],
        waiting: Option<&str>,
        free: bool,
    ) -> Option<Pressed> {
        let (mut save, mut back) = (false, false);
        let wrong = self.told.wrong.clone();
        let away = dialog(ctx, "tax", 460.0, |ui| {
            let head = if self.base.is_some() {
                "Edit the tax"
            } else {
                "Add a tax"
            };
            title(ui, head);
            let text = "For what is sold from now on; old receipts keep what they have.";
            ui.add(Label::new(muted(ui, text)).wrap());
            let name = Field::new("Name on receipts", &mut self.name)
                .hint("GST, VAT …")
                .error(wrong.at("name"))
                .show(ui);
            if !std::mem::replace(&mut self.focused, true) {
                name.request_focus();
            }
            let rate = Field::new("Rate (%)", &mut self.rate)
                .numeric()
                .error(wrong.at("percent"))
                .show(ui);
            save |= entered(ui, &rate);
            ui.horizontal(|ui| {
                for (inside, text) in [(true, "In the price"), (false, "On top of the price")] {
                    if ui
                        .add(Push::new(text).selected(self.inside == inside))
                        .clicked()
                    {
                        self.inside = inside;
                    }
                }
            });
            let usual = Push::new("On new sweets: they begin with it").selected(self.usual);
            if ui.add(usual).clicked() {
                self.usual = !self.usual;
            }
            let pressed = foot(ui, waiting, wrong.beside(&["name", "percent"]), free);
            (back, save) = (pressed.0, save || pressed.1);
        });
        // Over the conflict nothing else is waved away.
        match self.told.collided {
            Some(_) => self.conflict(ctx, list),
            None => Pressed::of(back || away, save, free),
        }
    }

    fn conflict(&mut self, ctx: &Context, list: &[Tax]) -> Option<Pressed> {
        let (collided, base) = (self.told.collided.as_ref()?, self.base.as_ref()?);
        let theirs = list.iter().find(|tax| tax.id == base.id)?;
        if theirs.version < collided.version {
            return None;
        }
        let yes = |on: bool| if on { "yes" } else { "no" }.to_owned();
        let fields = ["name", "rate", "inside", "usual", "retired"].map(|field| {
            let of = |tax: &Tax| match field {
                "name" => tax.name.clone(),
                "rate" => format!("{} %", tax.rate),
                "inside" => yes(tax.inside),
                "usual" => yes(tax.usual),
                _ => yes(tax.retired),
            };
            let yours = match field {
                "name" => self.name.clone(),
                "rate" => format!("{} %", self.rate),
                "inside" => yes(self.inside),
                "usual" => yes(self.usual),
                // Nobody types that here.
                _ => yes(base.retired),
            };
            (field, of(base), of(theirs), yours)
        });
        let conflict = collided.beside("this tax", &base.name, fields);
        match conflict.show(ctx)? {
            Next::Mine => {
                self.put_over(&theirs.clone());
                self.told.collided = None;
                Some(Pressed::Save)
            }
            Next::Theirs => Some(Pressed::Back),
            Next::Back => {
                self.told.collided = None;
                None
            }
        }
    }

    /// Goes on from `theirs`: what was not typed over becomes as it is there.
    fn put_over(&mut self, theirs: &Tax) {
        let Some(base) = self.base.replace(theirs.clone()) else {
            return;
        };
        if self.name == base.name {
            self.name.clone_from(&theirs.name);
        }
        if self.rate == base.rate.to_string() {
            self.rate = theirs.rate.to_string();
        }
        if self.inside == base.inside {
            self.inside = theirs.inside;
        }
        if self.usual == base.usual {
            self.usual = theirs.usual;
        }
    }
}
