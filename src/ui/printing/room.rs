//! The printing settings: printers, how slips look, and who is paid by UPI.
//!
//! Promises: what is typed stays until it is saved; a change made elsewhere meanwhile is told
//! and nothing is overwritten. Self-contained: whoever shows it gives it room.

use egui::{Label, Layout, RichText, ScrollArea, TextEdit, Ui};

use super::{
    Paper, example,
    form::{NewPrinter, width},
    printers, show_paper,
};
use crate::{
    devices::slips,
    shop::{
        Refusal, Shop,
        printing::{PaperWidth, PrintTest, PrinterSetup, Printers, Template, UpiPayee},
        settings::{self, ChangeSetting, Setting},
    },
    store::Fault,
    ui::{
        remote::{Ask, Live, Outcome, sentence},
        theme::{self, GAP, GAP_L},
        widgets::{Field, Kind, Push, Tone, banner, card, fine_print, muted, strong, title},
        window::Cx,
    },
};

/// What is said where a printer was added.
const ADDED: &str = "The printer was added.";

/// What is chosen, each with its version.
#[derive(Clone)]
struct Choices {
    printers: (Printers, i64),
    template: (Template, i64),
    payee: (UpiPayee, i64),
}

fn choices(shop: &Shop) -> Result<Choices, Fault> {
    Ok(Choices {
        printers: printers(shop)?,
        template: shop.read(settings::load::<Template>)?,
        payee: shop.read(settings::load::<UpiPayee>)?,
    })
}

/// What was typed over what was read.
struct Draft {
    template: Template,
    header: String,
    footer: String,
    payee: UpiPayee,
}

