//! The one-time code of a booking or an order: asked for, and typed.
//!
//! Promises: all of it by keys alone; a wrong try says how many are left; a message that could not
//! be sent is told and sent anew from here; a code that goes to the customer's display is shown
//! there, and nowhere else, until it is used. Leaves out what a right code does: the screen that
//! opened this says so.

use std::sync::Arc;

use egui::{Context, Id, Key, Label, Modifiers, RichText};

use crate::{
    shop::{
        Permission, Refusal, Session, Shop, Trouble,
        codes::{
            self, AskCode, Asked, CheckCode, CodeRules, MessageState, NoteShown, Purpose,
            RetryMessages, Standing, Verdict, Way,
        },
        settings,
    },
    store::Fault,
    ui::{
        remote::{Ask, Live, Outcome, sentence},
        theme::{self, GAP, GAP_S},
        widgets::{Field, Kind, Push, Tone, banner, buttons, dialog, entered, muted, title},
        window::Cx,
    },
    values::{CustomerId, RequestId},
};

/// What a right code does, told with what was typed: the answer is what came of the try.
pub type Act =
    Arc<dyn Fn(&Shop, &Session, RequestId, &str) -> Result<Verdict, Trouble> + Send + Sync>;

/// What a code is for, and whose phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeOf {
    /// What it is for.
    pub purpose: Purpose,
    /// Which booking or order.
    pub subject: i64,
    /// Whose phone; or else
    pub customer: Option<CustomerId>,
    /// the number itself.
    pub phone: Option<String>,
    /// What stands at the head: "Hand over order 12".
    pub head: String,
}

/// How the dialog stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is open.
    Waits,
    /// It was left.
    Away,
    /// The code was right, and what it does is done.
    Right,
}

type Now = (Option<Standing>, Option<Way>);

/// The dialog while it is open.
pub struct CodeDialog {
    of: CodeOf,
    act: Act,
    now: Live<(), Now>,
    /// What the customer's display shows, for those that go there.
    shown: Live<i64, Option<String>>,
    way: Option<Way>,
    typed: String,
    asking: Option<Ask<Asked>>,
    trying: Option<Ask<Verdict>>,
    sending: Option<Ask<usize>>,
    /// Tells the shop that a code, by its id, was drawn on the display.
    noting: Option<(i64, Ask<bool>)>,
    wrong: Option<String>,
    trouble: Option<String>,
    begun: bool,
    /// It only takes the digits down: what they do comes later.
    collects: bool,
    collected: Option<String>,
}

impl CodeDialog {
    /// A dialog in which a right code does `act`.
    #[must_use]
    pub fn new(of: CodeOf, act: Act) -> Self {
        Self {
            of,
            act,
            now: Live::default(),
            shown: Live::default(),
            way: None,
            typed: String::new(),
            asking: None,
            trying: None,
            sending: None,
            noting: None,
            wrong: None,
            trouble: None,
            begun: false,
            collects: false,
            collected: None,
        }
    }

    /// A dialog that takes the digits down for an act that follows, and does not try them.
    #[must_use]
    pub fn collecting(of: CodeOf) -> Self {
        Self {
            collects: true,
            ..Self::trying(of)
        }
    }

    /// The digits that were taken down.
    pub fn collected(&mut self) -> Option<String> {
        self.collected.take()
    }

    /// A dialog in which a right code does nothing but be used up.
    #[must_use]
    pub fn trying(of: CodeOf) -> Self {
        let what = of.clone();
        let act = move |shop: &Shop, session: &Session, request, code: &str| {
            let check = CheckCode {
                purpose: what.purpose,
                subject: what.subject,
                customer: what.customer,
                phone: what.phone.clone(),
                code: code.to_owned(),
            };
            shop.execute(session, request, check)
        };
        Self::new(of, Arc::new(act))
    }

    /// Shows it; call once a frame until it no longer [`Step::Waits`].
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> Step {
        let step = self.shown_step(ctx, cx);
        if step != Step::Waits {
            cx.display.show_code(None);
            ctx.request_repaint();
        }
        step
    }

