//! What is scanned at the counter: boxes of twelve, labels of scales, and codes
//! that were read wrong.

use serde_json::json;
use sherbet::{
    shop::{
        Refusal, Trouble, books,
        catalogue::{self, AddSweet, Barcode, EditSweet, ScaleLabels, Scanned, SweetChange},
        sales::{
            self, Checkout, CheckoutLine, Destination, TakeBack, TakenLine, Tender,
            baskets::{self, BasketLine, SaveBasket},
        },
        settings::ChangeSetting,
        stock,
    },
    values::{LabelValue, Money, Quantity, RequestId, ScaleLabel, SweetId, Unit, check_digit},
};

use crate::{
    command_line_support::Corner,
    support::{TestShop, refusal, sweet},
};

fn layout(prefix: &str, value: LabelValue, decimals: u8) -> ScaleLabel {
    ScaleLabel::of(vec![prefix.into()], 5, value, decimals, false).unwrap()
}

fn code(body: &str) -> String {
    format!("{body}{}", check_digit(body).unwrap())
}

fn codes(codes: &[&str]) -> Vec<Barcode> {
    codes.iter().map(|code| Barcode::from(*code)).collect()
}

fn line(line: CheckoutLine, cash_minor: i64) -> Checkout {
    Checkout {
        lines: vec![line],
        discount: None,
        tenders: vec![Tender::cash(Money::from_minor(cash_minor))],
        note: None,
        ..Checkout::default()
    }
}

impl TestShop {
    fn labels(&self, version: i64, layouts: Vec<ScaleLabel>) -> Result<i64, Trouble> {
        let change = ChangeSetting {
            version,
            value: ScaleLabels { layouts },
        };
        self.shop.execute(&self.admin, RequestId::new(), change)
    }

    /// Labels with a weight begin with 20, those with a price with 28.
    fn with_scales() -> TestShop {
        let shop = TestShop::new();
        let layouts = vec![
            layout("20", LabelValue::Weight, 3),
            layout("28", LabelValue::Price, 2),
        ];
        assert_eq!(shop.labels(0, layouts).unwrap(), 1);
        shop
    }

    fn coded(&self, name: &str, sku: Option<&str>, barcodes: &[&str]) -> SweetId {
        let add = AddSweet {
            sku: sku.map(Into::into),
            barcodes: codes(barcodes),
            opening: 100,
            ..sweet(name, 1_000)
        };
        let added = self.shop.execute(&self.admin, RequestId::new(), add);
        added.unwrap().sweet
    }

    /// At 640.00 a kilogram, 5 kg of it there.
    fn by_weight(&self, name: &str, sku: &str) -> SweetId {
        let add = AddSweet {
            sku: Some(sku.into()),
            unit: Unit::Gram,
            per: 1_000,
            opening: 5_000,
            ..sweet(name, 64_000)
        };
        let added = self.shop.execute(&self.admin, RequestId::new(), add);
        added.unwrap().sweet
    }

