//! A week's hours, drawn: a bar for each window, over the hours in which anything is open.

use egui::{Align2, CornerRadius, Label, Rect, Sense, Stroke, Ui, Vec2, pos2, vec2};

use crate::{
    shop::slots::{Calendar, Weekday, Window, told},
    ui::{
        theme::{self, GAP, tokens},
        widgets::{fine_print, strong},
    },
};

const ROW: f32 = 26.0;
const DAY: f32 = 92.0;
const WORDS: f32 = 214.0;

/// The hours that are drawn, in minutes.
struct Scale {
    from: u16,
    until: u16,
    rect: Rect,
}

impl Scale {
    fn x(&self, minute: u16) -> f32 {
        let along = f32::from(minute.saturating_sub(self.from));
        self.rect.left() + self.rect.width() * along / f32::from(self.until - self.from)
    }
}

/// Shows the week of a calendar.
pub fn show(ui: &mut Ui, calendar: &Calendar) {
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.spacing_mut().interact_size.y = ROW;
    let all: Vec<Window> = calendar.hours.values().flatten().copied().collect();
    let first = all.iter().map(|window| window.from()).min();
    let last = all.iter().map(|window| window.until()).max();
    let from = first.unwrap_or(9 * 60) / 60 * 60;
    let until = last.unwrap_or(18 * 60).div_ceil(60) * 60;
    let scale = |rect| Scale { from, until, rect };
    line(ui, "", "", |ui, rect| {
        let scale = scale(rect);
        // Not more hours than can be read.
        let step = u16::from((until - from) / 60 > 12) + 1;
        for hour in (from / 60..=until / 60).step_by(step.into()) {
            let at = pos2(scale.x(hour * 60), rect.center().y);
            let font = theme::plain(theme::SMALL);
            let ink = tokens(ui).muted;
            ui.painter()
                .text(at, Align2::CENTER_CENTER, format!("{hour}"), font, ink);
        }
    });
    for day in Weekday::ALL {
        let windows = calendar.usual_windows(day);
        line(ui, day.name(), &told(windows), |ui, rect| {
            let t = tokens(ui);
            let scale = scale(rect.shrink2(vec2(0.0, 3.0)));
            let painter = ui.painter();
            painter.rect_filled(scale.rect, CornerRadius::same(4), t.sunken);
            for hour in from / 60 + 1..until / 60 {
                let x = scale.x(hour * 60);
                painter.vline(x, scale.rect.y_range(), Stroke::new(1.0, t.line));
            }
            for window in windows {
                let open = Rect::from_min_max(
                    pos2(scale.x(window.from()), scale.rect.top()),
                    pos2(scale.x(window.until()), scale.rect.bottom()),
                );
                painter.rect_filled(open, CornerRadius::same(4), t.accent);
            }
        });
    }
}

/// A row: the day, what is drawn, and the hours in words.
fn line(ui: &mut Ui, day: &str, words: &str, draw: impl FnOnce(&mut Ui, Rect)) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        cell(ui, DAY, |ui| ui.add(Label::new(strong(day)).truncate()));
        let width = (ui.available_width() - WORDS - GAP).max(120.0);
        let (rect, _) = ui.allocate_exact_size(Vec2::new(width, ROW), Sense::hover());
        draw(ui, rect);
        let words = fine_print(ui, words);
        cell(ui, ui.available_width(), |ui| {
            ui.add(Label::new(words).truncate())
        });
    });
}

fn cell(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui) -> egui::Response) {
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(vec2(width, ROW), layout, |ui| {
        ui.set_min_width(width);
        add(ui);
    });
}
