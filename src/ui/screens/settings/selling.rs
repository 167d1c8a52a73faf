//! The section of the selling rules.

use egui::{Label, Ui};

use crate::{
    shop::{
        Difference, Refusal,
        settings::{self, ChangeSetting, Selling},
    },
    ui::{
        remote::{Ask, Live, Outcome, sentence},
        screens::conflict::{Conflict, Next},
        theme::{self, GAP},
        widgets::{Field, Kind, Push, Tone, banner, entered, fine_print},
        window::Cx,
    },
    values::{Currency, Rate},
};

/// What was typed, and what it was typed over.
struct Form {
    base: Selling,
    version: i64,
    step: String,
    limit: String,
}

impl Form {
    fn of(base: &Selling, version: i64, currency: Currency) -> Self {
        Self {
            step: currency.format(base.cash_step),
            limit: base.discount_limit.to_string(),
            base: base.clone(),
            version,
        }
    }

    fn edited(&self, currency: Currency) -> bool {
        self.step != currency.format(self.base.cash_step)
            || self.limit != self.base.discount_limit.to_string()
    }

    fn read(&self, currency: Currency) -> Result<Selling, (String, String)> {
        let wrong = |field: &str, why: String| (field.to_owned(), sentence(&why));
        let cash_step = currency.parse(&self.step);
        let discount_limit = Rate::parse(&self.limit);
        Ok(Selling {
            cash_step: cash_step.map_err(|why| wrong("cash_step", why))?,
            discount_limit: discount_limit.map_err(|why| wrong("discount_limit", why))?,
        })
    }
}

/// Somebody was faster.
struct Collided {
    by: String,
    time: String,
    version: i64,
}

/// The section.
#[derive(Default)]
pub struct SellingRules {
    read: Live<(), (Selling, i64)>,
    form: Option<Form>,
    ask: Option<Ask<i64>>,
    error: Option<(String, String)>,
    collided: Option<Collided>,
}

