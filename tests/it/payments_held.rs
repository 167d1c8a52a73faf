//! Goods that are held until they are paid for, and what becomes of them.

use sherbet::{
    shop::{
        Refusal,
        catalogue::{EditSweet, Part, RetireSweet, SweetChange},
        invoices::{self, InvoiceState},
        payments::{
            self, Begin, Door, Expire, Flag, FulfilAgain, News, Release, Said, State, Verdict,
        },
        pricing::Discount,
        sales::{self, Checkout, CheckoutLine, Tender, TenderKind, VoidSale},
        shifts::{CloseShift, CountShift, OpenShift},
        taxes::AddTax,
    },
    values::{Money, Quantity, Rate, Timestamp},
};

use crate::{
    payments_support::{begin, money, news},
    support::{TestShop, refusal},
};

#[test]
fn what_is_held_for_a_payment_nobody_else_can_sell_and_an_invoice_waits_for_it() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.does(begin(katli, 4));
    assert_eq!(
        (begun.amount, begun.currency.as_str()),
        (money(12_000), "INR")
    );
    // 2026-03-02 is in the year that began in April 2025.
    assert_eq!(begun.invoice, "25-26/1");
    assert_eq!(shop.on_hand(katli), 1);
    let Refusal::SoldOut { shortages } = refusal(shop.sell(katli, 2)) else {
        panic!("sold what is held");
    };
    assert_eq!((shortages[0].left, shortages[0].wanted), (1, 2));
    assert_eq!(shortages[0].taken_by.as_ref().unwrap().who, "Asha");

    let invoice = shop
        .shop
        .read(|db| invoices::find(db, "25-26/1"))
        .unwrap()
        .unwrap();
    assert_eq!(
        (invoice.state, invoice.total),
        (InvoiceState::Open, money(12_000))
    );
    assert_eq!(
        (invoice.lines[0].name.as_str(), invoice.lines[0].quantity),
        ("Kaju Katli", 4)
    );
    let payment = shop.payment(begun.payment);
    assert_eq!(
        (payment.state, payment.captured),
        (State::Created, Money::ZERO)
    );
    assert_eq!(payment.until, Timestamp::from_ms(1_772_422_800_000));
    shop.adds_up_again();
}

#[test]
fn a_payment_given_up_frees_its_goods_and_voids_its_invoice_and_paid_all_the_same_it_is_flagged() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.ordered(katli, 4);
    let released = shop.does(Release {
        payment: begun.payment,
    });
    assert_eq!(released.sale, begin(katli, 4).sale);
    assert_eq!(shop.on_hand(katli), 5);
    let state = || {
        let found = shop.shop.read(|db| invoices::find(db, &begun.invoice));
        found.unwrap().unwrap().state
    };
    assert_eq!(state(), InvoiceState::Void);
    refusal(shop.tries(Release {
        payment: begun.payment,
    }));
    shop.adds_up_again();

    let late = shop.told(news(Door::Poll, &begun, "pay_1", Said::Captured));
    let flag = Some(Flag::PaidAfterRelease);
    assert_eq!(
        late,
        Verdict::Captured {
            payment: begun.payment,
            sold: None,
            flag,
            why: None,
        }
    );
    let payment = shop.payment(begun.payment);
    assert_eq!(
        (payment.state, payment.captured, payment.allocated),
        (State::Captured, money(12_000), Money::ZERO)
    );
    assert_eq!((payment.sale, payment.flag), (None, flag));
    assert_eq!((shop.on_hand(katli), state()), (5, InvoiceState::Void));
    shop.adds_up_again();

    // Meanwhile two were sold: there is nothing to hand out until more come.
    shop.sell(katli, 2).unwrap();
    let again = || FulfilAgain {
        payment: begun.payment,
        shift: None,
    };
    assert!(matches!(
        refusal(shop.tries(again())),
        Refusal::SoldOut { .. }
    ));
    shop.restock(katli, 1).unwrap();
    let sold = shop.does(again());
    assert_eq!((sold.number, sold.total), (2, money(12_000)));
    let payment = shop.payment(begun.payment);
    assert_eq!(
        (payment.sale, payment.flag, payment.allocated),
        (Some(2), None, money(12_000))
    );
    assert_eq!(
        (payment.invoice_number.as_str(), shop.on_hand(katli)),
        ("25-26/2", 0)
    );
    refusal(shop.tries(again()));
    shop.adds_up_again();
}

