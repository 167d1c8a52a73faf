//! The form of a calendar: added, or edited.
//!
//! Promises: what is wrong is said at its field; who saves second sees both versions, and what
//! they did not type over stays the other's. Leaves out asking the shop: the section does.

use egui::{Context, ScrollArea, Ui};

use super::{
    super::{
        form::{Pressed, Told, Wanted, foot},
        section::below,
    },
    fields::{Fields, RULES},
};
use crate::{
    shop::slots::{AddCalendar, Calendar, EditCalendar, Weekday},
    ui::{
        remote::sentence,
        screens::conflict::Next,
        theme::{GAP_L, GAP_S},
        widgets::{Field, Kind, Push, dialog, strong, title},
    },
    values::{CalendarId, Currency},
};

/// The form while it is open.
pub struct CalendarForm {
    /// The calendar that is edited, its version, and how its fields were.
    base: Option<(CalendarId, i64, Fields)>,
    fields: Fields,
    currency: Currency,
    /// What the shop said to it.
    pub told: Told,
    focused: bool,
}

impl CalendarForm {
    /// For a calendar, or a new one.
    pub fn of(base: Option<&Calendar>, currency: Currency) -> Self {
        let fields = Fields::of(base, currency);
        Self {
            base: base.map(|base| (base.id, base.version, fields.clone())),
            fields,
            currency,
            told: Told::default(),
            focused: false,
        }
    }

    /// The name as it was typed.
    pub fn name(&self) -> &str {
        self.fields.name()
    }

    /// What it asks for; nothing where a field can't be read, which is said at it.
    pub fn wanted(&mut self) -> Option<Wanted<AddCalendar, EditCalendar>> {
        self.told.wrong.clear();
        match self.read() {
            Ok(wanted) => Some(wanted),
            Err((field, why)) => {
                self.told.wrong.say(field, sentence(&why));
                None
            }
        }
    }

