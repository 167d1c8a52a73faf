//! The section of the taxes: which there are.

use egui::{Align, Context, Label, Layout, Ui};

use super::{
    tax_form::{Pressed, TaxForm, Wanted},
    tax_row::{Wish, row},
};
use crate::{
    shop::{
        Refusal,
        taxes::{self, EditTax, Tax, TaxKept},
    },
    ui::{
        remote::{Ask, Live, Outcome, sentence},
        screens::conflict::Collided,
        theme::{self, GAP},
        widgets::{Push, Tone, banner, muted},
        window::Cx,
    },
};

/// The section.
#[derive(Default)]
pub struct Taxes {
    list: Live<(), Vec<Tax>>,
    form: Option<TaxForm>,
    /// What is said when it is done, and the asking.
    ask: Option<(String, Ask<TaxKept>)>,
    /// Why a press in the list failed.
    failed: Option<String>,
}

impl Taxes {
    /// Shows the list.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let shop = cx.shop.clone();
        self.list
            .keep(cx.desk, cx.changes, &(), move |()| shop.read(taxes::list));
        self.take_answer(cx);
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP;
        ui.horizontal(|ui| {
            ui.label(egui::RichText::new("Taxes").font(theme::strong(theme::HEADING)));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.add(Push::new("Add a tax")).clicked() {
                    self.form = Some(TaxForm::of(None));
                }
            });
        });
        if let Some(trouble) = self.list.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        if self.form.is_none() {
            self.progress(ui, cx);
        }
        let list = self.list.latest().map_or(&[][..], Vec::as_slice);
        if list.is_empty() {
            let text = "There are none yet. What is sold keeps the tax it was sold with, whatever is changed here later.";
            ui.add(Label::new(muted(ui, text)).wrap());
        }
        let free = self.ask.is_none();
        let mut wish = None;
        for tax in list {
            ui.add_enabled_ui(free, |ui| {
                if let Some(chosen) = row(ui, tax) {
                    wish = Some((tax.clone(), chosen));
                }
            });
        }
        if let Some((tax, wish)) = wish {
            self.failed = None;
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
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let ask = Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, edit.clone())
        });
        self.ask = Some((said, ask));
    }

    fn progress(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some((_, ask)) = &mut self.ask else {
            return;
        };
        if let Some(waiting) = ask.held_up(ui.ctx(), cx.shop) {
            banner(ui, Tone::Warn, &waiting);
        }
        if let Some(why) = self.failed.clone() {
            banner(ui, Tone::Bad, &why);
            ui.horizontal(|ui| {
                if ui.add(Push::new("Try again")).clicked() {
                    self.failed = None;
                    ask.again(cx.desk);
                }
            });
        }
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>) {
        let Some((said, ask)) = &mut self.ask else {
            return;
        };
        match ask.answer() {
            None => {}
            Some(Outcome::Done(_)) => {
                cx.notes.say(Tone::Good, said.clone());
                self.ask = None;
                self.form = None;
                self.failed = None;
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                let Some(form) = &mut self.form else {
                    cx.notes.say(Tone::Bad, sentence(&refusal));
                    return;
                };
                match Collided::of(refusal) {
                    Ok(collided) => {
                        self.list.read_again();
                        form.collide(collided);
                    }
                    Err(Refusal::Invalid { field, why }) => form.fail(&field, sentence(&why)),
                    Err(Refusal::Taken { value, .. }) => {
                        let why = format!("There is a tax “{value}” already; choose another name.");
                        form.fail("name", why);
                    }
                    Err(other) => form.fail("", sentence(&other)),
                }
            }
            Some(Outcome::Failed(why)) => match &mut self.form {
                Some(form) => form.fail("", why),
                None => self.failed = Some(why),
            },
        }
    }

    /// Shows the form, where one is open, and who was faster.
    pub fn dialog(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let Some(form) = &mut self.form else { return };
        let ask = self.ask.as_ref().map(|(_, ask)| ask);
        let free = ask.is_none_or(|ask| !ask.under_way());
        let waiting = ask.and_then(|ask| ask.held_up(ctx, cx.shop));
        let list = self.list.latest().map_or(&[][..], Vec::as_slice);
        match form.show(ctx, list, waiting.as_deref(), free) {
            None => {}
            Some(Pressed::Save) => self.save(cx),
            Some(Pressed::Back) => {
                self.form = None;
                self.ask = None;
            }
        }
    }

    fn save(&mut self, cx: &Cx<'_>) {
        let Some(form) = &mut self.form else { return };
        let said = format!("{} is saved.", form.name());
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let ask = match form.wanted() {
            None => return,
            Some(Wanted::Nothing) => {
                self.form = None;
                return;
            }
            Some(Wanted::Add(add)) => Ask::send(cx.desk, move |request| {
                shop.execute(&session, request, add.clone())
            }),
            Some(Wanted::Edit(edit)) => Ask::send(cx.desk, move |request| {
                shop.execute(&session, request, edit.clone())
            }),
        };
        self.ask = Some((said, ask));
    }
}
