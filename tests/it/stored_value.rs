//! Gift cards and credit: spent once, never below 0, and given back where they came from.

use std::thread;

use serde_json::Value;
use sherbet::{
    shop::{
        Refusal, Trouble, books, customers,
        sales::{
            self, Checkout, CheckoutLine, Destination, GiftCardLine, Sold, TakeBack, TakenLine,
            Tender, TenderKind, TookBack, VoidSale,
        },
        stored_value::{self, CardCode, Reason},
    },
    values::{CustomerId, Money, Quantity, RequestId, SweetId},
};

use crate::{
    checker,
    command_line_support::Corner,
    support::{TestShop, refusal},
};

const CARD: &str = "GIFT0001";

fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

fn card(code: &str) -> CardCode {
    CardCode::parse(code).unwrap()
}

fn gift(minor: i64, code: &str) -> Tender {
    Tender {
        kind: TenderKind::Gift,
        amount: money(minor),
        reference: Some(code.into()),
    }
}

fn credit(minor: i64) -> Tender {
    Tender {
        kind: TenderKind::Credit,
        amount: money(minor),
        reference: None,
    }
}

fn of(sweet: SweetId, quantity: i64, tenders: Vec<Tender>) -> Checkout {
    Checkout {
        lines: vec![CheckoutLine::of(sweet, Quantity::of(quantity).unwrap())],
        tenders,
        ..Checkout::default()
    }
}

fn cards(loads: &[(&str, i64)], tenders: Vec<Tender>) -> Checkout {
    let load = |&(code, minor): &(&str, i64)| GiftCardLine {
        code: card(code),
        amount: money(minor),
    };
    Checkout {
        gift_cards: loads.iter().map(load).collect(),
        tenders,
        ..Checkout::default()
    }
}

impl TestShop {
    fn made(&self, checkout: Checkout) -> Result<Sold, Trouble> {
        self.shop.execute(&self.admin, RequestId::new(), checkout)
    }

    /// What is on a card; `None` where there is no such card.
    fn on_card(&self, code: &str) -> Option<i64> {
        let found = self
            .shop
            .read(|db| stored_value::gift_card(db, &card(code)))
            .unwrap();
        found.map(|card| card.balance.minor())
    }

    fn credit_of(&self, customer: CustomerId) -> i64 {
        let found = self
            .shop
            .read(|db| customers::customer(db, customer))
            .unwrap();
        found.unwrap().credit.minor()
    }

    fn back(&self, receipt: i64, quantity: i64, to_credit: bool) -> Result<TookBack, Trouble> {
        let back = TakeBack {
            receipt,
            lines: vec![TakenLine {
                line: 0,
                quantity: Quantity::of(quantity).unwrap(),
                to: Destination::Stock,
            }],
            reason: "not as ordered".into(),
            shift: None,
            to_credit,
            customer: None,
            money_went_back: false,
        };
        self.shop.execute(&self.admin, RequestId::new(), back)
    }
}

#[test]
fn a_gift_card_is_sold_without_taxes_or_revenue_and_pays_until_it_is_empty() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 10);
    shop.made(cards(&[(CARD, 10_000)], vec![Tender::cash(money(10_000))]))
        .unwrap();
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    assert_eq!(receipt.lines[0].name, "Gift card GIFT0001");
    assert_eq!(receipt.lines[0].gift_card.as_deref(), Some(CARD));
    assert_eq!(receipt.taxes, []);
    assert_eq!(
        (receipt.net, receipt.gift_cards, receipt.total),
        (money(0), money(10_000), money(10_000))
    );

    // However it is typed; the rest of the sale is paid in cash.
    let sold = shop
        .made(of(
            katli,
            4,
            vec![gift(10_000, "gift-0001"), Tender::cash(money(5_000))],
        ))
        .unwrap();
    assert_eq!((sold.total, sold.change), (money(12_000), money(3_000)));
    assert_eq!(shop.on_card(CARD), Some(0));
    let moved = shop
        .shop
        .read(|db| stored_value::gift_card(db, &card(CARD)))
        .unwrap()
        .unwrap()
        .movements;
    let told: Vec<_> = moved
        .iter()
        .map(|m| (m.receipt, m.reason, m.delta.minor(), m.balance.minor()))
        .collect();
    assert_eq!(
        told,
        [
            (1, Reason::Loaded, 10_000, 10_000),
            (2, Reason::Spent, -10_000, 0)
        ]
    );
    shop.adds_up();
}

