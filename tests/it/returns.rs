//! Goods that come back: never twice, and the money the way it came.

use std::thread;

use sherbet::{
    shop::{
        BackOf, Refusal, Trouble, books,
        catalogue::AddSweet,
        sales::{
            self, Checkout, CheckoutLine, Destination, Kind, TakeBack, TakenLine, Tender,
            TenderKind, TookBack, VoidSale,
        },
        settings::{ChangeSetting, Selling},
        stock::{self, Reason},
        taxes::AddTax,
    },
    values::{Money, Quantity, Rate, RequestId, SweetId},
};

use crate::{
    checker,
    support::{TestShop, refusal, sweet},
};

fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

fn taken(line: i64, quantity: i64, to: Destination) -> TakenLine {
    TakenLine {
        line,
        quantity: Quantity::of(quantity).unwrap(),
        to,
    }
}

fn back(receipt: i64, lines: Vec<TakenLine>) -> TakeBack {
    TakeBack {
        receipt,
        lines,
        reason: "not as ordered".into(),
        shift: None,
        to_credit: false,
        customer: None,
        money_went_back: false,
    }
}

impl TestShop {
    fn take_back(&self, lines: Vec<TakenLine>) -> Result<TookBack, Trouble> {
        self.shop
            .execute(&self.admin, RequestId::new(), back(1, lines))
    }

    fn sold(&self, sweet: SweetId, quantity: i64, tenders: Vec<Tender>) {
        let checkout = Checkout {
            lines: vec![CheckoutLine::of(sweet, Quantity::of(quantity).unwrap())],
            discount: None,
            tenders,
            total: None,
            note: None,
            basket: None,
            ..Checkout::default()
        };
        self.shop
            .execute(&self.admin, RequestId::new(), checkout)
            .unwrap();
    }

    fn in_order(&self) {
        assert_eq!(self.shop.read(books::add_up).unwrap(), []);
    }
}

#[test]
fn what_comes_back_is_on_the_shelf_again_and_its_money_with_the_customer() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.sold(katli, 3, vec![Tender::cash(money(20_000))]);

    let done = shop
        .take_back(vec![taken(0, 2, Destination::Stock)])
        .unwrap();

    assert_eq!((done.number, done.total), (2, money(-9100)));
    assert_eq!(done.refunds.len(), 1);
    assert_eq!(
        (done.refunds[0].kind, done.refunds[0].amount),
        (TenderKind::Cash, money(9100))
    );
    assert_eq!(shop.on_hand(katli), 9);
    let slip = shop.shop.read(|db| sales::receipt(db, 2)).unwrap().unwrap();
    assert_eq!((slip.kind, slip.returns_of), (Kind::Return, Some(1)));
    assert_eq!((slip.lines[0].quantity, slip.total), (-2, money(-9100)));
    let sold = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    assert_eq!((sold.lines[0].taken_back, sold.returned_on), (2, vec![2]));
    shop.in_order();
}

#[test]
fn what_is_thrown_away_comes_back_and_leaves_again_with_its_reason() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.sold(katli, 3, vec![Tender::cash(money(13_650))]);

    shop.take_back(vec![taken(0, 1, Destination::Waste)])
        .unwrap();

    assert_eq!(shop.on_hand(katli), 7);
    let moves = shop
        .shop
        .read(|db| stock::movements(db, katli, None, 10))
        .unwrap();
    let told: Vec<_> = moves.iter().map(|m| (m.reason, m.delta)).collect();
    assert_eq!(
        told,
        [
            (Reason::Waste, -1),
            (Reason::Returned, 1),
            (Reason::Sold, -3),
            (Reason::Opening, 10),
        ]
    );
    shop.in_order();
}

#[test]
fn nothing_comes_back_twice() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.sold(katli, 3, vec![Tender::cash(money(13_650))]);
    shop.take_back(vec![taken(0, 2, Destination::Stock)])
        .unwrap();

    let refused = refusal(shop.take_back(vec![taken(0, 2, Destination::Stock)]));
    assert_eq!(
        refused,
        Refusal::TakenBackAlready {
            name: "Kaju Katli".into(),
            wanted: "2".into(),
            left: "1".into(),
            sold: "3".into(),
            of: Box::new(BackOf {
                receipt: 1,
                line: 0,
                taken_back: 2,
            }),
        }
    );
    assert_eq!(shop.on_hand(katli), 9);
    shop.take_back(vec![taken(0, 1, Destination::Stock)])
        .unwrap();
    assert!(
        shop.take_back(vec![taken(0, 1, Destination::Stock)])
            .is_err()
    );
    shop.in_order();
}

