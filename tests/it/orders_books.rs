//! What the file and the books refuse of orders for later.

use crate::orders_support::{PickUp, at};

#[test]
fn the_files_own_checks_refuse_what_goes_round_the_shop() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 50);
    let hatch = shop.hatch(10_000, 5);
    let first = shop.placed(hatch, at(17), katli, 1).order.get();
    shop.placed(hatch, at(17), katli, 1);
    let file = rusqlite::Connection::open(&shop.path).unwrap();
    for (wrong, why) in [
        ("UPDATE orders SET number = 2 WHERE id = ?1", "UNIQUE"),
        ("DELETE FROM orders WHERE id = ?1", "orders are kept"),
        (
            "UPDATE order_steps SET at_ms = 0 WHERE of_order = ?1",
            "steps are final",
        ),
        (
            "UPDATE orders SET state = 'handed_over' WHERE id = ?1",
            "CHECK",
        ),
        ("UPDATE orders SET state = 'lost' WHERE id = ?1", "CHECK"),
    ] {
        let refused = file.execute(wrong, [first]).unwrap_err().to_string();
        assert!(refused.contains(why), "{wrong}: {refused}");
    }
}

#[test]
fn the_books_find_what_does_not_add_up_with_an_order() {
    let found = |spoil: &str| {
        let shop = PickUp::new();
        let katli = shop.sweet("Kaju Katli", 1_000, 50);
        let hatch = shop.hatch(10_000, 5);
        shop.placed(hatch, at(17), katli, 2);
        let handed = shop.placed(hatch, at(18), katli, 1).order;
        shop.made(handed);
        shop.hand_over(handed, 1_000).unwrap();
        shop.adds_up();
        let file = rusqlite::Connection::open(&shop.path).unwrap();
        file.execute_batch(spoil).unwrap();
        drop(file);
        let found = shop.shop.read(sherbet::shop::books::add_up).unwrap();
        found
            .first()
            .map(|one| one.rule.to_owned())
            .unwrap_or_default()
    };
    for (spoil, rule) in [
        (
            "UPDATE slots SET used_minor = used_minor - 1",
            "what is taken of a slot's room",
        ),
        (
            "UPDATE slots SET used_orders = used_orders + 1",
            "what is taken of a slot's room",
        ),
        (
            "DELETE FROM promises",
            "what is promised is what open orders are of",
        ),
        (
            "UPDATE promises SET quantity = 1",
            "what is promised is what open orders are of",
        ),
        (
            "UPDATE orders SET state = 'accepted' WHERE id = 1",
            "an order's newest step",
        ),
        (
            "DROP TRIGGER orders_final; UPDATE orders SET receipt = NULL, state = 'ready' WHERE id = 2",
            "what is promised is what open orders are of",
        ),
        (
            "DROP TRIGGER orders_final; UPDATE orders SET total_minor = 999 WHERE id = 2;
             UPDATE slots SET used_minor = 999 WHERE used_minor = 1000",
            "an order that was handed over has its receipt",
        ),
    ] {
        assert!(found(spoil).starts_with(rule), "{spoil}: {}", found(spoil));
    }
}
