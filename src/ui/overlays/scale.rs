//! Which scale stands beside this machine, and whether it can be read.

use std::path::PathBuf;

use egui::{Align, Context, Layout, Ui, Vec2};

use crate::{
    devices::scale::{ScaleProtocol, SerialScale, serial_lines},
    ui::{
        balance::{Balance, Weight},
        overlays::Notes,
        remote::{Answer, Desk, Pending},
        theme::GAP,
        widgets::{
            Field, Kind, Push, Tone, banner, buttons, dialog, entered, muted, strong, title,
        },
    },
    values::Unit,
};

/// How high what came of a try may be, in points: two lines.
const RESULT: f32 = 60.0;

/// The form while it is open.
pub struct ScaleForm {
    balance: Balance,
    path: String,
    baud: String,
    protocol: ScaleProtocol,
    /// The serial lines of the machine, once they were looked for.
    lines: Vec<String>,
    looking: Option<Pending<Vec<String>>>,
    trial: Weight,
    /// The one that is tried.
    trying: Option<SerialScale>,
    tried: Option<i64>,
    error: Option<(&'static str, String)>,
    focused: bool,
}

impl ScaleForm {
    /// With what was chosen before.
    #[must_use]
    pub fn new(balance: Balance) -> Self {
        let scale = balance.scale();
        let path = |scale: &SerialScale| scale.path.display().to_string();
        Self {
            path: scale.as_ref().map(path).unwrap_or_default(),
            baud: scale.as_ref().map_or(9600, |scale| scale.baud).to_string(),
            protocol: scale.map(|scale| scale.protocol).unwrap_or_default(),
            balance,
            lines: Vec::new(),
            looking: None,
            trial: Weight::default(),
            trying: None,
            tried: None,
            error: None,
            focused: false,
        }
    }

    /// Shows it; false once it was closed.
    pub fn show(&mut self, ctx: &Context, desk: &Desk, notes: &mut Notes) -> bool {
        if !self.focused {
            self.looking = Some(desk.read(serial_lines));
        }
        if let Some(Answer::Here(lines)) = self.looking.as_mut().map(Pending::take) {
            self.lines = lines;
            self.looking = None;
        }
        if let Some(grams) = self.trial.taken(self.trying.clone(), ctx, desk) {
            self.tried = Some(grams);
            self.trial.stop();
        }
        let mut stays = true;
        let away = dialog(ctx, "scale", 460.0, |ui| {
            title(ui, "The scale of this computer");
            ui.label(muted(
                ui,
                "A scale on a serial line or a USB adapter. Its weight is taken when a sweet is \
                 weighed at the counter.",
            ));
            ui.add_space(GAP);
            let enter = self.fields(ui);
            self.trial(ui, desk);
            ui.add_space(GAP);
            buttons(ui, |ui| {
                let save = ui.add(Push::primary("Use it")).clicked();
                if (save || enter)
                    && let Some(scale) = self.typed()
                {
                    notes.say(Tone::Good, "The scale is remembered on this computer.");
                    self.balance.choose(Some(scale), desk);
                    stays = false;
                }
                if ui.add(Push::new("Back").kind(Kind::Plain)).clicked() {
                    stays = false;
                }
                let none = Push::new("No scale").kind(Kind::Quiet);
                if self.balance.scale().is_some() && ui.add(none).clicked() {
                    notes.say(Tone::Good, "Weights are typed from now on.");
                    self.balance.choose(None, desk);
                    stays = false;
                }
            });
        });
        self.focused = true;
        stays && !away
    }

    /// The fields; true where Enter was pressed in the last.
    fn fields(&mut self, ui: &mut Ui) -> bool {
        let error = |at: &str| {
            let error = self.error.as_ref().filter(|(field, _)| *field == at);
            error.map(|(_, why)| why.as_str())
        };
        let path = Field::new("Serial line", &mut self.path)
            .hint("/dev/ttyUSB0")
            .error(error("path"))
            .show(ui);
        if !self.focused {
            path.request_focus();
        }
        if !self.lines.is_empty() {
            ui.horizontal_wrapped(|ui| {
                for line in &self.lines {
                    let one = Push::new(line).light().selected(*line == self.path);
                    if ui.add(one).clicked() {
                        self.path.clone_from(line);
                    }
                }
            });
        }
        let baud = Field::new("Bits a second", &mut self.baud)
            .numeric()
            .limit(7)
            .error(error("baud"))
            .show(ui);
        ui.label(strong("How it speaks"));
        ui.horizontal_wrapped(|ui| {
            for (protocol, name, help) in [
                (
                    ScaleProtocol::Sending,
                    "It sends all the time",
                    "CAS, A&D and many others",
                ),
                (
                    ScaleProtocol::Asked,
                    "It answers when asked",
                    "Mettler Toledo's SICS",
                ),
            ] {
                let one = Push::new(name).light().selected(self.protocol == protocol);
                if ui.add(one).on_hover_text(help).clicked() {
                    self.protocol = protocol;
                }
            }
        });
        entered(ui, &path) || entered(ui, &baud)
    }

    /// A try, and what came of it.
    fn trial(&mut self, ui: &mut Ui, desk: &Desk) {
        let free = !self.trial.is_followed();
        if ui
            .add_enabled(free, Push::new("Put something on it and try"))
            .clicked()
            && let Some(scale) = self.typed()
        {
            self.tried = None;
            self.trying = Some(scale.clone());
            self.trial.read(scale, desk);
        }
        // Room for what comes of it is kept, so that no button moves under the hand.
        let room = Vec2::new(ui.available_width(), RESULT);
        ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| {
            ui.set_min_size(room);
            match (self.tried, self.trial.said()) {
                (Some(grams), _) => {
                    let weight = Unit::Gram.format(grams);
                    banner(ui, Tone::Good, &format!("It says {weight}."));
                }
                (None, Some(said)) => {
                    banner(ui, Tone::Warn, said);
                }
                (None, _) => {}
            }
        });
    }

    /// The scale that the fields tell of; says what is wrong with them otherwise.
    fn typed(&mut self) -> Option<SerialScale> {
        let path = self.path.trim();
        if path.is_empty() {
            let why = "Say which serial line it is on.".to_owned();
            self.error = Some(("path", why));
            return None;
        }
        let baud = self.baud.trim().parse().ok();
        let Some(baud) = baud.filter(|baud| (300..=921_600).contains(baud)) else {
            let why = "A number from 300 to 921600, as set in the scale; mostly 9600.".to_owned();
            self.error = Some(("baud", why));
            return None;
        };
        self.error = None;
        Some(SerialScale {
            path: PathBuf::from(path),
            baud,
            protocol: self.protocol,
        })
    }
}
