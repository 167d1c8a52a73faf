//! Shifts: who opens, what a drawer should hold and why, and what is closed.

use std::{sync::Barrier, thread};

use sherbet::{
    shop::{
        Permission, Refusal, Session, Trouble, books, journal,
        sales::{self, Checkout, Destination, TakeBack, TakenLine, Tender, TenderKind, VoidSale},
        settings::ChangeSetting,
        shifts::{
            self, Because, CloseShift, CountedTender, Move, MoveCash, Moved, OpenShift, Opened,
            Pieces, ShiftRules, ZReport,
        },
        taxes::AddTax,
    },
    values::{Money, Quantity, Rate, RequestId, ShiftId, SweetId},
};

use crate::support::{TestShop, checkout, refusal};

fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

fn tender(kind: TenderKind, minor: i64) -> Tender {
    Tender {
        kind,
        amount: money(minor),
        reference: None,
    }
}

/// So much cash, in single paise.
pub fn counted(minor: i64) -> Vec<Pieces> {
    vec![Pieces {
        denomination: money(1),
        pieces: minor,
    }]
}

impl TestShop {
    pub fn open_shift(&self, drawer: &str, float: i64) -> Result<Opened, Trouble> {
        let open = OpenShift {
            drawer: drawer.into(),
            float: money(float),
        };
        self.shop.execute(&self.admin, RequestId::new(), open)
    }

    fn shift_at(&self, drawer: &str, float: i64) -> ShiftId {
        self.open_shift(drawer, float).unwrap().shift
    }

    fn move_cash(&self, shift: ShiftId, kind: Move, minor: i64) -> Result<Moved, Trouble> {
        let moving = MoveCash {
            shift,
            kind,
            amount: money(minor),
            reason: "milk".into(),
        };
        self.shop.execute(&self.admin, RequestId::new(), moving)
    }

    fn sell_in(
        &self,
        shift: ShiftId,
        sweet: SweetId,
        tenders: Vec<Tender>,
    ) -> Result<sales::Sold, Trouble> {
        let sale = Checkout {
            tenders,
            shift: Some(shift),
            ..checkout(sweet, 1)
        };
        self.shop.execute(&self.admin, RequestId::new(), sale)
    }

    fn close(
        &self,
        by: &Session,
        shift: ShiftId,
        cash: i64,
        reason: Option<&str>,
    ) -> Result<ZReport, Trouble> {
        let close = CloseShift {
            shift,
            cash: counted(cash),
            others: vec![],
            reason: reason.map(str::to_owned),
        };
        self.shop.execute(by, RequestId::new(), close)
    }

    fn why(&self, shift: ShiftId, kind: TenderKind) -> Vec<Because> {
        let rows = self.shop.read(|db| shifts::explain(db, shift, kind));
        rows.unwrap().unwrap()
    }

    fn expected(&self, shift: ShiftId, kind: TenderKind) -> i64 {
        let report = self.shop.read(|db| shifts::report(db, shift));
        let figures = report.unwrap().unwrap().figures;
        figures.expected(kind).unwrap().minor()
    }

    pub fn adds_up(&self) {
        assert_eq!(self.shop.read(books::add_up).unwrap(), []);
    }
}

#[test]
fn of_105_paid_50_by_bank_and_60_in_cash_the_drawer_has_55_more() {
    let shop = TestShop::new();
    let box_ = shop.sweet("Gift box", 10_500, 9);
    let shift = shop.shift_at("Main", 50_000);

    let paid = vec![
        tender(TenderKind::Bank, 5000),
        tender(TenderKind::Cash, 6000),
    ];
    let sold = shop.sell_in(shift, box_, paid).unwrap();

    assert_eq!(sold.change, money(500));
    assert_eq!(shop.expected(shift, TenderKind::Cash), 55_500);
    assert_eq!(shop.expected(shift, TenderKind::Bank), 5000);
    let rows = shop.why(shift, TenderKind::Cash);
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.what.as_str(),
                row.receipt,
                row.amount.minor(),
                row.expected.minor(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("float", None, 50_000, 50_000),
            ("sale", Some(1), 5500, 55_500)
        ]
    );
    assert_eq!((rows[1].given, rows[1].change), (money(6000), money(500)));
}

