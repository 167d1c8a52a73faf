//! The form of a customer: a new one, or a change.

use egui::{Context, Id};

use crate::{
    shop::{
        Refusal,
        customers::{AddCustomer, Customer, CustomerKept, EditCustomer},
    },
    ui::{
        remote::{Ask, Outcome, sentence},
        screens::conflict::{Collided, Next},
        theme::GAP,
        widgets::{Field, Kind, Push, Tone, banner, buttons, dialog, entered, title},
        window::Cx,
    },
    values::{CustomerId, NAME_MAX_CHARS},
};

/// The form while it is open.
pub struct Form {
    /// Who is changed, and which version of them; nobody where it is a new one.
    of: Option<(CustomerId, i64)>,
    base: Fields,
    typed: Fields,
    wrong: Option<(String, String)>,
    ask: Option<Ask<CustomerKept>>,
    collided: Option<Collided>,
    begun: bool,
}

#[derive(Clone, Default, PartialEq)]
struct Fields {
    name: String,
    phone: String,
    email: String,
    note: String,
}

impl Fields {
    fn of(customer: &Customer) -> Self {
        Self {
            name: customer.name.clone(),
            phone: customer.phone.clone().unwrap_or_default(),
            email: customer.email.clone().unwrap_or_default(),
            note: customer.note.clone().unwrap_or_default(),
        }
    }

    fn told(&self) -> [(&'static str, &String); 4] {
        [
            ("name", &self.name),
            ("phone", &self.phone),
            ("email", &self.email),
            ("note", &self.note),
        ]
    }
}

/// How the form stands.
pub enum Step {
    /// It is open.
    Waits,
    /// It was left.
    Away,
    /// The customer is kept.
    Kept(CustomerId),
}

impl Form {
    /// A new customer, with what was looked for: a number is a phone's.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        let number =
            typed.chars().any(|c| c.is_ascii_digit()) && !typed.chars().any(char::is_alphabetic);
        let mut fields = Fields::default();
        match number {
            true => typed.clone_into(&mut fields.phone),
            false => typed.clone_into(&mut fields.name),
        }
        Self::over(None, Fields::default(), fields)
    }

    /// A change of one there is.
    #[must_use]
    pub fn of(customer: &Customer) -> Self {
        let fields = Fields::of(customer);
        Self::over(
            Some((customer.id, customer.version)),
            fields.clone(),
            fields,
        )
    }

    fn over(of: Option<(CustomerId, i64)>, base: Fields, typed: Fields) -> Self {
        Self {
            of,
            base,
            typed,
            wrong: None,
            ask: None,
            collided: None,
            begun: false,
        }
    }

