//! The table of the sweets: any number of them, only those in sight are made.

use egui::{
    Align2, CornerRadius, Key, Modifiers, Rect, Sense, Stroke, Ui, Vec2, WidgetInfo,
    accesskit::Role as AccessRole, pos2,
};

use super::{detail::priced, filters::Filters, shelf::Shelf};
use crate::{
    shop::stock::{Order, ShelfRow},
    ui::{
        screens::counter::clipped,
        theme::{self, Tokens, tokens},
        widgets::{picture, rows::rows},
        window::Cx,
    },
    values::{Currency, SweetId, Unit},
};

const ROW: f32 = 46.0;
const HEAD: f32 = 34.0;
/// The room of what a price is for.
const PER: f32 = 66.0;

/// Where the columns stand, from the left of a row of this width.
struct Columns {
    name: f32,
    category: f32,
    category_end: f32,
    /// Prices end here, and what they are for begins.
    per: f32,
    stock: f32,
}

impl Columns {
    fn of(width: f32) -> Self {
        let stock = width - 14.0;
        let per = stock - 100.0 - PER;
        let room = per - 92.0;
        let category = if width > 620.0 { room * 0.62 } else { room };
        Self {
            name: 56.0,
            category,
            category_end: room,
            per,
            stock,
        }
    }
}

/// What was done in the table.
#[derive(Default)]
pub struct Done {
    /// The sweet that was chosen.
    pub chosen: Option<SweetId>,
    /// Whether it is to be edited.
    pub edit: bool,
}

/// Shows the table; the arrows walk it where `keys`.
pub fn show(
    ui: &mut Ui,
    cx: &Cx<'_>,
    shelf: &mut Shelf,
    filters: &mut Filters,
    chosen: Option<SweetId>,
    keys: bool,
) -> Done {
    let mut done = Done::default();
    let Some(ids) = shelf.ids() else { return done };
    head(ui, filters, ids.len());
    let bring = if keys {
        walk(ui, &ids, chosen, &mut done)
    } else {
        None
    };
    let currency = cx.facts.currency;
    ui.spacing_mut().item_spacing.y = 0.0;
    let sight = rows(
        ui,
        "stock room",
        ids.len(),
        ROW,
        bring,
        |ui, rect, index| {
            let Some(id) = ids.get(index).copied() else {
                return;
            };
            match shelf.row(id) {
                Some(row) => {
                    if show_row(ui, rect, currency, row, chosen == Some(id)) {
                        done.chosen = Some(id);
                    }
                }
                None => skeleton(ui, rect),
            }
        },
    );
    shelf.want(cx, &ids, sight);
    done
}

/// The arrows: another row is chosen and brought into sight.
fn walk(ui: &Ui, ids: &[SweetId], chosen: Option<SweetId>, done: &mut Done) -> Option<usize> {
    if ids.is_empty() {
        return None;
    }
    let page = ((ui.available_height() / ROW).floor() as isize - 1).max(1);
    let step: Option<isize> = ui.ctx().input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        if pressed(Key::ArrowDown) {
            Some(1)
        } else if pressed(Key::ArrowUp) {
            Some(-1)
        } else if pressed(Key::PageDown) {
            Some(page)
        } else if pressed(Key::PageUp) {
            Some(-page)
        } else {
            None
        }
    });
    if step.is_none() && ui.input(|input| input.key_pressed(Key::Enter)) {
        done.edit = chosen.is_some();
        if chosen.is_none() {
            done.chosen = ids.first().copied();
        }
        return None;
    }
    let step = step?;
    let at = chosen.and_then(|id| ids.iter().position(|other| *other == id));
    let next = match at {
        None => 0,
        Some(at) => (at as isize + step).clamp(0, ids.len() as isize - 1) as usize,
    };
    done.chosen = ids.get(next).copied();
    Some(next)
}

fn head(ui: &mut Ui, filters: &mut Filters, count: usize) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), HEAD), Sense::hover());
    // The rows leave room for the scroll bar, where there is one.
    let bar = match count as f32 * ROW > ui.available_height() {
        true => ui.spacing().scroll.allocated_width(),
        false => 0.0,
    };
    let columns = Columns::of(rect.width() - bar);
    ui.painter()
        .rect_filled(rect, CornerRadius::same(theme::RADIUS), t.sunken);
    let (order, descending) = filters.sorted();
    let mut sort = None;
    let wide = columns.category < columns.category_end;
    let mut column = |text: &str, by: Order, from: f32, to: f32, right: bool| {
        let area = Rect::from_x_y_ranges(
            (rect.left() + from)..=(rect.left() + to),
            rect.top()..=rect.bottom(),
        );
        let response = ui.interact(area, ui.scope_id().with(("sort", text)), Sense::click());
        let way = match (order == by, descending) {
            (true, false) => " ↑",
            (true, true) => " ↓",
            _ => "",
        };
        response.widget_info(|| {
            WidgetInfo::labeled(
                AccessRole::Button,
                true,
                format!("Sort by {}", text.to_lowercase()),
            )
        });
        let ink = if order == by || response.hovered() {
            t.ink
        } else {
            t.muted
        };
        let (at, align) = if right {
            (area.right_center(), Align2::RIGHT_CENTER)
        } else {
            (area.left_center(), Align2::LEFT_CENTER)
        };
        ui.painter().text(
            at,
            align,
            format!("{text}{way}"),
            theme::strong(theme::SMALL),
            ink,
        );
        if response.has_focus() {
            ui.painter().rect_stroke(
                area,
                CornerRadius::same(4),
                Stroke::new(2.0, t.accent),
                egui::StrokeKind::Inside,
            );
        }
        if response.clicked() {
            sort = Some(by);
        }
    };
    column(
        "Sweet",
        Order::Name,
        columns.name,
        columns.category - 8.0,
        false,
    );
    if wide {
        column(
            "Category",
            Order::Category,
            columns.category,
            columns.category_end - 8.0,
            false,
        );
    }
    column("Price", Order::Price, columns.per - 84.0, columns.per, true);
    column(
        "On hand",
        Order::OnHand,
        columns.stock - 84.0,
        columns.stock,
        true,
    );
    if let Some(by) = sort {
        filters.sort(by);
    }
}

