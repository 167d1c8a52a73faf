//! The customers in the windows: found, changed by two, merged, erased.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        customers::{self, EditCustomer},
        sales::Checkout,
    },
    values::{CustomerId, RequestId},
};

use super::Screen;
use crate::support::{TestShop, checkout};

impl Screen {
    fn at_the_customers(shop: &TestShop) -> Screen {
        let mut screen = Screen::with(shop, "Asha");
        screen.press("Customers");
        screen.wait_for("Name or phone");
        screen
    }
}

fn changed(shop: &TestShop, customer: CustomerId, version: i64, note: &str) {
    let edit = EditCustomer {
        customer,
        version,
        name: None,
        phone: None,
        email: None,
        note: Some(note.into()),
        retired: None,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), edit)
        .unwrap();
}

#[test]
fn a_customer_is_found_with_all_that_passed_and_what_others_do_appears() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 50);
    let zoe = shop.customer("Zoë Fernandes", "98765 43210");
    shop.customer("Anand Rao", "");
    let mut screen = Screen::at_the_customers(&shop);
    screen.wait_for("2 customers");
    screen.by_hand("43210");
    screen.wait_for("1 customer");
    screen.press_first("Customer 1: Zoë Fernandes, 98765 43210");
    screen.wait_for("98765 43210  (+919876543210)");
    screen.wait_for("Nothing yet: receipts, invoices and credit will stand here.");
    let sale = Checkout {
        customer: Some(zoe),
        ..checkout(katli, 1)
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), sale)
        .unwrap();
    screen.wait_for("Receipt 1");
    changed(&shop, zoe, 1, "no nuts");
    screen.wait_for("no nuts");
    screen.press("SMS: says yes");
    screen.wait_for("SMS: yes");
    let said = shop.shop.read(|db| customers::consents(db, zoe)).unwrap();
    assert_eq!((said.len(), said[0].given), (1, true));
    screen.press("Receipt 1");
    screen.wait_for("Receipt number");
}

#[test]
fn a_customer_is_added_by_keys_and_a_wrong_number_is_told_at_its_field() {
    let shop = TestShop::new();
    let mut screen = Screen::at_the_customers(&shop);
    screen.wait_for("There are no customers yet");
    screen.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    screen.settle();
    screen.fill("Name", "Zoë");
    screen.fill("Phone", "12345");
    screen.hit(Key::Enter);
    screen.wait_for("Is no telephone number in IN");
    screen.fill("Phone", "98765 43210");
    screen.hit(Key::Enter);
    screen.wait_for("Zoë is saved.");
    screen.wait_for("98765 43210  (+919876543210)");
}

#[test]
fn who_changes_what_a_colleague_changed_sees_both_and_applies_again() {
    let shop = TestShop::new();
    let zoe = shop.customer("Zoë", "98765 43210");
    let mut screen = Screen::at_the_customers(&shop);
    screen.press_first("Customer 1: Zoë");
    screen.wait_for("Nothing yet");
    screen.press("Change");
    screen.fill("E-mail", "zoe@example.in");
    changed(&shop, zoe, 1, "no nuts");
    screen.press("Save the customer");
    screen.wait_for("Asha changed this customer");
    screen.wait_for("no nuts");
    screen.press("Apply mine again");
    screen.wait_for("Zoë is saved.");
    let now = shop.customer_now(zoe);
    assert_eq!(now.email.as_deref(), Some("zoe@example.in"));
    assert_eq!(now.note.as_deref(), Some("no nuts"));
}

#[test]
fn likely_duplicates_are_merged_with_both_side_by_side_and_one_is_erased_for_good() {
    let shop = TestShop::new();
    let zoe = shop.customer("Zoë", "98765 43210");
    let again = shop.customer("Zoe F.", "+91 98765 43210");
    let mut screen = Screen::at_the_customers(&shop);
    screen.press("Likely duplicates");
    screen.wait_for("One number: +919876543210");
    screen.press_first("Customer 2: Zoe F.");
    screen.wait_for("Nothing yet");
    screen.press("Merge");
    screen.wait_for("Who is the same customer?");
    screen.press_first("Zoë, 98765 43210");
    screen.wait_for("Make these two one customer?");
    screen.wait_for("Stays (customer 1)");
    screen.wait_for("Is merged (customer 2)");
    screen.press("Merge them");
    screen.wait_for("They are one customer now: 1.");
    assert_eq!(shop.customer_now(again).merged_into, Some(zoe));
    screen.wait_for("Customer 2 was merged in");

    screen.press("Erase");
    screen.wait_for("Erase Zoë?");
    screen.wait_for("0 receipts with numbers and amounts; they show “erased customer 1”.");
    screen.press("Keep them");
    screen.wait_gone("Erase Zoë?");
    assert!(!shop.customer_now(zoe).erased);
    screen.press("Erase");
    screen.wait_for("What stays");
    screen.press("Erase for good");
    screen.wait_for("Forgotten: “erased customer 1” from now on.");
    assert!(shop.customer_now(zoe).erased);
    screen.wait_for("No two are alike");
}

#[test]
fn who_only_sells_neither_merges_nor_erases() {
    let shop = TestShop::new();
    shop.customer("Zoë", "98765 43210");
    shop.staff();
    let mut screen = Screen::with(&shop, "Ravi");
    screen.press("Customers");
    screen.wait_for("1 customer");
    screen.press_first("Customer 1: Zoë");
    screen.wait_for("May be written to");
    assert!(screen.has_button("Change"));
    assert!(!screen.has_button("Merge"));
    assert!(!screen.has_button("Erase"));
}

#[test]
fn the_settings_say_how_codes_come_and_by_which_gateway() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    // All of it is in sight.
    screen.resize([1280.0, 2000.0]);
    screen.press("Settings");
    screen.press("Codes and SMS");
    screen.wait_for("One-time codes");
    screen.press("Customer display");
    screen.press("Save the rules for codes");
    screen.wait_for("The rules for codes are saved.");
    screen.fill("Address", "http://sms.example/send?to={digits}&text={text}");
    screen.press("Save the SMS gateway's settings");
    screen.wait_for("Begins with https:// where the gateway is not on this machine.");
    screen.fill("Country", "GB");
    screen.press("Save the rules for phone numbers");
    screen.wait_for("The rules for phone numbers are saved.");
    screen.wait_for("Codes that were sent stand here");
    let country = shop.shop.read(customers::country).unwrap();
    assert_eq!(country.unwrap().code(), "GB");
}
