//! Taking back from a receipt on the screen, and voiding it.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        books,
        catalogue::AddSweet,
        sales::{
            Checkout, CheckoutLine, Destination, TakeBack, TakenLine, Tender, TenderKind, receipt,
        },
        settings::{ChangeSetting, Selling},
        stock::{self, Reason},
        taxes::AddTax,
    },
    values::{Money, Quantity, Rate, RequestId, SweetId, Unit},
};

use super::{Screen, scans::scan};
use crate::support::{TestShop, sweet};

impl TestShop {
    fn sold_for(&self, lines: &[(SweetId, i64)], tenders: Vec<Tender>) {
        let line = |&(sweet, size)| CheckoutLine::of(sweet, Quantity::of(size).unwrap());
        let checkout = Checkout {
            lines: lines.iter().map(line).collect(),
            discount: None,
            tenders,
            total: None,
            note: Some("for the wedding".into()),
            ..Checkout::default()
        };
        self.shop
            .execute(&self.admin, RequestId::new(), checkout)
            .unwrap();
    }

    fn rasgulla_by_weight(&self) -> SweetId {
        let add = AddSweet {
            unit: Unit::Gram,
            per: 1000,
            opening: 5000,
            ..sweet("Rasgulla", 64_000)
        };
        let added = self.shop.execute(&self.admin, RequestId::new(), add);
        added.unwrap().sweet
    }
}

fn cash(minor: i64) -> Tender {
    Tender::cash(Money::from_minor(minor))
}

/// The sales on the screen, the newest receipt chosen.
fn at_the_receipt(shop: &TestShop) -> Screen {
    let mut screen = Screen::with(shop, "Asha");
    screen.press("Sales");
    screen.wait_for("Receipt 1, ");
    screen.hit(Key::Enter);
    screen.wait_for("for the wedding");
    screen
}

#[test]
fn what_comes_back_is_picked_and_its_money_told_before_it_is_done() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    let card = Tender {
        kind: TenderKind::Card,
        amount: Money::from_minor(5000),
        reference: Some("slip 7".into()),
    };
    shop.sold_for(&[(katli, 3)], vec![card, cash(10_000)]);
    let mut screen = at_the_receipt(&shop);
    assert!(screen.sees("Card · slip 7"));
    screen.press("Take back");
    screen.wait_for("Pick what comes back");
    screen.press("One more of Kaju Katli");
    screen.press("One more of Kaju Katli");
    screen.wait_for("Card back · slip 7");
    assert!(screen.sees("2 of 3"));
    assert!(screen.sees("33.33") && screen.sees("57.67"));
    assert_eq!(shop.on_hand(katli), 7, "nothing is done before it is asked");
    screen.press("Not as ordered");
    screen.press("Give INR 91.00 back");

    screen.wait_for("Receipt 2 (return), 2026-03-02 09:00, Asha, −91.00");
    assert!(screen.sees("Give back"));
    assert!(screen.sees("Reason Not as ordered"));
    assert_eq!(shop.on_hand(katli), 9);
    screen.press("Sold on receipt 1");
    screen.wait_for("2 of 3 came back");
    screen.press("Came back on receipt 2");
    screen.wait_for("RETURN");
    screen.wait_for("2 × 45.50");
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn without_a_reason_it_is_refused_in_place_and_what_was_picked_stays() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.sold_for(&[(katli, 1)], vec![cash(4550)]);
    let mut screen = at_the_receipt(&shop);
    screen.key(Modifiers::COMMAND, Key::R);
    screen.settle();
    screen.wait_for("Give INR 45.50 back");
    screen.press("Give INR 45.50 back");
    screen.wait_for("A reason is needed");
    assert_eq!(shop.on_hand(katli), 9);
    screen.fill("Reason", "a hair in it");
    screen.press("Kaju Katli to waste");
    screen.hit(Key::Escape);
    assert!(screen.has_button("Take back"), "Esc only leaves the dialog");
    assert_eq!(shop.on_hand(katli), 9);
}

#[test]
fn what_was_weighed_comes_back_as_it_is_typed_and_may_go_to_waste() {
    let shop = TestShop::new();
    let rasgulla = shop.rasgulla_by_weight();
    shop.sold_for(&[(rasgulla, 750)], vec![cash(48_000)]);
    let mut screen = at_the_receipt(&shop);
    screen.wait_for("750 g × 640.00 / kg");
    screen.press("Take back");
    screen.fill("How much of Rasgulla comes back", "2 kg");
    screen.wait_for("2 kg of Rasgulla can't come back");
    screen.fill("How much of Rasgulla comes back", "0.25 kg");
    screen.wait_for("Give INR 160.00 back");
    assert!(!screen.sees("can't come back"));
    screen.press("Rasgulla to waste");
    screen.press("Gone stale");
    screen.press("Give INR 160.00 back");
    screen.wait_for("Receipt 2 (return), 2026-03-02 09:00, Asha, −160.00");
    let moves = shop
        .shop
        .read(|db| stock::movements(db, rasgulla, None, 2))
        .unwrap();
    let told: Vec<_> = moves.iter().map(|m| (m.reason, m.delta)).collect();
    assert_eq!(told, [(Reason::Waste, -250), (Reason::Returned, 250)]);
    screen.press("Sold on receipt 1");
    screen.wait_for("250 g of 750 g came back");
}

