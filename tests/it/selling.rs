//! What a sale can be: weighed, taxed, discounted, paid in several ways, and
//! parked until later.

use std::thread;

use sherbet::{
    shop::{
        Permission, Refusal, Session, Shop,
        catalogue::{self, AddSweet, EditSweet, SweetChange},
        pricing::Discount,
        sales::{
            self, Checkout, CheckoutLine, QuickItem, Receipt, Sold, Tender, TenderKind,
            baskets::{self, BasketLine, ParkBasket, ResumeBasket, SaveBasket},
        },
        settings::{ChangeSetting, Selling},
        stock::{Loss, Restock, WriteOff},
        taxes::{AddTax, EditTax},
    },
    values::{Money, Quantity, Rate, RequestId, SweetId, TaxId, Unit},
};

use crate::{
    checker,
    support::{TestShop, checkout, refusal, sweet},
};

fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

fn rate(percent: &str) -> Rate {
    Rate::parse(percent).unwrap()
}

fn line(sweet: SweetId, quantity: i64) -> CheckoutLine {
    CheckoutLine::of(sweet, Quantity::of(quantity).unwrap())
}

fn sale(lines: Vec<CheckoutLine>, tenders: Vec<Tender>) -> Checkout {
    Checkout {
        lines,
        discount: None,
        tenders,
        total: None,
        note: None,
        basket: None,
        ..Checkout::default()
    }
}

fn paid(kind: TenderKind, minor: i64, reference: &str) -> Tender {
    Tender {
        kind,
        amount: money(minor),
        reference: Some(reference.into()),
    }
}

impl TestShop {
    fn tax(&self, name: &str, percent: &str, inside: bool) -> TaxId {
        let add = AddTax {
            name: name.into(),
            rate: rate(percent),
            inside,
            usual: false,
        };
        let added = self.shop.execute(&self.admin, RequestId::new(), add);
        added.unwrap().tax
    }

    fn add(&self, add: AddSweet) -> SweetId {
        let added = self.shop.execute(&self.admin, RequestId::new(), add);
        added.unwrap().sweet
    }

    fn taxed(&self, name: &str, price_minor: i64, taxes: &[TaxId]) -> SweetId {
        self.add(AddSweet {
            taxes: Some(taxes.to_vec()),
            opening: 100,
            ..sweet(name, price_minor)
        })
    }

    fn do_it(&self, checkout: Checkout) -> Sold {
        self.shop
            .execute(&self.admin, RequestId::new(), checkout)
            .unwrap()
    }

    fn refuse(&self, checkout: Checkout) -> Refusal {
        refusal(self.shop.execute(&self.admin, RequestId::new(), checkout))
    }

    fn receipt(&self, number: i64) -> Receipt {
        let receipt = self.shop.read(|db| sales::receipt(db, number)).unwrap();
        receipt.unwrap()
    }

    fn choose(&self, selling: Selling) {
        let now = self
            .shop
            .read(sherbet::shop::settings::load::<Selling>)
            .unwrap();
        let change = ChangeSetting {
            version: now.1,
            value: selling,
        };
        self.shop
            .execute(&self.admin, RequestId::new(), change)
            .unwrap();
    }
}

#[test]
fn a_receipt_shows_the_taxes_inside_its_prices() {
    let shop = TestShop::new();
    let gst = shop.tax("GST", "12", true);
    let katli = shop.taxed("Kaju Katli", 5250, &[gst]);

    let sold = shop.do_it(sale(vec![line(katli, 1)], vec![Tender::cash(money(6000))]));

    assert_eq!((sold.total, sold.change), (money(5250), money(750)));
    let receipt = shop.receipt(1);
    assert_eq!(receipt.net, money(4687));
    let taxes: Vec<_> = receipt
        .taxes
        .iter()
        .map(|tax| (tax.name.as_str(), tax.rate, tax.inside, tax.amount))
        .collect();
    assert_eq!(taxes, [("GST", rate("12"), true, money(563))]);
}

#[test]
fn taxes_on_top_and_a_discount_on_the_line_come_to_the_last_paisa() {
    let shop = TestShop::new();
    let (cgst, sgst) = (shop.tax("CGST", "9", false), shop.tax("SGST", "9", false));
    let ladoo = shop.taxed("Motichoor Ladoo", 9000, &[cgst, sgst]);

    let off = CheckoutLine {
        discount: Some(Discount::Percent(rate("5"))),
        ..line(ladoo, 20)
    };
    let sold = shop.do_it(sale(vec![off], vec![Tender::cash(money(201_780))]));

    assert_eq!((sold.total, sold.change), (money(201_780), money(0)));
    let receipt = shop.receipt(1);
    let line = &receipt.lines[0];
    assert_eq!(
        (line.amount, line.discount, line.net, line.gross),
        (money(180_000), money(9_000), money(171_000), money(201_780))
    );
    let taxes: Vec<Money> = line.taxes.iter().map(|tax| tax.amount).collect();
    assert_eq!(taxes, [money(15_390), money(15_390)]);
    assert_eq!(shop.shop.read(books).unwrap(), []);
}

