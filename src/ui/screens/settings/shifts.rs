//! The section of the shift rules.

use egui::Ui;

use super::section::{below, fields};
use crate::{
    shop::shifts::ShiftRules,
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
    limit: String,
}

impl Draft for Fields {
    type Of = ShiftRules;
    const THIS: &'static str = "the shift rules";

    fn of(value: &ShiftRules, currency: Currency) -> Self {
        Self {
            limit: currency.format(value.difference_limit),
        }
    }

    fn read(&self, currency: Currency) -> Result<ShiftRules, (&'static str, String)> {
        let limit = currency.parse(&self.limit);
        Ok(ShiftRules {
            difference_limit: limit.map_err(|why| ("difference_limit", why))?,
        })
    }

    fn told(&self) -> Vec<(&'static str, String)> {
        vec![("difference_limit", self.limit.clone())]
    }

    fn take(&mut self, _field: &str, other: &Self) {
        self.limit.clone_from(&other.limit);
    }
}

/// The section.
#[derive(Default)]
pub struct Shifts(Choice<Fields>);

impl Shifts {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some((form, wrong)) = fields(ui, cx, "Shift rules", &mut self.0) else {
            return;
        };
        let label = format!("Differences up to ({})", cx.facts.currency.code());
        let field = Field::new(&label, &mut form.limit)
            .numeric()
            .width(340.0)
            .error(wrong.at("difference_limit"))
            .show(ui);
        let enter = entered(ui, &field);
        let text = "Whoever closes a shift books what differs between counted and expected, with \
                    a reason. More than this, of any one means of payment, needs a supervisor.";
        below(ui, text);
        self.0.foot(ui, cx, &["difference_limit"], enter);
        self.0.conflict(ui.ctx(), cx);
    }
}