#[test]
fn of_many_who_take_the_same_box_back_one_does() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.sold(katli, 1, vec![Tender::cash(money(4550))]);

    let done: usize = thread::scope(|scope| {
        let tries: Vec<_> = (0..16)
            .map(|_| {
                scope.spawn(|| {
                    shop.take_back(vec![taken(0, 1, Destination::Stock)])
                        .is_ok()
                })
            })
            .collect();
        tries
            .into_iter()
            .filter_map(|t| t.join().unwrap().then_some(()))
            .count()
    });

    assert_eq!(done, 1);
    assert_eq!(shop.on_hand(katli), 10);
    shop.in_order();
    checker::whole(&shop.path);
}

#[test]
fn money_goes_back_the_way_it_came_and_parts_sum_to_the_sale() {
    let shop = TestShop::new();
    let add = AddTax {
        name: "GST".into(),
        rate: Rate::parse("12").unwrap(),
        inside: true,
        usual: true,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), add)
        .unwrap();
    let katli = shop
        .shop
        .execute(
            &shop.admin,
            RequestId::new(),
            AddSweet {
                opening: 10,
                ..sweet("Kaju Katli", 3500)
            },
        )
        .unwrap()
        .sweet;
    let by_bank = Tender {
        kind: TenderKind::Bank,
        amount: money(5000),
        reference: Some("NEFT 1".into()),
    };
    shop.sold(katli, 3, vec![by_bank, Tender::cash(money(6000))]);

    let mut got = [0, 0];
    let mut net = 0;
    for number in 2..=4 {
        let done = shop
            .take_back(vec![taken(0, 1, Destination::Stock)])
            .unwrap();
        assert_eq!(done.number, number);
        for refund in &done.refunds {
            let to = usize::from(refund.kind == TenderKind::Cash);
            got[to] += refund.amount.minor();
            if refund.kind == TenderKind::Bank {
                assert_eq!(refund.reference.as_deref(), Some("NEFT 1"));
            }
        }
        let slip = shop.shop.read(|db| sales::receipt(db, number));
        net += slip.unwrap().unwrap().net.minor();
    }
    assert_eq!(got, [5000, 5500]);
    let sold = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    assert_eq!(
        (sold.net.minor(), sold.taxes[0].amount),
        (9375, money(1125))
    );
    assert_eq!(net, -9375);
    shop.in_order();
}

#[test]
fn a_box_of_three_comes_back_piece_by_piece_for_what_it_cost() {
    let shop = TestShop::new();
    let add = AddSweet {
        per: 3,
        opening: 3,
        ..sweet("Peda", 1000)
    };
    let peda = shop.shop.execute(&shop.admin, RequestId::new(), add);
    shop.sold(peda.unwrap().sweet, 3, vec![Tender::cash(money(1000))]);

    let back: Vec<i64> = (0..3)
        .map(|_| {
            let done = shop.take_back(vec![taken(0, 1, Destination::Stock)]);
            done.unwrap().refunds[0].amount.minor()
        })
        .collect();

    assert_eq!(back, [333, 334, 333]);
    shop.in_order();
}

#[test]
fn a_payment_too_small_for_a_share_of_each_part_gets_its_own_back_in_the_end() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1050, 10);
    let by_bank = Tender {
        kind: TenderKind::Bank,
        amount: money(1),
        reference: None,
    };
    shop.sold(katli, 10, vec![by_bank, Tender::cash(money(10_499))]);

    let mut got = [0, 0];
    for _ in 0..10 {
        let done = shop.take_back(vec![taken(0, 1, Destination::Stock)]);
        for refund in done.unwrap().refunds {
            got[usize::from(refund.kind == TenderKind::Cash)] += refund.amount.minor();
        }
    }

    assert_eq!(got, [1, 10_499]);
    shop.in_order();
}

#[test]
fn a_sale_that_was_rounded_in_cash_gives_back_what_was_paid() {
    let shop = TestShop::new();
    let change = ChangeSetting {
        version: 0,
        value: Selling {
            cash_step: money(5),
            ..Selling::default()
        },
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), change)
        .unwrap();
    let toffee = shop.sweet("Toffee", 1572, 5);
    shop.sold(toffee, 1, vec![Tender::cash(money(1570))]);

    let done = shop
        .take_back(vec![taken(0, 1, Destination::Stock)])
        .unwrap();

    assert_eq!(done.total, money(-1572));
    assert_eq!(done.refunds[0].amount, money(1570));
    shop.in_order();
}

