//! The staff: who works here, who waits to be let in, and who may do what.
//! What each role may do stands beside them, and not only in refusals.
//!
//! Promises: somebody who registered is at the top until an admin decides; nobody is retired by
//! one slip of the hand, since that ends their work at once; the shop's last admin can't be taken
//! away (the shop refuses). Leaves out changing one's own password.

mod form;
mod roles;
mod row;

use egui::{Align, CentralPanel, Frame, Key, Layout, Margin, Modifiers, Panel, ScrollArea, Ui};

use crate::{
    shop::{
        Permission, Refusal,
        staff::{self, Account, Approve, ChangeRole, Reinstate, Retire, Status},
    },
    ui::{
        actions::Action,
        remote::{Ask, Live, Outcome, sentence},
        theme::{GAP, GAP_L, GAP_S, tokens},
        widgets::{Kind, Push, Tone, banner, card, muted, title},
        window::Cx,
    },
    values::AccountId,
};
use form::{Form, Pressed};
use row::{Wish, account_row, leaving_row};

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
        // Where there is room the roles stand beside the accounts, else below them.
        let beside = ui.available_width() >= 1180.0;
        if beside {
            let frame = Frame::new()
                .fill(t.surface)
                .inner_margin(Margin::same(GAP_L as i8));
            Panel::right("roles")
                .resizable(false)
                .exact_size(440.0)
                .frame(frame)
                .show(ui, |ui| {
                    ScrollArea::vertical().show(ui, roles::show);
                });
        }
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
            self.accounts(ui, cx, beside);
        });
        self.show_form(ui, cx);
    }

    fn accounts(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, beside: bool) {
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
                if !beside {
                    card(ui, roles::show);
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
        let free = self.ask.as_ref().is_none_or(|(_, ask)| !ask.under_way());
        match form.show(ui.ctx(), free) {
            None => {}
            Some(Pressed::Back) => self.form = None,
            Some(Pressed::Send) => {
                self.failed = None;
                self.ask = Some(form.send(cx));
            }
        }
    }
}
