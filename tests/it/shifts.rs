//! Shifts: who opens, what a drawer should hold and why, and what is closed.

use std::{sync::Barrier, thread};

use sherbet::{
    shop::{
        Refusal, Session, Trouble,
        sales::{self, Checkout, Destination, TakeBack, TakenLine, Tender, TenderKind},
        shifts::{
            self, Because, CloseShift, Count, CountShift, CountedTender, Move, MoveCash, Moved,
            OpenShift, Opened, Pieces, ZReport,
        },
    },
    values::{Money, Quantity, RequestId, ShiftId, SweetId},
};

use crate::{
    checker,
    support::{TestShop, checkout, refusal},
};

pub fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

pub fn tender(kind: TenderKind, minor: i64) -> Tender {
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

    pub fn shift_at(&self, drawer: &str, float: i64) -> ShiftId {
        self.open_shift(drawer, float).unwrap().shift
    }

    pub fn move_cash(&self, shift: ShiftId, kind: Move, minor: i64) -> Result<Moved, Trouble> {
        let moving = MoveCash {
            shift,
            kind,
            amount: money(minor),
            reason: "milk".into(),
        };
        self.shop.execute(&self.admin, RequestId::new(), moving)
    }

    pub fn sell_in(
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

    /// Counts so much cash and nothing else.
    pub fn count(&self, by: &Session, shift: ShiftId, cash: i64) -> Result<Count, Trouble> {
        self.count_all(by, shift, cash, vec![])
    }

    pub fn count_all(
        &self,
        by: &Session,
        shift: ShiftId,
        cash: i64,
        others: Vec<CountedTender>,
    ) -> Result<Count, Trouble> {
        let count = CountShift {
            shift,
            cash: counted(cash),
            others,
        };
        self.shop.execute(by, RequestId::new(), count)
    }

    pub fn close_on(
        &self,
        by: &Session,
        count: &Count,
        reason: Option<&str>,
    ) -> Result<ZReport, Trouble> {
        let close = CloseShift {
            shift: count.shift,
            count: count.number,
            reason: reason.map(str::to_owned),
        };
        self.shop.execute(by, RequestId::new(), close)
    }

    /// Counts, and closes on that.
    pub fn close(
        &self,
        by: &Session,
        shift: ShiftId,
        cash: i64,
        reason: Option<&str>,
    ) -> Result<ZReport, Trouble> {
        let count = self.count(by, shift, cash)?;
        self.close_on(by, &count, reason)
    }

    pub fn why(&self, shift: ShiftId, kind: TenderKind) -> Vec<Because> {
        let rows = self.shop.read(|db| shifts::explain(db, shift, kind));
        rows.unwrap().unwrap()
    }

    pub fn expected(&self, shift: ShiftId, kind: TenderKind) -> i64 {
        let report = self.shop.read(|db| shifts::report(db, shift));
        let figures = report.unwrap().unwrap().figures.unwrap();
        figures.expected(kind).unwrap().minor()
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
        money_went_back: false,
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
    checker::whole(&shop.path);
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
    let count = CountShift {
        shift: first.shift,
        cash: counted(150),
        others: vec![],
    };
    for _ in 0..2 {
        let count = shop.shop.execute(&shop.admin, request, count.clone());
        assert_eq!(count.unwrap().number, 1);
    }
    let request = RequestId::new();
    let close = CloseShift {
        shift: first.shift,
        count: 1,
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