#[test]
fn the_timer_releases_what_is_overdue_and_nothing_that_has_time_or_is_authorized() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let [first, second] = [shop.ordered(katli, 1), shop.ordered(katli, 1)];
    shop.told(news(Door::Poll, &second, "pay_2", Said::Authorized));
    let overdue = || {
        let now = shop.shop.now();
        shop.shop.read(|db| payments::overdue(db, now)).unwrap()
    };
    shop.clock.step_ms(599_999);
    assert_eq!(overdue(), []);
    refusal(shop.machine(Expire {
        payment: first.payment,
    }));
    shop.clock.step_ms(1);
    assert_eq!(overdue(), [first.payment]);
    shop.machine(Expire {
        payment: first.payment,
    })
    .unwrap();
    refusal(shop.machine(Expire {
        payment: second.payment,
    }));
    assert_eq!(shop.payment(first.payment).state, State::Expired);
    assert_eq!(shop.payment(second.payment).state, State::Authorized);
    assert_eq!(shop.on_hand(katli), 4);
    assert_eq!(overdue(), []);
    shop.adds_up_again();
}

#[test]
fn a_payment_that_is_paid_after_its_shift_was_closed_is_sold_outside_of_it() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let open = OpenShift {
        drawer: "Main".into(),
        float: Money::ZERO,
    };
    let shift = shop.does(open).shift;
    let in_shift = || {
        let asked = begin(katli, 1);
        Begin {
            sale: Checkout {
                shift: Some(shift),
                ..asked.sale
            },
            ..asked
        }
    };
    let [first, second] = [shop.does(in_shift()), shop.does(in_shift())];
    let paid = |begun: &payments::Begun, payment: &str| News {
        key: Some(begun.key),
        ..news(Door::Poll, begun, payment, Said::Captured)
    };
    shop.told(paid(&first, "pay_1"));
    let counted = vec![sherbet::shop::shifts::CountedTender {
        kind: TenderKind::Upi,
        amount: money(3_000),
    }];
    let count = shop.does(CountShift {
        shift,
        cash: vec![],
        others: counted,
    });
    shop.does(CloseShift {
        shift,
        count: count.number,
        reason: None,
    });
    shop.told(paid(&second, "pay_2"));
    let shift_of = |number| {
        shop.shop
            .read(|db| sales::receipt(db, number))
            .unwrap()
            .unwrap()
            .shift
    };
    assert_eq!((shift_of(1), shift_of(2)), (Some(shift), None));
    shop.adds_up_again();
}

#[test]
fn what_a_provider_can_t_be_asked_for_is_refused_before_anything_is_held() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let free = shop.sweet("Taste", 0, 5);
    let asked = |change: fn(&mut Begin)| {
        let mut asked = begin(katli, 1);
        change(&mut asked);
        refusal(shop.tries(asked)).to_string()
    };
    let cash = asked(|a| a.sale.tenders = vec![Tender::cash(money(1))]);
    assert!(cash.starts_with("sale.tenders: "), "{cash}");
    assert!(asked(|a| a.means = TenderKind::Cash).starts_with("means: "));
    assert!(asked(|a| a.hold_s = 59).starts_with("hold_s: "));
    assert!(asked(|a| a.sale.total = Some(money(1))).contains("comes to 30.00 now"));
    assert!(
        refusal(shop.tries(begin(free, 1)))
            .to_string()
            .contains("comes to nothing")
    );
    assert!(matches!(
        refusal(shop.tries(begin(katli, 6))),
        Refusal::SoldOut { .. }
    ));
    assert_eq!(shop.on_hand(katli), 5);
    assert_eq!(
        shop.shop.read(|db| invoices::list(db, None, 9)).unwrap(),
        []
    );
    shop.adds_up_again();
}

