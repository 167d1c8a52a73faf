//! Paper, as the windows know of it: print and save a receipt, look at its slip, and what waits
//! for a printer.
//!
//! Promises: nobody waits for a printer; what waits is told calmly, once, at the foot of the
//! window, with what can be done about it. Leaves out printing itself, which is the outbox's.

mod example;
mod form;
mod paper;
mod room;
mod slips_form;

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use egui::{Align, Context, Frame, Label, Layout, Margin, Panel, ScrollArea, Ui};

use crate::{
    devices::{
        invoices,
        paper::{Slip, Template, pdf},
        slips,
    },
    shop::{
        Shop,
        invoices::invoice,
        printing::{
            self, DiscardPrint, Print, PrintReceipt, Printers, Queued, RetryPrints, State,
            code_of_receipt,
        },
        sales, settings,
    },
    store::Fault,
    ui::{
        remote::{Answer, Ask, Live, Outcome, Pending, lock, sentence},
        theme::{GAP, GAP_L, tokens},
        widgets::{Kind, Push, Tone, buttons, count, dialog, title},
        window::Cx,
    },
    values::InvoiceId,
};
pub use paper::show as show_paper;
pub use room::PrintingRoom;

/// What is wished for with a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Print(i64),
    Save(i64),
    Look(i64),
}

/// Where a screen leaves what is wished for with a receipt.
#[derive(Clone, Default)]
pub struct Wishes(Arc<Mutex<Vec<Wish>>>);

/// The buttons that go with any receipt: print it, save it, look at its slip.
pub fn receipt_buttons(ui: &mut Ui, cx: &Cx<'_>, receipt: i64) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        for (name, wish) in [
            ("Print", Wish::Print(receipt)),
            ("Save PDF", Wish::Save(receipt)),
            ("Look at the slip", Wish::Look(receipt)),
        ] {
            let kind = match wish {
                Wish::Look(_) => Kind::Quiet,
                _ => Kind::Plain,
            };
            if ui.add(Push::new(name).kind(kind)).clicked() {
                lock(&cx.wishes.0).push(wish);
                ui.ctx().request_repaint();
            }
        }
    });
}

