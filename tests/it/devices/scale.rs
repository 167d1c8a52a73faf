//! Weights typed and read.

use std::{
    io::{self, Cursor, Read, Write},
    time::Duration,
};

use serialport::{SerialPort as _, TTYPort};
use sherbet::devices::scale::{
    Reading, Scale, ScaleProblem, ScaleProtocol, SerialScale, reading, reading_from, typed_grams,
};

use crate::command_line_support::{Ended, program};

const SOON: Duration = Duration::from_millis(300);

/// A line that says what it was given, then nothing; what is asked is kept.
struct Line {
    says: Cursor<Vec<u8>>,
    asked: Vec<u8>,
}

fn line(says: &str) -> Line {
    Line {
        says: Cursor::new(says.into()),
        asked: Vec::new(),
    }
}

impl Read for Line {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        match self.says.read(to)? {
            0 => Err(io::ErrorKind::TimedOut.into()),
            count => Ok(count),
        }
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.asked.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn stable(grams: i64) -> Result<Reading, ScaleProblem> {
    Ok(Reading {
        grams,
        stable: true,
    })
}

#[test]
fn a_weight_is_typed_in_grams_or_kilograms() {
    for (text, grams) in [
        ("250", 250),
        ("250 g", 250),
        ("250g", 250),
        ("250 gm", 250),
        ("0.25 kg", 250),
        ("0.250KG", 250),
        (" 1.5 kg ", 1_500),
        ("1.0070 kg", 1_007),
        ("12.0 g", 12),
        ("1000 kg", 1_000_000),
    ] {
        assert_eq!(typed_grams(text), Ok(grams), "{text:?}");
    }
    for (text, why) in [
        ("0.25", "say whether it is g or kg, such as 0.25 kg"),
        (
            "0,25 kg",
            "write the decimals after a point, such as 0.25 kg",
        ),
        ("0", "a weight of nothing can't be sold"),
        ("0.000 kg", "a weight of nothing can't be sold"),
        ("0.2505 kg", "it is finer than a gram"),
        ("0.5 g", "it is finer than a gram"),
        ("1001 kg", "it is more than 1000 kg"),
        ("99999999999999999999 kg", "it is more than 1000 kg"),
        ("-5 g", "“-5 g” is no weight in g or kg"),
        ("", "“” is no weight in g or kg"),
        ("1. kg", "“1. kg” is no weight in g or kg"),
        (".5 kg", "“.5 kg” is no weight in g or kg"),
        ("1.2.3 kg", "“1.2.3 kg” is no weight in g or kg"),
        ("2 lb", "“2 lb” is no weight in g or kg"),
        ("٢٥٠ g", "“٢٥٠ g” is no weight in g or kg"),
    ] {
        assert_eq!(typed_grams(text), Err(why.into()), "{text:?}");
    }
}

#[test]
fn lines_of_common_scales_are_read_exactly() {
    assert_eq!(reading("ST,GS,  0.250kg"), stable(250));
    assert_eq!(reading("ST,NT,+  1.005kg\r"), stable(1_005));
    assert_eq!(reading("ST,GS,+00012.0  g"), stable(12));
    assert_eq!(reading("S S      0.250 kg"), stable(250));
    assert_eq!(reading("ST,GS,-  0.000kg"), stable(0));
    let swinging = Ok(Reading {
        grams: 312,
        stable: false,
    });
    assert_eq!(reading("US,GS,  0.312kg"), swinging);
    assert_eq!(reading("S D      0.312 kg"), swinging);
    assert_eq!(reading("OL,GS,  9.999kg"), Err(ScaleProblem::TooMuch));
    assert_eq!(reading("S +"), Err(ScaleProblem::TooMuch));
    assert_eq!(reading("ST,NT,-  0.012kg"), Err(ScaleProblem::BelowZero));
    assert_eq!(reading("S -"), Err(ScaleProblem::BelowZero));
    for line in [
        "",
        "hello",
        "ST,GS,  0.250",
        "ST,GS,  0.25 lb",
        "S I",
        "0.250kg",
        "XX,GS, 1 g",
    ] {
        let read = reading(line);
        assert!(
            matches!(read, Err(ScaleProblem::NoWeight { .. })),
            "{line}: {read:?}"
        );
    }
}

#[test]
fn a_scale_that_sends_all_the_time_is_heard_from_its_next_whole_line() {
    let mut sending = line("0.110kg\r\nST,GS,  0.250kg\r\nST,GS,  0.260kg\r\n");
    assert_eq!(
        reading_from(&mut sending, ScaleProtocol::Sending, SOON),
        stable(250)
    );
    assert_eq!(sending.asked, b"");
}

#[test]
fn a_scale_that_has_to_be_asked_is_asked() {
    let mut asked = line("S S     1.250 kg\r\n");
    assert_eq!(
        reading_from(&mut asked, ScaleProtocol::Asked, SOON),
        stable(1_250)
    );
    assert_eq!(asked.asked, b"SI\r\n");
}

#[test]
fn a_silent_scale_and_one_that_babbles_are_told_in_words() {
    let read = |says: &str| reading_from(&mut line(says), ScaleProtocol::Sending, SOON);
    assert_eq!(read(""), Err(ScaleProblem::Silent));
    assert_eq!(
        read("").unwrap_err().to_string(),
        "the scale says nothing: see that it is on, or type the weight"
    );
    let babble = read(&"x".repeat(10_000)).unwrap_err().to_string();
    assert!(babble.contains("its line has no end"), "{babble}");
    let mut absent = SerialScale {
        path: "/dev/no-such-scale".into(),
        baud: 9_600,
        protocol: ScaleProtocol::Sending,
    };
    let why = absent.read().unwrap_err().to_string();
    assert!(
        why.starts_with("the scale on /dev/no-such-scale can't be reached"),
        "{why}"
    );
}

#[test]
fn the_command_line_reads_a_scale_and_says_what_is_wrong_with_it() {
    let (mut scale, end) = TTYPort::pair().unwrap();
    scale.set_timeout(Duration::from_secs(5)).unwrap();
    let read = |port: &str| {
        let mut read = program();
        read.args(["--json", "scale", "read", "--asked", "--port", port]);
        Ended::of(read.output().unwrap())
    };
    let scale = std::thread::spawn(move || {
        let mut asked = [0; 4];
        scale.read_exact(&mut asked).unwrap();
        scale.write_all(b"S S      0.735 kg\r\n").unwrap();
        scale
    });
    let answer = read(&end.name().unwrap()).answer();
    assert_eq!(answer, serde_json::json!({ "grams": 735, "stable": true }));
    let _line = scale.join().unwrap();
    let refused = read("/dev/no-such-scale").refused();
    assert_eq!(refused["field"], "port");
    let why = refused["message"].as_str().unwrap();
    assert!(
        why.contains("the scale on /dev/no-such-scale can't be reached"),
        "{why}"
    );
}

#[test]
fn a_scale_is_read_over_a_serial_line() {
    let (mut scale, end) = TTYPort::pair().unwrap();
    scale.set_timeout(Duration::from_secs(5)).unwrap();
    let mut ours = SerialScale {
        path: end.name().unwrap().into(),
        baud: 9_600,
        protocol: ScaleProtocol::Asked,
    };
    // The scale answers when it has heard the question.
    let scale = std::thread::spawn(move || {
        let mut asked = [0; 4];
        scale.read_exact(&mut asked).unwrap();
        scale.write_all(b"S S      0.735 kg\r\n").unwrap();
        (asked, scale)
    });
    assert_eq!(ours.read(), stable(735));
    let (asked, _line) = scale.join().unwrap();
    assert_eq!(&asked, b"SI\r\n");
    drop(end);
}
