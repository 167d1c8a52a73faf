//! The one-time code of a booking or an order: asked for, and typed.
//!
//! Promises: all of it by keys alone; a wrong try says how many are left; a message that could not
//! be sent is told and sent anew from here; a code that goes to the customer's display is shown
//! there, and nowhere else, until it is used or over, and no longer than this is open; a code whose
//! time is over is told as soon as it is. Leaves out what a right code does: the screen that opened
//! this says so.

mod page;
mod work;

use std::{sync::Arc, time::Duration};

use egui::Context;

use self::page::Pressed;
use crate::{
    shop::{
        Session, Shop, Trouble,
        codes::{Asked, CheckCode, Purpose, Standing, Verdict, Way},
    },
    ui::{
        remote::{Ask, Live},
        widgets::Tone,
        window::Cx,
    },
    values::{CustomerId, RequestId, Timestamp},
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
    /// Until when the code is good that was seen last.
    until: Option<Timestamp>,
    /// Whether its time was over while this was open.
    over: bool,
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
            until: None,
            over: false,
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
        self.watch_the_time(ctx, cx);
        let live = self.live(cx).cloned();
        let usual = self.now.latest().and_then(|(_, usual)| *usual);
        let way = self.way.or(live.as_ref().map(|live| live.way)).or(usual);
        let asking = self.asking.as_ref().is_some_and(Ask::under_way);
        let busy = asking || self.trying.as_ref().is_some_and(Ask::under_way);
        let Pressed {
            ask,
            check,
            again,
            away,
        } = self.page(ctx, cx, (live.as_ref(), way, busy));
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
        match away && !busy {
            true => Step::Away,
            false => Step::Waits,
        }
    }

    /// The code that is live, as far as it is known.
    fn live(&self, cx: &Cx<'_>) -> Option<&Standing> {
        let (live, _) = self.now.latest()?;
        live.as_ref().filter(|live| live.until > cx.shop.now())
    }

    /// Is here again when the time of the code is over, and takes note of it.
    fn watch_the_time(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let now = cx.shop.now();
        match self.live(cx).map(|live| live.until) {
            Some(until) => {
                (self.until, self.over) = (Some(until), false);
                let left = u64::try_from(until.ms() - now.ms()).unwrap_or(0);
                ctx.request_repaint_after(Duration::from_millis(left));
            }
            None if self.until.take().is_some_and(|until| until <= now) => {
                self.over = true;
                self.wrong = None;
                self.typed.clear();
            }
            None => {}
        }
    }
}
