//! The pieces every screen is made of: buttons, fields, cards, banners, dialogs.
//!
//! Promises: everything that can be pressed or typed into has a name a screen reader tells, is
//! at least 44 points high where a finger needs it, and shows where the keyboard is. Leaves out
//! what belongs to one screen only.

mod modal;
pub mod pick;
pub mod picture;
pub mod push;
pub mod rows;
mod wrong;

use egui::{
    Color32, Context, CornerRadius, Event, Frame, Id, Key, Label, Margin, Response, RichText,
    Sense, Stroke, TextEdit, Ui, UiBuilder, Vec2, WidgetInfo,
    accesskit::Role as AccessRole,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
};

use super::{
    actions::Action,
    scanner::{keep_as_it_was, wants_codes},
    theme::{self, GAP_L, GAP_S, RADIUS, RADIUS_L, TOUCH, tokens},
};
pub use modal::{buttons, dialog, sheet};
pub use push::{Kind, Push};
pub use wrong::Wrong;

/// The mood of a badge or banner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// By the way.
    Plain,
    /// All is well.
    Good,
    /// Take care.
    Warn,
    /// Refused or gone.
    Bad,
}

impl Tone {
    /// The colour of its text, and what lies behind that.
    #[must_use]
    pub fn colours(self, ui: &Ui) -> (Color32, Color32) {
        let t = tokens(ui);
        match self {
            Tone::Plain => (t.muted, t.sunken),
            Tone::Good => (t.good, t.good_soft),
            Tone::Warn => (t.warn, t.warn_soft),
            Tone::Bad => (t.bad, t.bad_soft),
        }
    }
}

/// Emphasised text of running size.
#[must_use]
pub fn strong(text: impl Into<String>) -> RichText {
    RichText::new(text).font(theme::strong(theme::BODY))
}

/// Secondary text.
pub fn muted(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).color(tokens(ui).muted)
}

/// Small secondary text.
pub fn fine_print(ui: &Ui, text: impl Into<String>) -> RichText {
    muted(ui, text).font(theme::plain(theme::SMALL))
}

/// What stands over a field or a choice.
pub fn caption(ui: &mut Ui, text: &str) -> Response {
    ui.label(RichText::new(text).font(theme::strong(theme::SMALL + 0.5)))
}

/// The head of a screen or dialog.
pub fn title(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(RichText::new(text).font(theme::strong(theme::TITLE))).wrap())
}

/// A button for an action of the list; true when it was pressed.
pub fn action(ui: &mut Ui, action: Action, kind: Kind) -> bool {
    ui.add(Push::new(action.name()).kind(kind).keys(action.keys()))
        .on_hover_text(action.hint())
        .clicked()
}

/// A surface with a hairline around it.
pub fn card<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let t = tokens(ui);
    Frame::new()
        .fill(t.surface)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(RADIUS_L)
        .inner_margin(Margin::same(GAP_L as i8))
        .show(ui, add)
        .inner
}

/// A few words in a coloured chip, as high as its text also in a row of buttons.
pub fn badge(ui: &mut Ui, tone: Tone, text: &str) -> Response {
    let (ink, fill) = tone.colours(ui);
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), theme::strong(theme::SMALL), ink);
    let size = galley.size() + Vec2::new(16.0, 6.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(AccessRole::Label, true, text));
    ui.painter().rect_filled(rect, CornerRadius::same(6), fill);
    ui.painter()
        .galley(rect.min + Vec2::new(8.0, 3.0), galley, ink);
    response
}

/// A sentence that must be seen, across the width. A refusal is scrolled into sight when it comes.
pub fn banner(ui: &mut Ui, tone: Tone, text: &str) -> Response {
    let (ink, fill) = tone.colours(ui);
    let role = if tone == Tone::Bad {
        AccessRole::Alert
    } else {
        AccessRole::Status
    };
    let shown = ui
        .scope_builder(
            UiBuilder::new()
                .accessibility_role(role)
                .accessibility_label(text),
            |ui| {
                Frame::new()
                    .fill(fill)
                    .corner_radius(RADIUS)
                    .inner_margin(Margin::symmetric(12, 10))
                    .show(ui, |ui| {
                        ui.set_width(ui.available_width());
                        ui.add(Label::new(RichText::new(text).color(ink)).wrap())
                    })
                    .inner
            },
        )
        .inner;
    if tone == Tone::Bad && is_new(ui, text) {
        shown.scroll_to_me(None);
    }
    shown
}

/// Whether a text was not there until a moment ago. For a few frames: a dialog that becomes too
/// high by it is scrolled from its second frame on.
fn is_new(ui: &Ui, text: &str) -> bool {
    let id = Id::unique("told").with((ui.ctx().viewport_id(), text));
    let now = ui.ctx().cumulative_pass_nr();
    ui.ctx().data_mut(|data| {
        let (since, last) = data.get_temp_mut_or_insert_with(id, || (now, now));
        if now.saturating_sub(*last) > 1 {
            *since = now;
        }
        *last = now;
        now.saturating_sub(*since) < 4
    })
}

/// What is shown where there is nothing to show yet.
pub fn nothing(ui: &mut Ui, head: &str, text: &str) {
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.3).clamp(16.0, 160.0));
        ui.label(RichText::new(head).font(theme::strong(theme::HEADING)));
        ui.set_max_width(ui.available_width().min(420.0));
        ui.add(Label::new(muted(ui, text)).wrap());
    });
}

