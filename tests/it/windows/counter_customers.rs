//! Who buys, at the counter: found, added, taken off, kept, on the receipt, and their credit.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        customers,
        sales::{Checkout, CheckoutLine, Destination, TakeBack, TakenLine, Tender, TenderKind},
    },
    values::{CustomerId, Money, Quantity, RequestId},
};

use super::{Screen, counter_lines::kept};
use crate::support::TestShop;

impl TestShop {
    /// Gives a customer credit, by a return of what they bought.
    pub fn credit(&self, customer: CustomerId, minor: i64) {
        let sweet = self.sweet("A gift box", minor, 1);
        let sale = Checkout {
            lines: vec![CheckoutLine::of(sweet, Quantity::ONE)],
            customer: Some(customer),
            tenders: vec![Tender::cash(Money::from_minor(minor))],
            ..Checkout::default()
        };
        let by = &self.admin;
        let sold = self.shop.execute(by, RequestId::new(), sale).unwrap();
        let back = TakeBack {
            receipt: sold.number,
            lines: vec![TakenLine {
                line: 0,
                quantity: Quantity::ONE,
                to: Destination::Waste,
            }],
            reason: "crushed".into(),
            shift: None,
            to_credit: true,
            customer: None,
            money_went_back: false,
        };
        self.shop.execute(by, RequestId::new(), back).unwrap();
    }

    pub fn credit_left(&self, customer: CustomerId) -> i64 {
        let found = self.shop.read(|db| customers::customer(db, customer));
        found.unwrap().unwrap().credit.minor()
    }
}

/// Opens the choice and waits until it asks.
pub fn ask_who(screen: &mut Screen) {
    screen.key(Modifiers::COMMAND, Key::U);
    screen.settle();
    screen.wait_for("Name or phone");
}

#[test]
fn a_customer_is_found_by_keys_alone_and_stands_on_the_receipt() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 10_000, 5);
    let zoe = shop.customer("Zoë Fernandes", "+91 98765-43210");
    shop.customer("Anand Rao", "(080) 2345 6789");
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 100.00, 5 left");
    ask_who(&mut screen);
    screen.wait_for("Anand Rao, (080) 2345 6789");
    screen.by_hand("ZOË f");
    screen.hit(Key::Enter);
    screen.wait_for("Customer: Zoë Fernandes, no credit");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(kept(&shop, 1).customer.unwrap().id, zoe);
    screen.press("Next customer");
    screen.wait_for("The basket is empty");
    assert!(
        screen.has_button("Customer"),
        "the next customer is somebody else"
    );
}

#[test]
fn the_arrows_walk_the_customers_and_escape_leaves_it_as_it_is() {
    let shop = TestShop::new();
    for name in ["Anand", "Farida", "Zoë"] {
        shop.customer(name, "");
    }
    let mut screen = Screen::with(&shop, "Asha");
    ask_who(&mut screen);
    screen.wait_for("Farida");
    screen.hit(Key::ArrowDown);
    screen.hit(Key::Enter);
    screen.wait_for("Customer: Farida, no credit");
    ask_who(&mut screen);
    screen.by_hand("zo");
    screen.hit(Key::Escape);
    screen.wait_gone("Name or phone");
    assert!(screen.has_button("Customer: Farida, no credit"));
}

#[test]
fn whoever_is_not_found_is_added_on_the_spot_and_can_be_taken_off_again() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 10_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 100.00, 5 left");
    ask_who(&mut screen);
    screen.by_hand("98765 43210");
    screen.wait_for("Nobody has “98765 43210” in their name or number.");
    screen.hit(Key::Enter);
    screen.wait_for("Add and choose");
    screen.hit(Key::Enter);
    screen.wait_for("A name is needed.");
    screen.fill("Name", "Zoë");
    screen.hit(Key::Enter);
    screen.wait_for("Customer: Zoë, no credit");
    let all = shop.shop.read(|db| customers::search(db, "", 9)).unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].phone.as_deref(), Some("98765 43210"));
    ask_who(&mut screen);
    screen.wait_for("Now it is Zoë.");
    screen.press("Take the customer off");
    screen.wait_gone("Customer: Zoë, no credit");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert!(kept(&shop, 1).customer.is_none());
}

#[test]
fn who_buys_is_known_again_after_a_kill_and_after_park_and_resume() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 10_000, 5);
    let zoe = shop.customer("Zoë", "");
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 100.00, 5 left");
    ask_who(&mut screen);
    screen.wait_for("Zoë");
    screen.hit(Key::Enter);
    screen.wait_for("Customer: Zoë, no credit");
    drop(screen);
    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for("Customer: Zoë, no credit");
    screen.hit(Key::F8);
    screen.press("Park it");
    screen.wait_for("The basket is empty");
    assert!(screen.has_button("Customer"));
    screen.key(Modifiers::COMMAND, Key::O);
    screen.settle();
    screen.wait_for("Parked baskets");
    screen.hit(Key::Enter);
    screen.wait_for("Customer: Zoë, no credit");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(kept(&shop, 1).customer.unwrap().id, zoe);
}

