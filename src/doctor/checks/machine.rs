//! The machine: who else works on the file, the time, the scale, the logs.

use std::{fs, path::Path};

use super::{super::holding::held_all_along, Subject, Told, listed, size};
use crate::{
    shop::looking,
    store::{
        Files,
        health::{Looking, User, users},
    },
    values::{ShopZone, Timestamp},
};

/// So far back the clock may be behind the journal: two machines' clocks differ by as much.
const CLOCKS_DIFFER_MS: i64 = 2 * 60 * 1_000;
/// A clock that is further back than this breaks more than the order of receipts.
const FAR_BACK_MS: i64 = 60 * 60 * 1_000;
/// 2026-01-01: no shop is older than its program.
const NO_SHOP_BEFORE_MS: i64 = 1_767_225_600_000;

pub(super) fn processes(subject: &Subject) -> Told {
    match Files::beside(&subject.path) {
        Ok(files) => of_users(&users(&files), held_all_along(&files).as_ref()),
        Err(fault) => Told::look(fault.to_string(), "See to the folder first."),
    }
}

fn of_users(users: &[User], holder: Option<&User>) -> Told {
    let name = |user: &User| format!("{} (process {})", user.name, user.process);
    let told: Vec<String> = users.iter().map(name).collect();
    if let Some(holder) = holder.filter(|holder| holder.stopped) {
        return Told::bad(
            format!(
                "{} is stopped and holds the file: nobody can sell",
                name(holder)
            ),
            format!(
                "Continue it (`kill -CONT {0}`) or end it (`kill {0}`, then continue it).",
                holder.process
            ),
        );
    }
    if let Some(stopped) = users.iter().find(|user| user.stopped) {
        return Told::look(
            format!(
                "{} is stopped and has the file open: it may hold it next time",
                name(stopped)
            ),
            format!(
                "Continue it (`kill -CONT {0}`) or end it (`kill {0}`, then continue it).",
                stopped.process
            ),
        );
    }
    if let Some(holder) = holder {
        return Told::look(
            format!(
                "{} holds the file and writes nothing: others wait",
                name(holder)
            ),
            "See what it does, and close it if it goes on.",
        );
    }
    match told.as_slice() {
        [] => Told::ok("no other program"),
        _ => Told::ok(listed(&told)),
    }
}

pub(super) fn clock(subject: &Subject, shop: &Looking) -> Told {
    let read = shop.read(|db| Ok((looking::last_act_at(db)?, looking::zone(db)?)));
    match read {
        Ok((last, zone)) => {
            let here = iana_time_zone::get_timezone().ok();
            of_clock(subject.clock.now(), last, zone, here.as_deref())
        }
        Err(fault) => Told::look(fault.to_string(), "See to the file first."),
    }
}

fn of_clock(now: Timestamp, last: Option<Timestamp>, zone: ShopZone, here: Option<&str>) -> Told {
    let told = format!("{} in {zone}", zone.date_time(now));
    let set = "Set the machine's clock, and let it follow a time server.";
    if now.ms() < NO_SHOP_BEFORE_MS {
        return Told::bad(format!("{told}: that is before Sherbet was made"), set);
    }
    if let Some(last) = last {
        let behind = last.ms().saturating_sub(now.ms());
        let told = format!(
            "{told}, but the journal's last act is of {}",
            zone.date_time(last)
        );
        match behind {
            FAR_BACK_MS.. => return Told::bad(told, set),
            CLOCKS_DIFFER_MS.. => return Told::look(told, set),
            _ => {}
        }
    }
    // A machine without a zone of its own goes by UTC.
    let other = here.filter(|here| !matches!(*here, "UTC" | "Etc/UTC" | "Etc/UCT" | "UCT"));
    let differs = other.and_then(|here| {
        let machine = ShopZone::parse(here).ok()?;
        (machine.offset_minutes(now) != zone.offset_minutes(now)).then_some(here)
    });
    match differs {
        Some(here) => Told::look(
            format!("{told}; the machine goes by {here}"),
            "Nothing is wrong in the file, which goes by the shop's zone. Set the machine's zone \
             so that its own clock shows the same.",
        ),
        None => Told::ok(told),
    }
}

