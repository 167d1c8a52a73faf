//! One account in the list.

use egui::{Align, Label, Layout, Ui, Vec2};

use super::roles::called;
use crate::{
    shop::{
        Role,
        staff::{Account, Status},
    },
    ui::{
        theme::TOUCH,
        widgets::{Kind, Push, Tone, badge, fine_print, strong},
        window::Cx,
    },
};

/// What a button asked for.
pub enum Wish {
    /// To be asked whether to retire.
    Ask,
    /// Not to retire after all.
    Keep,
    /// To let somebody in who waits.
    Approve(Role),
    /// To make them something else.
    Change(Role),
    /// To retire, or turn away.
    Retire,
    /// To bring back.
    Reinstate,
    /// To give a new password.
    GivePassword,
}

/// The row of somebody who is about to be retired or turned away: it asks once.
pub fn leaving_row(ui: &mut Ui, account: &Account) -> Option<Wish> {
    let mut wish = None;
    let name = &account.name;
    let (verb, text) = if account.status == Status::Waiting {
        ("Turn away", format!("Turn {name} away?"))
    } else {
        let text = format!("Retire {name}? They are logged out of every window at once.");
        ("Retire", text)
    };
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), TOUCH),
        Layout::right_to_left(Align::Center),
        |ui| {
            let yes = Push::primary(verb).named(format!("Yes, {}: {name}", verb.to_lowercase()));
            if ui.add(yes.by_enter()).clicked() {
                wish = Some(Wish::Retire);
            }
            if ui
                .add(Push::new("Keep").named(format!("Keep {name}")))
                .clicked()
            {
                wish = Some(Wish::Keep);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(strong(text)).wrap());
            });
        },
    );
    wish
}

/// The row of an account, with what may be done with it; what was pressed.
pub fn account_row(ui: &mut Ui, cx: &Cx<'_>, account: &Account) -> Option<Wish> {
    let mut wish = None;
    let name = &account.name;
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), TOUCH),
        Layout::right_to_left(Align::Center),
        |ui| {
            let mut press = |ui: &mut Ui, text: &str, kind: Kind, chosen: Wish| {
                let button = Push::new(text).kind(kind).named(format!("{text}: {name}"));
                if ui.add(button).clicked() {
                    wish = Some(chosen);
                }
            };
            match account.status {
                Status::Waiting => {
                    press(
                        ui,
                        "Approve as staff",
                        Kind::Primary,
                        Wish::Approve(Role::Staff),
                    );
                    press(
                        ui,
                        "Approve as admin",
                        Kind::Plain,
                        Wish::Approve(Role::Admin),
                    );
                    press(ui, "Turn away", Kind::Danger, Wish::Ask);
                }
                Status::Active => {
                    press(ui, "Retire", Kind::Danger, Wish::Ask);
                    match account.role {
                        Role::Staff => {
                            press(ui, "Make admin", Kind::Plain, Wish::Change(Role::Admin))
                        }
                        Role::Admin => {
                            press(ui, "Make staff", Kind::Plain, Wish::Change(Role::Staff))
                        }
                    }
                    if Some(account.id) != cx.session.account() {
                        press(ui, "New password", Kind::Plain, Wish::GivePassword);
                    }
                }
                Status::Retired => press(ui, "Bring back", Kind::Plain, Wish::Reinstate),
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    ui.horizontal(|ui| {
                        ui.add(Label::new(strong(name)).truncate());
                        if account.status == Status::Active {
                            let tone = if account.role == Role::Admin {
                                Tone::Good
                            } else {
                                Tone::Plain
                            };
                            badge(ui, tone, called(account.role));
                        }
                        if Some(account.id) == cx.session.account() {
                            badge(ui, Tone::Plain, "You");
                        }
                    });
                    let since = cx.facts.zone.date_time(account.created_at);
                    ui.label(fine_print(ui, format!("Since {since}")));
                });
            });
        },
    );
    wish
}