fn books(
    db: &sherbet::store::ReadTx<'_>,
) -> Result<Vec<sherbet::shop::books::Discrepancy>, sherbet::store::Fault> {
    sherbet::shop::books::add_up(db)
}

#[test]
fn a_discount_on_the_whole_is_shared_out_over_the_lines() {
    let shop = TestShop::new();
    let (katli, peda) = (
        shop.sweet("Kaju Katli", 1000, 9),
        shop.sweet("Peda", 500, 9),
    );

    let sold = shop.do_it(Checkout {
        discount: Some(Discount::Amount(money(100))),
        ..sale(
            vec![line(katli, 1), line(peda, 1)],
            vec![Tender::cash(money(1400))],
        )
    });

    assert_eq!(sold.total, money(1400));
    let shares: Vec<Money> = shop
        .receipt(1)
        .lines
        .iter()
        .map(|line| line.share)
        .collect();
    assert_eq!(shares, [money(67), money(33)]);
}

#[test]
fn what_is_weighed_is_sold_by_the_gram_at_its_price_for_a_kilogram() {
    let shop = TestShop::new();
    let halwa = shop.add(AddSweet {
        unit: Unit::Gram,
        per: 1000,
        opening: 5000,
        ..sweet("Karachi Halwa", 64_000)
    });

    let sold = shop.do_it(sale(
        vec![line(halwa, 250)],
        vec![Tender::cash(money(16_000))],
    ));

    assert_eq!(sold.total, money(16_000));
    assert_eq!(shop.on_hand(halwa), 4750);
    let receipt = shop.receipt(1);
    let line = &receipt.lines[0];
    assert_eq!(
        (line.unit, line.quantity, line.per),
        (Unit::Gram, 250, 1000)
    );
}

#[test]
fn change_comes_out_of_the_cash_and_not_of_the_transfer() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_500, 9);

    let sold = shop.do_it(sale(
        vec![line(katli, 1)],
        vec![
            paid(TenderKind::Bank, 5_000, "NEFT 1"),
            Tender::cash(money(6_000)),
        ],
    ));

    assert_eq!((sold.cash, sold.change), (money(6_000), money(500)));
    let tenders: Vec<_> = shop
        .receipt(1)
        .tenders
        .into_iter()
        .map(|tender| (tender.kind, tender.given, tender.change, tender.reference))
        .collect();
    assert_eq!(
        tenders,
        [
            (
                TenderKind::Bank,
                money(5_000),
                money(0),
                Some("NEFT 1".into())
            ),
            (TenderKind::Cash, money(6_000), money(500), None),
        ]
    );
}

#[test]
fn change_is_of_the_cash_given_last_wherever_it_stands() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_500, 9);

    shop.do_it(sale(
        vec![line(katli, 1)],
        vec![
            Tender::cash(money(2_000)),
            Tender::cash(money(4_000)),
            paid(TenderKind::Bank, 5_000, "NEFT 1"),
        ],
    ));

    let change: Vec<Money> = shop.receipt(1).tenders.iter().map(|t| t.change).collect();
    assert_eq!(change, [money(0), money(500), money(0)]);
}

#[test]
fn a_card_that_is_charged_more_than_is_due_is_refused() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1000, 9);

    let refused = shop.refuse(sale(
        vec![line(katli, 1)],
        vec![paid(TenderKind::Card, 1001, "4711")],
    ));

    assert!(
        refused.to_string().contains("only cash gives change"),
        "{refused}"
    );
    let short = shop.refuse(sale(
        vec![line(katli, 1)],
        vec![
            paid(TenderKind::Card, 400, "4711"),
            Tender::cash(money(500)),
        ],
    ));
    assert_eq!(short.to_string(), "tenders: 9.00 is 1.00 short of 10.00");
    assert_eq!(shop.on_hand(katli), 9);
}

#[test]
fn what_is_due_in_cash_is_rounded_and_the_rounding_shown_apart() {
    let shop = TestShop::new();
    shop.choose(Selling {
        cash_step: money(5),
        ..Selling::default()
    });
    let toffee = shop.sweet("Toffee", 1572, 9);

    let sold = shop.do_it(sale(vec![line(toffee, 1)], vec![Tender::cash(money(2000))]));
    assert_eq!(
        (sold.total, sold.rounding, sold.change),
        (money(1572), money(-2), money(430))
    );
    let by_card = shop.do_it(sale(
        vec![line(toffee, 1)],
        vec![paid(TenderKind::Card, 1572, "4711")],
    ));
    assert_eq!((by_card.total, by_card.rounding), (money(1572), money(0)));
    assert_eq!(shop.shop.read(books).unwrap(), []);
}

