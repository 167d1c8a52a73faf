//! Gift cards and what quotations promise, paid at a provider.

use sherbet::{
    shop::{
        Refusal,
        invoices::{self, InvoiceState},
        payments::{
            Begin, BeginRefund, Begun, Door, Flag, FulfilAgain, Release, Said, TakeNews, Verdict,
        },
        sales::{
            self, Checkout, CheckoutLine, Destination, GiftCardLine, OfQuotation, TakeBack,
            TakenLine,
            quotes::{self, MakeQuotation, SellQuotation, TakeUpQuotation, WithdrawQuotation},
        },
        stored_value::{CardCode, gift_card},
    },
    values::{BasketId, Money, Quantity, SweetId},
};

use crate::{
    payments_support::{begin, money, news},
    support::{TestShop, refusal},
};

fn code() -> CardCode {
    CardCode::parse("GC-123456").unwrap()
}

fn with_card(sweet: SweetId, quantity: i64, minor: i64) -> Begin {
    let mut begin = begin(sweet, quantity);
    begin.sale.gift_cards = vec![GiftCardLine {
        code: code(),
        amount: money(minor),
    }];
    begin
}

impl TestShop {
    fn on_the_card(&self) -> Option<Money> {
        let found = self.shop.read(|db| gift_card(db, &code())).unwrap();
        found.map(|card| card.balance)
    }

    /// Two of a sweet, offered to Meera.
    fn offers(&self, sweet: SweetId) -> i64 {
        let made = self.does(MakeQuotation {
            customer: "Meera".into(),
            valid_until: "2026-03-09".into(),
            lines: vec![CheckoutLine::of(sweet, Quantity::of(2).unwrap())],
            discount: None,
            note: None,
            basket: None,
        });
        made.number
    }

    fn sold_on(&self, quotation: i64) -> Option<i64> {
        let found = self.shop.read(|db| quotes::quotation(db, quotation));
        found.unwrap().unwrap().sold_on
    }
}

fn promised(sweet: SweetId, quotation: i64) -> Begin {
    let mut begin = begin(sweet, 2);
    let line = OfQuotation { quotation, line: 0 };
    begin.sale.lines[0].quoted = Some(line);
    begin
}

#[test]
fn what_stands_on_a_gift_card_goes_back_with_its_receipt_and_not_beside_it() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let begun = shop.does(with_card(katli, 1, 50_000));
    shop.machine(TakeNews {
        news: captured(&begun),
        message: None,
    })
    .unwrap();
    let back = |minor| BeginRefund {
        payment: begun.payment,
        amount: money(minor),
        reason: "stale".into(),
    };
    let why = refusal(shop.tries(back(3_001))).to_string();
    assert!(why.contains("500.00 of it was put on gift cards"), "{why}");
    assert!(why.contains("receipt 1: take that back"), "{why}");
    assert!(why.contains("without it 30.00 can go back"), "{why}");
    shop.does(back(1_000));
    refusal(shop.tries(back(2_001)));
    shop.does(back(2_000));
    refusal(shop.tries(back(1)));
    assert_eq!(shop.on_the_card(), Some(money(50_000)));
    // The card comes back with its line, and its money with it.
    shop.does(TakeBack {
        receipt: 1,
        lines: vec![TakenLine {
            line: 1,
            quantity: Quantity::of(1).unwrap(),
            to: Destination::Stock,
        }],
        reason: "not wanted".into(),
        shift: None,
        to_credit: false,
        customer: None,
        money_went_back: false,
    });
    assert_eq!(shop.on_the_card(), Some(Money::ZERO));
    shop.adds_up_again();
}

fn captured(begun: &Begun) -> sherbet::shop::payments::News {
    let paid_by = format!("pay_{}", begun.payment);
    let mut news = news(Door::Webhook, begun, &paid_by, Said::Captured);
    news.key = Some(begun.key);
    news
}

