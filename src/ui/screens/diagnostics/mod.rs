//! Diagnostics: whether the shop's file may be trusted, and how its write lane fares.
//!
//! Promises: the checks run in the background, when the screen is first shown and when somebody
//! asks again; a verdict is a word and a colour, never a colour alone; nothing is drawn while
//! there is nothing new to draw. Leaves out what is good and bad, which is the doctor's.

mod charts;
mod checks;
mod held;
mod traffic;

use std::{path::PathBuf, sync::Arc, time::Duration};

use egui::{Align, CentralPanel, Frame, Layout, Margin, Panel, ScrollArea, Ui};

use crate::{
    doctor::{
        self, Machine, Report, Subject, Verdict,
        holding::Watch,
        pulse::{Chart, Pulse, SLOT},
    },
    shop::{Permission, Trouble},
    ui::{
        remote::{Answer, LOST, Pending, sentence},
        theme::{GAP, GAP_L, GAP_S, tokens},
        widgets::{Kind, Push, Tone, banner, card, title},
        window::Cx,
    },
    values::Clock,
};

/// From this width of a screen on, in points, the charts stand beside the checks.
const BESIDE: f32 = 1180.0;
/// The least and the most width of the charts there.
const CHARTS: (f32, f32) = (600.0, 860.0);

/// What the diagnostics of a program look at, beside its shop; shared by its windows.
#[derive(Clone)]
pub struct Instruments {
    /// How its write lane has fared.
    pub pulse: Pulse,
    /// Where its log is written.
    pub logs: Option<PathBuf>,
    /// The shop's clock.
    pub clock: Arc<dyn Clock>,
}

/// The tone of a verdict.
fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Ok => Tone::Good,
        Verdict::LookAtIt => Tone::Warn,
        Verdict::Bad => Tone::Bad,
    }
}

/// What is shown where there is no room for both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Checks,
    Charts,
}

/// The diagnostics of one window.
#[derive(Default)]
pub struct Diagnostics {
    part: Part,
    asked: bool,
    pending: Option<Pending<Result<Report, Trouble>>>,
    report: Option<Report>,
    failed: Option<String>,
    /// When the pulse was last looked at, in the window's seconds.
    looked: Option<f64>,
    /// Who holds the file, looked for while the screen is shown.
    held: Option<Watch>,
}

