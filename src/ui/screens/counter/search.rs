//! What was found: shown as tiles, walked by the arrows, put into the basket by Enter.
//!
//! Promises: as much goes into the basket as a code says (a box's pieces, a label's weight or
//! price); a code that was read wrong puts nothing in and is told; a receipt's opens the receipt.

use egui::{Context, Id, Key, Margin, Modifiers, RichText, TextEdit, Ui, Vec2};

use super::{
    Counter,
    dialogs::Dialog,
    scan::{Hit, Looked, Other, miscounted},
    tiles,
};
use crate::{
    shop::{
        catalogue::Scanned,
        stock::{self, ShelfRow},
    },
    ui::{
        actions::Action,
        remote::sentence,
        scanner::CODE,
        theme::{self, GAP, GAP_S, tokens},
        widgets::{Push, Tone, banner, fine_print, nothing},
        window::{Cx, Paper},
    },
    values::{CodeKind, by_name},
};

/// The width of the button for what is no sweet.
const QUICK: f32 = 148.0;
/// How many finds are shown.
const SHOWN: usize = 240;

impl Counter {
    /// Keeps the finds to what is typed.
    pub(super) fn look_for_finds(&mut self, cx: &Cx<'_>) {
        let wanted = self.scan.wanted().to_owned();
        let (shop, later) = (cx.shop.clone(), self.basket.is_for_later());
        if std::mem::replace(&mut self.found_for_later, later) != later {
            self.found.read_again();
        }
        self.found.keep(cx.desk, cx.changes, &wanted, move |text| {
            let at = (shop.now(), shop.about().zone);
            let mut found = shop.read(|db| {
                let mut found = stock::find_for_sale(db, shop.names(), text, SHOWN)?;
                let rows = found.rows.iter_mut().chain(&mut found.exact);
                stock::tell_free(db, at, rows)?;
                Ok(found)
            })?;
            for row in found.rows.iter_mut().chain(&mut found.exact) {
                // What is ordered for later may be made until then.
                row.below_zero |= later;
            }
            let first = found.exact.as_ref().map(|exact| exact.id);
            by_name(&mut found.rows, |row| &row.name);
            // Whose code or whole name it is stays first.
            found.rows.sort_by_key(|row| Some(row.id) != first);
            Ok(found)
        });
    }

    /// Shows the scan line and the finds under it.
    pub(super) fn results(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: Id) {
        let t = tokens(ui);
        let label = ui.label(fine_print(ui, "Scan a barcode, or type a part of the name"));
        let quick = cx.standing.allows(Action::QuickItem);
        let width = ui.available_width() - if quick { QUICK + GAP } else { 0.0 };
        let edit = TextEdit::singleline(&mut self.scan.text)
            .id(id)
            .hint_text(RichText::new("Scan or search").color(t.muted))
            .font(theme::plain(18.0))
            .margin(Margin::symmetric(14, 12))
            .min_size(Vec2::new(0.0, 52.0))
            .align(egui::Align2::LEFT_CENTER)
            .desired_width(width)
            .char_limit(200)
            .return_key(None);
        let line = ui
            .horizontal(|ui| {
                let line = ui.add(edit).labelled_by(label.id);
                let button = Push::new(Action::QuickItem.name())
                    .keys(Action::QuickItem.keys())
                    .tall(52.0, theme::BODY)
                    .width(QUICK);
                if quick
                    && ui
                        .add(button)
                        .on_hover_text(Action::QuickItem.hint())
                        .clicked()
                {
                    cx.wanted.push(Action::QuickItem);
                }
                line
            })
            .inner;
        if line.changed() {
            self.walked = None;
        }
        ui.add_space(GAP_S);
        if let Some(trouble) = self.found.trouble() {
            let trouble = trouble.to_owned();
            banner(ui, Tone::Bad, &trouble);
        }
        let wanted = self.scan.wanted().to_owned();
        let Some(found) = self.found.latest() else {
            return;
        };
        if let Some(why) = found.misread.as_ref().filter(|_| found.rows.is_empty()) {
            nothing(ui, "This code can't be sold by", &sentence(why));
            return;
        }
        if let Some(why) = miscounted(&self.scan.text).filter(|_| found.rows.is_empty()) {
            nothing(ui, "So many can't be taken at once", &why);
            return;
        }
        if found.rows.is_empty() {
            // Of what was typed before there was nothing; of this it is not known yet.
            if self.found.answer_to(&wanted).is_none() {
                return;
            }
            let text = "Check the spelling or the code. An admin can add sweets in the stock room.";
            if wanted.is_empty() {
                nothing(ui, "The shelf is empty", text);
            } else {
                nothing(ui, &format!("No sweet is called or coded “{wanted}”"), text);
            }
            return;
        }
        let chosen = self.walked.or((!wanted.is_empty()).then_some(0));
        let walked = std::mem::take(&mut self.just_walked);
        let more = found.more;
        ui.add_space(GAP_S);
        let pressed = ui
            .scope(|ui| {
                if more {
                    ui.set_max_height(ui.available_height() - 26.0);
                }
                tiles::show(ui, cx.facts.currency, &found.rows, chosen, walked)
            })
            .inner;
        if more {
            ui.label(fine_print(
                ui,
                format!("The first {SHOWN} are shown: type more of the name."),
            ));
        }
        self.columns = pressed.columns.max(1);
        if let Some(row) = pressed.row.and_then(|index| found.rows.get(index)).cloned() {
            let said = self.said_of(&row);
            self.pick(cx, &row, multiplier(&self.scan.text), said.as_ref());
            self.focus_scan = true;
        }
    }

