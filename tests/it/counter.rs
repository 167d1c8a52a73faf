//! Selling: totals, change, who was faster, asking twice, and baskets.

use std::thread;

use sherbet::{
    shop::{
        PriceChange, Refusal, Shop, Trouble,
        catalogue::{EditSweet, SweetChange},
        journal,
        sales::{
            self, Checkout, CheckoutLine, HeldBasket, Sold, Tender,
            baskets::{self, BasketLine, ReleaseBasket, SaveBasket},
        },
        stock::{self, Correct, Reason},
    },
    values::{Money, Quantity, RequestId, SweetId},
};

use crate::{
    checker,
    support::{TestShop, checkout, refusal, sell},
};

fn line(sweet: SweetId, quantity: i64) -> CheckoutLine {
    CheckoutLine::of(sweet, Quantity::of(quantity).unwrap())
}

fn buy(shop: &TestShop, lines: Vec<CheckoutLine>, cash_minor: i64) -> Result<Sold, Trouble> {
    let checkout = Checkout {
        lines,
        discount: None,
        tenders: vec![Tender::cash(Money::from_minor(cash_minor))],
        total: None,
        note: None,
        basket: None,
        ..Checkout::default()
    };
    shop.shop.execute(&shop.admin, RequestId::new(), checkout)
}

#[test]
fn a_receipt_tells_what_was_sold_at_what_price_and_the_change() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    let peda = shop.sweet("Mathura Peda", 1000, 10);
    let sold = buy(&shop, vec![line(katli, 2), line(peda, 1)], 20_000).unwrap();
    assert_eq!((sold.total.minor(), sold.change.minor()), (10_100, 9_900));

    let change = SweetChange {
        name: Some("Renamed".into()),
        price: Some(Money::from_minor(1)),
        ..SweetChange::default()
    };
    let edit = EditSweet {
        sweet: katli,
        version: 1,
        change,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), edit)
        .unwrap();
    let receipt = shop
        .shop
        .read(|db| sales::receipt(db, sold.number))
        .unwrap()
        .unwrap();
    let lines: Vec<_> = receipt
        .lines
        .iter()
        .map(|l| {
            (
                l.name.as_str(),
                l.quantity,
                l.price.minor(),
                l.amount.minor(),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("Kaju Katli", 2, 4550, 9100),
            ("Mathura Peda", 1, 1000, 1000)
        ]
    );
    assert_eq!(
        (receipt.by.as_str(), receipt.total.minor()),
        ("Asha", 10_100)
    );
    let listed = shop.shop.read(|db| sales::list(db, None, 10)).unwrap();
    assert_eq!(
        (listed.len(), listed[0].number, listed[0].pieces),
        (1, 1, 3)
    );
}

#[test]
fn cash_that_is_short_or_far_too_much_is_refused() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    let short = refusal(buy(&shop, vec![line(katli, 1)], 4549));
    assert_eq!(short.to_string(), "cash: 45.49 is 0.01 short of 45.50");
    for cash in [-1, 8_901_234_567_894] {
        let refused = refusal(buy(&shop, vec![line(katli, 1)], cash));
        assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "cash"));
    }
    assert!(matches!(
        refusal(buy(&shop, vec![], 100)),
        Refusal::Invalid { field, .. } if field == "lines"
    ));
    assert_eq!(shop.on_hand(katli), 10);
}

#[test]
fn a_sale_that_is_short_of_one_sweet_sells_none_and_says_who_was_faster() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Kaju Katli", 4500, 3);
    let peda = shop.sweet("Mathura Peda", 1000, 10);
    sell(&shop.shop, &ravi, RequestId::new(), katli, 2).unwrap();

    let refused = refusal(buy(
        &shop,
        vec![line(peda, 1), line(katli, 1), line(katli, 1)],
        100_000,
    ));
    assert_eq!(
        refused.to_string(),
        "nothing was sold: Kaju Katli has 1 left, 2 wanted (Ravi took 2 at 09:00:00, window 2); \
         sell what is left, or take it off the basket"
    );
    assert_eq!((shop.on_hand(katli), shop.on_hand(peda)), (1, 10));
    assert_eq!(
        buy(&shop, vec![line(peda, 1), line(katli, 1)], 100_000)
            .unwrap()
            .number,
        2
    );
}