fn skeleton(ui: &Ui, rect: Rect) {
    let t = tokens(ui);
    let bar = Rect::from_min_size(rect.min + Vec2::new(56.0, 17.0), Vec2::new(160.0, 12.0));
    ui.painter()
        .rect_filled(bar, CornerRadius::same(6), t.sunken);
}

fn show_row(ui: &mut Ui, rect: Rect, currency: Currency, row: &ShelfRow, chosen: bool) -> bool {
    let t = tokens(ui);
    let response = ui.interact(
        rect,
        ui.scope_id().with(("sweet", row.id.get())),
        Sense::click(),
    );
    let price = currency.format(row.price);
    let on_hand_text = row.unit.format(row.on_hand);
    let said = priced(price.clone(), row.unit, row.per);
    let state = if row.retired { ", retired" } else { "" };
    let name = format!("{}, {said}, {on_hand_text} on hand{state}", row.name);
    response.widget_info(|| WidgetInfo::selected(AccessRole::Button, true, chosen, &name));
    let painter = ui.painter();
    let inside = rect.shrink2(Vec2::new(0.0, 1.0));
    let corner = CornerRadius::same(theme::RADIUS);
    if chosen {
        painter.rect_filled(inside, corner, t.accent_soft);
    } else if response.hovered() {
        painter.rect_filled(inside, corner, t.hover);
    }
    if response.has_focus() {
        painter.rect_stroke(
            inside,
            corner,
            Stroke::new(2.0, t.accent),
            egui::StrokeKind::Inside,
        );
    }
    painter.hline(
        (rect.left() + 8.0)..=(rect.right() - 8.0),
        rect.bottom(),
        Stroke::new(1.0, t.line),
    );
    let columns = Columns::of(rect.width());
    let ink = if row.retired { t.muted } else { t.ink };
    let art = Rect::from_min_size(rect.min + Vec2::new(12.0, 7.0), Vec2::splat(32.0));
    picture::paint(painter, art, &row.picture, &row.name);
    let text = |at: f32, to: f32, text: &str, font, ink| {
        let galley = clipped(painter, text, font, ink, (to - at - 10.0).max(20.0), 1);
        let y = rect.center().y - galley.size().y / 2.0;
        painter.galley(pos2(rect.left() + at, y), galley, ink);
    };
    text(
        columns.name,
        columns.category,
        &row.name,
        theme::plain(theme::BODY),
        ink,
    );
    if columns.category < columns.category_end {
        let category = row.category.as_deref().unwrap_or("–");
        text(
            columns.category,
            columns.category_end,
            category,
            theme::plain(theme::SMALL + 1.0),
            t.muted,
        );
    }
    painter.text(
        pos2(rect.left() + columns.per, rect.center().y),
        Align2::RIGHT_CENTER,
        price,
        theme::plain(theme::BODY),
        ink,
    );
    if (row.unit, row.per) != (Unit::Piece, 1) {
        text(
            columns.per + 5.0,
            columns.per + 5.0 + PER + 10.0,
            &row.unit.price_for(row.per),
            theme::plain(theme::SMALL),
            t.muted,
        );
    }
    on_hand(ui, t, rect, columns.stock, row);
    response.clicked()
}

fn on_hand(ui: &Ui, t: &Tokens, rect: Rect, right: f32, row: &ShelfRow) {
    let painter = ui.painter();
    let at = pos2(rect.left() + right, rect.center().y);
    let (text, ink, fill) = if row.retired {
        ("Retired".to_owned(), t.muted, Some(t.sunken))
    } else if row.on_hand < 0 {
        (row.unit.format(row.on_hand), t.bad, Some(t.bad_soft))
    } else if row.on_hand == 0 {
        ("Sold out".to_owned(), t.bad, Some(t.bad_soft))
    } else if row.on_hand <= row.low_at {
        (
            format!("{} low", row.unit.format(row.on_hand)),
            t.warn,
            Some(t.warn_soft),
        )
    } else {
        (row.unit.format(row.on_hand), t.ink, None)
    };
    match fill {
        None => {
            painter.text(
                at,
                Align2::RIGHT_CENTER,
                text,
                theme::strong(theme::BODY),
                ink,
            );
        }
        Some(fill) => {
            let galley = painter.layout_no_wrap(text, theme::strong(theme::SMALL), ink);
            let size = galley.size() + Vec2::new(16.0, 7.0);
            let chip = Rect::from_min_size(pos2(at.x - size.x, at.y - size.y / 2.0), size);
            painter.rect_filled(chip, CornerRadius::same(6), fill);
            painter.galley(chip.min + Vec2::new(8.0, 3.5), galley, ink);
        }
    }
}