#[test]
fn expected_4310_opens_the_rows_it_is_made_of() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 100_000, 99);
    let shift = shop.shift_at("Main", 50_000);
    for _ in 0..5 {
        shop.sell_in(shift, katli, vec![tender(TenderKind::Cash, 120_000)])
            .unwrap();
    }
    // Sold elsewhere, and by nobody's drawer: no part of it.
    let other = shop.shift_at("Terrace", 0);
    shop.sell_in(other, katli, vec![tender(TenderKind::Cash, 100_000)])
        .unwrap();
    shop.sell(katli, 1).unwrap();
    shop.move_cash(shift, Move::PayIn, 20_000).unwrap();
    shop.move_cash(shift, Move::PayOut, 4_000).unwrap();
    shop.move_cash(shift, Move::Drop, 35_000).unwrap();
    let back = TakeBack {
        receipt: 2,
        lines: vec![TakenLine {
            line: 0,
            quantity: Quantity::of(1).unwrap(),
            to: Destination::Stock,
        }],
        reason: "too sweet".into(),
        to_credit: false,
        customer: None,
        shift: Some(shift),
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), back)
        .unwrap();

    assert_eq!(shop.expected(shift, TenderKind::Cash), 431_000);
    let rows = shop.why(shift, TenderKind::Cash);
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.what.as_str(), row.amount.minor()))
        .collect();
    assert_eq!(
        told,
        [
            ("float", 50_000),
            ("sale", 100_000),
            ("sale", 100_000),
            ("sale", 100_000),
            ("sale", 100_000),
            ("sale", 100_000),
            ("pay_in", 20_000),
            ("pay_out", -4_000),
            ("drop", -35_000),
            ("return", -100_000),
        ]
    );
    assert_eq!(rows.last().unwrap().expected, money(431_000));
    assert_eq!(rows.last().unwrap().reason.as_deref(), Some("too sweet"));
    shop.adds_up();
}

#[test]
fn a_drawer_has_one_open_shift_and_the_next_is_told_whose() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let open = OpenShift {
        drawer: "Main".into(),
        float: money(100),
    };
    let first = shop.shop.execute(&ravi, RequestId::new(), open).unwrap();

    let refused = refusal(shop.open_shift(" main ", 500));

    let Refusal::ShiftOpen {
        drawer,
        shift,
        by,
        time,
        ..
    } = refused
    else {
        panic!("{refused:?}");
    };
    assert_eq!(
        (drawer.as_str(), by.as_str(), time.as_str()),
        ("Main", "Ravi", "09:00:00")
    );
    assert_eq!(shift, first.shift);
    assert!(shop.open_shift("Terrace", 500).is_ok());
    let drawers = shop.shop.read(shifts::drawers).unwrap();
    let names: Vec<_> = drawers.iter().map(|drawer| drawer.name.as_str()).collect();
    assert_eq!(names, ["Main", "Terrace"]);
    shop.adds_up();
}

