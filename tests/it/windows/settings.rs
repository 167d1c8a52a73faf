//! The settings: selling rules and taxes, and two admins at once.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        settings::{self, ChangeSetting, Selling},
        taxes::{self, AddTax, EditTax, Tax},
    },
    values::{Money, Rate, RequestId},
};

use super::Screen;
use crate::support::TestShop;

impl TestShop {
    fn selling(&self) -> Selling {
        self.shop.read(settings::load::<Selling>).unwrap().0
    }

    fn taxes(&self) -> Vec<Tax> {
        self.shop.read(taxes::list).unwrap()
    }
}

fn percent(text: &str) -> Rate {
    Rate::parse(text).unwrap()
}

fn at_the_settings(shop: &TestShop) -> Screen {
    let mut screen = Screen::with(shop, "Asha");
    screen.key(Modifiers::COMMAND, Key::Comma);
    screen.settle();
    screen.wait_for("Selling rules");
    screen.wait_for("Discounts up to (%)");
    screen
}

#[test]
fn the_selling_rules_are_chosen_and_kept() {
    let shop = TestShop::new();
    let mut screen = at_the_settings(&shop);
    screen.fill("Round cash to (INR)", "0.05");
    screen.fill("Discounts up to (%)", "15");
    screen.press("Save the selling rules");
    screen.wait_for("The selling rules are saved.");
    let kept = shop.selling();
    assert_eq!(
        (kept.cash_step, kept.discount_limit),
        (Money::from_minor(5), percent("15"))
    );
}

#[test]
fn what_is_no_rule_is_said_at_its_field_and_nothing_is_saved() {
    let shop = TestShop::new();
    let mut screen = at_the_settings(&shop);
    screen.fill("Discounts up to (%)", "101");
    screen.press("Save the selling rules");
    screen.wait_for("A percent is between 0 and 100.");
    screen.fill("Discounts up to (%)", "10");
    screen.fill("Round cash to (INR)", "0");
    screen.press("Save the selling rules");
    screen.wait_for("Is between 1 and 1,000,000 of the smallest unit of money.");
    assert_eq!(shop.selling(), Selling::default());
}

#[test]
fn who_saves_the_rules_second_is_told_who_was_faster_and_keeps_both_changes() {
    let shop = TestShop::new();
    let mut screen = at_the_settings(&shop);
    screen.fill("Discounts up to (%)", "15");
    let theirs = ChangeSetting {
        version: 0,
        value: Selling {
            cash_step: Money::from_minor(10),
            ..Selling::default()
        },
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), theirs)
        .unwrap();
    screen.press("Save the selling rules");
    screen.wait_for("Asha changed the selling rules");
    assert!(screen.sees("0.10") && screen.sees("15 %"));
    screen.press("Apply mine again");
    screen.wait_for("The selling rules are saved.");
    let kept = shop.selling();
    assert_eq!(
        (kept.cash_step, kept.discount_limit),
        (Money::from_minor(10), percent("15"))
    );
}

#[test]
fn a_tax_is_added_edited_made_usual_and_retired() {
    let shop = TestShop::new();
    let mut screen = at_the_settings(&shop);
    screen.press("Add a tax");
    screen.fill("Name on receipts", "GST");
    screen.fill("Rate (%)", "twelve");
    screen.press("Save");
    screen.wait_for("not a number");
    screen.fill("Rate (%)", "12");
    screen.hit(Key::Enter);
    screen.wait_for("12 %, in the price");
    screen.press("Edit GST");
    screen.press("On top of the price");
    screen.press("Save");
    screen.wait_for("12 %, on top of the price");
    assert!(screen.is_chosen("Usual: GST"));
    screen.press("Usual: GST");
    screen.wait_for("New sweets begin without GST.");
    screen.press("Retire GST");
    screen.wait_for("Bring back GST");
    let tax = &shop.taxes()[0];
    assert_eq!(
        (tax.rate, tax.inside, tax.usual, tax.retired),
        (percent("12"), false, false, true)
    );
}

#[test]
fn who_edits_a_tax_second_sees_both_and_may_keep_theirs() {
    let shop = TestShop::new();
    let add = AddTax {
        name: "GST".into(),
        rate: percent("12"),
        inside: true,
        usual: true,
    };
    let gst = shop.shop.execute(&shop.admin, RequestId::new(), add);
    let gst = gst.unwrap().tax;
    let mut screen = at_the_settings(&shop);
    screen.press("Edit GST");
    screen.fill("Rate (%)", "18");
    let theirs = EditTax {
        tax: gst,
        version: 1,
        name: None,
        rate: Some(percent("5")),
        inside: None,
        usual: None,
        retired: None,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), theirs)
        .unwrap();
    screen.press("Save");
    screen.wait_for("Asha changed this tax");
    assert!(screen.sees("5 %") && screen.sees("18 %"));
    screen.press("Keep theirs");
    screen.wait_for("5 %, in the price");
    assert_eq!(shop.taxes()[0].rate, percent("5"));
}

#[test]
fn who_may_not_choose_is_not_offered_the_settings() {
    let shop = TestShop::new();
    shop.staff();
    let mut screen = Screen::with(&shop, "Ravi");
    assert!(!screen.has_button("Settings"));
    screen.key(Modifiers::COMMAND, Key::Comma);
    screen.settle();
    assert!(!screen.sees("Selling rules"));
    assert!(screen.sees("Scan or search"));
}
