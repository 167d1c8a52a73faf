//! The bar: what has no room is one press further away.

use super::Screen;
use crate::support::TestShop;

#[test]
fn a_narrow_bar_has_the_screens_that_fit_and_the_others_behind_more() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    screen.resize([1024.0, 728.0]);
    assert!(screen.has_button("Customers"));
    assert!(!screen.has_button("Payments"));
    screen.press("More screens");
    screen.press("Payments");
    screen.wait_for("Reconcile");
    screen.resize([1600.0, 900.0]);
    assert!(screen.has_button("Settings"));
    assert!(!screen.has_button("More screens"));
}
