//! Counting a drawer and closing its shift: what is counted stays, and nothing slips in between.

use std::{sync::Barrier, thread};

use sherbet::{
    shop::{
        Permission, Refusal, Trouble, journal,
        sales::{self, TenderKind, VoidSale},
        settings::ChangeSetting,
        shifts::{self, Move, ShiftRules},
        taxes::AddTax,
    },
    values::{Rate, RequestId, ShiftId},
};

use crate::{
    checker,
    shifts::{money, tender},
    support::{PASSWORD, TestShop, refusal},
};

#[test]
fn a_sale_that_meets_the_closing_is_in_the_z_report_or_refused() {
    for _ in 0..12 {
        let shop = TestShop::new();
        let katli = shop.sweet("Kaju Katli", 1000, 99);
        let shift = shop.shift_at("Main", 0);
        let start = Barrier::new(5);
        let (report, sold) = thread::scope(|scope| {
            let sellers: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        start.wait();
                        let tries = (0..6).map(|_| {
                            let paid = vec![tender(TenderKind::Cash, 1000)];
                            match shop.sell_in(shift, katli, paid) {
                                Ok(_) => 1,
                                Err(Trouble::Refused(Refusal::ShiftClosed { .. })) => 0,
                                other => panic!("{other:?}"),
                            }
                        });
                        tries.sum::<i64>()
                    })
                })
                .collect();
            start.wait();
            // Each sale in between makes the count an old one.
            let report = loop {
                match shop.close(&shop.admin, shift, 0, Some("not counted")) {
                    Err(Trouble::Refused(Refusal::CountAgain { .. })) => {}
                    closed => break closed.unwrap(),
                }
            };
            let sold: i64 = sellers.into_iter().map(|one| one.join().unwrap()).sum();
            (report, sold)
        });
        assert_eq!(report.figures.sales.receipts, sold);
        assert_eq!(report.balances[0].expected, money(1000 * sold));
        assert_eq!(shop.on_hand(katli), 99 - sold);
        checker::whole(&shop.path);
    }
}

#[test]
fn a_closed_shift_takes_no_sale_no_cash_and_no_void() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1000, 9);
    let shift = shop.shift_at("Main", 0);
    let paid = || vec![tender(TenderKind::Cash, 1000)];
    shop.sell_in(shift, katli, paid()).unwrap();
    shop.close(&shop.admin, shift, 1000, None).unwrap();

    let refused = refusal(shop.sell_in(shift, katli, paid()));
    assert!(
        matches!(&refused, Refusal::ShiftClosed { drawer, by, .. } if drawer == "Main" && by == "Asha")
    );
    assert_eq!(shop.on_hand(katli), 8);
    assert!(matches!(
        refusal(shop.move_cash(shift, Move::Drop, 100)),
        Refusal::ShiftClosed { .. }
    ));
    assert!(matches!(
        refusal(shop.close(&shop.admin, shift, 1000, None)),
        Refusal::ShiftClosed { .. }
    ));
    let void = VoidSale {
        receipt: 1,
        reason: "rung up twice".into(),
        shift: None,
    };
    let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), void));
    assert!(
        refused.to_string().contains("shift that was closed"),
        "{refused}"
    );
    assert_eq!(
        refusal(shop.sell_in(ShiftId::new(7), katli, paid())),
        Refusal::unknown("shift", 7)
    );
    shop.adds_up();
}

#[test]
fn a_sale_is_voided_while_its_shift_is_open_even_past_midnight() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1000, 9);
    let shift = shop.shift_at("Main", 500);
    shop.sell_in(shift, katli, vec![tender(TenderKind::Cash, 1000)])
        .unwrap();
    shop.sell(katli, 1).unwrap();
    shop.clock.step_ms(20 * 60 * 60 * 1000);
    let void = |receipt| {
        let void = VoidSale {
            receipt,
            reason: "rung up twice".into(),
            shift: None,
        };
        shop.shop.execute(&shop.admin, RequestId::new(), void)
    };

    let done = void(1).unwrap();

    let slip = shop.shop.read(|db| sales::receipt(db, done.number));
    assert_eq!(slip.unwrap().unwrap().shift, Some(shift));
    assert_eq!(shop.expected(shift, TenderKind::Cash), 500);
    let refused = refusal(void(2)).to_string();
    assert!(refused.contains("of another day"), "{refused}");
    let report = shop.close(&shop.admin, shift, 500, None).unwrap();
    assert_eq!(
        (report.figures.voids.receipts, report.figures.voids.total),
        (1, money(-1000))
    );
    shop.adds_up();
}

