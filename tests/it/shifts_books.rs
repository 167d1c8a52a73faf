//! What holds of every shift: expected is what its rows come to, and the books find whatever
//! does not agree with a Z report.

use proptest::{collection::vec, prelude::*};
use rusqlite::Connection;
use sherbet::{
    shop::{
        books,
        sales::{Checkout, Destination, TakeBack, TakenLine, Tender, TenderKind},
        shifts::{self, CountedTender, Move, MoveCash},
    },
    values::{Money, Quantity, RequestId, ShiftId},
};

use crate::support::{TestShop, checkout};

/// Something that happens at one of two drawers.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Sold: so much by card, the rest in cash, and so much too much.
    Sale {
        card: i64,
        more: i64,
    },
    Moved(Move, i64),
    /// One of the receipts comes back.
    Back(usize),
    Elsewhere,
}

fn step() -> impl Strategy<Value = Step> {
    let kinds = prop_oneof![Just(Move::PayIn), Just(Move::PayOut), Just(Move::Drop)];
    prop_oneof![
        4 => (0..=1050_i64, 0..=500_i64).prop_map(|(card, more)| Step::Sale { card, more }),
        2 => (kinds, 1..=5000_i64).prop_map(|(kind, minor)| Step::Moved(kind, minor)),
        1 => (0..8_usize).prop_map(Step::Back),
        1 => Just(Step::Elsewhere),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn expected_is_the_float_and_every_row_after_it(
        float in 0..=50_000_i64,
        steps in vec(step(), 1..14),
    ) {
        let shop = TestShop::new();
        let katli = shop.sweet("Kaju Katli", 1050, 999);
        let shift = shop.open_shift("Main", float).unwrap().shift;
        let other = shop.open_shift("Terrace", 7).unwrap().shift;
        let money = Money::from_minor;
        // What a person would reckon by hand.
        let (mut cash, mut card) = (float, 0);
        let mut sold: Vec<(i64, i64, i64)> = Vec::new();
        for step in steps {
            match step {
                Step::Sale { card: by_card, more } => {
                    let rest = 1050 - by_card;
                    let tenders = vec![
                        Tender { kind: TenderKind::Card, amount: money(by_card), reference: None },
                        Tender::cash(money(rest + more)),
                    ];
                    let sale = Checkout { tenders, shift: Some(shift), ..checkout(katli, 1) };
                    let done = shop.shop.execute(&shop.admin, RequestId::new(), sale).unwrap();
                    cash += rest;
                    card += by_card;
                    sold.push((done.number, rest, by_card));
                }
                Step::Moved(kind, minor) => {
                    let moving = MoveCash { shift, kind, amount: money(minor), reason: "so".into() };
                    shop.shop.execute(&shop.admin, RequestId::new(), moving).unwrap();
                    cash += if kind == Move::PayIn { minor } else { -minor };
                }
                Step::Back(which) => {
                    if which >= sold.len() { continue; }
                    let (receipt, rest, by_card) = sold.remove(which);
                    let line = TakenLine { line: 0, quantity: Quantity::of(1).unwrap(), to: Destination::Stock };
                    let back = TakeBack { receipt, lines: vec![line], reason: "so".into(), shift: Some(shift), to_credit: false, customer: None, money_went_back: false };
                    shop.shop.execute(&shop.admin, RequestId::new(), back).unwrap();
                    cash -= rest;
                    card -= by_card;
                }
                Step::Elsewhere => {
                    let sale = Checkout { shift: Some(other), ..checkout(katli, 1) };
                    shop.shop.execute(&shop.admin, RequestId::new(), sale).unwrap();
                }
            }
        }
        for (kind, reckoned) in [(TenderKind::Cash, cash), (TenderKind::Card, card)] {
            let rows = shop.shop.read(|db| shifts::explain(db, shift, kind)).unwrap().unwrap();
            let sum: i64 = rows.iter().map(|row| row.amount.minor()).sum();
            prop_assert_eq!(sum, reckoned);
            prop_assert_eq!(rows.last().map_or(0, |row| row.expected.minor()), reckoned);
            let report = shop.shop.read(|db| shifts::report(db, shift)).unwrap().unwrap();
            prop_assert_eq!(report.figures.unwrap().expected(kind), Some(money(reckoned)));
        }
        let by_card = CountedTender { kind: TenderKind::Card, amount: money(card) };
        let count = shop.count_all(&shop.admin, shift, cash.max(0), vec![by_card]).unwrap();
        let reason = (cash < 0).then_some("nobody can have less than nothing");
        let z = shop.close_on(&shop.admin, &count, reason).unwrap();
        prop_assert_eq!(z.balances[0].expected, money(cash));
        prop_assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
    }
}

/// A shop with a closed shift: one sale of 10.50 by card, 500.00 float; counted 100.00 short at
/// first, and then 1.00.
fn closed() -> TestShop {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1050, 9);
    let shift = shop.open_shift("Main", 50_000).unwrap().shift;
    let card = Tender {
        kind: TenderKind::Card,
        amount: Money::from_minor(1050),
        reference: None,
    };
    let sale = Checkout {
        tenders: vec![card],
        shift: Some(shift),
        ..checkout(katli, 1)
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), sale)
        .unwrap();
    let others = vec![CountedTender {
        kind: TenderKind::Card,
        amount: Money::from_minor(1050),
    }];
    shop.count_all(&shop.admin, shift, 40_000, others.clone())
        .unwrap();
    let count = shop.count_all(&shop.admin, shift, 49_900, others).unwrap();
    shop.close_on(&shop.admin, &count, Some("a coin rolled away"))
        .unwrap();
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
    shop
}

