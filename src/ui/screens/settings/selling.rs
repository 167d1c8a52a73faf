//! The section of the selling rules.

use egui::Ui;

use super::section::{below, fields};
use crate::{
    shop::settings::Selling,
    ui::{
        screens::choice::{Choice, Draft},
        widgets::{Field, entered},
        window::Cx,
    },
    values::{Currency, Money, Rate},
};

/// What stands in the fields.
#[derive(Clone, PartialEq)]
pub struct Fields {
    step: String,
    limit: String,
}

impl Draft for Fields {
    type Of = Selling;
    const THIS: &'static str = "the selling rules";

    fn of(value: &Selling, currency: Currency) -> Self {
        Self {
            step: currency.format(value.cash_step),
            limit: value.discount_limit.to_string(),
        }
    }

    fn read(&self, currency: Currency) -> Result<Selling, (&'static str, String)> {
        let cash_step = currency.parse(&self.step);
        let discount_limit = Rate::parse(&self.limit);
        Ok(Selling {
            cash_step: cash_step.map_err(|why| ("cash_step", why))?,
            discount_limit: discount_limit.map_err(|why| ("discount_limit", why))?,
        })
    }

    fn told(&self) -> Vec<(&'static str, String)> {
        let limit = format!("{} %", self.limit.trim());
        vec![("cash_step", self.step.clone()), ("discount_limit", limit)]
    }

    fn take(&mut self, field: &str, other: &Self) {
        match field {
            "cash_step" => self.step.clone_from(&other.step),
            _ => self.limit.clone_from(&other.limit),
        }
    }
}

/// The section.
#[derive(Default)]
pub struct SellingRules(Choice<Fields>);

impl SellingRules {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some((form, wrong)) = fields(ui, cx, "Selling rules", &mut self.0) else {
            return;
        };
        let mut enter = false;
        let currency = cx.facts.currency;
        let label = format!("Round cash to ({})", currency.code());
        ui.columns(2, |columns| {
            let step = Field::new(&label, &mut form.step)
                .numeric()
                .error(wrong.at("cash_step"))
                .show(&mut columns[0]);
            enter |= entered(&columns[0], &step);
            let limit = Field::new("Discounts up to (%)", &mut form.limit)
                .numeric()
                .error(wrong.at("discount_limit"))
                .show(&mut columns[1]);
            enter |= entered(&columns[1], &limit);
            let smallest = currency.format(Money::from_minor(1));
            let text =
                format!("What is due in cash is rounded to this; {smallest} rounds nothing.");
            below(&mut columns[0], &text);
            let text = "Larger ones, on a line or on a whole sale, need a supervisor.";
            below(&mut columns[1], text);
        });
        self.0.foot(ui, cx, &["cash_step", "discount_limit"], enter);
        self.0.conflict(ui.ctx(), cx);
    }
}
