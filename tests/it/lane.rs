//! The write lane under a crowd.

use std::thread;

use sherbet::shop::{Refusal, books, journal};

use crate::support::{TestShop, refusal, sell};

#[test]
fn two_of_a_sweet_at_10_99_from_five_come_to_21_98_and_leave_three() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1099, 5);
    let sold = shop.sell(peda, 2).unwrap();
    assert_eq!(sold.total.minor(), 2198);
    assert_eq!(sold.number, 1);
    assert_eq!(shop.on_hand(peda), 3);
}

#[test]
fn of_64_threads_that_buy_one_sweet_only_as_many_get_it_as_there_were() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1099, 1000);
    let sold: Vec<i64> = thread::scope(|scope| {
        let buyers: Vec<_> = (0..64)
            .map(|_| {
                scope.spawn(|| {
                    let mut numbers = Vec::new();
                    for _ in 0..25 {
                        match sell(
                            &shop.shop,
                            &shop.admin,
                            sherbet::values::RequestId::new(),
                            peda,
                            1,
                        ) {
                            Ok(sold) => numbers.push(sold.number),
                            refused => {
                                assert!(matches!(refusal(refused), Refusal::SoldOut { .. }));
                            }
                        }
                    }
                    numbers
                })
            })
            .collect();
        buyers
            .into_iter()
            .flat_map(|buyer| buyer.join().unwrap())
            .collect()
    });
    let mut sold = sold;
    sold.sort_unstable();
    assert_eq!(sold, (1..=1000).collect::<Vec<i64>>());
    assert_eq!(shop.on_hand(peda), 0);
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
    let head = shop.shop.read(journal::head).unwrap();
    println!("{head:?} {:?}", shop.shop.counters());
}
