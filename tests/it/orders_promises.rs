//! Goods that are promised: on the shelf still, and not for others.

use sherbet::{
    shop::{
        Refusal,
        catalogue::{AddSweet, Part},
        orders::{ChangeOrder, MoveOrder, OrderRules},
        payments::{Door, Said, Verdict},
        sales::CheckoutLine,
        settings::ChangeSetting,
        stock::{self, Correct, Free},
    },
    values::{Quantity, SweetId},
};

use crate::{
    orders_support::{PickUp, at, money},
    payments_support::{begin, news},
    support::{refusal, sweet},
};

impl PickUp {
    fn free(&self, sweet: SweetId) -> Option<Free> {
        let (now, zone) = (self.shop.now(), self.shop.about().zone);
        self.shop
            .read(|db| stock::free(db, (now, zone), sweet))
            .unwrap()
    }

    fn rules(&self, keep_ahead_hours: i64) {
        self.done(ChangeSetting {
            version: 0,
            value: OrderRules {
                keep_ahead_hours,
                preparation_minutes: 60,
            },
        });
    }
}

#[test]
fn what_is_promised_is_not_sold_to_others_and_the_refusal_says_what_is_there_and_by_when() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 10);
    let hatch = shop.hatch(100_000, 9);
    shop.placed(hatch, at(12), katli, 5);
    shop.placed(hatch, at(17), katli, 3);
    assert_eq!(
        shop.free(katli),
        Some(Free {
            free: 2,
            promised: 8,
            until: at(17),
            time: "17:00".into(),
        })
    );
    let refused = refusal(shop.sell(katli, 3));
    assert_eq!(
        refused.to_string(),
        "nothing was sold: Kaju Katli has 2 free, 3 wanted (10 on hand, 8 promised by 17:00); \
         sell what is left, or take it off the basket"
    );
    let Refusal::SoldOut { shortages } = refused else {
        unreachable!()
    };
    let promised = shortages[0].promised.as_ref().unwrap();
    assert_eq!(
        (
            shortages[0].left,
            promised.on_hand,
            promised.quantity,
            promised.until
        ),
        (2, 10, 8, at(17))
    );
    shop.sell(katli, 2).unwrap();
    assert_eq!(shop.free(katli).map(|free| free.free), Some(0));
    let refused = refusal(shop.sell(katli, 1));
    assert!(
        refused
            .to_string()
            .contains("Kaju Katli has none free, 1 wanted")
    );
    shop.adds_up();
}

#[test]
fn only_slots_that_begin_within_the_keep_ahead_time_keep_goods_from_others() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 10);
    let hatch = shop.hatch(100_000, 9);
    // It is nine o'clock; a slot of tomorrow at nine begins in exactly 24 hours.
    shop.placed(hatch, at(33), katli, 10);
    assert_eq!(shop.free(katli), None);
    shop.sell(katli, 1).unwrap();
    shop.clock.step_ms(1);
    assert_eq!(shop.free(katli).map(|free| free.free), Some(-1));
    assert!(matches!(
        refusal(shop.sell(katli, 1)),
        Refusal::SoldOut { .. }
    ));
    shop.rules(23);
    shop.sell(katli, 1).unwrap();
}

#[test]
fn a_shop_may_choose_to_sell_what_is_promised() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 10);
    let hatch = shop.hatch(100_000, 9);
    shop.placed(hatch, at(12), katli, 10);
    shop.rules(0);
    assert_eq!(shop.free(katli), None);
    shop.sell(katli, 10).unwrap();
    let refused = refusal(shop.sell(katli, 1));
    assert!(
        refused
            .to_string()
            .contains("Kaju Katli is sold out, 1 wanted")
    );
}

#[test]
fn an_order_may_promise_more_than_is_there_and_tells_what_is_to_be_made() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 10);
    let hatch = shop.hatch(1_000_000, 9);
    let early = shop.placed(hatch, at(12), katli, 8).order;
    let late = shop.placed(hatch, at(17), katli, 8).order;
    assert_eq!(shop.order(early).short, []);
    let short = shop.order(late).short;
    assert_eq!((short[0].missing, short[0].told.as_str()), (6, "6"));
    assert_eq!(shop.free(katli).map(|free| free.free), Some(-6));
    shop.restock(katli, 6).unwrap();
    assert_eq!(shop.order(late).short, []);
    assert!(matches!(
        refusal(shop.sell(katli, 1)),
        Refusal::SoldOut { .. }
    ));
}

