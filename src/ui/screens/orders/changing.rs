//! Changing what is ordered: how much of it, what goes, and what is added.
//!
//! Promises: the total that is shown is the one the shop is asked for, at the catalogue's prices
//! of now; the slot's room is taken anew in the same commit, or the order stays as it is; who is
//! second is told who changed it, and nothing was done yet. Leaves out the note, which has its own
//! question, and prices and discounts, which are given at the counter.

use egui::{Align, Context, Id, Label, Layout, ScrollArea, Ui};

use super::asking::told_changed;
use crate::{
    shop::{
        Trouble,
        orders::{ChangeOrder, Changed, Order},
        sales::QuickItem,
        stock::{self, ShelfRow},
        taxes::{self, Tax},
    },
    ui::{
        remote::{Answer, Ask, LOST, Live, Outcome, Pending, sentence},
        screens::counter::{Line, priced},
        theme::{GAP, GAP_S, TOUCH},
        widgets::{
            Field, Kind, Push, Tone, banner, buttons, dialog, entered, fine_print, muted, strong,
            title,
        },
        window::Cx,
    },
    values::{Currency, Money, Quantity, SweetId, Unit},
};

/// How many finds are offered.
const SHOWN: usize = 5;
/// The most lines, as the shop takes them.
const LINES: usize = 500;

/// The sweets of an order as the catalogue has them now, and the taxes on what is no sweet.
type Now = (Vec<ShelfRow>, Vec<Tax>);

/// A line, and how much of it stands in its field.
struct Entry {
    line: Line,
    typed: String,
}

impl Entry {
    fn of(line: Line) -> Self {
        let typed = line.shown.unit.format(line.quantity());
        Self { line, typed }
    }

    /// Sets how much, as plus and minus do.
    fn set(&mut self, quantity: i64) {
        self.line.set_quantity(quantity);
        self.typed = self.line.shown.unit.format(self.line.quantity());
    }
}

/// The dialog while it is open.
pub struct Changing {
    order: Order,
    version: i64,
    reading: Option<Pending<Result<Now, Trouble>>>,
    entries: Vec<Entry>,
    search: String,
    finds: Live<String, Vec<ShelfRow>>,
    /// Enter was pressed, and waits for the finds.
    wanted: bool,
    error: Option<String>,
    ask: Option<Ask<Changed>>,
}

