//! The settings, section by section, and two admins at once.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        catalogue::ScaleLabels,
        orders::OrderRules,
        printing::Template,
        settings::{self, ChangeSetting, Selling, Setting},
        shifts::ShiftRules,
        taxes::{self, AddTax, EditTax, Tax},
    },
    values::{LabelValue, Money, Rate, RequestId, ScaleLabel},
};

use super::Screen;
use crate::support::TestShop;

impl TestShop {
    fn chosen_now<S: Setting>(&self) -> S {
        self.shop.read(settings::load::<S>).unwrap().0
    }

    fn selling(&self) -> Selling {
        self.chosen_now()
    }

    /// Somebody else chooses.
    fn another_chooses<S: Setting>(&self, version: i64, value: S) {
        self.shop
            .execute(
                &self.admin,
                RequestId::new(),
                ChangeSetting { version, value },
            )
            .unwrap();
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
    screen.press("Taxes");
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
    assert!(screen.is_chosen("On new sweets: GST"));
    screen.press("On new sweets: GST");
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
    screen.press("Taxes");
    screen.wait_for("12 %, in the price");
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
fn the_limit_for_differences_of_a_shift_is_chosen_in_its_section() {
    let shop = TestShop::new();
    let mut screen = at_the_settings(&shop);
    screen.press("Shifts");
    screen.wait_for("Differences up to (INR)");
    screen.fill("Differences up to (INR)", "a little");
    screen.press("Save the shift rules");
    screen.wait_for("not an amount");
    screen.fill("Differences up to (INR)", "25");
    // What is typed stays while another section is looked at.
    screen.press("Taxes");
    screen.press("Shifts");
    screen.hit(Key::Enter);
    screen.press("Save the shift rules");
    screen.wait_for("The shift rules are saved.");
    let kept = shop.chosen_now::<ShiftRules>();
    assert_eq!(kept.difference_limit, Money::from_minor(2_500));
}

#[test]
fn what_is_kept_for_orders_and_when_the_kitchen_begins_is_chosen_in_its_section() {
    let shop = TestShop::new();
    let mut screen = at_the_settings(&shop);
    screen.press("Orders for later");
    screen.wait_for("Kept ahead (hours)");
    screen.fill("Kept ahead (hours)", "a day");
    screen.press("Save the order rules");
    screen.wait_for("Is a whole number, such as 24.");
    screen.fill("Kept ahead (hours)", "745");
    screen.press("Save the order rules");
    screen.wait_for("Is between 0 (what is promised is sold) and 744 hours.");
    screen.fill("Kept ahead (hours)", "48");
    // Somebody else chooses the other of the two meanwhile.
    shop.another_chooses(
        0,
        OrderRules {
            preparation_minutes: 90,
            ..OrderRules::default()
        },
    );
    screen.press("Save the order rules");
    screen.wait_for("Asha changed the order rules");
    assert!(screen.sees("48 hours") && screen.sees("90 minutes"));
    screen.press("Apply mine again");
    screen.wait_for("The order rules are saved.");
    let kept = shop.chosen_now::<OrderRules>();
    assert_eq!((kept.keep_ahead_hours, kept.preparation_minutes), (48, 90));
}

fn weights(prefixes: &[&str]) -> ScaleLabel {
    let prefixes = prefixes.iter().map(|prefix| (*prefix).to_owned()).collect();
    ScaleLabel::of(prefixes, 5, LabelValue::Weight, 3, false).unwrap()
}

#[test]
fn a_layout_of_labels_is_added_with_its_example_explained_as_it_is_typed() {
    let shop = TestShop::new();
    let mut screen = at_the_settings(&shop);
    screen.press("Scale labels");
    screen.press("Add a layout");
    screen.fill("The labels begin with", "30");
    screen.wait_for("Scales use 02 and 20 to 29 only.");
    screen.fill("The labels begin with", "21, 22");
    screen.wait_for("For example 2100123012343: sweet 00123, 1.234 kg.");
    screen.press("Item code: 4 digits");
    screen.wait_for("sweet 0123, 1.234 kg.");
    screen.press("Then comes the: Price");
    screen.wait_for("sweet 0123, INR 12.34.");
    screen.press("Item code: 5 digits");
    screen.press("Then comes the: Weight");
    screen.press("Save");
    screen.wait_for("21, 22: 5 digits of item, a weight in kg with 3 decimals");
    assert_eq!(
        shop.chosen_now::<ScaleLabels>().layouts,
        [weights(&["21", "22"])]
    );
    screen.fill("Try a label", "2100123012343");
    screen.wait_for("2100123012343: sweet 00123, 1.234 kg.");
    screen.fill("Try a label", "2100123012344");
    screen.wait_for("The last digit should be 3");
    screen.fill("Try a label", "3017620422003");
    screen.wait_for("3017620422003 is no label of these layouts.");
}

#[test]
fn a_layout_is_edited_and_removed_and_what_another_did_meanwhile_stays() {
    let shop = TestShop::new();
    let layouts = vec![weights(&["21"])];
    shop.another_chooses(0, ScaleLabels { layouts });
    let mut screen = at_the_settings(&shop);
    screen.press("Scale labels");
    screen.wait_for("21: 5 digits of item");
    screen.press("Edit labels 21");
    let layouts = vec![weights(&["21"]), weights(&["28"])];
    shop.another_chooses(1, ScaleLabels { layouts });
    screen.fill("The labels begin with", "21, 28");
    screen.press("Save");
    // Told by the shop, whose list it is, in whichever order the news came.
    if !screen.sees("already: a label would mean two things") {
        screen.wait_for("Nothing of yours was saved");
        screen.press("Save");
    }
    screen.wait_for("already: a label would mean two things");
    screen.fill("The labels begin with", "21, 23");
    screen.press("Save");
    screen.wait_for("21, 23: 5 digits of item");
    let both = [weights(&["21", "23"]), weights(&["28"])];
    assert_eq!(shop.chosen_now::<ScaleLabels>().layouts, both);
    screen.press("Remove labels 28");
    screen.wait_gone("28: 5 digits");
    assert_eq!(shop.chosen_now::<ScaleLabels>().layouts, both[..1]);
}

#[test]
fn who_saves_the_slips_second_does_not_write_over_what_another_chose() {
    let shop = TestShop::new();
    let mut screen = at_the_settings(&shop);
    screen.press("Printing");
    screen.wait_for("At the end");
    screen.fill("At the end", "Come again!");
    let theirs = Template {
        header: vec!["12 Bazaar Road".into()],
        ..Template::default()
    };
    shop.another_chooses(0, theirs);
    screen.press("Save the slips");
    screen.wait_for("Asha changed the slips");
    assert!(screen.sees("12 Bazaar Road") && screen.sees("Come again!"));
    screen.press("Apply mine again");
    screen.wait_for("The slips are saved.");
    let kept = shop.chosen_now::<Template>();
    assert_eq!(kept.header, ["12 Bazaar Road"]);
    assert_eq!(kept.footer, ["Come again!"]);
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