#[test]
fn an_order_that_is_ready_does_not_wait_for_one_before_it_that_is_not() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 10);
    let hatch = shop.hatch(1_000_000, 9);
    let ready = shop.placed(hatch, at(17), katli, 10).order;
    shop.placed(hatch, at(12), katli, 4);
    shop.made(ready);
    shop.hand_over(ready, 10_000).unwrap();
    assert_eq!(shop.on_hand(katli), 0);
    shop.adds_up();
}

#[test]
fn an_order_is_handed_over_whatever_is_promised_to_it_and_to_those_after_it() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 10);
    let hatch = shop.hatch(1_000_000, 9);
    let early = shop.placed(hatch, at(12), katli, 8).order;
    let late = shop.placed(hatch, at(17), katli, 8).order;
    shop.made(early);
    shop.made(late);
    // Who comes first can't take what is kept for those before them.
    let refused = refusal(shop.hand_over(late, 8_000));
    assert!(
        refused
            .to_string()
            .contains("2 free, 8 wanted (10 on hand, 8 promised by 12:00)")
    );
    shop.hand_over(early, 8_000).unwrap();
    assert_eq!(shop.on_hand(katli), 2);
    let refused = refusal(shop.hand_over(late, 8_000));
    assert!(
        refused
            .to_string()
            .contains("Kaju Katli has 2 left, 8 wanted")
    );
    shop.restock(katli, 6).unwrap();
    shop.hand_over(late, 8_000).unwrap();
    assert_eq!((shop.on_hand(katli), shop.free(katli)), (0, None));
    shop.adds_up();
}

#[test]
fn a_promise_follows_its_order_when_it_is_moved_changed_and_cancelled() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 10);
    let peda = shop.sweet("Mathura Peda", 1_000, 10);
    let hatch = shop.hatch(1_000_000, 9);
    let order = shop.placed(hatch, at(12), katli, 8).order;
    shop.done(MoveOrder {
        order,
        version: 1,
        calendar: None,
        start: at(18),
    });
    assert_eq!(shop.free(katli).map(|free| free.until), Some(at(18)));
    shop.done(ChangeOrder {
        order,
        version: 2,
        lines: Some(vec![CheckoutLine::of(peda, Quantity::of(4).unwrap())]),
        discount: None,
        note: None,
        preparation_minutes: None,
    });
    assert_eq!(shop.free(katli), None);
    assert_eq!(shop.free(peda).map(|free| free.free), Some(6));
    shop.cancel(order);
    assert_eq!(shop.free(peda), None);
    shop.sell(peda, 10).unwrap();
    shop.adds_up();
}

#[test]
fn a_kit_is_promised_by_its_parts_and_can_be_sold_as_often_as_they_are_free() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 10);
    let peda = shop.sweet("Mathura Peda", 1_000, 30);
    let part = |sweet, quantity| Part {
        sweet,
        quantity: Quantity::of(quantity).unwrap(),
    };
    let gift = shop
        .done(AddSweet {
            parts: vec![part(katli, 2), part(peda, 3)],
            ..sweet("Gift box", 6_000)
        })
        .sweet;
    let hatch = shop.hatch(1_000_000, 9);
    let order = shop.placed(hatch, at(12), gift, 2).order;
    assert_eq!(shop.free(katli).map(|free| free.free), Some(6));
    assert_eq!(
        shop.free(gift),
        Some(Free {
            free: 3,
            promised: 2,
            until: at(12),
            time: "12:00".into(),
        })
    );
    assert!(matches!(
        refusal(shop.sell(gift, 4)),
        Refusal::SoldOut { .. }
    ));
    shop.sell(gift, 3).unwrap();
    shop.made(order);
    shop.hand_over(order, 12_000).unwrap();
    assert_eq!((shop.on_hand(katli), shop.on_hand(peda)), (0, 15));
    shop.adds_up();
}