#[test]
fn nobody_edits_or_deletes_a_shift_its_cash_or_its_z_report() {
    let shop = closed();
    shop.open_shift("Main", 5).unwrap();
    let file = Connection::open(&shop.path).unwrap();
    for (sql, why) in [
        ("DELETE FROM shifts", "shifts are kept"),
        (
            "UPDATE shifts SET closed_ms = 0 WHERE id = 1",
            "shifts are only closed",
        ),
        (
            "UPDATE shifts SET after_sale = 1 WHERE id = 2",
            "shifts are only closed",
        ),
        ("DELETE FROM drawers", "drawers are kept"),
        ("DELETE FROM cash_moves", "cash moves are kept"),
        (
            "UPDATE cash_moves SET amount_minor = 1",
            "cash moves are final",
        ),
        ("DELETE FROM z_reports", "Z reports are kept"),
        (
            "UPDATE z_reports SET running_minor = 1",
            "Z reports are final",
        ),
        ("DELETE FROM shift_counts", "counts are kept"),
        (
            "UPDATE shift_counts SET count = '{}' WHERE number = 1",
            "counts are final",
        ),
        (
            "INSERT INTO shift_counts VALUES (1, 3, 99, 0, 1, 1, '{}')",
            "only an open shift is counted",
        ),
        ("UPDATE sales SET shift = NULL", "sales are final"),
    ] {
        assert_eq!(
            file.execute_batch(sql).unwrap_err().to_string(),
            why,
            "{sql}"
        );
    }
    let again = "INSERT INTO shifts (drawer, opened_act, opened_ms, opened_by, after_sale)
                 VALUES (1, 9, 9, 1, 1)";
    assert!(file.execute_batch(again).is_err(), "a second open shift");
}

