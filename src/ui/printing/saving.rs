//! Where a document is saved as PDF: asked for, with a place that is meant kindly.
//!
//! Promises: what is typed stays until it is saved; a file that is there is written over only
//! when that was said. The folder is remembered as long as the window lives.

use std::path::{Path, PathBuf};

use egui::{Context, Id};

use super::{Document, documents, save_as};
use crate::ui::{
    remote::{Answer, LOST, Pending, sentence},
    widgets::{Field, Kind, Push, Tone, buttons, dialog, entered, title},
    window::Cx,
};

/// A document that is to be saved.
struct Asked {
    document: Document,
    file: String,
    error: Option<String>,
    /// The file that is there and may be written over.
    over: Option<String>,
    begun: bool,
}

/// Saving, in one window.
#[derive(Default)]
pub(super) struct Saving {
    asked: Option<Asked>,
    folder: Option<PathBuf>,
    pending: Option<Pending<Result<PathBuf, Refused>>>,
}

/// Why a document was not saved.
enum Refused {
    /// There is such a file.
    IsThere,
    /// A sentence.
    Because(String),
}

impl Saving {
    /// Asks where a document is to go, in a file of this name.
    pub(super) fn ask(&mut self, document: Document, file: &str) {
        if self.asked.is_some() {
            return;
        }
        let folder = self.folder.clone().or_else(documents).unwrap_or_default();
        let file = folder.join(file);
        self.asked = Some(Asked {
            document,
            file: file.display().to_string(),
            error: None,
            over: None,
            begun: false,
        });
    }

    /// Shows the question, where there is one, and tells what came of it.
    pub(super) fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) {
        self.take_answer(cx);
        let Some(asked) = &mut self.asked else { return };
        let free = self.pending.is_none();
        let (mut save, mut stays) = (false, true);
        let away = dialog(ctx, "save as pdf", 560.0, |ui| {
            title(ui, "Save as PDF");
            let id = Id::unique("save as pdf field").with(ui.ctx().viewport_id());
            let file = Field::new("File", &mut asked.file)
                .error(asked.error.as_deref())
                .limit(1000)
                .id(id)
                .show(ui);
            if !std::mem::replace(&mut asked.begun, true) {
                file.request_focus();
            }
            if file.changed() {
                asked.error = None;
            }
            save = entered(ui, &file);
            buttons(ui, |ui| {
                let over = asked.over.as_ref() == Some(&asked.file);
                let name = if over { "Write over it" } else { "Save" };
                save |= ui.add_enabled(free, Push::primary(name)).clicked();
                stays = !ui.add(Push::new("Cancel").kind(Kind::Quiet)).clicked();
            });
        });
        if save && free {
            self.send(cx);
        } else if away || !stays {
            self.asked = None;
        }
    }

    fn send(&mut self, cx: &Cx<'_>) {
        let Some(asked) = &self.asked else { return };
        let (shop, session, document) = (cx.shop.clone(), cx.session.clone(), asked.document);
        let over = asked.over.as_ref() == Some(&asked.file);
        let path = PathBuf::from(asked.file.trim());
        self.pending = Some(cx.desk.read(move || {
            if !over && path.exists() {
                return Err(Refused::IsThere);
            }
            save_as(&shop, &session, document, &path).map_err(Refused::Because)?;
            Ok(path)
        }));
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>) {
        let Some(pending) = &mut self.pending else {
            return;
        };
        let answer = match pending.take() {
            Answer::NotYet => return,
            Answer::Here(answer) => answer,
            Answer::Lost => Err(Refused::Because(LOST.to_owned())),
        };
        self.pending = None;
        match answer {
            Ok(path) => {
                let text = format!("Saved as {}.", path.display());
                cx.notes.say(Tone::Good, text);
                self.folder = path.parent().map(Path::to_owned);
                self.asked = None;
            }
            Err(refused) => {
                let Some(asked) = &mut self.asked else { return };
                asked.error = Some(match refused {
                    Refused::Because(why) => sentence(&why),
                    Refused::IsThere => {
                        asked.over = Some(asked.file.clone());
                        "There is such a file already. Write over it, or change the name.".into()
                    }
                });
            }
        }
    }
}