impl Changing {
    /// Changes this one.
    #[must_use]
    pub fn of(order: Order, cx: &Cx<'_>) -> Self {
        let ids: Vec<SweetId> = order.lines.iter().filter_map(|line| line.sweet).collect();
        let shop = cx.shop.clone();
        let reading = cx.desk.read(move || {
            let read = |db: &crate::store::ReadTx<'_>| {
                Ok((stock::shelf_rows(db, &ids)?, taxes::usual(db)?))
            };
            shop.read(read).map_err(Trouble::from)
        });
        Self {
            version: order.version,
            order,
            reading: Some(reading),
            entries: Vec::new(),
            search: String::new(),
            finds: Live::default(),
            wanted: false,
            error: None,
            ask: None,
        }
    }

    /// Shows it; true once it is done with.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        self.read(cx);
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(changed)) => {
                let total = cx.facts.currency.format_with_code(changed.total);
                let text = format!("Order {} comes to {total} now.", changed.display);
                cx.notes.say(Tone::Good, text);
                return true;
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.error = Some(match told_changed(&refusal) {
                    Some((version, text)) => {
                        self.version = version;
                        format!("{text} What stands here takes the place of its goods.")
                    }
                    None => sentence(&refusal),
                });
            }
            Some(Outcome::Failed(why)) => self.error = Some(why),
        }
        let busy = self.ask.as_ref().is_some_and(Ask::under_way);
        let total = self.total();
        let (mut go, mut over) = (false, false);
        let away = dialog(ctx, "change the goods", 600.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, &format!("Change order {}", self.order.display));
            let text = "At the prices of now; its slot keeps the room for what it comes to.";
            ui.add(Label::new(muted(ui, text)).wrap());
            if let Some(error) = &self.error {
                banner(ui, Tone::Bad, error);
            }
            self.lines(ui, cx);
            self.more(ui, cx);
            self.sum(ui, cx.facts.currency, &total);
            buttons(ui, |ui| {
                let ready = !busy && self.reading.is_none() && total.is_ok();
                go = ui.add_enabled(ready, Push::primary("Change it")).clicked();
                let keep = Push::new("Leave it").kind(Kind::Quiet);
                over = ui.add_enabled(!busy, keep).clicked();
            });
        });
        if go {
            self.go(cx);
        }
        over || (away && !busy)
    }

    /// Takes in what the catalogue says of its lines.
    fn read(&mut self, cx: &Cx<'_>) {
        let shop = cx.shop.clone();
        self.finds
            .keep(cx.desk, cx.changes, &self.search, move |text| {
                if text.trim().is_empty() {
                    return Ok(Vec::new());
                }
                shop.read(|db| {
                    let found = stock::find_for_sale(db, shop.names(), text, SHOWN)?;
                    let exact = found.exact.map(|exact| exact.id);
                    let mut rows = found.rows;
                    // Whose code or whole name it is stays first.
                    rows.sort_by_key(|row| Some(row.id) != exact);
                    Ok(rows)
                })
            });
        let Some(reading) = &mut self.reading else {
            return;
        };
        match reading.take() {
            Answer::NotYet => return,
            Answer::Here(Ok((rows, usual))) => self.take_in(&rows, &usual),
            Answer::Here(Err(trouble)) => self.error = Some(sentence(&trouble)),
            Answer::Lost => self.error = Some(LOST.to_owned()),
        }
        self.reading = None;
    }

    fn take_in(&mut self, rows: &[ShelfRow], usual: &[Tax]) {
        for (key, line) in (0..).zip(&self.order.lines) {
            let row = rows.iter().find(|row| Some(row.id) == line.sweet);
            let mut now = match row {
                Some(row) => Line::of(key, row, line.quantity),
                None => {
                    let item = QuickItem {
                        name: line.name.clone(),
                        price: line.price,
                    };
                    let mut quick = Line::quick(key, item, usual.to_vec());
                    quick.set_quantity(line.quantity.get());
                    quick
                }
            };
            now.shown.put.note.clone_from(&line.note);
            now.shown.put.discount = line.off;
            self.entries.push(Entry::of(now));
        }
    }

    /// What it comes to; a sentence where it can't be.
    fn total(&self) -> Result<Money, String> {
        if self.entries.is_empty() {
            return Err("Nothing is left of it: cancel the order instead.".to_owned());
        }
        for entry in &self.entries {
            entry
                .line
                .shown
                .unit
                .parse(&entry.typed)
                .map_err(|why| sentence(&format!("{}: {why}", entry.line.name())))?;
        }
        let lines = self.entries.iter().map(|entry| entry.line.shown.priced());
        Ok(priced(lines.collect(), self.order.discount)?.gross)
    }

    fn lines(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let high = (ui.ctx().content_rect().height() - 600.0).clamp(120.0, 380.0);
        let ids = Id::unique("changing an order").with(cx.desk.viewport());
        let mut off = None;
        ScrollArea::vertical().max_height(high).show(ui, |ui| {
            ui.set_width(ui.available_width() - 8.0);
            for (at, entry) in self.entries.iter_mut().enumerate() {
                let id = ids.with(entry.line.key);
                if row(ui, cx.facts.currency, entry, id) {
                    off = Some(at);
                }
            }
        });
        if let Some(at) = off {
            self.entries.remove(at);
            self.error = None;
        }
    }

    /// The search for what is added.
    fn more(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let search = Field::new("Add", &mut self.search)
            .hint("A part of the name, or a code")
            .limit(100)
            .id(Id::unique("adding to an order").with(cx.desk.viewport()))
            .show(ui);
        self.wanted |= entered(ui, &search);
        let Some(finds) = self.finds.answer_to(&self.search) else {
            return;
        };
        let mut chosen = match std::mem::take(&mut self.wanted) {
            true => finds.first().cloned(),
            false => None,
        };
        for found in finds {
            let price = cx.facts.currency.format(found.price);
            let text = format!(
                "{} · {price} {}",
                found.name,
                found.unit.price_for(found.per)
            );
            let name = format!("Add {}, {price}", found.name);
            let find = Push::new(&text)
                .named(name)
                .kind(Kind::Quiet)
                .left()
                .width(f32::INFINITY);
            if ui.add(find).clicked() {
                chosen = Some(found.clone());
            }
        }
        if finds.is_empty() && !self.search.trim().is_empty() {
            ui.label(muted(ui, "Nothing is called that."));
        }
        if let Some(found) = chosen {
            self.add(&found);
        }
    }

    /// Puts one more in: of what is there already, or a line of its own.
    fn add(&mut self, found: &ShelfRow) {
        self.search.clear();
        self.error = None;
        let there = self
            .entries
            .iter_mut()
            .find(|entry| entry.line.takes_more_of(found));
        if let Some(entry) = there {
            let more = entry.line.quantity().saturating_add(1);
            entry.set(more);
            return;
        }
        if self.entries.len() >= LINES {
            self.error = Some("At most 500 lines fit.".to_owned());
            return;
        }
        let last = self.entries.iter().map(|entry| entry.line.key).max();
        let key = last.map_or(0, |key| key.saturating_add(1));
        let quantity = match found.unit {
            Unit::Piece => Quantity::ONE,
            // As much as its price is for: 100 g, a kilogram.
            Unit::Gram | Unit::Millilitre => Quantity::of(found.per).unwrap_or(Quantity::ONE),
        };
        self.entries.push(Entry::of(Line::of(key, found, quantity)));
    }

    fn sum(&self, ui: &mut Ui, currency: Currency, total: &Result<Money, String>) {
        if self.reading.is_some() {
            ui.label(muted(ui, "Looking up what it costs now…"));
            return;
        }
        match total {
            Err(why) => {
                banner(ui, Tone::Warn, why);
            }
            Ok(total) => {
                let (was, is) = (currency.format(self.order.total), currency.format(*total));
                let text = match *total == self.order.total {
                    true => format!("Comes to {is}, as before"),
                    false => format!("Comes to {is} instead of {was}"),
                };
                ui.label(strong(text));
            }
        }
    }

    fn go(&mut self, cx: &Cx<'_>) {
        self.error = None;
        if let Some(ask) = &mut self.ask {
            ask.again(cx.desk);
            return;
        }
        let change = ChangeOrder {
            order: self.order.order,
            version: self.version,
            lines: Some(self.entries.iter().map(|entry| entry.line.sold()).collect()),
            discount: self.order.discount,
            note: None,
            preparation_minutes: None,
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.ask = Some(Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, change.clone())
        }));
    }
}