/// The printing settings of one window.
#[derive(Default)]
pub struct PrintingRoom {
    choices: Live<(), Choices>,
    new: NewPrinter,
    draft: Option<Draft>,
    change: Option<(&'static str, Ask<()>)>,
    trouble: Option<String>,
}

impl PrintingRoom {
    /// Shows them.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let shop = cx.shop.clone();
        self.choices
            .keep(cx.desk, cx.changes, &(), move |()| choices(&shop));
        self.take_answer(cx);
        title(ui, "Printing");
        if let Some(trouble) = self.trouble.as_deref().or(self.choices.trouble()) {
            banner(ui, Tone::Bad, trouble);
        }
        let Some(now) = self.choices.latest().cloned() else {
            return;
        };
        let draft = self.draft.get_or_insert_with(|| Draft {
            header: now.template.0.header.join("\n"),
            footer: now.template.0.footer.join("\n"),
            template: now.template.0.clone(),
            payee: now.payee.0.clone(),
        });
        draft.template.header = lines(&draft.header);
        draft.template.footer = lines(&draft.footer);
        let template = draft.template.clone();
        let wide = ui.available_width() >= 900.0;
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                let paper = if wide { 380.0 } else { 0.0 };
                ui.with_layout(Layout::right_to_left(egui::Align::Min), |ui| {
                    if wide {
                        ui.allocate_ui(egui::vec2(paper, 600.0), |ui| {
                            let slip =
                                slips::of_receipt(cx.facts, &example::receipt(cx), &template);
                            show_paper(ui, &Paper::of(&slip));
                        });
                        ui.add_space(GAP_L);
                    }
                    ui.with_layout(Layout::top_down(egui::Align::Min), |ui| {
                        ui.spacing_mut().item_spacing.y = GAP;
                        card(ui, |ui| self.printers(ui, cx, &now));
                        card(ui, |ui| self.slips(ui, cx, &now));
                        card(ui, |ui| self.payee(ui, cx, &now));
                    });
                });
            });
    }

    fn printers(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, now: &Choices) {
        ui.set_width(ui.available_width());
        ui.label(RichText::new("Printers").font(theme::strong(theme::HEADING)));
        let (known, version) = &now.printers;
        if known.printers.is_empty() {
            ui.label(muted(
                ui,
                "There is no printer yet. Receipts can be saved as PDF.",
            ));
        }
        let (mut gone, mut test) = (None, None);
        for printer in &known.printers {
            ui.horizontal(|ui| {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    ui.label(strong(&printer.name));
                    ui.label(fine_print(ui, about(printer)));
                });
                ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                    let remove = Push::new("Remove").named(format!("Remove {}", printer.name));
                    if ui.add(remove.kind(Kind::Quiet)).clicked() {
                        gone = Some(printer.name.clone());
                    }
                    let slip = Push::new("Test").named(format!("Test {}", printer.name));
                    if ui.add(slip).clicked() {
                        test = Some(printer.name.clone());
                    }
                });
            });
        }
        if let Some(printer) = test {
            let (shop, session) = (cx.shop.clone(), cx.session.clone());
            let test = PrintTest { printer };
            let ask = Ask::send(cx.desk, move |request| {
                shop.execute(&session, request, test.clone()).map(drop)
            });
            self.change = Some(("A test slip is on its way.", ask));
        }
        if let Some(name) = gone {
            let mut left = known.clone();
            left.printers.retain(|printer| printer.name != name);
            self.save(cx, "The printer was removed.", *version, left);
        }
        ui.separator();
        match self.new.show(ui) {
            None => {}
            Some(Ok(setup)) => {
                let mut more = known.clone();
                more.printers.push(setup);
                self.save(cx, ADDED, *version, more);
            }
            Some(Err(why)) => self.trouble = Some(sentence(&why)),
        }
    }

    fn slips(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, now: &Choices) {
        ui.set_width(ui.available_width());
        let Some(draft) = &mut self.draft else { return };
        ui.label(RichText::new("Slips").font(theme::strong(theme::HEADING)));
        for (name, text) in [
            ("Below the shop's name", &mut draft.header),
            ("At the end", &mut draft.footer),
        ] {
            let label = ui.label(RichText::new(name).font(theme::strong(theme::SMALL + 0.5)));
            let edit = TextEdit::multiline(text)
                .desired_rows(2)
                .desired_width(f32::INFINITY)
                .char_limit(2_000);
            ui.add(edit).labelled_by(label.id);
        }
        let template = &mut draft.template;
        ui.checkbox(&mut template.show_taxes, "List the taxes");
        ui.checkbox(
            &mut template.show_code,
            "Show the code by which goods come back",
        );
        ui.add_enabled_ui(template.show_code, |ui| {
            ui.checkbox(&mut template.code_as_qr, "As a QR code");
        });
        let mut narrow = template.width == PaperWidth::Mm58;
        ui.checkbox(&mut narrow, "Narrow paper on screen and in files, 58 mm");
        template.width = width(narrow);
        let (saved, version) = &now.template;
        let (changed, wanted) = (template != saved, template.clone());
        let save = Push::primary("Save slips");
        if ui.add_enabled(changed, save).clicked() {
            self.save(cx, "The slips are changed.", *version, wanted);
        }
    }

    fn payee(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, now: &Choices) {
        ui.set_width(ui.available_width());
        let Some(draft) = &mut self.draft else { return };
        ui.label(RichText::new("Customer display").font(theme::strong(theme::HEADING)));
        let text = "With a UPI address the customer's display shows a QR code to pay by. \
                    Whether the money came is for you to see: the shop is not told.";
        ui.add(Label::new(fine_print(ui, text)).wrap());
        Field::new("UPI address", &mut draft.payee.address)
            .hint("mithai@okbank")
            .show(ui);
        Field::new("Payee's name", &mut draft.payee.name)
            .hint(&cx.facts.name)
            .show(ui);
        let (saved, version) = &now.payee;
        let (changed, wanted) = (draft.payee != *saved, draft.payee.clone());
        if ui
            .add_enabled(changed, Push::primary("Save payee"))
            .clicked()
        {
            self.save(cx, "The payee is changed.", *version, wanted);
        }
    }

    fn save<S: Setting + Clone + Sync>(
        &mut self,
        cx: &Cx<'_>,
        done: &'static str,
        version: i64,
        value: S,
    ) {
        if self.change.is_some() {
            return;
        }
        self.trouble = None;
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let ask = Ask::send(cx.desk, move |request| {
            let value = value.clone();
            let change = ChangeSetting { version, value };
            shop.execute(&session, request, change).map(drop)
        });
        self.change = Some((done, ask));
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>) {
        let Some((done, ask)) = &mut self.change else {
            return;
        };
        match ask.answer() {
            None => return,
            Some(Outcome::Done(())) => {
                if *done == ADDED {
                    self.new = NewPrinter::default();
                }
                cx.notes.say(Tone::Good, *done);
            }
            Some(Outcome::Refused(Refusal::Invalid { why, .. })) => {
                self.trouble = Some(sentence(&why));
            }
            Some(Outcome::Refused(refusal)) => self.trouble = Some(sentence(&refusal)),
            Some(Outcome::Failed(why)) => self.trouble = Some(why),
        }
        self.change = None;
    }
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.trim_end().lines().map(|line| line.trim().to_owned());
    lines.collect()
}

fn about(printer: &PrinterSetup) -> String {
    let mut about = format!(
        "{}, {} mm, {}",
        printer.at.in_words(),
        printer.width.millimetres(),
        printer.model.code_page.name()
    );
    for (is, text) in [
        (printer.receipts, ", prints receipts"),
        (printer.z_reports, ", prints Z reports"),
        (printer.opens_drawer, ", opens the drawer"),
    ] {
        if is {
            about.push_str(text);
        }
    }
    about
}
