//! What is asked before an appointment is cancelled or changed.

use egui::{Context, Id, Label};

use super::{deeds::Act, fields};
use crate::{
    shop::appointments::{Appointment, AppointmentChange, Mode},
    ui::{
        overlays::customer::{Choice, CustomerChoice},
        remote::sentence,
        theme::GAP,
        widgets::{
            Field, Kind, Push, Tone, banner, buttons, caption, dialog, entered, fine_print, muted,
            title,
        },
        window::Cx,
    },
    values::{AccountId, AppointmentId, CalendarId, CustomerId, ShopZone},
};

/// The longest note or reason, in characters.
const TEXT: usize = 500;

/// The dialog while it is open.
pub struct Asked {
    /// Of which appointment, and the version that was seen.
    pub appointment: AppointmentId,
    /// The version that was seen.
    pub version: i64,
    form: Form,
    begun: bool,
}

enum Form {
    Cancel {
        who: String,
        paid_on: Option<i64>,
        reason: String,
        missing: bool,
    },
    Edit(Box<Editing>),
    /// A time outside the hours.
    When {
        who: String,
        calendar: CalendarId,
        typed: String,
        wrong: Option<String>,
    },
}

struct Editing {
    base: Appointment,
    choosing: Option<CustomerChoice>,
    customer: CustomerId,
    /// Their name, once another was chosen.
    other: bool,
    staff: String,
    mode: Mode,
    note: String,
}

/// What comes after a frame of it.
pub enum Next {
    /// It stays open.
    Stays,
    /// It was left.
    Left,
    /// This is to be done.
    Do(Act),
}

impl Asked {
    /// Why it is cancelled.
    #[must_use]
    pub fn cancel(one: &Appointment) -> Self {
        let paid_on = one.fee.as_ref().and_then(|fee| fee.receipt);
        Self::of(
            one,
            Form::Cancel {
                who: one.customer_name.clone(),
                paid_on,
                reason: String::new(),
                missing: false,
            },
        )
    }

    /// What is to be another.
    #[must_use]
    pub fn edit(one: &Appointment) -> Self {
        let editing = Editing {
            choosing: None,
            customer: one.customer,
            other: false,
            staff: fields::staff_text(one.staff),
            mode: one.mode,
            note: one.note.clone().unwrap_or_default(),
            base: one.clone(),
        };
        Self::of(one, Form::Edit(Box::new(editing)))
    }

    /// Which time outside the hours it gets.
    #[must_use]
    pub fn when(one: &Appointment, zone: ShopZone) -> Self {
        Self::of(
            one,
            Form::When {
                who: one.customer_name.clone(),
                calendar: one.calendar,
                typed: zone.date_time(one.start),
                wrong: None,
            },
        )
    }

    fn of(one: &Appointment, form: Form) -> Self {
        Self {
            appointment: one.id,
            version: one.version,
            form,
            begun: false,
        }
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context, cx: &Cx<'_>, hosts: &[(AccountId, String)]) -> Next {
        let first = !std::mem::replace(&mut self.begun, true);
        match &mut self.form {
            Form::Cancel {
                who,
                paid_on,
                reason,
                missing,
            } => cancel(ctx, cx, (who, *paid_on), (reason, missing), first),
            Form::Edit(editing) => editing.show(ctx, cx, hosts, first),
            Form::When {
                who,
                calendar,
                typed,
                wrong,
            } => when(ctx, cx, (who, *calendar), (typed, wrong), first),
        }
    }
}

fn cancel(
    ctx: &Context,
    cx: &Cx<'_>,
    (who, paid_on): (&str, Option<i64>),
    (reason, missing): (&mut String, &mut bool),
    first: bool,
) -> Next {
    let mut next = Next::Stays;
    let away = dialog(ctx, "cancel the appointment", 460.0, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        title(ui, &format!("Cancel the appointment of {who}?"));
        let text = "Its time is free at once. It stays on record, and can be confirmed again \
                    while the time is still free.";
        ui.add(Label::new(muted(ui, text)).wrap());
        if let Some(receipt) = paid_on {
            let text = format!(
                "Its fee was paid on receipt {receipt}. It goes back by taking that receipt back."
            );
            banner(ui, Tone::Warn, &text);
        }
        let field = Field::new("Reason", reason)
            .hint("Has a cold")
            .limit(TEXT)
            .id(Id::unique("why cancelled").with(cx.desk.viewport()))
            .error(missing.then_some("Say why."))
            .show(ui);
        if first {
            field.request_focus();
        }
        let enter = entered(ui, &field);
        buttons(ui, |ui| {
            if ui.add(Push::primary("Yes, cancel it")).clicked() || enter {
                let why = reason.trim().to_owned();
                *missing = why.is_empty();
                if !*missing {
                    next = Next::Do(Act::Cancel(why));
                }
            }
            if ui.add(Push::new("Keep it").kind(Kind::Quiet)).clicked() {
                next = Next::Left;
            }
        });
    });
    match next {
        Next::Stays if away => Next::Left,
        next => next,
    }
}

