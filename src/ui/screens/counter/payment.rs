//! The foot of the basket: the total, exact cash in one key, an amount and Enter otherwise, and
//! every other way to pay in one key each.

use egui::{Align, Label, Layout, RichText, Ui};

use super::{
    Counter,
    cash::{self, Exact},
    given,
    pane::Room,
    summary, ways,
};
use crate::{
    shop::pricing::{Priced, Settled},
    ui::{
        actions::Action,
        remote::Ask,
        theme::{self, GAP_S, TOUCH, tokens},
        widgets::{Push, Tone, banner, fine_print, muted},
        window::Cx,
    },
    values::{Currency, Money},
};

/// Shows it, in the room there is.
pub fn show(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>, room: Room) {
    let currency = cx.facts.currency;
    if room.is_scarce() {
        ui.spacing_mut().item_spacing.y = 6.0;
    }
    let ready = !counter.basket.is_empty();
    let cost = counter.basket.cost();
    let all = counter.basket.total();
    let settled = all.as_ref().ok().and_then(|all| {
        let step = counter.cash_step();
        let beside = &counter.basket.beside;
        beside.settle(*all, step, Money::ZERO).ok()
    });
    match (&cost, &all) {
        // A total of nothing would be one of a basket that is not there yet.
        _ if !ready && counter.basket.is_opening() => total_row(ui, "…", room),
        (Ok(cost), Ok(all)) => total(counter, ui, currency, (cost, *all), settled, room),
        (Err(why), _) | (_, Err(why)) => {
            banner(ui, Tone::Bad, why);
        }
    }
    if !room.is_scarce() {
        ui.add_space(GAP_S);
    }
    if counter.sale.is_some() {
        under_way(counter, ui, cx);
        return;
    }
    given::show(counter, ui, cx, room);
    let none = counter.basket.beside.given.is_empty();
    let paid = !none && settled.is_some_and(|settled| settled.missing == Money::ZERO);
    let ready = ready && all.is_ok();
    let exact = match paid {
        true => Exact::Paid,
        false => Exact::of(counter),
    };
    match room {
        Room::Ample => exact.show(ui, cx, ready, 52.0),
        Room::Scarce => exact.show(ui, cx, ready, TOUCH),
        // Beside the field, below.
        Room::Tight if !paid => {}
        Room::Tight => exact.show(ui, cx, ready, TOUCH),
    }
    if paid {
        return;
    }
    let due = settled.map_or(Money::ZERO, |settled| settled.missing);
    cash::show(counter, ui, cx, ready, due, room);
    match room.is_scarce() {
        true => ways::few(ui, cx, ready),
        false => ways::all(ui, cx, ready),
    }
}

/// The total, what it is made of, and what is due in cash where that is another amount.
fn total(
    counter: &Counter,
    ui: &mut Ui,
    currency: Currency,
    (cost, all): (&Priced, Money),
    settled: Option<Settled>,
    room: Room,
) {
    summary::show(ui, currency, &counter.basket, cost, room);
    if room == Room::Tight
        && !counter.basket.beside.given.is_empty()
        && let Ok(left) = given::left(counter)
    {
        // In one row: each more is one less of the basket.
        let total = format!("Total {}", currency.format(all));
        given::left_row(ui, currency, Some(&total), left);
    } else {
        total_row(ui, &currency.format_with_code(all), room);
    }
    if let Some(settled) = settled.filter(|settled| settled.rounding != Money::ZERO) {
        let name = format!("In cash, rounded by {}", signed(currency, settled.rounding));
        summary::pair(ui, &name, &currency.format(settled.due));
    }
}

fn total_row(ui: &mut Ui, text: &str, room: Room) {
    ui.horizontal(|ui| {
        ui.label(
            RichText::new("Total")
                .font(theme::strong(theme::HEADING))
                .color(tokens(ui).muted),
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            // The largest totals must fit the narrowest pane.
            let size = if text.chars().count() > 16 || room.is_scarce() {
                theme::TITLE
            } else {
                theme::TOTAL
            };
            ui.label(RichText::new(text).font(theme::strong(size)));
        });
    });
}

/// An amount with its sign: "+0.02", "−0.02".
pub fn signed(currency: Currency, amount: Money) -> String {
    let size = Money::from_minor(amount.minor().saturating_abs());
    let sign = if amount < Money::ZERO { "−" } else { "+" };
    format!("{sign}{}", currency.format(size))
}

fn under_way(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let mut back = false;
    if let Some(sale) = &mut counter.sale {
        if let Some(why) = sale.failed.clone() {
            banner(ui, Tone::Bad, &why);
            let again = Push::primary("Try again")
                .keys(Action::ExactCash.keys())
                .width(f32::INFINITY);
            if ui.add(again).clicked() {
                sale.again(cx);
            }
            if sale.may_be_left() {
                back = ui
                    .add(Push::new("Back to the basket").width(f32::INFINITY))
                    .clicked();
            } else {
                let text = "It is not certain yet whether this was sold. Trying again finds out, \
                            and never sells twice.";
                ui.add(Label::new(fine_print(ui, text)).wrap());
            }
        } else {
            let waiting = sale
                .ask
                .as_ref()
                .and_then(|ask| ask.held_up(ui.ctx(), cx.shop));
            match waiting {
                None => {
                    ui.label(muted(ui, "Making the sale…"));
                }
                Some(text) => {
                    banner(ui, Tone::Warn, &text);
                    let stopping = sale.ask.as_ref().is_some_and(Ask::stopping);
                    let text = if stopping {
                        "Stopping…"
                    } else {
                        "Stop waiting"
                    };
                    let stop = Push::new(text).width(f32::INFINITY);
                    if ui.add_enabled(!stopping, stop).clicked()
                        && let Some(ask) = &sale.ask
                    {
                        ask.stop_asking();
                    }
                }
            }
        }
    }
    if back {
        counter.sale = None;
    }
}