#[test]
fn what_may_be_sold_before_it_is_counted_is_not_kept_from_anybody() {
    let shop = PickUp::new();
    let katli = shop
        .done(AddSweet {
            below_zero: true,
            ..sweet("Kaju Katli", 1_000)
        })
        .sweet;
    let hatch = shop.hatch(1_000_000, 9);
    shop.placed(hatch, at(12), katli, 8);
    shop.sell(katli, 3).unwrap();
    assert_eq!(shop.on_hand(katli), -3);
}

#[test]
fn what_is_counted_or_lost_is_so_whatever_is_promised() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 10);
    let hatch = shop.hatch(1_000_000, 9);
    let order = shop.placed(hatch, at(12), katli, 10).order;
    shop.done(Correct {
        sweet: katli,
        counted: 4,
        expected: 10,
        held: 0,
        reason: "Mice".into(),
    });
    assert_eq!(shop.on_hand(katli), 4);
    assert_eq!(shop.order(order).short[0].missing, 6);
    assert_eq!(shop.order(order).total, money(10_000));
}

#[test]
fn what_was_held_for_a_payment_is_sold_when_the_money_comes_whatever_was_promised_meanwhile() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 10);
    let hatch = shop.hatch(1_000_000, 9);
    let begun = shop.ordered(katli, 6);
    shop.placed(hatch, at(12), katli, 9);
    let captured = news(Door::Webhook, &begun, "pay_1", Said::Captured);
    let verdict = shop.told(captured);
    assert!(
        matches!(verdict, Verdict::Captured { flag: None, .. }),
        "{verdict:?}"
    );
    assert_eq!(shop.on_hand(katli), 4);
    // Nothing more is held of what is promised.
    let refused = refusal(shop.tried(begin(katli, 1)));
    assert!(
        refused
            .to_string()
            .contains("4 on hand, 9 promised by 12:00")
    );
    shop.adds_up();
}

#[test]
fn what_is_set_apart_is_what_is_in_the_bags_that_are_ready_and_not_what_is_still_to_be_made() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 6);
    let hatch = shop.hatch(1_000_000, 9);
    let [unmade, early, late] = [(10, 5), (11, 3), (12, 3)]
        .map(|(hour, pieces)| shop.placed(hatch, at(hour), katli, pieces).order);
    // Promised are 11 of 6: what is short is made until then.
    assert_eq!(shop.free(katli).map(|free| free.free), Some(-5));
    shop.made(early);
    shop.made(late);
    shop.hand_over(late, 3_000).unwrap();
    assert_eq!(shop.on_hand(katli), 3);
    shop.hand_over(early, 3_000).unwrap();
    assert_eq!(shop.on_hand(katli), 0);
    shop.restock(katli, 5).unwrap();
    shop.made(unmade);
    shop.hand_over(unmade, 5_000).unwrap();
    shop.adds_up();
}

#[test]
fn no_more_is_handed_over_than_there_is_and_the_bag_of_who_comes_before_stays() {
    let shop = PickUp::new();
    let katli = shop.sweet("Kaju Katli", 1_000, 5);
    let hatch = shop.hatch(1_000_000, 9);
    let early = shop.placed(hatch, at(11), katli, 3).order;
    let [late, beside] = [(); 2].map(|()| shop.placed(hatch, at(12), katli, 2).order);
    for order in [early, late, beside] {
        shop.made(order);
    }
    // 7 are said to be in bags, 5 are there: 2 of them are free of the one before.
    shop.hand_over(late, 2_000).unwrap();
    let refused = refusal(shop.hand_over(beside, 2_000)).to_string();
    assert!(
        refused.contains("none free, 2 wanted (3 on hand, 3 promised by 11:00)"),
        "{refused}"
    );
    shop.hand_over(early, 3_000).unwrap();
    let refused = refusal(shop.hand_over(beside, 2_000)).to_string();
    assert!(refused.contains("is sold out, 2 wanted"), "{refused}");
    assert_eq!(shop.on_hand(katli), 0);
    shop.adds_up();
}
