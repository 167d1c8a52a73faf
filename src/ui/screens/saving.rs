//! A calendar's appointments, saved as a file for other programs.

use std::{
    fs::File,
    io::{self, Write as _},
    path::PathBuf,
};

use egui::Ui;

use crate::{
    exchange,
    shop::{
        Session, Shop,
        slots::{Calendar, Kind},
    },
    ui::{
        printing::documents,
        remote::{Answer, LOST, Pending, sentence},
        widgets::{Push, Tone},
        window::Cx,
    },
    values::CalendarId,
};

/// The saving, while it is under way.
#[derive(Default)]
pub struct Saving(Option<Pending<Result<PathBuf, String>>>);

impl Saving {
    /// Says how it ended; call once a frame.
    pub fn take_answer(&mut self, cx: &mut Cx<'_>) {
        match self.0.as_mut().map(Pending::take) {
            None | Some(Answer::NotYet) => return,
            Some(Answer::Here(Ok(path))) => {
                let text = format!("Saved as {}.", path.display());
                cx.notes.say(Tone::Good, text);
            }
            Some(Answer::Here(Err(why))) => cx.notes.say(Tone::Bad, sentence(&why)),
            Some(Answer::Lost) => cx.notes.say(Tone::Bad, LOST),
        }
        self.0 = None;
    }

    /// The button, where the calendar has appointments.
    pub fn button(&mut self, ui: &mut Ui, cx: &Cx<'_>, calendar: &Calendar) {
        if calendar.kind == Kind::PickUp {
            return;
        }
        let name = &calendar.name;
        let push = Push::new("Save as iCalendar").named(format!("Save {name} as iCalendar"));
        let hint = "Its appointments as a file that other calendars read";
        let response = ui.add_enabled(self.0.is_none(), push).on_hover_text(hint);
        if response.clicked() {
            let (shop, session) = (cx.shop.clone(), cx.session.clone());
            let (id, name) = (calendar.id, name.clone());
            let save = move || save_in(&shop, &session, (id, &name), documents());
            self.0 = Some(cx.desk.read(save));
        }
    }
}

/// Saves it in a folder; the answer is where. For a worker.
fn save_in(
    shop: &Shop,
    session: &Session,
    (calendar, name): (CalendarId, &str),
    folder: Option<PathBuf>,
) -> Result<PathBuf, String> {
    let folder = folder.ok_or("there is no folder of yours to save it in")?;
    let file = exchange::export(shop, session, calendar).map_err(|why| why.to_string())?;
    // A name may have signs that are none of a file's.
    let kept = |c: char| {
        if c.is_alphanumeric() || " -_".contains(c) {
            c
        } else {
            '-'
        }
    };
    let name: String = name.chars().map(kept).take(60).collect();
    // What somebody saved before is theirs: the next is called otherwise.
    let mut path = folder.join(format!("{name}.ics"));
    for next in 2..1_000 {
        match File::create_new(&path).and_then(|mut to| to.write_all(file.text.as_bytes())) {
            Ok(()) => return Ok(path),
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {
                path = folder.join(format!("{name} {next}.ics"));
            }
            Err(why) => return Err(format!("{} can't be written: {why}", path.display())),
        }
    }
    Err(format!(
        "{} is full of files of this name: put them elsewhere",
        folder.display()
    ))
}
