//! What holds of every lay-out, not only of those somebody thought of.

use chrono::{NaiveDate, TimeDelta, Timelike as _};
use proptest::{collection::vec, prelude::*, sample::select};
use sherbet::{
    shop::slots::{LaidOut, Rules, Window, lay_out},
    values::{ShopZone, Timestamp},
};

use crate::slots::{date, zone};

const MINUTE: i64 = 60_000;

fn quick() -> ProptestConfig {
    ProptestConfig {
        cases: 256,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn windows() -> impl Strategy<Value = Vec<Window>> {
    let window = (0..1440_u16, 1..=1440_u16).prop_map(|(from, length)| {
        let until = (from + length).min(1440);
        Window::new(from, until).unwrap()
    });
    vec(window, 0..5)
}

fn rules() -> impl Strategy<Value = Rules> {
    let minutes = (
        1..=300_i64,
        1..=300_i64,
        prop_oneof![Just(0_i64), 0..=90_i64],
    );
    let near = (
        prop_oneof![Just(0_i64), 0..=3000_i64],
        proptest::option::of(0..=3_i64),
    );
    (minutes, near).prop_map(|((length, every, buffer), (notice, horizon))| Rules {
        length_minutes: length,
        every_minutes: every,
        buffer_minutes: buffer,
        notice_minutes: notice,
        horizon_days: horizon,
    })
}

/// Dates on and beside which clocks change, each in its zone.
fn places() -> impl Strategy<Value = (ShopZone, NaiveDate)> {
    let changes = select(vec![
        ("Europe/London", "2026-03-29"),
        ("Europe/London", "2026-10-25"),
        ("Australia/Lord_Howe", "2026-04-05"),
        ("Australia/Lord_Howe", "2026-10-04"),
        ("Asia/Beirut", "2026-03-29"),
        ("Asia/Beirut", "2026-10-25"),
        ("America/Havana", "2026-11-01"),
        ("America/St_Johns", "2006-10-29"),
        ("Pacific/Apia", "2011-12-30"),
        ("Asia/Kolkata", "2026-03-02"),
    ]);
    (changes, -1..=1_i64)
        .prop_map(|((name, on), days)| (zone(name), date(on) + TimeDelta::days(days)))
}

/// The minute of the day that the wall clock shows, and whether it is that day's.
fn wall(zone: ShopZone, at: Timestamp) -> (NaiveDate, i64) {
    let local = zone.local(at);
    (
        local.date_naive(),
        i64::from(local.hour() * 60 + local.minute()),
    )
}

fn holds(windows: &[Window], minute: i64) -> bool {
    windows
        .iter()
        .any(|window| (i64::from(window.from())..window.until().into()).contains(&minute))
}

proptest! {
    #![proptest_config(quick())]

    #[test]
    fn slots_ascend_are_open_throughout_and_as_far_apart_as_the_rules_have_it(
        (zone, date) in places(), windows in windows(), rules in rules(),
    ) {
        let slots = lay_out(zone, &rules, &windows, date, None);
        let apart = match rules.every_minutes >= rules.length_minutes {
            true => rules.length_minutes + rules.buffer_minutes,
            false => rules.every_minutes,
        };
        for pair in slots.windows(2) {
            prop_assert!(pair[1].start.ms() - pair[0].start.ms() >= apart * MINUTE);
        }
        for slot in &slots {
            prop_assert_eq!(slot.end.ms() - slot.start.ms(), rules.length_minutes * MINUTE);
            for passed in 0..rules.length_minutes {
                let at = Timestamp::from_ms(slot.start.ms() + passed * MINUTE);
                let (day, minute) = wall(zone, at);
                prop_assert_eq!(day, date);
                prop_assert!(holds(&windows, minute), "{} at {}", minute, zone.date_time_offset(at));
            }
        }
    }

    #[test]
    fn what_is_offered_now_is_what_is_laid_out_and_near_enough(
        (zone, date) in places(), windows in windows(), rules in rules(), hours in -80..=80_i64,
    ) {
        let noon = zone.moments(date.and_hms_opt(12, 0, 0).unwrap()).next();
        let now = Timestamp::from_ms(noon.map_or(0, Timestamp::ms) + hours * 60 * MINUTE);
        let nearest = now.ms() + rules.notice_minutes * MINUTE;
        let ahead = (date - zone.date(now)).num_days();
        let far = rules.horizon_days.is_some_and(|days| ahead > days);
        let mut expected: Vec<LaidOut> = lay_out(zone, &rules, &windows, date, None);
        expected.retain(|slot| !far && slot.start.ms() >= nearest);
        prop_assert_eq!(lay_out(zone, &rules, &windows, date, Some(now)), expected);
    }

    /// On a day without a change nothing that fits is left out.
    #[test]
    fn on_a_usual_day_a_window_has_a_slot_at_every_step_that_fits(
        from in 0..1440_u16, length in 1..=1440_u16, rules in rules(),
    ) {
        let until = (from + length).min(1440);
        let window = Window::new(from, until).unwrap();
        let slots = lay_out(zone("Asia/Kolkata"), &rules, &[window], date("2026-03-02"), None);
        let step = match rules.every_minutes >= rules.length_minutes {
            true => rules.every_minutes.max(rules.length_minutes + rules.buffer_minutes),
            false => rules.every_minutes,
        };
        let room = i64::from(until - from) - rules.length_minutes;
        let fit = if room < 0 { 0 } else { room / step + 1 };
        prop_assert_eq!(i64::try_from(slots.len()).unwrap(), fit);
    }
}