#[test]
fn a_price_that_changed_since_it_was_shown_is_told_before_it_is_paid() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 3);
    let shown = CheckoutLine {
        price: Some(Money::from_minor(4000)),
        ..line(katli, 1)
    };
    let refused = refusal(buy(&shop, vec![shown], 10_000));
    let (shown, now) = (Money::from_minor(4000), Money::from_minor(4500));
    let name = "Kaju Katli".into();
    let changes = vec![PriceChange {
        sweet: katli,
        name,
        shown,
        now,
    }];
    assert_eq!(refused, Refusal::PriceChanged { changes });
}

#[test]
fn one_request_asked_a_hundred_times_at_once_is_one_sale() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 300);
    let request = RequestId::new();
    let answers: Vec<Sold> = thread::scope(|scope| {
        let askers: Vec<_> = (0..100)
            .map(|_| scope.spawn(|| sell(&shop.shop, &shop.admin, request, katli, 3).unwrap()))
            .collect();
        askers
            .into_iter()
            .map(|asker| asker.join().unwrap())
            .collect()
    });
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(shop.on_hand(katli), 297);
    assert_eq!(
        shop.shop
            .read(|db| sales::list(db, None, 10))
            .unwrap()
            .len(),
        1
    );
    checker::whole(&shop.path);
}

#[test]
fn a_request_id_is_not_taken_for_another_act() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 300);
    let request = RequestId::new();
    sell(&shop.shop, &shop.admin, request, katli, 1).unwrap();
    let other = refusal(sell(&shop.shop, &shop.admin, request, katli, 2));
    assert_eq!(
        other,
        Refusal::RequestReused {
            command: "sales.checkout".into()
        }
    );
    assert_eq!(shop.on_hand(katli), 299);
}

#[test]
fn a_sale_that_was_refused_may_be_asked_again_under_its_id() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 0);
    let request = RequestId::new();
    refusal(sell(&shop.shop, &shop.admin, request, katli, 1));
    shop.restock(katli, 1).unwrap();
    assert_eq!(
        sell(&shop.shop, &shop.admin, request, katli, 1)
            .unwrap()
            .number,
        1
    );
}

#[test]
fn restocking_by_nothing_changes_nothing_and_a_count_that_came_late_is_refused() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 10);
    assert_eq!(shop.restock(katli, 0).unwrap().on_hand, 10);
    assert_eq!(shop.restock(katli, 5).unwrap().on_hand, 15);
    for quantity in [-1, 1_000_001, i64::MAX] {
        let refused = refusal(shop.restock(katli, quantity));
        assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "quantity"));
    }
    shop.sell(katli, 1).unwrap();
    let correct = |counted, expected, reason: &str| {
        let correct = Correct {
            sweet: katli,
            counted,
            expected,
            held: 0,
            reason: reason.into(),
        };
        shop.shop.execute(&shop.admin, RequestId::new(), correct)
    };
    assert_eq!(
        refusal(correct(12, 15, "broken")),
        Refusal::StockMoved {
            sweet: katli,
            name: "Kaju Katli".into(),
            expected: 15,
            on_hand: 14,
            held: 0,
        }
    );
    assert!(matches!(
        refusal(correct(12, 14, "  ")),
        Refusal::Invalid { field, .. } if field == "reason"
    ));
    assert_eq!(correct(12, 14, "two broken").unwrap().on_hand, 12);

    let moves = shop
        .shop
        .read(|db| stock::movements(db, katli, None, 10))
        .unwrap();
    let told: Vec<_> = moves
        .iter()
        .map(|m| (m.reason, m.delta, m.on_hand, m.receipt))
        .collect();
    assert_eq!(
        told,
        [
            (Reason::Counted, -2, 12, None),
            (Reason::Sold, -1, 14, Some(1)),
            (Reason::Received, 5, 15, None),
            (Reason::Opening, 10, 10, None),
        ]
    );
    assert_eq!(moves[0].note.as_deref(), Some("two broken"));
    let before = Some(moves[1].number);
    let older = shop
        .shop
        .read(|db| stock::movements(db, katli, before, 1))
        .unwrap();
    assert_eq!((older.len(), older[0].delta), (1, 5));
    // Another sweet's movements are not gone on from here.
    let peda = shop.sweet("Mathura Peda", 1000, 0);
    let none = shop.shop.read(|db| stock::movements(db, peda, before, 10));
    assert!(none.unwrap().is_empty());
}

