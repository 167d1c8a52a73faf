//! The charts of the write lane over the last quarter of an hour.
//!
//! Promises: what a chart shows is also told in words, with its verdict, and to screen readers;
//! a value past a limit has that limit drawn; a wait that is under way is among what was waited.
//! Floats are for drawing only.

use egui::{
    Align, Color32, Label, Layout, RichText, Stroke, Ui, UiBuilder, accesskit::Role as AccessRole,
};
use egui_plot::{Bar, BarChart, GridMark, HLine, HoverPosition, Plot};

use super::tone;
use crate::{
    doctor::{
        Verdict,
        pulse::{Chart, Point, Pulse, SLOT, SLOTS, with_wait},
    },
    store::Waiting,
    ui::{
        theme::{self, GAP, GAP_L, GAP_S, Tokens, tokens},
        widgets::{badge, count, fine_print, strong},
    },
};

/// The height of a chart with its axes.
const HEIGHT: f32 = 112.0;
/// Two stand beside each other from this width on.
const TWO: f32 = 480.0;
/// How wide a slot is, in minutes.
const SLOT_MINUTES: f64 = SLOT.as_secs() as f64 / 60.0;

/// What is left to the right of now, in minutes, so that its name has room.
const BESIDE_NOW: f64 = 1.0;

/// What a chart shows in a frame.
struct Shown {
    chart: Chart,
    points: Vec<Point>,
    /// Over the last minute.
    now: u64,
    /// What it shows is under way: how long it has been so far.
    so_far: Option<u64>,
}

impl Shown {
    /// What it shows of now, in words.
    fn in_words(&self) -> String {
        match self.so_far {
            Some(so_far) => format!("waiting for {} now", self.chart.in_words(so_far)),
            None if self.points.is_empty() => "nothing".to_owned(),
            None => self.chart.in_words(self.now),
        }
    }
}

/// Shows them all, with what the lane waits for at this moment.
pub fn show(ui: &mut Ui, pulse: &Pulse, waiting: Option<&Waiting>) {
    let slot = pulse.slot();
    let (mut shown, (acts, refused)) = pulse.read(|trace| {
        let shown = Chart::ALL.map(|chart| Shown {
            chart,
            points: trace.points(chart, slot),
            now: trace.over_a_minute(chart, slot),
            so_far: None,
        });
        (shown, trace.in_all(slot))
    });
    let waits = shown.iter_mut().find(|shown| shown.chart == Chart::Waits);
    if let (Some(waiting), Some(waits)) = (waiting, waits) {
        let so_far = with_wait(&mut waits.points, waiting.waited);
        waits.now = waits.now.max(so_far);
        waits.so_far = Some(so_far);
    }
    ui.label(RichText::new("The last 15 minutes").font(theme::strong(theme::HEADING)));
    let words = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let text = format!(
        "This program wrote {} and refused {}.",
        count(words(acts), "act", "acts"),
        refused
    );
    ui.add(Label::new(fine_print(ui, text)).wrap());
    ui.add_space(GAP_S);
    let columns = if ui.available_width() >= TWO { 2 } else { 1 };
    ui.spacing_mut().item_spacing.x = GAP_L;
    for row in shown.chunks(columns) {
        ui.columns(columns, |columns| {
            for (ui, shown) in columns.iter_mut().zip(row) {
                one(ui, shown);
            }
        });
        ui.add_space(GAP_L);
    }
}

fn one(ui: &mut Ui, shown: &Shown) {
    let chart = shown.chart;
    let verdict = chart.verdict(shown.now);
    ui.spacing_mut().item_spacing.y = GAP_S;
    ui.horizontal(|ui| {
        ui.label(strong(chart.title()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            badge(ui, tone(verdict), verdict.word());
        });
    });
    let told = fine_print(ui, format!("{} · {}", shown.in_words(), chart.help()));
    ui.vertical(|ui| ui.add(Label::new(told).wrap()));
    let builder = UiBuilder::new()
        .accessibility_role(AccessRole::Image)
        .accessibility_label(read_out(shown, verdict));
    ui.scope_builder(builder, |ui| bars(ui, shown));
    let advice = chart.advice(verdict);
    if !advice.is_empty() {
        let ink = tone(verdict).colours(ui).0;
        // Columns spread their texts; these are to be read.
        ui.vertical(|ui| ui.add(Label::new(RichText::new(advice).color(ink)).wrap()));
    }
    ui.add_space(GAP);
}

