//! What a basket and a sale are asked for with.

use serde::{Deserialize, Serialize};

use super::super::{Refusal, catalogue::Scanned, pricing::Discount, stored_value::CardCode};
use crate::values::{BasketId, Money, Name, Quantity, SweetId, line};

/// The longest note, in characters.
const NOTE_MAX_CHARS: usize = 200;
/// The longest reference of a payment, in characters.
const REFERENCE_MAX_CHARS: usize = 100;

/// One line of a sale: a sweet, or an item that is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckoutLine {
    /// Which sweet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sweet: Option<SweetId>,
    /// What it is, where it is no sweet of the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<QuickItem>,
    /// How much of the sweet's unit.
    pub quantity: Quantity,
    /// The catalogue's price that was shown; where it is another now, the sale
    /// is refused. Left out, the price now is taken.
    #[serde(
        rename = "price_minor",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub price: Option<Money>,
    /// The price it is sold at, where that is not the catalogue's.
    #[serde(
        rename = "sold_at_minor",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub sold_at: Option<Money>,
    /// The label of a scale with the price of this line in it. It is read anew
    /// when it is sold: the line costs what it says, and the quantity is what
    /// that price buys then, whatever stands above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The line of a quotation that this is. It is read anew when it is sold:
    /// quantity, price, taxes and discount are what was offered, whatever
    /// stands here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoted: Option<OfQuotation>,
    /// What is taken off this line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Discount>,
    /// What is noted with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl CheckoutLine {
    /// So much of a sweet, at the price it has.
    pub fn of(sweet: SweetId, quantity: Quantity) -> CheckoutLine {
        CheckoutLine {
            sweet: Some(sweet),
            quantity,
            ..CheckoutLine::default()
        }
    }

    /// What was scanned: so much of it, or what the code stands for; nothing
    /// where neither tells how much.
    pub fn scanned(scanned: &Scanned, quantity: Option<Quantity>) -> Option<CheckoutLine> {
        let quantity = match scanned.label {
            // Asking again is then the same asking, whatever the price is now.
            Some(_) => Quantity::ONE,
            None => quantity.or(scanned.quantity)?,
        };
        Some(CheckoutLine {
            label: scanned.label.clone(),
            ..CheckoutLine::of(scanned.sweet, quantity)
        })
    }
}

/// A line of a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfQuotation {
    /// The quotation's number.
    pub quotation: i64,
    /// Which of its lines, from 0.
    pub line: i64,
}

/// Something sold that is no sweet of the catalogue, by the piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuickItem {
    /// What the receipt calls it.
    pub name: String,
    /// The price of one.
    #[serde(rename = "price_minor")]
    pub price: Money,
}

/// A gift card that is sold, or one there is already with more put on it. It
/// costs what is put on it: no tax, no discount, and no revenue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GiftCardLine {
    /// Its code.
    pub code: CardCode,
    /// What is put on it; above 0.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
}

/// What a line is of.
pub(super) enum Item<'l> {
    Sweet(SweetId),
    Quick(Name, &'l QuickItem),
}

/// What a line of whatever kind is of; `at` names the line.
pub(super) fn item_of<'l>(
    at: &str,
    sweet: Option<SweetId>,
    item: Option<&'l QuickItem>,
) -> Result<Item<'l>, Refusal> {
    match (sweet, item) {
        (Some(sweet), None) => Ok(Item::Sweet(sweet)),
        (None, Some(item)) => {
            let name = Name::parse(&item.name)
                .map_err(|why| Refusal::invalid(&format!("{at}.item.name"), why))?;
            super::super::catalogue::check_price(&format!("{at}.item.price"), item.price)?;
            Ok(Item::Quick(name, item))
        }
        _ => Err(Refusal::invalid(
            at,
            "either a sweet or an item with a name and a price is needed",
        )),
    }
}

/// A note as it is kept; nothing where there is none.
pub(super) fn noted(field: &str, typed: Option<&str>) -> Result<Option<String>, Refusal> {
    kept(field, typed, NOTE_MAX_CHARS)
}

fn kept(field: &str, typed: Option<&str>, most: usize) -> Result<Option<String>, Refusal> {
    let text = line(typed.unwrap_or_default(), most).map_err(|why| Refusal::invalid(field, why))?;
    Ok((!text.is_empty()).then_some(text))
}

/// How somebody pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenderKind {
    /// Notes and coins.
    Cash,
    /// A card, at the bank's terminal.
    Card,
    /// UPI.
    Upi,
    /// A bank transfer.
    Bank,
    /// The credit of the sale's customer.
    Credit,
    /// A gift card, whose code is the reference.
    Gift,
}

impl TenderKind {
    /// All of them.
    pub const ALL: [TenderKind; 6] = [
        TenderKind::Cash,
        TenderKind::Card,
        TenderKind::Upi,
        TenderKind::Bank,
        TenderKind::Credit,
        TenderKind::Gift,
    ];

    /// The word it is stored and typed as.
    pub fn word(self) -> &'static str {
        match self {
            TenderKind::Cash => "cash",
            TenderKind::Card => "card",
            TenderKind::Upi => "upi",
            TenderKind::Bank => "bank",
            TenderKind::Credit => "credit",
            TenderKind::Gift => "gift",
        }
    }

    /// Whether a payment provider takes money this way.
    pub fn is_a_providers(self) -> bool {
        match self {
            TenderKind::Card | TenderKind::Upi | TenderKind::Bank => true,
            TenderKind::Cash | TenderKind::Credit | TenderKind::Gift => false,
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            TenderKind::Cash => "Cash",
            TenderKind::Card => "Card",
            TenderKind::Upi => "UPI",
            TenderKind::Bank => "Bank",
            TenderKind::Credit => "Store credit",
            TenderKind::Gift => "Gift card",
        }
    }

    /// Whether the shop itself keeps it, so that there is nothing to be counted
    /// when a drawer is closed.
    pub fn is_kept_here(self) -> bool {
        matches!(self, TenderKind::Credit | TenderKind::Gift)
    }

    /// The kind of a word.
    pub fn of(word: &str) -> Option<TenderKind> {
        TenderKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Money a customer gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tender {
    /// How.
    pub kind: TenderKind,
    /// How much.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// What the payment is called elsewhere: a slip's or a transfer's number, a
    /// gift card's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl Tender {
    /// Notes and coins.
    pub fn cash(amount: Money) -> Tender {
        Tender {
            kind: TenderKind::Cash,
            amount,
            reference: None,
        }
    }

    /// Its reference as it is kept.
    pub(super) fn referred(&self, at: usize) -> Result<Option<String>, Refusal> {
        kept(
            &format!("tenders[{at}].reference"),
            self.reference.as_deref(),
            REFERENCE_MAX_CHARS,
        )
    }
}

/// A basket and the window that holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldBasket {
    /// Which basket.
    pub basket: BasketId,
    /// Who holds it, as [`super::baskets::Basket::holder`] has it.
    pub holder: String,
}
