//! Which of the shop's promises a finding breaks.

use serde::Serialize;

use super::super::books;

/// A promise of the shop's that was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Breach {
    /// More of a sweet left the shelf than there was.
    Oversold,
    /// A seat was two people's at once.
    DoubleBooking,
    /// A slot took more than it has room for.
    OverCapacity,
    /// A payment's money was counted twice.
    DoubleCapture,
    /// More was allocated of a payment, or to an invoice, than is theirs.
    DoubleAllocation,
    /// A phone has two live codes for one purpose.
    SecondLiveCode,
    /// What was acknowledged is not there.
    Lost,
    /// The journal is not as it was written.
    Chain,
    /// Anything else: rows that don't go together, or that nobody was told of.
    HalfDone,
}

/// The rules of the books that keep a promise; every other one keeps acts whole.
const OF_RULES: &[(&str, Breach)] = &[
    (books::ON_HAND, Breach::Oversold),
    (
        "a movement's balance is the one before it and its own pieces",
        Breach::Oversold,
    ),
    (
        "the seats used of a slot are those its appointments hold",
        Breach::DoubleBooking,
    ),
    (
        "a seat, and whoever works here, has one appointment at a time",
        Breach::DoubleBooking,
    ),
    (
        "what is taken of a slot's room is what the orders in it come to, cancelled ones not counted",
        Breach::OverCapacity,
    ),
    (
        "a payment is captured by one piece of news of its amount, and every such news by a payment",
        Breach::DoubleCapture,
    ),
    (
        "what a payment paid of invoices is what was allocated of it, and no more than came",
        Breach::DoubleAllocation,
    ),
    (
        "what was paid of an invoice is what was allocated to it",
        Breach::DoubleAllocation,
    ),
    (
        "of a phone and a purpose there is one live code",
        Breach::SecondLiveCode,
    ),
];

impl Breach {
    /// What is broken where a rule of the books is.
    pub(super) fn of_rule(rule: &str) -> Breach {
        let known = OF_RULES.iter().find(|(known, _)| *known == rule);
        known.map_or(Breach::HalfDone, |(_, breach)| *breach)
    }

    /// What is broken where a row is not as its table's CHECKs want it.
    pub(super) fn of_check(table: &str) -> Breach {
        match table {
            "stock" => Breach::Oversold,
            "slots" => Breach::OverCapacity,
            _ => Breach::HalfDone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_that_keeps_a_promise_is_a_rule_of_the_books() {
        for (rule, _) in OF_RULES {
            let is_one = books::rules().any(|(known, _)| known == rule);
            assert!(is_one, "there is no rule “{rule}” any more");
        }
        assert_eq!(Breach::of_rule(books::ON_HAND), Breach::Oversold);
        assert_eq!(Breach::of_rule("another"), Breach::HalfDone);
    }
}
