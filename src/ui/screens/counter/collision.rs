//! What a refused sale says: what collided, and the next step.

use egui::{Context, Label, RichText, Ui};

use super::{
    basket::{BasketState, leave},
    line::Line,
    sale::at_the_amount,
};
use crate::{
    shop::{
        PriceChange, Refusal, Shortage,
        stock::{self, ShelfRow},
    },
    ui::{
        remote::{Live, sentence},
        theme::{self, GAP, GAP_S},
        widgets::{Push, Tone, banner, buttons, count, dialog, fine_print, muted, strong, title},
        window::Cx,
    },
    values::{Quantity, SweetId, Unit},
};

/// Why the sale was refused.
enum Why {
    SoldOut(Vec<Shortage>),
    Prices(Vec<PriceChange>),
    /// What was promised is so no more: the quotation is sold, withdrawn, or over.
    Promise(String),
    Other(String),
}

/// A refused sale.
pub struct Collision {
    why: Why,
    /// Whether it was to be paid exactly.
    pub exact: bool,
    /// The sweets that are short as the shelf has them, each with what is like it.
    short: Live<Vec<SweetId>, Vec<(ShelfRow, Vec<ShelfRow>)>>,
}

/// So much of a name fits on the button that offers it, in characters.
const NAME: usize = 32;
/// How many sweets are offered instead of one.
const OFFERED: usize = 3;

/// What the person chose.
pub enum Next {
    /// Sell what is left, or at the new prices.
    Sell,
    /// Put this into the basket instead of what is missing.
    Instead(Box<ShelfRow>, Quantity),
    /// Back to the basket, whose promised lines are ordinary ones at the prices of now.
    WithoutPromise,
    /// Back to the basket.
    Back,
}

impl Collision {
    /// Of a refusal.
    ///
    /// # Errors
    /// The sentence to be shown at the cash field, where that is what is wrong.
    pub fn of(refusal: Refusal, exact: bool) -> Result<Self, String> {
        if let Refusal::Invalid { field, why } = &refusal
            && let Some(why) = at_the_amount(field, why)
        {
            return Err(why);
        }
        let why = match refusal {
            Refusal::SoldOut { shortages } => Why::SoldOut(shortages),
            Refusal::PriceChanged { changes } => Why::Prices(changes),
            Refusal::Invalid { field, why } if field.ends_with(".quoted.quotation") => {
                Why::Promise(format!("Quotation {why}."))
            }
            other => Why::Other(sentence(&other)),
        };
        Ok(Self {
            why,
            exact,
            short: Live::default(),
        })
    }

