//! The log-in, and the registration of a new colleague.
//!
//! Promises: the same words for a wrong name and a wrong password; Enter submits; what is typed
//! stays while it is being checked. Leaves out approval: an admin does that in the staff room.

use egui::{Id, Ui};

use crate::{
    shop::{Refusal, Session, Shop, Trouble, staff::Registered},
    ui::{
        office::Office,
        remote::{Answer, Ask, Desk, LOST, Outcome, Pending, sentence},
        screens::doorstep,
        widgets::{Field, Kind, Push, Tone, banner, entered, fine_print, muted, select_all, title},
    },
};

/// The screen before somebody is logged in.
pub struct LogIn {
    shop: Shop,
    registering: bool,
    name: String,
    password: String,
    again: String,
    checking: Option<Pending<Result<Session, Trouble>>>,
    asking: Option<Ask<Registered>>,
    asked: (String, String),
    error: Option<(String, String)>,
    said: Option<(Tone, String)>,
    focus: bool,
}

impl LogIn {
    /// The log-in of a shop, with a name that is typed already.
    #[must_use]
    pub fn new(shop: Shop, name: String) -> Self {
        Self {
            shop,
            registering: false,
            name,
            password: String::new(),
            again: String::new(),
            checking: None,
            asking: None,
            asked: Default::default(),
            error: None,
            said: None,
            focus: true,
        }
    }

    /// The shop it leads into.
    #[must_use]
    pub fn shop(&self) -> &Shop {
        &self.shop
    }

    /// Says why the person is here again.
    pub fn say(&mut self, why: Option<String>) {
        self.said = why.map(|why| (Tone::Warn, why));
    }

    /// Shows it; the session once the password was right.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        office: &Office,
        window: u64,
    ) -> Option<Session> {
        match self.checking.as_mut().map(Pending::take) {
            None | Some(Answer::NotYet) => {}
            Some(Answer::Here(Ok(session))) => return Some(session),
            Some(Answer::Here(Err(trouble))) => self.fail("", sentence(&trouble)),
            Some(Answer::Lost) => self.fail("", LOST.to_owned()),
        }
        match self.asking.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(_)) => self.registered(),
            Some(Outcome::Refused(Refusal::Invalid { field, why })) => {
                self.fail(&field, sentence(&why));
            }
            Some(Outcome::Refused(refusal)) => self.fail("", sentence(&refusal)),
            Some(Outcome::Failed(why)) => self.error = Some((String::new(), why)),
        }
        doorstep::page(ui, 420.0, |ui| self.form(ui, desk, office, window));
        None
    }

    fn form(&mut self, ui: &mut Ui, desk: &Desk, office: &Office, window: u64) {
        let head = if self.registering {
            "Register"
        } else {
            "Log in"
        };
        title(ui, head);
        let about = self.shop.about();
        ui.label(muted(
            ui,
            if self.registering {
                format!(
                    "Choose a name and a password for {}. An admin lets you in.",
                    about.name
                )
            } else {
                about.name.clone()
            },
        ));
        if let Some((tone, said)) = &self.said {
            banner(ui, *tone, said);
        }
        let error = self.error.clone();
        let at = |field: &str| {
            error
                .as_ref()
                .filter(|(name, _)| name == field)
                .map(|(_, why)| why.as_str())
        };
        if let Some((field, why)) = &error
            && !["name", "password", "again"].contains(&field.as_str())
        {
            banner(ui, Tone::Bad, why);
        }
        let ids = Id::unique("log in").with(desk.viewport());
        let name = Field::new("Name", &mut self.name)
            .id(ids.with("name"))
            .error(at("name"))
            .show(ui);
        let mut last = Field::new("Password", &mut self.password)
            .secret()
            .id(ids.with("password"))
            .error(at("password"))
            .show(ui);
        if entered(ui, &name) && self.password.is_empty() {
            last.request_focus();
        }
        if self.registering {
            last = Field::new("Password again", &mut self.again)
                .secret()
                .error(at("again"))
                .show(ui);
        }
        if std::mem::take(&mut self.focus) {
            if self.name.is_empty() {
                name.request_focus();
            } else {
                last.request_focus();
                select_all(ui, last.id, &self.password);
            }
        }
        let enter = entered(ui, &last) || (entered(ui, &name) && !self.password.is_empty());
        let free = self.checking.is_none() && self.asking.as_ref().is_none_or(|a| !a.under_way());
        let text = match (free, self.registering) {
            (true, true) => "Register",
            (true, false) => "Log in",
            (false, _) => "One moment…",
        };
        let go = ui
            .add_enabled(free, Push::primary(text).width(f32::INFINITY))
            .clicked();
        if free && (go || enter) {
            self.submit(desk, window);
        }
        if let Some(held_up) = self
            .asking
            .as_ref()
            .and_then(|ask| ask.held_up(ui.ctx(), &self.shop))
        {
            banner(ui, Tone::Warn, &held_up);
        }
        let other = if self.registering {
            "Back to the log-in"
        } else {
            "Register as a new colleague"
        };
        if ui
            .add(Push::new(other).kind(Kind::Quiet).width(f32::INFINITY))
            .clicked()
        {
            self.registering = !self.registering;
            self.error = None;
            self.said = None;
            self.password.clear();
            self.again.clear();
            self.asking = None;
            self.focus = true;
        }
        ui.label(fine_print(
            ui,
            format!("Window {window} · {}", office.path().display()),
        ));
    }

    fn submit(&mut self, desk: &Desk, window: u64) {
        self.error = None;
        self.said = None;
        let (shop, name, password) = (self.shop.clone(), self.name.clone(), self.password.clone());
        let window = format!("window {window}");
        if !self.registering {
            self.checking = Some(desk.write(move || shop.log_in(&name, &password, &window)));
        } else if self.password != self.again {
            self.fail_at("again", "The two are not the same. Type it again.");
        } else if let Some(ask) = self.asking.as_mut()
            && self.asked == (name.clone(), password.clone())
        {
            ask.again(desk);
        } else {
            self.asked = (name.clone(), password.clone());
            self.asking = Some(Ask::send(desk, move |request| {
                shop.register(request, &name, &password, &window)
            }));
        }
    }

    fn registered(&mut self) {
        self.asking = None;
        self.registering = false;
        self.password.clear();
        self.again.clear();
        self.said = Some((
            Tone::Good,
            format!(
                "{} is registered and waits for an admin's approval.",
                self.name.trim()
            ),
        ));
        self.focus = true;
    }

    fn fail(&mut self, field: &str, why: String) {
        self.checking = None;
        self.asking = None;
        // What was typed stays: it may be the name that was mistyped. Typing anew replaces it.
        self.focus = true;
        self.error = Some((field.to_owned(), why));
    }

    fn fail_at(&mut self, field: &str, why: &str) {
        self.error = Some((field.to_owned(), why.to_owned()));
    }
}