#[test]
fn a_customer_who_was_retired_meanwhile_goes_off_the_basket_and_it_is_said() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 10_000, 5);
    let zoe = shop.customer("Zoë", "");
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 100.00, 5 left");
    ask_who(&mut screen);
    screen.by_hand("zo");
    screen.wait_for("Zoë");
    let holder = rusqlite::Connection::open(&shop.path).unwrap();
    // As somebody at another window does, while the choice is open.
    holder
        .execute(
            "UPDATE customers SET retired = 1 WHERE id = ?1",
            [zoe.get()],
        )
        .unwrap();
    screen.hit(Key::Enter);
    screen.wait_for("Zoë is retired");
    assert!(screen.has_button("Customer"), "it is nobody's again");
    assert!(!screen.sees("can't be kept"));
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
}

#[test]
fn store_credit_pays_what_it_can_and_the_rest_is_cash() {
    let shop = TestShop::new();
    let zoe = shop.customer("Zoë", "");
    shop.credit(zoe, 6000);
    shop.sweet("Barfi", 10_000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 100.00, 5 left");
    // Nobody is chosen yet: whose credit it is, is asked first.
    screen.key(Modifiers::COMMAND, Key::F9);
    screen.settle();
    screen.wait_for("Whose credit?");
    screen.wait_for("Zoë, credit 60.00");
    screen.hit(Key::Enter);
    screen.wait_for("Left to pay");
    assert!(screen.has_button("Take off Store credit 60.00"));
    assert!(screen.sees("40.00"));
    screen.press("Store credit");
    screen.wait_for("All of Zoë's credit is taken already.");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 3");
    let receipt = kept(&shop, 3);
    let paid: Vec<_> = receipt
        .tenders
        .iter()
        .map(|t| (t.kind, t.given.minor()))
        .collect();
    assert_eq!(paid, [(TenderKind::Credit, 6000), (TenderKind::Cash, 4000)]);
    assert_eq!(shop.credit_left(zoe), 0);
}

#[test]
fn credit_that_was_spent_meanwhile_refuses_the_whole_sale_and_tells_what_is_left() {
    let shop = TestShop::new();
    let zoe = shop.customer("Zoë", "");
    shop.credit(zoe, 6000);
    let barfi = shop.sweet("Barfi", 5000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 50.00, 5 left");
    ask_who(&mut screen);
    screen.wait_for("Zoë, credit 60.00");
    screen.hit(Key::Enter);
    screen.wait_for("Customer: Zoë, credit 60.00");
    screen.press("Store credit");
    screen.wait_for("Left to pay");
    let elsewhere = Checkout {
        lines: vec![CheckoutLine::of(barfi, Quantity::ONE)],
        customer: Some(zoe),
        tenders: vec![Tender {
            kind: TenderKind::Credit,
            ..Tender::cash(Money::from_minor(5000))
        }],
        ..Checkout::default()
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), elsewhere)
        .unwrap();
    screen.wait_for("Customer: Zoë, credit 10.00");
    screen.press("Finish the sale");
    screen.wait_for("the credit of Zoë has 10.00 left, 50.00 wanted");
    assert_eq!(shop.on_hand(barfi), 4, "nothing was sold here");
    screen.press("Back to the basket");
    screen.press("Take off Store credit 50.00");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 4");
    assert_eq!(shop.credit_left(zoe), 1000);
}

#[test]
fn another_customer_takes_the_payment_by_credit_off() {
    let shop = TestShop::new();
    let zoe = shop.customer("Zoë", "");
    shop.customer("Anand", "");
    shop.credit(zoe, 6000);
    shop.sweet("Barfi", 5000, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 50.00, 5 left");
    ask_who(&mut screen);
    screen.by_hand("zo");
    screen.hit(Key::Enter);
    screen.wait_for("Customer: Zoë, credit 60.00");
    screen.press("Store credit");
    screen.wait_for("Left to pay");
    ask_who(&mut screen);
    screen.by_hand("ana");
    screen.hit(Key::Enter);
    screen.wait_for("Customer: Anand, no credit");
    screen.wait_for("The payment by store credit was taken off");
    assert!(!screen.has_button("Take off Store credit 50.00"));
    screen.press("Store credit");
    screen.wait_for("Anand has no credit here.");
}
