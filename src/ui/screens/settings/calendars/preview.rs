//! What a calendar offers on a day, as customers would be offered it.

use chrono::NaiveDate;
use egui::{Label, Ui};

use super::detail::date_told;
use crate::{
    shop::slots::{self, Calendar, Free, Offered},
    ui::{
        remote::Live,
        theme::{GAP, GAP_S},
        widgets::{Push, Tone, badge, banner, fine_print, strong},
        window::Cx,
    },
    values::{CalendarId, Currency},
};

/// The day that is looked at.
#[derive(Default)]
pub struct Preview {
    /// Today, where none was chosen.
    date: Option<NaiveDate>,
    slots: Live<(CalendarId, NaiveDate), Vec<Offered>>,
}

impl Preview {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, calendar: &Calendar) {
        let (zone, today) = (cx.facts.zone, cx.facts.zone.date(cx.shop.now()));
        let date = self.date.unwrap_or(today);
        let shop = cx.shop.clone();
        self.slots
            .keep(cx.desk, cx.changes, &(calendar.id, date), move |asked| {
                let (id, date) = *asked;
                shop.read(|db| slots::offered(db, zone, shop.now(), id, date))
            });
        ui.separator();
        ui.label(strong(format!("Offered on {}", date_told(date))));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            let steps = [
                ("Day before", date.pred_opt()),
                ("Today", Some(today)),
                ("Day after", date.succ_opt()),
            ];
            for (text, to) in steps {
                if ui.add(Push::new(text)).clicked() {
                    self.date = to.or(self.date);
                }
            }
        });
        if let Some(trouble) = self.slots.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let Some(offered) = self.slots.answer_to(&(calendar.id, date)) else {
            return;
        };
        if offered.is_empty() {
            let text = nothing(calendar, date, today);
            ui.add(Label::new(fine_print(ui, text)).wrap());
        }
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(GAP, GAP);
            for slot in offered {
                chip(ui, cx.facts.currency, slot, twice(offered, slot));
            }
        });
    }
}

/// Whether the wall clock shows the same start twice on that day.
fn twice(all: &[Offered], slot: &Offered) -> bool {
    let same = |other: &&Offered| other.start_told() == slot.start_told();
    all.iter().filter(same).count() > 1
}

fn chip(ui: &mut Ui, currency: Currency, slot: &Offered, with_offset: bool) {
    // The date stands above.
    let start = if with_offset {
        &slot.local
    } else {
        slot.start_told()
    };
    let start = start.split_once(' ').map_or(start, |(_, time)| time);
    let (tone, left) = match slot.free {
        Free::Seats { free: 0, .. } | Free::Room { orders: ..=0, .. } => {
            (Tone::Plain, "full".to_owned())
        }
        Free::Seats { of: 1, .. } => (Tone::Good, "free".to_owned()),
        Free::Seats { free, of } => (Tone::Good, format!("{free} of {of} free")),
        Free::Room { minor, orders, .. } => {
            let amount = currency.format(minor);
            (Tone::Good, format!("{amount}, {orders} orders"))
        }
    };
    badge(ui, tone, &format!("{start}  {left}"));
}

/// Why nothing is offered, as far as the calendar tells.
fn nothing(calendar: &Calendar, date: NaiveDate, today: NaiveDate) -> String {
    if calendar.retired {
        return "Nothing: the calendar is retired.".into();
    }
    if calendar.windows(date).is_empty() {
        return match calendar.note(date) {
            Some(note) => format!("Closed: {note}."),
            None => "Closed.".into(),
        };
    }
    if (date - today).num_days() > calendar.horizon_days {
        return "Nothing yet: that is further ahead than it can be had.".into();
    }
    "Nothing any more: what there was is past or too near.".into()
}
