//! One line of the basket as it is shown: calm, and with its buttons where it is chosen.
//!
//! Promises: name, how much at which price, what was given, and what it costs; a screen reader
//! is told the same. Leaves out what a press does: the pane does it.

use egui::{
    Align, Align2, CornerRadius, Label, Layout, Rect, RichText, Sense, Stroke, Ui, UiBuilder, Vec2,
    WidgetInfo, accesskit::Role as AccessRole, pos2,
};

use super::{line::Line, tiles::clipped};
use crate::{
    shop::pricing::PricedLine,
    ui::{
        actions::Action,
        theme::{self, TOUCH, Tokens, tokens},
        widgets::{Kind, Push, picture},
    },
    values::{Currency, Money, Unit},
};

/// The side of the picture.
const PICTURE: f32 = 32.0;

/// A line and what it is shown with.
pub struct Shown<'a> {
    /// The line.
    pub line: &'a Line,
    /// What it costs, where that can be told.
    pub priced: Option<&'a PricedLine>,
    /// Whether it is open for changes.
    pub chosen: bool,
    /// Whether it may be changed.
    pub free: bool,
    /// Whether a step more is on hand.
    pub room: bool,
}

/// What was pressed on a line.
pub enum Wanted {
    /// To open it for changes.
    Choose(u64),
    /// So much of it; 0 takes it out.
    Set(u64, i64),
    /// Its sheet.
    Change(u64),
}

impl Shown<'_> {
    /// What the line costs before the discount on the whole: what its own price, quantity and
    /// discount make.
    fn amount(&self) -> Option<Money> {
        let priced = self.priced?;
        priced.amount.checked_sub(priced.discount)
    }
}

/// Shows it; where it stands.
pub fn show(
    ui: &mut Ui,
    currency: Currency,
    shown: &Shown<'_>,
    wanted: &mut Option<Wanted>,
) -> Rect {
    let t = tokens(ui);
    let line = shown.line;
    let amount = shown
        .amount()
        .map_or_else(|| "—".to_owned(), |amount| currency.format(amount));
    let details = details(t, currency, line);
    let height =
        14.0 + 20.0 + 17.0 * details.len() as f32 + if shown.chosen { TOUCH + 8.0 } else { 0.0 };
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::click());
    let told: Vec<&str> = details.iter().map(|(text, _)| text.as_str()).collect();
    let name = format!("{}, {}, {amount}", line.name(), told.join(", "));
    response
        .widget_info(|| WidgetInfo::selected(AccessRole::Button, shown.free, shown.chosen, &name));
    if response.clicked() && shown.free {
        *wanted = Some(match shown.chosen {
            true => Wanted::Change(line.key),
            false => Wanted::Choose(line.key),
        });
    }
    if !ui.is_rect_visible(rect) {
        return rect;
    }
    let painter = ui.painter_at(rect.expand(2.0));
    if shown.chosen || response.hovered() {
        let fill = if shown.chosen { t.sunken } else { t.hover };
        painter.rect_filled(rect, CornerRadius::same(theme::RADIUS), fill);
    } else {
        painter.hline(rect.x_range(), rect.max.y, Stroke::new(1.0, t.line));
    }
    if response.has_focus() {
        let corner = CornerRadius::same(theme::RADIUS);
        let stroke = Stroke::new(2.0, t.accent);
        painter.rect_stroke(rect, corner, stroke, egui::StrokeKind::Inside);
    }
    let inner = rect.shrink2(Vec2::new(8.0, 7.0));
    let art = Rect::from_min_size(inner.min + Vec2::new(0.0, 2.0), Vec2::splat(PICTURE));
    picture::paint(&painter, art, &line.shown.picture, line.name());
    let price = painter.text(
        inner.right_top(),
        Align2::RIGHT_TOP,
        amount,
        theme::strong(theme::BODY),
        t.ink,
    );
    let left = art.max.x + 10.0;
    let width = price.min.x - left - 10.0;
    let title = clipped(
        &painter,
        line.name(),
        theme::plain(theme::BODY),
        t.ink,
        width,
        1,
    );
    painter.galley(pos2(left, inner.min.y), title, t.ink);
    let mut y = inner.min.y + 20.0;
    for (text, ink) in &details {
        let width = inner.max.x - left;
        let galley = clipped(&painter, text, theme::plain(theme::SMALL), *ink, width, 1);
        painter.galley(pos2(left, y), galley, *ink);
        y += 17.0;
    }
    if shown.chosen {
        let strip = Rect::from_min_max(pos2(inner.min.x, inner.max.y - TOUCH), inner.max);
        ui.scope_builder(
            UiBuilder::new()
                .max_rect(strip)
                .layout(Layout::left_to_right(Align::Center)),
            |ui| {
                ui.add_enabled_ui(shown.free, |ui| buttons(ui, shown, wanted));
            },
        );
    }
    rect
}