#[test]
fn what_is_held_is_sold_as_it_was_priced_whatever_the_catalogue_says_by_then() {
    let shop = TestShop::new();
    let [katli, peda] = [shop.sweet("Katli", 5_000, 10), shop.sweet("Peda", 3_000, 4)];
    let gift = shop.sweet("Diwali Box", 15_000, 0);
    let edit = |sweet, version, change| EditSweet {
        sweet,
        version,
        change,
    };
    let made_of = |sweet, size| SweetChange {
        parts: Some(vec![Part {
            sweet,
            quantity: Quantity::of(size).unwrap(),
        }]),
        ..SweetChange::default()
    };
    let tax = AddTax {
        name: "GST".into(),
        rate: Rate::parse("5").unwrap(),
        inside: false,
        usual: false,
    };
    let tax = shop.does(tax).tax;
    shop.does(edit(gift, 1, made_of(katli, 2)));
    let taxed = SweetChange {
        taxes: Some(vec![tax]),
        ..SweetChange::default()
    };
    shop.does(edit(peda, 1, taxed));
    let line = |sweet, size| CheckoutLine::of(sweet, Quantity::of(size).unwrap());
    let asked = Begin {
        sale: Checkout {
            lines: vec![line(gift, 1), line(peda, 2)],
            discount: Some(Discount::Amount(money(1_000))),
            note: Some("for Diwali".into()),
            ..Checkout::default()
        },
        ..begin(gift, 1)
    };
    let begun = shop.does(asked);
    assert_eq!((shop.on_hand(katli), shop.on_hand(peda)), (8, 2));

    // Dearer, of another sweet, without its tax, and retired.
    let dearer = SweetChange {
        price: Some(money(99_000)),
        ..SweetChange::default()
    };
    shop.does(edit(gift, 2, made_of(peda, 1)));
    shop.does(edit(gift, 3, dearer));
    shop.does(RetireSweet {
        sweet: peda,
        version: 2,
    });
    let told = News {
        key: Some(begun.key),
        ..news(Door::Poll, &begun, "pay_1", Said::Captured)
    };
    assert!(matches!(
        shop.told(told),
        Verdict::Captured {
            sold: Some(_),
            flag: None,
            ..
        }
    ));
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    let invoice = shop
        .shop
        .read(|db| invoices::find(db, &begun.invoice))
        .unwrap()
        .unwrap();
    // 210.00 less 10.00; 57.14 of that is the peda's, with 5 % on it.
    assert_eq!(
        (receipt.total, begun.amount),
        (money(20_286), money(20_286))
    );
    assert_eq!(receipt.note.as_deref(), Some("for Diwali"));
    let lines = |gross: Vec<Money>| gross.into_iter().map(Money::minor).collect::<Vec<_>>();
    let sold = lines(receipt.lines.iter().map(|line| line.gross).collect());
    let invoiced = lines(invoice.lines.iter().map(|line| line.gross).collect());
    assert_eq!((sold, invoiced), (vec![14_286, 6_000], vec![14_286, 6_000]));
    assert_eq!(invoice.lines[1].taxes[0].amount, receipt.taxes[0].amount);
    assert_eq!((shop.on_hand(katli), shop.on_hand(peda)), (8, 2));
    shop.adds_up_again();

    // Taken back whole, what was in it then comes back, and all of the money.
    shop.does(VoidSale {
        receipt: 1,
        reason: "wrong box".into(),
        shift: None,
    });
    assert_eq!((shop.on_hand(katli), shop.on_hand(peda)), (10, 4));
    assert_eq!(shop.payment(begun.payment).refunding, money(20_286));
    shop.adds_up_again();
}