    fn read(&self) -> Result<Wanted<AddCalendar, EditCalendar>, super::fields::Wrong> {
        let fields = &self.fields;
        let Some((id, version, base)) = &self.base else {
            let every = match fields
                .told()
                .any(|(name, text)| name == "every_minutes" && text.trim().is_empty())
            {
                true => None,
                false => Some(fields.number("every_minutes")?),
            };
            return Ok(Wanted::Add(AddCalendar {
                name: fields.name().to_owned(),
                capacity: fields.capacity(self.currency)?,
                length_minutes: fields.number("length_minutes")?,
                every_minutes: every,
                buffer_minutes: match fields.pick_up {
                    true => 0,
                    false => fields.number("buffer_minutes")?,
                },
                notice_minutes: fields.number("notice_minutes")?,
                horizon_days: fields.number("horizon_days")?,
                hours: fields.hours(None)?,
            }));
        };
        if fields == base {
            return Ok(Wanted::Nothing);
        }
        let typed: Vec<&str> = fields
            .told()
            .zip(base.told())
            .filter(|((_, now), (_, was))| now != was)
            .map(|((name, _), _)| name)
            .collect();
        let number = |name: &'static str| match typed.contains(&name) {
            true => fields.number(name).map(Some),
            false => Ok(None),
        };
        let holds = ["seats", "amount", "orders"].iter();
        let mut edit = EditCalendar::of(*id, *version);
        edit.name = typed.contains(&"name").then(|| fields.name().to_owned());
        edit.length_minutes = number("length_minutes")?;
        edit.every_minutes = number("every_minutes")?;
        edit.buffer_minutes = number("buffer_minutes")?;
        edit.notice_minutes = number("notice_minutes")?;
        edit.horizon_days = number("horizon_days")?;
        if holds.into_iter().any(|name| typed.contains(name)) {
            edit.capacity = Some(fields.capacity(self.currency)?);
        }
        edit.hours = Some(fields.hours(Some(base))?).filter(|hours| !hours.is_empty());
        Ok(Wanted::Edit(edit))
    }

    /// Shows it, and who was faster; `list` are the calendars as they are now.
    pub fn show(
        &mut self,
        ctx: &Context,
        list: &[Calendar],
        waiting: Option<&str>,
        free: bool,
    ) -> Option<Pressed> {
        let (mut back, mut save) = (false, false);
        let height = ctx.content_rect().height() - 300.0;
        let away = dialog(ctx, "calendar", 760.0, |ui| {
            let head = match self.base {
                Some(_) => "Edit the calendar",
                None => "Add a calendar",
            };
            title(ui, head);
            ScrollArea::vertical()
                .max_height(height.max(200.0))
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.x = GAP_L;
                    ui.columns(2, |columns| {
                        self.rules(&mut columns[0]);
                        self.week(&mut columns[1]);
                    });
                });
            let shown = [&RULES[..], &Weekday::ALL.map(Weekday::name)].concat();
            (back, save) = foot(ui, waiting, self.told.wrong.beside(&shown), free);
        });
        // Over the conflict nothing else is waved away.
        match self.told.collided {
            Some(_) => self.conflict(ctx, list),
            None => Pressed::of(back || away, save, free),
        }
    }

    fn field(
        &mut self,
        ui: &mut Ui,
        name: &'static str,
        label: &str,
        hint: &str,
    ) -> egui::Response {
        let error = self.told.wrong.at(name).map(str::to_owned);
        let field = Field::new(label, self.fields.rule(name)).hint(hint);
        let field = match name {
            "name" => field,
            _ => field.numeric(),
        };
        field.error(error.as_deref()).show(ui)
    }

    fn rules(&mut self, ui: &mut Ui) {
        let name = self.field(ui, "name", "Name", "Tasting table, pick-up hatch …");
        if !std::mem::replace(&mut self.focused, true) {
            name.request_focus();
        }
        if self.base.is_none() {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = GAP_S;
                for (pick_up, text) in [(false, "Appointments"), (true, "Pick-up of orders")] {
                    let choice = Push::new(text).selected(self.fields.pick_up == pick_up);
                    if ui.add(choice).clicked() {
                        self.fields.pick_up = pick_up;
                    }
                }
            });
        }
        if self.fields.pick_up {
            let label = format!("Goods of a slot come to at most ({})", self.currency.code());
            self.field(ui, "amount", &label, "25,000.00");
            self.field(ui, "orders", "Orders a slot takes at most", "10");
        } else {
            self.field(ui, "seats", "Seats: how many at the same time", "1");
        }
        self.field(ui, "length_minutes", "A slot is so long (min)", "30");
        self.field(
            ui,
            "every_minutes",
            "One begins every (min)",
            "as long as a slot",
        );
        if !self.fields.pick_up {
            self.field(ui, "buffer_minutes", "Kept free between (min)", "0");
        }
        self.field(ui, "notice_minutes", "To be asked for ahead (min)", "60");
        self.field(ui, "horizon_days", "Offered so many days ahead", "30");
    }

    fn week(&mut self, ui: &mut Ui) {
        ui.label(strong("Open hours"));
        let text = "Such as 10:00-13:00, 14:00-18:00. A day with none is closed.";
        below(ui, text);
        for day in Weekday::ALL {
            let error = self.told.wrong.at(day.name()).map(str::to_owned);
            Field::new(day.name(), self.fields.day(day))
                .hint("closed")
                .error(error.as_deref())
                .show(ui);
            if day == Weekday::Monday {
                let like = Push::new("Tuesday to Friday like Monday").kind(Kind::Quiet);
                if ui.add(like).clicked() {
                    let monday = self.fields.day(Weekday::Monday).clone();
                    for day in &Weekday::ALL[1..5] {
                        self.fields.day(*day).clone_from(&monday);
                    }
                }
            }
        }
    }

    fn conflict(&mut self, ctx: &Context, list: &[Calendar]) -> Option<Pressed> {
        let (collided, (id, _, base)) = (self.told.collided.as_ref()?, self.base.as_ref()?);
        let theirs = list.iter().find(|calendar| calendar.id == *id)?;
        if theirs.version < collided.version {
            return None;
        }
        let now = Fields::of(Some(theirs), self.currency);
        let fields = base.told().zip(now.told()).zip(self.fields.told());
        let fields = fields.map(|(((name, base), (_, theirs)), (_, yours))| {
            (name, base.clone(), theirs.clone(), yours.clone())
        });
        let conflict = collided.beside("this calendar", base.name(), fields);
        match conflict.show(ctx)? {
            Next::Mine => {
                self.fields.put_over(base, &now);
                self.base = Some((*id, theirs.version, now));
                self.told.collided = None;
                Some(Pressed::Save)
            }
            Next::Theirs => Some(Pressed::Back),
            Next::Back => {
                self.told.collided = None;
                None
            }
        }
    }
}
