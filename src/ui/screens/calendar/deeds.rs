//! What is done to an appointment from the calendar, until it is answered.
//!
//! Promises: one thing is asked for at a time, and once; who came second is shown who changed
//! what, both values, and may apply theirs again; what is refused stays where it was asked for,
//! with what is free instead. Leaves out what is booked anew, which is a dialog's.

use egui::{Label, Ui, Vec2};

use super::page;
use crate::{
    shop::{
        Command, Difference, Permission, Refusal,
        appointments::{
            AppointmentChange, Cancel, Confirm, Edit, Kept, MarkDone, MarkNoShow, Reschedule,
        },
        slots::Offered,
    },
    ui::{
        remote::{Ask, Outcome, sentence},
        screens::conflict,
        theme::{GAP_S, tokens},
        widgets::{Kind, Push, Tone, banner, card, fine_print, muted, strong},
        window::Cx,
    },
    values::{AccountId, AppointmentId, CalendarId, Timestamp},
};

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// It takes place.
    Confirm {
        /// A cancelled one, although the calendar is closed then.
        outside_hours: bool,
    },
    /// It does not, and why.
    Cancel(String),
    /// It took place.
    Done,
    /// Nobody came.
    NoShow,
    /// It gets another time, calendar or person.
    Move {
        /// The calendar it goes to.
        calendar: CalendarId,
        /// When it is to begin.
        start: Timestamp,
        /// With whom from then on, where that changes.
        staff: Option<Option<AccountId>>,
        /// To a time that the calendar does not offer.
        outside_hours: bool,
    },
    /// How, with whom, for whom or its note.
    Edit(AppointmentChange),
}

/// What is asked for, and of which version.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// Of which appointment.
    pub appointment: AppointmentId,
    /// The version that was seen.
    pub version: i64,
    /// What.
    pub act: Act,
}

/// How a deed ended that was not done.
enum Ended {
    /// Somebody else was faster.
    Collided {
        by: String,
        time: String,
        version: i64,
        differences: Vec<Difference>,
    },
    /// The shop said no, and what is free instead.
    Refused {
        why: String,
        next: Vec<Offered>,
        /// Whether the calendar does not offer that time, which some may pass over.
        closed: bool,
    },
    /// It could not be answered; asked again, it is the same.
    Failed(String),
}

/// The deeds of one window.
#[derive(Default)]
pub struct Deeds {
    deed: Option<Deed>,
    ask: Option<Ask<Kept>>,
    ended: Option<Ended>,
}

fn ask<C: Command + Clone + Sync>(cx: &Cx<'_>, command: C) -> Ask<C::Outcome> {
    let (shop, session) = (cx.shop.clone(), cx.session.clone());
    Ask::send(cx.desk, move |request| {
        shop.execute(&session, request, command.clone())
    })
}

impl Deed {
    fn send(&self, cx: &Cx<'_>) -> Ask<Kept> {
        let (appointment, version) = (self.appointment, self.version);
        match &self.act {
            Act::Confirm { outside_hours } => ask(
                cx,
                Confirm {
                    appointment,
                    version,
                    outside_hours: *outside_hours,
                },
            ),
            Act::Cancel(reason) => ask(
                cx,
                Cancel {
                    appointment,
                    version,
                    reason: reason.clone(),
                },
            ),
            Act::Done => ask(
                cx,
                MarkDone {
                    appointment,
                    version,
                },
            ),
            Act::NoShow => ask(
                cx,
                MarkNoShow {
                    appointment,
                    version,
                },
            ),
            Act::Move {
                calendar,
                start,
                staff,
                outside_hours,
            } => ask(
                cx,
                Reschedule {
                    appointment,
                    version,
                    start: *start,
                    calendar: Some(*calendar),
                    staff: *staff,
                    outside_hours: *outside_hours,
                },
            ),
            Act::Edit(change) => ask(
                cx,
                Edit {
                    appointment,
                    version,
                    change: change.clone(),
                },
            ),
        }
    }
}

impl Deeds {
    /// Whether something is asked for, and not answered yet.
    #[must_use]
    pub fn busy(&self) -> bool {
        self.ask.as_ref().is_some_and(Ask::under_way)
    }

    /// Asks for it, unless something else is still under way.
    pub fn begin(&mut self, cx: &Cx<'_>, deed: Deed) {
        if self.busy() {
            return;
        }
        // What failed may have been done all the same: the same is then asked for as the same.
        match (&mut self.ask, &self.ended) {
            (Some(ask), Some(Ended::Failed(_))) if self.deed.as_ref() == Some(&deed) => {
                ask.again(cx.desk);
            }
            _ => self.ask = Some(deed.send(cx)),
        }
        self.deed = Some(deed);
        self.ended = None;
    }

    /// Where something is being moved to, or was refused.
    #[must_use]
    pub fn target(&self) -> Option<(AppointmentId, CalendarId, Timestamp, Option<&str>)> {
        let deed = self.deed.as_ref()?;
        let Act::Move {
            calendar, start, ..
        } = deed.act
        else {
            return None;
        };
        let why = match &self.ended {
            Some(Ended::Refused { why, .. } | Ended::Failed(why)) => Some(why.as_str()),
            Some(Ended::Collided { .. }) => Some("Somebody else changed it meanwhile."),
            None => None,
        };
        (self.busy() || why.is_some()).then_some((deed.appointment, calendar, start, why))
    }

    /// Of which appointment something is to be read: it was refused, or somebody was faster.
    #[must_use]
    pub fn of(&self) -> Option<AppointmentId> {
        self.ended.as_ref()?;
        self.deed.as_ref().map(|deed| deed.appointment)
    }

