//! Getting in: the first start, the log-in, the registration, the lock.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        Role, Shop,
        staff::{self, ChangeRole, Status},
    },
    values::{RequestId, SystemClock},
};

use super::Screen;
use crate::support::{PASSWORD, TestShop};

fn account(shop: &TestShop, name: &str) -> staff::Account {
    shop.shop.read(|db| staff::find(db, name)).unwrap().unwrap()
}

#[test]
fn the_first_start_founds_a_shop_and_leads_to_its_log_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.sherbet");
    let mut screen = Screen::open(&path, SystemClock::shared());
    screen.wait_for("Open your shop");
    screen.fill("Shop name", "Halwai & Daughters");
    screen.fill("Your name (the first admin)", "Asha");
    screen.fill("Password", PASSWORD);
    screen.fill("Password again", PASSWORD);
    screen.press("Open the shop");
    screen.wait_for("Log in");
    assert!(screen.sees("Halwai & Daughters"));
    // The founder's name is there already, and the cursor is at the password.
    screen.typed(PASSWORD);
    screen.hit(Key::Enter);
    screen.wait_for("Anjeer Roll");
}

#[test]
fn two_passwords_that_differ_found_nothing_and_say_so_at_the_field() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.sherbet");
    let mut screen = Screen::open(&path, SystemClock::shared());
    screen.wait_for("Open your shop");
    screen.fill("Password", PASSWORD);
    screen.fill("Password again", "gulab-jamun-2");
    screen.press("Open the shop");
    assert!(screen.sees("The two are not the same"));
    assert!(!path.exists());
}

#[test]
fn a_file_that_is_no_shop_is_told_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "buy sugar, ghee, pistachios and more cardamom").unwrap();
    let mut screen = Screen::open(&path, SystemClock::shared());
    screen.wait_for("The shop can't be opened");
    assert!(screen.has_button("Try again"));
    screen.press("Try again");
    screen.wait_for("The shop can't be opened");
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "buy sugar, ghee, pistachios and more cardamom"
    );
}

#[test]
fn a_wrong_password_is_told_inline_and_the_right_one_then_works() {
    let shop = TestShop::new();
    let mut screen = Screen::of(&shop);
    screen.log_in("Asha", "gulab-jamun-2");
    screen.wait_for("The name or the password is not right");
    // The wrong one is selected: typing replaces it.
    screen.typed(PASSWORD);
    screen.hit(Key::Enter);
    screen.wait_for("Scan or search");
}

#[test]
fn after_a_mistyped_name_the_password_need_not_be_typed_again() {
    let shop = TestShop::new();
    let mut screen = Screen::of(&shop);
    screen.log_in("Asah", PASSWORD);
    screen.wait_for("The name or the password is not right");
    screen.fill("Name", "Asha");
    screen.hit(Key::Enter);
    screen.wait_for("Scan or search");
}

#[test]
fn an_account_is_retired_only_after_asking() {
    let shop = TestShop::new();
    let ravi = shop.staff().account().unwrap();
    let status = || {
        let list = shop.shop.read(staff::list).unwrap();
        let ravi = list.into_iter().find(|account| account.id == ravi);
        ravi.unwrap().status
    };
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Staff");
    screen.wait_for("Working here");
    screen.press("Retire: Ravi");
    screen.wait_for("Retire Ravi?");
    screen.hit(Key::Escape);
    screen.wait_gone("Retire Ravi?");
    assert_eq!(status(), Status::Active);
    screen.press("Retire: Ravi");
    screen.hit(Key::Enter);
    screen.wait_for("Ravi is retired.");
    assert_eq!(status(), Status::Retired);
}

#[test]
fn enter_submits_the_log_in() {
    let shop = TestShop::new();
    let mut screen = Screen::of(&shop);
    screen.fill("Name", "Asha");
    screen.fill("Password", PASSWORD);
    screen.hit(Key::Enter);
    screen.wait_for("Scan or search");
}

#[test]
fn a_new_colleague_registers_and_is_let_in_by_an_admin() {
    let shop = TestShop::new();
    let mut theirs = Screen::of(&shop);
    theirs.press("Register as a new colleague");
    theirs.fill("Name", "Meera");
    theirs.fill("Password", PASSWORD);
    theirs.fill("Password again", PASSWORD);
    theirs.press("Register");
    theirs.wait_for("waits for an admin's approval");
    theirs.log_in("Meera", PASSWORD);
    theirs.wait_for("waits for an admin's approval");

    let mut admin = Screen::with(&shop, "Asha");
    admin.wait_for("Staff, 1 waiting");
    admin.press("Staff, 1 waiting");
    admin.wait_for("Waiting for approval");
    admin.press("Approve as staff: Meera");
    admin.wait_for("Meera may log in as staff");
    admin.wait_gone("Staff, 1 waiting");

    theirs.log_in("Meera", PASSWORD);
    theirs.wait_for("Scan or search");
}

