//! The staff: who works here, who waits to be let in, and who may do what.
//!
//! Promises: somebody who registered is at the top until an admin decides; nobody is retired by
//! one slip of the hand, since that ends their work at once; the shop's last admin can't be taken
//! away (the shop refuses). Leaves out changing one's own password.

use egui::{
    Align, CentralPanel, Frame, Key, Label, Layout, Margin, Modifiers, ScrollArea, Ui, Vec2,
};

use crate::{
    shop::{
        Permission, Refusal, Role,
        staff::{self, Account, Approve, ChangeRole, Reinstate, Retire, Status},
    },
    ui::{
        actions::Action,
        remote::{Ask, Live, Outcome, sentence},
        theme::{GAP, GAP_L, GAP_S, TOUCH, tokens},
        widgets::{
            Field, Kind, Push, Tone, badge, banner, buttons, card, dialog, entered, fine_print,
            muted, strong, title,
        },
        window::Cx,
    },
    values::AccountId,
};

/// The staff screen.
#[derive(Default)]
pub struct StaffRoom {
    list: Live<(), Vec<Account>>,
    ask: Option<(String, Ask<()>)>,
    failed: Option<String>,
    form: Option<Form>,
    /// Who is about to be retired, once that was confirmed.
    leaving: Option<AccountId>,
}

/// The form of a new colleague, or of a new password for one who forgot theirs.
struct Form {
    forgot: Option<AccountId>,
    name: String,
    password: String,
    role: Role,
    error: Option<(String, String)>,
    focused: bool,
}

impl Form {
    fn of(forgot: Option<AccountId>, name: &str) -> Form {
        Form {
            forgot,
            name: name.to_owned(),
            password: String::new(),
            role: Role::Staff,
            error: None,
            focused: false,
        }
    }
}

/// What a button asked for.
enum Wish {
    /// To be asked whether to retire.
    Ask,
    /// Not to retire after all.
    Keep,
    Approve(Role),
    Change(Role),
    Retire,
    Reinstate,
    GivePassword,
}

