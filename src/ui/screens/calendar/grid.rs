//! The grid: hours down, columns across, and in it what is booked and what is free.
//!
//! Promises: everything in it has a name for screen readers and takes the keyboard; a drag shows
//! where it would go before it is let go of, and what was refused is said there. Leaves out what
//! is done about a press: the room knows.

use chrono::NaiveDate;
use egui::{
    Align2, CornerRadius, CursorIcon, EventFilter, Id, Rect, ScrollArea, Sense, Stroke, StrokeKind,
    Ui, Vec2, WidgetInfo, accesskit::Role as AccessRole, vec2,
};

use super::{
    block, closed,
    drag::{Dragged, Goal, is_another, take_along},
    lanes::{Item, Placed, Scale, hours, placed},
    page::{self, Column, Of, Page, Sift, clock},
    paint::{ghost, heads, lines, refused},
};
use crate::{
    shop::slots::{Free, Offered},
    ui::{
        theme::{self, TOUCH, tokens},
        window::Cx,
    },
    values::{AccountId, AppointmentId, CalendarId, ShopZone, Timestamp},
};

/// The width of the hours at the left.
pub const HOURS: f32 = 52.0;
/// The height of the heads of the columns.
pub const HEADS: f32 = 34.0;
/// What is free between them and the first hour.
const BELOW: f32 = 10.0;
/// The height of a line of small words.
const WORDS: f32 = 15.0;
/// The narrowest column: a week of them has room on a tablet.
const NARROWEST: f32 = 104.0;
/// The least room for each of several beside each other.
const LANE: f32 = 62.0;
/// The most points a minute takes: starts that are ten minutes apart can be touched.
const LARGEST: f32 = TOUCH / 10.0;
/// The fewest points a minute takes.
const SMALLEST: f32 = 1.1;

/// What was done in the grid in one frame.
pub enum Did {
    /// An appointment was pressed.
    Chosen(AppointmentId),
    /// Something free was pressed, in this column.
    Free(Offered, Option<AccountId>),
    /// An appointment was let go of over another time; the version is the one it was taken at.
    Dropped(AppointmentId, i64, Goal),
    /// An appointment was let go of where nothing is offered.
    Nowhere(AppointmentId),
    /// What was refused in the grid was read, and is to go.
    Read,
}

/// Something in the grid that takes the keyboard.
#[derive(Clone, Copy)]
struct Spot {
    id: Id,
    rect: Rect,
}

/// What is remembered from frame to frame.
#[derive(Default)]
pub struct Grid {
    spots: Vec<Spot>,
    /// What is brought into sight in the next frame.
    bring: Option<Id>,
    /// What is dragged.
    drag: Option<Dragged>,
    /// The day that was scrolled to its beginning.
    scrolled: Option<NaiveDate>,
}

/// What the grid is drawn from.
pub struct Drawn<'a> {
    /// What there is.
    pub page: &'a Page,
    /// In which columns.
    pub columns: &'a [Column],
    /// What is sifted out.
    pub sift: Sift,
    /// The appointment that is chosen.
    pub chosen: Option<AppointmentId>,
    /// What is being moved or was refused, where, and why.
    pub target: Option<(AppointmentId, CalendarId, Timestamp, Option<&'a str>)>,
}

impl Grid {
    /// Brings an appointment into sight and gives it the keyboard.
    pub fn bring(&mut self, id: AppointmentId, ctx: &egui::Context) {
        let id = held_id(ctx, id);
        self.bring = Some(id);
        ctx.memory_mut(|memory| memory.request_focus(id));
    }

