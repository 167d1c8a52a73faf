//! A window says that payments are for practice, to everybody and all the time.

use sherbet::{
    gateway::{Setup, practice::PRACTICE_KEY_ID},
    shop::settings::ChangeSetting,
    values::RequestId,
};

use super::Screen;
use crate::support::TestShop;

const SAYS: &str = "PRACTICE: payments at the provider are for practice. No money moves.";

#[test]
fn a_shop_that_practises_says_so_in_every_window_until_it_does_not() {
    let shop = TestShop::new();
    let choose = |value: Setup, version: i64| {
        let change = ChangeSetting { version, value };
        shop.shop
            .execute(&shop.admin, RequestId::new(), change)
            .unwrap();
    };
    let mut first = Screen::with(&shop, "Asha");
    // Another program, in which nobody is logged in yet.
    let mut second = Screen::of(&shop);
    assert!(!first.sees(SAYS));
    let practice = Setup {
        key_id: PRACTICE_KEY_ID.into(),
        base_url: "http://127.0.0.1:1".into(),
        ..Setup::default()
    };
    choose(practice, 0);
    first.wait_for(SAYS);
    second.wait_for(SAYS);
    choose(Setup::default(), 1);
    first.wait_gone(SAYS);
    second.wait_gone(SAYS);
}
