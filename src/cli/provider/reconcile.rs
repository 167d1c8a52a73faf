//! A day as the provider has it beside the day as the shop has it.

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use super::{asking::account, banner};
use crate::{
    cli::{
        Common,
        output::{Out, Stop, table},
    },
    gateway,
    shop::{Permission, Refusal, Shop, payments::reconcile::Side},
    values::Money,
};

/// Put the provider's payments of a day beside the shop's, and list what does not agree.
#[derive(Debug, Args)]
pub(in crate::cli) struct Reconcile {
    /// The day, such as 2026-03-02; without it, today
    #[arg(long, value_name = "DATE")]
    day: Option<String>,
    /// List what agrees, too
    #[arg(long)]
    all: bool,
}

#[derive(Serialize)]
struct Reconciled<'s> {
    day: NaiveDate,
    practice: bool,
    /// How many payments were compared.
    compared: usize,
    /// Those that do not agree, or all where that was asked for.
    rows: Vec<&'s Side>,
}

impl Reconcile {
    pub(in crate::cli) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let (shop, session) = common.come_in()?;
        let zone = shop.about().zone;
        let refused = || Refusal::invalid("day", "is a day such as 2026-03-02");
        let date = match self.day.as_deref() {
            None => zone.date(shop.now()),
            Some(typed) => typed.trim().parse().map_err(|_| refused())?,
        };
        let day = zone.day(date).ok_or_else(refused)?;
        // Before the provider is asked: what it says is for those who may.
        shop.consult(&session, Permission::Refund, |_| Ok(()))?;
        let account = account(&shop)?;
        let sides = gateway::reconcile(&shop, account.provider().as_ref(), day)?;
        let reconciled = Reconciled {
            day: date,
            practice: account.setup.is_practice(),
            compared: sides.len(),
            rows: sides
                .iter()
                .filter(|side| self.all || !side.wrong.is_empty())
                .collect(),
        };
        out.tell(&reconciled, || reconciled.words(&shop))
    }
}

impl Reconciled<'_> {
    fn words(&self, shop: &Shop) -> String {
        let wrong = self.rows.iter().filter(|side| !side.wrong.is_empty());
        let mut text = format!(
            "{}{}: payments compared: {}, not in agreement: {}\n",
            banner(self.practice),
            self.day,
            self.compared,
            wrong.count()
        );
        if self.rows.is_empty() {
            return text;
        }
        let money = |money: Money| shop.about().currency.format(money);
        let rows: Vec<[String; 5]> = self
            .rows
            .iter()
            .map(|side| {
                let (theirs, ours) = (side.provider.as_ref(), side.shop.as_ref());
                let words = side.wrong.iter().map(|wrong| wrong.words());
                [
                    theirs.map_or("-".into(), |row| row.payment.to_string()),
                    theirs.map_or("-".into(), |row| money(row.amount)),
                    ours.map_or("-".into(), |row| row.invoice.clone()),
                    ours.map_or("-".into(), |row| money(row.captured)),
                    words.collect::<Vec<_>>().join("; "),
                ]
            })
            .collect();
        text.push_str(&table(
            ["provider", "amount", "invoice", "counted", "what is wrong"],
            &rows,
        ));
        text
    }
}
