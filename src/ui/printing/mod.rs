//! Paper, as the windows know of it: print and save receipts and the reports of shifts, and
//! what waits for a printer.
//!
//! Promises: nobody waits for a printer; what waits is told calmly, once, at the foot of the
//! window, with what can be done about it. Leaves out printing itself, which is the outbox's.

mod example;
mod form;
mod paper;
mod room;
mod saving;
mod slips_form;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use egui::{Align, Context, Frame, Label, Layout, Margin, Panel, Ui};

use crate::{
    devices::{
        invoices,
        paper::{Slip, Template, pdf},
        slips,
    },
    shop::{
        Session, Shop,
        invoices::invoice,
        printing::{
            self, DiscardPrint, Print, PrintInvoice, PrintReceipt, PrintZReport, Printers, Queued,
            RetryPrints, State, What, code_of_receipt,
        },
        sales, settings, shifts,
    },
    store::Fault,
    ui::{
        remote::{Ask, Live, Outcome, lock, sentence},
        theme::{GAP, GAP_L, tokens},
        widgets::{Kind, Push, Tone, buttons, count, dialog, title},
        window::Cx,
    },
    values::{InvoiceId, ShiftId},
};
pub use paper::{Paper, ReceiptPaper, show as show_paper};
pub use room::PrintingRoom;
use saving::Saving;

/// What can be printed or saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// The receipt of this number.
    Receipt(i64),
    /// The Z report of this number.
    ZReport(i64),
    /// An invoice or credit note.
    Invoice(InvoiceId),
    /// The figures of a shift as they are at the moment: only saved.
    XReport(ShiftId),
}

/// What is wished for with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wish {
    Print(Document),
    /// In a file that is called so, unless another name is given.
    Save(Document, String),
}

/// Where a screen leaves what is wished for with a document.
#[derive(Clone, Default)]
pub struct Wishes(Arc<Mutex<Vec<Wish>>>);

/// The buttons that go with any receipt: print it, save it.
pub fn receipt_buttons(ui: &mut Ui, cx: &Cx<'_>, number: i64) {
    let file = format!("Receipt {}.pdf", code_of_receipt(number));
    print_or_save(ui, cx, Document::Receipt(number), file);
}

fn print_or_save(ui: &mut Ui, cx: &Cx<'_>, document: Document, file: String) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        if ui.add(Push::new("Print")).clicked() {
            wish_for(ui, cx, Wish::Print(document));
        }
        if ui.add(Push::new("Save PDF")).clicked() {
            wish_for(ui, cx, Wish::Save(document, file));
        }
    });
}

/// The buttons that go with any Z report: print it, save it.
pub fn z_report_buttons(ui: &mut Ui, cx: &Cx<'_>, number: i64) {
    let z = Document::ZReport(number);
    let file = format!("Z report {number}.pdf");
    for (name, wish) in [("Save PDF", Wish::Save(z, file)), ("Print", Wish::Print(z))] {
        if ui.add(Push::new(name)).clicked() {
            wish_for(ui, cx, wish);
        }
    }
}

/// The button that saves the figures of a shift as they are now.
pub fn x_report_button(ui: &mut Ui, cx: &Cx<'_>, shift: ShiftId) {
    let save = Push::new("Save X report").kind(Kind::Quiet);
    let hint = "The figures until now, as PDF. Nothing is closed.";
    if ui.add(save).on_hover_text(hint).clicked() {
        // Each moment has one of its own.
        let at = cx.facts.zone.date_time(cx.shop.now()).replace(':', ".");
        let file = format!("X report of shift {shift}, {at}.pdf");
        wish_for(ui, cx, Wish::Save(Document::XReport(shift), file));
    }
}

/// The buttons that go with any invoice or credit note, called by its kind and number: print it,
/// save it.
pub fn invoice_buttons(ui: &mut Ui, cx: &Cx<'_>, id: InvoiceId, called: &str) {
    // A number such as 25-26/12 is no name of a file.
    let file = format!("{called}.pdf").replace('/', "-");
    print_or_save(ui, cx, Document::Invoice(id), file);
}

fn wish_for(ui: &Ui, cx: &Cx<'_>, wish: Wish) {
    lock(&cx.wishes.0).push(wish);
    ui.ctx().request_repaint();
}

