//! Backups: whether there is one, how old it is, where, and whether it was ever restored.

use std::{fs, os::unix::fs::MetadataExt as _, path::Path};

use super::{Subject, Told};
use crate::{
    shop::{
        looking,
        safekeeping::{self, Kept},
    },
    store::{Fault, health::Looking},
    values::{ShopZone, Timestamp},
};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// A shop makes one each evening; over a free day it may be older.
const OLD_MS: i64 = 2 * DAY_MS;
/// A week's sales would be lost.
const TOO_OLD_MS: i64 = 8 * DAY_MS;
/// Once a month is often enough to try one.
const DRILL_MS: i64 = 35 * DAY_MS;

const MAKE_ONE: &str =
    "Make one on another disk, each evening: `sherbet backup /media/stick/corner-monday`.";
const TRY_ONE: &str = "Try it: `sherbet backup drill`.";

pub(super) fn backups(subject: &Subject, shop: &Looking) -> Told {
    match newest(shop) {
        Ok((newest, zone)) => {
            let same = newest
                .as_ref()
                .map(|newest| on_same_disk(&subject.path, &newest.path));
            of_backups(newest.as_ref(), same, subject.clock.now(), zone)
        }
        Err(fault) => unreadable(shop, &fault),
    }
}

pub(super) fn drill(subject: &Subject, shop: &Looking) -> Told {
    match newest_drilled(shop) {
        Ok((drilled, any, zone)) => of_drill(drilled.as_ref(), any, subject.clock.now(), zone),
        Err(fault) => unreadable(shop, &fault),
    }
}

fn newest(shop: &Looking) -> Result<(Option<Kept>, ShopZone), Fault> {
    shop.read(|db| {
        let newest = safekeeping::backups(db)?.into_iter().next();
        Ok((newest, looking::zone(db)?))
    })
}

/// The backup that was tried last, and whether there is any at all.
fn newest_drilled(shop: &Looking) -> Result<(Option<Kept>, bool, ShopZone), Fault> {
    shop.read(|db| {
        let all = safekeeping::backups(db)?;
        let any = !all.is_empty();
        let tried = all.into_iter().filter(|kept| kept.drilled_at.is_some());
        Ok((
            tried.max_by_key(|kept| kept.drilled_at),
            any,
            looking::zone(db)?,
        ))
    })
}

/// An older shop does not remember its backups yet.
fn unreadable(shop: &Looking, fault: &Fault) -> Told {
    match shop.steps_behind() {
        0 => Told::look(fault.to_string(), "See to the file first."),
        _ => Told::look("not known: the file is of an older Sherbet", MAKE_ONE),
    }
}

/// Whether two files are on one disk; `None` where the backup is not there.
fn on_same_disk(shop: &Path, backup: &Path) -> Option<bool> {
    let device = |path: &Path| fs::metadata(path).ok().map(|found| found.dev());
    Some(device(shop)? == device(backup)?)
}

fn of_backups(
    newest: Option<&Kept>,
    same_disk: Option<Option<bool>>,
    now: Timestamp,
    zone: ShopZone,
) -> Told {
    let Some(newest) = newest else {
        return Told::look("none is remembered", MAKE_ONE);
    };
    let age = now.ms().saturating_sub(newest.taken_at.ms());
    let told = format!(
        "the newest is of {}, in {}",
        zone.date_time(newest.taken_at),
        newest.path.display()
    );
    if age >= TOO_OLD_MS {
        return Told::bad(
            format!("{told}; that is {} days ago", age / DAY_MS),
            MAKE_ONE,
        );
    }
    if age >= OLD_MS {
        return Told::look(
            format!("{told}; that is {} days ago", age / DAY_MS),
            MAKE_ONE,
        );
    }
    match same_disk.flatten() {
        None => Told::look(
            format!("{told}; it is not there now"),
            "If it is on a stick or a share, that is as it should be; else make another.",
        ),
        Some(true) => Told::look(format!("{told}; that is on the shop's own disk"), MAKE_ONE),
        Some(false) => Told::ok(told),
    }
}

fn of_drill(drilled: Option<&Kept>, any: bool, now: Timestamp, zone: ShopZone) -> Told {
    let Some((kept, at)) = drilled.and_then(|kept| Some((kept, kept.drilled_at?))) else {
        let next = if any { TRY_ONE } else { MAKE_ONE };
        return Told::look("no backup was tried yet", next);
    };
    let told = format!(
        "{} was tried on {}",
        kept.path.display(),
        zone.date_time(at)
    );
    if let Some(wrong) = &kept.drill_wrong {
        return Told::bad(
            format!("{told} and is none: {wrong}"),
            "Make another at once, on another disk, and try that.",
        );
    }
    let age = now.ms().saturating_sub(at.ms());
    match age >= DRILL_MS {
        true => Told::look(
            format!("{told} and was whole; that is {} days ago", age / DAY_MS),
            TRY_ONE,
        ),
        false => Told::ok(format!("{told} and was whole")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict;

    /// 2026-03-02 09:00 in Kolkata.
    const NOW: Timestamp = Timestamp::from_ms(1_772_422_200_000);

    fn kept(days_ago: i64) -> Kept {
        Kept {
            path: "/media/stick/monday".into(),
            taken_at: Timestamp::from_ms(NOW.ms() - days_ago * DAY_MS),
            acts: 10,
            drilled_at: None,
            drill_wrong: None,
        }
    }

    fn zone() -> ShopZone {
        ShopZone::parse("Asia/Kolkata").expect("a zone")
    }

    #[test]
    fn a_backup_that_is_old_gone_or_on_the_same_disk_is_told() {
        let of = |days, same| of_backups(Some(&kept(days)), Some(same), NOW, zone());
        let good = of(1, Some(false));
        assert_eq!(good.verdict, Verdict::Ok);
        assert_eq!(
            good.found,
            "the newest is of 2026-03-01 09:00, in /media/stick/monday"
        );
        assert_eq!(of(2, Some(false)).verdict, Verdict::LookAtIt);
        let old = of(8, Some(false));
        assert_eq!(old.verdict, Verdict::Bad);
        assert!(old.found.ends_with("that is 8 days ago"), "{}", old.found);
        assert_eq!(of(1, None).verdict, Verdict::LookAtIt);
        let here = of(1, Some(true));
        assert_eq!(here.verdict, Verdict::LookAtIt);
        assert!(here.found.ends_with("own disk"), "{}", here.found);
        let none = of_backups(None, None, NOW, zone());
        assert_eq!(none.verdict, Verdict::LookAtIt);
    }

    #[test]
    fn a_drill_that_found_something_is_bad_and_an_old_one_is_told() {
        let drilled = |days: i64, wrong: Option<&str>| Kept {
            drilled_at: Some(Timestamp::from_ms(NOW.ms() - days * DAY_MS)),
            drill_wrong: wrong.map(str::to_owned),
            ..kept(40)
        };
        let of = |kept: &Kept| of_drill(Some(kept), true, NOW, zone());
        assert_eq!(of(&drilled(34, None)).verdict, Verdict::Ok);
        assert_eq!(of(&drilled(35, None)).verdict, Verdict::LookAtIt);
        let wrong = of(&drilled(1, Some("its head is missing")));
        assert_eq!(wrong.verdict, Verdict::Bad);
        assert!(wrong.found.ends_with("is none: its head is missing"));
        assert_eq!(of_drill(None, true, NOW, zone()).next, TRY_ONE);
        assert_eq!(of_drill(None, false, NOW, zone()).next, MAKE_ONE);
    }
}