#[test]
fn overdrawing_a_gift_card_rolls_the_whole_sale_back_and_tells_what_is_left() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 10);
    shop.made(cards(&[(CARD, 5_000)], vec![Tender::cash(money(5_000))]))
        .unwrap();
    let refused = refusal(shop.made(of(katli, 2, vec![gift(6_000, CARD)])));
    assert_eq!(
        refused.to_string(),
        "nothing was done: the gift card GIFT0001 has 50.00 left, 60.00 wanted; \
         take what is left, and the rest in another way"
    );
    // Twice on one receipt is counted together.
    let twice = of(katli, 2, vec![gift(3_000, CARD), gift(3_000, CARD)]);
    let refused = refusal(shop.made(twice));
    assert!(
        matches!(&refused, Refusal::Overdrawn { left, .. } if left == "20.00"),
        "{refused:?}"
    );
    assert_eq!((shop.on_hand(katli), shop.on_card(CARD)), (10, Some(5_000)));
    assert_eq!(shop.shop.read(|db| sales::receipt(db, 2)).unwrap(), None);

    let unknown = refusal(shop.made(of(katli, 1, vec![gift(3_000, "NOBODYS")])));
    assert!(matches!(unknown, Refusal::Unknown { .. }));
    let unreadable = refusal(shop.made(of(katli, 1, vec![gift(3_000, "?")])));
    assert!(
        matches!(unreadable, Refusal::Invalid { field, .. } if field == "tenders[0].reference")
    );
    // A card gives no change, and does not pay for itself.
    assert!(shop.made(of(katli, 1, vec![gift(4_000, CARD)])).is_err());
    assert!(
        shop.made(cards(&[("FRESH001", 1_000)], vec![gift(1_000, "FRESH001")]))
            .is_err()
    );
    assert_eq!(shop.on_card("FRESH001"), None);
    shop.adds_up();
}

#[test]
fn of_64_who_spend_one_card_of_100_by_1_each_200_times_exactly_100_go_through() {
    let shop = TestShop::new();
    let toffee = shop.sweet("Toffee", 100, 100_000);
    shop.made(cards(&[(CARD, 10_000)], vec![Tender::cash(money(10_000))]))
        .unwrap();
    let through: usize = thread::scope(|scope| {
        let spender = || {
            let mut through = 0;
            for _ in 0..200 {
                match shop.made(of(toffee, 1, vec![gift(100, CARD)])) {
                    Ok(_) => through += 1,
                    Err(Trouble::Refused(Refusal::Overdrawn { left, .. })) => {
                        assert_eq!(left, "0.00");
                    }
                    Err(other) => panic!("{other:?}"),
                }
            }
            through
        };
        let spenders: Vec<_> = (0..64).map(|_| scope.spawn(spender)).collect();
        spenders
            .into_iter()
            .map(|spender| spender.join().unwrap())
            .sum()
    });
    assert_eq!(through, 100);
    assert_eq!(shop.on_card(CARD), Some(0));
    assert_eq!(shop.on_hand(toffee), 99_900);
    shop.adds_up();
    checker::whole(&shop.path);
}

#[test]
fn what_comes_back_goes_to_the_card_and_the_cash_it_came_from() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 5_000, 10);
    shop.made(cards(&[(CARD, 6_000)], vec![Tender::cash(money(6_000))]))
        .unwrap();
    let paid = vec![gift(6_000, CARD), Tender::cash(money(4_000))];
    shop.made(of(katli, 2, paid)).unwrap();

    let first = shop.back(2, 1, false).unwrap();
    let second = shop.back(2, 1, false).unwrap();

    let mut back = (0, 0);
    for refund in first.refunds.iter().chain(&second.refunds) {
        match refund.kind {
            TenderKind::Gift => back.0 += refund.amount.minor(),
            _ => back.1 += refund.amount.minor(),
        }
    }
    assert_eq!(back, (6_000, 4_000));
    assert_eq!(shop.on_card(CARD), Some(6_000));
    shop.adds_up();
}

