//! The section of the labels that scales print: the shop's layouts, and one label tried.
//!
//! Promises: what is added, edited or removed is that one layout, whatever others did to the rest
//! meanwhile; a label that is scanned here is explained and sold by nobody.

use egui::{Align, Context, Label, Layout, Ui, Vec2};

use super::{
    label_form::LabelForm,
    section::{below, head},
};
use crate::{
    shop::{
        Refusal,
        catalogue::ScaleLabels,
        settings::{self, ChangeSetting},
    },
    ui::{
        intents::Intents,
        remote::{Ask, Live, Outcome, sentence},
        theme::{GAP_S, TOUCH},
        widgets::{Field, Kind, Push, Tone, banner, fine_print, muted, strong},
        window::Cx,
    },
    values::{Currency, LabelAmount, LabelValue, ScaleLabel, Unit},
};

/// What is to become of one layout.
#[derive(Clone, PartialEq)]
pub enum Change {
    /// A new one.
    Add(ScaleLabel),
    /// Another one for it.
    Replace(ScaleLabel, ScaleLabel),
    /// It goes.
    Remove(ScaleLabel),
}

impl Change {
    /// The layouts after it; `None` where the one that was meant is not there any more.
    fn made_in(self, mut now: ScaleLabels) -> Option<ScaleLabels> {
        let place = |wanted: &ScaleLabel| now.layouts.iter().position(|one| one == wanted);
        match self {
            Self::Add(layout) => now.layouts.push(layout),
            Self::Replace(old, new) => {
                let place = place(&old)?;
                now.layouts[place] = new;
            }
            Self::Remove(old) => {
                let place = place(&old)?;
                now.layouts.remove(place);
            }
        }
        Some(now)
    }

    fn done(&self) -> &'static str {
        match self {
            Self::Add(_) => "The layout is added: its labels are read from now on.",
            Self::Replace(..) => "The layout is changed.",
            Self::Remove(_) => "The layout is removed: its labels are not read any more.",
        }
    }
}

/// The section.
#[derive(Default)]
pub struct Labels {
    read: Live<(), (ScaleLabels, i64)>,
    form: Option<LabelForm>,
    asked: Intents<Change, i64>,
    trouble: Option<String>,
    tried: String,
}

impl Labels {
    /// Shows the layouts.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let shop = cx.shop.clone();
        self.read.keep(cx.desk, cx.changes, &(), move |()| {
            shop.read(settings::load::<ScaleLabels>)
        });
        self.take_answer(cx);
        head(ui, "Labels of scales");
        if let Some(trouble) = self.trouble.as_deref().or(self.read.trouble()) {
            banner(ui, Tone::Bad, trouble);
        }
        if let Some(waiting) = self.asked.held_up(ui.ctx(), cx.shop) {
            banner(ui, Tone::Warn, &waiting);
        }
        let Some((known, _)) = self.read.latest() else {
            return;
        };
        let text = "A scale prints the item and its weight or price into one barcode. The item is \
                    the SKU or a barcode of the sweet, with or without the zeros before it.";
        ui.add(Label::new(muted(ui, text)).wrap());
        let free = !self.asked.under_way();
        let (mut edit, mut gone, mut add) = (None, None, false);
        for layout in &known.layouts {
            ui.separator();
            ui.add_enabled_ui(free, |ui| match row(ui, layout, cx.facts.currency) {
                Some(Wish::Edit) => edit = Some(layout.clone()),
                Some(Wish::Remove) => gone = Some(layout.clone()),
                None => {}
            });
        }
        ui.horizontal(|ui| add = ui.add(Push::new("Add a layout")).clicked());
        if !known.layouts.is_empty() {
            ui.separator();
            Field::new("Try a label", &mut self.tried)
                .hint("Scan one, or type its 13 digits")
                .codes()
                .show(ui);
            // Of several that were scanned the last is meant.
            let code = self
                .tried
                .split(',')
                .map(str::trim)
                .rfind(|c| !c.is_empty());
            if let Some(code) = code {
                below(ui, &said_by_any(&known.layouts, code, cx.facts.currency));
            }
        }
        if let Some(base) = edit {
            self.form = Some(LabelForm::of(Some(&base)));
        } else if add {
            self.form = Some(LabelForm::of(None));
        } else if let Some(layout) = gone {
            self.make(cx, Change::Remove(layout));
        }
    }

    /// Shows the form of a layout, where one is open.
    pub fn dialog(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let Some(form) = &mut self.form else { return };
        let free = !self.asked.under_way();
        match form.show(ctx, cx.facts.currency, free) {
            None => {}
            Some(None) => self.form = None,
            Some(Some(change)) => self.make(cx, change),
        }
    }

    fn make(&mut self, cx: &Cx<'_>, change: Change) {
        let Some((known, version)) = self.read.latest() else {
            return;
        };
        if self.asked.under_way() {
            return;
        }
        self.trouble = None;
        if self.asked.again(cx.desk, &change) {
            return;
        }
        let version = *version;
        let Some(value) = change.clone().made_in(known.clone()) else {
            let why = "Somebody changed or removed this layout meanwhile. Look at the list again.";
            self.fail("", why.to_owned());
            return;
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let ask = Ask::send(cx.desk, move |request| {
            let value = value.clone();
            shop.execute(&session, request, ChangeSetting { version, value })
        });
        self.asked.begin(change, ask);
    }

    /// Says what is wrong: in the form where one is open.
    fn fail(&mut self, field: &str, why: String) {
        match &mut self.form {
            Some(form) => form.wrong.say(field, why),
            None => self.trouble = Some(why),
        }
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>) {
        let Some((change, outcome)) = self.asked.answer() else {
            return;
        };
        match outcome {
            Outcome::Done(_) => {
                self.form = None;
                self.read.read_again();
                cx.notes.say(Tone::Good, change.done());
            }
            Outcome::Refused(Refusal::Invalid { field, why }) => {
                let field = field.rsplit('.').next().unwrap_or_default().to_owned();
                self.fail(&field, sentence(&why));
            }
            Outcome::Refused(Refusal::Changed { by, time, .. }) => {
                self.read.read_again();
                let text = "changed the labels at";
                let next = "Nothing of yours was saved: look at the list, then save again.";
                self.fail("", format!("{by} {text} {time}. {next}"));
            }
            Outcome::Refused(other) => self.fail("", sentence(&other)),
            Outcome::Failed(why) => self.fail("", why),
        }
    }
}

