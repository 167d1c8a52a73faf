//! What each role may do, in words.
//!
//! Promises: the shop's own rules are asked, so that what is shown is what is held. Leaves out
//! what somebody was granted for some minutes: the journal tells that.

use egui::{Grid, Label, Ui, Vec2};

use crate::{
    shop::{Permission, Role},
    ui::{
        theme::{GAP_S, tokens},
        widgets::{fine_print, muted, strong, title},
    },
};

/// A role as its badge and buttons call it.
#[must_use]
pub fn called(role: Role) -> &'static str {
    match role {
        Role::Staff => "Staff",
        Role::Admin => "Admin",
    }
}

/// What a permission is for, as it is listed; nothing of what everybody may who is not logged in.
fn listed(permission: Permission) -> Option<&'static str> {
    Some(match permission {
        Permission::Visit => return None,
        Permission::Look => "See sweets, stock and sales",
        Permission::Sell => "Sell, and open and close a drawer",
        Permission::TakeBack => "Take goods back and void a sale",
        Permission::Refund => "Give payments back, and settle them by hand",
        Permission::DiscountMore => "Give discounts above the limit",
        Permission::ChangePrice => "Sell at another price",
        Permission::SellAnything => "Sell what is not in the catalogue",
        Permission::BookOutside => "Book outside a calendar's hours",
        Permission::SeeExpected => "See what a drawer should hold before it is counted",
        Permission::BookDifference => "Book differences above the limit",
        Permission::ManageCatalogue => "Add, edit and retire sweets, change taxes",
        Permission::ManageStock => "Restock, correct and write off",
        Permission::ManageStaff => "Approve, add and retire colleagues",
        Permission::ManageShop => "Change settings, read the journal, make backups",
    })
}

/// How far a role may do something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum May {
    Yes,
    /// A supervisor lets them, each time for some minutes.
    Granted,
    No,
}

fn may(role: Role, permission: Permission) -> May {
    match (role.permits(permission), permission.grantable()) {
        (true, _) => May::Yes,
        (false, Some(_)) => May::Granted,
        (false, None) => May::No,
    }
}

/// Shows what each role may do.
pub fn show(ui: &mut Ui) {
    ui.set_width(ui.available_width());
    title(ui, "What each role may do");
    let text = "“By grant”: an admin types their PIN at the window, and it counts there for some \
                minutes.";
    ui.add(Label::new(fine_print(ui, text)).wrap());
    ui.add_space(GAP_S);
    let column = 74.0;
    let first = (ui.available_width() - 2.0 * (column + 12.0)).max(120.0);
    Grid::new("roles")
        .num_columns(3)
        .min_col_width(column)
        .spacing(Vec2::new(12.0, 10.0))
        .show(ui, |ui| {
            ui.label("");
            ui.label(strong(called(Role::Staff)));
            ui.label(strong(called(Role::Admin)));
            ui.end_row();
            for permission in Permission::ALL {
                let Some(text) = listed(permission) else {
                    continue;
                };
                ui.scope(|ui| {
                    ui.set_min_width(first);
                    ui.set_max_width(first);
                    ui.add(Label::new(text).wrap());
                });
                for role in [Role::Staff, Role::Admin] {
                    let t = tokens(ui);
                    let words = match may(role, permission) {
                        May::Yes => strong("Yes").color(t.good),
                        May::Granted => strong("By grant").color(t.warn),
                        May::No => muted(ui, "No"),
                    };
                    let cell = ui.label(words);
                    let spoken = |how: &str| format!("{}, {text}: {how}", called(role));
                    let name = match may(role, permission) {
                        May::Yes => spoken("yes"),
                        May::Granted => spoken("by grant"),
                        May::No => spoken("no"),
                    };
                    cell.widget_info(|| {
                        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &name)
                    });
                }
                ui.end_row();
            }
        });
}

/// What a role may do, in a few sentences, where one is chosen.
#[must_use]
pub fn summary(role: Role) -> String {
    let that = |how: May| {
        let all = Permission::ALL.into_iter();
        let all = all.filter(|permission| may(role, *permission) == how);
        let texts: Vec<String> = all.filter_map(listed).map(lower).collect();
        texts.join("; ")
    };
    match (that(May::Granted), that(May::No)) {
        (granted, no) if granted.is_empty() && no.is_empty() => {
            "May do everything, and grant it to others with a PIN.".to_owned()
        }
        (granted, _) => format!("May: {}. By an admin's grant: {granted}.", that(May::Yes)),
    }
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