    /// Walks the tiles with the arrows while the scan line has the keyboard.
    pub(super) fn walk(&mut self, ctx: &Context, id: Id) {
        if !ctx.memory(|memory| memory.has_focus(id)) {
            return;
        }
        let count = self.found.latest().map_or(0, |found| found.rows.len());
        if count == 0 {
            return;
        }
        let sideways = self.walked.is_some() || self.scan.text.is_empty();
        let columns = self.columns as isize;
        let step: isize = ctx.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            if pressed(Key::ArrowDown) {
                columns
            } else if pressed(Key::ArrowUp) {
                -columns
            } else if sideways && pressed(Key::ArrowRight) {
                1
            } else if sideways && pressed(Key::ArrowLeft) {
                -1
            } else {
                0
            }
        });
        if step == 0 {
            return;
        }
        let start = if self.scan.text.is_empty() {
            None
        } else {
            Some(0)
        };
        self.walked = match self.walked.or(start) {
            None if step > 0 => Some(0),
            None => None,
            Some(at) => Some((at as isize + step).clamp(0, count as isize - 1) as usize),
        };
        self.just_walked = true;
    }

    /// What was entered in the scan line: a code, a name, or the tile the arrows are at.
    pub(super) fn enter(&mut self, cx: &mut Cx<'_>, entered: &str) {
        if self.walked.is_none() && entered.trim().is_empty() {
            // With nothing to look for, Enter finishes a sale that is paid.
            if !self.basket.beside.given.is_empty() {
                self.take_cash(cx);
            }
            return;
        }
        if let Some(row) = self
            .walked
            .and_then(|at| self.found.latest().and_then(|found| found.rows.get(at)))
            .cloned()
        {
            self.walked = None;
            let said = self.said_of(&row);
            self.pick(cx, &row, multiplier(entered), said.as_ref());
            return;
        }
        if let Some(why) = miscounted(entered) {
            cx.notes.say(Tone::Bad, why);
            // It stands there to be mended.
            self.scan.text = entered.to_owned();
            return;
        }
        self.scan.look_up(cx, entered, false);
    }

    /// Does what a code or a name says that was looked up.
    pub(super) fn take_hit(&mut self, cx: &mut Cx<'_>, hit: Hit) {
        let (looked, pieces, afar) = match hit {
            Hit::Failed(why) => return cx.notes.say(Tone::Bad, why),
            Hit::Found {
                looked,
                pieces,
                afar,
            } => (*looked, pieces, afar),
        };
        let Looked { text, found, other } = looked;
        if let Some(why) = found.misread {
            let said = format!("{text} was not added: {}", sentence(&why));
            return cx.notes.say(Tone::Bad, said);
        }
        if let Some(other) = other {
            return self.take_other_code(cx, other);
        }
        let row = match found.exact {
            Some(row) => Some(row),
            None if is_digits(&text) => None,
            None => found.rows.into_iter().next(),
        };
        let Some(row) = row else {
            return cx.notes.say(Tone::Bad, unknown(&text));
        };
        let said = found.scanned.filter(|scanned| scanned.sweet == row.id);
        match afar {
            true => self.add_from_afar(cx, &row, pieces, said.as_ref()),
            false => self.pick(cx, &row, pieces, said.as_ref()),
        }
    }

    /// Does what a code says that is no sweet's.
    fn take_other_code(&mut self, cx: &mut Cx<'_>, other: Other) {
        match other {
            Other::Receipt(number) => {
                self.scan.text.clear();
                self.open_paper(cx, Paper::Receipt(number));
            }
            Other::NoReceipt(number, 0) => {
                let text = format!("There is no receipt {number}: nothing was sold yet.");
                cx.notes.say(Tone::Bad, text);
            }
            Other::NoReceipt(number, last) => {
                let text = format!("There is no receipt {number}. The last is {last}.");
                cx.notes.say(Tone::Bad, text);
            }
            Other::Quotation(number) => {
                self.scan.text.clear();
                self.open_paper(cx, Paper::Quotation(number));
            }
            Other::NoQuotation(number) => {
                let text = format!("There is no quotation {number}.");
                cx.notes.say(Tone::Bad, text);
            }
            Other::GiftCard(balance) => {
                let on_it = cx.facts.currency.format(balance);
                let text = format!("This is a gift card with {on_it} on it, and no sweet.");
                cx.notes.say(Tone::Warn, text);
            }
            Other::Retired(name) => {
                let text = format!("{name} is not sold any more. An admin can bring it back.");
                cx.notes.say(Tone::Bad, text);
            }
        }
    }

    /// Has the screen of a paper opened, unless a dialog is in the way.
    fn open_paper(&mut self, cx: &mut Cx<'_>, paper: Paper) {
        if cx.covered || !matches!(self.dialog, Dialog::None) {
            let text = format!("Close this first, then scan {paper} again to open it.");
            return cx.notes.say(Tone::Warn, text);
        }
        *cx.paper = Some(paper);
    }

    /// Puts what was searched for into the basket; the line is free for the next.
    fn pick(
        &mut self,
        cx: &mut Cx<'_>,
        row: &ShelfRow,
        pieces: Option<i64>,
        said: Option<&Scanned>,
    ) {
        if self.sale.is_none() {
            self.scan.text.clear();
        }
        self.add(cx, row, pieces, said);
    }

    /// What the text in the line says of a sweet, where it is its code or name.
    fn said_of(&self, row: &ShelfRow) -> Option<Scanned> {
        let found = self.found.answer_to(&self.scan.wanted().to_owned())?;
        let scanned = found.scanned.as_ref()?;
        (scanned.sweet == row.id).then(|| scanned.clone())
    }

    /// Puts what was scanned elsewhere in the window into the basket, and says so.
    fn add_from_afar(
        &mut self,
        cx: &mut Cx<'_>,
        row: &ShelfRow,
        pieces: Option<i64>,
        said: Option<&Scanned>,
    ) {
        if !self.add(cx, row, pieces, said) {
            return;
        }
        match &self.weighing {
            None => {
                let text = format!("{} → basket, {} in it", row.name, self.basket.pieces());
                cx.notes.say(Tone::Good, text);
            }
            Some(_) => {
                let text = format!("{} waits at the counter for its weight.", row.name);
                cx.notes.say(Tone::Warn, text);
            }
        }
    }
}

/// Whether a text is a code of digits alone: nobody calls a sweet that.
fn is_digits(text: &str) -> bool {
    text.len() >= CODE && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What is said of a text that is nothing the shop knows.
fn unknown(text: &str) -> String {
    let head = format!("No sweet is called or coded “{text}”.");
    let Some(kind) = CodeKind::of(text) else {
        return head;
    };
    match (CodeKind::verified(text), kind) {
        (Err(why), _) => format!("{head} It may be read wrong: {why}."),
        (Ok(_), CodeKind::Ean13) if text.starts_with('2') || text.starts_with("02") => {
            let prefix = text.get(..2).unwrap_or_default();
            format!("{head} If it is a scale's label: no layout begins with {prefix}.")
        }
        _ => head,
    }
}

/// The number before the star.
fn multiplier(text: &str) -> Option<i64> {
    let pieces = text
        .split_once('*')
        .and_then(|(pieces, _)| pieces.trim().parse().ok());
    pieces.filter(|pieces| (1..=9999).contains(pieces))
}