    /// Takes the answer in; the appointment that was changed.
    pub fn answer(&mut self) -> Option<Kept> {
        match self.ask.as_mut()?.answer()? {
            Outcome::Done(kept) => {
                *self = Self::default();
                Some(kept)
            }
            Outcome::Failed(why) => {
                self.ended = Some(Ended::Failed(why));
                None
            }
            Outcome::Refused(refusal) => {
                self.ask = None;
                self.ended = Some(match (page::not_had(&refusal), refusal) {
                    (Some((why, next)), refusal) => Ended::Refused {
                        why,
                        next,
                        closed: matches!(refusal, Refusal::SlotNotOffered { .. }),
                    },
                    (
                        None,
                        Refusal::Changed {
                            by,
                            time,
                            version,
                            differences,
                            ..
                        },
                    ) => Ended::Collided {
                        by,
                        time,
                        version,
                        differences,
                    },
                    (None, other) => Ended::Refused {
                        why: sentence(&other),
                        next: Vec::new(),
                        closed: false,
                    },
                });
                None
            }
        }
    }

    /// Puts what was not done out of sight.
    pub fn forget(&mut self) {
        if !self.busy() {
            *self = Self::default();
        }
    }

    /// Says in its place what was not done, and goes on with what is chosen.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if let Some(text) = self
            .ask
            .as_ref()
            .and_then(|ask| ask.held_up(ui.ctx(), cx.shop))
        {
            banner(ui, Tone::Warn, &text);
        }
        let (Some(deed), Some(ended)) = (self.deed.clone(), &self.ended) else {
            return;
        };
        let (mut again, mut away) = (None, false);
        match ended {
            Ended::Failed(why) => {
                banner(ui, Tone::Bad, why);
                ui.horizontal(|ui| {
                    if ui.add(Push::primary("Try again")).clicked() {
                        again = Some(deed.clone());
                    }
                });
            }
            Ended::Refused { why, next, closed } => {
                banner(ui, Tone::Bad, why);
                again = others(ui, cx, &deed, next);
                if *closed && cx.standing.may(Permission::BookOutside) {
                    again = all_the_same(ui, &deed).or(again);
                }
                away = ui
                    .add(Push::new("Leave it as it was").kind(Kind::Quiet))
                    .clicked();
            }
            Ended::Collided {
                by,
                time,
                version,
                differences,
            } => card(ui, |ui| {
                ui.add(Label::new(strong(format!("{by} changed this at {time}"))).wrap());
                let text = "It was after you looked. Nothing of yours was saved yet.";
                ui.add(Label::new(muted(ui, text)).wrap());
                ui.add_space(GAP_S);
                both(ui, by, differences);
                ui.add_space(GAP_S);
                ui.horizontal_wrapped(|ui| {
                    if ui.add(Push::primary("Apply mine again")).clicked() {
                        again = Some(Deed {
                            version: *version,
                            ..deed.clone()
                        });
                    }
                    away = ui.add(Push::new("Keep theirs")).clicked();
                });
            }),
        }
        if let Some(deed) = again {
            self.begin(cx, deed);
        } else if away {
            self.forget();
        }
    }
}

/// What is free instead; the same deed at the one that was pressed.
fn others(ui: &mut Ui, cx: &Cx<'_>, deed: &Deed, next: &[Offered]) -> Option<Deed> {
    let zone = cx.facts.zone;
    let Act::Move { staff, start, .. } = deed.act else {
        if !next.is_empty() {
            let starts: Vec<String> = next
                .iter()
                .map(|slot| page::told(zone, slot.at.start))
                .collect();
            let text = format!("Free instead, for a new one: {}.", starts.join(", "));
            ui.add(Label::new(muted(ui, text)).wrap());
        }
        return None;
    };
    let mut pressed = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(GAP_S);
        for slot in next {
            let whole = page::told(zone, slot.at.start);
            let text = match zone.date(slot.at.start) == zone.date(start) {
                true => page::clock(zone, slot.at.start),
                false => whole.clone(),
            };
            let button = Push::new(&text).named(format!("Move it to {whole}"));
            if ui.add(button).clicked() {
                let act = Act::Move {
                    calendar: slot.at.calendar,
                    start: slot.at.start,
                    staff,
                    outside_hours: false,
                };
                pressed = Some(Deed {
                    act,
                    ..deed.clone()
                });
            }
        }
    });
    pressed
}

/// The same deed, passing over the hours on purpose.
fn all_the_same(ui: &mut Ui, deed: &Deed) -> Option<Deed> {
    let mut act = deed.act.clone();
    let text = match &mut act {
        Act::Move { outside_hours, .. } => {
            *outside_hours = true;
            "Move it outside the hours"
        }
        Act::Confirm { outside_hours } => {
            *outside_hours = true;
            "Confirm it outside the hours"
        }
        _ => return None,
    };
    let pressed = ui.add(Push::new(text)).clicked();
    pressed.then(|| Deed {
        act,
        ..deed.clone()
    })
}

/// Both values of each field, one below the other: there is little room beside the grid.
fn both(ui: &mut Ui, by: &str, differences: &[Difference]) {
    let shown = |text: &str| match text {
        "" => "(none)".to_owned(),
        text => conflict::worded(text).to_owned(),
    };
    for one in differences {
        ui.label(fine_print(ui, conflict::called(&one.field)));
        let theirs = format!("{by}: {}", shown(&one.theirs));
        ui.add(Label::new(theirs).wrap());
        match &one.yours {
            Some(yours) => {
                let ink = tokens(ui).accent;
                let text = strong(format!("You: {}", shown(yours))).color(ink);
                ui.add(Label::new(text).wrap());
            }
            None => {
                ui.label(muted(ui, "You: as it was"));
            }
        }
    }
}