#[test]
fn who_sells_gives_discounts_up_to_the_limit_and_no_further() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Kaju Katli", 1000, 9);
    let with = |percent: &str| Checkout {
        discount: Some(Discount::Percent(rate(percent))),
        ..checkout(katli, 1)
    };

    let sold = shop.shop.execute(&ravi, RequestId::new(), with("10"));
    assert_eq!(sold.unwrap().total, money(900));
    let refused = refusal(shop.shop.execute(&ravi, RequestId::new(), with("10.1")));
    assert_eq!(
        refused,
        Refusal::NotAllowed {
            needs: Permission::DiscountMore,
            who: "Ravi".into()
        }
    );
    let cheaper = CheckoutLine {
        sold_at: Some(money(1)),
        ..line(katli, 1)
    };
    let cheaper = sale(vec![cheaper], vec![Tender::cash(money(1))]);
    let refused = refusal(shop.shop.execute(&ravi, RequestId::new(), cheaper.clone()));
    assert!(matches!(
        refused,
        Refusal::NotAllowed {
            needs: Permission::ChangePrice,
            ..
        }
    ));
    assert_eq!(shop.do_it(cheaper).total, money(1));
    assert_eq!(shop.on_hand(katli), 7);
}

#[test]
fn a_tenth_off_is_a_tenth_whatever_the_price_and_two_of_them_are_more() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let katli = shop.sweet("Kaju Katli", 1999, 9);
    let tenth = Some(Discount::Percent(rate("10")));
    let sell = |on_line, on_all| {
        let line = CheckoutLine {
            discount: on_line,
            ..line(katli, 1)
        };
        let sale = Checkout {
            discount: on_all,
            ..sale(vec![line], vec![Tender::cash(money(1999))])
        };
        shop.shop.execute(&ravi, RequestId::new(), sale)
    };

    assert_eq!(sell(tenth, None).unwrap().total, money(1799));
    assert_eq!(sell(None, tenth).unwrap().total, money(1799));
    assert!(matches!(
        refusal(sell(tenth, tenth)),
        Refusal::NotAllowed {
            needs: Permission::DiscountMore,
            ..
        }
    ));
    let amount = |minor| Some(Discount::Amount(money(minor)));
    assert_eq!(sell(amount(200), None).unwrap().total, money(1799));
    assert!(sell(amount(201), None).is_err());
}

#[test]
fn what_comes_to_something_else_than_was_shown_is_not_sold() {
    let shop = TestShop::new();
    let gst = shop.tax("GST", "10", false);
    let katli = shop.taxed("Kaju Katli", 1000, &[gst]);
    let shown = |minor| Checkout {
        total: Some(money(minor)),
        ..sale(vec![line(katli, 1)], vec![Tender::cash(money(5000))])
    };

    assert_eq!(
        shop.refuse(shown(1000)),
        Refusal::TotalChanged {
            shown: "10.00".into(),
            now: "11.00".into()
        }
    );
    assert_eq!(shop.on_hand(katli), 100);
    assert_eq!(shop.do_it(shown(1100)).total, money(1100));
}

#[test]
fn a_refusal_of_a_payment_names_it_as_it_was_asked_for() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1000, 9);
    let field = |tenders| match shop.refuse(sale(vec![line(katli, 1)], tenders)) {
        Refusal::Invalid { field, .. } => field,
        other => other.to_string(),
    };

    let card = |minor| paid(TenderKind::Card, minor, "4711");
    assert_eq!(field(vec![card(1001)]), "tenders[0].amount");
    assert_eq!(field(vec![card(-1)]), "tenders[0].amount");
    assert_eq!(field(vec![Tender::cash(money(-1))]), "cash");
}

#[test]
fn an_item_that_is_no_sweet_is_sold_with_the_usual_taxes_by_who_may() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let add = AddTax {
        name: "VAT".into(),
        rate: rate("21"),
        inside: true,
        usual: true,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), add)
        .unwrap();
    let ribbon = CheckoutLine {
        item: Some(QuickItem {
            name: "Gift ribbon".into(),
            price: money(1190),
        }),
        ..CheckoutLine::default()
    };
    let ribbon = sale(vec![ribbon], vec![Tender::cash(money(1190))]);

    assert!(matches!(
        refusal(shop.shop.execute(&ravi, RequestId::new(), ribbon.clone())),
        Refusal::NotAllowed {
            needs: Permission::SellAnything,
            ..
        }
    ));
    assert_eq!(shop.do_it(ribbon).number, 1);
    let receipt = shop.receipt(1);
    assert_eq!(
        (receipt.lines[0].sweet, receipt.lines[0].net),
        (None, money(983))
    );
    assert_eq!(receipt.taxes[0].amount, money(207));
    assert_eq!(shop.shop.read(books).unwrap(), []);
}

