//! The shift of a window: opened with a float, told at any time, closed with a blind count.
//!
//! Promises: what the window sells belongs to its shift from the moment that is opened or
//! joined; who counts does not see beforehand what there should be, unless they may; every
//! expected amount opens the rows it is made of. Leaves out what is expected: the shop adds up.

mod asking;
mod counting;
mod moving;
mod opening;
mod pieces;
mod report;
mod why;

use egui::{CentralPanel, Frame, Margin, ScrollArea, Ui};

use crate::{
    shop::{
        Session, Shop,
        shifts::{self, Drawer, Move, Report, Shift, ZReport, ZRow},
    },
    ui::{
        remote::{Desk, Live},
        theme::{GAP, GAP_L, tokens},
        widgets::{Kind, Push, Tone, banner, card, muted, title},
        window::Cx,
    },
    values::ShiftId,
};
use counting::Counting;
use moving::Moving;
use opening::Opening;
use why::Why;

/// How wide the screen's column is at most, in points.
const COLUMN: f32 = 1080.0;

/// How many Z reports of before are shown.
const PAST: u32 = 12;

/// What the window knows of the drawers at any time.
struct Around {
    drawers: Vec<Drawer>,
    /// The open shifts that the person opened.
    own: Vec<Shift>,
    /// The shift the window worked in when this was read.
    joined: Option<Shift>,
}

/// What is shown of the shift.
enum View {
    /// Its figures or, without one, how to come to one.
    Overview,
    /// The count before it is closed.
    Counting(Box<Counting>),
    /// A Z report.
    Z(Box<ZReport>),
}

/// The shift screen of one window, and the shift it works in.
pub struct ShiftRoom {
    joined: Option<ShiftId>,
    /// Whether the person's own open shift was looked for.
    looked: bool,
    around: Live<Option<ShiftId>, Around>,
    report: Live<ShiftId, Option<Report>>,
    past: Live<(), Vec<ZRow>>,
    z: Live<i64, Option<ZReport>>,
    /// The Z report that was asked for.
    wanted_z: Option<i64>,
    view: View,
    opening: Opening,
    moving: Option<Moving>,
    why: Option<Why>,
}

impl Default for ShiftRoom {
    fn default() -> Self {
        Self {
            joined: None,
            looked: false,
            around: Live::default(),
            report: Live::default(),
            past: Live::default(),
            z: Live::default(),
            wanted_z: None,
            view: View::Overview,
            opening: Opening::default(),
            moving: None,
            why: None,
        }
    }
}

impl ShiftRoom {
    /// The shift the window works in.
    #[must_use]
    pub fn joined(&self) -> Option<ShiftId> {
        self.joined
    }

    /// The drawer of the shift the window works in.
    #[must_use]
    pub fn drawer(&self) -> Option<&str> {
        let around = self.around.latest()?;
        let mut open = around
            .drawers
            .iter()
            .filter_map(|drawer| drawer.shift.as_ref());
        let shift = open.find(|shift| Some(shift.id) == self.joined)?;
        Some(&shift.drawer)
    }

    /// Whether the shop has drawers and the window works in the shift of none: what is sold for
    /// cash is in nobody's count then.
    #[must_use]
    pub fn is_adrift(&self) -> bool {
        let around = self.around.latest();
        self.joined.is_none() && around.is_some_and(|around| !around.drawers.is_empty())
    }

    /// Keeps up with the drawers, whether or not the screen is shown. A shift that the person
    /// opened and nobody closed is gone on with: a window that was killed finds its drawer again.
    /// One that was closed elsewhere is left; the answer says so in a sentence.
    pub fn look_after(
        &mut self,
        desk: &Desk,
        changes: u64,
        shop: &Shop,
        session: &Session,
    ) -> Option<String> {
        let zone = shop.about().zone;
        let (shop, account) = (shop.clone(), session.account());
        self.around
            .keep(desk, changes, &self.joined, move |joined| {
                shop.read(|db| {
                    Ok(Around {
                        drawers: shifts::drawers(db)?,
                        own: match account {
                            Some(account) => shifts::opened_by(db, account)?,
                            None => Vec::new(),
                        },
                        joined: match joined {
                            Some(id) => shifts::shift(db, *id)?,
                            None => None,
                        },
                    })
                })
            });
        // Only what was read since it was joined tells whether it is still open.
        let around = self.around.answer_to(&self.joined)?;
        if !std::mem::replace(&mut self.looked, true)
            && let [only] = around.own.as_slice()
        {
            self.joined = Some(only.id);
        } else if let Some(joined) = self.joined {
            let mut open = around
                .drawers
                .iter()
                .filter_map(|drawer| drawer.shift.as_ref());
            if !open.any(|shift| shift.id == joined) {
                self.joined = None;
                let told = around.joined.as_ref().and_then(|shift| {
                    let at = zone.time_of_day(shift.closed?);
                    let (by, drawer) = (shift.closed_by.as_deref()?, &shift.drawer);
                    let text = "This window has no shift now.";
                    Some(format!("{by} closed the shift at {drawer} at {at}. {text}"))
                });
                // It may be this window that closed it: the news of that can be here before
                // the answer. A count that was sent off stays until it is answered, and one
                // that was refused until it is read.
                match &self.view {
                    View::Counting(counting) if !counting.is_idle() => return None,
                    View::Counting(_) => self.view = View::Overview,
                    View::Overview | View::Z(_) => {}
                }
                return told;
            }
        }
        None
    }

