//! What booking and changing an appointment are both asked with.

use egui::Ui;

use crate::{
    shop::appointments::Mode,
    ui::{
        theme::GAP_S,
        widgets::{Push, pick::pick, strong},
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

/// How they meet.
pub fn mode(ui: &mut Ui, chosen: &mut Mode) {
    ui.label(strong("How"));
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
