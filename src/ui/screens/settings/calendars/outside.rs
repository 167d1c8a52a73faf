//! What is booked outside a calendar's hours, with a way to each.

use egui::{Label, Ui};

use crate::{
    shop::{
        orders::code_of_order,
        slots::{self, Held, Outside},
    },
    ui::{
        remote::Live,
        theme::GAP_S,
        widgets::{Push, Tone, banner, fine_print},
        window::{Cx, Paper},
    },
    values::CalendarId,
};

/// So many are listed.
const LISTED: usize = 20;

/// The list; empty, as it is with most calendars, it shows nothing.
#[derive(Default)]
pub struct OutsideList {
    found: Live<CalendarId, Vec<Outside>>,
}

impl OutsideList {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, calendar: CalendarId) {
        let (shop, zone) = (cx.shop.clone(), cx.facts.zone);
        self.found.keep(cx.desk, cx.changes, &calendar, move |id| {
            shop.read(|db| slots::outside(db, zone, shop.now(), *id, None))
        });
        if let Some(trouble) = self.found.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let found = self
            .found
            .answer_to(&calendar)
            .filter(|all| !all.is_empty());
        let Some(found) = found else { return };
        let text = match found.len() {
            1 => {
                "One that is booked lies outside the hours. It stands until you move or cancel it."
                    .to_owned()
            }
            number => format!(
                "{number} that are booked lie outside the hours. They stand until you move or cancel them."
            ),
        };
        banner(ui, Tone::Warn, &text);
        let mut pressed = None;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::Vec2::splat(GAP_S);
            for one in found.iter().take(LISTED) {
                let when = zone.local(one.start).format("%a %-d %b %Y %H:%M");
                let what = match one.held {
                    Held::Appointment(id) => format!("appointment {id}"),
                    Held::Order(id) => format!("order {}", code_of_order(id)),
                };
                let text = format!("{when}, {what}");
                let show = Push::new(&text).named(format!("Show {text}"));
                if ui.add(show).clicked() {
                    pressed = Some(Paper::Held(one.held, one.start));
                }
            }
        });
        if found.len() > LISTED {
            let text = format!("The first {LISTED} are listed.");
            ui.add(Label::new(fine_print(ui, text)).wrap());
        }
        if let Some(paper) = pressed {
            *cx.paper = Some(paper);
        }
    }
}