#[test]
fn a_cash_step_that_changes_between_two_returns_costs_nobody_anything() {
    for (before, between, paid, refunds) in [
        (100, 1, 100, [100, 0]),
        (1, 100, 120, [60, 60]),
        (5, 5, 120, [60, 60]),
    ] {
        let shop = TestShop::new();
        let step = |version, minor| {
            let change = ChangeSetting {
                version,
                value: Selling {
                    cash_step: money(minor),
                    ..Selling::default()
                },
            };
            let changed = shop.shop.execute(&shop.admin, RequestId::new(), change);
            changed.unwrap()
        };
        step(0, before);
        let toffee = shop.sweet("Toffee", 60, 5);
        shop.sold(toffee, 2, vec![Tender::cash(money(paid))]);
        let back = || {
            let done = shop.take_back(vec![taken(0, 1, Destination::Stock)]);
            let refunds = done.unwrap().refunds;
            refunds.iter().map(|back| back.amount.minor()).sum::<i64>()
        };

        let first = back();
        step(1, between);
        assert_eq!([first, back()], refunds, "{before} and then {between}");
        shop.in_order();
    }
}

#[test]
fn a_sale_is_voided_whole_on_its_day_and_only_while_nothing_of_it_came_back() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.sold(katli, 3, vec![Tender::cash(money(13_650))]);
    shop.sold(katli, 1, vec![Tender::cash(money(4_550))]);
    shop.sold(katli, 1, vec![Tender::cash(money(4_550))]);
    let void = |receipt| {
        let void = VoidSale {
            receipt,
            reason: "rung up twice".into(),
            shift: None,
        };
        shop.shop.execute(&shop.admin, RequestId::new(), void)
    };

    let done = void(1).unwrap();
    assert_eq!((done.number, done.total), (4, money(-13_650)));
    assert_eq!(shop.on_hand(katli), 8);
    let refused = refusal(void(1)).to_string();
    assert!(refused.contains("taken back already"), "{refused}");
    let refused = refusal(void(4)).to_string();
    assert!(refused.contains("name the receipt"), "{refused}");

    shop.clock.step_ms(24 * 60 * 60 * 1000);
    let refused = refusal(void(2)).to_string();
    assert!(refused.contains("of another day"), "{refused}");
    shop.take_back_of(2).unwrap();
    assert_eq!(shop.on_hand(katli), 9);
    shop.in_order();
}

impl TestShop {
    fn take_back_of(&self, receipt: i64) -> Result<TookBack, Trouble> {
        let back = back(receipt, vec![taken(0, 1, Destination::Stock)]);
        self.shop.execute(&self.admin, RequestId::new(), back)
    }
}

#[test]
fn a_line_that_is_not_on_the_receipt_or_named_twice_is_refused() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.sold(katli, 3, vec![Tender::cash(money(13_650))]);

    for lines in [
        vec![],
        vec![taken(1, 1, Destination::Stock)],
        vec![taken(-1, 1, Destination::Stock)],
        vec![
            taken(0, 1, Destination::Stock),
            taken(0, 1, Destination::Stock),
        ],
    ] {
        assert!(shop.take_back(lines).is_err());
    }
    let silent = TakeBack {
        reason: " ".into(),
        ..back(1, vec![taken(0, 1, Destination::Stock)])
    };
    let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), silent));
    assert!(refused.to_string().starts_with("reason: "), "{refused}");
    assert_eq!(shop.on_hand(katli), 7);
}

#[test]
fn what_a_return_would_give_back_is_told_before_and_is_what_it_then_gives() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3333, 10);
    let by_card = Tender {
        kind: TenderKind::Card,
        amount: money(5000),
        reference: Some("slip 7".into()),
    };
    shop.sold(katli, 3, vec![by_card, Tender::cash(money(5000))]);
    let preview = |quantity| {
        let lines = vec![taken(0, quantity, Destination::Stock)];
        shop.shop
            .read(|db| Ok(sales::preview_return(db, 1, &lines)))
            .unwrap()
    };

    let told = preview(2).unwrap();
    assert_eq!((told.total, told.lines), (money(6666), vec![money(6666)]));
    assert_eq!(
        shop.on_hand(katli),
        7,
        "nothing is written by looking at it"
    );
    let done = shop
        .take_back(vec![taken(0, 2, Destination::Stock)])
        .unwrap();
    assert_eq!(told.refunds, done.refunds);
    assert_eq!(done.refunds[0].amount, money(3333));
    assert_eq!(done.refunds[1].amount, money(3333));

    assert_eq!(preview(1).unwrap().total, money(3333));
    let refused = refusal(preview(2));
    assert!(matches!(refused, Refusal::TakenBackAlready { left, .. } if left == "1"));
}