    /// Shows it; `theirs` is how the customer stands now.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>, theirs: Option<&Customer>) -> Step {
        if let Some(kept) = self.answer(cx) {
            return Step::Kept(kept);
        }
        if let Some(step) = self.conflict(ctx, cx, theirs) {
            return step;
        }
        let busy = self.ask.as_ref().is_some_and(Ask::under_way);
        let (mut save, mut away) = (false, false);
        let head = match self.of {
            Some(_) => "Change the customer",
            None => "A new customer",
        };
        let esc = dialog(ctx, "customer form", 480.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, head);
            let viewport = cx.desk.viewport();
            ui.add_enabled_ui(!busy, |ui| {
                let wrong = self.wrong.clone();
                let at = |field: &str| {
                    let here = wrong.as_ref().filter(|(at, _)| at == field);
                    here.map(|(_, why)| why.as_str())
                };
                let name = Field::new("Name", &mut self.typed.name)
                    .limit(NAME_MAX_CHARS)
                    .error(at("name"))
                    .id(Id::unique("customer name").with(viewport))
                    .show(ui);
                let phone = Field::new("Phone", &mut self.typed.phone)
                    .hint("As it is written here, or with + and the country’s code")
                    .limit(40)
                    .error(at("phone"))
                    .show(ui);
                let email = Field::new("E-mail", &mut self.typed.email)
                    .hint("May be left empty")
                    .limit(200)
                    .error(at("email"))
                    .show(ui);
                let note = Field::new("Note", &mut self.typed.note)
                    .hint("Such as what they are allergic to")
                    .limit(500)
                    .error(at("note"))
                    .show(ui);
                if !std::mem::replace(&mut self.begun, true) {
                    name.request_focus();
                }
                for field in [&name, &phone, &email, &note] {
                    save |= entered(ui, field);
                    if field.changed() {
                        self.wrong = None;
                    }
                }
            });
            let other = self.wrong.as_ref();
            let other =
                other.filter(|(at, _)| !["name", "phone", "email", "note"].contains(&at.as_str()));
            if let Some((_, why)) = other {
                banner(ui, Tone::Bad, why);
            }
            if let Some(waiting) = self.ask.as_ref().and_then(|ask| ask.held_up(ctx, cx.shop)) {
                banner(ui, Tone::Warn, &waiting);
            }
            buttons(ui, |ui| {
                let text = if self.of.is_some() { "Save" } else { "Add" };
                save |= ui
                    .add_enabled(
                        !busy,
                        Push::primary(text).named(format!("{text} the customer")),
                    )
                    .clicked();
                let leave = Push::new("Leave it").kind(Kind::Quiet);
                away = ui.add_enabled(!busy, leave).clicked();
            });
        });
        if save && !busy {
            self.send(cx);
        }
        match away || (esc && !busy) {
            true => Step::Away,
            false => Step::Waits,
        }
    }

    fn answer(&mut self, cx: &mut Cx<'_>) -> Option<CustomerId> {
        match self.ask.as_mut().and_then(Ask::answer)? {
            Outcome::Done(kept) => {
                let text = format!("{} is saved.", self.typed.name.trim());
                cx.notes.say(Tone::Good, text);
                return Some(kept.customer);
            }
            Outcome::Refused(refusal) => {
                self.ask = None;
                match Collided::of(refusal) {
                    Ok(collided) => self.collided = Some(collided),
                    Err(Refusal::Invalid { field, why }) => {
                        self.wrong = Some((field, sentence(&why)));
                    }
                    Err(other) => self.wrong = Some((String::new(), sentence(&other))),
                }
            }
            Outcome::Failed(why) => self.wrong = Some((String::new(), why)),
        }
        None
    }

    /// Shows who was faster, and both versions, once theirs is read.
    fn conflict(&mut self, ctx: &Context, cx: &Cx<'_>, theirs: Option<&Customer>) -> Option<Step> {
        let collided = self.collided.as_ref()?;
        let now = theirs.filter(|now| {
            now.version >= collided.version && Some(now.id) == self.of.map(|(id, _)| id)
        });
        let Some(now) = now else {
            return Some(Step::Waits);
        };
        let is = Fields::of(now);
        let fields = self.base.told().into_iter().zip(is.told());
        let fields = fields.zip(self.typed.told());
        let fields = fields
            .map(|(((name, was), (_, is)), (_, typed))| {
                (name, was.clone(), is.clone(), typed.trim().to_owned())
            })
            .collect::<Vec<_>>();
        let conflict = collided.beside("this customer", &now.name, fields);
        match conflict.show(ctx) {
            None => {}
            Some(Next::Mine) => {
                // What was not typed over stays theirs.
                let over = |typed: &String, was: &String, is: &String| match typed == was {
                    true => is.clone(),
                    false => typed.clone(),
                };
                self.typed = Fields {
                    name: over(&self.typed.name, &self.base.name, &is.name),
                    phone: over(&self.typed.phone, &self.base.phone, &is.phone),
                    email: over(&self.typed.email, &self.base.email, &is.email),
                    note: over(&self.typed.note, &self.base.note, &is.note),
                };
                self.of = Some((now.id, now.version));
                self.base = is;
                self.collided = None;
                self.send(cx);
            }
            Some(Next::Theirs) => return Some(Step::Away),
            Some(Next::Back) => {
                self.of = Some((now.id, now.version));
                self.collided = None;
            }
        }
        Some(Step::Waits)
    }

    fn send(&mut self, cx: &Cx<'_>) {
        self.wrong = None;
        if let Some(ask) = &mut self.ask {
            ask.again(cx.desk);
            return;
        }
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let typed = self.typed.clone();
        self.ask = Some(match self.of {
            Some((customer, version)) => {
                let base = &self.base;
                let changed = |typed: &String, was: &String| {
                    (typed.trim() != was.as_str()).then(|| typed.clone())
                };
                let edit = EditCustomer {
                    customer,
                    version,
                    name: changed(&typed.name, &base.name),
                    phone: changed(&typed.phone, &base.phone),
                    email: changed(&typed.email, &base.email),
                    note: changed(&typed.note, &base.note),
                    retired: None,
                };
                Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, edit.clone())
                })
            }
            None => {
                let filled = |text: String| (!text.trim().is_empty()).then_some(text);
                let add = AddCustomer {
                    name: typed.name,
                    phone: filled(typed.phone),
                    email: filled(typed.email),
                    note: filled(typed.note),
                };
                Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, add.clone())
                })
            }
        });
    }
}
