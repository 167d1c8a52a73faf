//! A day at the provider beside the same day in the shop, and what does not agree.
//!
//! Promises: the provider is asked in the background, and only by who may; what does not agree
//! stands first, in words; every row opens its story. Leaves out what agrees with what: that is
//! the shop's comparison.

use chrono::NaiveDate;
use egui::{CentralPanel, Context, Label, Rect, Ui};

use super::{
    Link,
    compared::{self, COMPARED},
    words,
};
use crate::{
    gateway::{self, Account, Vault},
    shop::{
        Permission, Refusal, Session, Shop, Trouble,
        payments::{
            self, StoryRow,
            reconcile::{ProviderRow, Side},
        },
    },
    ui::{
        remote::{Ask, Live, Outcome, sentence},
        theme::{GAP, GAP_S},
        widgets::{
            Field, Kind, Push, Tone, banner, buttons, count, dialog, entered, fine_print, muted,
            nothing, rows::rows, strong, title,
        },
        window::Cx,
    },
    values::{Currency, Timestamp},
};

/// How many pieces of news of nobody's payments are looked through.
const STRANGERS: u32 = 1_000;

/// A day as it was compared.
struct Compared {
    day: NaiveDate,
    at: Timestamp,
    /// What does not agree first.
    sides: Vec<Side>,
    wrong: usize,
}

/// The days of one window.
#[derive(Default)]
pub struct Days {
    typed: Option<String>,
    error: Option<String>,
    ask: Option<(NaiveDate, Ask<Vec<Side>>)>,
    failed: Option<String>,
    compared: Option<Compared>,
    only_wrong: bool,
    /// A payment of the provider that is none of the shop's.
    stranger: Option<ProviderRow>,
    told: Live<String, Vec<StoryRow>>,
}