#[test]
fn a_gift_card_is_taken_back_only_while_nothing_of_it_was_spent() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 10);
    for code in ["GIFT0001", "GIFT0002"] {
        shop.made(cards(&[(code, 5_000)], vec![Tender::cash(money(5_000))]))
            .unwrap();
    }
    shop.made(of(katli, 1, vec![gift(1_000, "GIFT0001")]))
        .unwrap();
    let refused = refusal(shop.back(1, 1, false));
    assert_eq!(
        refused.to_string(),
        "nothing was done: the gift card GIFT0001 was sold here for 50.00 and has only 40.00 left, \
         so it can't come back; take back other lines without it, or leave the sale as it is"
    );
    let void = VoidSale {
        receipt: 2,
        reason: "wrong card".into(),
        shift: None,
    };
    let done = shop
        .shop
        .execute(&shop.admin, RequestId::new(), void)
        .unwrap();
    assert_eq!(done.refunds[0].amount, money(5_000));
    assert_eq!(shop.on_card("GIFT0002"), Some(0));
    shop.adds_up();
}

#[test]
fn a_return_is_paid_to_the_customers_credit_where_asked_and_that_pays_later() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 10);
    let zoe = shop.customer("Zoë", "");
    let for_zoe = |checkout: Checkout| Checkout {
        customer: Some(zoe),
        ..checkout
    };
    let cash = vec![Tender::cash(money(10_000))];
    shop.made(for_zoe(of(katli, 3, cash.clone()))).unwrap();
    let done = shop.back(1, 2, true).unwrap();
    assert_eq!(done.refunds.len(), 1);
    assert_eq!(
        (done.refunds[0].kind, done.refunds[0].amount),
        (TenderKind::Credit, money(6_000))
    );
    assert_eq!(shop.credit_of(zoe), 6_000);

    let refused = refusal(shop.made(for_zoe(of(katli, 3, vec![credit(9_000)]))));
    assert!(
        refused
            .to_string()
            .contains("the credit of Zoë has 60.00 left, 90.00 wanted"),
        "{refused}"
    );
    shop.made(for_zoe(of(katli, 1, vec![credit(3_000)])))
        .unwrap();
    assert_eq!(shop.credit_of(zoe), 3_000);
    // Money that was credit goes back to it without asking.
    shop.back(3, 1, false).unwrap();
    assert_eq!(shop.credit_of(zoe), 6_000);

    let anonymous = refusal(shop.made(of(katli, 1, vec![credit(3_000)])));
    assert!(matches!(anonymous, Refusal::Invalid { field, .. } if field == "customer"));
    let other = Tender {
        reference: Some("99".into()),
        ..credit(3_000)
    };
    assert!(shop.made(for_zoe(of(katli, 1, vec![other]))).is_err());
    shop.made(of(katli, 1, cash)).unwrap();
    let refused = refusal(shop.back(5, 1, true));
    assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "to_credit"));
    shop.adds_up();
}

