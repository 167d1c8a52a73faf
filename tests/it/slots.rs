//! The lay-out: open hours and rules, made into the slots of a date.

use chrono::NaiveDate;
use sherbet::{
    shop::{
        Refusal,
        slots::{LaidOut, Rules, Weekday, Window, lay_out, told},
    },
    values::{ShopZone, Timestamp},
};

/// Slots of an hour, one after the other, as near and far as one likes.
pub const HOURLY: Rules = Rules {
    length_minutes: 60,
    every_minutes: 60,
    buffer_minutes: 0,
    notice_minutes: 0,
    horizon_days: None,
};

pub fn zone(name: &str) -> ShopZone {
    ShopZone::parse(name).unwrap()
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The moment of an RFC 3339 text.
pub fn at(text: &str) -> Timestamp {
    let read = chrono::DateTime::parse_from_rfc3339(text).unwrap();
    Timestamp::from_ms(read.timestamp_millis())
}

fn windows(typed: &[&str]) -> Vec<Window> {
    typed
        .iter()
        .map(|one| Window::parse(one).unwrap())
        .collect()
}

fn every(minutes: i64) -> Rules {
    Rules {
        length_minutes: minutes,
        every_minutes: minutes,
        ..HOURLY
    }
}

/// The slots of a day that nobody's clock is near to.
fn laid(in_zone: &str, rules: &Rules, open: &[&str], on: &str) -> Vec<LaidOut> {
    lay_out(zone(in_zone), rules, &windows(open), date(on), None)
}

/// Starts as the wall clock shows them: "01:00+01:00".
fn starts(in_zone: &str, slots: &[LaidOut]) -> Vec<String> {
    let zone = zone(in_zone);
    let start = |slot: &LaidOut| zone.local(slot.start).format("%H:%M%:z").to_string();
    slots.iter().map(start).collect()
}

#[test]
fn a_day_has_as_many_hourly_slots_as_it_has_hours() {
    let count = |zone: &str, on: &str| laid(zone, &HOURLY, &["00:00-24:00"], on).len();
    assert_eq!(count("Europe/London", "2026-03-28"), 24);
    assert_eq!(count("Europe/London", "2026-03-29"), 23);
    assert_eq!(count("Europe/London", "2026-10-25"), 25);
    assert_eq!(count("America/New_York", "2026-03-08"), 23);
    assert_eq!(count("America/New_York", "2026-11-01"), 25);
    assert_eq!(count("Asia/Kolkata", "2026-03-29"), 24);
    // Clocks go forward at midnight: the day begins at one.
    assert_eq!(count("Asia/Beirut", "2026-03-29"), 23);
    // They go back at midnight: the hour before it comes twice.
    assert_eq!(count("Asia/Beirut", "2026-10-24"), 25);
    // Samoa went over the date line: there was no such day.
    assert_eq!(count("Pacific/Apia", "2011-12-30"), 0);
    assert_eq!(count("Pacific/Apia", "2011-12-29"), 24);
}

#[test]
fn half_an_hour_of_summer_time_makes_days_of_23_and_a_half_and_24_and_a_half_hours() {
    let lord_howe = "Australia/Lord_Howe";
    let half_hours = |on| laid(lord_howe, &every(30), &["00:00-24:00"], on);
    assert_eq!(half_hours("2026-10-04").len(), 47);
    assert_eq!(half_hours("2026-04-05").len(), 49);
    // From two o'clock back to half past one, which comes twice.
    assert_eq!(
        starts(lord_howe, &half_hours("2026-04-05"))[2..6],
        ["01:00+11:00", "01:30+11:00", "01:30+10:30", "02:00+10:30"]
    );
    let hours = |on| laid(lord_howe, &HOURLY, &["00:00-24:00"], on);
    assert_eq!(hours("2026-10-04").len(), 23);
    assert_eq!(hours("2026-04-05").len(), 24);
    assert_eq!(
        starts(lord_howe, &hours("2026-10-04"))[..4],
        ["00:00+10:30", "01:00+10:30", "03:00+11:00", "04:00+11:00"]
    );
}

#[test]
fn a_wall_time_that_clocks_skip_is_not_offered_and_one_that_comes_twice_is_offered_twice() {
    let london = "Europe/London";
    let spring = laid(london, &HOURLY, &["00:00-04:00"], "2026-03-29");
    assert_eq!(
        starts(london, &spring),
        ["00:00+00:00", "02:00+01:00", "03:00+01:00"]
    );
    let autumn = laid(london, &HOURLY, &["00:00-03:00"], "2026-10-25");
    assert_eq!(
        starts(london, &autumn),
        ["00:00+01:00", "01:00+01:00", "01:00+00:00", "02:00+00:00"]
    );
    let offsets: Vec<i64> = autumn.iter().map(|slot| slot.offset_minutes).collect();
    assert_eq!(offsets, [60, 60, 0, 0]);
    assert_eq!(autumn[1].start, at("2026-10-25T00:00:00Z"));
    assert_eq!(autumn[2].start, at("2026-10-25T01:00:00Z"));
}

#[test]
fn where_clocks_change_a_slot_is_as_long_as_ever_and_open_from_end_to_end() {
    let london = "Europe/London";
    // From 00:30 an hour later it is 02:30, and closed since two.
    assert_eq!(laid(london, &HOURLY, &["00:30-02:00"], "2026-03-29"), []);
    let longer = laid(london, &HOURLY, &["00:30-02:30"], "2026-03-29");
    assert_eq!(starts(london, &longer), ["00:30+00:00"]);
    assert_eq!(longer[0].end, at("2026-03-29T01:30:00Z"));
    // Open from one to half past one, twice, and closed in between.
    let twice = laid(london, &every(30), &["01:00-01:30"], "2026-10-25");
    assert_eq!(starts(london, &twice), ["01:00+01:00", "01:00+00:00"]);
    assert_eq!(laid(london, &every(40), &["01:00-01:30"], "2026-10-25"), []);
    // Half past one comes again half an hour after two would have come.
    let over = laid(london, &every(90), &["01:00-02:00"], "2026-10-25");
    assert_eq!(starts(london, &over), ["01:00+01:00"]);
    assert_eq!(over[0].end, at("2026-10-25T01:30:00Z"));
}

#[test]
fn where_clocks_change_no_slot_begins_before_the_one_before_it_is_over() {
    let london = "Europe/London";
    // 00:50 ends at 02:40 by the wall clock; 02:30 would begin before that.
    let spring = laid(london, &every(50), &["00:00-04:10"], "2026-03-29");
    assert_eq!(
        starts(london, &spring),
        ["00:00+00:00", "00:50+00:00", "03:20+01:00"]
    );
    // 01:55 ends at 01:45 of the second time; 01:05 of it would begin before that.
    let autumn = laid(london, &every(50), &["00:15-03:00"], "2026-10-25");
    assert_eq!(
        starts(london, &autumn),
        ["00:15+01:00", "01:05+01:00", "01:55+01:00", "01:55+00:00"]
    );
}

#[test]
fn the_last_slot_fits_whole() {
    let kolkata = "Asia/Kolkata";
    let day = laid(kolkata, &every(20), &["00:00-23:45"], "2026-03-02");
    assert_eq!(day.len(), 71);
    assert_eq!(starts(kolkata, &day)[70], "23:20+05:30");
    let two = laid(
        kolkata,
        &every(20),
        &["11:00-12:00", "14:00-15:00"],
        "2026-03-02",
    );
    assert_eq!(two.len(), 6);
    assert_eq!(starts(kolkata, &two)[2..4], ["11:40+05:30", "14:00+05:30"]);
    assert_eq!(laid(kolkata, &HOURLY, &["09:00-09:59"], "2026-03-02"), []);
    assert_eq!(
        laid(kolkata, &every(1440), &["00:00-24:00"], "2026-03-02").len(),
        1
    );
}

#[test]
fn windows_that_overlap_or_touch_are_one() {
    let kolkata = "Asia/Kolkata";
    let starts_of =
        |open: &[&str], rules: &Rules| starts(kolkata, &laid(kolkata, rules, open, "2026-03-02"));
    let one = ["09:00+05:30", "10:00+05:30", "11:00+05:30"];
    assert_eq!(starts_of(&["10:30-12:00", "09:00-11:00"], &HOURLY), one);
    assert_eq!(starts_of(&["09:00-10:30", "10:30-12:00"], &HOURLY), one);
    assert_eq!(starts_of(&["09:00-12:00", "10:00-11:00"], &HOURLY), one);
    assert_eq!(starts_of(&["09:00-12:00", "09:00-12:00"], &HOURLY), one);
    // A minute apart they are two, each with starts of its own.
    assert_eq!(
        starts_of(&["09:00-10:29", "10:30-12:00"], &HOURLY),
        ["09:00+05:30", "10:30+05:30"]
    );
}

#[test]
fn two_thousand_windows_are_laid_out_like_the_one_they_make() {
    let minutes = (0..2000_u16).map(|n| n % 1380);
    let many: Vec<Window> = minutes.map(|n| Window::new(n, n + 60).unwrap()).collect();
    let slots = lay_out(
        zone("Europe/London"),
        &every(1),
        &many,
        date("2026-10-25"),
        None,
    );
    // From 00:00 to 23:59, and the hour that comes twice.
    assert_eq!(slots.len(), 1439 + 60);
}

#[test]
fn what_is_past_too_near_or_too_far_is_not_offered() {
    let kolkata = "Asia/Kolkata";
    let offered = |rules: &Rules, on: &str, now: &str| {
        let open = windows(&["00:00-24:00"]);
        starts(
            kolkata,
            &lay_out(zone(kolkata), rules, &open, date(on), Some(at(now))),
        )
    };
    let noticed = Rules {
        notice_minutes: 25 * 60,
        ..HOURLY
    };
    let next_day = offered(&noticed, "2026-03-03", "2026-03-02T11:59:59+05:30");
    assert_eq!(next_day.len(), 11);
    assert_eq!(next_day[0], "13:00+05:30");
    // At noon on the dot 13:00 is 25 hours ahead, and a second later no more.
    let at_noon = offered(&noticed, "2026-03-03", "2026-03-02T12:00:00+05:30");
    assert_eq!(at_noon[0], "13:00+05:30");
    let after = offered(&noticed, "2026-03-03", "2026-03-02T12:00:01+05:30");
    assert_eq!(after[0], "14:00+05:30");

    let today = offered(&HOURLY, "2026-03-02", "2026-03-02T20:00:00.001+05:30");
    assert_eq!(today, ["21:00+05:30", "22:00+05:30", "23:00+05:30"]);
    let on_the_hour = offered(&HOURLY, "2026-03-02", "2026-03-02T23:00:00+05:30");
    assert_eq!(on_the_hour, ["23:00+05:30"]);
    let yesterday = offered(&HOURLY, "2026-03-01", "2026-03-02T00:00:00+05:30");
    assert_eq!(yesterday, [""; 0]);

    let week = Rules {
        horizon_days: Some(7),
        ..HOURLY
    };
    let evening = "2026-03-02T23:59:59+05:30";
    assert_eq!(offered(&week, "2026-03-09", evening).len(), 24);
    assert_eq!(offered(&week, "2026-03-10", evening).len(), 0);
    let only_today = Rules {
        horizon_days: Some(0),
        ..HOURLY
    };
    let midnight = "2026-03-02T00:00:00+05:30";
    assert_eq!(offered(&only_today, "2026-03-02", midnight).len(), 24);
    assert_eq!(offered(&only_today, "2026-03-03", midnight).len(), 0);
}

#[test]
fn notice_is_hours_that_pass_and_not_hours_of_the_wall_clock() {
    // Of the day before a spring Sunday at 12:00, 24 hours later it is 13:00.
    let rules = Rules {
        notice_minutes: 24 * 60,
        ..HOURLY
    };
    let open = windows(&["00:00-24:00"]);
    let now = Some(at("2026-03-28T12:00:00Z"));
    let london = "Europe/London";
    let slots = lay_out(zone(london), &rules, &open, date("2026-03-29"), now);
    assert_eq!(starts(london, &slots)[0], "13:00+01:00");
}

#[test]
fn the_buffer_comes_between_slots_that_follow_each_other() {
    let kolkata = "Asia/Kolkata";
    let starts_of = |rules: &Rules| {
        let slots = laid(kolkata, rules, &["10:00-14:00"], "2026-03-02");
        starts(kolkata, &slots)
    };
    let buffered = Rules {
        buffer_minutes: 15,
        ..HOURLY
    };
    // The last ends at 13:30; what is to be kept free may be after hours.
    assert_eq!(
        starts_of(&buffered),
        ["10:00+05:30", "11:15+05:30", "12:30+05:30"]
    );
    let wide = Rules {
        every_minutes: 90,
        ..buffered
    };
    assert_eq!(
        starts_of(&wide),
        ["10:00+05:30", "11:30+05:30", "13:00+05:30"]
    );
    // Slots that overlap on purpose are kept apart where they are booked.
    let dense = Rules {
        every_minutes: 30,
        ..buffered
    };
    assert_eq!(starts_of(&dense).len(), 7);
}

#[test]
fn rules_that_can_not_be_kept_are_refused_by_field() {
    let field = |rules: Rules| match rules.check() {
        Err(Refusal::Invalid { field, .. }) => field,
        other => panic!("not refused: {other:?}"),
    };
    let with = |change: fn(&mut Rules)| {
        let mut rules = HOURLY;
        change(&mut rules);
        rules
    };
    assert_eq!(field(with(|r| r.length_minutes = 0)), "length_minutes");
    assert_eq!(field(with(|r| r.length_minutes = 1441)), "length_minutes");
    assert_eq!(field(with(|r| r.every_minutes = 0)), "every_minutes");
    assert_eq!(field(with(|r| r.buffer_minutes = -1)), "buffer_minutes");
    assert_eq!(field(with(|r| r.notice_minutes = -1)), "notice_minutes");
    assert_eq!(
        field(with(|r| r.notice_minutes = i64::MAX)),
        "notice_minutes"
    );
    assert_eq!(field(with(|r| r.horizon_days = Some(731))), "horizon_days");
    assert_eq!(HOURLY.check(), Ok(()));
    assert_eq!(
        laid(
            "Asia/Kolkata",
            &with(|r| r.every_minutes = 0),
            &["09:00-10:00"],
            "2026-03-02"
        ),
        []
    );
}

#[test]
fn windows_and_weekdays_are_read_as_people_type_them() {
    let window = Window::parse(" 9:00 – 12:30 ").unwrap();
    assert_eq!((window.from(), window.until()), (540, 750));
    assert_eq!(window.to_string(), "09:00–12:30");
    assert_eq!(Window::parse("00:00-24:00").unwrap().until(), 1440);
    for wrong in [
        "",
        "9-12",
        "09:00",
        "12:00-12:00",
        "22:00-02:00",
        "00:00-24:01",
        "09:60-10:00",
        "09:0-10:00",
        "+9:00-10:00",
        "25:00-26:00",
    ] {
        assert!(Window::parse(wrong).is_err(), "{wrong:?} was taken");
    }
    assert_eq!(
        told(&windows(&["09:00-12:00", "14:00-18:00"])),
        "09:00–12:00, 14:00–18:00"
    );
    assert_eq!(told(&[]), "closed");
    assert_eq!(Weekday::parse("TUE"), Ok(Weekday::Tuesday));
    assert_eq!(Weekday::parse("thursday"), Ok(Weekday::Thursday));
    assert!(Weekday::parse("tu").is_err());
    assert!(Weekday::parse("mondays").is_err());
    assert_eq!(Weekday::of(date("2026-03-02")), Weekday::Monday);
    assert_eq!(Weekday::of(date("2026-03-08")).number(), 7);
}
