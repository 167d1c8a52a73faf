//! The safekeeping of the counter's basket while the shop can't be written to.

use egui::Key;
use sherbet::{
    shop::sales::{
        HeldBasket,
        baskets::{self, BasketLine, ReleaseBasket, SaveBasket},
    },
    values::{BasketId, Quantity, RequestId},
};

use super::Screen;
use crate::support::TestShop;

#[test]
fn what_could_not_be_saved_goes_into_its_own_basket_and_no_other() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 5);
    let peda = shop.sweet("Peda", 300, 5);
    let mut screen = Screen::with(&shop, "Asha");
    // Left by another window, and with something in it, as this window's is not yet.
    let another = Some(BasketId::new());
    let left = shop.shop.open_basket(&shop.admin, another).unwrap();
    let held = HeldBasket {
        basket: left.id,
        holder: left.holder.unwrap(),
    };
    let line = BasketLine {
        sweet: Some(peda),
        ..BasketLine::default()
    };
    let save = SaveBasket {
        held: held.clone(),
        lines: vec![line],
        discount: None,
        note: None,
    };
    let request = RequestId::new;
    shop.shop.execute(&shop.admin, request(), save).unwrap();
    let release = ReleaseBasket { held };
    shop.shop.execute(&shop.admin, request(), release).unwrap();

    let aside = shop.folder.path().join("aside");
    std::fs::rename(&shop.path, &aside).unwrap();
    screen.press("Barfi, 2.00, 5 left");
    screen.wait_for("The basket can't be kept");
    std::fs::rename(&aside, &shop.path).unwrap();
    screen.press("Try again");
    screen.wait_gone("The basket can't be kept");
    let asha = shop.admin.account().unwrap();
    let kept = shop.shop.read(|db| baskets::of(db, asha)).unwrap();
    let in_it = |theirs: bool| {
        let mut of = kept.iter().filter(|one| (one.id == left.id) == theirs);
        let lines = of.next().map(|one| one.lines.iter());
        lines.map(|lines| lines.map(|line| line.put.sweet).collect::<Vec<_>>())
    };
    assert_eq!(in_it(true), Some(vec![Some(peda)]));
    assert_eq!(in_it(false), Some(vec![Some(barfi)]));
    assert_eq!(kept.len(), 2);
}

#[test]
fn what_could_not_be_saved_is_saved_before_the_basket_is_parked() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 5);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 5 left");
    let aside = shop.folder.path().join("aside");
    std::fs::rename(&shop.path, &aside).unwrap();
    screen.press("Barfi, 2.00, 5 left");
    screen.wait_for("The basket can't be kept");
    std::fs::rename(&aside, &shop.path).unwrap();
    screen.hit(Key::F8);
    screen.press("Park it");
    screen.wait_for("The basket is empty");
    assert!(!screen.sees("The basket can't be kept"));
    let parked = shop.shop.read(baskets::parked).unwrap();
    let lines: Vec<_> = parked.iter().flat_map(|one| one.lines.iter()).collect();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].put.sweet, Some(barfi));
    assert_eq!(lines[0].put.quantity, Quantity::of(2).unwrap());
}
