//! How codes come to customers, as the shop chose it.

use serde::{Deserialize, Serialize};

use super::super::{Refusal, settings::Setting};

/// A way to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By SMS, through the gateway that is set up.
    Sms,
    /// On the customer's display beside the counter.
    Display,
    /// On a slip of paper.
    Paper,
}

impl Way {
    /// All of them.
    pub const ALL: [Way; 3] = [Way::Sms, Way::Display, Way::Paper];

    /// The word it is stored and typed as.
    pub fn word(self) -> &'static str {
        match self {
            Way::Sms => "sms",
            Way::Display => "display",
            Way::Paper => "paper",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Way::Sms => "SMS",
            Way::Display => "Customer display",
            Way::Paper => "Paper slip",
        }
    }

    /// The way of a word.
    pub fn of(word: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.word() == word)
    }
}

/// What stands in the text for the code.
const CODE: &str = "{code}";
/// What stands in the text for the shop's name.
const SHOP: &str = "{shop}";

/// How codes come to customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CodeRules {
    /// The usual way; none: whoever asks for a code says how it goes.
    pub way: Option<Way>,
    /// What is sent: the code comes into the place of `{code}`, the shop's name into that of
    /// `{shop}`.
    pub text: String,
}

impl Default for CodeRules {
    fn default() -> Self {
        CodeRules {
            way: None,
            text: "{code} is your code at {shop}. It is good for 10 minutes.".into(),
        }
    }
}

impl CodeRules {
    /// What is sent for a code.
    pub(super) fn filled(&self, digits: &str, shop: &str) -> String {
        self.text.replace(SHOP, shop).replace(CODE, digits)
    }
}

impl Setting for CodeRules {
    const KEY: &'static str = "codes";
    const COMMAND: &'static str = "settings.codes";

    fn check(&self) -> Result<(), Refusal> {
        let long = self.text.chars().count() > 300;
        if long || self.text.contains(char::is_control) || !self.text.contains(CODE) {
            let why = "is one line of up to 300 characters with {code} in it, where the code comes";
            return Err(Refusal::invalid("text", why));
        }
        Ok(())
    }
}
