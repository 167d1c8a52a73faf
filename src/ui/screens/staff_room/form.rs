//! The form of a new colleague, or of a new password.
//!
//! Promises: what is wrong is said at its field; what the chosen role may do is said before.

use egui::{Context, Label};

use super::roles::{called, summary};
use crate::{
    shop::Role,
    ui::{
        remote::Ask,
        widgets::{Field, Push, buttons, dialog, entered, fine_print, muted, title},
        window::Cx,
    },
    values::AccountId,
};

/// The form of a new colleague, or of a new password for one who forgot theirs.
pub struct Form {
    forgot: Option<AccountId>,
    name: String,
    password: String,
    role: Role,
    /// What is wrong at a field.
    pub error: Option<(String, String)>,
    focused: bool,
}

impl Form {
    /// For the account of somebody who forgot their password, or a new one.
    #[must_use]
    pub fn of(forgot: Option<AccountId>, name: &str) -> Self {
        Self {
            forgot,
            name: name.to_owned(),
            password: String::new(),
            role: Role::Staff,
            error: None,
            focused: false,
        }
    }

    /// Shows it; what was pressed.
    pub fn show(&mut self, ctx: &Context, free: bool) -> Option<Pressed> {
        let (mut back, mut send) = (false, false);
        let waved = dialog(ctx, "colleague", 440.0, |ui| {
            if self.forgot.is_some() {
                title(ui, "Give a new password");
                let whose = format!(
                    "{} may log in with it at once. Their PIN is taken away: they set a new one.",
                    self.name
                );
                ui.add(Label::new(muted(ui, whose)).wrap());
            } else {
                title(ui, "Add a colleague");
                let text = "They may log in at once with this name and password.";
                ui.label(muted(ui, text));
            }
            let error = self.error.clone();
            let at = |field: &str| {
                error
                    .as_ref()
                    .filter(|(name, _)| name == field)
                    .map(|(_, why)| why.as_str())
            };
            let mut next = self.forgot.is_some() && !self.focused;
            if self.forgot.is_none() {
                let name = Field::new("Name", &mut self.name)
                    .error(at("name"))
                    .show(ui);
                if !self.focused {
                    name.request_focus();
                }
                next = entered(ui, &name);
            }
            self.focused = true;
            let last = Field::new("Password", &mut self.password)
                .secret()
                .error(at("password"))
                .show(ui);
            if next {
                last.request_focus();
            }
            if self.forgot.is_none() {
                ui.horizontal(|ui| {
                    for role in [Role::Staff, Role::Admin] {
                        let button = Push::new(called(role)).selected(self.role == role);
                        if ui.add(button).clicked() {
                            self.role = role;
                        }
                    }
                });
                ui.add(Label::new(fine_print(ui, summary(self.role))).wrap());
            }
            let enter = entered(ui, &last);
            buttons(ui, |ui| {
                let text = match self.forgot {
                    Some(_) => "Give it",
                    None => "Add",
                };
                send = ui.add_enabled(free, Push::primary(text)).clicked() || enter;
                back = ui.add(Push::new("Back")).clicked();
            });
        });
        if back || waved {
            return Some(Pressed::Back);
        }
        (send && free).then_some(Pressed::Send)
    }

    /// Asks for what it says: what is told when it is done, and the asking.
    pub fn send(&mut self, cx: &Cx<'_>) -> (String, Ask<()>) {
        self.error = None;
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let (name, password, role) = (self.name.clone(), self.password.clone(), self.role);
        match self.forgot {
            Some(account) => (
                format!("{name} has a new password."),
                Ask::send(cx.desk, move |request| {
                    shop.give_password(&session, request, account, &password)
                        .map(drop)
                }),
            ),
            None => (
                format!("{} may log in as {}.", name.trim(), role.word()),
                Ask::send(cx.desk, move |request| {
                    shop.add_staff(&session, request, &name, &password, role)
                        .map(drop)
                }),
            ),
        }
    }
}

/// What was pressed.
pub enum Pressed {
    /// To leave it.
    Back,
    /// To ask for it.
    Send,
}
