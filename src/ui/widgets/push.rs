//! The one kind of button: painted from the tokens, with its key written on it.
//!
//! Promises: 44 points high, a name for screen readers, a visible focus, and a pressed state
//! that does not move anything. Leaves out pictures: tiles and rows paint themselves.

use std::sync::Arc;

use egui::{
    Align2, Color32, CornerRadius, FontId, Galley, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    Vec2, Widget, WidgetInfo, accesskit::Role as AccessRole,
};

use crate::ui::theme::{self, RADIUS, TOUCH, Tokens, tokens};

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The next step.
    Primary,
    /// A step.
    Plain,
    /// A step by the way.
    Quiet,
    /// A step that takes something away.
    Danger,
}

/// What is left beside the text of a button that must be narrow.
const LEAST_PADDING: f32 = 6.0;

/// A button.
pub struct Push<'a> {
    text: &'a str,
    keys: String,
    kind: Kind,
    height: f32,
    width: f32,
    most: f32,
    size: f32,
    selected: bool,
    name: Option<String>,
    left: bool,
    light: bool,
    by_enter: bool,
    waiting: usize,
}

impl<'a> Push<'a> {
    /// A plain button with this text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            keys: String::new(),
            kind: Kind::Plain,
            height: TOUCH,
            width: 0.0,
            most: f32::INFINITY,
            size: theme::BODY,
            selected: false,
            name: None,
            left: false,
            light: false,
            by_enter: false,
            waiting: 0,
        }
    }

    /// The next step.
    #[must_use]
    pub fn primary(text: &'a str) -> Self {
        Self::new(text).kind(Kind::Primary)
    }

    /// How much it asks for attention.
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// Its key, written on it.
    #[must_use]
    pub fn keys(mut self, keys: String) -> Self {
        self.keys = keys;
        self
    }

    /// Its least width; `f32::INFINITY` for all there is.
    #[must_use]
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Exactly so wide, as one of several in a row: where it is narrow its key is left out, and
    /// then its text is smaller.
    #[must_use]
    pub fn within(mut self, width: f32) -> Self {
        (self.width, self.most) = (width, width);
        self
    }

    /// Its height and the size of its text.
    #[must_use]
    pub fn tall(mut self, height: f32, size: f32) -> Self {
        self.height = height;
        self.size = size;
        self
    }

    /// Whether it is the chosen one of several.
    #[must_use]
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// What a screen reader calls it, where the text is not enough.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the text to the left, as in a menu.
    #[must_use]
    pub fn left(mut self) -> Self {
        self.left = true;
        self
    }

    /// Plain text, as of a value that was chosen.
    #[must_use]
    pub fn light(mut self) -> Self {
        self.light = true;
        self
    }

    /// Pressed by Enter as well: it takes the keyboard where nothing else has it. For the one
    /// button of a dialog without fields that is the next step.
    #[must_use]
    pub fn by_enter(mut self) -> Self {
        self.by_enter = true;
        self
    }

    /// How many things wait behind it, on a badge; 0 shows none.
    #[must_use]
    pub fn waiting(mut self, waiting: usize) -> Self {
        self.waiting = waiting;
        self
    }

    /// How wide it will be where it has the room, in points.
    pub fn wanted_width(&self, ui: &Ui) -> f32 {
        self.measures(ui).wanted.max(self.width).min(self.most)
    }

    fn measures(&self, ui: &Ui) -> Measures {
        let t = tokens(ui);
        let font = |size| match self.kind {
            Kind::Quiet if !self.selected => theme::plain(size),
            _ if self.light => theme::plain(size),
            _ => theme::strong(size),
        };
        let wide = |size| {
            let text = self.text.to_owned();
            let galley = ui.painter().layout_no_wrap(text, font(size), t.ink);
            galley.size().x
        };
        let (size, text_width) = match wide(self.size) {
            most if most + 2.0 * LEAST_PADDING > self.most => {
                let small = self.size.min(theme::SMALL);
                (small, wide(small))
            }
            fits => (self.size, fits),
        };
        let font = font(size);
        let keys = (!self.keys.is_empty()).then(|| {
            ui.painter()
                .layout_no_wrap(self.keys.clone(), theme::plain(theme::SMALL), t.muted)
        });
        let room = self.most - text_width - 2.0 * LEAST_PADDING;
        let keys = keys.filter(|keys| keys.size().x + 12.0 <= room);
        let keys_width = keys.as_ref().map_or(0.0, |keys| keys.size().x + 12.0);
        let padding = if self.kind == Kind::Quiet { 12.0 } else { 16.0 };
        let badge = (self.waiting > 0).then(|| {
            let text = self.waiting.to_string();
            ui.painter()
                .layout_no_wrap(text, theme::strong(theme::SMALL), t.on_accent)
        });
        let gap = if self.text.is_empty() { 0.0 } else { 6.0 };
        let badge_width = badge
            .as_ref()
            .map_or(0.0, |badge| badge_size(badge).x + gap);
        let spare = (self.most - text_width - keys_width - badge_width) / 2.0;
        let padding = spare.clamp(LEAST_PADDING, padding);
        let wanted = (text_width + keys_width + badge_width + 2.0 * padding).max(self.height);
        Measures {
            font,
            keys,
            badge,
            padding,
            badge_width,
            wanted,
        }
    }

    fn colours(
        &self,
        t: &Tokens,
        response: &Response,
        enabled: bool,
    ) -> (Color32, Color32, Color32) {
        let over = enabled && response.hovered();
        let down = enabled && response.is_pointer_button_down_on();
        match self.kind {
            Kind::Primary if !enabled => (t.sunken, t.muted, t.line),
            Kind::Primary => {
                let fill = if over || down {
                    t.accent_hover
                } else {
                    t.accent
                };
                (fill, t.on_accent, fill)
            }
            _ if self.selected => (t.accent_soft, t.accent, Color32::TRANSPARENT),
            Kind::Danger => {
                let fill = if over { t.bad_soft } else { t.surface };
                (fill, t.bad, t.edge)
            }
            Kind::Plain => {
                let fill = if down {
                    t.line
                } else if over {
                    t.hover
                } else {
                    t.surface
                };
                (fill, t.ink, t.edge)
            }
            Kind::Quiet => {
                let fill = if down {
                    t.line
                } else if over {
                    t.hover
                } else {
                    Color32::TRANSPARENT
                };
                (fill, t.ink, Color32::TRANSPARENT)
            }
        }
    }
}