/// What is told under the name: how much, what was given, what is the matter.
fn details(t: &Tokens, currency: Currency, line: &Line) -> Vec<(String, egui::Color32)> {
    let mut details = vec![(line.measure(currency), t.muted)];
    let given = line.given(currency);
    if !given.is_empty() {
        details.push((given.join(" · "), t.good));
    }
    if line.shown.price != line.now {
        let now = currency.format(line.now);
        details.push((
            format!("was {} · now {now}", currency.format(line.shown.price)),
            t.warn,
        ));
    }
    match line.on_hand {
        Some(..=0) => details.push(("Sold out meanwhile".to_owned(), t.bad)),
        Some(left) if left < line.quantity() => {
            details.push((format!("Only {} left", line.shown.unit.format(left)), t.bad));
        }
        _ => {}
    }
    details
}

/// The strip of a chosen line.
fn buttons(ui: &mut Ui, shown: &Shown<'_>, wanted: &mut Option<Wanted>) {
    let line = shown.line;
    let (name, step, quantity) = (line.name(), line.step(), line.quantity());
    ui.spacing_mut().item_spacing.x = 4.0;
    let (one, width) = match line.shown.unit {
        Unit::Piece => ("One".to_owned(), 40.0),
        unit => (unit.format(step), 74.0),
    };
    let small = |text: &'static str, name: String| Push::new(text).tall(TOUCH, 17.0).named(name);
    // What is weighed is taken out on purpose only.
    let less = !line.is_fixed() && (line.shown.unit == Unit::Piece || quantity > step);
    let minus = small("−", format!("{one} less {name}"));
    if ui.add_enabled(less, minus).clicked() {
        *wanted = Some(Wanted::Set(line.key, quantity - step));
    }
    let number = RichText::new(line.shown.unit.format(quantity)).font(theme::strong(theme::BODY));
    ui.allocate_ui_with_layout(
        Vec2::new(width, TOUCH),
        Layout::centered_and_justified(egui::Direction::LeftToRight),
        |ui| ui.add(Label::new(number)),
    );
    let plus = small("+", format!("{one} more {name}"));
    if ui.add_enabled(shown.room, plus).clicked() {
        *wanted = Some(Wanted::Set(line.key, quantity.saturating_add(step)));
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let remove = small("×", format!("Remove {name}")).kind(Kind::Quiet);
        if ui.add(remove).clicked() {
            *wanted = Some(Wanted::Set(line.key, 0));
        }
        // Beside a weight there is no room for it in the narrowest pane.
        let keys = match ui.available_width() > 126.0 {
            true => Action::EditLine.keys(),
            false => String::new(),
        };
        let change = Push::new("Change")
            .tall(TOUCH, theme::SMALL + 0.5)
            .kind(Kind::Quiet)
            .keys(keys)
            .named(format!("Change {name}"));
        if ui
            .add(change)
            .on_hover_text(Action::EditLine.hint())
            .clicked()
        {
            *wanted = Some(Wanted::Change(line.key));
        }
    });
}
