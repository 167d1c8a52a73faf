//! Chance that is the same every time: a seed reproduces what it led to.
//!
//! `SHERBET_SEED=N` has all of it go another way, so that a count can be added to by running it
//! again; `SHERBET_PART=2/8` does the second of eight parts of what is listed beforehand.

use std::{env, sync::OnceLock};

/// Numbers from a seed (SplitMix64).
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: u64) -> Dice {
        static OTHERWISE: OnceLock<u64> = OnceLock::new();
        let otherwise = OTHERWISE.get_or_init(|| count("SHERBET_SEED", 0) as u64);
        Dice(seed ^ otherwise.rotate_left(32))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is above 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn coin(&mut self) -> bool {
        self.next().is_multiple_of(2)
    }

    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}

/// How often something is tried: `usual` in every run of the tests, and what
/// the environment says for a full count (`scripts/faults-in-full` has those).
pub fn count(name: &str, usual: usize) -> usize {
    env::var(name).map_or(usual, |count| {
        count
            .parse()
            .unwrap_or_else(|_| panic!("{name} is not a number: {count}"))
    })
}

/// The part of a list that is asked for; all of it, where no part is.
pub fn part<T>(all: Vec<T>) -> Vec<T> {
    let Ok(asked) = env::var("SHERBET_PART") else {
        return all;
    };
    let numbers = asked.split_once('/');
    let numbers = numbers.and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
    let Some((part @ 1.., of)) = numbers.filter(|(part, of): &(usize, usize)| part <= of) else {
        panic!("SHERBET_PART is no part, such as 2/8: {asked}");
    };
    all.into_iter().skip(part - 1).step_by(of).collect()
}