    fn scan(&self, text: &str) -> Result<Option<Scanned>, String> {
        match self.shop.read(|db| Ok(catalogue::scanned(db, text))) {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(Trouble::Refused(Refusal::Invalid { why, .. }))) => Err(why),
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn scans(&self, text: &str) -> (SweetId, Option<i64>) {
        let found = self.scan(text).unwrap().unwrap();
        (found.sweet, found.quantity.map(Quantity::get))
    }

    fn sell_scanned(&self, text: &str, cash_minor: i64) -> Result<sales::Sold, Trouble> {
        let scanned = self.scan(text).unwrap().unwrap();
        let asked = CheckoutLine::scanned(&scanned, None).unwrap();
        let asked = line(asked, cash_minor);
        self.shop.execute(&self.admin, RequestId::new(), asked)
    }
}

#[test]
fn a_code_on_a_box_of_twelve_sells_twelve_and_the_one_on_a_piece_sells_one() {
    let shop = TestShop::new();
    let peda = shop.coded("Peda", Some("PEDA"), &["3017620422003", "036000291452×12"]);
    assert_eq!(shop.scans("3017620422003"), (peda, Some(1)));
    assert_eq!(shop.scans("036000291452"), (peda, Some(12)));
    assert_eq!(shop.scans("peda"), (peda, Some(1)));
    // The same code, as other scanners send it.
    assert_eq!(shop.scans("0036000291452"), (peda, Some(12)));
    assert_eq!(
        shop.sell_scanned("036000291452", 12_000).unwrap().total,
        Money::from_minor(12_000)
    );
    assert_eq!(shop.on_hand(peda), 88);

    let kept = shop
        .shop
        .read(|db| catalogue::sweet(db, peda))
        .unwrap()
        .unwrap();
    assert_eq!(
        serde_json::to_value(&kept.barcodes).unwrap(),
        json!([{"code": "036000291452", "quantity": 12}, "3017620422003"])
    );
    assert_eq!(
        catalogue::listed(&kept.barcodes),
        "036000291452×12, 3017620422003"
    );
    let edit = |barcodes| EditSweet {
        sweet: peda,
        version: 1,
        change: SweetChange {
            barcodes: Some(barcodes),
            ..SweetChange::default()
        },
    };
    let ask = |edit| shop.shop.execute(&shop.admin, RequestId::new(), edit);
    let twice = refusal(ask(edit(codes(&["036000291452", "036000291452×6"]))));
    let Refusal::Invalid { field, why } = twice else {
        panic!("{twice:?}")
    };
    assert_eq!(field, "barcodes");
    assert_eq!(
        why,
        "036000291452 can't stand for two quantities: choose one"
    );
    let odd = refusal(ask(edit(codes(&["036000291452×0"]))));
    assert!(matches!(odd, Refusal::Invalid { .. }), "{odd:?}");
    ask(edit(codes(&["036000291452×6"]))).unwrap();
    assert_eq!(shop.scans("036000291452"), (peda, Some(6)));
    assert_eq!(shop.scan("3017620422003"), Ok(None));
}

#[test]
fn a_label_with_a_weight_sells_so_many_grams() {
    let shop = TestShop::with_scales();
    let katli = shop.by_weight("Kaju Katli", "12345");
    assert_eq!(shop.scans("2012345012509"), (katli, Some(1_250)));
    // As the code of what is weighed says nothing of how much, neither does its name.
    assert_eq!(shop.scans("12345"), (katli, None));
    assert_eq!(shop.scans("kaju katli"), (katli, None));
    let sold = shop.sell_scanned("2012345012509", 80_000).unwrap();
    assert_eq!(sold.total, Money::from_minor(80_000));
    assert_eq!(shop.on_hand(katli), 3_750);
    // The item's zeros may be left out in the SKU.
    let peda = shop.by_weight("Peda", "77");
    assert_eq!(shop.scans(&code("200007700250")), (peda, Some(250)));
    // A scanner that leaves out the first zero sends eleven digits and the check digit.
    shop.labels(1, vec![layout("02", LabelValue::Weight, 3)])
        .unwrap();
    let label = code("020007700250");
    assert_eq!(shop.scans(&label), (peda, Some(250)));
    assert_eq!(shop.scans(&label[1..]), (peda, Some(250)));
}

#[test]
fn a_label_with_a_price_costs_exactly_that_and_the_stock_leaves_to_the_gram() {
    let shop = TestShop::with_scales();
    let katli = shop.by_weight("Kaju Katli", "12345");
    // 160.37 at 640.00 a kilogram is 250.578 g, which the price of 251 g would miss by 27 paise.
    let label = code("281234516037");
    let scanned = shop.scan(&label).unwrap().unwrap();
    assert_eq!(scanned.price, Some(Money::from_minor(16_037)));
    assert_eq!(scanned.quantity.map(Quantity::get), Some(251));
    assert_eq!(
        shop.sell_scanned(&label, 16_037).unwrap().total,
        Money::from_minor(16_037)
    );
    assert_eq!(shop.on_hand(katli), 4_749);
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    let sold = &receipt.lines[0];
    assert_eq!(
        (sold.quantity, sold.amount.minor(), sold.gross.minor()),
        (251, 16_037, 16_037)
    );

    let back = TakeBack {
        receipt: 1,
        lines: vec![TakenLine {
            line: 0,
            quantity: Quantity::of(251).unwrap(),
            to: Destination::Stock,
        }],
        shift: None,
        to_credit: false,
        customer: None,
        reason: "not as ordered".into(),
        money_went_back: false,
    };
    let back = shop
        .shop
        .execute(&shop.admin, RequestId::new(), back)
        .unwrap();
    assert_eq!(back.total, Money::from_minor(-16_037));
    assert_eq!(shop.on_hand(katli), 5_000);
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);