#[test]
fn of_eight_who_open_one_drawer_at_once_one_does() {
    let shop = TestShop::new();
    let start = Barrier::new(8);
    let answers: Vec<_> = thread::scope(|scope| {
        let tries: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    shop.open_shift("Main", 500)
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let opened: Vec<_> = answers.iter().filter_map(|a| a.as_ref().ok()).collect();
    assert_eq!(opened.len(), 1);
    let told = answers.iter().filter(|answer| {
        matches!(answer, Err(Trouble::Refused(Refusal::ShiftOpen { shift, .. })) if *shift == opened[0].shift)
    });
    assert_eq!(told.count(), 7);
    shop.adds_up();
}

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
            let report = shop.close(&shop.admin, shift, 0, Some("not counted"));
            let sold: i64 = sellers.into_iter().map(|one| one.join().unwrap()).sum();
            (report.unwrap(), sold)
        });
        assert_eq!(report.figures.sales.receipts, sold);
        assert_eq!(report.balances[0].expected, money(1000 * sold));
        assert_eq!(shop.on_hand(katli), 99 - sold);
        shop.adds_up();
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
fn a_tender_that_was_used_is_counted_too_and_its_difference_booked() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1000, 9);
    let shift = shop.shift_at("Main", 0);
    shop.sell_in(shift, katli, vec![tender(TenderKind::Card, 1000)])
        .unwrap();

    let refused = refusal(shop.close(&shop.admin, shift, 0, None));
    assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "card"));
    let close = |kind, minor, reason: Option<&str>| {
        let close = CloseShift {
            shift,
            cash: vec![],
            others: vec![CountedTender {
                kind,
                amount: money(minor),
            }],
            reason: reason.map(str::to_owned),
        };
        shop.shop.execute(&shop.admin, RequestId::new(), close)
    };
    assert!(matches!(
        refusal(close(TenderKind::Cash, 0, None)),
        Refusal::Invalid { .. }
    ));
    let refused = refusal(close(TenderKind::Card, 900, None));
    assert!(
        refused.to_string().contains("card is 1.00 short"),
        "{refused}"
    );
    let report = close(TenderKind::Card, 900, Some("terminal was off")).unwrap();
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
    let close = |cash: &[(i64, i64)]| {
        let close = CloseShift {
            shift,
            cash: cash
                .iter()
                .map(|&(worth, pieces)| Pieces {
                    denomination: money(worth),
                    pieces,
                })
                .collect(),
            others: vec![],
            reason: None,
        };
        shop.shop.execute(&shop.admin, RequestId::new(), close)
    };
    for wrong in [
        [(50_000, 1), (50_000, 2)],
        [(50_000, -1), (100, 2)],
        [(0, 1), (100, 2)],
        [(i64::MAX, 2), (100, 2)],
    ] {
        let refused = refusal(close(&wrong));
        assert!(matches!(refused, Refusal::Invalid { .. }), "{refused}");
    }
    let report = close(&[(50, 1), (50_000, 3), (100, 24), (10_000, 1), (2000, 0)]).unwrap();
    let kept: Vec<_> = report
        .cash
        .iter()
        .map(|p| (p.denomination.minor(), p.pieces))
        .collect();
    assert_eq!(kept, [(50_000, 3), (10_000, 1), (100, 24), (50, 1)]);
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
        let head = shop.shop.read(journal::head).unwrap();
        let report = shop
            .close(&shop.admin, shift, 100 + 5250 * number, None)
            .unwrap();
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
fn what_is_asked_twice_is_opened_moved_and_closed_once() {
    let shop = TestShop::new();
    let request = RequestId::new();
    let open = OpenShift {
        drawer: "Main".into(),
        float: money(100),
    };
    let first = shop
        .shop
        .execute(&shop.admin, request, open.clone())
        .unwrap();
    assert_eq!(
        shop.shop.execute(&shop.admin, request, open).unwrap(),
        first
    );
    let request = RequestId::new();
    let pay_in = MoveCash {
        shift: first.shift,
        kind: Move::PayIn,
        amount: money(50),
        reason: "change".into(),
    };
    for _ in 0..2 {
        shop.shop
            .execute(&shop.admin, request, pay_in.clone())
            .unwrap();
    }
    assert_eq!(shop.expected(first.shift, TenderKind::Cash), 150);
    let request = RequestId::new();
    let close = CloseShift {
        shift: first.shift,
        cash: counted(150),
        others: vec![],
        reason: None,
    };
    let report = shop
        .shop
        .execute(&shop.admin, request, close.clone())
        .unwrap();
    assert_eq!(
        shop.shop.execute(&shop.admin, request, close).unwrap(),
        report
    );
    shop.adds_up();
}

#[test]
fn a_move_wants_an_amount_and_a_reason() {
    let shop = TestShop::new();
    let shift = shop.shift_at("Main", 100);
    for (minor, reason, field) in [
        (0, "milk", "amount"),
        (-5, "milk", "amount"),
        (5, " ", "reason"),
    ] {
        let moving = MoveCash {
            shift,
            kind: Move::PayOut,
            amount: money(minor),
            reason: reason.into(),
        };
        let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), moving));
        assert!(
            matches!(&refused, Refusal::Invalid { field: at, .. } if at == field),
            "{refused}"
        );
    }
    assert!(matches!(
        refusal(shop.open_shift("Side", -1)),
        Refusal::Invalid { .. }
    ));
    assert!(matches!(
        refusal(shop.open_shift("", 0)),
        Refusal::Invalid { .. }
    ));
}
