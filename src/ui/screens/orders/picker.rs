//! Picking the time at which an order is picked up: the slots that are offered, and which of
//! them have room for it.

use chrono::{Days, NaiveDate};
use egui::{ScrollArea, Ui};

use crate::{
    shop::slots::{self, Calendar, Free, Kind as CalendarKind, Offered, SlotAt, Wanted},
    ui::{
        remote::Live,
        theme::{GAP_S, tokens},
        widgets::{Push, Tone, banner, fine_print, muted},
        window::Cx,
    },
    values::{CalendarId, Money},
};

/// How many days are looked through for the first with room.
const LOOKED_THROUGH: usize = 60;

/// The least width of a time that is chosen from.
const TIME: f32 = 92.0;

/// What is asked: where, on which day (or the first with room), for how much.
type Question = (CalendarId, Option<NaiveDate>, Money);

/// The choice of a slot.
#[derive(Default)]
pub struct Picker {
    calendars: Live<(), Vec<Calendar>>,
    calendar: Option<CalendarId>,
    day: Option<NaiveDate>,
    offered: Live<Question, (NaiveDate, Vec<Offered>)>,
    chosen: Option<SlotAt>,
}

impl Picker {
    /// Begins where an order is now.
    #[must_use]
    pub fn at(calendar: CalendarId, day: NaiveDate) -> Self {
        Self {
            calendar: Some(calendar),
            day: Some(day),
            ..Self::default()
        }
    }

    /// The slot that is chosen.
    #[must_use]
    pub fn chosen(&self) -> Option<SlotAt> {
        self.chosen
    }

    /// Shows it for an order of `amount`; true when something was chosen.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, amount: Money) -> bool {
        let shop = cx.shop.clone();
        self.calendars.keep(cx.desk, cx.changes, &(), move |()| {
            let mut all = shop.read(slots::calendars)?;
            all.retain(|one| one.kind == CalendarKind::PickUp && !one.retired);
            Ok(all)
        });
        let Some(calendars) = self.calendars.latest() else {
            ui.label(muted(ui, "Looking for free slots…"));
            return false;
        };
        let Some(first) = calendars.first() else {
            let text = "There is no calendar yet for orders that are picked up. An admin can add \
                        one in the settings.";
            banner(ui, Tone::Warn, text);
            return false;
        };
        let calendar = self.calendar.unwrap_or(first.id);
        let mut other = None;
        if calendars.len() > 1 {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = GAP_S;
                for one in calendars {
                    let button = Push::new(&one.name).selected(one.id == calendar);
                    if ui.add(button).clicked() {
                        other = Some(one.id);
                    }
                }
            });
        }
        if let Some(other) = other {
            (self.calendar, self.day, self.chosen) = (Some(other), None, None);
        }
        let question = (self.calendar.unwrap_or(calendar), self.day, amount);
        let (shop, zone) = (cx.shop.clone(), cx.facts.zone);
        self.offered.keep(
            cx.desk,
            cx.changes,
            &question,
            move |(calendar, day, amount)| {
                let now = shop.now();
                let today = zone.date(now);
                let wanted = Wanted::Room(*amount);
                shop.read(|db| {
                    let of = |day| slots::offered(db, zone, now, *calendar, day);
                    if let Some(day) = day {
                        return Ok((*day, of(*day)?));
                    }
                    for day in today.iter_days().take(LOOKED_THROUGH) {
                        let offered = of(day)?;
                        if offered.iter().any(|slot| slot.free.fits(wanted)) {
                            return Ok((day, offered));
                        }
                    }
                    Ok((today, of(today)?))
                })
            },
        );
        if let Some(trouble) = self.offered.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let Some((day, offered)) = self.offered.latest() else {
            return false;
        };
        let today = zone.date(cx.shop.now());
        let mut go = None;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            let before = Push::new("‹").named("The day before");
            if ui.add_enabled(*day > today, before).clicked() {
                go = day.checked_sub_days(Days::new(1));
            }
            let name = match *day == today {
                true => format!("Today, {}", day.format("%a %-d %b")),
                false => day.format("%a %-d %b %Y").to_string(),
            };
            ui.add_sized([150.0, 44.0], egui::Label::new(name));
            if ui.add(Push::new("›").named("The day after")).clicked() {
                go = day.checked_add_days(Days::new(1));
            }
        });
        let picked = slots_of(ui, cx, offered, (amount, self.chosen));
        if let Some(at) = picked {
            (self.chosen, self.day) = (Some(at), Some(*day));
        }
        if let Some(day) = go {
            (self.day, self.chosen) = (Some(day), None);
        }
        picked.is_some()
    }
}

/// The slots of a day as buttons; the one that was pressed.
fn slots_of(
    ui: &mut Ui,
    cx: &Cx<'_>,
    offered: &[Offered],
    (amount, chosen): (Money, Option<SlotAt>),
) -> Option<SlotAt> {
    if offered.is_empty() {
        ui.label(muted(ui, "Nothing can be picked up on this day."));
        return None;
    }
    let (mut picked, mut full) = (None, false);
    // Most days stand there whole, where the window is high enough.
    let most = (ui.ctx().content_rect().height() * 0.35).max(176.0);
    ScrollArea::vertical()
        .id_salt("offered slots")
        .max_height(most)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.set_width(ui.available_width() - 8.0);
            let columns = ((ui.available_width() + GAP_S) / (TIME + GAP_S)).floor();
            let each = ((ui.available_width() + GAP_S) / columns.max(1.0) - GAP_S).floor();
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = egui::Vec2::splat(GAP_S);
                for slot in offered {
                    let time = cx.facts.zone.local(slot.at.start);
                    let time = time.format("%H:%M").to_string();
                    let fits = slot.free.fits(Wanted::Room(amount));
                    full |= !fits;
                    let left = left(cx, &slot.free);
                    let button = Push::new(&time)
                        .named(format!("{time}, {left}"))
                        .width(each)
                        .selected(chosen == Some(slot.at));
                    let button = ui.add_enabled(fits, button).on_hover_text(&left);
                    if button.on_disabled_hover_text(&left).clicked() {
                        picked = Some(slot.at);
                    }
                }
            });
        });
    let chosen = offered.iter().find(|slot| Some(slot.at) == chosen);
    let text = match chosen {
        Some(slot) => left(cx, &slot.free),
        None if full => "Greyed out: no room for so much.".to_owned(),
        None => "There is room at each of them.".to_owned(),
    };
    ui.label(fine_print(ui, text).color(tokens(ui).muted));
    picked
}

/// What is left of a slot: "room for 40.00 more, 3 orders".
fn left(cx: &Cx<'_>, free: &Free) -> String {
    match free {
        Free::Room { minor, orders, .. } if *orders > 0 => {
            let minor = cx.facts.currency.format(*minor);
            format!("room for {minor} more, {orders} orders")
        }
        _ => "full".to_owned(),
    }
}
