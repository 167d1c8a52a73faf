//! What the customer has given so far: several payments, and what is left of the sale.
//!
//! Promises: rounding, change and what is left are `pricing`'s. Leaves out the sale itself: these
//! are payments of this window until it is made.

use crate::{
    shop::{
        pricing::{self, Settled},
        sales::{Tender, TenderKind},
    },
    ui::{actions::Action, remote::sentence},
    values::{Currency, Money},
};

/// The ways to pay that are not cash, in the order of their buttons.
pub const OTHERS: [(TenderKind, Action); 3] = [
    (TenderKind::Card, Action::CardTender),
    (TenderKind::Upi, Action::UpiTender),
    (TenderKind::Bank, Action::BankTender),
];

/// A payment.
pub struct Given {
    /// How.
    pub kind: TenderKind,
    /// How much.
    pub amount: Money,
    /// The number of its slip or transfer, as typed.
    pub reference: String,
}

/// The payments of a sale.
#[derive(Default)]
pub struct Payments {
    /// Those that were taken.
    pub given: Vec<Given>,
    /// The amount that is being typed.
    pub amount: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// The payment whose reference is to be typed next.
    pub focus: Option<usize>,
}

impl Payments {
    /// Nothing was given yet.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The payments as a sale takes them.
    #[must_use]
    pub fn tenders(&self) -> Vec<Tender> {
        let given = self.given.iter().map(|given| Tender {
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
    pub fn settle(&self, total: Money, step: Money, more: Money) -> Result<Settled, String> {
        let mut tendered: Vec<pricing::Tender> = self
            .given
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
    pub fn left(&self, total: Money) -> Option<Money> {
        let mut amounts = self.given.iter().map(|given| given.amount);
        amounts.try_fold(total, Money::checked_sub)
    }

    /// Takes a payment down.
    pub fn take(&mut self, kind: TenderKind, amount: Money) {
        self.amount.clear();
        self.error = None;
        self.focus = (kind != TenderKind::Cash).then_some(self.given.len());
        self.given.push(Given {
            kind,
            amount,
            reference: String::new(),
        });
    }

    /// What was typed as an amount; nothing where nothing was.
    ///
    /// # Errors
    /// A sentence saying why it is no amount.
    pub fn typed(&self, currency: Currency) -> Result<Option<Money>, String> {
        match self.amount.trim() {
            "" => Ok(None),
            text => currency.parse(text).map(Some).map_err(|why| sentence(&why)),
        }
    }
}