impl Days {
    /// Shows them; where another tab is wished for, which.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, can_ask: bool) -> Option<Link> {
        self.take_answer(cx);
        let mut link = None;
        CentralPanel::default()
            .frame(super::main(ui))
            .show(ui, |ui| {
                if !cx.standing.may(Permission::Refund) {
                    let text = "What the provider says of a day is for admins. Ask one of them.";
                    nothing(ui, "Not for your role", text);
                    return;
                }
                self.fields(ui, cx, can_ask);
                ui.add_space(GAP);
                if let Some(why) = &self.failed {
                    banner(ui, Tone::Bad, why);
                    ui.label(fine_print(
                        ui,
                        "Nothing was changed. Compare again once that is seen to.",
                    ));
                }
                if let Some((_, ask)) = &self.ask {
                    let text = ask.held_up(ui.ctx(), cx.shop);
                    let text = text.unwrap_or_else(|| "The provider is asked …".to_owned());
                    ui.label(fine_print(ui, text));
                }
                link = self.table(ui, cx);
            });
        self.dialog(ui.ctx(), cx);
        link
    }

    fn take_answer(&mut self, cx: &Cx<'_>) {
        let Some((day, ask)) = &mut self.ask else {
            return;
        };
        let Some(answer) = ask.answer() else { return };
        match answer {
            Outcome::Done(mut sides) => {
                sides.sort_by_key(|side| side.wrong.is_empty());
                self.compared = Some(Compared {
                    day: *day,
                    at: cx.shop.now(),
                    wrong: sides.iter().filter(|side| !side.wrong.is_empty()).count(),
                    sides,
                });
            }
            Outcome::Refused(refusal) => self.failed = Some(sentence(&refusal)),
            Outcome::Failed(why) => self.failed = Some(why),
        }
        self.ask = None;
    }

    fn fields(&mut self, ui: &mut Ui, cx: &Cx<'_>, can_ask: bool) {
        let today = || cx.facts.zone.date(cx.shop.now()).to_string();
        let typed = self.typed.get_or_insert_with(today);
        let (mut go, mut step) = (false, 0);
        ui.horizontal_top(|ui| {
            let field = Field::new("Day", typed)
                .hint("2026-03-02")
                .limit(10)
                .error(self.error.as_deref())
                .width(150.0)
                .show(ui);
            if field.changed() {
                self.error = None;
            }
            go = entered(ui, &field);
            ui.vertical(|ui| {
                ui.add_space(22.0);
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = GAP_S;
                    for (text, by) in [("Day before", -1), ("Day after", 1)] {
                        if ui.add(Push::new(text).kind(Kind::Quiet)).clicked() {
                            step = by;
                        }
                    }
                    let free = can_ask && self.ask.is_none();
                    let push = Push::primary("Compare");
                    go = free && (ui.add_enabled(free, push).clicked() || go);
                    if let Some(compared) = self.compared.as_ref().filter(|c| c.wrong > 0) {
                        let push = Push::new("Only what does not agree")
                            .kind(Kind::Quiet)
                            .waiting(compared.wrong)
                            .selected(self.only_wrong);
                        if ui.add(push).clicked() {
                            self.only_wrong = !self.only_wrong;
                        }
                    }
                });
            });
        });
        let day = typed.trim().parse::<NaiveDate>();
        if step != 0
            && let Ok(day) = day
        {
            let other = match step {
                1 => day.succ_opt(),
                _ => day.pred_opt(),
            };
            *typed = other.unwrap_or(day).to_string();
            self.error = None;
        } else if go || step != 0 {
            match day {
                Ok(day) => self.compare(cx, day),
                Err(_) => self.error = Some("A day is needed, such as 2026-03-02.".to_owned()),
            }
        }
    }

    fn compare(&mut self, cx: &Cx<'_>, day: NaiveDate) {
        let (shop, session, vault) = (cx.shop.clone(), cx.session.clone(), cx.vault.clone());
        self.error = None;
        self.failed = None;
        let ask = Ask::send(cx.desk, move |_| compare(&shop, &session, &vault, day));
        self.ask = Some((day, ask));
    }

    fn table(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Link> {
        let Some(compared) = &self.compared else {
            if self.ask.is_none() && self.failed.is_none() {
                nothing(
                    ui,
                    "Does the day agree?",
                    "Choose a day and compare: what the provider took beside what is counted \
                     here, and on which invoices.",
                );
            }
            return None;
        };
        let at = cx.facts.zone.time_of_day(compared.at);
        let all = count(compared.sides.len() as i64, "payment", "payments");
        let (tone, text) = match compared.wrong {
            0 if compared.sides.is_empty() => (
                Tone::Plain,
                format!("{}: no payments, there and here.", compared.day),
            ),
            0 => (
                Tone::Good,
                format!("{}: {all} compared, all agree (at {at}).", compared.day),
            ),
            wrong => {
                let does = if wrong == 1 { "does" } else { "do" };
                let text = format!(
                    "{}: {all} compared, {wrong} {does} not agree (at {at}).",
                    compared.day
                );
                (Tone::Bad, text)
            }
        };
        banner(ui, tone, &text);
        ui.add_space(GAP_S);
        let length = match self.only_wrong && compared.wrong > 0 {
            true => compared.wrong,
            false => compared.sides.len(),
        };
        if length == 0 {
            return None;
        }
        compared::columns(ui);
        let mut pressed = None;
        let show = |ui: &mut Ui, rect: Rect, index: usize| {
            if let Some(side) = compared.sides.get(index)
                && compared::row(ui, rect, cx, side, index)
            {
                pressed = Some(index);
            }
        };
        rows(ui, "compared", length, COMPARED, None, show);
        let side = compared.sides.get(pressed?)?;
        match (&side.shop, &side.provider) {
            (Some(ours), _) => Some(Link::Payment(ours.payment)),
            (None, theirs) => {
                self.stranger.clone_from(theirs);
                None
            }
        }
    }

    /// What is known of a payment that is none of the shop's.
    fn dialog(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let Some(theirs) = &self.stranger else { return };
        let shop = cx.shop.clone();
        let question = theirs.payment.to_string();
        self.told.keep(cx.desk, cx.changes, &question, move |id| {
            let told = shop.read(|db| payments::strangers(db, STRANGERS))?;
            let of = told.into_iter().filter(|row| row.payment.as_str() == id);
            Ok(of.collect())
        });
        let told = self.told.answer_to(&question);
        let mut stays = true;
        let away = dialog(ctx, "a stranger's payment", 520.0, |ui| {
            title(ui, "No payment of the shop");
            let amount = Currency::tell(&theirs.currency, theirs.amount);
            let when = cx.facts.zone.date_time(theirs.at);
            ui.add(Label::new(strong(theirs.payment.as_str())).wrap());
            let text = format!("{amount}, {when}");
            ui.label(muted(ui, text));
            if let Some(order) = &theirs.order {
                ui.label(muted(ui, format!("For the order {order}")));
            }
            let text = "The provider took this money and no order of the shop is it for. Look on \
                        the provider's page whose it is, and give it back there if it is \
                        nobody's.";
            ui.add(Label::new(text).wrap());
            for row in told.into_iter().flatten() {
                let at = cx.facts.zone.date_time(row.at);
                let said = words::said(&row.said);
                let text = format!("{at}, {}: {said}", words::door(row.door));
                ui.add(Label::new(fine_print(ui, text)).wrap());
            }
            if told.is_some_and(|rows| rows.is_empty()) {
                ui.label(fine_print(ui, "No message told of it here."));
            }
            ui.add_space(GAP_S);
            buttons(ui, |ui| {
                stays = !ui.add(Push::primary("Back").by_enter()).clicked();
            });
        });
        if away || !stays {
            self.stranger = None;
            ctx.request_repaint();
        }
    }
}

/// Waits for the network: for a worker.
fn compare(
    shop: &Shop,
    session: &Session,
    vault: &Vault,
    day: NaiveDate,
) -> Result<Vec<Side>, Trouble> {
    // Before the provider is asked: what it says is for those who may.
    shop.consult(session, Permission::Refund, |_| Ok(()))?;
    let range = shop.about().zone.day(day).ok_or_else(|| {
        let why = "is no day that can be compared";
        Refusal::invalid("day", why)
    })?;
    let account = Account::load(shop, vault)?;
    gateway::reconcile(shop, account.provider().as_ref(), range)
}
