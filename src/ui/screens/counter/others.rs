//! The person's other baskets: those that were left in windows that closed, and those that
//! other windows hold.

use egui::{Align, Context, Label, Layout, Vec2};

use crate::{
    shop::sales::baskets::{self, Basket},
    ui::{
        remote::Live,
        theme::TOUCH,
        widgets::{Push, buttons, count, dialog, fine_print, muted, strong, title},
        window::Cx,
    },
    values::{BasketId, Currency, Money, Unit},
};

/// The person's other baskets.
#[derive(Default)]
pub struct Others {
    baskets: Live<(), Vec<Basket>>,
}

/// What was chosen.
pub enum Next {
    /// Nothing yet.
    Stay,
    /// To close the list.
    Away,
    /// To open one.
    Open(BasketId),
}

impl Others {
    /// How many there are besides the one held here.
    pub fn count(&mut self, cx: &Cx<'_>, held: Option<BasketId>) -> usize {
        let (shop, account) = (cx.shop.clone(), cx.session.account());
        self.baskets
            .keep(cx.desk, cx.changes, &(), move |()| match account {
                Some(account) => shop.read(|db| baskets::of(db, account)),
                None => Ok(Vec::new()),
            });
        self.others(held).count()
    }

    fn others(&self, held: Option<BasketId>) -> impl Iterator<Item = &Basket> {
        self.baskets
            .latest()
            .into_iter()
            .flatten()
            .filter(move |basket| held != Some(basket.id) && !basket.is_empty())
    }

    /// Shows the list.
    pub fn show(&mut self, ctx: &Context, cx: &Cx<'_>, held: Option<BasketId>) -> Next {
        let mut next = Next::Stay;
        let away = dialog(ctx, "other baskets", 560.0, |ui| {
            title(ui, "Your other baskets");
            if self.others(held).next().is_none() {
                ui.label(muted(
                    ui,
                    "There are none. A basket left in a window that was closed would be here.",
                ));
            }
            egui::ScrollArea::vertical()
                .max_height(360.0)
                .show(ui, |ui| {
                    for basket in self.others(held) {
                        ui.separator();
                        ui.allocate_ui_with_layout(
                            Vec2::new(ui.available_width(), TOUCH),
                            Layout::right_to_left(Align::Center),
                            |ui| {
                                if basket.held {
                                    ui.label(fine_print(ui, format!("Open in {}", place(basket))));
                                } else if ui.add(Push::new("Open")).clicked() {
                                    next = Next::Open(basket.id);
                                }
                                ui.vertical(|ui| {
                                    ui.label(strong(summary(cx.facts.currency, basket)));
                                    ui.add(Label::new(fine_print(ui, contents(basket))).truncate());
                                    let when = cx.facts.zone.date_time(basket.changed_at);
                                    ui.label(fine_print(ui, format!("Changed {when}")));
                                });
                            },
                        );
                    }
                });
            buttons(ui, |ui| {
                if ui
                    .add(Push::primary("Back to the basket").by_enter())
                    .clicked()
                {
                    next = Next::Away;
                }
            });
        });
        if away { Next::Away } else { next }
    }
}

/// The window that holds it, as people call it.
fn place(basket: &Basket) -> &str {
    let holder = basket.holder.as_deref().unwrap_or_default();
    holder
        .rsplit('/')
        .next()
        .filter(|window| !window.is_empty())
        .unwrap_or("another window")
}

/// "3 pieces · 120.00", and what of it is paid.
pub fn summary(currency: Currency, basket: &Basket) -> String {
    let pieces: i64 = basket
        .lines
        .iter()
        .map(|line| match line.unit {
            Unit::Piece => line.put.quantity.get(),
            Unit::Gram | Unit::Millilitre => 1,
        })
        .sum::<i64>()
        .saturating_add(basket.gift_cards.len() as i64);
    let total = basket
        .total()
        .map_or_else(|_| "too much".to_owned(), |total| currency.format(total));
    let paid = match basket.paid() {
        Money::ZERO => String::new(),
        paid => format!(" · {} paid", currency.format(paid)),
    };
    format!("{} · {total}{paid}", count(pieces, "piece", "pieces"))
}

/// The first lines of it.
pub fn contents(basket: &Basket) -> String {
    let mut names: Vec<String> = basket
        .lines
        .iter()
        .take(4)
        .map(|line| {
            let much = line.unit.format(line.put.quantity.get());
            match line.unit {
                Unit::Piece => format!("{much} × {}", line.name),
                Unit::Gram | Unit::Millilitre => format!("{much} {}", line.name),
            }
        })
        .collect();
    if !basket.gift_cards.is_empty() {
        names.push(count(
            basket.gift_cards.len() as i64,
            "gift card",
            "gift cards",
        ));
    }
    let more = if basket.lines.len() > 4 { ", …" } else { "" };
    format!("{}{more}", names.join(", "))
}
