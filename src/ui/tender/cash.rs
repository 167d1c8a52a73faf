//! What is given in cash: what becomes of an amount, and the round amounts people hand over.

use egui::Ui;

use super::{banknotes, ways::third};
use crate::{
    ui::widgets::{Push, Tone},
    values::{Currency, Money},
};

/// How many round amounts are offered.
const OFFERED: usize = 3;

/// "Change 28.02", "1.98 short": what becomes of the amount that is typed; nothing where it is
/// none.
#[must_use]
pub fn hint(currency: Currency, typed: &str, due: Money) -> Option<(Tone, String)> {
    let cash = currency.parse(typed).ok()?;
    let left = cash.checked_sub(due)?;
    Some(if left >= Money::ZERO {
        (Tone::Good, format!("Change {}", currency.format(left)))
    } else {
        let short = Money::from_minor(left.minor().saturating_neg());
        (Tone::Warn, format!("{} short", currency.format(short)))
    })
}

/// One press for what a customer may hand over, in what is left of a row; the amount pressed.
pub fn round_amounts(ui: &mut Ui, currency: Currency, due: Money) -> Option<Money> {
    let width = third(ui);
    let mut pressed = None;
    let offered = banknotes::next_above(currency, due, OFFERED);
    for (at, amount) in offered.into_iter().enumerate() {
        let text = whole(currency, amount);
        // The last takes what the others leave, so that the row ends where the others do.
        let width = match at + 1 {
            OFFERED => ui.available_width(),
            _ => width,
        };
        let button = Push::new(&text)
            .within(width)
            .named(format!("Cash {}", currency.format(amount)));
        let button = ui.add(button);
        if button
            .on_hover_text("Take this much cash, and give change")
            .clicked()
        {
            pressed = Some(amount);
        }
    }
    pressed
}

/// A round amount without its decimals.
fn whole(currency: Currency, amount: Money) -> String {
    let text = currency.format(amount);
    let whole = text.split_once('.').map(|(whole, _)| whole.to_owned());
    whole.unwrap_or(text)
}
