//! What booking and changing an appointment are both asked with.

use egui::{Id, Response, Ui};

use crate::{
    shop::appointments::Mode,
    ui::{
        theme::GAP_S,
        widgets::{Field, Push, caption, pick::pick},
    },
    values::AccountId,
};

/// Somebody as the choice of whom it is with has them; nobody is empty.
pub fn staff_text(staff: Option<AccountId>) -> String {
    staff.map_or_else(String::new, |id| id.to_string())
}

/// Who was chosen.
pub fn staff_of(text: &str) -> Option<AccountId> {
    text.parse().ok().map(AccountId::new)
}

/// Whom it is with.
pub fn staff(ui: &mut Ui, chosen: &mut String, hosts: &[(AccountId, String)]) {
    let mut options = vec![(String::new(), "Nobody in particular".to_owned())];
    options.extend(
        hosts
            .iter()
            .map(|(id, name)| (id.to_string(), name.clone())),
    );
    pick(ui, "With", chosen, &options);
}

/// When it begins, where no slot says so.
pub fn when(ui: &mut Ui, typed: &mut String, id: Id, error: Option<&str>) -> Response {
    Field::new("When, by the shop's clock", typed)
        .hint("2026-12-24 19:30")
        .limit(24)
        .id(id)
        .error(error)
        .show(ui)
}

/// How they meet.
pub fn mode(ui: &mut Ui, chosen: &mut Mode) {
    caption(ui, "How");
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP_S;
        for mode in Mode::ALL {
            let button = Push::new(mode.name()).selected(*chosen == mode);
            if ui.add(button).clicked() {
                *chosen = mode;
            }
        }
    });
}
