//! Parked baskets: this one put aside under a label, and those of everybody to go on with.

use egui::{Align, Context, Id, Label, Layout, Vec2};

use super::others::{contents, summary};
use crate::{
    shop::sales::baskets::{self, Basket},
    ui::{
        remote::Live,
        theme::TOUCH,
        widgets::{
            Field, Push, Tone, banner, buttons, dialog, entered, fine_print, muted, strong, title,
        },
        window::Cx,
    },
    values::{BasketId, NAME_MAX_CHARS},
};

/// The parked baskets of everybody.
#[derive(Default)]
pub struct Parked {
    baskets: Live<(), Vec<Basket>>,
}

/// What was chosen.
pub enum Next {
    /// Nothing yet.
    Stay,
    /// To close the list.
    Away,
    /// To go on with one.
    Resume(BasketId),
}

impl Parked {
    /// How many there are.
    pub fn count(&mut self, cx: &Cx<'_>) -> usize {
        let shop = cx.shop.clone();
        self.baskets.keep(cx.desk, cx.changes, &(), move |()| {
            shop.read(baskets::parked)
        });
        self.baskets.latest().map_or(0, Vec::len)
    }

    /// Shows the list.
    pub fn show(&self, ctx: &Context, cx: &Cx<'_>, at_hand: bool) -> Next {
        let mut next = Next::Stay;
        let away = dialog(ctx, "parked baskets", 560.0, |ui| {
            title(ui, "Parked baskets");
            if let Some(trouble) = self.baskets.trouble() {
                banner(ui, Tone::Bad, trouble);
            }
            let list = self.baskets.latest().map_or(&[][..], Vec::as_slice);
            ui.label(muted(
                ui,
                if list.is_empty() {
                    "Nothing is parked. A basket that is parked here can be resumed in any window."
                } else if at_hand {
                    "The basket at hand is kept under “Other baskets”."
                } else {
                    "Whoever resumes one first has it."
                },
            ));
            egui::ScrollArea::vertical()
                .max_height(420.0)
                .show(ui, |ui| {
                    for (at, basket) in list.iter().enumerate() {
                        ui.separator();
                        if row(ui, cx, basket, at == 0) {
                            next = Next::Resume(basket.id);
                        }
                    }
                });
            buttons(ui, |ui| {
                let back = Push::new("Back to the basket");
                let back = if list.is_empty() {
                    back.by_enter()
                } else {
                    back
                };
                if ui.add(back).clicked() {
                    next = Next::Away;
                }
            });
        });
        if away { Next::Away } else { next }
    }
}

fn row(ui: &mut egui::Ui, cx: &Cx<'_>, basket: &Basket, first: bool) -> bool {
    let label = basket.label.as_deref().unwrap_or_default();
    let mut resume = false;
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), TOUCH),
        Layout::right_to_left(Align::Center),
        |ui| {
            let button = Push::new("Resume").named(format!("Resume {label}"));
            let button = if first { button.by_enter() } else { button };
            resume = ui.add(button).clicked();
            ui.vertical(|ui| {
                ui.add(
                    Label::new(strong(format!(
                        "{label} · {}",
                        summary(cx.facts.currency, basket)
                    )))
                    .truncate(),
                );
                ui.add(Label::new(fine_print(ui, contents(basket))).truncate());
                let when = cx.facts.zone.date_time(basket.changed_at);
                ui.label(fine_print(ui, format!("{when} · {}", basket.by)));
            });
        },
    );
    resume
}

/// The question what the basket is to be parked under.
#[derive(Default)]
pub struct Parking {
    label: String,
    asked: bool,
}

impl Parking {
    /// Asks; the label, or none where it is not to be parked after all.
    pub fn ask(&mut self, ctx: &Context) -> Option<Option<String>> {
        let mut answer = None;
        let away = dialog(ctx, "park the basket", 420.0, |ui| {
            title(ui, "Park the basket");
            ui.label(muted(
                ui,
                "It waits for anybody to resume it, in any window.",
            ));
            let field = Field::new("Label", &mut self.label)
                .hint("A name or a table; left empty, the time")
                .limit(NAME_MAX_CHARS)
                .id(Id::unique("parking label").with(ctx.viewport_id()))
                .show(ui);
            if !std::mem::replace(&mut self.asked, true) {
                field.request_focus();
            }
            let enter = entered(ui, &field);
            buttons(ui, |ui| {
                if ui.add(Push::primary("Park it")).clicked() || enter {
                    answer = Some(Some(self.label.clone()));
                }
                if ui.add(Push::new("Keep it here")).clicked() {
                    answer = Some(None);
                }
            });
        });
        answer.or(away.then_some(None))
    }
}