#[test]
fn a_return_goes_to_the_credit_of_whoever_is_named_where_the_receipt_names_nobody() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 10);
    let (zoe, anand) = (shop.customer("Zoë", ""), shop.customer("Anand", ""));
    let back = |receipt, to_credit, customer| {
        let back = TakeBack {
            receipt,
            lines: vec![TakenLine {
                line: 0,
                quantity: Quantity::of(1).unwrap(),
                to: Destination::Stock,
            }],
            reason: "a gift".into(),
            shift: None,
            to_credit,
            customer,
            money_went_back: false,
        };
        shop.shop.execute(&shop.admin, RequestId::new(), back)
    };
    let cash = vec![Tender::cash(money(6_000))];
    shop.made(of(katli, 2, cash.clone())).unwrap();
    let for_anand = Checkout {
        customer: Some(anand),
        ..of(katli, 2, cash)
    };
    shop.made(for_anand).unwrap();

    let done = back(1, true, Some(zoe)).unwrap();
    assert_eq!(done.refunds[0].amount, money(3_000));
    assert_eq!(shop.credit_of(zoe), 3_000);
    let slip = shop
        .shop
        .read(|db| sales::receipt(db, done.number))
        .unwrap();
    assert_eq!(slip.unwrap().customer.unwrap().id, zoe);

    let theirs = refusal(back(2, true, Some(zoe)));
    assert_eq!(
        theirs.to_string(),
        "customer: this receipt is Anand's, and so is the credit it comes back as"
    );
    let for_cash = refusal(back(1, false, Some(zoe)));
    assert!(matches!(for_cash, Refusal::Invalid { field, .. } if field == "customer"));
    let nobody = refusal(back(1, true, Some(CustomerId::new(99))));
    assert!(matches!(nobody, Refusal::Unknown { .. }), "{nobody:?}");
    assert_eq!((shop.credit_of(zoe), shop.credit_of(anand)), (3_000, 0));
    shop.adds_up();
}

#[test]
fn a_balance_that_was_changed_by_hand_shows_in_the_books() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 10);
    shop.made(cards(&[(CARD, 5_000)], vec![Tender::cash(money(5_000))]))
        .unwrap();
    shop.made(of(katli, 1, vec![gift(1_000, CARD)])).unwrap();
    let file = rusqlite::Connection::open(&shop.path).unwrap();
    let broken = |sql: &str| {
        file.execute_batch(&format!("BEGIN; {sql}")).unwrap();
        file.execute_batch("COMMIT").unwrap();
        let found = shop.shop.read(books::add_up).unwrap();
        found.into_iter().map(|one| one.rule).collect::<Vec<_>>()
    };
    assert_eq!(
        broken("UPDATE stored_value SET balance_minor = 9000"),
        ["what is on a gift card or a customer's credit is the sum of its movements"]
    );
    assert_eq!(
        broken(
            "UPDATE stored_value SET balance_minor = 5000;
             INSERT INTO stored_value_movements (value, sale, reason, delta_minor, balance_minor)
             VALUES (1, 2, 'refunded', 1000, 5000)"
        ),
        ["what moved with a receipt is what its payments and gift cards say, value by value"]
    );
    let refused = |sql: &str| file.execute_batch(sql).unwrap_err().to_string();
    assert_eq!(
        refused("DELETE FROM stored_value_movements"),
        "stored value is kept"
    );
    assert_eq!(
        refused("UPDATE stored_value_movements SET delta_minor = 1"),
        "stored value is final"
    );
    assert!(
        file.execute_batch("UPDATE stored_value SET balance_minor = -1")
            .is_err()
    );
}

#[test]
fn the_command_line_issues_cards_that_pay_and_the_same_request_issues_one() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 50);
    let request = RequestId::new().to_string();
    let issue = || {
        corner.asha([
            "gift-cards",
            "issue",
            "--amount",
            "100",
            "--cash",
            "200",
            "--request",
            &request,
        ])
    };
    let issued = issue().done();
    let code = issued["code"].as_str().unwrap().to_owned();
    assert_eq!(issue().done(), issued);
    assert_eq!(code.len(), 12);

    let pay = |amount: &str| {
        let tender = format!("gift={amount},{code}");
        corner.asha(["sell", "--line", "Mathura Peda=5", "--tender", &tender])
    };
    pay("54.95").done();
    let refused = pay("54.95").refused();
    assert_eq!(refused["reason"], "overdrawn");
    assert_eq!(refused["left"], "45.05");
    let shown = corner.asha(["gift-cards", "show", &code]).answer();
    assert_eq!(shown["balance_minor"], 4505);
    assert_eq!(shown["movements"].as_array().map(Vec::len), Some(2));
    assert_eq!(shown["movements"][1]["reason"], Value::from("spent"));
    corner.is_whole();
}