    // Of what is sold by the piece it is one piece.
    let gift = shop.coded("Tray", Some("54321"), &[]);
    shop.sell_scanned(&code("285432199999"), 99_999).unwrap();
    assert_eq!(shop.on_hand(gift), 99);
}

#[test]
fn a_price_that_is_in_no_label_of_the_sweet_is_not_believed() {
    let shop = TestShop::with_scales();
    let katli = shop.by_weight("Kaju Katli", "12345");
    shop.by_weight("Peda", "77");
    let ask = |label: &str| {
        let asked = CheckoutLine {
            label: Some(label.into()),
            ..CheckoutLine::of(katli, Quantity::of(1_000).unwrap())
        };
        shop.shop
            .execute(&shop.admin, RequestId::new(), line(asked, 100_000))
    };
    let others = code("280007700001");
    for label in ["1", "12345", "2012345012509", others.as_str()] {
        let refused = refusal(ask(label)).to_string();
        assert_eq!(
            refused,
            "lines[0].label: is no label with a price for this sweet: scan it again"
        );
    }
    let misread = refusal(ask("2812345160371"));
    assert!(
        misread.to_string().contains("the last digit should be"),
        "{misread}"
    );
    assert_eq!(shop.on_hand(katli), 5_000);
}

#[test]
fn a_basket_keeps_a_label_with_its_price_and_is_sold_at_it() {
    let shop = TestShop::with_scales();
    let katli = shop.by_weight("Kaju Katli", "12345");
    let basket = shop.shop.open_basket(&shop.admin, None).unwrap();
    let held = sales::HeldBasket {
        basket: basket.id,
        holder: basket.holder.unwrap(),
    };
    let label = code("281234516037");
    let save = SaveBasket {
        held: held.clone(),
        lines: vec![BasketLine {
            sweet: Some(katli),
            label: Some(label.clone()),
            ..BasketLine::default()
        }],
        discount: None,
        note: None,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), save)
        .unwrap();
    let account = shop.admin.account().unwrap();
    let kept = shop.shop.read(|db| baskets::of(db, account)).unwrap();
    let shown = &kept[0].lines[0];
    assert_eq!(shown.put.label.as_deref(), Some(label.as_str()));
    assert_eq!(
        (shown.put.quantity.get(), shown.price.minor(), shown.per),
        (251, 16_037, 251)
    );
    assert_eq!(kept[0].cost().unwrap().gross, Money::from_minor(16_037));
    let sell = Checkout {
        basket: Some(held),
        ..line(
            CheckoutLine {
                price: Some(shown.price),
                label: Some(label),
                ..CheckoutLine::of(katli, shown.put.quantity)
            },
            16_037,
        )
    };
    let sold = shop.shop.execute(&shop.admin, RequestId::new(), sell);
    assert_eq!(sold.unwrap().total, Money::from_minor(16_037));
    assert_eq!(shop.on_hand(katli), 4_749);
}

#[test]
fn a_code_that_was_read_wrong_is_refused_in_words_and_never_taken_for_another() {
    let shop = TestShop::with_scales();
    shop.by_weight("Kaju Katli", "12345");
    let peda = shop.coded(
        "Peda",
        None,
        &["3017620422003", "96385074", "7622210449289"],
    );
    let misread = |text: &str| shop.scan(text).unwrap_err();
    assert_eq!(
        misread("2012345012508"),
        "the last digit should be 9: scan it again"
    );
    assert_eq!(
        misread("3017620422007"),
        "the last digit should be 3: scan it again"
    );
    assert_eq!(
        misread("96385071"),
        "the last digit should be 4: scan it again"
    );
    assert_eq!(
        misread(&code("209999901250")),
        "no sweet has the label's item 99999 as its SKU or barcode: give it to one"
    );
    shop.coded("Tray", Some("54321"), &[]);
    assert_eq!(
        misread(&code("205432101250")),
        "Tray is not sold by weight, and the label has one: count it, or set its unit"
    );
    // A code that a maker printed wrong is the sweet's all the same, and one that is nobody's
    // is not known.
    assert_eq!(shop.scans("7622210449289"), (peda, Some(1)));
    assert_eq!(shop.scan("7613034626844"), Ok(None));
    assert_eq!(shop.scan("7613034626840"), Ok(None));
    assert_eq!(shop.scan("  "), Ok(None));

    let found = |text: &str| {
        shop.shop
            .read(|db| stock::find_for_sale(db, shop.shop.names(), text, 10))
            .unwrap()
    };
    let wrong = found("2012345012508");
    assert_eq!(
        wrong.misread.as_deref(),
        Some("the last digit should be 9: scan it again")
    );
    assert!(wrong.exact.is_none() && wrong.rows.is_empty());
    let right = found("2012345012509");
    assert_eq!(right.exact.unwrap().name, "Kaju Katli");
    assert_eq!(
        right.scanned.unwrap().quantity.map(Quantity::get),
        Some(1_250)
    );
}

