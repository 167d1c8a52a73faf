//! The customers: found by name or number, the one that is chosen with all that passed, and who is
//! likely who.
//!
//! Promises: what other windows change appears by itself; typing searches, the arrows walk; who
//! edits what a colleague edited meanwhile sees both values; merging shows both side by side and
//! erasing says what stays, before either is done. Leaves out choosing a customer for a sale,
//! which is the counter's.

mod acting;
mod detail;
mod erasing;
mod form;
mod merging;
mod row;

use egui::{Align, CentralPanel, Context, Frame, Id, Key, Layout, Margin, Modifiers, Panel, Ui};

use crate::{
    shop::customers::{self, Consent, Customer, Duplicates, Entry},
    ui::{
        actions::Action,
        overlays::customer::{Choice, CustomerChoice},
        remote::{Ask, Live},
        theme::{GAP_L, GAP_S, tokens},
        widgets::{
            Field, Kind, Push, Tone, banner, count, fine_print, nothing, rows::rows, select_all,
            title, typing_goes_to,
        },
        window::Cx,
    },
    values::CustomerId,
};
use erasing::Erasing;
use form::Form;
use merging::Merging;

const ROW: f32 = 60.0;
/// How many are shown; the search finds the others.
const MOST: u32 = 300;
/// How many groups of likely duplicates are shown.
const GROUPS: usize = 100;
/// How much of what passed is shown.
const PASSED: u32 = 200;

/// Which customers are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Which {
    #[default]
    All,
    /// Those that are likely one.
    Alike,
}

/// A row of the list.
enum Listed {
    Customer(Box<Customer>),
    /// The head of a group of likely duplicates.
    Head(String),
}

/// All that is known of a customer.
struct Known {
    customer: Customer,
    consents: Vec<Consent>,
    history: Vec<Entry>,
}

/// The customers screen of one window.
#[derive(Default)]
pub struct CustomerRoom {
    list: Live<(Which, String), Vec<Listed>>,
    which: Which,
    search: String,
    focus_search: bool,
    chosen: Option<CustomerId>,
    bring: bool,
    detail: Live<CustomerId, Option<Known>>,
    /// What is asked for from the detail: consent, retiring.
    ask: Option<Ask<()>>,
    trouble: Option<String>,
    form: Option<Form>,
    /// Whom the chosen one is merged with is being chosen.
    choosing: Option<CustomerChoice>,
    merging: Option<Merging>,
    erasing: Option<Erasing>,
    wanted: Vec<Action>,
}

