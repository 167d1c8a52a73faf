//! Codes on the command line: what came of one is told in words and by the exit status.

use sherbet::{
    shop::{
        Session, Shop,
        codes::{self, Asked},
    },
    values::RequestId,
};

use crate::{
    appointments_support::pending_for,
    command_line_support::{Corner, Ended},
    orders_support::{order_in, ready_for},
    support::PASSWORD,
};

const ZOE: &str = "98765 43210";

/// A shop of the program's, and Asha in it, who sees what a customer's display would show.
fn corner() -> (Corner, Shop, Session) {
    let corner = Corner::founded();
    let shop = corner.open();
    let asha = shop.log_in("Asha", PASSWORD, "window").unwrap();
    (corner, shop, asha)
}

/// Asks for a code for the display, and tells its digits and others.
fn asked(corner: &Corner, (shop, asha): (&Shop, &Session), of: [&str; 2]) -> (String, String) {
    let [purpose, subject] = of;
    let ask = ["codes", "ask", "--for", purpose, "--subject", subject];
    let ask = ask.into_iter().chain(["--way", "display"]);
    let asked: Asked = serde_json::from_value(corner.asha(ask).done()).unwrap();
    let code = codes::shown(shop, asha, asked.code).unwrap().unwrap();
    let other = (code.parse::<u32>().unwrap() + 1) % 1_000_000;
    (code.to_string(), format!("{other:06}"))
}

/// What a command that got no right code ended with: its status, what it was, and how many tries
/// are left.
fn not_right(ended: &Ended) -> (i32, String, Option<i64>) {
    assert_eq!(ended.out, "");
    let said: serde_json::Value = serde_json::from_str(&ended.err).unwrap();
    let refused = &said["refused"];
    assert_eq!(refused["reason"], "wrong_code", "{said}");
    let why = refused["why"].as_str().or(refused["verdict"].as_str());
    (
        ended.code,
        why.unwrap().to_owned(),
        refused["left"].as_i64(),
    )
}

#[test]
fn a_booking_is_confirmed_by_a_code_and_each_verdict_has_its_exit_status() {
    let (corner, shop, asha) = corner();
    let id = pending_for(&shop, &asha, ZOE).to_string();
    let confirm = |code: &str| corner.asha(["appointments", "confirm", &id, "--code", code]);
    assert_eq!(not_right(&confirm("123456")), (6, "none".into(), None));
    let (code, other) = asked(&corner, (&shop, &asha), ["booking", &id]);
    for left in [4, 3, 2, 1] {
        let wrong = not_right(&confirm(&other));
        assert_eq!(wrong, (1, "wrong".into(), Some(left)));
    }
    assert_eq!(not_right(&confirm(&other)), (4, "guessed".into(), None));
    assert_eq!(not_right(&confirm(&code)), (6, "none".into(), None));
    // What is no code is refused as any field is, and not counted.
    let (code, _) = asked(&corner, (&shop, &asha), ["booking", &id]);
    assert_eq!(confirm("12345").refused()["field"], "code");
    let confirmed = confirm(&code).done();
    assert_eq!(confirmed["state"], "confirmed");
    assert_eq!(confirmed["version"], 2);
    corner.is_whole();
}

#[test]
fn an_order_is_handed_over_by_a_code_and_asked_again_it_is_the_same_sale() {
    let (corner, shop, asha) = corner();
    let order = ready_for(&shop, &asha, ZOE);
    let name = order_in(&shop, order).code;
    let hand_over = |code: &str, request: &str| {
        let hand_over = [
            "orders",
            "hand-over",
            &name,
            "--cash",
            "100",
            "--code",
            code,
        ];
        corner.asha(hand_over.into_iter().chain(["--request", request]))
    };
    let (code, other) = asked(&corner, (&shop, &asha), ["hand_over", &order.to_string()]);
    let new = || RequestId::new().to_string();
    let wrong = not_right(&hand_over(&other, &new()));
    assert_eq!(wrong, (1, "wrong".into(), Some(4)));
    assert_eq!(corner.on_hand("Laddu"), 1);
    let request = new();
    let handed = hand_over(&code, &request).done();
    assert_eq!(handed["number"], 1);
    assert_eq!(hand_over(&code, &request).done(), handed);
    assert_eq!(corner.on_hand("Laddu"), 0);
    assert_eq!(not_right(&hand_over(&code, &new())).0, 6);
    corner.is_whole();
}

#[test]
fn in_words_it_says_how_many_tries_are_left_and_what_is_next() {
    let (corner, shop, asha) = corner();
    let id = pending_for(&shop, &asha, ZOE).to_string();
    let said = |arguments: &[&str]| {
        let mut command = corner.asked_by("Asha");
        let ended = Ended::of(command.args(arguments).output().unwrap());
        format!("{} {}{}", ended.code, ended.out, ended.err)
    };
    let confirm = |code: &str| said(&["appointments", "confirm", &id, "--code", code]);
    assert_eq!(
        confirm("123456"),
        "6 refused: there is no code for this now; ask for a new one\n"
    );
    let ask = [
        "codes",
        "ask",
        "--for",
        "booking",
        "--subject",
        &id,
        "--way",
        "display",
    ];
    let told = said(&ask);
    assert!(
        told.starts_with("0 a code waits for a customer's display, good until "),
        "{told}"
    );
    assert!(told.contains("open it in a window"), "{told}");
    let told = said(&["codes", "show", "--for", "booking", "--subject", &id]);
    assert!(
        told.ends_with("Customer display to …210: waiting\n"),
        "{told}"
    );
    let code = codes::shown(&shop, &asha, 1).unwrap().unwrap();
    let other = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    for left in ["4 tries are left", "3 tries are left", "2 tries are left"] {
        let wrong = format!("1 refused: this is not the code; {left}\n");
        assert_eq!(confirm(&other), wrong);
    }
    assert_eq!(
        confirm(&other),
        "1 refused: this is not the code; one more try is left, then ask for a new one\n"
    );
    assert_eq!(
        confirm(&other),
        "4 refused: this is not the code, and it was tried five times: it is dead; ask for a new one\n"
    );
}

#[test]
fn the_wrong_subject_is_refused_in_words_and_nothing_waits() {
    let (corner, shop, asha) = corner();
    let order = ready_for(&shop, &asha, ZOE);
    let ask = [
        "codes",
        "ask",
        "--for",
        "hand_over",
        "--subject",
        "7",
        "--way",
        "display",
    ];
    let refused = corner.asha(ask).refused();
    assert_eq!(refused["reason"], "unknown");
    let order = order.to_string();
    let of = ["codes", "ask", "--for", "hand_over", "--subject", &order];
    let others = of
        .into_iter()
        .chain(["--way", "display", "--phone", "98765 43299"]);
    assert_eq!(corner.asha(others).refused()["field"], "phone");
    assert_eq!(
        corner.asha(["messages", "list"]).answer(),
        serde_json::json!([])
    );
}
