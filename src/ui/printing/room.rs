//! The printing settings: printers, how slips look, and who is paid by UPI.
//!
//! Promises: what is typed stays until it is saved; a change made elsewhere meanwhile is told
//! and nothing is overwritten. Self-contained: whoever shows it gives it room.

use egui::{Label, Layout, RichText, ScrollArea, Ui};

use super::{
    Paper, example,
    form::{NewPrinter, Next},
    printers, show_paper,
    slips_form::{Payee, Slips},
};
use crate::{
    devices::slips,
    shop::{
        Refusal,
        printing::{PrintTest, PrinterSetup, Printers},
        settings::ChangeSetting,
    },
    ui::{
        remote::{Ask, Live, Outcome, sentence},
        screens::choice::Choice,
        theme::{self, GAP, GAP_L},
        widgets::{Kind, Push, Tone, banner, card, fine_print, muted, strong},
        window::Cx,
    },
};

/// What is said where a printer was added.
const ADDED: &str = "The printer was added.";

/// The printing settings of one window.
#[derive(Default)]
pub struct PrintingRoom {
    printers: Live<(), (Printers, i64)>,
    slips: Choice<Slips>,
    payee: Choice<Payee>,
    /// The form of a printer to add, while it is open.
    new: Option<NewPrinter>,
    change: Option<(&'static str, Ask<()>)>,
    trouble: Option<String>,
}

impl PrintingRoom {
    /// Shows them.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let shop = cx.shop.clone();
        self.printers
            .keep(cx.desk, cx.changes, &(), move |()| printers(&shop));
        self.slips.keep(cx);
        self.payee.keep(cx);
        self.take_answer(cx);
        let trouble = [
            self.trouble.as_deref(),
            self.printers.trouble(),
            self.slips.trouble(),
            self.payee.trouble(),
        ];
        for trouble in trouble.into_iter().flatten() {
            banner(ui, Tone::Bad, trouble);
        }
        let example = self.slips.fields().map(|(slips, _)| slips.template());
        let (Some(now), Some(template)) = (self.printers.latest().cloned(), example) else {
            return;
        };
        let wide = ui.available_width() >= 900.0;
        ScrollArea::vertical()
            .id_salt("printing")
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
                        card(ui, |ui| self.slips(ui, cx));
                        card(ui, |ui| self.payee(ui, cx));
                    });
                });
            });
        self.slips.conflict(ui.ctx(), cx);
        self.payee.conflict(ui.ctx(), cx);
    }

    fn printers(&mut self, ui: &mut Ui, cx: &Cx<'_>, now: &(Printers, i64)) {
        ui.set_width(ui.available_width());
        ui.label(RichText::new("Printers").font(theme::strong(theme::HEADING)));
        let (known, version) = now;
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
        let Some(new) = &mut self.new else {
            let mut add = false;
            ui.horizontal(|ui| add = ui.add(Push::new("Add a printer")).clicked());
            self.new = add.then(NewPrinter::default);
            return;
        };
        match new.show(ui) {
            None => {}
            Some(Next::Away) => (self.new, self.trouble) = (None, None),
            Some(Next::Added(Ok(setup))) => {
                let mut more = known.clone();
                more.printers.push(setup);
                self.save(cx, ADDED, *version, more);
            }
            Some(Next::Added(Err(why))) => self.trouble = Some(sentence(&why)),
        }
    }

    fn slips(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.set_width(ui.available_width());
        ui.label(RichText::new("Slips").font(theme::strong(theme::HEADING)));
        if let Some((slips, _)) = self.slips.fields() {
            slips.show(ui);
        }
        self.slips.foot(ui, cx, &[], false);
    }

    fn payee(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.set_width(ui.available_width());
        ui.label(RichText::new("Customer display").font(theme::strong(theme::HEADING)));
        let text = "With a UPI address the customer's display shows a QR code to pay by. \
                    Whether the money came is for you to see: the shop is not told.";
        ui.add(Label::new(fine_print(ui, text)).wrap());
        if let Some((payee, wrong)) = self.payee.fields() {
            payee.show(ui, &cx.facts.name, &wrong);
        }
        self.payee.foot(ui, cx, &["address", "name"], false);
    }

    fn save(&mut self, cx: &Cx<'_>, done: &'static str, version: i64, value: Printers) {
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
                    self.new = None;
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
        (printer.orders, ", prints orders"),
        (printer.opens_drawer, ", opens the drawer"),
    ] {
        if is {
            about.push_str(text);
        }
    }
    about
}
