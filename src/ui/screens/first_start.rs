//! The first start: a shop's name, currency and time zone, and its first admin.
//!
//! Promises: there is no default password; what is wrong is said at its field; the shop is
//! founded as a whole or not at all. Leaves out everything that can be changed later.

use egui::Ui;

use crate::{
    shop::{Founding, Refusal, Shop, Trouble},
    ui::{
        office::Office,
        remote::{Answer, Desk, LOST, Pending, sentence},
        screens::doorstep,
        widgets::{Field, Push, Tone, banner, entered, fine_print, muted, pick::pick, title},
    },
    values::{Currency, ShopZone},
};

/// The form of the first start.
pub struct FirstStart {
    shop_name: String,
    currency: String,
    zone: String,
    admin: String,
    password: String,
    again: String,
    sample: bool,
    currencies: Vec<(String, String)>,
    zones: Vec<(String, String)>,
    pending: Option<Pending<Result<Shop, Trouble>>>,
    error: Option<(String, String)>,
    focused: bool,
}

impl Default for FirstStart {
    fn default() -> Self {
        let zone = iana_time_zone::get_timezone()
            .ok()
            .and_then(|name| ShopZone::parse(&name).ok())
            .map_or("Asia/Kolkata", ShopZone::name);
        let currency = if zone.starts_with("Europe/") {
            "EUR"
        } else {
            "INR"
        };
        Self {
            shop_name: String::new(),
            currency: currency.to_owned(),
            zone: zone.to_owned(),
            admin: String::new(),
            password: String::new(),
            again: String::new(),
            sample: true,
            currencies: Currency::all()
                .map(|c| (c.code().to_owned(), format!("{} · {}", c.code(), c.name())))
                .collect(),
            zones: ShopZone::names()
                .map(|name| (name.to_owned(), name.replace('_', " ")))
                .collect(),
            pending: None,
            error: None,
            focused: false,
        }
    }
}

impl FirstStart {
    /// The first admin's name, as typed.
    #[must_use]
    pub fn admin(&self) -> &str {
        self.admin.trim()
    }

    /// Shows it; the shop once it was founded.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        office: &std::sync::Arc<Office>,
        desk: &Desk,
    ) -> Option<Shop> {
        match self.pending.as_mut().map(Pending::take) {
            None | Some(Answer::NotYet) => {}
            Some(Answer::Here(Ok(shop))) => return Some(shop),
            Some(Answer::Here(Err(Trouble::Refused(Refusal::Invalid { field, why })))) => {
                self.fail(&field, sentence(&why));
            }
            Some(Answer::Here(Err(trouble))) => self.fail("", sentence(&trouble)),
            Some(Answer::Lost) => self.fail("", LOST.to_owned()),
        }
        let free = self.pending.is_none();
        doorstep::page(ui, 560.0, |ui| {
            title(ui, "Open your shop");
            ui.label(muted(
                ui,
                format!("There is no shop yet at {}.", office.path().display()),
            ));
            self.fields(ui, free, office, desk);
        });
        None
    }

    fn fields(&mut self, ui: &mut Ui, free: bool, office: &std::sync::Arc<Office>, desk: &Desk) {
        let error = self.error.clone();
        let at = |field: &str| {
            error
                .as_ref()
                .filter(|(name, _)| name == field)
                .map(|(_, why)| why.as_str())
        };
        if let Some((field, why)) = &error
            && !FIELDS.contains(&field.as_str())
        {
            banner(ui, Tone::Bad, why);
        }
        let mut enter = false;
        let first = Field::new("Shop name", &mut self.shop_name)
            .hint("Halwai & Daughters")
            .error(at("shop_name"))
            .show(ui);
        if !std::mem::replace(&mut self.focused, true) {
            first.request_focus();
        }
        enter |= entered(ui, &first);
        ui.columns(2, |columns| {
            pick(
                &mut columns[0],
                "Currency",
                &mut self.currency,
                &self.currencies,
            );
            pick(&mut columns[1], "Time zone", &mut self.zone, &self.zones);
        });
        let admin = Field::new("Your name (the first admin)", &mut self.admin)
            .error(at("admin_name"))
            .show(ui);
        enter |= entered(ui, &admin);
        ui.columns(2, |columns| {
            let password = Field::new("Password", &mut self.password)
                .secret()
                .error(at("password"))
                .show(&mut columns[0]);
            enter |= entered(&columns[0], &password);
            let last = Field::new("Password again", &mut self.again)
                .secret()
                .error(at("again"))
                .show(&mut columns[1]);
            enter |= entered(&columns[1], &last);
        });
        ui.checkbox(
            &mut self.sample,
            "Fill the shop with sample sweets to try it out",
        );
        let text = if free {
            "Open the shop"
        } else {
            "Opening the shop…"
        };
        let go = ui
            .add_enabled(free, Push::primary(text).width(f32::INFINITY))
            .clicked();
        ui.label(fine_print(
            ui,
            "Keep this password well: the first admin has nobody to ask for a new one.",
        ));
        if free && (go || enter) {
            self.found(office, desk);
        }
    }

    fn found(&mut self, office: &std::sync::Arc<Office>, desk: &Desk) {
        if self.password != self.again {
            self.error = Some((
                "again".to_owned(),
                "The two are not the same. Type it again.".to_owned(),
            ));
            return;
        }
        self.error = None;
        let founding = Founding {
            shop_name: self.shop_name.clone(),
            currency: self.currency.clone(),
            time_zone: self.zone.clone(),
            admin_name: self.admin.clone(),
            password: self.password.clone(),
            sample: self.sample,
        };
        let office = office.clone();
        self.pending = Some(desk.write(move || office.found(&founding)));
    }

    fn fail(&mut self, field: &str, why: String) {
        self.pending = None;
        self.error = Some((field.to_owned(), why));
    }
}

const FIELDS: [&str; 4] = ["shop_name", "admin_name", "password", "again"];
