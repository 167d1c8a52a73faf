//! The sweet that is chosen: what it is, what is on hand, and how that came about.

use egui::{Align, Label, Layout, RichText, ScrollArea, Sense, Ui, Vec2};

use super::parts::beside;
use crate::{
    shop::{
        Permission,
        catalogue::{self, Edited, NamedPart, ReinstateSweet, RetireSweet, Sweet},
        stock::{self, Free, Movement, Reason},
    },
    ui::{
        actions::Action,
        remote::{Ask, Live, Outcome, sentence},
        theme::{self, GAP, GAP_S, tokens},
        widgets::{Kind, Push, Tone, badge, banner, fine_print, muted, nothing, picture, strong},
        window::Cx,
    },
    values::{SweetId, Unit},
};

/// How many movements are shown at first, and how many more at a time.
const MOVEMENTS: u32 = 60;

/// What is read of a sweet.
struct Read {
    sweet: Sweet,
    on_hand: i64,
    /// What of that can be sold, where some is promised.
    free: Option<Free>,
    movements: Vec<Movement>,
}

/// A sweet that is being retired or brought back.
struct Switch {
    retire: bool,
    ask: Ask<Edited>,
}

/// The sweet that is chosen.
#[derive(Default)]
pub struct Detail {
    read: Live<(Option<SweetId>, u32), Option<Read>>,
    limit: u32,
    shown: Option<SweetId>,
    ask: Option<Switch>,
    retired: Option<Edited>,
    failed: Option<String>,
    again: bool,
}

impl Detail {
    /// Keeps what is known of it.
    pub fn keep(&mut self, cx: &mut Cx<'_>, chosen: Option<SweetId>) {
        if self.shown != chosen {
            self.shown = chosen;
            self.limit = MOVEMENTS;
            self.failed = None;
        }
        let (shop, question) = (cx.shop.clone(), (chosen, self.limit));
        let at = (shop.now(), cx.facts.zone);
        self.read
            .keep(cx.desk, cx.changes, &question, move |(chosen, limit)| {
                let Some(id) = *chosen else { return Ok(None) };
                shop.read(|db| {
                    let Some(sweet) = catalogue::sweet(db, id)? else {
                        return Ok(None);
                    };
                    let rows = stock::shelf_rows(db, &[id])?;
                    let on_hand = rows.first().map_or(0, |row| row.on_hand);
                    let movements = stock::movements(db, id, None, *limit)?;
                    Ok(Some(Read {
                        sweet,
                        on_hand,
                        free: stock::free(db, at, id)?,
                        movements,
                    }))
                })
            });
        self.take_answer(cx);
    }

    fn read_of(&self, chosen: Option<SweetId>) -> Option<&Read> {
        let read = self.read.latest()?.as_ref()?;
        (Some(read.sweet.id) == chosen).then_some(read)
    }

    /// The sweet, as far as it is known.
    #[must_use]
    pub fn sweet(&self, chosen: Option<SweetId>) -> Option<&Sweet> {
        self.read_of(chosen).map(|read| &read.sweet)
    }

    /// What is on hand, as far as it is known.
    #[must_use]
    pub fn on_hand(&self, chosen: Option<SweetId>) -> Option<i64> {
        self.read_of(chosen).map(|read| read.on_hand)
    }