/// What the parts of a button take.
struct Measures {
    font: FontId,
    keys: Option<Arc<Galley>>,
    badge: Option<Arc<Galley>>,
    padding: f32,
    badge_width: f32,
    wanted: f32,
}

impl Widget for Push<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let t = tokens(ui);
        let enabled = ui.is_enabled();
        let Measures {
            font,
            keys,
            badge,
            padding,
            badge_width,
            wanted,
        } = self.measures(ui);
        let width = if self.width.is_infinite() {
            ui.available_width()
        } else {
            wanted.max(self.width).min(self.most)
        };
        let (rect, response) =
            ui.allocate_exact_size(Vec2::new(width, self.height), Sense::click());
        let name = self.name.clone().unwrap_or_else(|| self.text.to_owned());
        let selected = self.selected;
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(AccessRole::Button, enabled, &name);
            if selected {
                info.selected = Some(true);
            }
            info
        });
        if self.by_enter && enabled && ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
        }
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let (fill, ink, edge) = self.colours(t, &response, enabled);
        let painter = ui.painter();
        let corner = CornerRadius::same(RADIUS);
        painter.rect(
            rect,
            corner,
            fill,
            Stroke::new(1.0, edge),
            StrokeKind::Inside,
        );
        if response.has_focus() {
            painter.rect_stroke(
                rect.expand(2.0),
                CornerRadius::same(RADIUS + 2),
                Stroke::new(2.0, t.accent),
                StrokeKind::Inside,
            );
        }
        let ink = if enabled { ink } else { t.muted };
        let mut text_area = rect.shrink2(Vec2::new(padding, 0.0));
        let mut middle = rect.center();
        if let Some(badge) = badge {
            let size = badge_size(&badge);
            let min = text_area.right_center() - Vec2::new(size.x, size.y / 2.0);
            let pill = Rect::from_min_size(min, size);
            painter.rect_filled(pill, CornerRadius::same(10), t.accent);
            let at = pill.center() - badge.size() / 2.0;
            painter.galley(at, badge, t.on_accent);
            text_area.max.x -= badge_width;
            middle.x -= badge_width / 2.0;
        }
        match keys {
            Some(keys) => {
                painter.text(
                    text_area.left_center(),
                    Align2::LEFT_CENTER,
                    self.text,
                    font,
                    ink,
                );
                let faint = if self.kind == Kind::Primary && enabled {
                    t.on_accent.gamma_multiply(0.82)
                } else {
                    t.muted
                };
                let at = text_area.right_center() - Vec2::new(keys.size().x, keys.size().y / 2.0);
                painter.galley_with_override_text_color(at, keys, faint);
            }
            None if self.left => {
                painter.text(
                    text_area.left_center(),
                    Align2::LEFT_CENTER,
                    self.text,
                    font,
                    ink,
                );
            }
            None => {
                painter.text(middle, Align2::CENTER_CENTER, self.text, font, ink);
            }
        }
        response
    }
}

/// A badge around its number.
fn badge_size(number: &Galley) -> Vec2 {
    let size = number.size() + Vec2::new(10.0, 4.0);
    Vec2::new(size.x.max(size.y), size.y)
}