/// The paper of one window.
#[derive(Default)]
pub struct Prints {
    open: Live<(), Vec<Print>>,
    printing: Option<Ask<Queued>>,
    changing: Option<Ask<usize>>,
    saving: Saving,
    giving_up: bool,
    /// What was said of what waits.
    told: Option<String>,
}

impl Prints {
    /// Sees to what was wished for, and shows at the foot of the window what waits.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let wishes = std::mem::take(&mut *lock(&cx.wishes.0));
        for wish in wishes {
            self.grant(cx, wish);
        }
        self.take_answers(cx);
        let shop = cx.shop.clone();
        self.open.keep(cx.desk, cx.changes, &(), move |()| {
            shop.read(printing::open)
        });
        self.strip(ui, cx);
        self.give_up_dialog(ui.ctx(), cx);
        self.saving.show(ui.ctx(), cx);
    }

    fn grant(&mut self, cx: &Cx<'_>, wish: Wish) {
        match wish {
            Wish::Print(document) if self.printing.is_none() => {
                let (shop, session) = (cx.shop.clone(), cx.session.clone());
                let printer = None;
                self.printing = match document {
                    Document::Receipt(number) => Some(Ask::send(cx.desk, move |request| {
                        let print = PrintReceipt {
                            number,
                            printer: printer.clone(),
                        };
                        shop.execute(&session, request, print)
                    })),
                    Document::ZReport(number) => Some(Ask::send(cx.desk, move |request| {
                        let print = PrintZReport {
                            number,
                            printer: printer.clone(),
                        };
                        shop.execute(&session, request, print)
                    })),
                    Document::Invoice(invoice) => Some(Ask::send(cx.desk, move |request| {
                        let print = PrintInvoice {
                            invoice,
                            printer: printer.clone(),
                        };
                        shop.execute(&session, request, print)
                    })),
                    Document::XReport(_) => None,
                };
            }
            Wish::Save(document, file) => self.saving.ask(document, &file),
            // Pressed twice.
            Wish::Print(_) => {}
        }
    }

    fn take_answers(&mut self, cx: &mut Cx<'_>) {
        if let Some(answer) = self.printing.as_mut().and_then(Ask::answer) {
            self.printing = None;
            match answer {
                Outcome::Done(queued) => {
                    let copy = if queued.copy {
                        ", marked as a copy"
                    } else {
                        ""
                    };
                    let text = format!("Sent to {}{copy}.", queued.printer);
                    cx.notes.say(Tone::Good, text);
                }
                Outcome::Refused(refusal) => cx.notes.say(Tone::Bad, sentence(&refusal)),
                Outcome::Failed(why) => cx.notes.say(Tone::Bad, why),
            }
        }
        if let Some(answer) = self.changing.as_mut().and_then(Ask::answer) {
            self.changing = None;
            match answer {
                Outcome::Done(_) => {}
                Outcome::Refused(refusal) => cx.notes.say(Tone::Bad, sentence(&refusal)),
                Outcome::Failed(why) => cx.notes.say(Tone::Bad, why),
            }
        }
    }

    /// What waits and why, once something could not be printed at once.
    fn strip(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if let Some(prints) = self.open.latest() {
            // While it is tried again nothing is wrong with it, and yet it waits: what was said
            // stays, so that nothing moves under the hand.
            self.told = match in_words(prints) {
                None if prints.is_empty() => None,
                None => self.told.take(),
                told => told,
            };
        }
        let Some(text) = self.told.clone() else {
            return;
        };
        let t = tokens(ui);
        let frame = Frame::new()
            .fill(t.warn_soft)
            .inner_margin(Margin::symmetric(GAP_L as i8, 6));
        Panel::bottom("prints that wait")
            .resizable(false)
            .frame(frame)
            .show(ui, |ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let free = self.changing.is_none();
                    let give_up = Push::new("Give up").kind(Kind::Quiet);
                    if ui.add_enabled(free, give_up).clicked() {
                        self.giving_up = true;
                    }
                    if ui.add_enabled(free, Push::new("Try now")).clicked() {
                        let (shop, session) = (cx.shop.clone(), cx.session.clone());
                        self.changing = Some(Ask::send(cx.desk, move |request| {
                            shop.execute(&session, request, RetryPrints {})
                        }));
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let words = egui::RichText::new(&text).color(t.warn);
                        ui.add(Label::new(words).wrap());
                    });
                });
            });
    }

    fn give_up_dialog(&mut self, ctx: &Context, cx: &Cx<'_>) {
        if !self.giving_up {
            return;
        }
        let mut stays = true;
        let away = dialog(ctx, "give up prints", 460.0, |ui| {
            title(ui, "Print nothing of what waits?");
            let text = "The sales stay as they are; any receipt can be printed again later.";
            ui.add(Label::new(text).wrap());
            buttons(ui, |ui| {
                if ui.add(Push::primary("Print nothing")).clicked() {
                    let (shop, session) = (cx.shop.clone(), cx.session.clone());
                    self.changing = Some(Ask::send(cx.desk, move |request| {
                        shop.execute(&session, request, DiscardPrint { print: None })
                    }));
                    stays = false;
                }
                if ui.add(Push::new("Keep waiting").by_enter()).clicked() {
                    stays = false;
                }
            });
        });
        self.giving_up = stays && !away;
    }
}

