//! The section of the taxes: which there are.

use egui::{Context, Label, Ui};

use super::{
    asking::Asking,
    form::{Pressed, Wanted},
    section::head_of_list,
    tax_form::TaxForm,
    tax_row::{Wish, row},
};
use crate::{
    shop::taxes::{self, EditTax, Tax, TaxKept},
    ui::{
        remote::{Live, Outcome, sentence},
        widgets::{Tone, banner, muted},
        window::Cx,
    },
};

/// The section.
#[derive(Default)]
pub struct Taxes {
    list: Live<(), Vec<Tax>>,
    form: Option<TaxForm>,
    asking: Asking<TaxKept>,
}

impl Taxes {
    /// Shows the list.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let shop = cx.shop.clone();
        self.list
            .keep(cx.desk, cx.changes, &(), move |()| shop.read(taxes::list));
        self.take_answer(cx);
        if head_of_list(ui, "Taxes", "Add a tax") {
            self.form = Some(TaxForm::of(None));
        }
        if let Some(trouble) = self.list.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        if self.form.is_none() {
            self.asking.show(ui, cx);
        }
        let list = self.list.latest().map_or(&[][..], Vec::as_slice);
        if list.is_empty() {
            let text = "There are none yet. What is sold keeps the tax it was sold with, whatever is changed here later.";
            ui.add(Label::new(muted(ui, text)).wrap());
        }
        let free = self.asking.is_free();
        let mut wish = None;
        for tax in list {
            ui.add_enabled_ui(free, |ui| {
                if let Some(chosen) = row(ui, tax) {
                    wish = Some((tax.clone(), chosen));
                }
            });
        }
        if let Some((tax, wish)) = wish {
            self.obey(cx, &tax, wish);
        }
    }

    fn obey(&mut self, cx: &Cx<'_>, tax: &Tax, wish: Wish) {
        let name = &tax.name;
        let mut edit = EditTax {
            tax: tax.id,
            version: tax.version,
            name: None,
            rate: None,
            inside: None,
            usual: None,
            retired: None,
        };
        let said = match wish {
            Wish::Edit => {
                self.form = Some(TaxForm::of(Some(tax)));
                return;
            }
            Wish::Usual => {
                edit.usual = Some(!tax.usual);
                match tax.usual {
                    true => format!("New sweets begin without {name}."),
                    false => format!("New sweets begin with {name}."),
                }
            }
            Wish::Retire => {
                edit.retired = Some(!tax.retired);
                match tax.retired {
                    true => format!("{name} is in use again."),
                    false => format!("{name} is retired: it comes on no new receipt."),
                }
            }
        };
        self.asking.send(cx, said, edit);
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>) {
        let Some((said, outcome)) = self.asking.answer() else {
            return;
        };
        match (outcome, &mut self.form) {
            (Outcome::Done(_), _) => {
                cx.notes.say(Tone::Good, said);
                self.form = None;
            }
            (Outcome::Refused(refusal), Some(form)) => {
                if form.told.refused(refusal, "tax") {
                    self.list.read_again();
                }
            }
            (Outcome::Refused(refusal), None) => cx.notes.say(Tone::Bad, sentence(&refusal)),
            (Outcome::Failed(why), Some(form)) => form.told.wrong.say("", why),
            (Outcome::Failed(why), None) => self.asking.fail(why),
        }
    }

    /// Shows the form, where one is open, and who was faster.
    pub fn dialog(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let Some(form) = &mut self.form else { return };
        let free = !self.asking.under_way();
        let waiting = self.asking.held_up(ctx, cx);
        let list = self.list.latest().map_or(&[][..], Vec::as_slice);
        match form.show(ctx, list, waiting.as_deref(), free) {
            None => {}
            Some(Pressed::Save) => self.save(cx),
            Some(Pressed::Back) => {
                self.form = None;
                self.asking.leave();
            }
        }
    }

    fn save(&mut self, cx: &Cx<'_>) {
        let Some(form) = &mut self.form else { return };
        let said = format!("{} is saved.", form.name());
        match form.wanted() {
            None => {}
            Some(Wanted::Nothing) => self.form = None,
            Some(Wanted::Add(add)) => self.asking.send(cx, said, add),
            Some(Wanted::Edit(edit)) => self.asking.send(cx, said, edit),
        }
    }
}