    /// Whether the list should be read again.
    pub fn take_wish_to_read_again(&mut self) -> bool {
        std::mem::take(&mut self.again)
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>) {
        let Some(Switch { retire, ask }) = &mut self.ask else {
            return;
        };
        match ask.answer() {
            None => {}
            Some(Outcome::Done(edited)) => {
                // Retiring is undone as easily as it is done, so it is not asked about first.
                if *retire {
                    let text = "It is retired: the counter does not show it any more.";
                    cx.notes.offer(Tone::Good, text, Action::Undo);
                    self.retired = Some(edited);
                } else {
                    cx.notes.say(Tone::Good, "It is on the counter again.");
                    self.retired = None;
                }
                self.ask = None;
            }
            Some(Outcome::Refused(refusal)) => {
                cx.notes.say(Tone::Bad, sentence(&refusal));
                self.ask = None;
                self.again = true;
            }
            Some(Outcome::Failed(why)) => self.failed = Some(why),
        }
    }

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, chosen: Option<SweetId>) {
        if chosen.is_none() {
            nothing(
                ui,
                "No sweet chosen",
                "Pick one at the left, or walk the table with the arrows.",
            );
            return;
        }
        if let Some(trouble) = self.read.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let Some(read) = self.read_of(chosen) else {
            return;
        };
        head(ui, cx, read);
        let mut wish = None;
        ui.add_space(GAP_S);
        // In a narrow pane the keys are left to the hints, so that all stand in one row.
        let keys = ui.available_width() >= 560.0;
        ui.horizontal_wrapped(|ui| {
            if !keys {
                ui.spacing_mut().item_spacing.x = GAP_S;
            }
            for (what, kind, needs) in [
                (Action::Restock, Kind::Primary, Permission::ManageStock),
                (Action::Correct, Kind::Plain, Permission::ManageStock),
                (Action::WriteOff, Kind::Plain, Permission::ManageStock),
                (Action::EditSweet, Kind::Plain, Permission::ManageCatalogue),
            ] {
                let mut button = Push::new(what.name()).kind(kind);
                if keys {
                    button = button.keys(what.keys());
                }
                // A retired sweet is brought back first, then restocked. A kit has no stock.
                let first = what != Action::Restock || !read.sweet.retired;
                let counted = needs != Permission::ManageStock || read.sweet.parts.is_empty();
                let shown = first && counted && cx.standing.may(needs);
                if shown && ui.add(button).on_hover_text(what.hint()).clicked() {
                    cx.wanted.push(what);
                }
            }
            let free = self.ask.is_none();
            let (text, kind) = if read.sweet.retired {
                ("Bring back", Kind::Primary)
            } else {
                ("Retire", Kind::Danger)
            };
            if ui.add_enabled(free, Push::new(text).kind(kind)).clicked() {
                wish = Some((read.sweet.id, read.sweet.version, read.sweet.retired));
            }
        });
        let (mut again, mut leave) = (false, false);
        if let Some(waiting) = self
            .ask
            .as_ref()
            .and_then(|switch| switch.ask.held_up(ui.ctx(), cx.shop))
        {
            banner(ui, Tone::Warn, &waiting);
        }
        if let Some(why) = &self.failed {
            banner(ui, Tone::Bad, why);
            again = ui.add(Push::new("Try again")).clicked();
            leave = ui.add(Push::new("Leave it").kind(Kind::Quiet)).clicked();
        }
        ui.add_space(GAP);
        ui.label(strong("Movements"));
        let more = movements(ui, cx, read, self.limit);
        if more {
            self.limit += MOVEMENTS;
        }
        if again {
            self.failed = None;
            if let Some(switch) = &mut self.ask {
                switch.ask.again(cx.desk);
            }
        } else if leave {
            self.failed = None;
            self.ask = None;
        }
        if let Some((sweet, version, retired)) = wish {
            self.switch(cx, sweet, version, retired);
        }
    }

    /// Brings back the sweet that was just retired.
    pub fn undo(&mut self, cx: &mut Cx<'_>) {
        match self.retired.take() {
            Some(edited) if self.ask.is_none() => {
                self.switch(cx, edited.sweet, edited.version, true);
            }
            _ => cx.notes.say(Tone::Plain, "There is nothing to undo."),
        }
    }

    fn switch(&mut self, cx: &Cx<'_>, sweet: SweetId, version: i64, retired: bool) {
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let ask = Ask::send(cx.desk, move |request| {
            if retired {
                shop.execute(&session, request, ReinstateSweet { sweet, version })
            } else {
                shop.execute(&session, request, RetireSweet { sweet, version })
            }
        });
        self.ask = Some(Switch {
            retire: !retired,
            ask,
        });
    }
}