#[test]
fn a_difference_wants_a_reason_and_a_large_one_a_supervisor() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let rules = ChangeSetting {
        version: 0,
        value: ShiftRules {
            difference_limit: money(1000),
        },
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), rules)
        .unwrap();
    let shift = shop.shift_at("Main", 431_000);

    let refused = refusal(shop.close(&ravi, shift, 430_000, None));
    assert_eq!(
        refused.to_string(),
        "the shift is still open: cash is 10.00 short (4,300.00 counted, 4,310.00 expected); \
         count again, or give the reason of the difference"
    );
    let refused = refusal(shop.close(&ravi, shift, 432_001, Some("found under the tray")));
    assert_eq!(
        refused,
        Refusal::NotAllowed {
            needs: Permission::BookDifference,
            who: "Ravi".into()
        }
    );
    let report = shop
        .close(&ravi, shift, 430_000, Some("a note too much"))
        .unwrap();

    assert_eq!(report.balances[0].difference, money(-1000));
    assert_eq!(
        (report.closed_by.as_str(), report.reason.as_deref()),
        ("Ravi", Some("a note too much"))
    );
    let second = shop.shift_at("Main", 0);
    let report = shop.close(&shop.admin, second, 1001, Some("found under the tray"));
    assert_eq!(report.unwrap().balances[0].difference, money(1001));
    let rows = shop.shop.read(|db| shifts::z_reports(db, None, 9)).unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.number, row.difference.minor()))
        .collect();
    assert_eq!(told, [(2, 1001), (1, -1000)]);
    shop.adds_up();
}

#[test]
fn z_reports_count_on_and_name_the_head_of_the_journal() {
    let shop = TestShop::new();
    shop.shop
        .execute(
            &shop.admin,
            RequestId::new(),
            AddTax {
                name: "GST".into(),
                rate: Rate::parse("12").unwrap(),
                inside: true,
                usual: true,
            },
        )
        .unwrap();
    let katli = shop.sweet("Kaju Katli", 5250, 99);
    let mut running = 0;
    for number in 1..=3 {
        let shift = shop.shift_at("Main", 100);
        for _ in 0..number {
            shop.sell_in(shift, katli, vec![tender(TenderKind::Cash, 5250)])
                .unwrap();
        }
        let count = shop.count(&shop.admin, shift, 100 + 5250 * number).unwrap();
        let head = shop.shop.read(journal::head).unwrap();
        let report = shop.close_on(&shop.admin, &count, None).unwrap();
        running += 5250 * number;
        assert_eq!((report.number, report.running), (number, money(running)));
        assert_eq!(
            (report.journal_acts, &report.journal_head),
            (head.acts, &head.seal)
        );
        let figures = &report.figures;
        assert_eq!(
            (figures.sales.receipts, figures.total),
            (number, money(5250 * number))
        );
        assert_eq!(figures.net, money(4687 * number));
        assert_eq!(figures.taxes.len(), 1);
        assert_eq!(
            (figures.taxes[0].net, figures.taxes[0].amount),
            (money(4687 * number), money(563 * number))
        );
        let kept = shop.shop.read(|db| shifts::z_report(db, number));
        assert_eq!(kept.unwrap().unwrap(), report);
    }
    shop.adds_up();
}

#[test]
fn a_supervisors_grant_books_a_large_difference_and_the_books_agree_with_its_record() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    shop.shop
        .set_pin(&shop.admin, RequestId::new(), PASSWORD, "4071")
        .unwrap();
    let shift = shop.shift_at("Main", 50_000);
    let count = shop.count(&ravi, shift, 1).unwrap();
    let close = || shop.close_on(&ravi, &count, Some("the till was left open"));
    assert_eq!(
        refusal(close()).to_string(),
        "Ravi may not book so large a difference; ask a supervisor for a grant"
    );
    let asha = ("Asha", "4071");
    let needs = Permission::BookDifference;
    shop.shop
        .grant(&ravi, RequestId::new(), asha, needs, 5)
        .unwrap();
    let z = close().unwrap();
    assert_eq!(z.balances[0].difference, money(-49_999));
    let record = shop.shop.read(|db| journal::list(db, None, 1)).unwrap();
    assert!(record[0].outcome.contains("\"granted\":["));
    shop.adds_up();
}
