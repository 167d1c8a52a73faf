//! What is not well, with what is the same said once.
//!
//! Promises: the worst stands first; checks that found the same are told together, so that one
//! cause does not bury itself under what follows from it. Leaves out how it is shown.

use super::{Check, Report, Verdict};

impl Report {
    /// The checks that did not end well, the worst first; those that found the same together.
    #[must_use]
    pub fn troubles(&self) -> Vec<Vec<&Check>> {
        let mut groups: Vec<Vec<&Check>> = Vec::new();
        for check in &self.checks {
            if check.verdict == Verdict::Ok {
                continue;
            }
            let same = |group: &&mut Vec<&Check>| {
                group.iter().all(|one| {
                    (one.verdict, &one.found, &one.next)
                        == (check.verdict, &check.found, &check.next)
                })
            };
            match groups.iter_mut().find(same) {
                Some(group) => group.push(check),
                None => groups.push(vec![check]),
            }
        }
        groups.sort_by_key(|group| std::cmp::Reverse(group.iter().map(|one| one.verdict).max()));
        groups
    }
}

/// What several checks are called together: "Settings, Integrity and The journal's key".
#[must_use]
pub fn called(checks: &[&Check]) -> String {
    let titles: Vec<&str> = checks.iter().map(|check| check.title).collect();
    match titles.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => titles.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Timestamp;

    fn check(title: &'static str, verdict: Verdict, found: &str) -> Check {
        Check {
            name: "test",
            title,
            verdict,
            found: found.into(),
            why: "Because.",
            next: String::new(),
        }
    }

    #[test]
    fn what_found_the_same_is_told_once_and_the_worst_first() {
        let report = Report {
            path: "shop.sherbet".into(),
            at: Timestamp::default(),
            verdict: Verdict::Bad,
            checks: vec![
                check("Syncs", Verdict::Ok, "fast"),
                check("Tables", Verdict::LookAtIt, "not looked at"),
                check("Settings", Verdict::LookAtIt, "not looked at"),
                check("The shop's file", Verdict::Bad, "cut short"),
                check("Free disk", Verdict::LookAtIt, "little is left"),
                check("Integrity", Verdict::LookAtIt, "not looked at"),
            ],
        };
        let told: Vec<String> = report
            .troubles()
            .iter()
            .map(|group| called(group))
            .collect();
        let wanted = [
            "The shop's file",
            "Tables, Settings and Integrity",
            "Free disk",
        ];
        assert_eq!(told, wanted);
    }
}
