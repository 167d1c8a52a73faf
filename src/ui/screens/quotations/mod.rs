//! The quotations: what customers were offered, newest first, and the one that is chosen.
//!
//! Promises: one made anywhere appears by itself; typing searches by customer or number, the
//! arrows walk, and a scanned code leads to its quotation; selling, withdrawing and taking into a
//! basket are asked for once. Leaves out making one, which begins at the counter's basket.

mod detail;
mod row;
mod selling;
mod slip;
mod withdrawing;

use chrono::NaiveDate;
use egui::{CentralPanel, Context, Frame, Id, Key, Layout, Margin, Modifiers, Panel, Ui};

use crate::{
    shop::sales::quotes::{self, Quotation, Shown, State, TakeUpQuotation, TakenUp},
    ui::{
        actions::Action,
        intents::Intents,
        remote::{Ask, Live, Outcome, sentence},
        theme::{GAP_L, GAP_S, tokens},
        widgets::{
            Field, Push, Tone, banner, count, fine_print, nothing, rows::rows, select_all, title,
            typing_goes_to,
        },
        window::Cx,
    },
    values::BasketId,
};
use selling::Selling;
use slip::SlipOf;
use withdrawing::Withdrawing;

const ROW: f32 = 60.0;
/// How many are shown; the search finds the others.
const MOST: usize = 300;

/// What is asked of the list.
#[derive(Clone, PartialEq, Eq)]
struct Wanted {
    shown: Shown,
    today: NaiveDate,
    text: String,
}

/// The quotations screen.
#[derive(Default)]
pub struct QuotationRoom {
    list: Live<Wanted, Vec<Quotation>>,
    shown: Shown,
    search: String,
    focus_search: bool,
    chosen: Option<i64>,
    bring: bool,
    detail: Live<i64, Option<Quotation>>,
    selling: Option<Selling>,
    withdrawing: Option<Withdrawing>,
    slip: SlipOf,
    taking_up: Intents<i64, TakenUp>,
    /// Why it could not be taken into a basket.
    trouble: Option<String>,
    wanted: Vec<Action>,
}

impl QuotationRoom {
    /// Does what a key or the palette asked for.
    pub fn act(&mut self, action: Action) {
        self.wanted.push(action);
    }

    /// Opens a quotation that there is.
    pub fn open(&mut self, number: i64) {
        (self.search, self.shown) = (String::new(), Shown::All);
        self.chosen = Some(number);
        self.bring = true;
    }