#[test]
fn a_tax_that_changes_leaves_old_receipts_as_they_were() {
    let shop = TestShop::new();
    let gst = shop.tax("GST", "12", true);
    let katli = shop.taxed("Kaju Katli", 5250, &[gst]);
    shop.do_it(sale(vec![line(katli, 1)], vec![Tender::cash(money(5250))]));

    let edit = |version, percent: &str| EditTax {
        tax: gst,
        version,
        name: None,
        rate: Some(rate(percent)),
        inside: None,
        usual: None,
        retired: None,
    };
    let change = |edit| shop.shop.execute(&shop.admin, RequestId::new(), edit);
    assert_eq!(change(edit(1, "5")).unwrap().version, 2);
    assert!(matches!(
        refusal(change(edit(1, "18"))),
        Refusal::Changed { version: 2, .. }
    ));
    shop.do_it(sale(vec![line(katli, 1)], vec![Tender::cash(money(5250))]));

    assert_eq!(shop.receipt(1).taxes[0].rate, rate("12"));
    assert_eq!(shop.receipt(2).taxes[0].rate, rate("5"));
    assert_eq!(shop.receipt(2).taxes[0].amount, money(250));
}

#[test]
fn stock_goes_below_zero_only_where_the_sweet_may() {
    let shop = TestShop::new();
    let samosa = shop.sweet("Samosa", 1000, 1);
    let edit = |version, below_zero| EditSweet {
        sweet: samosa,
        version,
        change: SweetChange {
            below_zero: Some(below_zero),
            ..SweetChange::default()
        },
    };
    let change = |edit| shop.shop.execute(&shop.admin, RequestId::new(), edit);

    assert!(matches!(
        refusal(shop.sell(samosa, 3)),
        Refusal::SoldOut { .. }
    ));
    change(edit(1, true)).unwrap();
    shop.sell(samosa, 3).unwrap();
    assert_eq!(shop.on_hand(samosa), -2);
    assert_eq!(
        refusal(change(edit(2, false))),
        Refusal::invalid("below_zero", "its stock is below 0 now: count it first")
    );
    shop.restock(samosa, 2).unwrap();
    change(edit(2, false)).unwrap();
    assert!(matches!(
        refusal(shop.sell(samosa, 1)),
        Refusal::SoldOut { .. }
    ));
    assert_eq!(shop.shop.read(books).unwrap(), []);
}

#[test]
fn a_unit_is_chosen_before_the_first_movement() {
    let shop = TestShop::new();
    let halwa = shop.sweet("Halwa", 64_000, 0);
    let edit = |version, unit| EditSweet {
        sweet: halwa,
        version,
        change: SweetChange {
            unit: Some(unit),
            per: Some(1000),
            ..SweetChange::default()
        },
    };
    let change = |edit| shop.shop.execute(&shop.admin, RequestId::new(), edit);

    change(edit(1, Unit::Gram)).unwrap();
    let restock = Restock {
        sweet: halwa,
        quantity: 750,
        note: None,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), restock)
        .unwrap();
    let refused = refusal(change(edit(2, Unit::Piece)));
    assert!(
        refused.to_string().starts_with("unit: can't be changed"),
        "{refused}"
    );
    let kept = shop.shop.read(|db| catalogue::sweet(db, halwa)).unwrap();
    assert_eq!(kept.unwrap().unit, Unit::Gram);
}

#[test]
fn what_broke_is_written_off_with_its_reason_and_never_more_than_there_is() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 1000, 5);
    let lose = |quantity, reason| WriteOff {
        sweet: katli,
        quantity: Quantity::of(quantity).unwrap(),
        reason,
        note: None,
    };
    let write_off = |lost| shop.shop.execute(&shop.admin, RequestId::new(), lost);

    assert_eq!(write_off(lose(2, Loss::Broken)).unwrap().on_hand, 3);
    assert_eq!(write_off(lose(1, Loss::Sample)).unwrap().on_hand, 2);
    assert_eq!(
        refusal(write_off(lose(3, Loss::Waste))),
        Refusal::invalid("quantity", "is more than there is of Kaju Katli: 2")
    );
    let halwa = shop.shop.execute(
        &shop.admin,
        RequestId::new(),
        AddSweet {
            unit: Unit::Gram,
            opening: 1500,
            ..crate::support::sweet("Halwa", 10)
        },
    );
    let too_much = WriteOff {
        sweet: halwa.unwrap().sweet,
        ..lose(2000, Loss::Waste)
    };
    assert_eq!(
        refusal(write_off(too_much)),
        Refusal::invalid("quantity", "is more than there is of Halwa: 1.5 kg")
    );
    assert_eq!(shop.shop.read(books).unwrap(), []);
}

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