pub(super) fn scale(subject: &Subject) -> Told {
    let Some(scale) = &subject.machine.scale else {
        return Told::ok("none is set up on this machine");
    };
    let path = scale.path.display();
    // Only looked for: a window may be reading it.
    match scale.path.exists() {
        true => Told::ok(format!("there, on {path}")),
        false => Told::look(
            format!("nothing is on {path}"),
            "See that it is on and its cable is in; or say otherwise under “Set up the scale”.",
        ),
    }
}

pub(super) fn logs(subject: &Subject) -> Told {
    let Some(folder) = &subject.machine.logs else {
        return Told::ok("none are written");
    };
    match in_folder(folder) {
        Ok((0, _)) => Told::ok(format!("none yet; they come into {}", folder.display())),
        Ok((count, bytes)) => Told::ok(format!(
            "{count} of them, {}, in {}",
            size(bytes),
            folder.display()
        )),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            Told::ok(format!("none yet; they come into {}", folder.display()))
        }
        Err(e) => Told::look(
            format!("{} can't be read: {e}", folder.display()),
            "Give yourself that folder back, or remove it: it is made anew.",
        ),
    }
}

/// How many log files there are in a folder, and how large they are together.
fn in_folder(folder: &Path) -> std::io::Result<(usize, u64)> {
    let mut found = (0, 0_u64);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry
            .path()
            .extension()
            .is_some_and(|ending| ending == "log")
        {
            found = (found.0 + 1, found.1.saturating_add(entry.metadata()?.len()));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict;

    fn user(process: u32, stopped: bool) -> User {
        User {
            process,
            name: "sherbet".into(),
            stopped,
        }
    }

    #[test]
    fn who_is_stopped_with_the_file_is_bad_and_who_only_works_on_it_is_not() {
        assert_eq!(of_users(&[], None).verdict, Verdict::Ok);
        let two = of_users(&[user(7, false), user(8, false)], None);
        assert_eq!(two.verdict, Verdict::Ok);
        assert_eq!(two.found, "sherbet (process 7); sherbet (process 8)");
        let holds = of_users(&[user(7, true)], Some(&user(7, true)));
        assert_eq!(holds.verdict, Verdict::Bad);
        assert!(holds.next.contains("kill -CONT 7"), "{}", holds.next);
        assert_eq!(of_users(&[user(7, true)], None).verdict, Verdict::LookAtIt);
        let sleeps = of_users(&[user(7, false)], Some(&user(7, false)));
        assert_eq!(sleeps.verdict, Verdict::LookAtIt);
        assert!(sleeps.found.ends_with("others wait"), "{}", sleeps.found);
    }

    #[test]
    fn a_clock_behind_the_journal_is_told_by_how_far() {
        let zone = ShopZone::parse("Asia/Kolkata").expect("a zone");
        // 2026-03-02 09:00 in Kolkata.
        let now = Timestamp::from_ms(1_772_422_200_000);
        let after = |ms: i64| Some(Timestamp::from_ms(now.ms() + ms));
        let of = |last| of_clock(now, last, zone, Some("Etc/UTC"));
        assert_eq!(of(None).verdict, Verdict::Ok);
        assert_eq!(of(None).found, "2026-03-02 09:00 in Asia/Kolkata");
        assert_eq!(of(after(60_000)).verdict, Verdict::Ok);
        assert_eq!(of(after(3 * 60_000)).verdict, Verdict::LookAtIt);
        let far = of(after(86_400_000));
        assert_eq!(far.verdict, Verdict::Bad);
        assert!(
            far.found
                .ends_with("the journal's last act is of 2026-03-03 09:00"),
            "{}",
            far.found
        );
        let young = of_clock(Timestamp::from_ms(0), None, zone, None);
        assert_eq!(young.verdict, Verdict::Bad);
        // The same offset under another name is the same zone.
        let same = of_clock(now, None, zone, Some("Asia/Calcutta"));
        assert_eq!(same.verdict, Verdict::Ok);
        let other = of_clock(now, None, zone, Some("Europe/Berlin"));
        assert_eq!(other.verdict, Verdict::LookAtIt);
    }
}
