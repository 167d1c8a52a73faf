//! The order in which people expect names: by the Unicode collation algorithm, so that "Éclair"
//! stands among the E and not behind the Z, and "🍬 Pop" among the P.
//!
//! Costs some microseconds a comparison: for lists of hundreds, off the thread that draws. The
//! table of the stock room, which may hold a hundred thousand, keeps the order of its index.

use std::cmp::Ordering;

use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};

/// Sorts by a name.
pub fn by_name<T>(list: &mut [T], name: impl Fn(&T) -> &str) {
    let collator = Collator::try_new(Default::default(), CollatorOptions::default()).ok();
    list.sort_by(|a, b| compare(collator.as_ref(), name(a), name(b)));
}

/// By the collator; where its data is not there, by code points.
fn compare(collator: Option<&CollatorBorrowed<'static>>, a: &str, b: &str) -> Ordering {
    let people = |a, b| collator.map_or(Ordering::Equal, |collator| collator.compare(a, b));
    people(word(a), word(b))
        .then_with(|| people(a, b))
        .then_with(|| a.cmp(b))
}

/// A name from its first letter or digit: what stands before it is decoration.
fn word(name: &str) -> &str {
    name.trim_start_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_where_people_look_for_them() {
        let mut names = [
            "Zebra",
            "éclair",
            "🍬 Pop",
            "Eton mess",
            "barfi",
            "Ääliö",
            "Čokoláda",
            "Anjeer",
        ];
        by_name(&mut names, |name| name);
        let expected = [
            "Ääliö",
            "Anjeer",
            "barfi",
            "Čokoláda",
            "éclair",
            "Eton mess",
            "🍬 Pop",
            "Zebra",
        ];
        assert_eq!(names, expected);
    }
}