#[test]
fn a_gift_card_that_is_paid_at_the_provider_is_worth_something_once_it_is_paid() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 5);
    let mut wrong = with_card(katli, 1, 50_000);
    wrong.sale.total = Some(money(3_000));
    let wrong = refusal(shop.tries(wrong)).to_string();
    assert!(wrong.contains("comes to 530.00 now"), "{wrong}");
    refusal(shop.tries(with_card(katli, 1, 0)));

    let begun = shop.does(with_card(katli, 1, 50_000));
    assert_eq!((begun.amount, shop.on_the_card()), (money(53_000), None));
    let invoice = || {
        let found = shop.shop.read(|db| invoices::find(db, &begun.invoice));
        found.unwrap().unwrap()
    };
    assert_eq!(
        (invoice().total, invoice().lines[1].name.as_str()),
        (money(53_000), "Gift card GC123456")
    );
    shop.adds_up_again();
    let paid = shop.told(captured(&begun));
    assert!(
        matches!(paid, Verdict::Captured { flag: None, .. }),
        "{paid:?}"
    );
    assert_eq!(shop.on_the_card(), Some(money(50_000)));
    assert_eq!(invoice().state, InvoiceState::Paid);
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    assert_eq!(receipt.total, money(53_000));
    shop.told(captured(&begun));
    assert_eq!(shop.on_the_card(), Some(money(50_000)), "once");
    shop.adds_up_again();

    // A card alone, given up: nothing is on it, until the money comes all the same.
    let mut alone = with_card(katli, 1, 10_000);
    alone.sale.lines.clear();
    let alone = shop.does(alone);
    shop.does(Release {
        payment: alone.payment,
    });
    assert_eq!(shop.on_the_card(), Some(money(50_000)));
    let late = shop.told(captured(&alone));
    assert!(
        matches!(
            late,
            Verdict::Captured {
                flag: Some(Flag::PaidAfterRelease),
                ..
            }
        ),
        "{late:?}"
    );
    shop.adds_up_again();
    shop.does(FulfilAgain {
        payment: alone.payment,
        shift: None,
    });
    assert_eq!(shop.on_the_card(), Some(money(60_000)));
    shop.adds_up_again();
}

#[test]
fn what_a_quotation_promises_is_held_for_its_payment_and_sold_by_nobody_else_meanwhile() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 3_000, 9);
    let quotation = shop.offers(katli);
    // What it is offered for stays, whatever the catalogue says.
    let begun = shop.does(promised(katli, quotation));
    assert_eq!((begun.amount, shop.on_hand(katli)), (money(6_000), 7));
    let sell = SellQuotation {
        quotation,
        tenders: vec![sales::Tender::cash(money(6_000))],
        note: None,
        shift: None,
    };
    let basket = Checkout {
        tenders: vec![sales::Tender::cash(money(6_000))],
        ..promised(katli, quotation).sale
    };
    let withdraw = WithdrawQuotation {
        quotation,
        reason: None,
    };
    let take_up = TakeUpQuotation {
        quotation,
        basket: BasketId::new(),
    };
    for refused in [
        refusal(shop.tries(sell.clone())),
        refusal(shop.tries(basket)),
        refusal(shop.tries(withdraw)),
        refusal(shop.tries(take_up)),
        refusal(shop.tries(promised(katli, quotation))),
    ] {
        let told = refused.to_string();
        assert!(told.contains("is being paid with payment 1"), "{told}");
    }
    shop.adds_up_again();

    // Given up, it is open again; paid, it is sold.
    shop.does(Release {
        payment: begun.payment,
    });
    let again = shop.does(promised(katli, quotation));
    let paid = shop.told(captured(&again));
    assert!(
        matches!(paid, Verdict::Captured { flag: None, .. }),
        "{paid:?}"
    );
    assert_eq!((shop.sold_on(quotation), shop.on_hand(katli)), (Some(1), 7));
    let over = refusal(shop.tries(sell));
    assert!(over.to_string().contains("was sold already, on receipt 1"));
    shop.adds_up_again();

    // Late money of the first try is handed out as a sale of its own.
    shop.told(captured(&begun));
    let sold = shop.does(FulfilAgain {
        payment: begun.payment,
        shift: None,
    });
    assert_eq!((sold.number, sold.total), (2, money(6_000)));
    assert_eq!(shop.sold_on(quotation), Some(1));
    shop.adds_up_again();
    assert!(matches!(
        refusal(shop.tries(promised(katli, quotation))),
        Refusal::Invalid { .. }
    ));
}
