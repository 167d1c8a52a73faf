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

use egui::{Align, Context, Label, Layout, RichText, Ui};

use crate::{
    shop::{
        Refusal,
        slots::{self, Calendar, CalendarKept, ClearDate, EditCalendar},
    },
    ui::{
        remote::{Ask, Live, Outcome, sentence},
        screens::{conflict::Collided, saving::Saving},
        theme::{self, GAP, GAP_S},
        widgets::{Kind, Push, Tone, banner, muted},
        window::Cx,
    },
    values::CalendarId,
};
use date_form::DateForm;
use detail::Wish;
use form::{CalendarForm, Pressed, Wanted};
use outside::OutsideList;
use preview::Preview;

/// The section.
#[derive(Default)]
pub struct Calendars {
    list: Live<(), Vec<Calendar>>,
    chosen: Option<CalendarId>,
    form: Option<CalendarForm>,
    date_form: Option<DateForm>,
    /// What is said when it is done, and the asking.
    ask: Option<(String, Ask<CalendarKept>)>,
    /// Why a press outside of a form failed.
    failed: Option<String>,
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
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP;
        ui.horizontal(|ui| {
            ui.label(RichText::new("Calendars").font(theme::strong(theme::HEADING)));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.add(Push::new("Add a calendar")).clicked() {
                    self.form = Some(CalendarForm::of(None, cx.facts.currency));
                }
            });
        });
        let text = "When something can be booked or picked up. What is booked stands, whatever is changed here.";
        ui.add(Label::new(muted(ui, text)).wrap());
        if let Some(trouble) = self.list.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        if self.form.is_none() && self.date_form.is_none() {
            self.progress(ui, cx);
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
        let free = self.ask.is_none();
        let wish = ui
            .add_enabled_ui(free, |ui| detail::show(ui, cx, &calendar, &mut self.saving))
            .inner;
        self.preview.show(ui, cx, &calendar);
        if let Some(wish) = wish {
            self.failed = None;
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
                let (shop, session) = (cx.shop.clone(), cx.session.clone());
                let ask = Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, edit.clone())
                });
                self.ask = Some((said, ask));
            }
            Wish::Date(date) => self.date_form = Some(DateForm::of(calendar, date)),
            Wish::ClearDate(date) => {
                let clear = ClearDate {
                    calendar: calendar.id,
                    version: calendar.version,
                    date,
                };
                let said = format!("{name} has the week's hours on {date} again.");
                let (shop, session) = (cx.shop.clone(), cx.session.clone());
                let ask = Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, clear.clone())
                });
                self.ask = Some((said, ask));
            }
        }
    }

    fn progress(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some((_, ask)) = &mut self.ask else {
            return;
        };
        if let Some(waiting) = ask.held_up(ui.ctx(), cx.shop) {
            banner(ui, Tone::Warn, &waiting);
        }
        if let Some(why) = self.failed.clone() {
            banner(ui, Tone::Bad, &why);
            ui.horizontal(|ui| {
                if ui.add(Push::new("Try again")).clicked() {
                    self.failed = None;
                    ask.again(cx.desk);
                }
            });
        }
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>) {
        let Some((said, ask)) = &mut self.ask else {
            return;
        };
        match ask.answer() {
            None => {}
            Some(Outcome::Done(kept)) => {
                match kept.outside_in_all {
                    0 => cx.notes.say(Tone::Good, said.clone()),
                    number => {
                        let text = format!(
                            "{said} Booked and outside its hours now: {number}. They stand, and are listed here."
                        );
                        cx.notes.say(Tone::Warn, text);
                    }
                }
                self.chosen = Some(kept.calendar);
                self.ask = None;
                self.form = None;
                self.date_form = None;
                self.failed = None;
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.refused(cx, refusal);
            }
            Some(Outcome::Failed(why)) => {
                if let Some(form) = &mut self.form {
                    form.fail("", why);
                } else if let Some(form) = &mut self.date_form {
                    form.fail("", why);
                } else {
                    self.failed = Some(why);
                }
            }
        }
    }

    fn refused(&mut self, cx: &mut Cx<'_>, refusal: Refusal) {
        if let Some(form) = &mut self.form {
            match Collided::of(refusal) {
                Ok(collided) => {
                    self.list.read_again();
                    form.collide(collided);
                }
                Err(Refusal::Invalid { field, why }) => form.fail(&field, sentence(&why)),
                Err(Refusal::Taken { value, .. }) => {
                    let why =
                        format!("There is a calendar “{value}” already; choose another name.");
                    form.fail("name", why);
                }
                Err(other) => form.fail("", sentence(&other)),
            }
        } else if let Some(form) = &mut self.date_form {
            match refusal {
                Refusal::Invalid { field, why } => form.fail(&field, sentence(&why)),
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
        let ask = self.ask.as_ref().map(|(_, ask)| ask);
        let free = ask.is_none_or(|ask| !ask.under_way());
        let waiting = ask.and_then(|ask| ask.held_up(ctx, cx.shop));
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
        self.ask = None;
    }

    fn save(&mut self, cx: &Cx<'_>) {
        let Some(form) = &mut self.form else { return };
        let said = format!("{} is saved.", form.name());
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let ask = match form.wanted() {
            None => return,
            Some(Wanted::Nothing) => return self.leave(),
            Some(Wanted::Add(add)) => Ask::send(cx.desk, move |request| {
                shop.execute(&session, request, add.clone())
            }),
            Some(Wanted::Edit(edit)) => Ask::send(cx.desk, move |request| {
                shop.execute(&session, request, edit.clone())
            }),
        };
        self.ask = Some((said, ask));
    }

    fn save_date(&mut self, cx: &Cx<'_>) {
        let Some(form) = &mut self.date_form else {
            return;
        };
        let Some(set) = form.wanted() else { return };
        let said = format!("The hours of {} are saved.", set.date);
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let ask = Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, set.clone())
        });
        self.ask = Some((said, ask));
    }
}

/// The calendar that is shown: the chosen one, else the first.
fn shown(list: &[Calendar], chosen: Option<CalendarId>) -> Option<&Calendar> {
    let of = |id| list.iter().find(|calendar| calendar.id == id);
    chosen.and_then(of).or_else(|| list.first())
}