/// A text field under its label, with what is wrong under it.
pub struct Field<'a> {
    label: &'a str,
    text: &'a mut String,
    error: Option<&'a str>,
    hint: &'a str,
    secret: bool,
    width: f32,
    limit: usize,
    id: Option<Id>,
    numeric: bool,
    codes: bool,
}

impl<'a> Field<'a> {
    /// A field with this label over this text.
    pub fn new(label: &'a str, text: &'a mut String) -> Self {
        Self {
            label,
            text,
            error: None,
            hint: "",
            secret: false,
            width: f32::INFINITY,
            limit: 400,
            id: None,
            numeric: false,
            codes: false,
        }
    }

    /// What is wrong with it.
    #[must_use]
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// An example, shown while it is empty.
    #[must_use]
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Shows dots instead of what is typed.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Its width; else all there is.
    #[must_use]
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// A fixed id, so that it can be given the focus.
    #[must_use]
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Sets numbers to the right.
    #[must_use]
    pub fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    /// At most so many characters.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Takes scanned codes, one after the other: the Enter after each makes room for the next.
    #[must_use]
    pub fn codes(mut self) -> Self {
        self.codes = true;
        self
    }

    /// Shows it.
    pub fn show(self, ui: &mut Ui) -> Response {
        let t = tokens(ui);
        ui.vertical(|ui| {
            let width = self.width.min(ui.available_width());
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = GAP_S;
            let label = caption(ui, self.label);
            if self.error.is_some() {
                let widgets = &mut ui.visuals_mut().widgets;
                widgets.inactive.bg_stroke = Stroke::new(1.5, t.bad);
                widgets.hovered.bg_stroke = Stroke::new(1.5, t.bad);
            }
            let before = self.text.clone();
            let mut edit = TextEdit::singleline(self.text)
                .hint_text(RichText::new(self.hint).color(t.muted))
                .password(self.secret)
                .char_limit(self.limit)
                .margin(Margin::symmetric(12, 11))
                .align(egui::Align2::LEFT_CENTER)
                .min_size(Vec2::new(0.0, TOUCH))
                .desired_width(width);
            if self.numeric {
                edit = edit.align(egui::Align2::RIGHT_CENTER);
            }
            if let Some(id) = self.id {
                edit = edit.id(id);
            }
            if self.codes {
                let id = self
                    .id
                    .unwrap_or_else(|| ui.scope_id().with(("codes", self.label)));
                part_codes(ui, id);
                edit = edit.id(id).return_key(None);
            }
            let response = ui.add(edit).labelled_by(label.id);
            if self.codes || self.secret {
                // A password is no code, however fast it is typed.
                wants_codes(ui.ctx(), response.id);
            } else {
                keep_as_it_was(ui, &response, &before, self.text);
            }
            keep_at_the_error(ui, &response, self.error.is_some());
            if let Some(error) = self.error {
                ui.add(
                    Label::new(
                        RichText::new(error)
                            .font(theme::plain(theme::SMALL))
                            .color(t.bad),
                    )
                    .wrap(),
                );
            }
            response
        })
        .inner
    }
}

/// Sends typing to the search line of a screen, unless another field has the keyboard; `now`
/// gives it the keyboard whoever has it.
pub fn typing_goes_to(ctx: &Context, search: Id, now: bool) {
    let focused = ctx.memory(egui::Memory::focused);
    let typed = ctx.input(|input| {
        input.events.iter().any(|event| match event {
            Event::Text(text) => focused.is_none() || text != " ",
            _ => false,
        })
    });
    if now || focused.is_none() || (typed && !ctx.text_edit_focused()) {
        ctx.memory_mut(|memory| memory.request_focus(search));
    }
}

/// Selects what stands in a field, so that typing replaces it.
pub fn select_all(ui: &Ui, field: Id, text: &str) {
    let mut state = TextEditState::load(ui.ctx(), field).unwrap_or_default();
    let range = CCursorRange::two(CCursor::new(0), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(range));
    state.store(ui.ctx(), field);
}

/// The Enter after a scanned code parts it from the next.
fn part_codes(ui: &Ui, field: Id) {
    if !ui.memory(|memory| memory.has_focus(field)) {
        return;
    }
    ui.input_mut(|input| {
        for event in &mut input.events {
            if let Event::Key {
                key: Key::Enter,
                pressed: true,
                ..
            } = event
            {
                *event = Event::Text(", ".to_owned());
            }
        }
    });
}

/// Who is told what is wrong with a field can mend it at once: the cursor goes there when the
/// error appears, and stays there when Enter met it again.
fn keep_at_the_error(ui: &Ui, response: &Response, wrong: bool) {
    let id = response.id.with("told");
    let told = ui.ctx().data(|data| data.get_temp(id)).unwrap_or(false);
    // After Enter it is told anew, in the next frame: whoever asks whether Enter ended the
    // editing asks after this.
    let tells = wrong && !entered(ui, response);
    if wrong && !told {
        response.request_focus();
    }
    if tells != told {
        ui.ctx().data_mut(|data| data.insert_temp(id, tells));
    }
}

/// Whether Enter ended the editing of this field.
pub fn entered(ui: &Ui, response: &Response) -> bool {
    response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter))
}

/// A name in one row, cut short with an ellipsis where it is too long.
pub fn one_line(ui: &mut Ui, text: RichText) -> Response {
    ui.add(Label::new(text).truncate())
}

/// "1 piece", "3 pieces".
#[must_use]
pub fn count(n: i64, one: &str, many: &str) -> String {
    if n == 1 {
        format!("1 {one}")
    } else {
        format!("{n} {many}")
    }
}