impl Diagnostics {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.take_answer();
        if !self.asked {
            self.check(cx);
        }
        self.keep_pulse(ui, cx);
        self.watch_who_holds(cx);
        let t = tokens(ui);
        let margin = Margin::same(GAP_L as i8);
        let beside = ui.available_width() >= BESIDE;
        if beside {
            let frame = Frame::new().fill(t.surface).inner_margin(margin);
            Panel::right("charts")
                .resizable(false)
                .exact_size((ui.available_width() * 0.45).clamp(CHARTS.0, CHARTS.1))
                .frame(frame)
                .show(ui, |ui| {
                    ScrollArea::vertical()
                        .auto_shrink([false, false])
                        .show(ui, |ui| lane(ui, cx));
                });
        }
        let frame = Frame::new().fill(t.canvas).inner_margin(margin);
        CentralPanel::default().frame(frame).show(ui, |ui| {
            self.head(ui, cx, beside);
            ui.add_space(GAP_S);
            let holder = self.held.as_ref().and_then(Watch::holder);
            held::show(ui, cx.shop.waiting().as_ref(), holder.as_ref());
            ScrollArea::vertical()
                .id_salt(self.part == Part::Checks || beside)
                .auto_shrink([false, false])
                .show(ui, |ui| match (beside, self.part) {
                    (false, Part::Charts) => card(ui, |ui| lane(ui, cx)),
                    _ => self.checks(ui, cx),
                });
        });
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, beside: bool) {
        ui.horizontal(|ui| {
            title(ui, "Diagnostics");
            if !beside {
                ui.add_space(GAP);
                for (part, name) in [(Part::Checks, "Checks"), (Part::Charts, "Charts")] {
                    let tab = Push::new(name).kind(Kind::Quiet);
                    if ui.add(tab.selected(self.part == part)).clicked() {
                        self.part = part;
                    }
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let again = Push::primary("Check again").by_enter();
                if ui.add_enabled(self.pending.is_none(), again).clicked() {
                    self.check(cx);
                }
            });
        });
    }

    fn checks(&self, ui: &mut Ui, cx: &Cx<'_>) {
        if let Some(failed) = &self.failed {
            banner(ui, Tone::Bad, failed);
        }
        match (&self.report, &self.pending) {
            (Some(report), _) => checks::show(ui, report, cx.facts.zone, self.pending.is_some()),
            (None, Some(_)) => {
                banner(
                    ui,
                    Tone::Plain,
                    "Looking at the file, its disk, devices and backups …",
                );
            }
            (None, None) => {}
        }
    }

    /// It is not shown any more: nobody needs to know who holds the file.
    pub fn put_away(&mut self) {
        self.held = None;
    }

    fn watch_who_holds(&mut self, cx: &Cx<'_>) {
        if self.held.is_none() {
            match Watch::begin(cx.shop.file(), cx.desk.waker()) {
                Ok(watch) => self.held = Some(watch),
                // The checks tell it, too, when they are made.
                Err(error) => tracing::warn!(%error, "who holds the file can't be watched"),
            }
        }
    }

    /// Has everything looked at.
    fn check(&mut self, cx: &Cx<'_>) {
        self.asked = true;
        self.failed = None;
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let subject = Subject {
            path: shop.file().to_owned(),
            clock: cx.instruments.clock.clone(),
            machine: Machine {
                scale: cx.balance.scale(),
                vault: cx.vault.clone(),
                logs: cx.instruments.logs.clone(),
            },
            whole: false,
            online: true,
        };
        // A command's thread, not a reader's: it takes seconds.
        self.pending = Some(cx.desk.write(move || {
            shop.consult(&session, Permission::ManageShop, |_| Ok(()))?;
            Ok(doctor::examine(&subject))
        }));
    }

    fn take_answer(&mut self) {
        let Some(pending) = &mut self.pending else {
            return;
        };
        match pending.take() {
            Answer::NotYet => return,
            Answer::Here(Ok(report)) => self.report = Some(report),
            Answer::Here(Err(trouble)) => self.failed = Some(sentence(&trouble)),
            Answer::Lost => self.failed = Some(LOST.to_owned()),
        }
        self.pending = None;
    }

    /// Looks at the pulse once a second while the screen is shown and there is something on it.
    fn keep_pulse(&mut self, ui: &Ui, cx: &Cx<'_>) {
        let now = ui.input(|input| input.time);
        let due = self.looked.is_none_or(|looked| now - looked >= 1.0);
        if due {
            self.looked = Some(now);
            cx.instruments.pulse.look(cx.shop);
        }
        let slot = cx.instruments.pulse.slot();
        let moves = cx
            .instruments
            .pulse
            .read(|trace| !trace.points(Chart::Transactions, slot).is_empty());
        if moves {
            ui.ctx().request_repaint_after(SLOT);
        }
        // The window is woken when the lane has been waiting for a moment, and then counts with it.
        if cx.shop.waiting().is_some() {
            ui.ctx().request_repaint_after(Duration::from_secs(1));
        }
        // What is committed elsewhere wakes the window; the figures of it are there a second later.
        if due && cx.instruments.pulse.is_busy() {
            ui.ctx().request_repaint_after(Duration::from_secs(1));
        }
    }
}

/// What the write lane did.
fn lane(ui: &mut Ui, cx: &Cx<'_>) {
    let waiting = cx.shop.waiting();
    charts::show(ui, &cx.instruments.pulse, waiting.as_ref());
    ui.add_space(GAP_L);
    traffic::show(ui, cx);
}
