//! What stands in the form of a calendar: texts, each under the name that the shop calls it by.

use crate::{
    shop::slots::{Calendar, Capacity, Hours, Weekday, Window},
    values::Currency,
};

/// The fields before the days of the week, by the names the shop refuses them by.
pub const RULES: [&str; 9] = [
    "name",
    "length_minutes",
    "every_minutes",
    "buffer_minutes",
    "notice_minutes",
    "horizon_days",
    "seats",
    "amount",
    "orders",
];

/// The texts of the form.
#[derive(Clone, PartialEq)]
pub struct Fields {
    rules: [String; 9],
    days: [String; 7],
    /// Whether it is for pick-up, and not for appointments.
    pub pick_up: bool,
}

impl Fields {
    /// As they show a calendar, or what a new one begins with.
    pub fn of(base: Option<&Calendar>, currency: Currency) -> Fields {
        let Some(base) = base else {
            let rules = ["", "30", "", "0", "60", "30", "1", "", "10"];
            return Fields {
                rules: rules.map(str::to_owned),
                days: Default::default(),
                pick_up: false,
            };
        };
        let (seats, amount, orders) = match base.capacity {
            Capacity::Seats(seats) => (seats.to_string(), String::new(), String::new()),
            Capacity::Room { amount, orders } => {
                (String::new(), currency.format(amount), orders.to_string())
            }
        };
        let day = |day| {
            let windows = base.usual_windows(day).iter().map(Window::to_string);
            windows.collect::<Vec<_>>().join(", ")
        };
        Fields {
            rules: [
                base.name.clone(),
                base.length_minutes.to_string(),
                base.every_minutes.to_string(),
                base.buffer_minutes.to_string(),
                base.notice_minutes.to_string(),
                base.horizon_days.to_string(),
                seats,
                amount,
                orders,
            ],
            days: Weekday::ALL.map(day),
            pick_up: matches!(base.capacity, Capacity::Room { .. }),
        }
    }

    /// Each field's name and what stands in it.
    pub fn told(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let days = Weekday::ALL.map(Weekday::name);
        RULES
            .into_iter()
            .chain(days)
            .zip(self.rules.iter().chain(&self.days))
    }

    fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        self.rules.iter_mut().chain(&mut self.days)
    }

    /// What stands in the field of a rule.
    pub fn rule(&mut self, name: &str) -> &mut String {
        let place = RULES.iter().position(|known| *known == name);
        &mut self.rules[place.unwrap_or_default()]
    }

    /// What stands in the field of a day.
    pub fn day(&mut self, day: Weekday) -> &mut String {
        &mut self.days[usize::from(day.number() - 1)]
    }

    /// The name as it was typed.
    pub fn name(&self) -> &str {
        self.rules[0].trim()
    }

    /// Takes over from `theirs` what was not typed over since `base`.
    pub fn put_over(&mut self, base: &Fields, theirs: &Fields) {
        let now = theirs.told().zip(base.told());
        for (text, ((_, theirs), (_, base))) in self.texts().zip(now) {
            if text == base {
                text.clone_from(theirs);
            }
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// The field's name, and what is wrong.
    pub fn number(&self, name: &'static str) -> Result<i64, Wrong> {
        let place = RULES.iter().position(|known| *known == name);
        let typed = self.rules[place.unwrap_or_default()].trim();
        let read = typed.parse();
        read.map_err(|_| (name, "a whole number is needed".to_owned()))
    }

    /// How much a slot holds.
    ///
    /// # Errors
    /// The name of a field, and what is wrong with it.
    pub fn capacity(&self, currency: Currency) -> Result<Capacity, Wrong> {
        if !self.pick_up {
            return Ok(Capacity::Seats(self.number("seats")?));
        }
        let amount = currency.parse(&self.rules[7]);
        Ok(Capacity::Room {
            amount: amount.map_err(|why| ("amount", why))?,
            orders: self.number("orders")?,
        })
    }

    /// The hours of the days that stand otherwise in `base`, or of all days.
    ///
    /// # Errors
    /// The name of a day, and what is wrong with its hours.
    pub fn hours(&self, base: Option<&Fields>) -> Result<Hours, Wrong> {
        let mut hours = Hours::new();
        for (place, day) in Weekday::ALL.into_iter().enumerate() {
            let typed = &self.days[place];
            if base.is_none_or(|base| base.days[place] != *typed) {
                let read = windows(typed).map_err(|why| (day.name(), why))?;
                hours.insert(day, read);
            }
        }
        Ok(hours)
    }
}

/// The name of a field, and what is wrong with it.
pub type Wrong = (&'static str, String);

/// Hours as a person types them; nothing, or "closed", is closed.
pub fn windows(typed: &str) -> Result<Vec<Window>, String> {
    let typed = typed.trim();
    match typed.is_empty() || typed.eq_ignore_ascii_case("closed") {
        true => Ok(Vec::new()),
        false => typed.split(',').map(Window::parse).collect(),
    }
}
