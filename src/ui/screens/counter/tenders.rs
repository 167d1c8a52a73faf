//! What is typed of a payment, and the ways to pay.
//!
//! Promises: an amount is read in one place. Leaves out the payments that were taken: they stand
//! with the basket (`beside`), and are kept with it.

use crate::{
    shop::sales::TenderKind,
    ui::{actions::Action, remote::sentence},
    values::{Currency, Money},
};

/// The kinds of money that are taken as they are told, and their actions.
pub const OTHERS: [(TenderKind, Action); 3] = [
    (TenderKind::Card, Action::CardTender),
    (TenderKind::Upi, Action::UpiTender),
    (TenderKind::Bank, Action::BankTender),
];
/// The buttons beside cash, in their order.
pub const BESIDE_CASH: [Action; 6] = [
    Action::CardTender,
    Action::UpiTender,
    Action::BankTender,
    Action::QrPay,
    Action::GiftTender,
    Action::CreditTender,
];

/// Those of them that stand beside each other where there is room for few, and the others.
pub const AT_HAND: [Action; 3] = [Action::CardTender, Action::UpiTender, Action::QrPay];
/// See [`AT_HAND`].
pub const OVER_THERE: [Action; 3] = [Action::BankTender, Action::GiftTender, Action::CreditTender];

/// The payment that is being typed.
#[derive(Default)]
pub struct Payments {
    /// Its amount.
    pub amount: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// The payment whose reference is to be typed next, by its place.
    pub focus: Option<usize>,
}

impl Payments {
    /// Nothing is typed any more.
    pub fn clear(&mut self) {
        *self = Self::default();
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