    fn shown_step(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> Step {
        self.read(cx);
        if self.answers() {
            cx.notes.say(Tone::Good, "The code is right.".to_owned());
            return Step::Right;
        }
        let (live, usual) = match self.now.latest() {
            Some((live, usual)) => (live.clone(), *usual),
            None => (None, None),
        };
        let way = self.way.or(live.as_ref().map(|live| live.way)).or(usual);
        let busy = [
            self.asking.as_ref().is_some_and(Ask::under_way),
            self.trying.as_ref().is_some_and(Ask::under_way),
        ];
        let busy = busy.contains(&true);
        let (mut ask, mut check, mut again, mut away) = (false, false, false, false);
        let esc = dialog(ctx, "one-time code", 460.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, &self.of.head);
            match &live {
                None => {
                    let text = match way {
                        Some(_) => {
                            "Ask for a code: the customer gets six digits and says them here."
                        }
                        None => {
                            "Ask for a code: the customer gets six digits and says them here. \
                             Choose how they come."
                        }
                    };
                    ui.add(Label::new(muted(ui, text)).wrap());
                }
                Some(live) => {
                    let text = told(cx, live);
                    ui.add(Label::new(RichText::new(text)).wrap());
                }
            }
            if let Some(live) = &live
                && live.message == MessageState::Failed
            {
                let why = live.problem.as_deref().unwrap_or("it could not be sent");
                banner(ui, Tone::Bad, &sentence(&why));
                again = ui.add(Push::new("Send it again")).clicked();
            } else if let Some(live) = &live
                && let Some(why) = &live.problem
                && live.message == MessageState::Waiting
            {
                banner(
                    ui,
                    Tone::Warn,
                    &format!("{} It is tried again.", sentence(why)),
                );
            }
            if live.as_ref().is_some_and(|live| live.way == Way::Display) && !cx.display.is_open() {
                let text = "No customer's display is open here: open it, or choose another way and \
                            ask for a new code.";
                banner(ui, Tone::Warn, text);
                if ui.add(Push::new("Open the customer's display")).clicked() {
                    cx.display.switch();
                    ui.ctx().request_repaint();
                }
            }
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = GAP_S;
                for kind in Way::ALL {
                    let push = Push::new(kind.name()).selected(way == Some(kind));
                    if ui.add_enabled(!busy, push).clicked() {
                        self.way = Some(kind);
                    }
                }
            });
            if live.is_some() {
                let field = Field::new("Code", &mut self.typed)
                    .hint("Six digits")
                    .limit(12)
                    .error(self.wrong.as_deref())
                    .id(Id::unique("one-time code").with(cx.desk.viewport()))
                    .show(ui);
                if field.changed() {
                    self.wrong = None;
                }
                check = entered(ui, &field);
                // Digits that are said can be typed at once, whatever was pressed last. After
                // Enter was seen to: that takes the keyboard away, too.
                let nowhere = ui.memory(|memory| memory.focused().is_none());
                if !std::mem::replace(&mut self.begun, true) || nowhere {
                    field.request_focus();
                }
            } else if let Some(wrong) = &self.wrong {
                banner(ui, Tone::Bad, wrong);
            }
            if let Some(trouble) = &self.trouble {
                banner(ui, Tone::Bad, trouble);
            }
            let held = self.trying.as_ref().and_then(|it| it.held_up(ctx, cx.shop));
            if let Some(waiting) = held {
                banner(ui, Tone::Warn, &waiting);
            }
            buttons(ui, |ui| {
                if live.is_some() {
                    let text = if self.collects { "Use it" } else { "Check it" };
                    let push = Push::primary(text);
                    check |= ui
                        .add_enabled(!busy && !self.typed.trim().is_empty(), push)
                        .clicked();
                    ask = ui
                        .add_enabled(!busy && way.is_some(), Push::new("A new code"))
                        .clicked();
                } else {
                    let push = Push::primary("Ask for a code").by_enter();
                    ask = ui.add_enabled(!busy && way.is_some(), push).clicked();
                }
                away = ui
                    .add_enabled(!busy, Push::new("Leave it").kind(Kind::Quiet))
                    .clicked();
            });
            if live.is_none() && way.is_some() && !busy {
                let enter = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
                ask |= enter;
            }
            let fine = format!(
                "A code is good for {} minutes and {} tries.",
                codes::LIFETIME_MINUTES,
                codes::TRIES
            );
            let fine = muted(ui, fine).font(theme::plain(theme::SMALL));
            ui.label(fine);
        });
        if ask && !busy {
            self.ask(cx, way);
        } else if check && !busy && self.collects {
            if !self.typed.trim().is_empty() {
                self.collected = Some(self.typed.trim().to_owned());
                return Step::Right;
            }
        } else if check && !busy {
            self.check(cx);
        } else if again {
            self.send_again(cx, live.as_ref());
        }
        match away || (esc && !busy) {
            true => Step::Away,
            false => Step::Waits,
        }
    }

    fn read(&mut self, cx: &Cx<'_>) {
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let of = (self.of.purpose, self.of.subject);
        self.now.keep(cx.desk, cx.changes, &(), move |()| {
            let now = shop.now();
            let read = shop.consult(&session, Permission::Sell, |db| {
                let (rules, _) = settings::load::<CodeRules>(db)?;
                Ok((codes::standing(db, of, now)?, rules.way))
            });
            or_nothing(read)
        });
        let live = self.now.latest().and_then(|(live, _)| live.as_ref());
        let on_display = live.filter(|live| live.way == Way::Display);
        match on_display.map(|live| live.code) {
            None => cx.display.show_code(None),
            Some(code) => {
                let (shop, session) = (cx.shop.clone(), cx.session.clone());
                self.shown.keep(cx.desk, cx.changes, &code, move |code| {
                    let shown = codes::shown(&shop, &session, *code);
                    or_nothing(shown.map(|shown| shown.map(|digits| digits.to_string())))
                });
                let digits = self.shown.answer_to(&code).and_then(Option::as_deref);
                cx.display.show_code(digits.map(|digits| (code, digits)));
                self.note_drawn(cx, code);
            }
        }
    }

    /// Tells the shop, once, that the customer's display has drawn the code.
    fn note_drawn(&mut self, cx: &Cx<'_>, code: i64) {
        let noted = self.noting.as_ref().is_some_and(|(of, _)| *of == code);
        if !noted && cx.display.is_open() && cx.display.drawn_code() == Some(code) {
            let (shop, session) = (cx.shop.clone(), cx.session.clone());
            let ask = Ask::send(cx.desk, move |request| {
                shop.execute(&session, request, NoteShown { code })
            });
            self.noting = Some((code, ask));
        }
    }

    /// Takes what was answered; true once the code was right.
    fn answers(&mut self) -> bool {
        // Where it could not be noted, the code is said to wait although it is to be seen.
        match self.noting.as_mut().and_then(|(_, ask)| ask.answer()) {
            Some(Outcome::Done(_)) => self.now.read_again(),
            Some(Outcome::Refused(_) | Outcome::Failed(_)) | None => {}
        }
        match self.asking.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(_)) => {
                self.asking = None;
                self.typed.clear();
                self.wrong = None;
                self.begun = false;
                self.now.read_again();
            }
            Some(Outcome::Refused(refusal)) => {
                self.asking = None;
                self.trouble = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => self.trouble = Some(why),
        }
        match self.sending.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(_)) => self.sending = None,
            Some(Outcome::Refused(refusal)) => {
                self.sending = None;
                self.trouble = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => self.trouble = Some(why),
        }
        match self.trying.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(Verdict::Right)) => return true,
            Some(Outcome::Done(verdict)) => {
                self.trying = None;
                self.typed.clear();
                self.wrong = Some(sentence(&verdict));
                self.now.read_again();
            }
            Some(Outcome::Refused(Refusal::Invalid { field, why })) if field == "code" => {
                self.trying = None;
                self.wrong = Some(sentence(&why));
            }
            Some(Outcome::Refused(refusal)) => {
                self.trying = None;
                self.trouble = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => self.trouble = Some(why),
        }
        false
    }

    fn ask(&mut self, cx: &Cx<'_>, way: Option<Way>) {
        self.trouble = None;
        if let Some(asking) = &mut self.asking {
            asking.again(cx.desk);
            return;
        }
        let ask = AskCode {
            purpose: self.of.purpose,
            subject: self.of.subject,
            customer: self.of.customer,
            phone: self.of.phone.clone(),
            way,
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.asking = Some(Ask::send(cx.desk, move |request| {
            shop.ask_code(&session, request, ask.clone())
        }));
    }

    fn check(&mut self, cx: &Cx<'_>) {
        self.trouble = None;
        if let Some(trying) = &mut self.trying {
            trying.again(cx.desk);
            return;
        }
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let (act, typed) = (self.act.clone(), self.typed.clone());
        self.trying = Some(Ask::send(cx.desk, move |request| {
            act(&shop, &session, request, &typed)
        }));
    }

    fn send_again(&mut self, cx: &Cx<'_>, live: Option<&Standing>) {
        let Some(message) = live.map(|live| live.message_id) else {
            return;
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.sending = Some(Ask::send(cx.desk, move |request| {
            let retry = RetryMessages {
                message: Some(message),
            };
            shop.execute(&session, request, retry)
        }));
    }
}

/// What there is to know of a code on its way.
fn told(cx: &Cx<'_>, live: &Standing) -> String {
    let until = cx.facts.zone.time_of_day(live.until);
    let ending = &live.ending;
    let on_its_way = match (live.way, live.message) {
        (Way::Sms, MessageState::Sent) => format!("An SMS went to the number ending in {ending}."),
        (Way::Sms, MessageState::Failed) => format!("The SMS to …{ending} was not sent."),
        (Way::Sms, _) => format!("An SMS is on its way to the number ending in {ending}."),
        (Way::Display, _) if !cx.display.is_open() => {
            "The code waits to be shown to the customer.".to_owned()
        }
        (Way::Display, MessageState::Shown) => {
            "The code stands on the customer's display.".to_owned()
        }
        (Way::Display, _) => "The code comes onto the customer's display.".to_owned(),
        (Way::Paper, MessageState::Shown) => "The code was printed on a slip.".to_owned(),
        (Way::Paper, _) => "The code waits for the printer.".to_owned(),
    };
    let tries = match live.left {
        1 => "one try is left".to_owned(),
        left => format!("{left} tries are left"),
    };
    format!("{on_its_way} It is good until {until}; {tries}.")
}

/// What could be read; nothing where the person may not.
fn or_nothing<T: Default>(read: Result<T, Trouble>) -> Result<T, Fault> {
    match read {
        Ok(read) => Ok(read),
        Err(Trouble::Refused(_)) => Ok(T::default()),
        Err(Trouble::Fault(fault)) => Err(fault),
    }
}
