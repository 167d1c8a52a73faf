//! How much of a sweet that is sold by weight or volume: asked for where the payment stands.
//!
//! Promises: what was weighed less the tare goes into the basket, once; a tare is for one weighing,
//! and the last one is offered again, in one press; where a scale stands beside the machine, the
//! weight follows what stands still on it until it is put down, and never goes over what somebody
//! typed. Leaves out how a scale is read.

use egui::{Align, Context, Id, Layout, RichText, Ui};

use super::{Counter, basket::priced, line::Line, summary};
use crate::{
    devices::scale::SerialScale,
    shop::stock::ShelfRow,
    ui::{
        actions::Action,
        balance::Weight,
        remote::sentence,
        theme::{self, GAP, GAP_S, tokens},
        widgets::{Field, Push, Tone, badge, entered, fine_print, muted, one_line, select_all},
        window::Cx,
    },
    values::{Money, Quantity, Unit},
};

/// A sweet that waits for its weight.
pub struct Weighing {
    row: ShelfRow,
    amount: String,
    error: Option<String>,
    focus: bool,
    weight: Weight,
    /// What the scale said was taken for the amount, and stands there still.
    from_scale: Option<String>,
    /// The scale was asked without a press.
    asked: bool,
    /// Somebody typed: the scale is not followed any more.
    by_hand: bool,
}

impl Weighing {
    /// Asks how much of this sweet.
    #[must_use]
    pub fn of(row: ShelfRow) -> Self {
        Self {
            row,
            amount: String::new(),
            error: None,
            focus: true,
            weight: Weight::default(),
            from_scale: None,
            asked: false,
            by_hand: false,
        }
    }

    /// Has the scale read anew; what it says goes over what was typed.
    pub fn weigh_again(&mut self) {
        self.asked = false;
    }

    /// The scale, where there is one for a sweet of this kind.
    fn scale(&self, cx: &Cx<'_>) -> Option<SerialScale> {
        match self.row.unit {
            Unit::Gram => cx.balance.scale(),
            Unit::Piece | Unit::Millilitre => None,
        }
    }

    /// Takes what the scale says, as long as nobody typed.
    fn follow_scale(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let scale = self.scale(cx);
        if !std::mem::replace(&mut self.asked, true)
            && let Some(scale) = scale.clone()
        {
            self.amount.clear();
            (self.focus, self.by_hand) = (true, false);
            self.weight.read(scale, cx.desk);
        }
        if self.by_hand {
            self.weight.stop();
            return;
        }
        let Some(grams) = self.weight.taken(scale, ctx, cx.desk) else {
            return;
        };
        let said = self.row.unit.format(grams);
        if self.amount != said {
            self.amount.clone_from(&said);
            self.from_scale = Some(said);
            self.error = None;
            self.focus = true;
        }
    }

    /// Whether it is this sweet that waits.
    #[must_use]
    pub fn is_of(&self, row: &ShelfRow) -> bool {
        self.row.id == row.id
    }

    /// What waits.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.row.name
    }
}

/// What is asked for.
fn asked(unit: Unit) -> &'static str {
    match unit {
        Unit::Piece => "Pieces",
        Unit::Gram => "Weight",
        Unit::Millilitre => "Volume",
    }
}

/// What the vessels that were weighed with sweets weigh themselves.
#[derive(Default)]
pub struct Tare {
    /// What is typed for the sweet that is weighed now.
    typed: String,
    /// What the last one was, as it is shown.
    last: String,
}

impl Tare {
    /// The next weighing begins without one: a vessel that is not on the scale any more would be
    /// taken off what is sold.
    pub fn put_aside(&mut self, unit: Unit) {
        let typed = std::mem::take(&mut self.typed);
        if let Ok(tare @ 1..) = weight_of(unit, &typed) {
            self.last = unit.format(tare);
        }
    }

    /// The last one, where none is typed and it fits what is weighed now.
    fn offered(&self, unit: Unit) -> Option<&str> {
        let fits = self.typed.trim().is_empty() && unit.parse(&self.last).is_ok();
        fits.then_some(self.last.as_str())
    }
}

/// The weight of a vessel; nothing may be typed for it, too.
fn weight_of(unit: Unit, tare: &str) -> Result<i64, String> {
    match tare.trim().trim_matches('0') {
        "" => Ok(0),
        _ => match unit.parse(tare) {
            Ok(tare) => Ok(tare.get()),
            Err(why) => Err(format!("Tare: {}", sentence(&why))),
        },
    }
}

/// What is left of what was weighed without the tare.
fn net(unit: Unit, typed: &str, tare: &str) -> Result<Quantity, String> {
    let gross = unit.parse(typed).map_err(|why| sentence(&why))?;
    let tare = weight_of(unit, tare)?;
    Quantity::of(gross.get() - tare).map_err(|_| {
        format!(
            "Nothing is left of {} without a tare of {}.",
            unit.format(gross.get()),
            unit.format(tare)
        )
    })
}

