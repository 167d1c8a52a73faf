//! The stock room: every sweet, what is on hand of it, and what may be done with it.
//!
//! Promises: a hundred thousand sweets scroll as ten do; what others change appears by itself;
//! whoever saves second sees both versions. Leaves out the rules: the shop refuses, field by
//! field.

mod counting;
mod detail;
mod filters;
mod form;
mod goods;
mod parts;
mod pictures;
mod shelf;
mod table;

use egui::{CentralPanel, Frame, Id, Margin, Panel, Ui};

use crate::{
    shop::{
        Refusal,
        catalogue::{self, Category, EditSweet},
        taxes::{self, Tax},
    },
    ui::{
        actions::Action,
        remote::{Ask, Live, Outcome, sentence},
        screens::conflict::{self, Conflict},
        theme::{GAP_L, GAP_S, tokens},
        widgets::{
            Kind, Push, Tone, action, banner, count, fine_print, nothing, title, typing_goes_to,
        },
        window::Cx,
    },
    values::SweetId,
};
use counting::Counting;
use detail::Detail;
use filters::Filters;
use form::{Form, Wanted};
use shelf::Shelf;

/// The stock room of one window.
#[derive(Default)]
pub struct StockRoom {
    shelf: Shelf,
    filters: Filters,
    categories: Live<(), Vec<Category>>,
    taxes: Live<(), Vec<Tax>>,
    chosen: Option<SweetId>,
    detail: Detail,
    form: Option<Form>,
    saving: Option<Ask<SweetId>>,
    failed: Option<String>,
    conflict: Option<Conflict>,
    counting: Option<Counting>,
    wanted: Vec<Action>,
    focus_search: bool,
}

impl StockRoom {
    /// Does what a key or the palette asked for.
    pub fn act(&mut self, action: Action) {
        self.wanted.push(action);
    }

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let ctx = ui.ctx().clone();
        let shop = cx.shop.clone();
        self.categories.keep(cx.desk, cx.changes, &(), move |()| {
            shop.read(catalogue::categories)
        });
        let shop = cx.shop.clone();
        self.taxes
            .keep(cx.desk, cx.changes, &(), move |()| shop.read(taxes::list));
        let query = self.filters.query(cx.facts.currency);
        self.shelf.keep(cx, &query);
        self.detail.keep(cx, self.chosen);
        self.take_answer(cx);
        for action in std::mem::take(&mut self.wanted) {
            self.obey(action, cx);
        }