/// What a button of a row asked for.
enum Wish {
    Edit,
    Remove,
}

/// Shows a layout with an example; what was pressed.
fn row(ui: &mut Ui, layout: &ScaleLabel, currency: Currency) -> Option<Wish> {
    let mut wish = None;
    let prefixes = layout.prefixes().join(", ");
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), TOUCH),
        Layout::right_to_left(Align::Center),
        |ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            let remove = Push::new("Remove")
                .kind(Kind::Danger)
                .named(format!("Remove labels {prefixes}"));
            if ui.add(remove).clicked() {
                wish = Some(Wish::Remove);
            }
            let edit = Push::new("Edit").named(format!("Edit labels {prefixes}"));
            if ui.add(edit).clicked() {
                wish = Some(Wish::Edit);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    let head = format!("{prefixes}: {}", in_words(layout));
                    ui.add(Label::new(strong(head)).wrap());
                    if let Some(example) = example(layout, currency) {
                        ui.add(Label::new(fine_print(ui, example)).wrap());
                    }
                });
            });
        },
    );
    wish
}

/// "5 digits of item, then a weight with 3 decimals".
fn in_words(layout: &ScaleLabel) -> String {
    let value = match layout.value() {
        LabelValue::Weight => "a weight in kg",
        LabelValue::Price => "a price",
    };
    let decimals = match layout.decimals() {
        0 => "without decimals".to_owned(),
        1 => "with 1 decimal".to_owned(),
        more => format!("with {more} decimals"),
    };
    format!(
        "{} digits of item, {value} {decimals}",
        layout.item_digits()
    )
}

/// A label of a layout, explained: "For example 2000123012348: sweet 00123, 1.234 kg."
pub fn example(layout: &ScaleLabel, currency: Currency) -> Option<String> {
    let code = layout.example(currency)?;
    let said = said(layout, &code, currency)?;
    Some(format!("For example {said}"))
}

/// What a label says by a layout, or why it can't be read; `None` where it is not the layout's.
fn said(layout: &ScaleLabel, code: &str, currency: Currency) -> Option<String> {
    match layout.read(code, currency) {
        Ok(None) => None,
        Err(why) => Some(sentence(&why)),
        Ok(Some(label)) => {
            let amount = match label.amount {
                LabelAmount::Weight(grams) => Unit::Gram.format(grams),
                LabelAmount::Price(price) => currency.format_with_code(price),
            };
            Some(format!("{code}: sweet {}, {amount}.", label.item))
        }
    }
}

fn said_by_any(layouts: &[ScaleLabel], code: &str, currency: Currency) -> String {
    let said = layouts.iter().find_map(|one| said(one, code, currency));
    said.unwrap_or_else(|| format!("{code} is no label of these layouts."))
}