fn held(basket: &baskets::Basket) -> HeldBasket {
    HeldBasket {
        basket: basket.id,
        holder: basket.holder.clone().unwrap(),
    }
}

#[test]
fn a_basket_is_there_again_after_its_window_is_gone() {
    let TestShop {
        folder: _folder,
        path,
        clock,
        shop,
        admin,
    } = {
        let shop = TestShop::new();
        shop.sweet("Kaju Katli", 4500, 10);
        shop
    };
    let basket = shop.open_basket(&admin, None).unwrap();
    let katli = SweetId::new(1);
    let quantity = Quantity::of(3).unwrap();
    let save = SaveBasket {
        held: held(&basket),
        lines: vec![BasketLine {
            sweet: Some(katli),
            quantity,
            ..BasketLine::default()
        }],
        discount: None,
        note: None,
    };
    shop.execute(&admin, RequestId::new(), save).unwrap();
    let acts = shop.read(journal::head).unwrap().acts;

    // Another window of the same person gets a basket of its own.
    let second = shop
        .log_in("Asha", crate::support::PASSWORD, "window 2")
        .unwrap();
    let other = shop.open_basket(&second, None).unwrap();
    assert_ne!(other.id, basket.id);
    assert_eq!(other.lines, []);

    drop(shop);
    let shop = Shop::open(&path, clock).unwrap();
    let again = shop.open_basket(&admin, None).unwrap();
    assert_eq!(again.id, basket.id);
    assert_eq!(
        (again.lines.len(), again.lines[0].put.quantity.get()),
        (1, 3)
    );

    let sale = Checkout {
        basket: Some(held(&again)),
        shift: None,
        ..checkout(katli, 3)
    };
    shop.execute(&admin, RequestId::new(), sale).unwrap();
    let after = shop.open_basket(&admin, None).unwrap();
    assert_eq!(after.lines, []);
    // Log-in of the second window and the sale; baskets are no books.
    assert_eq!(shop.read(journal::head).unwrap().acts, acts + 2);
}

#[test]
fn a_basket_that_was_opened_elsewhere_is_not_sold_twice() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 10);
    let mine = shop.shop.open_basket(&shop.admin, None).unwrap();
    let second = shop
        .shop
        .log_in("Asha", crate::support::PASSWORD, "window 2")
        .unwrap();
    let theirs = shop.shop.open_basket(&second, Some(mine.id)).unwrap();
    assert_eq!(theirs.id, mine.id);

    let stale = Checkout {
        basket: Some(held(&mine)),
        shift: None,
        ..checkout(katli, 1)
    };
    let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), stale));
    assert_eq!(refused, Refusal::BasketElsewhere);
    assert_eq!(shop.on_hand(katli), 10);
    let sale = Checkout {
        basket: Some(held(&theirs)),
        shift: None,
        ..checkout(katli, 1)
    };
    assert!(shop.shop.execute(&second, RequestId::new(), sale).is_ok());

    let release = ReleaseBasket {
        held: held(&theirs),
    };
    shop.shop
        .execute(&second, RequestId::new(), release)
        .unwrap();
    let account = shop.admin.account().unwrap();
    assert_eq!(shop.shop.read(|db| baskets::of(db, account)).unwrap(), []);
}
