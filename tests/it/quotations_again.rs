//! Quotations asked for again, and read among many and long ones.

use sherbet::{
    shop::{
        Refusal, Session, Trouble,
        sales::{
            CheckoutLine, HeldBasket,
            baskets::{self, ParkBasket, ResumeBasket, SaveBasket},
            quotes::{self, MakeQuotation, Shown, TakeUpQuotation, TakenUp},
        },
    },
    store::Files,
    values::{BasketId, Quantity, RequestId, SweetId},
};

use crate::support::{MORNING, TestShop, refusal};

fn offered(shop: &TestShop, lines: Vec<CheckoutLine>) -> i64 {
    let make = MakeQuotation {
        customer: "Meera".into(),
        valid_until: "2026-03-09".into(),
        lines,
        discount: None,
        note: None,
        basket: None,
    };
    let made = shop.shop.execute(&shop.admin, RequestId::new(), make);
    made.unwrap().number
}

fn of(sweet: SweetId) -> CheckoutLine {
    CheckoutLine::of(sweet, Quantity::of(1).unwrap())
}

fn take_up(
    shop: &TestShop,
    by: &Session,
    quotation: i64,
    basket: BasketId,
) -> Result<TakenUp, Trouble> {
    let take_up = TakeUpQuotation { quotation, basket };
    shop.shop.execute(by, RequestId::new(), take_up)
}

fn resume(shop: &TestShop, by: &Session, basket: BasketId) -> HeldBasket {
    let resume = ResumeBasket {
        basket,
        window: by.window().to_owned(),
    };
    shop.shop.execute(by, RequestId::new(), resume).unwrap()
}

#[test]
fn a_basket_is_called_parked_only_where_it_is_and_is_that_quotations() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Katli", 1_000, 10);
    let (first, other) = (
        offered(&shop, vec![of(katli)]),
        offered(&shop, vec![of(katli)]),
    );
    let basket = BasketId::new();
    let taken = take_up(&shop, &shop.admin, first, basket).unwrap();
    assert_eq!(take_up(&shop, &shop.admin, first, basket).unwrap(), taken);
    let reused = |by, quotation| match refusal(take_up(&shop, by, quotation, basket)) {
        Refusal::RequestReused { command } => assert_eq!(command, "baskets.take_up_quoted"),
        refused => panic!("{refused}"),
    };
    reused(&shop.admin, other);
    reused(&ravi, first);
    assert_eq!(shop.shop.read(baskets::parked).unwrap().len(), 1);

    let held = resume(&shop, &shop.admin, basket);
    for by in [&shop.admin, &ravi] {
        let refused = refusal(take_up(&shop, by, first, basket));
        assert_eq!(refused, Refusal::BasketElsewhere);
    }
    // Parked again it is parked, under what it was given then.
    let park = ParkBasket {
        held,
        label: "by the door".into(),
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), park)
        .unwrap();
    let again = take_up(&shop, &shop.admin, first, basket).unwrap();
    assert_eq!(
        (again.basket, again.label.as_str()),
        (basket, "by the door")
    );

    // With the quotation's line taken out it is some other basket.
    let save = SaveBasket {
        held: resume(&shop, &shop.admin, basket),
        lines: Vec::new(),
        discount: None,
        note: None,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), save)
        .unwrap();
    reused(&shop.admin, first);
}

#[test]
fn a_long_quotation_in_a_basket_is_read_whole_and_promised_line_by_line() {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 1_000, 500);
    let account = shop.admin.account().unwrap();
    let number = offered(&shop, vec![of(katli); 400]);
    let basket = BasketId::new();
    take_up(&shop, &shop.admin, number, basket).unwrap();
    resume(&shop, &shop.admin, basket);
    let read = || {
        let mine = shop.shop.read(|db| baskets::one_of(db, account, basket));
        mine.unwrap().unwrap().lines
    };
    let promised = read();
    assert_eq!(promised.len(), 400);
    assert!(promised.iter().all(|line| line.promised_until.is_some()));
}

#[test]
fn one_open_quotation_is_found_among_many_that_were_sold() {
    let shop = TestShop::new();
    let katli = shop.sweet("Katli", 1_000, 10);
    let open = offered(&shop, vec![of(katli)]);
    let files = Files::beside(&shop.path).unwrap();
    let file = rusqlite::Connection::open(files.database()).unwrap();
    // Sold on receipts that nobody looks at here.
    file.execute_batch(
        "PRAGMA foreign_keys = OFF;
         WITH RECURSIVE more (number) AS
             (SELECT 2 UNION ALL SELECT number + 1 FROM more WHERE number < 10000)
         INSERT INTO quotations
             (number, act, at_ms, account, customer, valid_until, total_minor, sold_on)
         SELECT more.number, act, at_ms, account, customer, valid_until, total_minor, more.number
         FROM more JOIN quotations AS one ON one.number = 1",
    )
    .unwrap();
    drop(file);
    let today = shop.shop.about().zone.date(MORNING);
    let open_ones = || {
        let found = shop
            .shop
            .read(|db| quotes::find(db, (Shown::Open, today), "", 300));
        found.unwrap()
    };
    let found: Vec<i64> = open_ones().iter().map(|found| found.number).collect();
    assert_eq!(found, [open]);
}