/// One line; true where it is to be taken off.
fn row(ui: &mut Ui, currency: Currency, entry: &mut Entry, id: Id) -> bool {
    let mut off = false;
    let name = entry.line.name().to_owned();
    ui.horizontal(|ui| {
        ui.set_min_height(TOUCH);
        ui.spacing_mut().item_spacing.x = GAP_S;
        let (now, step) = (entry.line.quantity(), entry.line.step());
        let less = Push::new("−").named(format!("Less {name}"));
        if ui.add_enabled(now > step, less).clicked() {
            entry.set(now.saturating_sub(step));
        }
        let edit = egui::TextEdit::singleline(&mut entry.typed)
            .id(id)
            .desired_width(84.0)
            .char_limit(16)
            .margin(egui::Margin::symmetric(8, 12));
        let field = ui.add(edit);
        let label = format!("How much {name}");
        field.widget_info(|| {
            let mut info = egui::WidgetInfo::text_edit(true, "", entry.typed.as_str(), "");
            info.label = Some(label.clone());
            info
        });
        if field.changed()
            && let Ok(quantity) = entry.line.shown.unit.parse(&entry.typed)
        {
            entry.line.set_quantity(quantity.get());
        }
        let more = Push::new("+").named(format!("More {name}"));
        if ui.add(more).clicked() {
            entry.set(now.saturating_add(step));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let remove = Push::new("×")
                .kind(Kind::Quiet)
                .named(format!("Take out {name}"));
            off = ui.add(remove).clicked();
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    ui.add(Label::new(strong(&name)).truncate());
                    let mut told = vec![entry.line.measure(currency)];
                    told.extend(entry.line.given(currency));
                    let told = fine_print(ui, told.join(" · "));
                    ui.add(Label::new(told).truncate());
                });
            });
        });
    });
    off
}
