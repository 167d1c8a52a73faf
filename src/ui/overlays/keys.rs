//! The keys sheet: every key the person may use.
//!
//! Promises: it fits into the smallest window, scrolls by the keys that scroll, and says where
//! there is more below.

use egui::{Context, Id, Key, Modifiers, RichText, ScrollArea, Ui, Vec2};

use crate::ui::{
    actions::{ACTIONS, Entry, Place, Standing},
    theme::{self, GAP_S, tokens},
    widgets::{Push, buttons, fine_print, sheet, title},
};

/// How far an arrow scrolls, in points.
const STEP: f32 = 60.0;

/// Shows it; false once it was closed.
pub fn show(ctx: &Context, standing: Standing) -> bool {
    let mut stays = true;
    let away = sheet(ctx, "keys sheet", 720.0, |ui| {
        title(ui, "Keys");
        ui.label(fine_print(
            ui,
            "Just type or scan: it goes to the search line. Arrows walk the results, Enter adds. \
             \"3*\" before a name or code adds three, \"250*\" of what is weighed 250 g.",
        ));
        ui.add_space(GAP_S);
        let more = list(ui, standing);
        buttons(ui, |ui| {
            if ui.add(Push::primary("Close").by_enter()).clicked() {
                stays = false;
            }
            if more {
                ui.label(fine_print(ui, "↓ more below: scroll, or press Page Down"));
            }
        });
    });
    let again = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F1));
    stays && !away && !again
}

/// The keys, place by place; whether there are more below those in sight.
fn list(ui: &mut Ui, standing: Standing) -> bool {
    let height = ui.ctx().content_rect().height() - 260.0;
    let at = Id::unique("keys sheet at").with(ui.ctx().viewport_id());
    let by = ui.ctx().input_mut(|input| {
        let mut pressed = |key| f32::from(u8::from(input.consume_key(Modifiers::NONE, key)));
        STEP * (pressed(Key::ArrowDown) - pressed(Key::ArrowUp))
            + height * (pressed(Key::PageDown) - pressed(Key::PageUp))
    });
    let mut area = ScrollArea::vertical().max_height(height);
    if by != 0.0 {
        let before: f32 = ui.data(|data| data.get_temp(at)).unwrap_or_default();
        area = area.vertical_scroll_offset((before + by).max(0.0));
    }
    let output = area.show(ui, |ui| {
        for (place, head) in [
            (Place::Counter, "Counter"),
            (Place::StockRoom, "Stock room"),
            (Place::Sales, "Sales"),
            (Place::Quotations, "Quotations"),
            (Place::Customers, "Customers"),
            (Place::Orders, "Orders"),
            (Place::Payments, "Payments"),
            (Place::Inside, "Logged in"),
            (Place::Anywhere, "Anywhere"),
        ] {
            let entries: Vec<_> = ACTIONS
                .iter()
                .filter(|entry| entry.place == place && entry.shortcut.is_some())
                .filter(|entry| standing.allows(entry.action))
                .collect();
            if !entries.is_empty() {
                section(ui, head, &entries);
            }
        }
    });
    let offset = output.state.clamped_offset().y;
    ui.data_mut(|data| data.insert_temp(at, offset));
    offset + output.inner_rect.height() + 1.0 < output.content_size.y
}

fn section(ui: &mut Ui, head: &str, entries: &[&Entry]) {
    ui.add_space(GAP_S);
    ui.label(
        RichText::new(head)
            .font(theme::strong(theme::BODY))
            .color(tokens(ui).accent),
    );
    ui.spacing_mut().interact_size.y = 20.0;
    egui::Grid::new(head)
        .num_columns(3)
        .min_row_height(20.0)
        .spacing(Vec2::new(24.0, 7.0))
        .show(ui, |ui| {
            for entry in entries {
                // Of one width, so that the sections line up.
                let keys = RichText::new(entry.action.keys()).font(theme::strong(theme::BODY));
                ui.scope(|ui| {
                    ui.set_min_width(96.0);
                    ui.label(keys);
                });
                ui.scope(|ui| {
                    ui.set_min_width(140.0);
                    ui.label(entry.name);
                });
                ui.label(fine_print(ui, entry.help));
                ui.end_row();
            }
        });
}
