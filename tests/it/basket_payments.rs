//! What stands on a basket besides its goods: payments and gift cards, until it is sold.

use sherbet::{
    shop::{
        Refusal, Shop, journal,
        sales::{
            Checkout, GiftCardLine, HeldBasket, Tender, TenderKind,
            baskets::{
                self, Basket, BasketLine, ParkBasket, ReleaseBasket, ResumeBasket, SaveBasket,
                SaveGiftCards, SaveTenders,
            },
            quotes::MakeQuotation,
        },
        stored_value::CardCode,
    },
    values::{Money, Quantity, RequestId, SweetId},
};

use crate::support::{TestShop, checkout, refusal};

fn held(basket: &Basket) -> HeldBasket {
    HeldBasket {
        basket: basket.id,
        holder: basket.holder.clone().unwrap(),
    }
}

fn card_payment(minor: i64, reference: &str) -> Tender {
    Tender {
        kind: TenderKind::Card,
        amount: Money::from_minor(minor),
        reference: Some(reference.into()),
    }
}

fn gift_card(code: &str, minor: i64) -> GiftCardLine {
    GiftCardLine {
        code: CardCode::parse(code).unwrap(),
        amount: Money::from_minor(minor),
    }
}

fn payments(held: &HeldBasket) -> SaveTenders {
    SaveTenders {
        held: held.clone(),
        tenders: vec![
            card_payment(5000, "slip 7"),
            Tender::cash(Money::from_minor(2000)),
        ],
    }
}

fn cards(held: &HeldBasket) -> SaveGiftCards {
    SaveGiftCards {
        held: held.clone(),
        gift_cards: vec![gift_card("gift-0001", 50_000)],
    }
}

fn three_of(held: &HeldBasket, sweet: SweetId) -> SaveBasket {
    SaveBasket {
        held: held.clone(),
        lines: vec![BasketLine {
            sweet: Some(sweet),
            quantity: Quantity::of(3).unwrap(),
            ..BasketLine::default()
        }],
        discount: None,
        note: None,
    }
}

#[test]
fn payments_and_gift_cards_are_there_again_after_a_kill_and_gone_with_the_sale() {
    let TestShop {
        folder: _folder,
        path,
        clock,
        shop,
        admin,
    } = TestShop::new();
    let katli = {
        let add = crate::support::sweet("Kaju Katli", 4500);
        let add = sherbet::shop::catalogue::AddSweet { opening: 10, ..add };
        shop.execute(&admin, RequestId::new(), add).unwrap().sweet
    };
    let at_hand = held(&shop.open_basket(&admin, None).unwrap());
    let acts = shop.read(journal::head).unwrap().acts;
    shop.execute(&admin, RequestId::new(), payments(&at_hand))
        .unwrap();
    shop.execute(&admin, RequestId::new(), cards(&at_hand))
        .unwrap();
    // An edit of the goods says nothing of them, and leaves them as they are.
    shop.execute(&admin, RequestId::new(), three_of(&at_hand, katli))
        .unwrap();
    assert_eq!(
        shop.read(journal::head).unwrap().acts,
        acts,
        "they are no books"
    );

    drop(shop);
    let shop = Shop::open(&path, clock).unwrap();
    let again = shop.open_basket(&admin, None).unwrap();
    assert_eq!(again.id, at_hand.basket);
    assert_eq!(again.tenders, payments(&at_hand).tenders);
    assert_eq!(again.gift_cards, [gift_card("GIFT0001", 50_000)]);
    assert_eq!(again.total().unwrap().minor(), 3 * 4500 + 50_000);
    assert_eq!(again.paid().minor(), 7000);

    let sale = Checkout {
        basket: Some(held(&again)),
        ..checkout(katli, 3)
    };
    shop.execute(&admin, RequestId::new(), sale).unwrap();
    let after = shop.open_basket(&admin, None).unwrap();
    assert!(after.is_empty(), "{after:?}");
}

#[test]
fn a_basket_with_payments_alone_is_not_put_away_and_is_gone_on_with_first() {
    let shop = TestShop::new();
    let at_hand = held(&shop.shop.open_basket(&shop.admin, None).unwrap());
    shop.shop
        .execute(&shop.admin, RequestId::new(), payments(&at_hand))
        .unwrap();
    let park = ParkBasket {
        held: at_hand.clone(),
        label: "Zoë".into(),
    };
    let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), park));
    assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "basket"));
    let release = ReleaseBasket {
        held: at_hand.clone(),
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), release)
        .unwrap();
    let again = shop.shop.open_basket(&shop.admin, None).unwrap();
    assert_eq!(again.id, at_hand.basket);
    assert_eq!(again.tenders.len(), 2);
}