/// The paper of one window.
#[derive(Default)]
pub struct Prints {
    open: Live<(), Vec<Print>>,
    printing: Option<Ask<Queued>>,
    changing: Option<Ask<usize>>,
    saving: Option<Pending<Result<PathBuf, String>>>,
    slip: Live<i64, Option<Slip>>,
    looking: Option<i64>,
    giving_up: bool,
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
        self.slip_dialog(ui.ctx(), cx);
        self.give_up_dialog(ui.ctx(), cx);
    }

    fn grant(&mut self, cx: &Cx<'_>, wish: Wish) {
        match wish {
            Wish::Print(number) if self.printing.is_none() => {
                let (shop, session) = (cx.shop.clone(), cx.session.clone());
                self.printing = Some(Ask::send(cx.desk, move |request| {
                    let printer = None;
                    shop.execute(&session, request, PrintReceipt { number, printer })
                }));
            }
            Wish::Save(number) if self.saving.is_none() => {
                let shop = cx.shop.clone();
                self.saving = Some(cx.desk.read(move || save(&shop, number, documents())));
            }
            Wish::Look(number) => self.looking = Some(number),
            // Pressed twice.
            Wish::Print(_) | Wish::Save(_) => {}
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
        match self.saving.as_mut().map(Pending::take) {
            None | Some(Answer::NotYet) => return,
            Some(Answer::Here(Ok(path))) => {
                let text = format!("Saved as {}.", path.display());
                cx.notes.say(Tone::Good, text);
            }
            Some(Answer::Here(Err(why))) => cx.notes.say(Tone::Bad, sentence(&why)),
            Some(Answer::Lost) => cx.notes.say(Tone::Bad, crate::ui::remote::LOST),
        }
        self.saving = None;
    }

    /// What waits and why, once something could not be printed at once.
    fn strip(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(text) = self.open.latest().and_then(|prints| in_words(prints)) else {
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

    fn slip_dialog(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let Some(number) = self.looking else { return };
        let shop = cx.shop.clone();
        self.slip.keep(cx.desk, cx.changes, &number, move |number| {
            let slip = slip(&shop, *number)?;
            Ok(slip.map(|(slip, _)| slip))
        });
        let mut stays = true;
        let away = dialog(ctx, "slip", 420.0, |ui| {
            title(ui, &format!("Receipt {}", code_of_receipt(number)));
            let height = ui.ctx().content_rect().height() - 260.0;
            ScrollArea::vertical().max_height(height).show(ui, |ui| {
                if let Some(Some(slip)) = self.slip.answer_to(&number) {
                    ui.vertical_centered(|ui| show_paper(ui, slip));
                }
            });
            if let Some(trouble) = self.slip.trouble() {
                ui.label(trouble);
            }
            buttons(ui, |ui| {
                if ui.add(Push::primary("Close").by_enter()).clicked() {
                    stays = false;
                }
                if ui.add(Push::new("Save PDF")).clicked() {
                    lock(&cx.wishes.0).push(Wish::Save(number));
                }
                if ui.add(Push::new("Print")).clicked() {
                    lock(&cx.wishes.0).push(Wish::Print(number));
                    stays = false;
                }
            });
        });
        if !stays || away {
            self.looking = None;
            self.slip.forget();
            ctx.request_repaint();
        }
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

/// The slip of a receipt, and whether it is a copy; reads, so never on the thread that draws.
fn slip(shop: &Shop, number: i64) -> Result<Option<(Slip, bool)>, Fault> {
    shop.read(|db| {
        let (template, _) = settings::load::<Template>(db)?;
        let copy = printing::was_begun(db, number)?;
        let receipt = sales::receipt(db, number)?;
        Ok(receipt.map(|receipt| {
            let slip = slips::of_receipt(shop.about(), &receipt, &template);
            (if copy { slip.copy() } else { slip }, copy)
        }))
    })
}

/// Where a person keeps what they save.
pub fn documents() -> Option<PathBuf> {
    let folders = directories::UserDirs::new()?;
    let documents = folders.document_dir().filter(|folder| folder.is_dir());
    Some(documents.unwrap_or(folders.home_dir()).to_owned())
}

/// Saves the slip of a receipt as PDF in a folder; the answer is where. For a worker.
///
/// # Errors
/// A sentence saying why it could not be saved.
pub fn save(shop: &Shop, number: i64, folder: Option<PathBuf>) -> Result<PathBuf, String> {
    let folder = folder.ok_or("there is no folder of yours to save it in")?;
    let found = slip(shop, number).map_err(|fault| fault.to_string())?;
    let (slip, copy) = found.ok_or_else(|| format!("there is no receipt {number}"))?;
    let bytes = pdf(&slip).map_err(|why| why.to_string())?;
    let copy = if copy { " (copy)" } else { "" };
    let path = folder.join(format!("Receipt {}{copy}.pdf", code_of_receipt(number)));
    fs::write(&path, bytes).map_err(|why| format!("{} can't be written: {why}", path.display()))?;
    Ok(path)
}

/// Saves an invoice or credit note as PDF in a folder; the answer is where. For a worker.
///
/// # Errors
/// A sentence saying why it could not be saved.
pub fn save_invoice(
    shop: &Shop,
    id: InvoiceId,
    folder: Option<PathBuf>,
) -> Result<PathBuf, String> {
    let folder = folder.ok_or("there is no folder of yours to save it in")?;
    let found = shop.read(|db| {
        let (template, _) = settings::load::<Template>(db)?;
        Ok(invoice(db, id)?.map(|found| invoices::of_invoice(shop.about(), &found, &template)))
    });
    let found = found.map_err(|fault| fault.to_string())?;
    let slip = found.ok_or_else(|| format!("there is no invoice {id}"))?;
    let bytes = pdf(&slip).map_err(|why| why.to_string())?;
    // A number such as 25-26/12 is no name of a file.
    let path = folder.join(format!("{}.pdf", slip.title.replace('/', "-")));
    fs::write(&path, bytes).map_err(|why| format!("{} can't be written: {why}", path.display()))?;
    Ok(path)
}

/// The printers, for those who choose one. Reads, so never on the thread that draws.
fn printers(shop: &Shop) -> Result<(Printers, i64), Fault> {
    shop.read(settings::load::<Printers>)
}
