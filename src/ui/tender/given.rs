//! The payments that were taken: what they come to, and a row each.
//!
//! Promises: each can be taken off again; what a card's slip or a transfer is called is typed in
//! its row.

use egui::{Align, Align2, Id, Layout, Margin, RichText, ScrollArea, TextEdit, Ui, Vec2};

use super::row;
use crate::{
    shop::{
        pricing::{self, Settled},
        sales::{Tender, TenderKind},
        stored_value::CardCode,
    },
    ui::{
        remote::sentence,
        theme::{self, GAP, GAP_S, TOUCH, tokens},
        widgets::{Kind, Push, entered, fine_print, one_line, strong},
    },
    values::{Currency, Money},
};

/// More payments than this are a mistake; the shop refuses them too.
const MOST: usize = 20;
/// The height of a row.
pub const ROW: f32 = TOUCH;

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// How.
    pub kind: TenderKind,
    /// How much.
    pub amount: Money,
    /// The number of its slip or transfer, as typed; of a gift card, its code.
    pub reference: String,
}

/// The payments as a sale takes them.
#[must_use]
pub fn tenders(given: &[Given]) -> Vec<Tender> {
    let given = given.iter().map(|given| Tender {
        kind: given.kind,
        amount: given.amount,
        reference: Some(given.reference.trim().to_owned()).filter(|text| !text.is_empty()),
    });
    given.collect()
}

/// What became of the total by the payments, and `more` in cash.
///
/// # Errors
/// A sentence: a payment gives no change, or amounts do not fit.
pub fn settle(given: &[Given], total: Money, step: Money, more: Money) -> Result<Settled, String> {
    let mut tendered: Vec<pricing::Tender> = given
        .iter()
        .map(|given| pricing::Tender {
            cash: given.kind == TenderKind::Cash,
            amount: given.amount,
        })
        .collect();
    tendered.push(pricing::Tender {
        cash: true,
        amount: more,
    });
    pricing::settle(total, Some(step), &tendered).map_err(|why| match why.problem {
        pricing::Problem::MoreThanDue => {
            "More than what is due was paid, and only cash gives change. Take a payment off."
                .to_owned()
        }
        _ => sentence(&why),
    })
}

/// What is left of the total, unrounded: what a payment that is not cash may be of.
#[must_use]
pub fn left(given: &[Given], total: Money) -> Option<Money> {
    let mut amounts = given.iter().map(|given| given.amount);
    amounts.try_fold(total, Money::checked_sub)
}

/// What may be taken by a payment that gives no change, of which so much was `typed`: that, and
/// what is left to pay.
///
/// # Errors
/// A sentence: nothing is left, or less than was typed.
pub fn amount_wanted(
    given: &[Given],
    total: Money,
    (typed, currency): (Option<Money>, Currency),
) -> Result<(Option<Money>, Money), String> {
    let left = left(given, total).unwrap_or(Money::ZERO);
    if left <= Money::ZERO {
        return Err("Nothing is left to pay: Enter finishes the sale.".to_owned());
    }
    if !has_room(given) {
        return Err("At most 20 payments fit on a sale.".to_owned());
    }
    match typed {
        Some(typed) if typed > left => {
            let left = currency.format(left);
            Err(format!("Only {left} is left, and only cash gives change."))
        }
        Some(typed) if typed <= Money::ZERO => Err("An amount above 0 is needed.".to_owned()),
        typed => Ok((typed, left)),
    }
}

/// What the payments take of the customer's credit already.
#[must_use]
pub fn taken_of_credit(given: &[Given]) -> Money {
    sum_of(given, |given| given.kind == TenderKind::Credit)
}

/// What the payments take of a gift card already.
#[must_use]
pub fn taken_of_card(given: &[Given], code: &CardCode) -> Money {
    sum_of(given, |given| {
        given.kind == TenderKind::Gift && given.reference.trim() == code.as_str()
    })
}

fn sum_of(given: &[Given], counts: impl Fn(&&Given) -> bool) -> Money {
    let amounts = given.iter().filter(counts);
    let minor = amounts.map(|given| given.amount.minor());
    Money::from_minor(minor.fold(0, i64::saturating_add))
}

/// Whether another payment fits.
#[must_use]
pub fn has_room(given: &[Given]) -> bool {
    given.len() < MOST
}

/// What was done in a row.
#[derive(Default)]
struct Done {
    /// It is to be taken off.
    off: bool,
    /// Enter ended the typing of its reference.
    enter: bool,
}

/// Shows them, at most so high before they are scrolled; the payment that is to be taken off, and
/// whether Enter ended the typing of a reference. The one at `focus` gets the keyboard.
pub fn rows(
    ui: &mut Ui,
    currency: Currency,
    (given, buyer): (&mut [Given], &str),
    (ids, focus): (Id, Option<usize>),
    high: f32,
) -> (Option<usize>, bool) {
    let (mut off, mut enter) = (None, false);
    let area = ScrollArea::vertical()
        .max_height(high)
        .min_scrolled_height(high)
        .stick_to_bottom(true);
    area.show(ui, |ui| {
        for (at, given) in given.iter_mut().enumerate() {
            let place = (ids.with(at), focus == Some(at));
            let done = one(ui, currency, given, buyer, place);
            off = off.or(done.off.then_some(at));
            enter |= done.enter;
        }
    });
    (off, enter)
}

/// One of them; its reference has this id, and the keyboard where it is to have it.
fn one(
    ui: &mut Ui,
    currency: Currency,
    given: &mut Given,
    buyer: &str,
    (id, focus): (Id, bool),
) -> Done {
    let mut done = Done::default();
    let name = given.kind.name();
    row(ui, ROW, |ui| {
        let label = ui.label(strong(name));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            let amount = currency.format(given.amount);
            let remove = Push::new("×")
                .tall(ROW, 17.0)
                .kind(Kind::Quiet)
                .named(format!("Take off {name} {amount}"));
            done.off = ui.add(remove).clicked();
            ui.label(strong(amount));
            match given.kind {
                TenderKind::Cash => {}
                // Whose value it is was chosen; it is no text to be changed.
                TenderKind::Gift => {
                    one_line(ui, fine_print(ui, &given.reference));
                }
                TenderKind::Credit => {
                    one_line(ui, fine_print(ui, buyer));
                }
                TenderKind::Card | TenderKind::Upi | TenderKind::Bank => {
                    let hint = RichText::new("Reference").color(tokens(ui).muted);
                    let edit = TextEdit::singleline(&mut given.reference)
                        .id(id)
                        .hint_text(hint)
                        .font(theme::plain(theme::SMALL + 0.5))
                        .margin(Margin::symmetric(8, 8))
                        .min_size(Vec2::new(0.0, ROW))
                        .align(Align2::LEFT_CENTER)
                        .char_limit(100)
                        .desired_width((ui.available_width() - GAP).max(40.0));
                    let field = ui.add(edit).labelled_by(label.id);
                    if focus {
                        field.request_focus();
                    }
                    done.enter = entered(ui, &field);
                }
            }
        });
    });
    done
}
