//! A calendar's rules and hours as they are typed.

use clap::Args;

use crate::{
    cli::typed,
    shop::{
        Refusal, Shop,
        slots::{Capacity, Hours, Weekday, Window},
    },
};

/// A calendar's rules as they are typed.
#[derive(Debug, Default, PartialEq, Args)]
pub(in crate::cli) struct Rules {
    /// How long a slot is, in minutes
    #[arg(long, value_name = "MINUTES", allow_hyphen_values = true)]
    pub(super) length: Option<String>,
    /// From one start to the next, in minutes
    #[arg(long, value_name = "MINUTES", allow_hyphen_values = true)]
    pub(super) every: Option<String>,
    /// What is kept free between slots, in minutes
    #[arg(long, value_name = "MINUTES", allow_hyphen_values = true)]
    pub(super) buffer: Option<String>,
    /// How long before its start a slot can still be had, in minutes
    #[arg(long, value_name = "MINUTES", allow_hyphen_values = true)]
    pub(super) notice: Option<String>,
    /// How many days ahead slots are offered
    #[arg(long, value_name = "DAYS", allow_hyphen_values = true)]
    pub(super) horizon: Option<String>,
    /// For appointments: how many at any moment
    #[arg(long, value_name = "N", conflicts_with_all = ["amount", "orders"], allow_hyphen_values = true)]
    pub(super) seats: Option<String>,
    /// For pick-up: what the goods of a slot may come to, such as 100000.00
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub(super) amount: Option<String>,
    /// For pick-up: how many orders a slot takes
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(super) orders: Option<String>,
    /// When it is open, such as "mon-fri 10:00-13:00,14:00-18:00" or "sun closed";
    /// may be said several times
    #[arg(long, value_name = "DAYS HOURS")]
    pub(super) open: Vec<String>,
}

impl Rules {
    pub(super) fn number(field: &str, typed: Option<&String>) -> Result<Option<i64>, Refusal> {
        let read = typed.map(|typed| typed::whole(field, typed));
        read.transpose()
    }

    /// The capacity that was typed; what is missing of it is `now`'s.
    pub(super) fn capacity(
        &self,
        shop: &Shop,
        now: Option<Capacity>,
    ) -> Result<Option<Capacity>, Refusal> {
        if let Some(seats) = Rules::number("seats", self.seats.as_ref())? {
            return Ok(Some(Capacity::Seats(seats)));
        }
        let amount = self.amount.as_deref();
        let amount = amount.map(|typed| typed::amount(shop, "amount", typed));
        let orders = Rules::number("orders", self.orders.as_ref())?;
        let (amount, orders) = match (amount.transpose()?, orders, now) {
            (None, None, _) => return Ok(None),
            (
                amount,
                orders,
                Some(Capacity::Room {
                    amount: a,
                    orders: o,
                }),
            ) => (amount.unwrap_or(a), orders.unwrap_or(o)),
            (Some(amount), Some(orders), _) => (amount, orders),
            (Some(_), None, _) => {
                let why = "is needed beside the amount: how many orders a slot takes";
                return Err(Refusal::invalid("orders", why));
            }
            (None, Some(_), _) => {
                let why = "is needed beside the orders: what the goods of a slot may come to";
                return Err(Refusal::invalid("amount", why));
            }
        };
        Ok(Some(Capacity::Room { amount, orders }))
    }

    pub(super) fn hours(&self) -> Result<Hours, Refusal> {
        let mut hours = Hours::new();
        for typed in &self.open {
            let (days, windows) = week_part(typed).map_err(|why| Refusal::invalid("open", why))?;
            for day in days {
                hours
                    .entry(day)
                    .or_default()
                    .extend(windows.iter().copied());
            }
        }
        Ok(hours)
    }
}

/// Days and their hours as a person types them: "mon-fri 10:00-13:00,14:00-18:00".
fn week_part(typed: &str) -> Result<(Vec<Weekday>, Vec<Window>), String> {
    let split = typed.trim().split_once(char::is_whitespace);
    let (days, hours) = split.ok_or_else(|| {
        let shown: String = typed.chars().take(40).collect();
        format!("“{shown}” is not days and hours such as \"mon-fri 10:00-13:00,14:00-18:00\"")
    })?;
    let mut found = Vec::new();
    for part in days.split(',') {
        match part.split_once(['-', '–']) {
            _ if part.eq_ignore_ascii_case("daily") => found.extend(Weekday::ALL),
            None => found.push(Weekday::parse(part)?),
            Some((first, last)) => {
                let (first, last) = (Weekday::parse(first)?, Weekday::parse(last)?);
                // Sat-mon is three days: a week has no end.
                let days = (i16::from(last.number()) - i16::from(first.number())).rem_euclid(7);
                let week = Weekday::ALL.into_iter().cycle();
                let from = week.skip_while(|day| *day != first);
                found.extend(from.take(usize::from(days.unsigned_abs()) + 1));
            }
        }
    }
    Ok((found, windows(hours)?))
}

pub(super) fn windows(typed: &str) -> Result<Vec<Window>, String> {
    match typed.trim().eq_ignore_ascii_case("closed") {
        true => Ok(Vec::new()),
        false => typed.split(',').map(Window::parse).collect(),
    }
}