#[test]
fn the_books_find_what_does_not_agree_with_a_z_report() {
    for (tampering, rule) in [
        (
            "UPDATE z_reports SET number = 2",
            "Z reports are numbered without a gap",
        ),
        (
            "DELETE FROM z_reports",
            "every closed shift has its Z report, and every Z report its closed shift",
        ),
        (
            "UPDATE z_reports SET report = json_set(report, '$.closed_by', 'Nobody')",
            "a Z report is what its record in the journal says",
        ),
        (
            "UPDATE z_reports SET running_minor = 9",
            "a Z report's running total is the one before it and its own",
        ),
        (
            "UPDATE z_reports SET journal_head = zeroblob(32)",
            "a Z report tells the journal's count and seal of when it was made",
        ),
        (
            "UPDATE sales SET shift = NULL",
            "a Z report counts the receipts of its shift",
        ),
        (
            "UPDATE z_reports SET report = json_set(report, '$.figures.net_minor', 1)",
            "a Z report's net and discounts are those of its receipts' lines",
        ),
        (
            "INSERT INTO sale_taxes VALUES (1, 0, 0, 'GST', 0, 1, 7)",
            "a Z report's taxes are those of its receipts",
        ),
        (
            "UPDATE tenders SET kind = 'upi'",
            "a Z report's tenders are those of its receipts",
        ),
        (
            "UPDATE cash_moves SET amount_minor = 60000 WHERE kind = 'float'",
            "a Z report's float, pay-ins, pay-outs and drops are the shift's",
        ),
        (
            "UPDATE z_reports
             SET report = json_set(report, '$.balances[0].expected_minor', 49900)",
            "what a Z report expects of a tender is what its rows come to",
        ),
        (
            "DELETE FROM cash_moves WHERE kind = 'difference'",
            "a difference is counted less expected, and booked",
        ),
        (
            "UPDATE z_reports SET report = json_set(report, '$.cash[0].pieces', 7)",
            "the cash of a Z report is the notes and coins that were counted",
        ),
        (
            "UPDATE shifts SET last_sale = 0",
            "a receipt's shift was open when it was made",
        ),
        (
            "UPDATE sales SET shift = NULL",
            "a receipt's shift is the one its record names",
        ),
        (
            "UPDATE shifts SET opened_ms = 5",
            "a shift is what the record of its opening says",
        ),
        (
            "UPDATE cash_moves SET act = 1 WHERE kind = 'float'",
            "cash that moved is what its record says",
        ),
        (
            "UPDATE cash_moves SET act = 1",
            "every opening, move, count and closing in the journal has its row",
        ),
        (
            "DELETE FROM shift_counts WHERE number = 1",
            "the counts of a shift are numbered without a gap, in the order of their acts",
        ),
        (
            "DELETE FROM shift_counts WHERE number = 1",
            "every opening, move, count and closing in the journal has its row",
        ),
        (
            "DELETE FROM shift_counts WHERE number = 1",
            "a Z report has every count of its shift",
        ),
        (
            "UPDATE shift_counts SET counted_ms = 5 WHERE number = 1",
            "a count is what its record in the journal says",
        ),
        (
            "UPDATE shift_counts
             SET count = json_set(count, '$.balances[0].expected_minor', 40000) WHERE number = 1",
            "what a count expects of a tender is what its rows came to then",
        ),
        (
            "UPDATE shift_counts
             SET count = json_set(count, '$.balances[0].difference_minor', 0) WHERE number = 1",
            "a count's difference is counted less expected, and its cash the notes and coins",
        ),
        (
            "UPDATE shift_counts SET count = json_set(count, '$.cash[0].pieces', 7)
             WHERE number = 1",
            "a count's difference is counted less expected, and its cash the notes and coins",
        ),
        (
            "UPDATE shift_counts SET act = 4 WHERE number = 2",
            "a count names the newest receipt of when it was made",
        ),
        (
            "UPDATE shift_counts SET last_sale = 2 WHERE number = 1",
            "a count names the newest receipt of when it was made",
        ),
        (
            "UPDATE shift_counts SET last_sale = 0 WHERE number = 2",
            "a shift is closed on its newest count, nothing having happened in it since",
        ),
        (
            "UPDATE shift_counts SET number = 3 WHERE number = 1",
            "a shift is closed on its newest count, nothing having happened in it since",
        ),
        (
            "UPDATE z_reports SET report = json_set(report, '$.balances[0].counted_minor', 5)",
            "a shift is closed on its newest count, nothing having happened in it since",
        ),
    ] {
        let shop = closed();
        let file = Connection::open(&shop.path).unwrap();
        file.execute_batch(
            "DROP TRIGGER z_reports_final; DROP TRIGGER z_reports_kept;
             DROP TRIGGER shifts_final; DROP TRIGGER sales_final; DROP TRIGGER tenders_final;
             DROP TRIGGER cash_moves_final; DROP TRIGGER cash_moves_kept;
             DROP TRIGGER shift_counts_final; DROP TRIGGER shift_counts_kept;",
        )
        .unwrap();
        file.execute_batch(tampering).unwrap();
        let found = shop.shop.read(books::add_up).unwrap();
        assert!(
            found.iter().any(|one| one.rule == rule),
            "{tampering}: {found:?}"
        );
    }
}

#[test]
fn a_shift_that_is_not_known_has_no_report() {
    let shop = TestShop::new();
    let none = ShiftId::new(3);
    assert!(
        shop.shop
            .read(|db| shifts::report(db, none))
            .unwrap()
            .is_none()
    );
    assert!(
        shop.shop
            .read(|db| shifts::explain(db, none, TenderKind::Cash))
            .unwrap()
            .is_none()
    );
    assert!(
        shop.shop
            .read(|db| shifts::z_report(db, 1))
            .unwrap()
            .is_none()
    );
}

#[test]
fn a_shift_that_an_older_program_closed_adds_up_without_counts() {
    let shop = TestShop::new();
    let shift = shop.open_shift("Main", 500).unwrap().shift;
    shop.close(&shop.admin, shift, 500, None).unwrap();
    let file = Connection::open(&shop.path).unwrap();
    // As it wrote it: counted in the act of closing, and no word of counts in its report.
    file.execute_batch(
        "DROP TRIGGER z_reports_final; DROP TRIGGER shift_counts_kept;
         DROP TRIGGER journal_is_final;
         DELETE FROM shift_counts;
         UPDATE z_reports SET report = json_remove(report, '$.counts');
         UPDATE journal SET outcome = json_remove(outcome, '$.counts'),
                asked = json_object('shift', 1, 'cash', json_array())
         WHERE command = 'shifts.close';
         UPDATE journal SET command = 'staff.log_in' WHERE command = 'shifts.count';",
    )
    .unwrap();
    shop.adds_up();
    let z = shop.shop.read(|db| shifts::z_report(db, 1)).unwrap();
    assert_eq!(z.unwrap().counts, []);
}
