//! The form of one choice of the shop: typed over what was read, and saved by itself.
//!
//! Promises: what is not being edited follows the shop; what was typed stays until it is saved or
//! left; who saves second sees both versions, and what they did not type over stays the other's.
//! Leaves out what the fields are and how they look: the section knows.

use egui::{Context, Ui};

use super::conflict::{Collided, Next};
use crate::{
    shop::{
        Refusal,
        settings::{self, ChangeSetting, Setting},
    },
    ui::{
        remote::{Ask, Live, Outcome, sentence},
        widgets::{Kind, Push, Tone, Wrong, banner},
        window::Cx,
    },
    values::Currency,
};

/// What stands in the fields of a choice.
pub trait Draft: Clone + PartialEq {
    /// The choice it becomes.
    type Of: Setting + Clone + PartialEq + Sync;
    /// What the section calls the choice: "the selling rules".
    const THIS: &'static str;

    /// The fields as they show a choice.
    fn of(value: &Self::Of, currency: Currency) -> Self;

    /// The choice.
    ///
    /// # Errors
    /// The name of a field, and why what stands in it can't be.
    fn read(&self, currency: Currency) -> Result<Self::Of, (&'static str, String)>;

    /// Each field's name and what stands in it, for people to compare.
    fn told(&self) -> Vec<(&'static str, String)>;

    /// Takes one field over from `other`.
    fn take(&mut self, field: &str, other: &Self);
}

/// A draft, and what it was begun from.
struct Form<D> {
    base: D,
    version: i64,
    draft: D,
}

impl<D: Draft> Form<D> {
    fn of(value: &D::Of, version: i64, currency: Currency) -> Self {
        let draft = D::of(value, currency);
        Self {
            base: draft.clone(),
            version,
            draft,
        }
    }
}

/// The form of one choice.
pub struct Choice<D: Draft> {
    read: Live<(), (D::Of, i64)>,
    form: Option<Form<D>>,
    ask: Option<Ask<i64>>,
    wrong: Wrong,
    collided: Option<Collided>,
}

impl<D: Draft> Default for Choice<D> {
    fn default() -> Self {
        Self {
            read: Live::default(),
            form: None,
            ask: None,
            wrong: Wrong::default(),
            collided: None,
        }
    }
}

impl<D: Draft + 'static> Choice<D> {
    /// Keeps it to the shop; call once a frame.
    pub fn keep(&mut self, cx: &mut Cx<'_>) {
        let shop = cx.shop.clone();
        self.read.keep(cx.desk, cx.changes, &(), move |()| {
            shop.read(settings::load::<D::Of>)
        });
        self.take_answer(cx);
        let Some((now, version)) = self.read.latest() else {
            return;
        };
        let stale = |form: &Form<D>| form.version != *version && form.draft == form.base;
        if self.ask.is_none() && self.form.as_ref().is_none_or(stale) {
            self.form = Some(Form::of(now, *version, cx.facts.currency));
        }
    }

    /// Why it could not be read, where it could not.
    #[must_use]
    pub fn trouble(&self) -> Option<&str> {
        self.read.trouble()
    }

    /// The fields, once they were read, and what is wrong at one of them.
    pub fn fields(&mut self) -> Option<(&mut D, Wrong)> {
        let wrong = self.wrong.clone();
        let form = self.form.as_mut()?;
        Some((&mut form.draft, wrong))
    }

    /// Shows, under the fields, what holds a save up and the buttons; `enter` saves too, and
    /// `shown` are the fields that tell by themselves what is wrong with them.
    pub fn foot(&mut self, ui: &mut Ui, cx: &Cx<'_>, shown: &[&str], enter: bool) {
        let waiting = self.ask.as_ref();
        if let Some(waiting) = waiting.and_then(|ask| ask.held_up(ui.ctx(), cx.shop)) {
            banner(ui, Tone::Warn, &waiting);
        }
        if let Some(why) = self.wrong.beside(shown) {
            banner(ui, Tone::Bad, why);
        }
        let edited = self
            .form
            .as_ref()
            .is_some_and(|form| form.draft != form.base);
        let free = edited && self.ask.as_ref().is_none_or(|ask| !ask.under_way());
        let (mut save, mut leave) = (false, false);
        ui.horizontal(|ui| {
            let button = Push::primary("Save").named(format!("Save {}", D::THIS));
            save = ui.add_enabled(free, button).clicked();
            let quiet = Push::new("Leave it").kind(Kind::Quiet);
            let quiet = quiet.named(format!("Leave {} as they are", D::THIS));
            leave = edited && ui.add_enabled(free, quiet).clicked();
        });
        if leave {
            self.form = None;
            self.wrong.clear();
            self.ask = None;
        } else if free && (save || enter) {
            self.save(cx);
        }
    }

    fn save(&mut self, cx: &Cx<'_>) {
        let Some(form) = &self.form else { return };
        self.wrong.clear();
        match form.draft.read(cx.facts.currency) {
            Err((field, why)) => self.wrong.say(field, sentence(&why)),
            Ok(value) => {
                let version = form.version;
                let (shop, session) = (cx.shop.clone(), cx.session.clone());
                self.ask = Some(Ask::send(cx.desk, move |request| {
                    let value = value.clone();
                    shop.execute(&session, request, ChangeSetting { version, value })
                }));
            }
        }
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>) {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(_)) => {
                self.ask = None;
                self.form = None;
                self.read.forget();
                let text = format!("{} are saved", D::THIS);
                cx.notes.say(Tone::Good, sentence(&text));
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                match Collided::of(refusal) {
                    Ok(collided) => {
                        self.read.read_again();
                        self.collided = Some(collided);
                    }
                    Err(Refusal::Invalid { field, why }) => {
                        self.wrong.say(&field, sentence(&why));
                    }
                    Err(other) => self.wrong.say("", sentence(&other)),
                }
            }
            Some(Outcome::Failed(why)) => self.wrong.say("", why),
        }
    }

    /// Shows who was faster, and both versions, once theirs is read.
    pub fn conflict(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let (Some(collided), Some((theirs, version)), Some(form)) =
            (&self.collided, self.read.latest(), &mut self.form)
        else {
            return;
        };
        if *version < collided.version {
            return;
        }
        let now = Form::<D>::of(theirs, *version, cx.facts.currency);
        let was = form.base.told().into_iter();
        let is = now.base.told().into_iter().map(|(_, told)| told);
        let yours = form.draft.told().into_iter().map(|(_, told)| told);
        let fields = was.zip(is).zip(yours);
        let fields = fields.map(|(((name, was), is), yours)| (name, was, is, yours));
        let conflict = collided.beside(D::THIS, "This", fields);
        match conflict.show(ctx) {
            None => {}
            Some(Next::Mine) => {
                let mine = std::mem::replace(form, now);
                let was = mine.base.told().into_iter();
                for ((field, was), (_, typed)) in was.zip(mine.draft.told()) {
                    if typed != was {
                        form.draft.take(field, &mine.draft);
                    }
                }
                self.collided = None;
                self.save(cx);
            }
            Some(Next::Theirs) => {
                self.collided = None;
                self.form = None;
            }
            Some(Next::Back) => self.collided = None,
        }
    }
}
