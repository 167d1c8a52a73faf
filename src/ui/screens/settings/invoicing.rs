//! The section of invoices: when their year begins, and what stands before their numbers.

use egui::Ui;

use super::section::{below, fields};
use crate::{
    shop::invoices::Invoicing,
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
    first_month: String,
    prefix: String,
    credit_prefix: String,
}

impl Draft for Fields {
    type Of = Invoicing;
    const THIS: &'static str = "the numbers of invoices";

    fn of(value: &Invoicing, _: Currency) -> Self {
        Self {
            first_month: value.first_month.to_string(),
            prefix: value.prefix.clone(),
            credit_prefix: value.credit_prefix.clone(),
        }
    }

    fn read(&self, _: Currency) -> Result<Invoicing, (&'static str, String)> {
        let month = self.first_month.trim().parse();
        Ok(Invoicing {
            first_month: month.map_err(|_| ("first_month", "is a month, 1 to 12".to_owned()))?,
            prefix: self.prefix.trim().to_owned(),
            credit_prefix: self.credit_prefix.trim().to_owned(),
        })
    }

    fn told(&self) -> Vec<(&'static str, String)> {
        vec![
            ("first_month", self.first_month.clone()),
            ("prefix", self.prefix.clone()),
            ("credit_prefix", self.credit_prefix.clone()),
        ]
    }

    fn take(&mut self, field: &str, other: &Self) {
        match field {
            "first_month" => self.first_month.clone_from(&other.first_month),
            "prefix" => self.prefix.clone_from(&other.prefix),
            _ => self.credit_prefix.clone_from(&other.credit_prefix),
        }
    }
}

/// The section.
#[derive(Default)]
pub struct Numbering(Choice<Fields>);

impl Numbering {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some((form, wrong)) = fields(ui, cx, "Invoices", &mut self.0) else {
            return;
        };
        let mut enter = false;
        ui.columns(3, |columns| {
            let month = Field::new("Year begins with month", &mut form.first_month)
                .numeric()
                .error(wrong.at("first_month"))
                .show(&mut columns[0]);
            enter |= entered(&columns[0], &month);
            below(&mut columns[0], "1 to 12; numbers begin anew with it.");
            let prefix = Field::new("Before an invoice's number", &mut form.prefix)
                .limit(4)
                .error(wrong.at("prefix"))
                .show(&mut columns[1]);
            enter |= entered(&columns[1], &prefix);
            below(
                &mut columns[1],
                "Up to 4 letters, digits, “-” and “/”; may be empty.",
            );
            let credit = Field::new("Before a credit note's", &mut form.credit_prefix)
                .limit(4)
                .error(wrong.at("credit_prefix"))
                .show(&mut columns[2]);
            enter |= entered(&columns[2], &credit);
            below(&mut columns[2], "Another than invoices have.");
        });
        let text = "Numbers have no gaps, and what was issued keeps its own. A number has at most \
                    16 characters, its year among them.";
        below(ui, text);
        let shown = ["first_month", "prefix", "credit_prefix"];
        self.0.foot(ui, cx, &shown, enter);
        self.0.conflict(ui.ctx(), cx);
    }
}