    /// Looks for what is like the sweets that are short.
    fn look_for_others(&mut self, cx: &Cx<'_>) {
        let Why::SoldOut(shortages) = &self.why else {
            return;
        };
        let sweets: Vec<SweetId> = shortages.iter().map(|short| short.sweet).collect();
        let shop = cx.shop.clone();
        let at = (shop.now(), shop.about().zone);
        self.short
            .keep(cx.desk, cx.changes, &sweets, move |sweets| {
                shop.read(|db| {
                    let rows = stock::shelf_rows(db, sweets)?.into_iter();
                    let like = rows.map(|row| {
                        let mut like = stock::like(db, row.id, OFFERED)?;
                        stock::tell_free(db, at, &mut like)?;
                        // What is all promised is no help.
                        like.retain(|row| row.to_sell() > 0);
                        Ok((row, like))
                    });
                    like.collect()
                })
            });
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context, cx: &Cx<'_>, lines: &[Line]) -> Option<Next> {
        self.look_for_others(cx);
        let mut next = None;
        let away = dialog(ctx, "collision", 520.0, |ui| {
            next = match &self.why {
                Why::SoldOut(shortages) => {
                    let known = self.short.latest().map_or(&[][..], Vec::as_slice);
                    sold_out(ui, cx, shortages, lines, known)
                }
                Why::Prices(changes) => prices(ui, cx, changes),
                Why::Promise(why) => broken_promise(ui, why),
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
            basket.leave_what_is_left(shortages);
        }
    }
}

fn sold_out(
    ui: &mut Ui,
    cx: &Cx<'_>,
    shortages: &[Shortage],
    lines: &[Line],
    known: &[(ShelfRow, Vec<ShelfRow>)],
) -> Option<Next> {
    let mut instead = None;
    title(ui, "Another window was faster");
    ui.label(muted(ui, "Nothing was sold. There is not enough left of:"));
    ui.add_space(GAP_S);
    egui::ScrollArea::vertical()
        .max_height(280.0)
        .show(ui, |ui| {
            for short in shortages {
                ui.add(Label::new(strong(&short.name)).wrap());
                let on_shelf = known.iter().find(|(row, _)| row.id == short.sweet);
                let unit = unit_of(lines, short.sweet, on_shelf.map(|(row, _)| row));
                let wanted = unit.format(short.wanted);
                ui.label(match short.left {
                    ..=0 if short.promised.is_some() => format!("None is free; {wanted} wanted."),
                    left if short.promised.is_some() => {
                        format!("{} free; {wanted} wanted.", unit.format(left))
                    }
                    ..=0 => format!("Sold out; {wanted} wanted."),
                    left => format!("{} left; {wanted} wanted.", unit.format(left)),
                });
                if let Some(promised) = &short.promised {
                    let text = format!(
                        "{} on hand, {} promised to orders by {}.",
                        unit.format(promised.on_hand),
                        unit.format(promised.quantity),
                        promised.time
                    );
                    ui.add(Label::new(fine_print(ui, text)).wrap());
                }
                if let Some(taken) = &short.taken_by {
                    let text = format!(
                        "{} took {} at {} ({}).",
                        taken.who,
                        unit.format(taken.quantity),
                        taken.time,
                        taken.window
                    );
                    ui.add(Label::new(fine_print(ui, text)).wrap());
                }
                if !short.kits.is_empty() {
                    let text = format!("It is a part of {}.", short.kits.join(", "));
                    ui.add(Label::new(fine_print(ui, text)).wrap());
                }
                // Instead of a part nothing can be put into a kit here.
                let others = on_shelf.filter(|_| short.kits.is_empty());
                if let Some((_, rows)) = others.filter(|(_, rows)| !rows.is_empty()) {
                    ui.add_space(GAP_S);
                    ui.label(fine_print(ui, "Like it, and on hand:"));
                    for row in rows {
                        instead = offer(ui, cx, row, short).or(instead.take());
                    }
                }
                ui.add_space(GAP);
            }
        });
    if instead.is_some() {
        return instead;
    }
    let mut rest = lines.to_vec();
    leave(&mut rest, shortages);
    let left: i64 = rest.iter().map(Line::pieces).sum();
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

/// What a sweet is counted in: as its line in the basket is, or a kit's part on the shelf.
fn unit_of(lines: &[Line], sweet: SweetId, on_shelf: Option<&ShelfRow>) -> Unit {
    let line = lines.iter().find(|line| line.sweet() == Some(sweet));
    let unit = line.map(|line| line.shown.unit);
    unit.or(on_shelf.map(|row| row.unit)).unwrap_or(Unit::Piece)
}

/// A button that puts as much of another sweet in as is missing, or as there is.
fn offer(ui: &mut Ui, cx: &Cx<'_>, row: &ShelfRow, short: &Shortage) -> Option<Next> {
    let missing = (short.wanted - short.left.max(0)).min(row.to_sell());
    let quantity = Quantity::of(missing).ok()?;
    let (much, price) = (
        row.unit.format(missing),
        cx.facts.currency.format(row.price),
    );
    let per = row.unit.price_for(row.per);
    let mut name: String = row.name.chars().take(NAME).collect();
    if name.len() < row.name.len() {
        name.push('…');
    }
    let text = format!(
        "{name} · {price} {per} · {} left",
        row.unit.format(row.to_sell())
    );
    let button = Push::new(&text)
        .named(format!("{much} × {} instead", row.name))
        .light()
        .left()
        .width(f32::INFINITY);
    let hint = format!("Put {much} of it into the basket instead");
    let pressed = ui.add(button).on_hover_text(hint).clicked();
    pressed.then(|| Next::Instead(Box::new(row.clone()), quantity))
}

fn broken_promise(ui: &mut Ui, why: &str) -> Option<Next> {
    title(ui, "The offer is not open any more");
    banner(ui, Tone::Bad, why);
    ui.label(muted(
        ui,
        "Nothing was sold. The sweets can stay in the basket, at the prices of now.",
    ));
    buttons(ui, |ui| {
        let now = Push::primary("Keep them at the prices of now").by_enter();
        if ui.add(now).clicked() {
            return Some(Next::WithoutPromise);
        }
        ui.add(Push::new("Back to the basket"))
            .clicked()
            .then_some(Next::Back)
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
