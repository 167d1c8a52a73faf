//! What a refused sale says: what collided, and the next step.

use egui::{Context, Label, RichText, Ui};

use super::basket::{BasketState, Line};
use crate::{
    shop::{PriceChange, Refusal, Shortage},
    ui::{
        remote::sentence,
        theme::{self, GAP, GAP_S},
        widgets::{Push, Tone, banner, buttons, count, dialog, fine_print, muted, strong, title},
        window::Cx,
    },
    values::Money,
};

/// Why the sale was refused.
enum Why {
    SoldOut(Vec<Shortage>),
    Prices(Vec<PriceChange>),
    Other(String),
}

/// A refused sale.
pub struct Collision {
    why: Why,
    /// Whether it was to be paid exactly.
    pub exact: bool,
    /// What was to be paid.
    pub cash: Money,
}

/// What the person chose.
pub enum Next {
    /// Sell what is left, or at the new prices.
    Sell,
    /// Back to the basket.
    Back,
}

impl Collision {
    /// Of a refusal.
    ///
    /// # Errors
    /// The sentence to be shown at the cash field, where that is what is wrong.
    pub fn of(refusal: Refusal, exact: bool, cash: Money) -> Result<Self, String> {
        let why = match refusal {
            Refusal::SoldOut { shortages } => Why::SoldOut(shortages),
            Refusal::PriceChanged { changes } => Why::Prices(changes),
            Refusal::Invalid { field, why } if field == "cash" => return Err(sentence(&why)),
            other => Why::Other(sentence(&other)),
        };
        Ok(Self { why, exact, cash })
    }

    /// Shows it.
    pub fn show(&self, ctx: &Context, cx: &Cx<'_>, lines: &[Line]) -> Option<Next> {
        let mut next = None;
        let away = dialog(ctx, "collision", 520.0, |ui| {
            next = match &self.why {
                Why::SoldOut(shortages) => sold_out(ui, shortages, lines),
                Why::Prices(changes) => prices(ui, cx, changes),
                Why::Other(why) => {
                    title(ui, "Nothing was sold");
                    banner(ui, Tone::Bad, why);
                    let back = buttons(ui, |ui| {
                        ui.add(Push::primary("Back to the basket").by_enter())
                            .clicked()
                    });
                    back.then_some(Next::Back)
                }
            };
        });
        next.or(away.then_some(Next::Back))
    }

    /// Brings the basket to what is known now: prices as they are.
    pub fn settle(&self, basket: &mut BasketState) {
        if let Why::Prices(changes) = &self.why {
            for change in changes {
                basket.reprice(change.sweet, change.now);
            }
        }
    }

    /// Brings the basket to what is left.
    pub fn take_what_is_left(&self, basket: &mut BasketState) {
        if let Why::SoldOut(shortages) = &self.why {
            for short in shortages {
                basket.set(short.sweet, short.left);
            }
        }
    }
}

fn sold_out(ui: &mut Ui, shortages: &[Shortage], lines: &[Line]) -> Option<Next> {
    title(ui, "Another window was faster");
    ui.label(muted(ui, "Nothing was sold. There is not enough left of:"));
    ui.add_space(GAP_S);
    egui::ScrollArea::vertical()
        .max_height(280.0)
        .show(ui, |ui| {
            for short in shortages {
                ui.add(Label::new(strong(&short.name)).wrap());
                let left = match short.left {
                    0 => format!("Sold out; {} wanted.", short.wanted),
                    left => format!("{left} left; {} wanted.", short.wanted),
                };
                ui.label(left);
                if let Some(taken) = &short.taken_by {
                    let text = format!(
                        "{} took {} at {} ({}).",
                        taken.who, taken.quantity, taken.time, taken.window
                    );
                    ui.add(Label::new(fine_print(ui, text)).wrap());
                }
                ui.add_space(GAP);
            }
        });
    let short_of = |line: &Line| shortages.iter().find(|short| short.sweet == line.sweet);
    let left: i64 = lines
        .iter()
        .map(|line| short_of(line).map_or(line.quantity, |short| short.left))
        .sum();
    buttons(ui, |ui| {
        if left > 0 {
            let sell = ui
                .add(Push::primary("Sell what is left").by_enter())
                .on_hover_text(format!(
                    "Sell {} and take the missing ones off the basket",
                    count(left, "piece", "pieces")
                ));
            if sell.clicked() {
                return Some(Next::Sell);
            }
        }
        let back = if left > 0 {
            Push::new("Back to the basket")
        } else {
            Push::primary("Back to the basket").by_enter()
        };
        ui.add(back).clicked().then_some(Next::Back)
    })
}

fn prices(ui: &mut Ui, cx: &Cx<'_>, changes: &[PriceChange]) -> Option<Next> {
    let currency = cx.facts.currency;
    title(ui, "Prices changed");
    ui.label(muted(ui, "Nothing was sold. Since the basket was filled:"));
    ui.add_space(GAP_S);
    for change in changes {
        ui.add(Label::new(strong(&change.name)).wrap());
        ui.label(
            RichText::new(format!(
                "{} → {}",
                currency.format(change.shown),
                currency.format(change.now)
            ))
            .font(theme::plain(theme::BODY)),
        );
        ui.add_space(GAP_S);
    }
    buttons(ui, |ui| {
        if ui
            .add(Push::primary("Sell at the new prices").by_enter())
            .clicked()
        {
            return Some(Next::Sell);
        }
        ui.add(Push::new("Back to the basket"))
            .clicked()
            .then_some(Next::Back)
    })
}

/// Asks before everything is taken out; true where that is wanted.
pub fn ask_to_empty(ctx: &Context, pieces: i64) -> Option<bool> {
    let mut answer = None;
    let away = dialog(ctx, "empty the basket", 420.0, |ui| {
        title(ui, "Empty the basket?");
        ui.label(muted(
            ui,
            format!("{} will be taken out.", count(pieces, "piece", "pieces")),
        ));
        buttons(ui, |ui| {
            if ui.add(Push::primary("Empty it").by_enter()).clicked() {
                answer = Some(true);
            }
            if ui.add(Push::new("Keep it")).clicked() {
                answer = Some(false);
            }
        });
    });
    answer.or(away.then_some(false))
}