#[test]
fn two_layouts_with_one_prefix_are_refused_and_none_means_that_no_code_is_a_label() {
    let shop = TestShop::new();
    let katli = shop.by_weight("Kaju Katli", "12345");
    assert_eq!(shop.scan("2012345012509"), Ok(None));
    let twice = vec![
        layout("20", LabelValue::Weight, 3),
        layout("20", LabelValue::Price, 2),
    ];
    let refused = refusal(shop.labels(0, twice)).to_string();
    assert_eq!(
        refused,
        "layouts[1].prefixes: 20 is another layout's already: a label would mean two things"
    );
    shop.labels(0, vec![layout("20", LabelValue::Weight, 3)])
        .unwrap();
    assert_eq!(shop.scans("2012345012509"), (katli, Some(1_250)));
}

#[test]
fn the_command_line_sells_by_code_alone() {
    let corner = Corner::founded();
    let add = |rest: &[&str]| {
        let add = ["sweets", "add", "--name"];
        let added = corner.asha(add.iter().chain(rest));
        assert_eq!(added.code, 0, "{added:?}");
    };
    add(&[
        "Peda",
        "--price",
        "10",
        "--opening",
        "50",
        "--barcode",
        "036000291452×12",
    ]);
    add(&[
        "Katli",
        "--price",
        "640",
        "--unit",
        "gram",
        "--per",
        "1 kg",
        "--opening",
        "5000",
        "--sku",
        "12345",
    ]);
    let mut run = corner.teller("Asha", &[]);
    let request = || RequestId::new().to_string();
    let layouts = json!([
        {"prefixes": ["20"], "item_digits": 5, "value": "weight", "decimals": 3},
        {"prefixes": ["28"], "item_digits": 5, "value": "price", "decimals": 2},
    ]);
    let set = run.ask(
        &json!({ "request": request(), "do": "settings.scale_labels",
        "version": 0, "value": { "layouts": layouts } }),
    );
    assert_eq!(set["done"], 1, "{set}");
    let label = code("281234516037");
    let asked = json!({ "request": request(), "do": "sales.checkout", "cash_minor": 28_037,
        "lines": [{ "sweet": "036000291452" }, { "sweet": label }] });
    let sold = run.ask(&asked);
    assert_eq!(sold["done"]["total_minor"], 28_037, "{sold}");
    assert_eq!(run.ask(&asked)["done"]["number"], 1);
    let told = run.ask(
        &json!({ "request": request(), "do": "sales.checkout", "cash_minor": 1,
        "lines": [{ "sweet": label, "quantity": 5 }] }),
    );
    assert_eq!(
        told["refused"]["message"],
        "lines[0].quantity: the label tells how much it is; leave it out"
    );
    run.finish();

    let sold = corner.asha([
        "sell",
        "--line",
        "2012345012509",
        "--line",
        "Peda=2",
        "--cash",
        "900",
    ]);
    assert_eq!(sold.done()["total_minor"], 82_000);
    let weighed = corner
        .asha(["sell", "--line", "katli", "--cash", "900"])
        .refused();
    assert_eq!(
        weighed["message"],
        "lines[0].quantity: is needed for what is weighed or poured, such as \"250 g\""
    );
    let misread = corner
        .asha(["sell", "--line", "2012345012508", "--cash", "900"])
        .refused();
    assert_eq!(
        misread["message"],
        "code: the last digit should be 9: scan it again"
    );
    assert_eq!(
        (corner.on_hand("Peda"), corner.on_hand("Katli")),
        (36, 3_499)
    );
    corner.is_whole();
}
