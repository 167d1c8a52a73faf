//! Stock that is counted while some of it is held for payments.

use sherbet::{
    shop::{
        Refusal,
        payments::{Door, Release, Said},
        stock::{self, Correct},
    },
    values::SweetId,
};

use crate::{
    command_line_support::Corner,
    payments_support::news,
    support::{TestShop, refusal},
};

fn counted(sweet: SweetId, counted: i64, expected: i64, held: i64) -> Correct {
    Correct {
        sweet,
        counted,
        expected,
        held,
        reason: "the month's count".into(),
    }
}

#[test]
fn what_is_held_lies_on_the_shelf_and_is_no_surplus_when_it_is_counted_with_it() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.ordered(katli, 2);
    let held = || shop.shop.read(|db| stock::held(db, katli)).unwrap();
    assert_eq!((shop.on_hand(katli), held()), (3, 2));
    assert_eq!(shop.does(counted(katli, 5, 3, 2)).on_hand, 3);
    assert_eq!(shop.does(counted(katli, 4, 3, 2)).on_hand, 2);
    let less = refusal(shop.tries(counted(katli, 1, 2, 2)));
    assert!(less.to_string().contains("held for payments"), "{less}");
    // Without them, as ever.
    assert_eq!(shop.does(counted(katli, 3, 2, 0)).on_hand, 3);
    shop.adds_up_again();

    // Sold while it was counted: the shelf is not what it was.
    shop.told(news(Door::Webhook, &begun, "pay_1", Said::Captured));
    let moved = refusal(shop.tries(counted(katli, 5, 3, 2)));
    assert!(
        matches!(
            moved,
            Refusal::StockMoved {
                expected: 5,
                on_hand: 3,
                ..
            }
        ),
        "{moved:?}"
    );
    // Given up while it was counted: all of it lies where it lay.
    let second = shop.ordered(katli, 2);
    shop.does(Release {
        payment: second.payment,
    });
    assert_eq!(shop.does(counted(katli, 2, 1, 2)).on_hand, 2);
    assert_eq!((shop.on_hand(katli), held()), (2, 0));
    shop.adds_up_again();
}

#[test]
fn the_command_line_counts_with_what_is_held_where_it_is_told_to() {
    let corner = Corner::founded();
    corner.sweet("Kaju Katli", 5);
    let begin = ["payments", "begin", "--line", "Kaju Katli=2"];
    assert_eq!(corner.asha(begin).code, 0);
    let counted = |number: &str, held: Option<&str>| {
        let count = [
            "stock",
            "correct",
            "Kaju Katli",
            number,
            "--reason",
            "count",
        ];
        corner.asha(count.into_iter().chain(held)).done()["on_hand"].clone()
    };
    assert_eq!(counted("5", Some("--with-held")), 3);
    assert_eq!(counted("4", Some("--with-held")), 2);
    assert_eq!(counted("4", None), 4);
    corner.is_whole();
}