impl CustomerRoom {
    /// Does what a key or the palette asked for.
    pub fn act(&mut self, action: Action) {
        self.wanted.push(action);
    }

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let ctx = ui.ctx().clone();
        self.read(cx);
        self.take_answer();
        self.obey(cx);
        let search = Id::unique("customers search").with(cx.desk.viewport());
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
            480.0
        } else {
            400.0
        };
        Panel::right("customer")
            .resizable(false)
            .exact_size(width)
            .frame(frame)
            .show(ui, |ui| self.chosen_customer(ui, cx));
        let frame = Frame::new()
            .fill(t.canvas)
            .inner_margin(Margin::same(GAP_L as i8));
        CentralPanel::default().frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                title(ui, "Customers");
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let new =
                        Push::new(Action::NewCustomer.name()).keys(Action::NewCustomer.keys());
                    if ui
                        .add(new)
                        .on_hover_text(Action::NewCustomer.hint())
                        .clicked()
                    {
                        cx.wanted.push(Action::NewCustomer);
                    }
                });
            });
            ui.add_space(GAP_S);
            if let Some(trouble) = self.list.trouble().map(str::to_owned) {
                banner(ui, Tone::Bad, &trouble);
                if ui.add(Push::new("Try again")).clicked() {
                    self.list.read_again();
                }
            }
            self.filters(ui, search);
            ui.add_space(GAP_S);
            self.rows(ui, cx);
        });
        self.dialogs(&ctx, cx);
    }

    fn read(&mut self, cx: &Cx<'_>) {
        let wanted = (self.which, self.search.clone());
        let shop = cx.shop.clone();
        self.list
            .keep(cx.desk, cx.changes, &wanted, move |(which, text)| {
                shop.read(|db| match which {
                    Which::All => {
                        let found = customers::search(db, text, MOST)?;
                        Ok(found
                            .into_iter()
                            .map(|found| Listed::Customer(Box::new(found)))
                            .collect())
                    }
                    Which::Alike => Ok(grouped(customers::duplicates(db, GROUPS)?)),
                })
            });
        if let Some(id) = self.chosen {
            let shop = cx.shop.clone();
            self.detail.keep(cx.desk, cx.changes, &id, move |id| {
                shop.read(|db| {
                    let Some(customer) = customers::customer(db, *id)? else {
                        return Ok(None);
                    };
                    Ok(Some(Known {
                        consents: customers::consents(db, *id)?,
                        history: customers::history(db, *id, PASSED)?,
                        customer,
                    }))
                })
            });
        }
    }

    /// Whether a dialog of this screen is open.
    fn is_covered(&self) -> bool {
        self.form.is_some()
            || self.choosing.is_some()
            || self.merging.is_some()
            || self.erasing.is_some()
    }

    /// The customer that is shown.
    fn shown_now(&self) -> Option<&Known> {
        self.detail.answer_to(&self.chosen?)?.as_ref()
    }

    fn obey(&mut self, cx: &Cx<'_>) {
        for action in std::mem::take(&mut self.wanted) {
            let now = self.shown_now().map(|known| known.customer.clone());
            let now = now.filter(|now| !now.is_gone());
            match (action, now) {
                (Action::Search, _) => self.focus_search = true,
                _ if self.is_covered() => {}
                (Action::NewCustomer, _) => self.form = Some(Form::new(self.search.trim())),
                (Action::EditCustomer, Some(now)) => self.form = Some(Form::of(&now)),
                (Action::MergeCustomer, Some(_)) => {
                    self.choosing = Some(CustomerChoice::new("Who is the same customer?"));
                }
                (Action::EraseCustomer, Some(now)) => {
                    self.erasing = Some(Erasing::of(now, cx));
                }
                _ => {}
            }
        }
    }

    fn filters(&mut self, ui: &mut Ui, id: Id) {
        ui.horizontal(|ui| {
            let field = Field::new("Name or phone", &mut self.search)
                .hint("Type a part of it")
                .id(id)
                .width(260.0)
                .show(ui);
            if field.changed() {
                self.which = Which::All;
            }
            if field.gained_focus() && !field.changed() {
                select_all(ui, id, &self.search);
            }
            ui.with_layout(Layout::left_to_right(Align::Max), |ui| {
                ui.spacing_mut().item_spacing.x = GAP_S;
                for (which, name) in [(Which::All, "All"), (Which::Alike, "Likely duplicates")] {
                    let button = Push::new(name).selected(self.which == which);
                    if ui.add(button).clicked() {
                        self.which = which;
                    }
                }
            });
        });
        let list = self.list.latest().map_or(&[][..], Vec::as_slice);
        let found = list
            .iter()
            .filter(|row| matches!(row, Listed::Customer(_)))
            .count();
        let text = match (u32::try_from(found), self.which) {
            (Ok(found), Which::All) if found >= MOST => {
                format!("The first {MOST} are shown: search for others.")
            }
            _ => count(i64::try_from(found).unwrap_or(0), "customer", "customers"),
        };
        ui.label(fine_print(ui, text));
    }

    fn rows(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(list) = self.list.latest() else {
            return;
        };
        if list.is_empty() {
            match (self.which, self.search.trim()) {
                (Which::Alike, _) => nothing(
                    ui,
                    "No two are alike",
                    "Customers of one number or one name would stand here, to be merged.",
                ),
                (Which::All, "") => nothing(
                    ui,
                    "There are no customers yet",
                    "Add one here, or at the counter with a sale.",
                ),
                (Which::All, _) => nothing(
                    ui,
                    "Nobody is called so",
                    "Look for another part of the name or the number.",
                ),
            }
            return;
        }
        let at = |id| list.iter().position(|row| id_of(row) == Some(id));
        let bring = std::mem::take(&mut self.bring)
            .then(|| self.chosen.and_then(at))
            .flatten();
        let mut pressed = None;
        rows(
            ui,
            "customers",
            list.len(),
            ROW,
            bring,
            |ui, rect, index| match list.get(index) {
                Some(Listed::Customer(customer)) => {
                    let chosen = self.chosen == Some(customer.id);
                    if row::show(ui, rect, cx.facts.currency, customer, chosen) {
                        pressed = Some(customer.id);
                    }
                }
                Some(Listed::Head(text)) => row::head(ui, rect, text),
                None => {}
            },
        );
        if pressed.is_some() {
            self.choose(pressed);
            ui.ctx().request_repaint();
        }
    }

    fn choose(&mut self, id: Option<CustomerId>) {
        if self.chosen != id {
            self.trouble = None;
            self.ask = None;
        }
        self.chosen = id;
    }

    /// The arrows: another one is chosen and brought into sight; Enter edits.
    fn walk(&mut self, ctx: &Context) {
        let ids: Vec<CustomerId> = match self.list.latest() {
            Some(list) => list.iter().filter_map(id_of).collect(),
            None => return,
        };
        if ids.is_empty() {
            return;
        }
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
        let at = ids.iter().position(|id| Some(*id) == self.chosen);
        let next = match (at, step) {
            (None, 0) if !enter => return,
            (Some(_), 0) => return,
            (None, _) => 0,
            (Some(at), step) => at.saturating_add_signed(step).min(ids.len() - 1),
        };
        self.choose(ids.get(next).copied());
        self.bring = true;
    }

    fn dialogs(&mut self, ctx: &Context, cx: &mut Cx<'_>) {
        let mut over = false;
        if let Some(form) = &mut self.form {
            let theirs = self
                .detail
                .latest()
                .and_then(Option::as_ref)
                .map(|known| &known.customer);
            match form.show(ctx, cx, theirs) {
                form::Step::Waits => {}
                form::Step::Away => over = true,
                form::Step::Kept(id) => {
                    self.search = String::new();
                    self.which = Which::All;
                    self.chosen = Some(id);
                    self.bring = true;
                    over = true;
                }
            }
            if over {
                self.form = None;
            }
        } else if let Some(choosing) = &mut self.choosing {
            let now = self
                .chosen
                .and_then(|id| self.detail.answer_to(&id))
                .and_then(Option::as_ref)
                .map(|known| known.customer.clone());
            match choosing.show(ctx, cx, None) {
                Choice::Waits => {}
                Choice::Chosen(other) => {
                    self.choosing = None;
                    if let Some(now) = now {
                        self.merging = Some(Merging::of(now, other, cx));
                    }
                }
                Choice::Nobody | Choice::Away => {
                    self.choosing = None;
                    over = true;
                }
            }
        } else if let Some(merging) = &mut self.merging {
            match merging.show(ctx, cx) {
                merging::Step::Waits => {}
                merging::Step::Away => {
                    self.merging = None;
                    over = true;
                }
                merging::Step::Merged(kept) => {
                    self.merging = None;
                    self.chosen = Some(kept);
                    self.bring = true;
                    over = true;
                }
            }
        } else if let Some(erasing) = &mut self.erasing
            && erasing.show(ctx, cx)
        {
            self.erasing = None;
            over = true;
        }
        if over {
            self.focus_search = true;
            ctx.request_repaint();
        }
    }
}