        let t = tokens(ui);
        let search = Id::unique("stock room search").with(cx.desk.viewport());
        let free = !cx.covered
            && !ctx.any_popup_open()
            && self.conflict.is_none()
            && self.counting.is_none();
        if free && self.form.is_none() {
            typing_goes_to(&ctx, search, std::mem::take(&mut self.focus_search));
        }
        let width = match ctx.content_rect().width() {
            wide if wide >= 1240.0 => 468.0,
            middle if middle >= 1000.0 => 384.0,
            _ => 368.0,
        };
        let frame = Frame::new()
            .fill(t.surface)
            .inner_margin(Margin::same(GAP_L as i8));
        Panel::right("sweet")
            .resizable(false)
            .exact_size(width)
            .frame(frame)
            .show(ui, |ui| {
                if self.form.is_some() {
                    self.show_form(ui, cx);
                } else {
                    self.detail.show(ui, cx, self.chosen);
                }
            });
        let frame = Frame::new()
            .fill(t.canvas)
            .inner_margin(Margin::same(GAP_L as i8));
        CentralPanel::default()
            .frame(frame)
            .show(ui, |ui| self.table(ui, cx, search, free));
        self.dialogs(&ctx, cx);
        if self.detail.take_wish_to_read_again() {
            self.shelf.read_again();
        }
    }

    fn table(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, search: Id, free: bool) {
        let found = self.shelf.ids().map(|ids| ids.len());
        let width = ui.available_width();
        ui.horizontal(|ui| {
            title(ui, "Stock room");
            if let Some(found) = found {
                ui.label(fine_print(ui, count(found as i64, "sweet", "sweets")));
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if action(ui, Action::NewSweet, Kind::Primary) {
                    cx.wanted.push(Action::NewSweet);
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.add_space(GAP_L);
                    self.filters.beside_the_head(ui, width);
                });
            });
        });
        let categories = self.categories.latest().map_or(&[][..], Vec::as_slice);
        self.filters.show(ui, search, cx.facts.currency, categories);
        ui.add_space(GAP_S);
        if let Some(trouble) = self.shelf.trouble().map(str::to_owned) {
            banner(ui, Tone::Bad, &trouble);
            if ui.add(Push::new("Try again")).clicked() {
                self.shelf.read_again();
            }
        }
        if found == Some(0) {
            if self.filters.any() {
                nothing(
                    ui,
                    "No sweet fits",
                    "Change the search or the filters, or clear them.",
                );
            } else {
                nothing(
                    ui,
                    "There are no sweets yet",
                    "Create the first with the button at the top.",
                );
            }
            return;
        }
        let focused = ui.ctx().memory(egui::Memory::focused);
        let keys = free && self.form.is_none() && focused.is_none_or(|id| id == search);
        let done = table::show(
            ui,
            cx,
            &mut self.shelf,
            &mut self.filters,
            self.chosen,
            keys,
        );
        if let Some(chosen) = done.chosen {
            if self.form.is_some() {
                cx.notes.say(Tone::Warn, "Save the form or leave it first.");
            } else {
                self.chosen = Some(chosen);
                ui.ctx().request_repaint();
            }
        }
        if done.edit {
            cx.wanted.push(Action::EditSweet);
        }
    }

    fn obey(&mut self, action: Action, cx: &mut Cx<'_>) {
        let busy = self.form.is_some() || self.counting.is_some() || self.conflict.is_some();
        match action {
            Action::Search => self.focus_search = true,
            Action::Undo if !busy => self.detail.undo(cx),
            Action::Save if self.form.is_some() => self.save(cx),
            Action::NewSweet if !busy => self.form = Some(Form::new()),
            Action::EditSweet if !busy => {
                if let Some(sweet) = self.detail.sweet(self.chosen) {
                    self.form = Some(Form::edit(sweet, cx.facts.currency));
                }
            }
            Action::Restock | Action::Correct | Action::WriteOff if !busy => {
                let kind = match action {
                    Action::Restock => counting::Kind::Restock,
                    Action::Correct => counting::Kind::Correct,
                    _ => counting::Kind::WriteOff,
                };
                if let (Some(sweet), Some(on_hand)) = (
                    self.detail.sweet(self.chosen),
                    self.detail.on_hand(self.chosen),
                ) {
                    let held = self.detail.held(self.chosen);
                    self.counting = Some(Counting::new(kind, sweet, (on_hand, held)));
                }
            }
            _ => {}
        }
    }

    fn show_form(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(form) = &mut self.form else { return };
        let free = self.saving.as_ref().is_none_or(|ask| !ask.under_way());
        title(
            ui,
            if form.base.is_some() {
                "Edit"
            } else {
                "New sweet"
            },
        );
        let (mut save, mut leave) = (false, false);
        let t = tokens(ui);
        let frame = Frame::new().fill(t.surface).inner_margin(Margin {
            top: 10,
            ..Margin::ZERO
        });
        Panel::bottom("save")
            .resizable(false)
            .frame(frame)
            .show_separator_line(true)
            .show(ui, |ui| {
                if let Some(waiting) = self
                    .saving
                    .as_ref()
                    .and_then(|ask| ask.held_up(ui.ctx(), cx.shop))
                {
                    banner(ui, Tone::Warn, &waiting);
                }
                if let Some(why) = self.failed.as_deref().or(form.general_error()) {
                    banner(ui, Tone::Bad, why);
                }
                ui.horizontal(|ui| {
                    let button = Push::primary(Action::Save.name())
                        .keys(Action::Save.keys())
                        .width(150.0);
                    save = ui.add_enabled(free, button).clicked();
                    leave = ui
                        .add_enabled(free, Push::new("Leave it").kind(Kind::Quiet))
                        .clicked();
                });
            });
        egui::ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_width(ui.available_width() - 8.0);
                let categories = self.categories.latest().map_or(&[][..], Vec::as_slice);
                let taxes = self.taxes.latest().map_or(&[][..], Vec::as_slice);
                form.show(ui, cx, categories, taxes);
            });
        if save {
            cx.wanted.push(Action::Save);
        }
        if leave {
            self.form = None;
            self.saving = None;
            self.failed = None;
        }
    }

    fn save(&mut self, cx: &mut Cx<'_>) {
        if self.saving.as_ref().is_some_and(Ask::under_way) {
            return;
        }
        let Some(wanted) = self
            .form
            .as_mut()
            .and_then(|form| form.wanted(cx.facts.currency))
        else {
            return;
        };
        self.failed = None;
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.saving = match wanted {
            Wanted::Nothing => {
                self.form = None;
                None
            }
            Wanted::Add(command) => Some(Ask::send(cx.desk, move |request| {
                shop.execute(&session, request, command.clone())
                    .map(|added| added.sweet)
            })),
            Wanted::Edit(sweet, version, change) => {
                let command = EditSweet {
                    sweet,
                    version,
                    change,
                };
                Some(Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, command.clone())
                        .map(|edited| edited.sweet)
                }))
            }
        };
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>) {
        match self.saving.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(sweet)) => {
                self.saving = None;
                self.form = None;
                self.chosen = Some(sweet);
                cx.notes.say(Tone::Good, "Saved.");
            }
            Some(Outcome::Refused(Refusal::Changed {
                what,
                by,
                time,
                version,
                differences,
                ..
            })) => {
                self.saving = None;
                let differences = match &self.form {
                    Some(form) => form.worded(differences),
                    None => differences,
                };
                self.conflict = Some(Conflict {
                    this: "this sweet",
                    what,
                    by,
                    time,
                    version,
                    differences,
                });
            }
            Some(Outcome::Refused(refusal)) => {
                self.saving = None;
                if let Some(form) = &mut self.form {
                    match &refusal {
                        Refusal::Invalid { field, why } => form.fail(field, why),
                        Refusal::Taken { field, value } => {
                            form.fail(
                                field,
                                &format!("“{value}” is already taken; choose another"),
                            );
                        }
                        other => form.fail("", &sentence(other)),
                    }
                }
            }
            Some(Outcome::Failed(why)) => self.failed = Some(why),
        }
    }

    fn dialogs(&mut self, ctx: &egui::Context, cx: &mut Cx<'_>) {
        if let Some(counting) = &mut self.counting
            && !counting.show(ctx, cx)
        {
            self.counting = None;
            self.focus_search = true;
        }
        let Some(conflict) = &self.conflict else {
            return;
        };
        match conflict.show(ctx) {
            None => {}
            Some(conflict::Next::Mine) => {
                if let Some(form) = &mut self.form {
                    form.version = conflict.version;
                }
                self.conflict = None;
                self.save(cx);
            }
            Some(conflict::Next::Theirs) => {
                self.conflict = None;
                self.form = None;
            }
            Some(conflict::Next::Back) => self.conflict = None,
        }
    }
}
