//! The section of the calendars: which there are, when they are open, and what they offer.
//!
//! Promises: hours are drawn so that a week is seen at a glance, and said in words beside it;
//! what is wrong is said at its field; who saves second sees both versions. Leaves out what is
//! booked: that is the calendar screen's.

mod date_form;
mod detail;
mod fields;
mod form;
mod outside;
mod preview;
mod week;

use egui::{Context, Label, Ui};

use super::{
    asking::Asking,
    form::{Pressed, Wanted},
    section::head_of_list,
};
use crate::{
    shop::{
        Refusal,
        slots::{self, Calendar, CalendarKept, ClearDate, EditCalendar},
    },
    ui::{
        remote::{Live, Outcome, sentence},
        screens::saving::Saving,
        theme::GAP_S,
        widgets::{Kind, Push, Tone, banner, muted},
        window::Cx,
    },
    values::CalendarId,
};
use date_form::DateForm;
use detail::Wish;
use form::CalendarForm;
use outside::OutsideList;
use preview::Preview;

/// The section.
#[derive(Default)]
pub struct Calendars {
    list: Live<(), Vec<Calendar>>,
    chosen: Option<CalendarId>,
    form: Option<CalendarForm>,
    date_form: Option<DateForm>,
    asking: Asking<CalendarKept>,
    preview: Preview,
    outside: OutsideList,
    saving: Saving,
}

impl Calendars {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let shop = cx.shop.clone();
        self.list.keep(cx.desk, cx.changes, &(), move |()| {
            shop.read(slots::calendars)
        });
        self.take_answer(cx);
        self.saving.take_answer(cx);
        if head_of_list(ui, "Calendars", "Add a calendar") {
            self.form = Some(CalendarForm::of(None, cx.facts.currency));
        }
        let text = "When something can be booked or picked up. What is booked stands, whatever is changed here.";
        ui.add(Label::new(muted(ui, text)).wrap());
        if let Some(trouble) = self.list.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        if self.form.is_none() && self.date_form.is_none() {
            self.asking.show(ui, cx);
        }
        let list = self.list.latest().map_or(&[][..], Vec::as_slice);
        if self.list.latest().is_some() && list.is_empty() {
            let text = "There are none yet. Add one for what your customers book: a tasting table, a consultant, the hatch where orders are picked up.";
            ui.add(Label::new(muted(ui, text)).wrap());
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            let shown = shown(list, self.chosen).map(|calendar| calendar.id);
            for calendar in list {
                let tab = Push::new(&calendar.name)
                    .kind(Kind::Quiet)
                    .selected(Some(calendar.id) == shown);
                if ui.add(tab).clicked() {
                    self.chosen = Some(calendar.id);
                }
            }
        });
        let Some(calendar) = shown(list, self.chosen).cloned() else {
            return;
        };
        self.outside.show(ui, cx, calendar.id);
        let free = self.asking.is_free();
        let wish = ui
            .add_enabled_ui(free, |ui| detail::show(ui, cx, &calendar, &mut self.saving))
            .inner;
        self.preview.show(ui, cx, &calendar);
        if let Some(wish) = wish {
            self.obey(cx, &calendar, wish);
        }
    }

    fn obey(&mut self, cx: &Cx<'_>, calendar: &Calendar, wish: Wish) {
        let name = &calendar.name;
        match wish {
            Wish::Edit => {
                self.form = Some(CalendarForm::of(Some(calendar), cx.facts.currency));
            }
            Wish::Retire => {
                let mut edit = EditCalendar::of(calendar.id, calendar.version);
                edit.retired = Some(!calendar.retired);
                let said = match calendar.retired {
                    true => format!("{name} is offered again."),
                    false => format!("{name} is retired: nothing of it is offered any more."),
                };
                self.asking.send(cx, said, edit);
            }
            Wish::Date(date) => self.date_form = Some(DateForm::of(calendar, date)),
            Wish::ClearDate(date) => {
                let clear = ClearDate {
                    calendar: calendar.id,
                    version: calendar.version,
                    date,
                };
                let said = format!("{name} has the week's hours on {date} again.");
                self.asking.send(cx, said, clear);
            }
        }
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>) {
        let Some((said, outcome)) = self.asking.answer() else {
            return;
        };
        match outcome {
            Outcome::Done(kept) => {
                match kept.outside_in_all {
                    0 => cx.notes.say(Tone::Good, said),
                    number => {
                        let text = format!(
                            "{said} Booked and outside its hours now: {number}. They stand, and are listed here."
                        );
                        cx.notes.say(Tone::Warn, text);
                    }
                }
                self.chosen = Some(kept.calendar);
                self.form = None;
                self.date_form = None;
            }
            Outcome::Refused(refusal) => self.refused(cx, refusal),
            Outcome::Failed(why) => {
                if let Some(form) = &mut self.form {
                    form.told.wrong.say("", why);
                } else if let Some(form) = &mut self.date_form {
                    form.wrong.say("", why);
                } else {
                    self.asking.fail(why);
                }
            }
        }
    }

    fn refused(&mut self, cx: &mut Cx<'_>, refusal: Refusal) {
        if let Some(form) = &mut self.form {
            if form.told.refused(refusal, "calendar") {
                self.list.read_again();
            }
        } else if let Some(form) = &mut self.date_form {
            match refusal {
                Refusal::Invalid { field, why } => form.wrong.say(&field, sentence(&why)),
                other => {
                    self.list.read_again();
                    form.refused(other);
                }
            }
        } else {
            self.list.read_again();
            cx.notes.say(Tone::Bad, sentence(&refusal));
        }
    }

    /// Shows the form, where one is open, and who was faster.
    pub fn dialog(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let free = !self.asking.under_way();
        let waiting = self.asking.held_up(ctx, cx);
        let list = self.list.latest().map_or(&[][..], Vec::as_slice);
        if let Some(form) = &mut self.form {
            match form.show(ctx, list, waiting.as_deref(), free) {
                None => {}
                Some(Pressed::Save) => self.save(cx),
                Some(Pressed::Back) => self.leave(),
            }
        } else if let Some(form) = &mut self.date_form {
            match form.show(ctx, list, waiting.as_deref(), free) {
                None => {}
                Some(Pressed::Save) => self.save_date(cx),
                Some(Pressed::Back) => self.leave(),
            }
        }
    }

    fn leave(&mut self) {
        self.form = None;
        self.date_form = None;
        self.asking.leave();
    }

    fn save(&mut self, cx: &Cx<'_>) {
        let Some(form) = &mut self.form else { return };
        let said = format!("{} is saved.", form.name());
        match form.wanted() {
            None => {}
            Some(Wanted::Nothing) => self.leave(),
            Some(Wanted::Add(add)) => self.asking.send(cx, said, add),
            Some(Wanted::Edit(edit)) => self.asking.send(cx, said, edit),
        }
    }

    fn save_date(&mut self, cx: &Cx<'_>) {
        let Some(form) = &mut self.date_form else {
            return;
        };
        let Some(set) = form.wanted() else { return };
        let said = format!("The hours of {} are saved.", set.date);
        self.asking.send(cx, said, set);
    }
}

/// The calendar that is shown: the chosen one, else the first.
fn shown(list: &[Calendar], chosen: Option<CalendarId>) -> Option<&Calendar> {
    let of = |id| list.iter().find(|calendar| calendar.id == id);
    chosen.and_then(of).or_else(|| list.first())
}
