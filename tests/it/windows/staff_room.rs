//! The staff screen: what each role may do, before anybody is refused.

use egui::{Key, Modifiers};

use super::Screen;
use crate::support::TestShop;

fn among_the_staff(shop: &TestShop) -> Screen {
    let mut screen = Screen::with(shop, "Asha");
    screen.key(Modifiers::COMMAND, Key::Num4);
    screen.settle();
    screen.wait_for("Working here");
    screen
}

#[test]
fn what_each_role_may_do_is_listed_as_the_shop_holds_it() {
    let shop = TestShop::new();
    let screen = among_the_staff(&shop);
    for told in [
        "Staff, Take goods back and void a sale: yes",
        "Staff, Give discounts above the limit: by grant",
        "Staff, Restock, correct and write off: no",
        "Admin, Give discounts above the limit: yes",
        "Admin, Change settings, read the journal, make backups: yes",
    ] {
        assert!(screen.sees(told), "{told}");
    }
}

#[test]
fn what_the_chosen_role_may_do_is_said_where_a_colleague_is_added() {
    let shop = TestShop::new();
    let mut screen = among_the_staff(&shop);
    screen.press("Add a colleague");
    screen.wait_for("By an admin's grant: give discounts above the limit");
    assert!(!screen.sees("May do everything"));
    screen.press("Admin");
    screen.wait_for("May do everything, and grant it to others with a PIN.");
}