    /// Shows the grid.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, drawn: &Drawn<'_>) -> Option<Did> {
        let zone = cx.facts.zone;
        self.walk(ui);
        let (first, last) = hours(drawn, zone);
        let room = ui.available_width() - HOURS - 12.0;
        let placed: Vec<Placed<'_>> = drawn
            .columns
            .iter()
            .map(|column| placed(column, drawn, zone))
            .collect();
        let beside = placed.iter().flatten().map(|(_, _, lane)| lane.of).max();
        let narrowest = NARROWEST.max(LANE * beside.unwrap_or(1).min(2) as f32);
        let width = (room / drawn.columns.len().max(1) as f32).max(narrowest);
        let shortest = drawn
            .page
            .calendars
            .iter()
            .map(|one| one.length_minutes.min(one.every_minutes))
            .min();
        let per_minute = TOUCH / shortest.unwrap_or(30).max(1) as f32;
        let per_minute = per_minute.clamp(SMALLEST, LARGEST);
        let size = vec2(
            HOURS + width * drawn.columns.len() as f32,
            HEADS + BELOW + (last - first) as f32 * per_minute + 8.0,
        );
        let mut area = ScrollArea::both()
            .id_salt("calendar grid")
            .auto_shrink([false, false]);
        // A page begins at its first hour, wherever the last one was scrolled to.
        let date = drawn.columns.first().map(|column| column.date);
        if self.scrolled != date {
            self.scrolled = date;
            area = area.vertical_scroll_offset(0.0);
        }
        area.show(ui, |ui| {
            let (all, _) = ui.allocate_exact_size(size, Sense::hover());
            let scale = Scale {
                zone,
                origin: all.min + vec2(HOURS, HEADS + BELOW),
                first,
                last,
                per_minute,
                width,
            };
            lines(ui, &scale, cx, drawn);
            let clip = ui.clip_rect();
            let within = Rect::from_min_max(clip.min + vec2(HOURS, HEADS), clip.max);
            let did = ui
                .scope(|ui| {
                    ui.set_clip_rect(within.intersect(clip));
                    self.items(ui, cx, &scale, (drawn, &placed))
                })
                .inner;
            heads(ui, clip, &scale, drawn);
            did
        })
        .inner
    }

    fn items(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        scale: &Scale,
        (drawn, placed): (&Drawn<'_>, &[Placed<'_>]),
    ) -> Option<Did> {
        let (mut did, mut spots, mut dragged) = (None, Vec::new(), None);
        let at = (scale.zone, cx.shop.now());
        for (index, (column, items)) in drawn.columns.iter().zip(placed).enumerate() {
            if let Some(why) = closed::why(drawn.page, column, drawn.sift, at) {
                closed::show(ui, scale, (index, column), &why);
            }
            for (item, minutes, lane) in items {
                let rect = scale.rect(index, item.start(), *minutes, *lane);
                match item {
                    Item::Free(slot) => {
                        let staff = match column.of {
                            Of::Staff(who) => who,
                            Of::Day | Of::Calendar(_) => None,
                        };
                        let id = free_id(ui.ctx(), slot, index);
                        spots.push(Spot { id, rect });
                        let pressed = self.free(ui, (id, rect), slot, drawn, scale.zone);
                        if pressed {
                            did = Some(Did::Free((*slot).clone(), staff));
                        }
                    }
                    Item::Held(one) => {
                        let id = held_id(ui.ctx(), one.id);
                        spots.push(Spot { id, rect });
                        let chosen = drawn.chosen == Some(one.id);
                        let response = block::show(ui, (id, rect), one, chosen, scale.zone);
                        self.kept_in_sight(&response);
                        if response.clicked() {
                            did = Some(Did::Chosen(one.id));
                        }
                        if response.drag_started() && one.state.is_open() {
                            // Where it was pressed: by now the pointer may be far away.
                            let pressed = ui.input(|input| input.pointer.press_origin());
                            let at = pressed.unwrap_or(rect.min);
                            self.drag = Some(Dragged {
                                id: one.id,
                                version: one.version,
                                grabbed: at.y - rect.top(),
                            });
                        }
                        if let Some(drag) = self.drag.filter(|drag| drag.id == one.id) {
                            dragged = Some((*one, drag.version, response));
                        }
                    }
                }
            }
        }
        self.spots = spots;
        if let Some((one, version, response)) = dragged {
            ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
            take_along(ui, scale, drawn);
            let goal = self.drag.and_then(|drag| drag.goal(ui, scale, drawn, one));
            if let Some((column, goal)) = goal {
                ghost(
                    ui,
                    scale,
                    drawn,
                    one,
                    (column, goal.calendar, goal.start),
                    None,
                );
            }
            if response.drag_stopped() || !ui.input(|input| input.pointer.any_down()) {
                self.drag = None;
                did = match goal {
                    None => Some(Did::Nowhere(one.id)),
                    Some((_, goal)) if is_another(one, &goal) => {
                        Some(Did::Dropped(one.id, version, goal))
                    }
                    Some(_) => did,
                };
            }
        } else {
            // It went while it was dragged, as what is cancelled does: what became of it is shown.
            if let Some(gone) = self.drag.take() {
                did = Some(Did::Chosen(gone.id));
            }
            if refused(ui, cx, scale, drawn) {
                did = Some(Did::Read);
            }
        }
        did
    }

    fn kept_in_sight(&mut self, response: &egui::Response) {
        if self.bring == Some(response.id) {
            self.bring = None;
            // A press elsewhere in this frame has taken it away again.
            response.request_focus();
            response.scroll_to_me(None);
        }
        if response.has_focus() {
            hold_arrows(response);
        }
    }

    /// A slot that is free: pressed, it is booked.
    fn free(
        &mut self,
        ui: &mut Ui,
        (id, rect): (Id, Rect),
        slot: &Offered,
        drawn: &Drawn<'_>,
        zone: ShopZone,
    ) -> bool {
        let response = ui.interact(rect, id, Sense::click());
        self.kept_in_sight(&response);
        let calendar = drawn.page.calendar_name(slot.at.calendar);
        let left = match slot.free {
            Free::Seats { free, of } if of > 1 => format!(", {free} of {of} free"),
            _ => String::new(),
        };
        let name = format!(
            "Free, {calendar}, {}{left}",
            page::told(zone, slot.at.start)
        );
        response.widget_info(|| WidgetInfo::labeled(AccessRole::Button, true, &name));
        if ui.is_rect_visible(rect) {
            let t = tokens(ui);
            let (hovered, focused) = (response.hovered(), response.has_focus());
            let painter = ui.painter_at(rect.intersect(ui.clip_rect()));
            let corner = CornerRadius::same(6);
            let fill = if hovered || focused {
                t.hover
            } else {
                t.surface
            };
            painter.rect_filled(rect, corner, fill);
            let edge = match focused {
                true => Stroke::new(2.0, t.accent),
                // Against the hours that are not offered, in the dark too.
                false => Stroke::new(1.0, t.edge),
            };
            painter.rect_stroke(rect, corner, edge, StrokeKind::Inside);
            let text = format!("{} free", clock(zone, slot.at.start));
            let font = theme::plain(theme::SMALL);
            // Where there is no room for words it is told apart by its place, and by hovering.
            if rect.height() >= WORDS + 8.0 {
                let at = rect.left_top() + vec2(8.0, 5.0);
                painter.text(at, Align2::LEFT_TOP, text, font, t.ink);
            } else if rect.height() >= WORDS {
                let at = rect.left_center() + vec2(8.0, 0.0);
                painter.text(at, Align2::LEFT_CENTER, text, font, t.ink);
            }
        }
        response.on_hover_text(name).clicked()
    }

    /// The arrows: what stands next in that direction takes the keyboard.
    fn walk(&mut self, ui: &Ui) {
        use egui::{Key, Modifiers};
        let ctx = ui.ctx();
        let focused = ctx.memory(egui::Memory::focused);
        let from = self
            .spots
            .iter()
            .find(|spot| Some(spot.id) == focused)
            .copied();
        if from.is_none() && focused.is_some() {
            return;
        }
        let covered = ctx.memory(|memory| memory.top_modal_layer().is_some());
        if covered || ctx.any_popup_open() {
            return;
        }
        let step = ctx.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            let mut step = Vec2::ZERO;
            if pressed(Key::ArrowDown) {
                step = vec2(0.0, 1.0);
            } else if pressed(Key::ArrowUp) {
                step = vec2(0.0, -1.0);
            } else if pressed(Key::ArrowRight) {
                step = vec2(1.0, 0.0);
            } else if pressed(Key::ArrowLeft) {
                step = vec2(-1.0, 0.0);
            }
            step
        });
        if step == Vec2::ZERO {
            return;
        }
        let next = match from {
            None => self.spots.first(),
            Some(from) => self.next(from, step),
        };
        if let Some(next) = next.copied() {
            self.bring = Some(next.id);
            ctx.memory_mut(|memory| {
                memory.request_focus(next.id);
                // The arrow is used up: it takes the keyboard no further.
                memory.move_focus(egui::FocusDirection::None);
            });
        }
    }

    fn next(&self, from: Spot, step: Vec2) -> Option<&Spot> {
        let at = from.rect.center();
        // Straight on first: what lies aside counts four times.
        let cost = |spot: &&Spot| {
            let by = spot.rect.center() - at;
            let (along, aside) = match step.x == 0.0 {
                true => (by.y * step.y, by.x.abs()),
                false => (by.x * step.x, by.y.abs()),
            };
            ((along + aside * 4.0) * 16.0) as i64
        };
        let ahead = self.spots.iter().filter(|spot| {
            let by = spot.rect.center() - at;
            spot.id != from.id && by.dot(step) > 1.0
        });
        ahead.min_by_key(cost)
    }
}

fn held_id(ctx: &egui::Context, id: AppointmentId) -> Id {
    Id::unique("appointment").with((ctx.viewport_id(), id))
}

fn free_id(ctx: &egui::Context, slot: &Offered, column: usize) -> Id {
    Id::unique("free slot").with((ctx.viewport_id(), slot.at, column))
}

/// The arrows are the grid's while something in it has the keyboard.
fn hold_arrows(response: &egui::Response) {
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    response
        .ctx
        .memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
}
