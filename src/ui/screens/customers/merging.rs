//! The question before two customers become one, with both side by side.

use egui::{Context, Grid, Label, Ui, Vec2};

use crate::{
    shop::customers::{self, Customer, MergeCustomers, Merged},
    ui::{
        remote::{Ask, Live, Outcome, sentence},
        theme::{GAP, GAP_S},
        widgets::{
            Kind, Push, Tone, banner, buttons, count, dialog, fine_print, muted, strong, title,
        },
        window::Cx,
    },
    values::CustomerId,
};

/// How much of what passed is counted.
const PASSED: u32 = 1000;

/// One of the two, and how much passed with them.
struct Side {
    customer: Customer,
    passed: usize,
}

/// The question while it is open.
pub struct Merging {
    /// Who stays, and who is them from then on.
    ids: (CustomerId, CustomerId),
    sides: Live<(CustomerId, CustomerId), Option<(Side, Side)>>,
    ask: Option<Ask<Merged>>,
    trouble: Option<String>,
}

/// How the question stands.
pub enum Step {
    /// It is open.
    Waits,
    /// It was left.
    Away,
    /// This one stays.
    Merged(CustomerId),
}

impl Merging {
    /// Asks about these two; the older one stays, unless it is turned around.
    #[must_use]
    pub fn of(one: Customer, other: CustomerId, _cx: &Cx<'_>) -> Self {
        let ids = match one.id <= other {
            true => (one.id, other),
            false => (other, one.id),
        };
        Self {
            ids,
            sides: Live::default(),
            ask: None,
            trouble: None,
        }
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> Step {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(merged)) => {
                let mut text = format!("They are one customer now: {}.", merged.customer);
                if merged.credit.minor() > 0 {
                    let credit = cx.facts.currency.format_with_code(merged.credit);
                    text = format!("They are one customer now; {credit} of credit moved.");
                }
                cx.notes.say(Tone::Good, text);
                return Step::Merged(merged.customer);
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.sides.read_again();
                self.trouble = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => self.trouble = Some(why),
        }
        let shop = cx.shop.clone();
        self.sides
            .keep(cx.desk, cx.changes, &self.ids, move |(keep, gone)| {
                shop.read(|db| {
                    let side = |id: CustomerId| {
                        let passed = customers::history(db, id, PASSED)?.len();
                        let found = customers::customer(db, id)?;
                        Ok::<_, crate::store::Fault>(
                            found.map(|customer| Side { customer, passed }),
                        )
                    };
                    Ok(side(*keep)?.zip(side(*gone)?))
                })
            });
        let busy = self.ask.as_ref().is_some_and(Ask::under_way);
        let same = self.ids.0 == self.ids.1;
        let (mut go, mut away, mut turn) = (false, false, false);
        let esc = dialog(ctx, "merge customers", 640.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, "Make these two one customer?");
            if same {
                banner(ui, Tone::Warn, "That is the same customer: choose another.");
            }
            let sides = self.sides.answer_to(&self.ids).and_then(Option::as_ref);
            if let Some((keep, gone)) = sides.filter(|_| !same) {
                beside(ui, cx, keep, gone);
                let text = format!(
                    "Receipts, invoices, credit and open baskets of {} are {}'s from then on. \
                     Receipts stay as they are and are read so. What {} has no phone, e-mail or \
                     note of comes from the other. It can't be undone.",
                    gone.customer.name, keep.customer.name, keep.customer.name
                );
                ui.add(Label::new(muted(ui, text)).wrap());
            }
            if let Some(trouble) = &self.trouble {
                banner(ui, Tone::Bad, trouble);
            }
            buttons(ui, |ui| {
                let merge = Push::primary("Merge them");
                go = ui
                    .add_enabled(sides.is_some() && !busy && !same, merge)
                    .clicked();
                turn = ui
                    .add_enabled(!busy && !same, Push::new("Keep the other one"))
                    .clicked();
                let leave = Push::new("Leave them").kind(Kind::Quiet);
                away = ui.add_enabled(!busy, leave).clicked();
            });
        });
        if turn {
            self.ids = (self.ids.1, self.ids.0);
            self.trouble = None;
            self.ask = None;
            ctx.request_repaint();
        }
        if go {
            self.send(cx);
        }
        match away || (esc && !busy) {
            true => Step::Away,
            false => Step::Waits,
        }
    }

    fn send(&mut self, cx: &Cx<'_>) {
        self.trouble = None;
        if let Some(ask) = &mut self.ask {
            ask.again(cx.desk);
            return;
        }
        let Some(Some((keep, gone))) = self.sides.answer_to(&self.ids) else {
            return;
        };
        let merge = MergeCustomers {
            keep: keep.customer.id,
            keep_version: keep.customer.version,
            gone: gone.customer.id,
            gone_version: gone.customer.version,
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.ask = Some(Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, merge.clone())
        }));
    }
}

fn beside(ui: &mut Ui, cx: &Cx<'_>, keep: &Side, gone: &Side) {
    let width = (ui.available_width() - 110.0) / 2.0;
    let cell = |ui: &mut Ui, text: egui::RichText| {
        ui.scope(|ui| {
            ui.set_min_width(width);
            ui.set_max_width(width);
            ui.add(Label::new(text).wrap());
        });
    };
    let or_none = |text: Option<&String>| text.cloned().unwrap_or_else(|| "(none)".to_owned());
    Grid::new("both customers")
        .num_columns(3)
        .spacing(Vec2::new(16.0, GAP_S))
        .show(ui, |ui| {
            ui.label("");
            cell(
                ui,
                fine_print(ui, format!("Stays (customer {})", keep.customer.id)),
            );
            cell(
                ui,
                fine_print(ui, format!("Is merged (customer {})", gone.customer.id)),
            );
            ui.end_row();
            let currency = cx.facts.currency;
            let passed = |side: &Side| {
                let passed = i64::try_from(side.passed).unwrap_or(0);
                count(passed, "paper", "papers")
            };
            let (a, b) = (&keep.customer, &gone.customer);
            let rows = [
                ("Name", a.name.clone(), b.name.clone()),
                (
                    "Phone",
                    or_none(a.phone.as_ref()),
                    or_none(b.phone.as_ref()),
                ),
                (
                    "E-mail",
                    or_none(a.email.as_ref()),
                    or_none(b.email.as_ref()),
                ),
                ("Note", or_none(a.note.as_ref()), or_none(b.note.as_ref())),
                (
                    "Credit",
                    currency.format(a.credit),
                    currency.format(b.credit),
                ),
                ("Passed", passed(keep), passed(gone)),
            ];
            for (what, one, other) in rows {
                ui.label(muted(ui, what));
                cell(ui, strong(one));
                cell(ui, egui::RichText::new(other));
                ui.end_row();
            }
        });
}