#[test]
fn a_name_that_is_taken_is_told_at_the_registration() {
    let shop = TestShop::new();
    let mut screen = Screen::of(&shop);
    screen.press("Register as a new colleague");
    screen.fill("Name", "ASHA");
    screen.fill("Password", PASSWORD);
    screen.fill("Password again", PASSWORD);
    screen.press("Register");
    screen.wait_for("already taken");
}

#[test]
fn staff_see_the_counter_and_the_sales_and_no_more() {
    let shop = TestShop::new();
    shop.staff();
    let mut screen = Screen::with(&shop, "Ravi");
    screen.wait_for("Counter");
    assert!(screen.has_button("Counter"));
    assert!(screen.has_button("Sales"));
    assert!(!screen.has_button("Stock room"));
    assert!(!screen.has_button("Staff"));
    screen.key(Modifiers::COMMAND, Key::Num2);
    screen.settle();
    assert!(!screen.sees("Show only low stock"));
}

#[test]
fn the_navigation_follows_when_the_role_is_taken_away() {
    let shop = TestShop::new();
    let ravi = shop.staff().account().unwrap();
    let make = |role| {
        let command = ChangeRole {
            account: ravi,
            role,
            version: account(&shop, "Ravi").version,
        };
        shop.shop
            .execute(&shop.admin, RequestId::new(), command)
            .unwrap();
    };
    make(Role::Admin);
    let mut screen = Screen::with(&shop, "Ravi");
    screen.press("Staff");
    screen.wait_for("Working here");
    make(Role::Staff);
    screen.wait_gone("Working here");
    assert!(!screen.has_button("Staff"));
    assert!(screen.sees("Scan or search"));
}

#[test]
fn who_is_retired_while_logged_in_is_led_out_and_told_why() {
    let shop = TestShop::new();
    let ravi = shop.staff().account().unwrap();
    let mut screen = Screen::with(&shop, "Ravi");
    let retire = staff::Retire {
        account: ravi,
        version: 1,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), retire)
        .unwrap();
    screen.wait_for("Your account was retired");
}

#[test]
fn who_changed_their_password_elsewhere_is_led_out_and_told_why() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    let new = "jalebi-jalebi-2";
    shop.shop
        .change_password(&shop.admin, RequestId::new(), PASSWORD, new)
        .unwrap();
    screen.wait_for("Log in again: the password of Asha was changed");
    screen.log_in("Asha", new);
    screen.wait_for("Scan or search");
}

#[test]
fn the_window_in_which_a_password_was_changed_goes_on() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    screen.key(Modifiers::COMMAND, Key::K);
    screen.settle();
    screen.typed("my password");
    screen.hit(Key::Enter);
    screen.wait_for("Password now");
    screen.fill("Password now", PASSWORD);
    screen.fill("New password", "jalebi-jalebi-2");
    screen.fill("New password again", "jalebi-jalebi-2");
    screen.press("Change it");
    screen.wait_for("Your password was changed");
    screen.settle();
    assert!(screen.sees("Scan or search"));
}

#[test]
fn a_window_left_alone_locks_and_keeps_its_basket() {
    let shop = TestShop::new();
    shop.sweet("Kaju katli", 4500, 12);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Kaju katli, 45.00, 12 left");
    screen.pass(601.0);
    screen.wait_for("Locked");
    assert!(
        !screen.sees("Kaju katli"),
        "nothing of the shop is seen behind the lock"
    );
    screen.fill("Password", "gulab-jamun-2");
    screen.press("Unlock");
    screen.wait_for("is not right");
    screen.fill("Password", PASSWORD);
    screen.press("Unlock");
    screen.wait_for("1 piece");
    assert!(screen.sees("INR 45.00"));
}

#[test]
fn another_window_has_its_own_log_in() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    assert_eq!(screen.windows(), 1);
    screen.key(Modifiers::COMMAND, Key::N);
    screen.settle();
    assert_eq!(screen.windows(), 2);
    screen.wait_for("Window 2");
    assert!(screen.sees("Scan or search"), "the first is as it was");
}

#[test]
fn any_command_is_found_in_the_palette_by_a_part_of_its_name() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    screen.key(Modifiers::COMMAND, Key::K);
    screen.settle();
    screen.typed("sale");
    screen.hit(Key::Enter);
    screen.wait_for("Nothing has been sold yet");
}

#[test]
fn the_keys_sheet_names_every_key_that_may_be_used() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    screen.hit(Key::F1);
    screen.wait_for("Take exactly the total in cash");
    assert!(screen.sees("F12"));
    screen.hit(Key::Escape);
    screen.wait_gone("Take exactly the total in cash");
}

#[test]
fn a_shop_founded_elsewhere_meanwhile_is_not_founded_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.sherbet");
    let mut screen = Screen::open(&path, SystemClock::shared());
    screen.wait_for("Open your shop");
    let founding = crate::support::founding();
    drop(Shop::found(&path, SystemClock::shared(), &founding).unwrap());
    screen.fill("Shop name", "Another");
    screen.fill("Your name (the first admin)", "Ravi");
    screen.fill("Password", PASSWORD);
    screen.fill("Password again", PASSWORD);
    screen.press("Open the shop");
    screen.wait_for("There is a shop in this file already");
}
