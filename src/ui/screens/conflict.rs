//! Two people edited the same: what both wrote, side by side.
//!
//! Promises: who came second learns who was faster, and decides. Leaves out how their form goes
//! on: the screen knows.

use egui::{Context, Grid, Label, RichText, Vec2};

use crate::{
    shop::{Difference, Refusal, appointments},
    ui::{
        theme::{self, GAP_S, tokens},
        widgets::{Kind, Push, buttons, dialog, fine_print, muted, strong, title},
    },
};

/// Who was faster, as the shop told it.
pub struct Collided {
    by: String,
    time: String,
    /// The version there is now.
    pub version: i64,
}

impl Collided {
    /// Of the refusal of an edit that came second.
    ///
    /// # Errors
    /// Any other refusal, as it was.
    pub fn of(refusal: Refusal) -> Result<Self, Refusal> {
        match refusal {
            Refusal::Changed {
                by, time, version, ..
            } => Ok(Self { by, time, version }),
            other => Err(other),
        }
    }

    /// The edits side by side: `what` is its name, `this` what its screen calls it, and the
    /// `fields` are a name, what it was, what it is now and what was typed.
    #[must_use]
    pub fn beside(
        &self,
        this: &'static str,
        what: &str,
        fields: impl IntoIterator<Item = (&'static str, String, String, String)>,
    ) -> Conflict {
        let differ = fields
            .into_iter()
            .filter(|(_, base, theirs, yours)| base != theirs || base != yours);
        let differences = differ.map(|(field, base, theirs, yours)| Difference {
            field: field.to_owned(),
            theirs,
            yours: (yours != base).then_some(yours),
        });
        Conflict {
            this,
            what: what.to_owned(),
            by: self.by.clone(),
            time: self.time.clone(),
            version: self.version,
            differences: differences.collect(),
        }
    }
}

/// An edit that came second.
pub struct Conflict {
    /// What was edited, as its screen calls it: "this sweet".
    pub this: &'static str,
    /// Its name.
    pub what: String,
    /// Who was faster.
    pub by: String,
    /// When, in the shop's zone.
    pub time: String,
    /// The version it has now.
    pub version: i64,
    /// Both values, field by field.
    pub differences: Vec<Difference>,
}

/// What was chosen.
pub enum Next {
    /// Apply mine over theirs.
    Mine,
    /// Keep theirs.
    Theirs,
    /// Back to the form.
    Back,
}

impl Conflict {
    /// Shows it.
    pub fn show(&self, ctx: &Context) -> Option<Next> {
        let mut next = None;
        let away = dialog(ctx, "edit conflict", 620.0, |ui| {
            title(ui, &format!("{} changed {}", self.by, self.this));
            ui.add(
                Label::new(muted(
                    ui,
                    format!("{} was changed at {}, after you opened it. Nothing of yours was saved yet.", self.what, self.time),
                ))
                .wrap(),
            );
            ui.add_space(GAP_S);
            let width = (ui.available_width() - 130.0) / 2.0;
            let cell = |ui: &mut egui::Ui, text: RichText| {
                ui.scope(|ui| {
                    ui.set_min_width(width);
                    ui.set_max_width(width);
                    ui.add(Label::new(text).wrap());
                });
            };
            egui::ScrollArea::vertical()
                .max_height(300.0)
                .show(ui, |ui| {
                    Grid::new("differences")
                        .num_columns(3)
                        .spacing(Vec2::new(16.0, 10.0))
                        .show(ui, |ui| {
                            ui.label("");
                            cell(ui, fine_print(ui, format!("Theirs ({})", self.by)));
                            cell(ui, fine_print(ui, "Yours"));
                            ui.end_row();
                            for difference in &self.differences {
                                ui.label(muted(ui, called(&difference.field)));
                                cell(ui, shown(&difference.theirs));
                                match &difference.yours {
                                    Some(yours) => {
                                        let ink = tokens(ui).accent;
                                        cell(ui, strong(or_none(yours)).color(ink));
                                    }
                                    None => cell(ui, fine_print(ui, "not changed by you")),
                                }
                                ui.end_row();
                            }
                        });
                });
            buttons(ui, |ui| {
                if ui
                    .add(Push::primary("Apply mine again").by_enter())
                    .clicked()
                {
                    next = Some(Next::Mine);
                }
                if ui.add(Push::new("Keep theirs")).clicked() {
                    next = Some(Next::Theirs);
                }
                if ui.add(Push::new("Back").kind(Kind::Quiet)).clicked() {
                    next = Some(Next::Back);
                }
            });
        });
        next.or(away.then_some(Next::Back))
    }
}

fn shown(text: &str) -> RichText {
    RichText::new(or_none(text)).font(theme::plain(theme::BODY))
}

fn or_none(text: &str) -> String {
    if text.is_empty() {
        "(none)".to_owned()
    } else {
        text.to_owned()
    }
}

/// A stored word as people read it; any other text as it is.
#[must_use]
pub fn worded(text: &str) -> &str {
    let state = appointments::State::of(text).map(appointments::State::name);
    let mode = appointments::Mode::of(text).map(appointments::Mode::name);
    state.or(mode).unwrap_or(text)
}

/// A field as people call it.
#[must_use]
pub fn called(field: &str) -> &str {
    match field {
        "name" => "Name",
        "way" => "Codes come by",
        "text" => "Text",
        "country" => "Country",
        "url" => "Address",
        "method" => "Method",
        "body" => "What is posted",
        "headers" => "Headers",
        "secret" => "Secret's name",
        "phone" => "Phone",
        "email" => "E-mail",
        "note" => "Note",
        "category" => "Category",
        "price" => "Price",
        "sku" => "SKU",
        "barcodes" => "Barcodes",
        "low_at" => "Low at",
        "picture" => "Picture",
        "retired" => "Retired",
        "unit" => "Counted in",
        "per" => "Price for",
        "taxes" => "Taxes",
        "below_zero" => "Below zero",
        "parts" => "Made of",
        "cash_step" => "Cash step",
        "first_month" => "Year begins with month",
        "prefix" => "Before an invoice's number",
        "credit_prefix" => "Before a credit note's",
        "keep_ahead_hours" => "Kept ahead",
        "preparation_minutes" => "Preparation",
        "discount_limit" => "Discount limit",
        "rate" => "Rate",
        "inside" => "In the price",
        "usual" => "On new sweets",
        "difference_limit" => "Difference limit",
        "header" => "Below the name",
        "footer" => "At the end",
        "show_taxes" => "Lists taxes",
        "show_code" => "Shows its code",
        "code_as_qr" => "As a QR code",
        "width" => "Paper",
        "address" => "UPI address",
        "length_minutes" => "Length (min)",
        "every_minutes" => "One every (min)",
        "buffer_minutes" => "Kept free (min)",
        "notice_minutes" => "Ahead (min)",
        "horizon_days" => "Days ahead",
        "seats" => "Seats",
        "amount" => "Goods",
        "orders" => "Orders",
        "state" => "State",
        "time" => "Time",
        "calendar" => "Calendar",
        "customer" => "Customer",
        "staff" => "With",
        "mode" => "How",
        "reason" => "Reason",
        other => other,
    }
}
