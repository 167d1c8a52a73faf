//! Baskets that are parked until later, and resumed by one.

use std::thread;

use sherbet::{
    shop::{
        Session, Shop,
        pricing::Discount,
        sales::{
            self, QuickItem,
            baskets::{self, BasketLine, ParkBasket, ResumeBasket, SaveBasket},
        },
    },
    values::{Quantity, RequestId, SweetId},
};

use crate::{
    checker,
    selling_support::{money, rate},
    support::TestShop,
};

fn put(shop: &Shop, session: &Session, sweet: SweetId) -> sales::HeldBasket {
    let basket = shop.open_basket(session, None).unwrap();
    let held = sales::HeldBasket {
        basket: basket.id,
        holder: basket.holder.unwrap(),
    };
    let save = SaveBasket {
        held: held.clone(),
        lines: vec![
            BasketLine {
                sweet: Some(sweet),
                quantity: Quantity::of(2).unwrap(),
                discount: Some(Discount::Amount(money(50))),
                note: Some("less sugar".into()),
                ..BasketLine::default()
            },
            BasketLine {
                item: Some(QuickItem {
                    name: "Bag".into(),
                    price: money(300),
                }),
                ..BasketLine::default()
            },
        ],
        discount: Some(Discount::Percent(rate("10"))),
        note: Some("for Meera".into()),
    };
    shop.execute(session, RequestId::new(), save).unwrap();
    held
}

#[test]
fn a_parked_basket_is_resumed_whole_by_another_person_in_another_window() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Kaju Katli", 1000, 9);
    let held = put(&shop.shop, &shop.admin, katli);

    let park = ParkBasket {
        held,
        label: "Meera".into(),
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), park)
        .unwrap();
    let parked = shop.shop.read(baskets::parked).unwrap();
    assert_eq!(parked.len(), 1);
    assert_eq!(
        (parked[0].label.as_deref(), parked[0].by.as_str()),
        (Some("Meera"), "Asha")
    );
    // 2 × 10.00 less 0.50, and a bag at 3.00, less 10 %.
    assert_eq!(parked[0].cost().unwrap().gross, money(2025));

    let resume = ResumeBasket {
        basket: parked[0].id,
        window: ravi.window().into(),
    };
    shop.shop.execute(&ravi, RequestId::new(), resume).unwrap();
    assert_eq!(shop.shop.read(baskets::parked).unwrap(), []);
    let ravis = shop.shop.open_basket(&ravi, None).unwrap();
    assert_eq!(ravis.lines, parked[0].lines);
    assert_eq!(ravis.discount, Some(Discount::Percent(rate("10"))));
    assert_eq!(ravis.note.as_deref(), Some("for Meera"));
}

#[test]
fn of_many_who_resume_one_parked_basket_one_has_it() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1000, 9);
    let held = put(&shop.shop, &shop.admin, katli);
    let basket = held.basket;
    let park = ParkBasket {
        held,
        label: String::new(),
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), park)
        .unwrap();

    let got: Vec<bool> = thread::scope(|scope| {
        let tries: Vec<_> = (0..8)
            .map(|n| {
                let (shop, admin) = (shop.shop.clone(), shop.admin.clone());
                scope.spawn(move || {
                    let resume = ResumeBasket {
                        basket,
                        window: format!("window {n}"),
                    };
                    shop.execute(&admin, RequestId::new(), resume).is_ok()
                })
            })
            .collect();
        tries.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(got.iter().filter(|got| **got).count(), 1);
    checker::whole(&shop.path);
}