impl SellingRules {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let currency = cx.facts.currency;
        let shop = cx.shop.clone();
        self.read.keep(cx.desk, cx.changes, &(), move |()| {
            shop.read(settings::load::<Selling>)
        });
        self.take_answer(cx);
        self.follow(currency);
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP;
        ui.label(egui::RichText::new("Selling rules").font(theme::strong(theme::HEADING)));
        if let Some(trouble) = self.read.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        let Some(form) = &mut self.form else { return };
        let error = self.error.clone();
        let at = |field: &str| {
            let here = error.as_ref().filter(|(name, _)| name == field);
            here.map(|(_, why)| why.as_str())
        };
        let mut enter = false;
        let label = format!("Round cash to ({})", currency.code());
        ui.columns(2, |columns| {
            let step = Field::new(&label, &mut form.step)
                .numeric()
                .error(at("cash_step"))
                .show(&mut columns[0]);
            enter |= entered(&columns[0], &step);
            let limit = Field::new("Discounts up to (%)", &mut form.limit)
                .numeric()
                .error(at("discount_limit"))
                .show(&mut columns[1]);
            enter |= entered(&columns[1], &limit);
            let smallest = currency.format(crate::values::Money::from_minor(1));
            let text =
                format!("What is due in cash is rounded to this; {smallest} rounds nothing.");
            below(&mut columns[0], &text);
            let text = "Larger ones, on a line or on a whole sale, need a supervisor.";
            below(&mut columns[1], text);
        });
        if let Some(waiting) = self
            .ask
            .as_ref()
            .and_then(|ask| ask.held_up(ui.ctx(), cx.shop))
        {
            banner(ui, Tone::Warn, &waiting);
        }
        if let Some((field, why)) = &self.error
            && !["cash_step", "discount_limit"].contains(&field.as_str())
        {
            banner(ui, Tone::Bad, why);
        }
        let edited = form.edited(currency);
        let free = edited && self.ask.as_ref().is_none_or(|ask| !ask.under_way());
        let (mut save, mut leave) = (false, false);
        ui.horizontal(|ui| {
            let button = Push::primary("Save").named("Save the selling rules");
            save = ui.add_enabled(free, button).clicked();
            let quiet = Push::new("Leave it").kind(Kind::Quiet);
            leave = edited && ui.add_enabled(free, quiet).clicked();
        });
        if leave {
            self.form = None;
            self.error = None;
            self.ask = None;
        } else if free && (save || enter) {
            self.save(cx);
        }
        self.conflict(ui, cx);
    }

    /// What is not being edited shows what the shop has.
    fn follow(&mut self, currency: Currency) {
        let Some((now, version)) = self.read.latest() else {
            return;
        };
        let old = self.form.as_ref();
        let stale = |form: &Form| form.version != *version && !form.edited(currency);
        if self.ask.is_none() && old.is_none_or(stale) {
            self.form = Some(Form::of(now, *version, currency));
        }
    }

    fn save(&mut self, cx: &Cx<'_>) {
        let Some(form) = &self.form else { return };
        self.error = None;
        match form.read(cx.facts.currency) {
            Err(error) => self.error = Some(error),
            Ok(value) => {
                let version = form.version;
                let (shop, session) = (cx.shop.clone(), cx.session.clone());
                self.ask = Some(Ask::send(cx.desk, move |request| {
                    let value = value.clone();
                    shop.execute(&session, request, ChangeSetting { version, value })
                }));
            }
        }
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>) {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(_)) => {
                self.ask = None;
                self.form = None;
                self.read.forget();
                cx.notes.say(Tone::Good, "The selling rules are saved.");
            }
            Some(Outcome::Refused(Refusal::Changed {
                by, time, version, ..
            })) => {
                self.ask = None;
                self.read.read_again();
                self.collided = Some(Collided { by, time, version });
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.error = Some(match refusal {
                    Refusal::Invalid { field, why } => (field, sentence(&why)),
                    other => (String::new(), sentence(&other)),
                });
            }
            Some(Outcome::Failed(why)) => self.error = Some((String::new(), why)),
        }
    }

    /// Who was faster, and both versions, once theirs is read.
    fn conflict(&mut self, ui: &Ui, cx: &Cx<'_>) {
        let (Some(collided), Some((theirs, version)), Some(form)) =
            (&self.collided, self.read.latest(), &mut self.form)
        else {
            return;
        };
        if *version < collided.version {
            return;
        }
        let currency = cx.facts.currency;
        let mut differences = Vec::new();
        for (field, base, theirs, yours) in [
            (
                "cash_step",
                currency.format(form.base.cash_step),
                currency.format(theirs.cash_step),
                form.step.clone(),
            ),
            (
                "discount_limit",
                format!("{} %", form.base.discount_limit),
                format!("{} %", theirs.discount_limit),
                format!("{} %", form.limit.trim()),
            ),
        ] {
            if base != theirs || base != yours {
                differences.push(Difference {
                    field: field.to_owned(),
                    theirs,
                    yours: (yours != base).then_some(yours),
                });
            }
        }
        let conflict = Conflict {
            this: "the selling rules",
            what: "They".to_owned(),
            by: collided.by.clone(),
            time: collided.time.clone(),
            version: *version,
            differences,
        };
        match conflict.show(ui.ctx()) {
            None => {}
            Some(Next::Mine) => {
                // What was not typed over stays theirs.
                let yours = Form {
                    base: theirs.clone(),
                    version: *version,
                    step: if form.step == currency.format(form.base.cash_step) {
                        currency.format(theirs.cash_step)
                    } else {
                        form.step.clone()
                    },
                    limit: if form.limit == form.base.discount_limit.to_string() {
                        theirs.discount_limit.to_string()
                    } else {
                        form.limit.clone()
                    },
                };
                *form = yours;
                self.collided = None;
                self.save(cx);
            }
            Some(Next::Theirs) => {
                self.collided = None;
                self.form = None;
            }
            Some(Next::Back) => self.collided = None,
        }
    }
}

/// What a field means, under it.
fn below(ui: &mut Ui, text: &str) {
    // Columns spread their texts; these are to be read.
    ui.vertical(|ui| ui.add(Label::new(fine_print(ui, text)).wrap()));
}