    /// Shows it; the basket that a quotation was put into, for the counter to go on with.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<BasketId> {
        let ctx = ui.ctx().clone();
        let today = cx.facts.zone.date(cx.shop.now());
        let wanted = Wanted {
            shown: self.shown,
            today,
            text: self.search.clone(),
        };
        let shop = cx.shop.clone();
        self.list.keep(cx.desk, cx.changes, &wanted, move |wanted| {
            let kind = (wanted.shown, wanted.today);
            shop.read(|db| quotes::find(db, kind, &wanted.text, MOST))
        });
        if let Some(number) = self.chosen {
            let shop = cx.shop.clone();
            // What is in it never changes, but what became of it does.
            let fresh = self
                .detail
                .keep(cx.desk, cx.changes, &number, move |number| {
                    shop.read(|db| quotes::quotation(db, *number))
                });
            if fresh {
                // The foot knows its height only after its first frame.
                ctx.request_repaint();
            }
        }
        let taken = self.taken_up();
        self.obey(cx, today);
        let search = Id::unique("quotation search").with(cx.desk.viewport());
        if !cx.covered && !ctx.any_popup_open() && !self.is_covered() {
            let now = std::mem::take(&mut self.focus_search);
            typing_goes_to(&ctx, search, now);
            self.walk(&ctx);
        }
        let t = tokens(ui);
        let frame = Frame::new()
            .fill(t.surface)
            .inner_margin(Margin::same(GAP_L as i8));
        let width = if ctx.content_rect().width() >= 1240.0 {
            400.0
        } else {
            360.0
        };
        Panel::right("quotation")
            .resizable(false)
            .exact_size(width)
            .frame(frame)
            .show(ui, |ui| self.chosen_quotation(ui, cx, today));
        let frame = Frame::new()
            .fill(t.canvas)
            .inner_margin(Margin::same(GAP_L as i8));
        CentralPanel::default().frame(frame).show(ui, |ui| {
            title(ui, "Quotations");
            ui.add_space(GAP_S);
            if let Some(trouble) = self.list.trouble().map(str::to_owned) {
                banner(ui, Tone::Bad, &trouble);
                if ui.add(Push::new("Try again")).clicked() {
                    self.list.read_again();
                }
            }
            self.filters(ui, search);
            ui.add_space(GAP_S);
            self.rows(ui, cx, today);
        });
        self.dialogs(&ctx, cx);
        taken
    }

    /// Whether a dialog of this screen is open.
    fn is_covered(&self) -> bool {
        self.selling.is_some() || self.withdrawing.is_some() || self.slip.is_open()
    }

    fn taken_up(&mut self) -> Option<BasketId> {
        match self.taking_up.answer()?.1 {
            Outcome::Done(taken) => return Some(taken.basket),
            Outcome::Refused(refusal) => self.trouble = Some(sentence(&refusal)),
            Outcome::Failed(why) => self.trouble = Some(why),
        }
        None
    }

    fn obey(&mut self, cx: &Cx<'_>, today: NaiveDate) {
        for action in std::mem::take(&mut self.wanted) {
            let open = self.shown_now().filter(|it| it.state(today) == State::Open);
            let open = open.filter(|_| !self.is_covered()).cloned();
            match (action, open) {
                (Action::Search, _) => self.focus_search = true,
                (Action::SellQuoted, Some(quotation)) => {
                    self.selling = Some(Selling::of(quotation));
                }
                (Action::WithdrawQuoted, Some(quotation)) => {
                    self.withdrawing = Some(Withdrawing::of(quotation.number));
                }
                (Action::TakeUpQuoted, Some(quotation)) if !self.taking_up.under_way() => {
                    self.trouble = None;
                    if self.taking_up.again(cx.desk, &quotation.number) {
                        continue;
                    }
                    let (shop, session) = (cx.shop.clone(), cx.session.clone());
                    let take_up = TakeUpQuotation {
                        quotation: quotation.number,
                        basket: BasketId::new(),
                    };
                    let ask = Ask::send(cx.desk, move |request| {
                        shop.execute(&session, request, take_up.clone())
                    });
                    self.taking_up.begin(quotation.number, ask);
                }
                _ => {}
            }
        }
    }

    /// The quotation that is shown.
    fn shown_now(&self) -> Option<&Quotation> {
        self.detail.answer_to(&self.chosen?)?.as_ref()
    }

    fn filters(&mut self, ui: &mut Ui, id: Id) {
        let found = self.list.latest().map_or(0, Vec::len);
        ui.horizontal(|ui| {
            let field = Field::new("Customer or number", &mut self.search)
                .hint("Type, or scan its code")
                .id(id)
                .width(240.0)
                .show(ui);
            if field.gained_focus() && !field.changed() {
                select_all(ui, id, &self.search);
            }
            ui.with_layout(Layout::left_to_right(egui::Align::Max), |ui| {
                ui.spacing_mut().item_spacing.x = GAP_S;
                for (kind, name) in [
                    (Shown::All, "All"),
                    (Shown::Open, "Open"),
                    (Shown::Sold, "Sold"),
                    (Shown::Gone, "Expired or withdrawn"),
                ] {
                    let button = Push::new(name).selected(self.shown == kind);
                    if ui.add(button).clicked() {
                        self.shown = kind;
                    }
                }
            });
        });
        let text = match i64::try_from(found) {
            Ok(found) if (found as usize) < MOST => count(found, "quotation", "quotations"),
            _ => format!("The newest {MOST} are shown: search for others."),
        };
        ui.label(fine_print(ui, text));
    }

    fn rows(&mut self, ui: &mut Ui, cx: &Cx<'_>, today: NaiveDate) {
        let Some(list) = self.list.latest() else {
            return;
        };
        if list.is_empty() {
            match (self.search.trim(), self.shown) {
                ("", Shown::All) => nothing(
                    ui,
                    "Nothing was offered yet",
                    &format!(
                        "Fill a basket at the counter and press “{}” ({}).",
                        Action::Quote.name(),
                        Action::Quote.keys()
                    ),
                ),
                _ => nothing(
                    ui,
                    "No quotation is like that",
                    "Look for another name, or among all of them.",
                ),
            }
            return;
        }
        let at = |number| list.iter().position(|one| one.number == number);
        let bring = std::mem::take(&mut self.bring)
            .then(|| self.chosen.and_then(at))
            .flatten();
        let mut pressed = None;
        rows(
            ui,
            "quotations",
            list.len(),
            ROW,
            bring,
            |ui, rect, index| {
                if let Some(quotation) = list.get(index) {
                    let chosen = self.chosen == Some(quotation.number);
                    if row::show(ui, rect, cx, (quotation, today), chosen) {
                        pressed = Some(quotation.number);
                    }
                }
            },
        );
        if pressed.is_some() {
            self.choose(pressed);
            ui.ctx().request_repaint();
        }
    }

    fn choose(&mut self, number: Option<i64>) {
        self.chosen = number;
        self.trouble = None;
    }

    /// The arrows: another one is chosen and brought into sight.
    fn walk(&mut self, ctx: &Context) {
        let Some(list) = self.list.latest().filter(|list| !list.is_empty()) else {
            return;
        };
        let step: isize = ctx.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            if pressed(Key::ArrowDown) {
                1
            } else if pressed(Key::ArrowUp) {
                -1
            } else {
                0
            }
        });
        let enter = ctx.input(|input| input.key_pressed(Key::Enter) && input.modifiers.is_none());
        let at = list.iter().position(|one| Some(one.number) == self.chosen);
        let next = match (at, step) {
            (None, 0) if !enter => return,
            (Some(_), 0) => return,
            (None, _) => 0,
            (Some(at), step) => at.saturating_add_signed(step).min(list.len() - 1),
        };
        let number = list.get(next).map(|one| one.number);
        self.choose(number);
        self.bring = true;
    }

    fn dialogs(&mut self, ctx: &Context, cx: &mut Cx<'_>) {
        let over = match (&mut self.selling, &mut self.withdrawing) {
            (Some(selling), _) => {
                let over = selling.show(ctx, cx);
                if over {
                    self.selling = None;
                }
                over
            }
            (None, Some(withdrawing)) => {
                let over = withdrawing.show(ctx, cx);
                if over {
                    self.withdrawing = None;
                }
                over
            }
            (None, None) => self.slip.show(ctx, cx),
        };
        if over {
            self.focus_search = true;
            ctx.request_repaint();
        }
    }
}