fn when(
    ctx: &Context,
    cx: &Cx<'_>,
    (who, calendar): (&str, CalendarId),
    (typed, wrong): (&mut String, &mut Option<String>),
    first: bool,
) -> Next {
    let mut next = Next::Stays;
    let away = dialog(ctx, "move outside the hours", 460.0, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        title(ui, &format!("Move {who} outside the hours"));
        let text = "Opening hours, notice and how far ahead are passed over; the seats are not. \
                    It stands in the journal.";
        ui.add(Label::new(muted(ui, text)).wrap());
        let id = Id::unique("when outside the hours").with(cx.desk.viewport());
        let field = fields::when(ui, typed, id, wrong.as_deref());
        if first {
            field.request_focus();
        }
        if field.changed() {
            *wrong = None;
        }
        let enter = entered(ui, &field);
        buttons(ui, |ui| {
            if ui.add(Push::primary("Move it there")).clicked() || enter {
                match cx.facts.zone.parse_moment(typed) {
                    Ok(start) => {
                        next = Next::Do(Act::Move {
                            calendar,
                            start,
                            staff: None,
                            outside_hours: true,
                        });
                    }
                    Err(why) => *wrong = Some(sentence(&why)),
                }
            }
            if ui.add(Push::new("Cancel").kind(Kind::Quiet)).clicked() {
                next = Next::Left;
            }
        });
    });
    match next {
        Next::Stays if away => Next::Left,
        next => next,
    }
}

impl Editing {
    fn show(
        &mut self,
        ctx: &Context,
        cx: &Cx<'_>,
        hosts: &[(AccountId, String)],
        first: bool,
    ) -> Next {
        if let Some(choosing) = &mut self.choosing {
            match choosing.show(ctx, cx, None) {
                Choice::Waits => return Next::Stays,
                Choice::Chosen(id) => {
                    (self.customer, self.other) = (id, id != self.base.customer);
                }
                Choice::Away | Choice::Nobody => {}
            }
            self.choosing = None;
            ctx.request_repaint();
        }
        let mut next = Next::Stays;
        let away = dialog(ctx, "change the appointment", 480.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, "Change the appointment");
            caption(ui, "Who comes");
            let who = match self.other {
                true => "Somebody else, as you chose",
                false => &self.base.customer_name,
            };
            let button = Push::new(who)
                .named(format!("Who comes: {who}"))
                .light()
                .left()
                .width(f32::INFINITY);
            if ui.add(button).clicked() {
                self.choosing = Some(CustomerChoice::new("Who comes?"));
            }
            fields::staff(ui, &mut self.staff, hosts);
            fields::mode(ui, &mut self.mode);
            let note = Field::new("Note", &mut self.note)
                .hint("May be left empty")
                .limit(TEXT)
                .id(Id::unique("note of appointment").with(cx.desk.viewport()))
                .show(ui);
            if first {
                note.request_focus();
            }
            let enter = entered(ui, &note);
            ui.label(fine_print(
                ui,
                "To give it another time, drag it or press Move.",
            ));
            buttons(ui, |ui| {
                if ui.add(Push::primary("Save")).clicked() || enter {
                    next = match self.change() {
                        change if change == AppointmentChange::default() => Next::Left,
                        change => Next::Do(Act::Edit(change)),
                    };
                }
                if ui.add(Push::new("Cancel").kind(Kind::Quiet)).clicked() {
                    next = Next::Left;
                }
            });
        });
        match next {
            Next::Stays if away => Next::Left,
            next => next,
        }
    }

    /// The fields that are other than they were.
    fn change(&self) -> AppointmentChange {
        let base = &self.base;
        let (staff, note) = (fields::staff_of(&self.staff), self.note.trim());
        AppointmentChange {
            mode: (self.mode != base.mode).then_some(self.mode),
            staff: (staff != base.staff).then_some(staff),
            note: (note != base.note.as_deref().unwrap_or_default()).then(|| note.to_owned()),
            customer: (self.customer != base.customer).then_some(self.customer),
        }
    }
}
