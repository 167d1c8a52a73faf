//! What the provider is asked, by whom, and what its answers mend.

use std::time::Duration;

use sherbet::{
    gateway::{
        Gateway, Provider as _, RefundAsked, order_in_turn, poll, practice::Tricks, reconcile,
    },
    shop::payments::{self, Door, News, Said, State, reconcile::Disagreement},
    values::RefundKey,
};

use crate::{
    gateway_support::{Practised, wait_until},
    payments_support::{begin, id, money, news},
    support::refusal,
};

#[test]
fn an_order_is_made_by_who_sees_to_the_provider_and_by_nobody_beside() {
    let shop = Practised::new();
    let sweet = shop.shop.sweet("Barfi", 50_000, 10);
    let ordered = |payment, patience| {
        let patience = Duration::from_secs(patience);
        order_in_turn(&shop.shop.shop, &shop.provider(), payment, patience)
    };
    let begun = shop.shop.does(begin(sweet, 1));
    let first = ordered(begun.payment, 0).unwrap();
    assert_eq!(ordered(begun.payment, 0).unwrap(), first);
    assert_eq!(shop.practice.counts().0, 1);

    let (gateway, _) = shop.gateway();
    shop.practice.play(Tricks {
        failing: 1_000_000,
        ..Tricks::default()
    });
    let begun = shop.shop.does(begin(sweet, 1));
    wait_until("not answered", || gateway.status().unanswered);
    let elsewhere = refusal(ordered(begun.payment, 0));
    assert!(
        elsewhere.to_string().contains("another process"),
        "{elsewhere}"
    );
    shop.practice.play(Tricks::default());
    let second = ordered(begun.payment, 90).unwrap();
    assert_eq!(shop.shop.payment(begun.payment).order, Some(second));
    assert_eq!(shop.practice.counts().0, 2);
}

#[test]
fn what_was_begun_days_before_it_was_counted_is_asked_about_by_itself() {
    let shop = Practised::new();
    let sweet = shop.shop.sweet("Barfi", 50_000, 10);
    let (begun, order) = shop.ordered(sweet, 1);
    shop.practice.pay(order.as_str(), None).unwrap();
    shop.shop.clock.step_ms(3 * 86_400_000);
    let payment = shop.shop.payment(begun.payment);
    poll(&shop.shop.shop, &shop.provider(), &payment, |_| false).unwrap();
    // One that the provider does not know, and one that was paid twice and went back.
    let (_, order) = shop.ordered(sweet, 1);
    shop.shop.paid(sweet, 1);
    let zone = shop.shop.shop.about().zone;
    let day = zone.day(zone.date(shop.shop.shop.now())).unwrap();
    let found = || reconcile(&shop.shop.shop, &shop.provider(), day.clone()).unwrap();
    let wrong = |sides: Vec<payments::reconcile::Side>| -> Vec<Vec<Disagreement>> {
        sides.into_iter().map(|side| side.wrong).collect()
    };
    assert_eq!(
        wrong(found()),
        [vec![], vec![Disagreement::NotAtTheProvider]]
    );
    let stranger = shop.practice.pay(order.as_str(), None).unwrap();
    assert!(wrong(found()).contains(&vec![Disagreement::NotCountedHere]));
    let back = RefundAsked {
        payment: id(&stranger.payment),
        amount: money(50_000),
        key: RefundKey::new(),
    };
    shop.provider().refund(&back).unwrap();
    assert!(!wrong(found()).contains(&vec![Disagreement::NotCountedHere]));
}

#[test]
fn a_promise_that_came_after_its_failure_is_taken_back_when_the_provider_is_asked_again() {
    let shop = Practised::new();
    let sweet = shop.shop.sweet("Barfi", 50_000, 10);
    let (begun, order) = shop.ordered(sweet, 1);
    shop.practice.play(Tricks {
        declined: true,
        ..Tricks::default()
    });
    let tried = shop.practice.pay(order.as_str(), None).unwrap();
    let state = || shop.shop.payment(begun.payment).state;
    shop.shop.clock.step_ms(5_000);
    let _gateway = Gateway::start(&shop.shop.shop, shop.vault(), || {}).unwrap();
    wait_until("failed", || (state() == State::Failed).then_some(()));
    // The older message is the later one.
    shop.shop.told(News {
        order: Some(order),
        ..news(Door::Webhook, &begun, &tried.payment, Said::Authorized)
    });
    wait_until("failed again", || (state() == State::Failed).then_some(()));
    shop.shop.adds_up_again();
}
