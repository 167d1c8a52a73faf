//! The slip of a quotation: looked at, and saved for whoever wants to send it.
//!
//! Leaves out the receipt printer: what waits for it are receipts.

use std::{fs, path::PathBuf};

use egui::{Context, ScrollArea};

use crate::{
    devices::{
        paper::{Slip, Template, pdf},
        slips,
    },
    shop::{
        Shop,
        sales::quotes::{self, code_of_quotation},
        settings,
    },
    store::Fault,
    ui::{
        printing::{Paper, documents, show_paper},
        remote::{Answer, LOST, Live, Pending, sentence},
        widgets::{Push, Tone, buttons, dialog, title},
        window::Cx,
    },
};

/// The slip while it is looked at.
#[derive(Default)]
pub struct SlipOf {
    number: Option<i64>,
    slip: Live<i64, Option<Paper>>,
    saving: Option<Pending<Result<PathBuf, String>>>,
}

impl SlipOf {
    /// Whether it is looked at.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.number.is_some()
    }

    /// Looks at that of a quotation.
    pub fn open(&mut self, number: i64) {
        self.number = Some(number);
    }

    /// Shows it, where it is looked at; true once it is done with.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        self.saved(cx);
        let Some(number) = self.number else {
            return false;
        };
        let shop = cx.shop.clone();
        self.slip.keep(cx.desk, cx.changes, &number, move |number| {
            Ok(slip(&shop, *number)?.as_ref().map(Paper::of))
        });
        let mut over = false;
        let away = dialog(ctx, "slip of a quotation", 420.0, |ui| {
            title(ui, &format!("Quotation {}", code_of_quotation(number)));
            let height = ui.ctx().content_rect().height() - 260.0;
            ScrollArea::vertical().max_height(height).show(ui, |ui| {
                if let Some(Some(paper)) = self.slip.answer_to(&number) {
                    ui.vertical_centered(|ui| show_paper(ui, paper));
                }
            });
            if let Some(trouble) = self.slip.trouble() {
                ui.label(trouble);
            }
            buttons(ui, |ui| {
                over = ui.add(Push::primary("Close").by_enter()).clicked();
                let save = Push::new("Save PDF");
                if ui.add_enabled(self.saving.is_none(), save).clicked() {
                    let shop = cx.shop.clone();
                    self.saving = Some(cx.desk.read(move || save_in(&shop, number, documents())));
                }
            });
        });
        over |= away;
        if over {
            self.number = None;
        }
        over
    }

    fn saved(&mut self, cx: &mut Cx<'_>) {
        match self.saving.as_mut().map(Pending::take) {
            None | Some(Answer::NotYet) => return,
            Some(Answer::Here(Ok(path))) => {
                let text = format!("Saved as {}.", path.display());
                cx.notes.say(Tone::Good, text);
            }
            Some(Answer::Here(Err(why))) => cx.notes.say(Tone::Bad, sentence(&why)),
            Some(Answer::Lost) => cx.notes.say(Tone::Bad, LOST),
        }
        self.saving = None;
    }
}

/// The slip of a quotation; reads, so never on the thread that draws.
fn slip(shop: &Shop, number: i64) -> Result<Option<Slip>, Fault> {
    shop.read(|db| {
        let (template, _) = settings::load::<Template>(db)?;
        let quotation = quotes::quotation(db, number)?;
        Ok(quotation.map(|quotation| slips::of_quotation(shop.about(), &quotation, &template)))
    })
}

/// Saves the slip as PDF in a folder; the answer is where. For a worker.
fn save_in(shop: &Shop, number: i64, folder: Option<PathBuf>) -> Result<PathBuf, String> {
    let folder = folder.ok_or("there is no folder of yours to save it in")?;
    let found = slip(shop, number).map_err(|fault| fault.to_string())?;
    let slip = found.ok_or_else(|| format!("there is no quotation {number}"))?;
    let bytes = pdf(&slip).map_err(|why| why.to_string())?;
    let path = folder.join(format!("Quotation {}.pdf", code_of_quotation(number)));
    fs::write(&path, bytes).map_err(|why| format!("{} can't be written: {why}", path.display()))?;
    Ok(path)
}