#[test]
fn a_parked_basket_brings_its_payments_and_gift_cards_to_whoever_resumes_it() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let at_hand = held(&shop.shop.open_basket(&shop.admin, None).unwrap());
    let by = &shop.admin;
    shop.shop
        .execute(by, RequestId::new(), cards(&at_hand))
        .unwrap();
    shop.shop
        .execute(by, RequestId::new(), payments(&at_hand))
        .unwrap();
    let park = ParkBasket {
        held: at_hand.clone(),
        label: "Zoë".into(),
    };
    shop.shop.execute(by, RequestId::new(), park).unwrap();
    let late = refusal(shop.shop.execute(by, RequestId::new(), payments(&at_hand)));
    assert_eq!(late, Refusal::BasketElsewhere);

    let resume = ResumeBasket {
        basket: at_hand.basket,
        window: ravi.window().to_owned(),
    };
    shop.shop.execute(&ravi, RequestId::new(), resume).unwrap();
    let account = ravi.account().unwrap();
    let theirs = shop.shop.read(|db| baskets::of(db, account)).unwrap();
    assert_eq!(theirs.len(), 1);
    assert_eq!(theirs[0].tenders, payments(&at_hand).tenders);
    assert_eq!(theirs[0].gift_cards, cards(&at_hand).gift_cards);
}

#[test]
fn what_can_be_no_payment_and_no_gift_card_is_refused_and_changes_nothing() {
    let shop = TestShop::new();
    let at_hand = held(&shop.shop.open_basket(&shop.admin, None).unwrap());
    let save = |save: SaveTenders| shop.shop.execute(&shop.admin, RequestId::new(), save);
    save(payments(&at_hand)).unwrap();
    let wrong = [
        (card_payment(0, "slip"), "tenders[0].amount"),
        (card_payment(100, &"x".repeat(101)), "tenders[0].reference"),
    ];
    for (tender, at) in wrong {
        let refused = refusal(save(SaveTenders {
            held: at_hand.clone(),
            tenders: vec![tender],
        }));
        assert!(
            matches!(&refused, Refusal::Invalid { field, .. } if field == at),
            "{refused:?}"
        );
    }
    let refused = refusal(save(SaveTenders {
        held: at_hand.clone(),
        tenders: vec![card_payment(100, "slip"); 21],
    }));
    assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "tenders"));
    let nothing_on_it = SaveGiftCards {
        held: at_hand.clone(),
        gift_cards: vec![gift_card("GIFT0001", 0)],
    };
    let refused = refusal(
        shop.shop
            .execute(&shop.admin, RequestId::new(), nothing_on_it),
    );
    assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "gift_cards[0].amount"));
    let now = shop.shop.open_basket(&shop.admin, None).unwrap();
    assert_eq!(now.tenders, payments(&at_hand).tenders);
    assert!(now.gift_cards.is_empty());
}

#[test]
fn what_is_paid_in_part_or_has_gift_cards_is_no_quotation() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 10);
    let at_hand = held(&shop.shop.open_basket(&shop.admin, None).unwrap());
    let save = |what: SaveTenders| shop.shop.execute(&shop.admin, RequestId::new(), what);
    let quote = || {
        let quotation = MakeQuotation {
            customer: "Meera".into(),
            valid_until: "2026-03-09".into(),
            lines: Vec::new(),
            discount: None,
            note: None,
            basket: Some(at_hand.clone()),
        };
        shop.shop
            .execute(&shop.admin, RequestId::new(), quotation)
            .map(drop)
    };
    let goods = three_of(&at_hand, katli);
    shop.shop
        .execute(&shop.admin, RequestId::new(), goods)
        .unwrap();
    save(payments(&at_hand)).unwrap();
    assert_eq!(
        refusal(quote()),
        Refusal::invalid(
            "basket",
            "is paid in part: finish the sale, or take the payments off first"
        )
    );
    save(SaveTenders {
        tenders: Vec::new(),
        ..payments(&at_hand)
    })
    .unwrap();
    shop.shop
        .execute(&shop.admin, RequestId::new(), cards(&at_hand))
        .unwrap();
    assert_eq!(
        refusal(quote()),
        Refusal::invalid(
            "basket",
            "has gift cards, which are not offered: take them out first"
        )
    );
}