/// Shows it; what is to be done is done.
pub fn show(counter: &mut Counter, ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(weighing) = &mut counter.weighing else {
        return;
    };
    weighing.follow_scale(ui.ctx(), cx);
    let t = tokens(ui);
    let currency = cx.facts.currency;
    let row = &weighing.row;
    ui.spacing_mut().item_spacing.y = GAP;
    summary::row(ui, 26.0, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let price = currency.format(row.price);
            ui.label(fine_print(
                ui,
                format!("{price} {}", row.unit.price_for(row.per)),
            ));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                one_line(
                    ui,
                    RichText::new(&row.name).font(theme::strong(theme::HEADING)),
                );
            });
        });
    });
    let ids = Id::unique("weigh").with(cx.desk.viewport());
    let mut enter = false;
    ui.horizontal_top(|ui| {
        let width = (ui.available_width() - GAP) * 0.6;
        let field = Field::new(asked(row.unit), &mut weighing.amount)
            .hint(match row.unit {
                Unit::Millilitre => "250 or 0.25 l",
                _ => "250 or 0.25 kg",
            })
            .error(weighing.error.as_deref())
            .width(width)
            .numeric()
            .limit(24)
            .id(ids.with("amount"))
            .show(ui);
        if std::mem::take(&mut weighing.focus) {
            field.request_focus();
            select_all(ui, ids.with("amount"), &weighing.amount);
        }
        if field.changed() {
            weighing.error = None;
            weighing.by_hand = true;
        }
        enter |= entered(ui, &field);
        let tare = Field::new("Tare", &mut counter.tare.typed)
            .hint("0")
            .numeric()
            .limit(24)
            .id(ids.with("tare"))
            .show(ui);
        enter |= entered(ui, &tare);
    });
    // The line is always there, so that nothing moves while an amount is typed.
    let wanted = net(row.unit, &weighing.amount, &counter.tare.typed);
    summary::row(ui, 24.0, |ui| {
        if let Ok(quantity) = &wanted {
            let line = Line::of(0, row, *quantity);
            let cost = priced(vec![line.shown.priced()], None);
            let gross = cost.map_or(Money::ZERO, |cost| cost.gross);
            let much = row.unit.format(quantity.get());
            let less = match weight_of(row.unit, &counter.tare.typed) {
                Ok(tare @ 1..) => format!(" without {}", row.unit.format(tare)),
                _ => String::new(),
            };
            badge(
                ui,
                Tone::Good,
                &format!("{much}{less} · {}", currency.format(gross)),
            );
        } else {
            let comma = weighing.amount.contains(',') && weighing.error.is_none();
            let hint = match weighing.weight.said() {
                Some(said) => said,
                None if weighing.weight.is_read() => "The scale is read…",
                // Why the button is off, before anybody presses Enter.
                None if comma => "Decimals stand after a point, as in 0.25 kg.",
                None => "Enter adds it, Esc leaves it out.",
            };
            one_line(ui, RichText::new(hint).color(t.muted)).on_hover_text(hint);
        }
    });
    let mut read = false;
    if weighing.scale(cx).is_some() {
        ui.horizontal(|ui| {
            let again = Push::new(Action::Weigh.name()).keys(Action::Weigh.keys());
            read = ui
                .add_enabled(weighing.by_hand || !weighing.weight.is_followed(), again)
                .on_hover_text(Action::Weigh.hint())
                .clicked();
            if weighing.from_scale.as_ref() == Some(&weighing.amount) {
                ui.label(muted(ui, "as the scale says"));
            }
        });
    }
    if let Some(last) = counter.tare.offered(row.unit).map(str::to_owned) {
        let again = format!("Tare {last} again");
        if ui.add(Push::new(&again)).clicked() {
            counter.tare.typed = last;
            weighing.focus = true;
        }
    }
    let mut away = ui.input(|input| input.key_pressed(egui::Key::Escape));
    ui.add_space(GAP_S);
    ui.horizontal(|ui| {
        let leave = 116.0;
        let add = Push::primary("Add to the basket").width(ui.available_width() - leave - GAP);
        enter |= ui.add_enabled(wanted.is_ok(), add).clicked();
        away |= ui.add(Push::new("Leave out").width(leave)).clicked();
    });
    if read {
        weighing.weigh_again();
    } else if enter {
        match wanted {
            Err(why) => {
                weighing.error = Some(why);
                weighing.focus = true;
            }
            Ok(quantity) => {
                let row = row.clone();
                match counter.basket.add(&row, quantity) {
                    Err(why) => {
                        weighing.error = Some(why);
                        weighing.focus = true;
                    }
                    Ok(()) => {
                        counter.tare.put_aside(row.unit);
                        counter.weighing = None;
                        counter.focus_scan = true;
                    }
                }
            }
        }
    } else if away {
        counter.tare.put_aside(row.unit);
        counter.weighing = None;
        counter.focus_scan = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tare_is_taken_off_what_was_weighed() {
        let net = |typed, tare| net(Unit::Gram, typed, tare).map(Quantity::get);
        assert_eq!(net("250", ""), Ok(250));
        assert_eq!(net("0.25 kg", "0"), Ok(250));
        assert_eq!(net("265", "15 g"), Ok(250));
        assert_eq!(
            net("15", "15"),
            Err("Nothing is left of 15 g without a tare of 15 g.".to_owned())
        );
        assert!(net("", "15").is_err());
        assert!(net("250", "box").is_err());
    }
}
