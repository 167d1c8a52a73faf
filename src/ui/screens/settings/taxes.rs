//! The section of the taxes: which there are, and the form of one.

use egui::{Align, Context, Label, Layout, Ui};

use super::tax_row::{Wish, row};
use crate::{
    shop::{
        Difference, Refusal,
        taxes::{self, AddTax, EditTax, Tax, TaxKept},
    },
    ui::{
        remote::{Ask, Live, Outcome, sentence},
        screens::conflict::{Conflict, Next},
        theme::{self, GAP},
        widgets::{Field, Push, Tone, banner, buttons, dialog, entered, muted, title},
        window::Cx,
    },
    values::Rate,
};

/// A tax that is added, or one that is edited.
#[derive(Clone)]
struct Form {
    base: Option<Tax>,
    name: String,
    rate: String,
    inside: bool,
    usual: bool,
    focused: bool,
}

impl Form {
    fn of(base: Option<&Tax>) -> Self {
        Self {
            name: base.map_or_else(String::new, |tax| tax.name.clone()),
            rate: base.map_or_else(String::new, |tax| tax.rate.to_string()),
            inside: base.is_none_or(|tax| tax.inside),
            usual: base.is_none_or(|tax| tax.usual),
            base: base.cloned(),
            focused: false,
        }
    }
}

/// Somebody was faster.
struct Collided {
    by: String,
    time: String,
    version: i64,
}

