//! What a person asked for, until it is answered.
//!
//! Promises: what failed is asked for again as the same request when the same is meant, so that
//! it is done once even where the first asking was done after all. Leaves out what is said of it.

use egui::Context;

use super::remote::{Ask, Desk, Outcome};
use crate::shop::Shop;

/// Asks that were neither done nor refused yet, each with what was meant by it.
pub struct Intents<K, T>(Vec<(K, Ask<T>)>);

impl<K, T> Default for Intents<K, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Clone + PartialEq, T: Send + 'static> Intents<K, T> {
    /// Whether one is asked for at this moment.
    #[must_use]
    pub fn under_way(&self) -> bool {
        self.0.iter().any(|(_, ask)| ask.under_way())
    }

    /// Asks again for what failed before; false where nothing like it did.
    #[must_use]
    pub fn again(&mut self, desk: &Desk, meant: &K) -> bool {
        match self.0.iter_mut().find(|(one, _)| one == meant) {
            None => false,
            Some((_, ask)) => {
                ask.again(desk);
                true
            }
        }
    }

    /// Takes in what was asked for now.
    pub fn begin(&mut self, meant: K, ask: Ask<T>) {
        self.0.push((meant, ask));
    }

    /// How one ended, once.
    pub fn answer(&mut self) -> Option<(K, Outcome<T>)> {
        let mut answers = self.0.iter_mut().enumerate();
        let (place, meant, outcome) = answers
            .find_map(|(place, (meant, ask))| Some((place, meant.clone(), ask.answer()?)))?;
        if !matches!(outcome, Outcome::Failed(_)) {
            self.0.remove(place);
        }
        Some((meant, outcome))
    }

    /// As [`Ask::held_up`], of the one that is asked for.
    pub fn held_up(&self, ctx: &Context, shop: &Shop) -> Option<String> {
        self.0.iter().find_map(|(_, ask)| ask.held_up(ctx, shop))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Arc, Mutex},
        time::Duration,
    };

    use egui::{Context, ViewportId};

    use super::*;
    use crate::{
        shop::Trouble,
        store::Fault,
        ui::remote::{Workers, lock},
    };

    #[test]
    fn what_failed_is_asked_for_again_as_the_same_request() {
        let workers = Workers::start().expect("threads");
        let desk = Desk::new(workers.clone(), Context::default(), ViewportId::ROOT);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let mut intents = Intents::default();
        let mut press = |meant: u8| {
            if !intents.again(&desk, &meant) {
                let asked = asked.clone();
                let ask = Ask::send(&desk, move |request| {
                    let mut asked = lock(&asked);
                    asked.push((meant, request));
                    match asked.len() {
                        1 => Err(Trouble::Fault(Fault::Unsettled {
                            why: "the disk went away".to_owned(),
                        })),
                        _ => Ok(()),
                    }
                });
                intents.begin(meant, ask);
            }
            assert!(workers.wait_until_idle(Duration::from_secs(60)));
            intents.answer().expect("an answer")
        };
        assert!(matches!(press(7), (7, Outcome::Failed(_))));
        // Another is asked for in between.
        assert!(matches!(press(8), (8, Outcome::Done(()))));
        assert!(matches!(press(7), (7, Outcome::Done(()))));
        assert!(matches!(press(7), (7, Outcome::Done(()))));
        let asked = lock(&asked);
        let of = |meant| asked.iter().filter(move |(one, _)| *one == meant);
        let [first, again, new] = of(7).map(|(_, request)| *request).collect::<Vec<_>>()[..] else {
            panic!("{asked:?}");
        };
        assert_eq!(first, again);
        assert_ne!(again, new, "what was done is done with");
        assert_eq!(of(8).count(), 1);
    }
}