/// A chart for who does not see it.
fn read_out(shown: &Shown, verdict: Verdict) -> String {
    let chart = shown.chart;
    let highest = shown.points.iter().map(|point| point.value).max();
    let highest = highest.map_or("nothing".to_owned(), |value| chart.in_words(value));
    let when = match shown.so_far {
        Some(_) => "",
        None => " in the last minute",
    };
    format!(
        "Chart of {}, {}: {}{when}, {}; at most {highest} in 15 minutes",
        chart.title(),
        chart.help(),
        shown.in_words(),
        verdict.word()
    )
}

fn bars(ui: &mut Ui, shown: &Shown) {
    let t = tokens(ui);
    let chart = shown.chart;
    let highest = shown.points.iter().map(|point| point.value).max();
    let (look, bad) = chart.limits();
    // The axis begins at 0 and ends a little beyond the highest value, and a limit that is near.
    let least = if chart.is_time() { 1_000 } else { 4 };
    let highest = highest.unwrap_or(0).max(least);
    let mark = match look <= highest.saturating_mul(2) {
        true => highest.max(look),
        false => highest,
    };
    let top = mark as f64 * 1.15;
    let bars = shown.points.iter().map(|point| bar(t, chart, *point));
    let bars = BarChart::new(chart.title(), bars.collect())
        .allow_hover(true)
        .element_formatter(Box::new(move |bar, _| {
            format!(
                "{}, {}",
                chart.in_words(bar.value as u64),
                ago(bar.argument)
            )
        }));
    let limits = [(Some(look), t.warn), (bad, t.bad)];
    Plot::new(chart.title())
        .height(HEIGHT)
        .set_margin_fraction(egui::Vec2::ZERO)
        .show_background(false)
        .show_crosshair(false)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .sense(egui::Sense::hover())
        .grid_color(t.line)
        .grid_fade(0.0)
        .y_axis_min_width(56.0)
        .x_grid_spacer(|_| {
            [-15.0, -10.0, -5.0, 0.0]
                .map(|value| GridMark {
                    value,
                    step_size: 5.0,
                })
                .to_vec()
        })
        .y_grid_spacer(move |_| {
            [0, mark / 2, mark]
                .map(|value| GridMark {
                    value: value as f64,
                    step_size: top,
                })
                .to_vec()
        })
        .x_axis_formatter(|mark, _| match mark.value.abs() < 0.1 {
            true => "now".to_owned(),
            false => format!("{:.0} min", mark.value),
        })
        .y_axis_formatter(move |mark, _| in_short(chart, mark.value))
        .label_formatter(|_: &HoverPosition<'_>| None)
        .show(ui, |plot| {
            plot.set_plot_bounds_x(-(SLOTS as f64) * SLOT_MINUTES..=BESIDE_NOW);
            plot.set_plot_bounds_y(0.0..=top);
            plot.bar_chart(bars);
            for (limit, colour) in limits {
                if let Some(limit) = limit {
                    let line = HLine::new("", limit as f64);
                    plot.hline(line.stroke(Stroke::new(1.0, colour)).allow_hover(false));
                }
            }
        });
}

fn bar(t: &Tokens, chart: Chart, point: Point) -> Bar {
    // A slot's bar stands where the slot was, from its beginning to its end.
    let middle = -(point.ago as f64 + 0.5) * SLOT_MINUTES;
    let colour: Color32 = match chart.verdict(point.value) {
        Verdict::Ok => t.accent,
        Verdict::LookAtIt => t.warn,
        Verdict::Bad => t.bad,
    };
    Bar::new(middle, point.value as f64)
        .width(SLOT_MINUTES * 0.9)
        .fill(colour)
        .stroke(Stroke::new(1.0, colour))
}

fn ago(minutes: f64) -> String {
    let seconds = (-minutes * 60.0).round();
    match seconds < 60.0 {
        true => format!("{seconds:.0} s ago"),
        false => format!("{:.0} min ago", seconds / 60.0),
    }
}

/// A value at the axis; none at its foot, where the other axis is.
fn in_short(chart: Chart, value: f64) -> String {
    let value = value.round() as u64;
    match (value, chart.is_time()) {
        (0, _) => String::new(),
        (_, true) => chart.in_words(value),
        (_, false) => value.to_string(),
    }
}