/// The section.
#[derive(Default)]
pub struct Taxes {
    list: Live<(), Vec<Tax>>,
    form: Option<Form>,
    /// What is said when it is done, and the asking.
    ask: Option<(String, Ask<TaxKept>)>,
    error: Option<(String, String)>,
    collided: Option<Collided>,
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
                    self.form = Some(Form::of(None));
                    self.error = None;
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
            self.error = None;
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
                self.form = Some(Form::of(Some(tax)));
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
        if let Some((_, why)) = self.error.clone() {
            banner(ui, Tone::Bad, &why);
            ui.horizontal(|ui| {
                if ui.add(Push::new("Try again")).clicked() {
                    self.error = None;
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
                self.error = None;
            }
            Some(Outcome::Refused(Refusal::Changed {
                by, time, version, ..
            })) if self.form.is_some() => {
                self.ask = None;
                self.list.read_again();
                self.collided = Some(Collided { by, time, version });
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                if self.form.is_none() {
                    cx.notes.say(Tone::Bad, sentence(&refusal));
                    return;
                }
                self.error = Some(match refusal {
                    Refusal::Invalid { field, why } => (field, sentence(&why)),
                    Refusal::Taken { value, .. } => {
                        let why = format!("There is a tax “{value}” already; choose another name.");
                        ("name".to_owned(), why)
                    }
                    other => (String::new(), sentence(&other)),
                });
            }
            Some(Outcome::Failed(why)) => self.error = Some((String::new(), why)),
        }
    }

    /// Shows the form, where one is open, and who was faster.
    pub fn dialog(&mut self, ctx: &Context, cx: &mut Cx<'_>) {
        let Some(form) = &mut self.form else { return };
        let free = self.ask.as_ref().is_none_or(|(_, ask)| !ask.under_way());
        let (mut save, mut back) = (false, false);
        let error = self.error.clone();
        let waiting = self.ask.as_ref();
        let waiting = waiting.and_then(|(_, ask)| ask.held_up(ctx, cx.shop));
        let away = dialog(ctx, "tax", 460.0, |ui| {
            let head = if form.base.is_some() {
                "Edit the tax"
            } else {
                "Add a tax"
            };
            title(ui, head);
            let text = "For what is sold from now on; old receipts keep what they have.";
            ui.add(Label::new(muted(ui, text)).wrap());
            let at = |field: &str| {
                let here = error.as_ref().filter(|(name, _)| name == field);
                here.map(|(_, why)| why.as_str())
            };
            let name = Field::new("Name on receipts", &mut form.name)
                .hint("GST, VAT …")
                .error(at("name"))
                .show(ui);
            if !std::mem::replace(&mut form.focused, true) {
                name.request_focus();
            }
            let rate = Field::new("Rate (%)", &mut form.rate)
                .numeric()
                .error(at("percent"))
                .show(ui);
            save |= entered(ui, &rate);
            ui.horizontal(|ui| {
                for (inside, text) in [(true, "In the price"), (false, "On top of the price")] {
                    if ui
                        .add(Push::new(text).selected(form.inside == inside))
                        .clicked()
                    {
                        form.inside = inside;
                    }
                }
            });
            let usual = Push::new("Usual: new sweets begin with it").selected(form.usual);
            if ui.add(usual).clicked() {
                form.usual = !form.usual;
            }
            if let Some(waiting) = &waiting {
                banner(ui, Tone::Warn, waiting);
            }
            if let Some((field, why)) = &error
                && !["name", "percent"].contains(&field.as_str())
            {
                banner(ui, Tone::Bad, why);
            }
            buttons(ui, |ui| {
                save |= ui.add_enabled(free, Push::primary("Save")).clicked();
                back = ui.add(Push::new("Back")).clicked();
            });
        });
        // Over the conflict nothing else is waved away.
        if self.collided.is_some() {
            self.conflict(ctx, cx);
        } else if back || away {
            self.form = None;
            self.ask = None;
            self.error = None;
        } else if save && free {
            self.save(cx);
        }
    }

    fn save(&mut self, cx: &Cx<'_>) {
        let Some(form) = &self.form else { return };
        self.error = None;
        let rate = match Rate::parse(&form.rate) {
            Ok(rate) => rate,
            Err(why) => {
                self.error = Some(("percent".to_owned(), sentence(&why)));
                return;
            }
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let said = format!("{} is saved.", form.name.trim());
        let ask = match &form.base {
            None => {
                let add = AddTax {
                    name: form.name.clone(),
                    rate,
                    inside: form.inside,
                    usual: form.usual,
                };
                Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, add.clone())
                })
            }
            Some(base) => {
                let edit = EditTax {
                    tax: base.id,
                    version: base.version,
                    name: (form.name != base.name).then(|| form.name.clone()),
                    rate: (rate != base.rate).then_some(rate),
                    inside: (form.inside != base.inside).then_some(form.inside),
                    usual: (form.usual != base.usual).then_some(form.usual),
                    retired: None,
                };
                if (&edit.name, edit.rate, edit.inside, edit.usual) == (&None, None, None, None) {
                    self.form = None;
                    return;
                }
                Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, edit.clone())
                })
            }
        };
        self.ask = Some((said, ask));
    }

    fn conflict(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let (Some(collided), Some(form)) = (&self.collided, &mut self.form) else {
            return;
        };
        let Some(base) = form.base.clone() else {
            return;
        };
        let list = self.list.latest().map_or(&[][..], Vec::as_slice);
        let Some(theirs) = list.iter().find(|tax| tax.id == base.id) else {
            return;
        };
        if theirs.version < collided.version {
            return;
        }
        let yes = |on: bool| if on { "yes" } else { "no" }.to_owned();
        let percent = |rate: String| format!("{rate} %");
        let mut differences = Vec::new();
        for (field, base, theirs, yours) in [
            (
                "name",
                base.name.clone(),
                theirs.name.clone(),
                form.name.clone(),
            ),
            (
                "rate",
                percent(base.rate.to_string()),
                percent(theirs.rate.to_string()),
                percent(form.rate.clone()),
            ),
            (
                "inside",
                yes(base.inside),
                yes(theirs.inside),
                yes(form.inside),
            ),
            ("usual", yes(base.usual), yes(theirs.usual), yes(form.usual)),
            (
                "retired",
                yes(base.retired),
                yes(theirs.retired),
                yes(base.retired),
            ),
        ] {
            if base != theirs || base != yours {
                differences.push(Difference {
                    field: field.to_owned(),
                    theirs,
                    yours: (yours != base).then_some(yours),
                });
            }
        }
        let conflict = Conflict {
            this: "this tax",
            what: base.name.clone(),
            by: collided.by.clone(),
            time: collided.time.clone(),
            version: theirs.version,
            differences,
        };
        match conflict.show(ctx) {
            None => {}
            Some(Next::Mine) => {
                // What was not typed over stays theirs.
                if form.name == base.name {
                    form.name.clone_from(&theirs.name);
                }
                if form.rate == base.rate.to_string() {
                    form.rate = theirs.rate.to_string();
                }
                if form.inside == base.inside {
                    form.inside = theirs.inside;
                }
                if form.usual == base.usual {
                    form.usual = theirs.usual;
                }
                form.base = Some(theirs.clone());
                self.collided = None;
                self.save(cx);
            }
            Some(Next::Theirs) => {
                self.collided = None;
                self.form = None;
            }
            Some(Next::Back) => self.collided = None,
        }
    }
}
