//! The stock room with goods by weight and in boxes, taxes, and what is written off.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        catalogue::{self, AddSweet, EditSweet, Sweet, SweetChange},
        stock::{self, Reason},
        taxes::AddTax,
    },
    values::{Money, Rate, RequestId, SweetId, Unit},
};

use super::Screen;
use crate::support::{TestShop, sweet};

impl TestShop {
    fn gst(&self, usual: bool) {
        let add = AddTax {
            name: "GST".into(),
            rate: Rate::parse("12").unwrap(),
            inside: true,
            usual,
        };
        self.shop
            .execute(&self.admin, RequestId::new(), add)
            .unwrap();
    }

    /// Rasgulla at 640.00 a kilogram, 4.75 kg of it.
    fn rasgulla(&self) -> SweetId {
        let add = AddSweet {
            unit: Unit::Gram,
            per: 1000,
            opening: 4750,
            low_at: 500,
            ..sweet("Rasgulla", 64_000)
        };
        let added = self.shop.execute(&self.admin, RequestId::new(), add);
        added.unwrap().sweet
    }

    fn known(&self, id: SweetId) -> Sweet {
        let known = self.shop.read(|db| catalogue::sweet(db, id)).unwrap();
        known.unwrap()
    }
}

fn in_the_stock_room(shop: &TestShop) -> Screen {
    let mut screen = Screen::with(shop, "Asha");
    screen.press("Stock room");
    screen.wait_for("Show only low stock");
    screen
}

#[test]
fn a_sweet_by_weight_is_created_with_its_price_taxes_and_stock_in_its_unit() {
    let shop = TestShop::new();
    shop.gst(true);
    let mut screen = in_the_stock_room(&shop);
    screen.press("New sweet");
    screen.fill("Name", "Rasgulla");
    screen.press("Counted in Grams");
    screen.fill("Price (INR)", "64");
    screen.press("Price for 100 g");
    assert!(
        screen.is_chosen("Tax GST 12 %"),
        "new sweets begin with what is usual"
    );
    screen.fill("Low at", "0.5 kg");
    screen.fill("On hand now", "4.75 kg");
    screen.press("Save");
    screen.wait_for("Rasgulla, 64.00 / 100 g, 4.75 kg on hand");
    screen.wait_for("on hand · low at 500 g");
    assert!(screen.sees("INR 64.00 / 100 g"));
    assert!(screen.sees("With GST 12 %."));
    assert!(screen.sees("+4.75 kg"));
}

#[test]
fn a_box_has_its_price_and_what_is_no_amount_is_said_at_its_field() {
    let shop = TestShop::new();
    shop.gst(false);
    let mut screen = in_the_stock_room(&shop);
    screen.press("New sweet");
    screen.fill("Name", "Laddu");
    screen.fill("Price (INR)", "540");
    screen.press("Price for a box");
    screen.fill("Pieces in a box", "dozen");
    screen.press("Save");
    screen.wait_for("not a whole number of pieces");
    screen.fill("Pieces in a box", "24");
    screen.press("Tax GST 12 %");
    screen.press("Save");
    screen.wait_for("Laddu, 540.00 / box of 24, 0 on hand");
    let laddu = shop.known(SweetId::new(1));
    assert_eq!((laddu.per, laddu.taxes.len()), (24, 1));
}

#[test]
fn taxes_and_selling_below_zero_are_edited_and_others_keep_what_they_had() {
    let shop = TestShop::new();
    shop.gst(true);
    let rasgulla = shop.rasgulla();
    let mut screen = in_the_stock_room(&shop);
    screen.press("Rasgulla, 640.00 / kg, 4.75 kg on hand");
    screen.wait_for("Movements");
    screen.hit(Key::F2);
    screen.press("Tax GST 12 %");
    screen.press("Sold all the same");
    screen.press("Save");
    screen.wait_for("May be sold before it is counted in.");
    let now = shop.known(rasgulla);
    assert_eq!((now.taxes.len(), now.below_zero), (0, true));
    assert_eq!((now.unit, now.per, now.low_at), (Unit::Gram, 1000, 500));
}

#[test]
fn two_who_edit_a_weighed_sweet_see_its_price_and_level_as_people_say_them() {
    let shop = TestShop::new();
    let rasgulla = shop.rasgulla();
    let mut screen = in_the_stock_room(&shop);
    screen.press("Rasgulla, 640.00 / kg, 4.75 kg on hand");
    screen.wait_for("Movements");
    screen.hit(Key::F2);
    screen.fill("Low at", "2.5 kg");
    let change = SweetChange {
        price: Some(Money::from_minor(7000)),
        per: Some(100),
        low_at: Some(750),
        ..SweetChange::default()
    };
    let theirs = EditSweet {
        sweet: rasgulla,
        version: 1,
        change,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), theirs)
        .unwrap();
    screen.key(Modifiers::COMMAND, Key::S);
    screen.settle();
    screen.wait_for("Asha changed this sweet");
    for told in ["Price for", "/ 100 g", "750 g", "2.5 kg"] {
        assert!(screen.sees(told), "{told}");
    }
}

#[test]
fn weighed_stock_comes_in_is_counted_and_written_off_in_kilograms() {
    let shop = TestShop::new();
    let rasgulla = shop.rasgulla();
    let mut screen = in_the_stock_room(&shop);
    screen.press("Rasgulla, 640.00 / kg, 4.75 kg on hand");
    screen.wait_for("Movements");
    screen.hit(Key::F6);
    screen.fill("How much came in", "a lot");
    screen.hit(Key::Enter);
    screen.wait_for("not an amount such as 250 g or 0.25 kg");
    screen.fill("How much came in", "2.5 kg");
    screen.hit(Key::Enter);
    screen.wait_for("Rasgulla, 640.00 / kg, 7.25 kg on hand");
    screen.hit(Key::F7);
    screen.fill("How much was counted", "7 kg");
    screen.fill("Reason", "dried out");
    screen.hit(Key::Enter);
    screen.wait_for("Rasgulla, 640.00 / kg, 7 kg on hand");
    screen.press("Write off");
    screen.press("Sample");
    screen.fill("How much goes", "100 g");
    screen.hit(Key::Enter);
    screen.wait_for("Rasgulla, 640.00 / kg, 6.9 kg on hand");
    screen.wait_for("given as a sample");
    screen.press("Write off");
    screen.fill("How much goes", "0");
    screen.hit(Key::Enter);
    screen.wait_for("0 is not a quantity");
    let moves = shop
        .shop
        .read(|db| stock::movements(db, rasgulla, None, 10))
        .unwrap();
    let told: Vec<_> = moves.iter().map(|m| (m.reason, m.delta)).collect();
    assert_eq!(
        told,
        [
            (Reason::Sample, -100),
            (Reason::Counted, -250),
            (Reason::Received, 2500),
            (Reason::Opening, 4750),
        ]
    );
}
