//! Dialogs: what lies over a screen until it is answered or waved away.
//!
//! Promises: never higher than the window: what has no room is scrolled, and the row of buttons
//! stays in sight below it, whatever a refusal adds. Leaves out what stands in a dialog.

use egui::{
    Align, Color32, Context, Frame, Id, Layout, Margin, Rect, ScrollArea, Stroke, Ui, UiBuilder,
    Vec2, pos2, vec2,
};

use crate::ui::theme::{GAP, RADIUS_L, TOUCH, tokens};

/// What is free between a dialog and the window's edges, above and below together, with its own
/// margins.
const AROUND: f32 = 80.0;
/// What a dialog may plan with is so much less than what it gets before it is scrolled.
const SPARE: f32 = 40.0;
/// What must be free before a dialog that is scrolled is not any more, so that it does not go to
/// and fro.
const LOOSE: f32 = 16.0;

/// How a dialog was drawn last.
#[derive(Clone, Copy, Default, PartialEq)]
struct Shape {
    /// Higher than the window: scrolled.
    tall: bool,
    /// With a row of buttons.
    foot: bool,
}

/// Where the row of buttons of the dialog that is being drawn goes.
#[derive(Clone, Copy, Default)]
struct Foot {
    /// Where it is kept in sight; taken by the first row.
    place: Option<Rect>,
    /// Whether there was one.
    asked: bool,
}

fn foot_id(ctx: &Context) -> Id {
    Id::unique("foot of the dialog").with(ctx.viewport_id())
}

/// A dialog in the middle of the window; true when it was waved away by Esc. A press beside it
/// does nothing: what was typed into it would be lost by a slip of the hand.
pub fn dialog(ctx: &Context, id: &str, width: f32, add: impl FnOnce(&mut Ui)) -> bool {
    let (closed, beside) = modal(ctx, id, width, add);
    closed && !beside
}

/// What is only looked at or chosen from; true when it was waved away by Esc or a press beside it.
pub fn sheet(ctx: &Context, id: &str, width: f32, add: impl FnOnce(&mut Ui)) -> bool {
    modal(ctx, id, width, add).0
}

/// Whether it was waved away, and whether by a press beside it.
fn modal(ctx: &Context, id: &str, width: f32, add: impl FnOnce(&mut Ui)) -> (bool, bool) {
    let style = ctx.global_style();
    let frame = Frame::window(&style)
        .corner_radius(RADIUS_L)
        .inner_margin(Margin::same(24));
    let screen = ctx.content_rect();
    let id = Id::unique(id);
    let kept = id.with((ctx.viewport_id(), "shape"));
    let was: Shape = ctx.data(|data| data.get_temp(kept)).unwrap_or_default();
    let most = screen.height() - AROUND;
    let response = egui::Modal::new(id)
        .frame(frame)
        .backdrop_color(Color32::from_black_alpha(if style.visuals.dark_mode {
            150
        } else {
            90
        }))
        .show(ctx, |ui| {
            ui.set_width(width.min(screen.width() - 80.0));
            let (height, foot) = match was.tall {
                true => tall(ui, id, (most, was.foot), add),
                false => {
                    ui.set_max_height(most - SPARE);
                    body(ui, id, None, add)
                }
            };
            let tall = height > if was.tall { most - LOOSE } else { most };
            let now = Shape { tall, foot };
            if now != was {
                ctx.data_mut(|data| data.insert_temp(kept, now));
                ctx.request_repaint();
            }
        });
    let beside = response.backdrop_response.clicked();
    (response.should_close(), beside)
}

/// Draws a dialog that is higher than `most`, scrolled; how high it would be, and whether it has
/// a row of buttons, for which room is left below where it had one.
fn tall(ui: &mut Ui, id: Id, (most, foot): (f32, bool), add: impl FnOnce(&mut Ui)) -> (f32, bool) {
    ui.set_max_height(most);
    let below = match foot {
        true => TOUCH + GAP,
        false => 0.0,
    };
    let within = ui.available_rect_before_wrap();
    let top = within.top() + most - TOUCH;
    let place = Rect::from_min_size(pos2(within.left(), top), vec2(within.width(), TOUCH));
    let shown = ScrollArea::vertical()
        .id_salt("higher than the window")
        .max_height(most - below)
        .auto_shrink([false, false])
        .show(ui, |ui| {
            // The bar does not touch what it stands beside.
            ui.set_width(ui.available_width() - GAP);
            body(ui, id, foot.then_some(place), add)
        });
    if foot {
        let line = Stroke::new(1.0, tokens(ui).line);
        ui.painter().hline(place.x_range(), top - GAP / 2.0, line);
        ui.allocate_space(vec2(place.width(), TOUCH));
    }
    (shown.content_size.y + below, shown.inner.1)
}

/// Draws what is in a dialog; how high it is, and whether it has a row of buttons. What it is
/// called by stays the same when it begins to be scrolled, and so the keyboard stays where it is.
fn body(ui: &mut Ui, id: Id, place: Option<Rect>, add: impl FnOnce(&mut Ui)) -> (f32, bool) {
    let (ctx, key) = (ui.ctx().clone(), foot_id(ui.ctx()));
    let swap =
        |new: Foot| ctx.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default(key), new));
    let outer = swap(Foot {
        place,
        asked: false,
    });
    let drawn = ui.scope_builder(UiBuilder::new().scope_id(id.with("body")), add);
    let inner = swap(outer);
    (drawn.response.rect.height(), inner.asked)
}

/// The row of buttons under a dialog: the first is at the right, where it is pressed. In a dialog
/// that is scrolled it stays in sight below.
pub fn buttons<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let key = foot_id(ui.ctx());
    let place = ui.ctx().data_mut(|data| {
        let foot: &mut Foot = data.get_temp_mut_or_default(key);
        foot.asked = true;
        foot.place.take()
    });
    let layout = Layout::right_to_left(Align::Center);
    if let Some(place) = place {
        let mut row = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
        // Room for the ring around what has the keyboard.
        row.set_clip_rect(place.expand(GAP / 2.0));
        return add(&mut row);
    }
    ui.add_space(GAP);
    let size = Vec2::new(ui.available_width(), TOUCH);
    ui.allocate_ui_with_layout(size, layout, add).inner
}