impl StaffRoom {
    /// No action is at home here.
    pub fn act(&mut self, _action: Action) {}

    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.list.keep(cx.desk, cx.changes, &(), move |()| {
            // A list that may not be seen any more is empty; the navigation follows the role.
            match shop.consult(&session, Permission::ManageStaff, staff::list) {
                Ok(list) => Ok(list),
                Err(crate::shop::Trouble::Refused(_)) => Ok(Vec::new()),
                Err(crate::shop::Trouble::Fault(fault)) => Err(fault),
            }
        });
        self.take_answer(cx);
        let t = tokens(ui);
        let frame = Frame::new()
            .fill(t.canvas)
            .inner_margin(Margin::same(GAP_L as i8));
        CentralPanel::default().frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                title(ui, "Staff");
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if ui.add(Push::primary("Add a colleague")).clicked() {
                        self.form = Some(Form::of(None, ""));
                    }
                });
            });
            if let Some(trouble) = self.list.trouble() {
                banner(ui, Tone::Bad, trouble);
            }
            self.progress(ui, cx);
            ui.add_space(GAP_S);
            self.accounts(ui, cx);
        });
        self.show_form(ui, cx);
    }

    fn accounts(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let mut wish = None;
        let free = self.ask.is_none();
        if self.leaving.is_some()
            && !cx.covered
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
        {
            self.leaving = None;
        }
        let leaving = self.leaving;
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_max_width(ui.available_width().min(900.0));
                let list = self.list.latest().map_or(&[][..], Vec::as_slice);
                for (status, head) in [
                    (Status::Waiting, "Waiting for approval"),
                    (Status::Active, "Working here"),
                    (Status::Retired, "Retired"),
                ] {
                    let accounts: Vec<&Account> = list
                        .iter()
                        .filter(|account| account.status == status)
                        .collect();
                    if accounts.is_empty() {
                        continue;
                    }
                    ui.label(muted(ui, head));
                    for account in accounts {
                        card(ui, |ui| {
                            ui.add_enabled_ui(free, |ui| {
                                let chosen = if leaving == Some(account.id) {
                                    leaving_row(ui, account)
                                } else {
                                    account_row(ui, cx, account)
                                };
                                if let Some(chosen) = chosen {
                                    wish = Some((account.clone(), chosen));
                                }
                            });
                        });
                    }
                    ui.add_space(GAP);
                }
            });
        if let Some((account, wish)) = wish {
            self.send(cx, &account, &wish);
        }
    }

    fn progress(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(waiting) = self
            .ask
            .as_ref()
            .and_then(|(_, ask)| ask.held_up(ui.ctx(), cx.shop))
        {
            banner(ui, Tone::Warn, &waiting);
        }
        let Some(why) = &self.failed else { return };
        banner(ui, Tone::Bad, why);
        ui.horizontal(|ui| {
            if ui.add(Push::new("Try again")).clicked() {
                self.failed = None;
                if let Some((_, ask)) = &mut self.ask {
                    ask.again(cx.desk);
                }
            } else if ui.add(Push::new("Leave it").kind(Kind::Quiet)).clicked() {
                self.failed = None;
                self.ask = None;
            }
        });
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>) {
        let Some((done, ask)) = &mut self.ask else {
            return;
        };
        match ask.answer() {
            None => {}
            Some(Outcome::Done(())) => {
                cx.notes.say(Tone::Good, done.clone());
                self.ask = None;
                self.form = None;
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                match (&mut self.form, refusal) {
                    (Some(form), Refusal::Invalid { field, why }) => {
                        form.error = Some((field, sentence(&why)));
                    }
                    (Some(form), refusal @ Refusal::Taken { .. }) => {
                        form.error = Some(("name".to_owned(), sentence(&refusal)));
                    }
                    (_, refusal) => cx.notes.say(Tone::Bad, sentence(&refusal)),
                }
            }
            Some(Outcome::Failed(why)) => self.failed = Some(why),
        }
    }

    fn send(&mut self, cx: &Cx<'_>, account: &Account, wish: &Wish) {
        let Account { name, version, .. } = account;
        let (account, version) = (account.id, *version);
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let (done, ask) = match *wish {
            Wish::Ask => {
                self.leaving = Some(account);
                return;
            }
            Wish::Keep => {
                self.leaving = None;
                return;
            }
            Wish::GivePassword => {
                self.form = Some(Form::of(Some(account), name));
                return;
            }
            Wish::Approve(role) => (
                format!("{name} may log in as {}.", role.word()),
                Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, Approve { account, role })
                        .map(drop)
                }),
            ),
            Wish::Change(role) => (
                format!("{name} is {} now.", role.word()),
                Ask::send(cx.desk, move |request| {
                    let change = ChangeRole {
                        account,
                        role,
                        version,
                    };
                    shop.execute(&session, request, change).map(drop)
                }),
            ),
            Wish::Retire => (
                format!("{name} is retired."),
                Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, Retire { account, version })
                        .map(drop)
                }),
            ),
            Wish::Reinstate => (
                format!("{name} works here again."),
                Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, Reinstate { account, version })
                        .map(drop)
                }),
            ),
        };
        self.leaving = None;
        self.ask = Some((done, ask));
    }

    fn show_form(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(form) = &mut self.form else { return };
        let (mut away, mut send) = (false, false);
        let free = self.ask.as_ref().is_none_or(|(_, ask)| !ask.under_way());
        let waved = dialog(ui.ctx(), "colleague", 440.0, |ui| {
            if form.forgot.is_some() {
                title(ui, "Give a new password");
                let whose = format!(
                    "{} may log in with it at once. Their PIN is taken away: they set a new one.",
                    form.name
                );
                ui.label(muted(ui, whose));
            } else {
                title(ui, "Add a colleague");
                let text = "They may log in at once with this name and password.";
                ui.label(muted(ui, text));
            }
            let error = form.error.clone();
            let at = |field: &str| {
                error
                    .as_ref()
                    .filter(|(name, _)| name == field)
                    .map(|(_, why)| why.as_str())
            };
            let mut next = form.forgot.is_some() && !form.focused;
            if form.forgot.is_none() {
                let name = Field::new("Name", &mut form.name)
                    .error(at("name"))
                    .show(ui);
                if !form.focused {
                    name.request_focus();
                }
                next = entered(ui, &name);
            }
            form.focused = true;
            let last = Field::new("Password", &mut form.password)
                .secret()
                .error(at("password"))
                .show(ui);
            if next {
                last.request_focus();
            }
            if form.forgot.is_none() {
                ui.horizontal(|ui| {
                    for role in [Role::Staff, Role::Admin] {
                        let button = Push::new(called(role)).selected(form.role == role);
                        if ui.add(button).clicked() {
                            form.role = role;
                        }
                    }
                });
            }
            let enter = entered(ui, &last);
            buttons(ui, |ui| {
                let send_it = if form.forgot.is_some() {
                    "Give it"
                } else {
                    "Add"
                };
                send = ui.add_enabled(free, Push::primary(send_it)).clicked() || enter;
                away = ui.add(Push::new("Back").kind(Kind::Plain)).clicked();
            });
        });
        if away || waved {
            self.form = None;
            return;
        }
        if send && free {
            form.error = None;
            self.failed = None;
            let (shop, session) = (cx.shop.clone(), cx.session.clone());
            let (name, password, role) = (form.name.clone(), form.password.clone(), form.role);
            let (done, ask) = match form.forgot {
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
            };
            self.ask = Some((done, ask));
        }
    }
}

fn called(role: Role) -> &'static str {
    match role {
        Role::Staff => "Staff",
        Role::Admin => "Admin",
    }
}

/// The row of somebody who is about to be retired or turned away: it asks once.
fn leaving_row(ui: &mut Ui, account: &Account) -> Option<Wish> {
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

fn account_row(ui: &mut Ui, cx: &Cx<'_>, account: &Account) -> Option<Wish> {
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