/// What waits, in words; nothing while all goes as it should.
fn in_words(prints: &[Print]) -> Option<String> {
    let first = prints.iter().find(|print| print.problem.is_some())?;
    let of_it = prints.iter().filter(|print| print.printer == first.printer);
    let waiting = i64::try_from(of_it.count()).unwrap_or(i64::MAX);
    let why = sentence(&first.problem.as_deref().unwrap_or_default());
    let slips = count(waiting, "slip", "slips");
    Some(match (first.state, waiting) {
        (State::Waiting, 1) => format!("{slips} waits for {}. {why}", first.printer),
        (State::Waiting, _) => format!("{slips} wait for {}. {why}", first.printer),
        (State::Failed, _) => format!("{slips} for {} not printed. {why}", first.printer),
    })
}

/// The slip of a document, and whether it is a copy; reads, so never on the thread that draws.
fn slip(shop: &Shop, session: &Session, document: Document) -> Result<Option<(Slip, bool)>, Fault> {
    let about = shop.about();
    let (template, _) = shop.read(settings::load::<Template>)?;
    let (found, what) = match document {
        Document::Receipt(number) => {
            let receipt = shop.read(|db| sales::receipt(db, number))?;
            let slip = receipt.map(|receipt| slips::of_receipt(about, &receipt, &template));
            (slip, What::Receipt(number))
        }
        Document::ZReport(number) => {
            let z = shop.read(|db| shifts::z_report(db, number))?;
            let slip = z.map(|z| slips::of_z_report(about, &z, &template));
            (slip, What::ZReport(number))
        }
        Document::Invoice(id) => {
            let found = shop.read(|db| invoice(db, id))?;
            let slip = found.map(|found| invoices::of_invoice(about, &found, &template));
            (slip, What::Invoice(id))
        }
        Document::XReport(shift) => {
            let report = shifts::report_for(shop, session, shift)?;
            let x = |report| slips::of_x_report(about, &report, shop.now(), &template);
            return Ok(report.map(|report| (x(report), false)));
        }
    };
    let copy = shop.read(|db| printing::was_begun(db, what))?;
    Ok(found.map(|slip| (if copy { slip.copy() } else { slip }, copy)))
}

/// Where a person keeps what they save.
pub fn documents() -> Option<PathBuf> {
    let folders = directories::UserDirs::new()?;
    let documents = folders.document_dir().filter(|folder| folder.is_dir());
    Some(documents.unwrap_or(folders.home_dir()).to_owned())
}

/// Saves the slip of a document as PDF in a file. For a worker.
///
/// # Errors
/// A sentence saying why it could not be saved.
pub fn save_as(
    shop: &Shop,
    session: &Session,
    document: Document,
    path: &Path,
) -> Result<(), String> {
    let found = slip(shop, session, document).map_err(|fault| fault.to_string())?;
    let (slip, _) = found.ok_or_else(|| match document {
        Document::Receipt(number) => format!("there is no receipt {number}"),
        Document::ZReport(number) => format!("there is no Z report {number}"),
        Document::Invoice(id) => format!("there is no invoice {id}"),
        Document::XReport(shift) => format!("there is no shift {shift}"),
    })?;
    let bytes = pdf(&slip).map_err(|why| why.to_string())?;
    fs::write(path, bytes).map_err(|why| format!("{} can't be written: {why}", path.display()))
}

/// The printers, for those who choose one. Reads, so never on the thread that draws.
fn printers(shop: &Shop) -> Result<(Printers, i64), Fault> {
    shop.read(settings::load::<Printers>)
}