fn id_of(row: &Listed) -> Option<CustomerId> {
    match row {
        Listed::Customer(customer) => Some(customer.id),
        Listed::Head(_) => None,
    }
}

/// The likely duplicates as rows, group by group.
fn grouped(found: Vec<Duplicates>) -> Vec<Listed> {
    let groups = found.into_iter().flat_map(|group| {
        let first = group.customers.first();
        let head = match group.like {
            customers::Likeness::Phone => {
                let number = first.and_then(|first| first.e164.clone());
                format!("One number: {}", number.unwrap_or_default())
            }
            customers::Likeness::Name => {
                let name = first.map(|first| first.name.clone());
                format!("One name: {}", name.unwrap_or_default())
            }
        };
        let rows = group.customers.into_iter();
        std::iter::once(Listed::Head(head))
            .chain(rows.map(|customer| Listed::Customer(Box::new(customer))))
    });
    groups.collect()
}

/// A button for an action of this screen.
fn act(ui: &mut Ui, cx: &mut Cx<'_>, action: Action, kind: Kind) {
    if !cx.standing.allows(action) {
        return;
    }
    let push = Push::new(action.name()).kind(kind).keys(action.keys());
    if ui.add(push).on_hover_text(action.hint()).clicked() {
        cx.wanted.push(action);
    }
}
