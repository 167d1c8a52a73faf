//! The question before a customer is erased: what goes, and what stays.

use egui::{Context, Label, Ui};

use crate::{
    shop::{
        Permission, Trouble,
        customers::{self, Customer, EraseCustomer, Erased, Erasure},
    },
    ui::{
        remote::{Answer, Ask, LOST, Outcome, Pending, sentence},
        theme::{GAP, GAP_S, tokens},
        widgets::{Kind, Push, Tone, banner, buttons, count, dialog, muted, strong, title},
        window::Cx,
    },
    values::Money,
};

/// The question while it is open.
pub struct Erasing {
    customer: Customer,
    reading: Pending<Result<Option<Erasure>, Trouble>>,
    erasure: Option<Erasure>,
    /// The quotations that are theirs.
    theirs: Vec<i64>,
    give_up_credit: bool,
    ask: Option<Ask<Erased>>,
    trouble: Option<String>,
}

impl Erasing {
    /// Asks about a customer.
    #[must_use]
    pub fn of(customer: Customer, cx: &Cx<'_>) -> Self {
        let (shop, session, id) = (cx.shop.clone(), cx.session.clone(), customer.id);
        let reading = cx.desk.read(move || {
            shop.consult(&session, Permission::ManageShop, |db| {
                customers::erasure(db, id)
            })
        });
        Self {
            customer,
            reading,
            erasure: None,
            theirs: Vec::new(),
            give_up_credit: false,
            ask: None,
            trouble: None,
        }
    }

    /// Shows it; true once it is done with.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        if self.erasure.is_none() {
            match self.reading.take() {
                Answer::Here(Ok(Some(found))) => {
                    // The same name is very likely the same person; who decides sees each.
                    self.theirs = found.quotations.iter().map(|one| one.number).collect();
                    self.erasure = Some(found);
                }
                Answer::Here(Ok(None)) => return true,
                Answer::Here(Err(trouble)) => self.trouble = Some(sentence(&trouble)),
                Answer::Lost => self.trouble = Some(LOST.to_owned()),
                Answer::NotYet => {}
            }
        }
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(erased)) => {
                cx.notes.say(
                    Tone::Good,
                    format!("Forgotten: “{}” from now on.", erased.called),
                );
                return true;
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.trouble = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => self.trouble = Some(why),
        }
        let busy = self.ask.as_ref().is_some_and(Ask::under_way);
        let (mut go, mut away) = (false, false);
        let esc = dialog(ctx, "erase the customer", 560.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, &format!("Erase {}?", self.customer.name));
            let text = "Name, phone, e-mail and note are forgotten for good; the customer is \
                        brought back by nobody.";
            ui.add(Label::new(text).wrap());
            if let Some(found) = &self.erasure {
                stays(ui, found, &self.customer);
                quotations(ui, cx, found, &mut self.theirs);
                if found.credit > Money::ZERO {
                    let credit = cx.facts.currency.format_with_code(found.credit);
                    let text = format!("They give up their credit of {credit}");
                    ui.checkbox(&mut self.give_up_credit, text);
                }
            }
            if let Some(trouble) = &self.trouble {
                banner(ui, Tone::Bad, trouble);
            }
            let ready = self
                .erasure
                .as_ref()
                .is_some_and(|found| self.give_up_credit || found.credit <= Money::ZERO);
            buttons(ui, |ui| {
                let erase = Push::new("Erase for good").kind(Kind::Danger);
                go = ui.add_enabled(ready && !busy, erase).clicked();
                let keep = Push::new("Keep them").kind(Kind::Quiet);
                away = ui.add_enabled(!busy, keep).clicked();
            });
        });
        if go {
            self.send(cx);
        }
        away || (esc && !busy)
    }

    fn send(&mut self, cx: &Cx<'_>) {
        self.trouble = None;
        if let Some(ask) = &mut self.ask {
            ask.again(cx.desk);
            return;
        }
        let erase = EraseCustomer {
            customer: self.customer.id,
            version: self.customer.version,
            quotations: self.theirs.clone(),
            give_up_credit: self.give_up_credit,
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.ask = Some(Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, erase.clone())
        }));
    }
}

/// What the shop keeps, and why.
fn stays(ui: &mut Ui, found: &Erasure, customer: &Customer) {
    ui.label(strong("What stays"));
    let mut say = |text: String| {
        ui.add(Label::new(muted(ui, format!("• {text}"))).wrap());
    };
    say(format!(
        "{} with numbers and amounts; they show “erased customer {}”.",
        count(found.receipts, "receipt", "receipts"),
        customer.id
    ));
    if found.orders > 0 || found.appointments > 0 {
        say(format!(
            "{} and {}, which show the same, also where they are still to come.",
            count(found.orders, "order", "orders"),
            count(found.appointments, "appointment", "appointments")
        ));
    }
    if found.invoices > 0 {
        say(format!(
            "{} in the shop's file as issued, with the name: the law has the shop keep them. No \
             screen, list or slip shows the name.",
            count(found.invoices, "invoice", "invoices")
        ));
    }
    if found.old_records > 0 {
        say(format!(
            "{} of the journal from before this version, which is sealed.",
            count(found.old_records, "record", "records")
        ));
    }
    say(
        "Backups made before, until they are replaced; and what was typed into notes of sales."
            .into(),
    );
}

/// The quotations in the same name.
fn quotations(ui: &mut Ui, cx: &Cx<'_>, found: &Erasure, theirs: &mut Vec<i64>) {
    if found.quotations.is_empty() {
        return;
    }
    ui.label(strong("Quotations in this name lose it"));
    egui::ScrollArea::vertical()
        .max_height(140.0)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = GAP_S;
            for one in &found.quotations {
                let total = cx.facts.currency.format(one.total);
                let text = format!("{} · {} · {total}", one.number, one.customer);
                let mut is = theirs.contains(&one.number);
                ui.visuals_mut().override_text_color = Some(tokens(ui).ink);
                if ui.checkbox(&mut is, text).changed() {
                    match is {
                        true => theirs.push(one.number),
                        false => theirs.retain(|number| *number != one.number),
                    }
                }
            }
        });
}