    fn join(&mut self, shift: ShiftId) {
        self.joined = Some(shift);
        self.looked = true;
        self.view = View::Overview;
    }

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let frame = Frame::new()
            .fill(tokens(ui).canvas)
            .inner_margin(Margin::same(GAP_L as i8));
        CentralPanel::default().frame(frame).show(ui, |ui| {
            ScrollArea::vertical()
                .id_salt("shift")
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    ui.set_width(ui.available_width().min(COLUMN));
                    self.column(ui, cx);
                });
        });
        let ctx = ui.ctx().clone();
        if let Some(moving) = &mut self.moving
            && !moving.show(&ctx, cx)
        {
            self.moving = None;
        }
        if let Some(why) = &mut self.why
            && !why.show(&ctx, cx)
        {
            self.why = None;
        }
    }

    fn column(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(trouble) = self.around.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        self.fetch_z(cx);
        match &mut self.view {
            View::Z(z) => match report::z(ui, cx, z) {
                None => {}
                Some(report::Next::Back) => self.view = View::Overview,
                Some(report::Next::Why(kind)) => self.why = Some(Why::new(z.shift, kind)),
            },
            View::Counting(counting) => match counting.show(ui, cx) {
                None => {}
                Some(counting::Next::Back) => self.view = View::Overview,
                Some(counting::Next::Why(kind)) => {
                    self.why = Some(Why::new(counting.shift(), kind));
                }
                Some(counting::Next::Closed(z)) => {
                    self.joined = None;
                    self.past.read_again();
                    self.view = View::Z(z);
                }
            },
            View::Overview => match self.joined {
                Some(shift) => self.at_work(ui, cx, shift),
                None => self.without(ui, cx),
            },
        }
    }

    /// The window has no shift: open one, join one, or look at an old one.
    fn without(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        title(ui, "No shift in this window");
        ui.label(muted(
            ui,
            "What is sold now belongs to no drawer. Open a shift to know what yours should hold.",
        ));
        ui.add_space(GAP_L);
        let empty = Vec::new();
        let drawers = self
            .around
            .latest()
            .map_or(&empty, |around| &around.drawers);
        let shop = cx.shop.clone();
        self.past.keep(cx.desk, cx.changes, &(), move |()| {
            shop.read(|db| shifts::z_reports(db, None, PAST))
        });
        let open: Vec<&Shift> = drawers.iter().filter_map(|d| d.shift.as_ref()).collect();
        let past = self.past.latest().filter(|past| !past.is_empty());
        let (mut joined, mut opened, mut chosen) = (None, None, None);
        report::two(
            ui,
            |ui| card(ui, |ui| opened = self.opening.show(ui, cx, drawers)),
            |ui| {
                if !open.is_empty() {
                    card(ui, |ui| joined = opening::open_now(ui, cx, &open));
                    ui.add_space(GAP);
                }
                if let Some(past) = past {
                    chosen = card(ui, |ui| report::past(ui, cx, past));
                }
            },
        );
        self.wanted_z = chosen.or(self.wanted_z);
        if let Some(shift) = opened.or(joined) {
            self.join(shift);
        }
    }

    /// Shows the Z report that was chosen once it was read.
    fn fetch_z(&mut self, cx: &Cx<'_>) {
        let Some(number) = self.wanted_z else { return };
        let shop = cx.shop.clone();
        self.z.keep(cx.desk, 0, &number, move |number| {
            shop.read(|db| shifts::z_report(db, *number))
        });
        if let Some(Some(z)) = self.z.answer_to(&number) {
            self.view = View::Z(Box::new(z.clone()));
            self.wanted_z = None;
        }
    }

    /// The window has a shift.
    fn at_work(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: ShiftId) {
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.report.keep(cx.desk, cx.changes, &id, move |id| {
            shifts::report_for(&shop, &session, *id)
        });
        if let Some(trouble) = self.report.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let Some(Some(report)) = self.report.answer_to(&id) else {
            return;
        };
        let zone = cx.facts.zone;
        title(ui, &format!("Shift at {}", report.shift.drawer));
        ui.label(muted(
            ui,
            format!(
                "Open since {} · {}",
                zone.date_time(report.shift.opened),
                report.shift.opened_by
            ),
        ));
        ui.add_space(GAP);
        let mut leave = false;
        ui.horizontal_wrapped(|ui| {
            let count = Push::primary("Count and close");
            // Whoever comes by keyboard is at the buttons, not at the bar above.
            let count = match self.moving.is_none() && self.why.is_none() && !cx.covered {
                true => count.by_enter(),
                false => count,
            };
            if ui.add(count).clicked() {
                let currency = cx.facts.currency;
                self.view = View::Counting(Box::new(Counting::new(id, currency)));
            }
            for (name, kind) in [
                ("Pay in", Move::PayIn),
                ("Pay out", Move::PayOut),
                ("Drop to safe", Move::Drop),
            ] {
                if ui.add(Push::new(name)).clicked() {
                    self.moving = Some(Moving::new(id, kind));
                }
            }
            crate::ui::printing::x_report_button(ui, cx, id);
            leave = ui
                .add(Push::new("Leave it to others").kind(Kind::Quiet))
                .on_hover_text("This window works without a drawer; the shift stays open.")
                .clicked();
        });
        ui.add_space(GAP_L);
        if let Some(kind) = report::x(ui, cx, report) {
            self.why = Some(Why::new(id, kind));
        }
        if leave {
            self.joined = None;
        }
    }
}
