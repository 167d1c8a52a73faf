//! What is typed of a payment.
//!
//! Promises: an amount is read in one place. Leaves out the payments that were taken: they stand
//! with the basket (`beside`), and are kept with it.

use crate::{
    ui::remote::sentence,
    values::{Currency, Money},
};

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
