//! Counting a drawer: what was counted stays, and a shift is closed on the newest count.

use sherbet::{
    shop::{
        Refusal,
        sales::TenderKind,
        shifts::{self, CloseShift, CountShift, CountedTender, Move, Pieces},
    },
    values::RequestId,
};

use crate::{
    shifts::{money, tender},
    support::{TestShop, refusal},
};

#[test]
fn a_tender_that_was_used_is_counted_too_and_its_difference_booked() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1000, 9);
    let shift = shop.shift_at("Main", 0);
    shop.sell_in(shift, katli, vec![tender(TenderKind::Card, 1000)])
        .unwrap();

    let refused = refusal(shop.count(&shop.admin, shift, 0));
    assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "card"));
    let count = |kind, minor| {
        let amount = money(minor);
        shop.count_all(&shop.admin, shift, 0, vec![CountedTender { kind, amount }])
    };
    assert!(matches!(
        refusal(count(TenderKind::Cash, 0)),
        Refusal::Invalid { .. }
    ));
    let counted = count(TenderKind::Card, 900).unwrap();
    let refused = refusal(shop.close_on(&shop.admin, &counted, None));
    assert!(
        refused.to_string().contains("card is 1.00 short"),
        "{refused}"
    );
    let report = shop
        .close_on(&shop.admin, &counted, Some("terminal was off"))
        .unwrap();
    let told: Vec<_> = report
        .balances
        .iter()
        .map(|b| {
            (
                b.kind,
                b.expected.minor(),
                b.counted.minor(),
                b.difference.minor(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (TenderKind::Cash, 0, 0, 0),
            (TenderKind::Card, 1000, 900, -100)
        ]
    );
    shop.adds_up();
}

#[test]
fn notes_and_coins_are_counted_each_once_and_never_below_zero() {
    let shop = TestShop::new();
    let shift = shop.shift_at("Main", 162_450);
    let count = |cash: &[(i64, i64)]| {
        let count = CountShift {
            shift,
            cash: cash
                .iter()
                .map(|&(worth, pieces)| Pieces {
                    denomination: money(worth),
                    pieces,
                })
                .collect(),
            others: vec![],
        };
        shop.shop.execute(&shop.admin, RequestId::new(), count)
    };
    for wrong in [
        [(50_000, 1), (50_000, 2)],
        [(50_000, -1), (100, 2)],
        [(0, 1), (100, 2)],
        [(i64::MAX, 2), (100, 2)],
    ] {
        let refused = refusal(count(&wrong));
        assert!(matches!(refused, Refusal::Invalid { .. }), "{refused}");
    }
    let counted = count(&[(50, 1), (50_000, 3), (100, 24), (10_000, 1), (2000, 0)]).unwrap();
    let report = shop.close_on(&shop.admin, &counted, None).unwrap();
    assert_eq!(report.cash, counted.cash);
    let kept: Vec<_> = report
        .cash
        .iter()
        .map(|p| (p.denomination.minor(), p.pieces))
        .collect();
    assert_eq!(kept, [(50_000, 3), (10_000, 1), (100, 24), (50, 1)]);
    shop.adds_up();
}

#[test]
fn who_counts_wrong_to_learn_what_is_expected_leaves_that_in_the_books() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Kaju Katli", 1000, 9);
    let shift = shop.shift_at("Main", 50_000);
    shop.sell_in(shift, katli, vec![tender(TenderKind::Cash, 1000)])
        .unwrap();

    let guess = shop.count(&ravi, shift, 1).unwrap();
    assert_eq!(
        guess.told(shop.shop.about().currency),
        "cash is 509.99 short (0.01 counted, 510.00 expected)"
    );
    shop.clock.step_ms(60_000);
    let right = shop.count(&ravi, shift, 51_000).unwrap();
    assert!(right.is_even());
    assert_eq!((guess.number, right.number), (1, 2));
    let z = shop.close_on(&ravi, &right, None).unwrap();

    let told: Vec<_> = z
        .counts
        .iter()
        .map(|count| (count.by.as_str(), count.balances[0].difference.minor()))
        .collect();
    assert_eq!(told, [("Ravi", -50_999), ("Ravi", 0)]);
    assert_eq!(z.counts[1].at.ms() - z.counts[0].at.ms(), 60_000);
    let rows = shop.why(shift, TenderKind::Cash).into_iter().map(|row| {
        (
            row.what,
            row.counted.map(|counted| counted.minor()),
            row.expected.minor(),
        )
    });
    let of = |what: &str, counted, expected| (what.to_owned(), counted, expected);
    assert_eq!(
        rows.collect::<Vec<_>>(),
        [
            of("float", None, 50_000),
            of("sale", None, 51_000),
            of("count", Some(1), 51_000),
            of("count", Some(51_000), 51_000),
        ]
    );
    shop.adds_up();
}

#[test]
fn a_shift_is_closed_on_its_newest_count_and_only_while_nothing_happened_since() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Kaju Katli", 1000, 9);
    let shift = shop.shift_at("Main", 500);
    let other = shop.shift_at("Terrace", 0);
    let told = |count: i64| {
        let close = CloseShift {
            shift,
            count,
            reason: None,
        };
        refusal(shop.shop.execute(&shop.admin, RequestId::new(), close)).to_string()
    };
    assert_eq!(
        told(1),
        "the shift is still open, because nobody has counted it yet; count it, then close it"
    );

    shop.count(&shop.admin, shift, 500).unwrap();
    shop.clock.step_ms(60_000);
    shop.sell_in(shift, katli, vec![tender(TenderKind::Cash, 1000)])
        .unwrap();
    let outdated = "the shift is still open, because something was sold, taken back or moved in \
                    it since Asha counted at 09:00:00; count it, then close it";
    assert_eq!(told(1), outdated);

    let second = shop.count(&shop.admin, shift, 1500).unwrap();
    shop.move_cash(shift, Move::Drop, 1000).unwrap();
    assert!(told(2).contains("since Asha counted at 09:01:00"));

    let third = shop.count(&ravi, shift, 500).unwrap();
    assert_eq!((second.number, third.number), (2, 3));
    assert_eq!(
        told(2),
        "the shift is still open, because Ravi made a newer count, number 3, at 09:01:00; count \
         it, then close it"
    );
    // What is sold at another drawer changes nothing here.
    shop.sell_in(other, katli, vec![tender(TenderKind::Cash, 1000)])
        .unwrap();
    shop.sell(katli, 1).unwrap();
    let z = shop.close_on(&shop.admin, &third, None).unwrap();
    assert_eq!(z.counts.len(), 3);
    assert!(matches!(
        refusal(shop.count(&ravi, shift, 500)),
        Refusal::ShiftClosed { .. }
    ));
    shop.adds_up();
}

#[test]
fn what_was_counted_is_told_to_who_may_see_it_only_while_it_is_open() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let shift = shop.shift_at("Main", 500);
    shop.count(&ravi, shift, 400).unwrap();
    let seen = |by| {
        let report = shifts::report_for(&shop.shop, by, shift);
        report.unwrap().unwrap()
    };
    assert_eq!(seen(&shop.admin).counts.len(), 1);
    let blind = seen(&ravi);
    assert_eq!((blind.counts.len(), blind.expected.len()), (0, 0));
    assert_eq!(
        shop.shop
            .read(|db| shifts::standing_count(db, shift))
            .unwrap()
            .unwrap()
            .number,
        1
    );
    shop.move_cash(shift, Move::PayIn, 100).unwrap();
    assert_eq!(
        shop.shop
            .read(|db| shifts::standing_count(db, shift))
            .unwrap(),
        None
    );
}
