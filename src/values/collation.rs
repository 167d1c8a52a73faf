//! The order in which people expect names: by the Unicode collation algorithm, so that "Éclair"
//! stands among the E and not behind the Z, and "🍬 Pop" among the P.
//!
//! Promises: two names compare as the bytes of their keys do, so that keys can be stored and
//! sorted by a database. Making one costs some microseconds. Keys of another edition of the
//! algorithm can't be compared with these: [`order_made_by`] tells editions apart.

use std::sync::OnceLock;

use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use sha2::{Digest as _, Sha256};

/// What no key has in it, so that it parts the two that a decorated name has.
const PART: u8 = 0;

/// The key of a name. Where the collator's data is not there, names stand by their code points.
pub fn sort_key(name: &str) -> Vec<u8> {
    let word = word(name);
    let mut key = key(word);
    // What stands before the first letter decides between names that are the same without.
    if word.len() < name.len() {
        key.push(PART);
        key.extend(self::key(name));
    }
    key
}

/// What makes the keys, as a short text: another one wherever an edition of the algorithm or of
/// its data makes other keys of these names, which are written in the scripts of sweet shops.
pub fn order_made_by() -> &'static str {
    static MADE_BY: OnceLock<String> = OnceLock::new();
    MADE_BY.get_or_init(|| {
        let mut digest = Sha256::new();
        for name in [
            "Anjeer roll",
            "anjeer-roll 12",
            "Ääliö",
            "Čokoláda",
            "éclair",
            "Crème brûlée 70 %",
            "Straße",
            "Żurawina",
            "Ίρις",
            "Пряник",
            "काजू कतली",
            "કાજુ કતલી",
            "ਬਰਫ਼ੀ",
            "রসগোল্লা",
            "மைசூர் பாகு",
            "జీడిపప్పు",
            "بقلاوة",
            "حلوا",
            "糖果",
            "もち",
            "떡",
            "🍬 Pop",
        ] {
            digest.update(sort_key(name));
            digest.update([PART]);
        }
        let bytes = digest.finalize();
        bytes[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    })
}

/// Sorts by a name.
pub fn by_name<T>(list: &mut [T], name: impl Fn(&T) -> &str) {
    list.sort_by_cached_key(|one| (sort_key(name(one)), name(one).to_owned()));
}

fn key(text: &str) -> Vec<u8> {
    static COLLATOR: OnceLock<Option<CollatorBorrowed<'static>>> = OnceLock::new();
    let collator = COLLATOR
        .get_or_init(|| Collator::try_new(Default::default(), CollatorOptions::default()).ok());
    let mut key = Vec::new();
    match collator {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(text, &mut key);
        }
        None => key.extend(text.bytes()),
    }
    key
}

/// A name from its first letter or digit: what stands before it is decoration.
fn word(name: &str) -> &str {
    let word = name.trim_start_matches(|c: char| !c.is_alphanumeric());
    // Of one that is all decoration nothing would be left to compare.
    if word.is_empty() { name } else { word }
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
            "Pop",
        ];
        by_name(&mut names, |name| name);
        let expected = [
            "Ääliö",
            "Anjeer",
            "barfi",
            "Čokoláda",
            "éclair",
            "Eton mess",
            "Pop",
            "🍬 Pop",
            "Zebra",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn no_key_holds_the_byte_that_parts_two() {
        for name in ["Anjeer", "काजू कतली", "🍬", "a\u{301}", "Kaju 12"] {
            assert!(!key(name).contains(&PART), "{name}");
        }
        assert!(!sort_key("🍬").is_empty());
    }
}