fn head(ui: &mut Ui, cx: &Cx<'_>, read: &Read) {
    let sweet = &read.sweet;
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(72.0), Sense::hover());
        picture::paint(ui.painter(), rect, &sweet.picture, &sweet.name);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            let name = RichText::new(&sweet.name).font(theme::strong(theme::HEADING + 1.0));
            ui.add(Label::new(name).wrap());
            let category = sweet.category.as_deref().unwrap_or("No category");
            ui.add(Label::new(muted(ui, category)).truncate());
            ui.horizontal(|ui| {
                let price = cx.facts.currency.format_with_code(sweet.price);
                ui.label(strong(priced(price, sweet.unit, sweet.per)));
                if sweet.retired {
                    badge(ui, Tone::Plain, "Retired");
                } else if read.on_hand < 0 {
                    badge(ui, Tone::Bad, "Below zero");
                } else if read.on_hand == 0 {
                    badge(ui, Tone::Bad, "Sold out");
                } else if read.on_hand <= sweet.low_at {
                    badge(ui, Tone::Warn, "Low");
                }
            });
        });
    });
    ui.add_space(GAP_S);
    ui.horizontal(|ui| {
        ui.label(RichText::new(sweet.unit.format(read.on_hand)).font(theme::strong(theme::TOTAL)));
        ui.label(muted(
            ui,
            format!("on hand · low at {}", sweet.unit.format(sweet.low_at)),
        ));
    });
    if let Some(free) = &read.free {
        let [sell, promised] = [free.free.max(0), free.promised].map(|n| sweet.unit.format(n));
        let text = format!(
            "{sell} free to sell now · {promised} promised by {}",
            free.time
        );
        ui.add(Label::new(strong(text)).wrap());
        if free.free < 0 {
            let text = format!("{} still to be made.", sweet.unit.format(-free.free));
            ui.add(Label::new(muted(ui, text)).wrap());
        }
    }
    let mut rules: Vec<String> = sweet
        .taxes
        .iter()
        .map(|tax| match tax.inside {
            true => format!("with {} {} %", tax.name, tax.rate),
            false => format!("plus {} {} %", tax.name, tax.rate),
        })
        .collect();
    if sweet.below_zero {
        rules.push("may be sold before it is counted in".to_owned());
    }
    if !rules.is_empty() {
        ui.add(Label::new(fine_print(ui, sentence(&rules.join(", ")))).wrap());
    }
    if !sweet.parts.is_empty() {
        made_of(ui, cx, sweet);
    }
    let mut codes = Vec::new();
    if let Some(sku) = &sweet.sku {
        codes.push(format!("SKU {sku}"));
    }
    if !sweet.barcodes.is_empty() {
        codes.push(catalogue::listed(&sweet.barcodes));
    }
    if !codes.is_empty() {
        ui.add(Label::new(fine_print(ui, codes.join(" · "))).wrap());
    }
    if !sweet.changed_by.is_empty() {
        let when = cx.facts.zone.date_time(sweet.changed_at);
        ui.label(fine_print(
            ui,
            format!("Last changed by {} on {when}", sweet.changed_by),
        ));
    }
}

/// What a kit is made of, and what that costs one by one.
fn made_of(ui: &mut Ui, cx: &Cx<'_>, kit: &Sweet) {
    let parts: Vec<String> = kit.parts.iter().map(NamedPart::text).collect();
    let text = format!("Made of {}.", parts.join(", "));
    ui.add(Label::new(text).wrap());
    if let Some(cost) = catalogue::cost_of_parts(&kit.parts) {
        let text = beside(cx.facts.currency, cost, Some(kit.price));
        ui.add(Label::new(fine_print(ui, text)).wrap());
    }
}

/// Shows them; true where more are wanted.
fn movements(ui: &mut Ui, cx: &Cx<'_>, read: &Read, limit: u32) -> bool {
    let t = tokens(ui);
    let (movements, unit) = (&read.movements, read.sweet.unit);
    let mut more = false;
    if movements.is_empty() {
        let text = match read.sweet.parts.is_empty() {
            true => "Nothing has moved yet.",
            false => "A kit has no stock of its own: what is sold of it leaves with its parts.",
        };
        ui.add(Label::new(muted(ui, text)).wrap());
        return false;
    }
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            for movement in movements {
                ui.scope(|ui| {
                    ui.spacing_mut().item_spacing.y = 1.0;
                    ui.horizontal(|ui| {
                        let ink = if movement.delta < 0 { t.ink } else { t.good };
                        let sign = if movement.delta > 0 { "+" } else { "" };
                        let delta = format!("{sign}{}", unit.format(movement.delta));
                        ui.label(strong(delta).color(ink));
                        ui.label(told(movement));
                        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                            ui.label(muted(
                                ui,
                                format!("{} after", unit.format(movement.on_hand)),
                            ));
                        });
                    });
                    let when = cx.facts.zone.date_time(movement.at);
                    let mut text = format!("{when} · {} · {}", movement.by, movement.window);
                    if let Some(note) = &movement.note {
                        text.push_str(&format!(" · {note}"));
                    }
                    ui.add(Label::new(fine_print(ui, text)).wrap());
                });
                ui.add_space(GAP_S);
            }
            if movements.len() == limit as usize {
                more = ui
                    .add(Push::new("Older movements").kind(Kind::Quiet))
                    .clicked();
            }
        });
    more
}

/// A price with what it is for, where that is not a piece: "640.00 / kg".
pub fn priced(price: String, unit: Unit, per: i64) -> String {
    match (unit, per) {
        (Unit::Piece, 1) => price,
        _ => format!("{price} {}", unit.price_for(per)),
    }
}

fn told(movement: &Movement) -> String {
    let what = match movement.reason {
        Reason::Opening => "opening",
        Reason::Received => "received",
        Reason::Sold => "sold",
        Reason::Counted => "counted",
        Reason::Returned => "brought back",
        Reason::Broken => "broken",
        Reason::Sample => "given as a sample",
        Reason::Waste => "thrown away",
        Reason::Held => "held for a payment",
        Reason::Released => "held no more",
    };
    match movement.receipt {
        Some(receipt) => format!("{what}, receipt {receipt}"),
        None => what.to_owned(),
    }
}