#[test]
fn what_a_colleague_took_back_meanwhile_is_said_before_the_money_is_handed_over() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.sold_for(&[(katli, 3)], vec![cash(13_650)]);
    let mut screen = at_the_receipt(&shop);
    screen.press("Take back");
    screen.press("All of it");
    screen.wait_for("Give INR 136.50 back");
    let lines = vec![TakenLine {
        line: 0,
        quantity: Quantity::of(2).unwrap(),
        to: Destination::Stock,
    }];
    let theirs = TakeBack {
        receipt: 1,
        lines,
        reason: "too sweet".into(),
        shift: None,
        to_credit: false,
        customer: None,
        money_went_back: false,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), theirs)
        .unwrap();
    screen.wait_for("3 of Kaju Katli can't come back");
    assert!(!screen.has_button("Give INR 136.50 back"));
    screen.press("All of it");
    screen.wait_for("Give INR 45.50 back");
}

#[test]
fn a_sale_is_voided_on_its_day_and_later_not_offered_to_be() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.sold_for(&[(katli, 2)], vec![cash(10_000)]);
    shop.sold_for(&[(katli, 1)], vec![cash(4550)]);
    let mut screen = at_the_receipt(&shop);
    screen.hit(Key::ArrowDown);
    screen.wait_for("INR 91.00");
    screen.press("Void");
    screen.press("Rung up twice");
    screen.press("Give INR 91.00 back");
    screen.wait_for("Receipt 3 (void), 2026-03-02 09:00, Asha, −91.00");
    assert_eq!(shop.on_hand(katli), 9);
    screen.press("Sold on receipt 1");
    screen.wait_for("All came back");
    assert!(!screen.has_button("Take back"));
    shop.clock.step_ms(24 * 60 * 60 * 1000);
    screen.fill("Receipt number", "R000002");
    screen.wait_for("INR 45.50");
    assert!(screen.has_button("Take back"));
    assert!(!screen.has_button("Void"));
}

#[test]
fn a_receipt_tells_its_discounts_taxes_and_rounding() {
    let shop = TestShop::new();
    let tax = |name: &str, percent: &str, inside| AddTax {
        name: name.into(),
        rate: Rate::parse(percent).unwrap(),
        inside,
        usual: true,
    };
    for tax in [tax("GST", "12", true), tax("Cess", "1", false)] {
        shop.shop
            .execute(&shop.admin, RequestId::new(), tax)
            .unwrap();
    }
    let change = ChangeSetting {
        version: 0,
        value: Selling {
            cash_step: Money::from_minor(5),
            ..Selling::default()
        },
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), change)
        .unwrap();
    let barfi = shop.sweet("Barfi", 5250, 10);
    shop.sold_for(&[(barfi, 1)], vec![cash(5300)]);
    let mut screen = at_the_receipt(&shop);
    let sold = shop.shop.read(|db| receipt(db, 1)).unwrap().unwrap();
    assert_eq!(
        (sold.total.minor(), sold.rounding.minor()),
        (5297, -2),
        "12 % inside 52.50 leaves 46.87 net, 1 % of that on top"
    );
    for told in [
        "GST 12 %",
        "5.63",
        "Cess 1 %",
        "0.47",
        "INR 52.97",
        "Rounding in cash",
        "−0.02",
        "Change",
        "0.05",
    ] {
        screen.wait_for(told);
    }
}

#[test]
fn a_scanned_receipt_opens_among_the_sales() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    shop.sold_for(&[(katli, 1)], vec![cash(4550)]);
    shop.sold_for(&[(katli, 2)], vec![cash(9100)]);
    let mut screen = at_the_receipt(&shop);
    scan(&mut screen, "R000001");
    screen.wait_for("INR 45.50");
    assert!(screen.is_chosen("Receipt 1, 2026-03-02 09:00, Asha, 45.50"));
    scan(&mut screen, "R000009");
    screen.wait_for("There is no receipt 9. The last is 2.");
}

#[test]
fn a_part_is_taken_back_to_waste_without_a_mouse() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 10);
    let ladoo = shop.sweet("Ladoo", 1000, 10);
    shop.sold_for(&[(katli, 1), (ladoo, 3)], vec![cash(7550)]);
    let mut screen = at_the_receipt(&shop);
    screen.key(Modifiers::COMMAND, Key::R);
    screen.settle();
    screen.wait_for("Pick what comes back");
    // The keyboard is at the first line, and stays in the list when all of that is picked.
    screen.hit(Key::Space);
    screen.wait_for("1 of 1");
    screen.hit(Key::Tab);
    screen.hit(Key::Space);
    screen.hit(Key::Space);
    screen.wait_for("2 of 3");
    screen.key(Modifiers::SHIFT, Key::Tab);
    screen.key(Modifiers::SHIFT, Key::Tab);
    screen.settle();
    screen.hit(Key::Space);
    assert!(screen.is_chosen("Ladoo to waste"));
    assert!(screen.is_chosen("Kaju Katli to the shelf"));
    screen.wait_for("Give INR 65.50 back");
    screen.tab_to("Reason");
    screen.by_hand("stale");
    assert_eq!(screen.text_in("Reason"), "stale");
    screen.hit(Key::Enter);
    screen.wait_for("Receipt 2");
    let on_hand = |sweet| {
        shop.shop
            .read(|db| stock::shelf_rows(db, &[sweet]))
            .unwrap()[0]
            .on_hand
    };
    assert_eq!((on_hand(katli), on_hand(ladoo)), (10, 7));
    // Where nothing is left to pick, and for a void, it begins at the reason.
    shop.sold_for(&[(katli, 1)], vec![cash(4550)]);
    screen.wait_for("Receipt 3, ");
    screen.press_first("Receipt 3, ");
    screen.wait_for("Receipt 3");
    screen.press("Void");
    screen.by_hand("twice");
    assert_eq!(screen.text_in("Reason"), "twice");
}
