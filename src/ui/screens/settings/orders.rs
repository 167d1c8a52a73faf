//! The section of orders for later: what is kept for them, and when the kitchen begins.

use egui::Ui;

use super::section::{below, fields};
use crate::{
    shop::orders::OrderRules,
    ui::{
        screens::choice::{Choice, Draft},
        widgets::{Field, entered},
        window::Cx,
    },
    values::Currency,
};

/// What stands in the fields.
#[derive(Clone, PartialEq)]
pub struct Fields {
    hours: String,
    minutes: String,
}

impl Draft for Fields {
    type Of = OrderRules;
    const THIS: &'static str = "the order rules";

    fn of(value: &OrderRules, _currency: Currency) -> Self {
        Self {
            hours: value.keep_ahead_hours.to_string(),
            minutes: value.preparation_minutes.to_string(),
        }
    }

    fn read(&self, _currency: Currency) -> Result<OrderRules, (&'static str, String)> {
        Ok(OrderRules {
            keep_ahead_hours: whole("keep_ahead_hours", &self.hours)?,
            preparation_minutes: whole("preparation_minutes", &self.minutes)?,
        })
    }

    fn told(&self) -> Vec<(&'static str, String)> {
        let hours = format!("{} hours", self.hours.trim());
        let minutes = format!("{} minutes", self.minutes.trim());
        vec![
            ("keep_ahead_hours", hours),
            ("preparation_minutes", minutes),
        ]
    }

    fn take(&mut self, field: &str, other: &Self) {
        match field {
            "keep_ahead_hours" => self.hours.clone_from(&other.hours),
            _ => self.minutes.clone_from(&other.minutes),
        }
    }
}

/// A whole number as it is typed; what it may be, the shop says.
fn whole(field: &'static str, typed: &str) -> Result<i64, (&'static str, String)> {
    let number = typed.trim().parse();
    number.map_err(|_| (field, "is a whole number, such as 24".to_owned()))
}

/// The section.
#[derive(Default)]
pub struct OrderSection(Choice<Fields>);

impl OrderSection {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some((form, wrong)) = fields(ui, cx, "Orders for later", &mut self.0) else {
            return;
        };
        let mut enter = false;
        ui.columns(2, |columns| {
            let hours = Field::new("Kept ahead (hours)", &mut form.hours)
                .numeric()
                .error(wrong.at("keep_ahead_hours"))
                .show(&mut columns[0]);
            enter |= entered(&columns[0], &hours);
            let minutes = Field::new("Preparation (minutes)", &mut form.minutes)
                .numeric()
                .error(wrong.at("preparation_minutes"))
                .show(&mut columns[1]);
            enter |= entered(&columns[1], &minutes);
            let text = "What is promised to orders that are picked up within so many hours is not \
                        sold to others; 0 sells it all the same.";
            below(&mut columns[0], text);
            let text = "The kitchen sees an order so long before it is picked up, where the order \
                        says nothing else.";
            below(&mut columns[1], text);
        });
        let shown = ["keep_ahead_hours", "preparation_minutes"];
        self.0.foot(ui, cx, &shown, enter);
        self.0.conflict(ui.ctx(), cx);
    }
}
