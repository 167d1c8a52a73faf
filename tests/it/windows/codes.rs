//! What codes say at the counter: boxes, scales' labels, misread ones, and papers of the shop.

use egui::{Key, Modifiers};
use sherbet::{
    shop::{
        catalogue::{AddSweet, Barcode, EditSweet, Part, ScaleLabels, SweetChange},
        sales,
        settings::ChangeSetting,
        stored_value::CardCode,
    },
    values::{LabelValue, Money, Quantity, RequestId, ScaleLabel, SweetId, Unit, check_digit},
};

use super::{
    Screen,
    scans::{scan, scan_key_by_key},
};
use crate::support::{TestShop, checkout, sweet};

/// Labels with a weight begin with 20, those with a price with 28.
fn with_scales() -> TestShop {
    let shop = TestShop::new();
    let layout = |prefix: &str, value, decimals| {
        ScaleLabel::of(vec![prefix.into()], 5, value, decimals, false).unwrap()
    };
    let layouts = vec![
        layout("20", LabelValue::Weight, 3),
        layout("28", LabelValue::Price, 2),
    ];
    let change = ChangeSetting {
        version: 0,
        value: ScaleLabels { layouts },
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), change)
        .unwrap();
    shop
}

/// At 640.00 a kilogram, 5 kg of it there.
fn katli(shop: &TestShop) -> SweetId {
    let add = AddSweet {
        sku: Some("12345".into()),
        unit: Unit::Gram,
        per: 1_000,
        opening: 5_000,
        ..sweet("Kaju katli", 64_000)
    };
    let added = shop.shop.execute(&shop.admin, RequestId::new(), add);
    added.unwrap().sweet
}

/// 160.37 of kaju katli, which buys 251 g.
fn packet() -> String {
    label("281234516037")
}

fn label(body: &str) -> String {
    format!("{body}{}", check_digit(body).unwrap())
}

/// Sells so much of kaju katli for exactly what it costs.
fn sell_exactly(shop: &TestShop, katli: SweetId, grams: i64) {
    let sale = sales::Checkout {
        tenders: vec![sales::Tender::cash(Money::from_minor(64 * grams))],
        ..checkout(katli, grams)
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), sale)
        .unwrap();
}

fn boxed(shop: &TestShop) -> SweetId {
    let add = AddSweet {
        barcodes: vec![
            Barcode::from("3017620422003"),
            Barcode::from("036000291452×12"),
        ],
        opening: 40,
        ..sweet("Peda", 1_000)
    };
    let added = shop.shop.execute(&shop.admin, RequestId::new(), add);
    added.unwrap().sweet
}

#[test]
fn a_boxs_code_puts_in_its_pieces_and_a_number_before_it_so_many_boxes() {
    let shop = TestShop::new();
    let peda = boxed(&shop);
    let mut screen = Screen::with(&shop, "Asha");
    scan(&mut screen, "036000291452");
    screen.wait_for("12 pieces");
    scan(&mut screen, "3017620422003");
    screen.wait_for("13 pieces");
    screen.by_hand("2*036000291452");
    screen.hit(Key::Enter);
    screen.wait_for("37 pieces");
    assert!(screen.sees("INR 370.00"));
    scan(&mut screen, "036000291452");
    screen.wait_for("Only 40 of Peda left and 37 in the basket already.");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(shop.on_hand(peda), 3);
}

#[test]
fn a_label_with_a_weight_puts_in_that_weight_and_the_next_packet_is_another_line() {
    let shop = with_scales();
    let katli = katli(&shop);
    let mut screen = Screen::with(&shop, "Asha");
    scan(&mut screen, "2012345012509");
    screen.wait_for("Kaju katli, 1.25 kg · 640.00 / kg, 800.00");
    assert!(!screen.sees("Weight"), "it was weighed already");
    scan(&mut screen, "2012345012509");
    screen.wait_for("INR 1,600.00");
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(shop.on_hand(katli), 2_500);
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    assert_eq!(receipt.lines.len(), 2);
}

#[test]
fn a_label_with_a_price_is_sold_at_it_after_a_kill_and_parking_and_packet_by_packet() {
    let shop = with_scales();
    let katli = katli(&shop);
    let mut screen = Screen::with(&shop, "Asha");
    scan(&mut screen, &packet());
    screen.wait_for("Kaju katli, 251 g · label 160.37, 160.37");
    scan(&mut screen, &packet());
    screen.wait_for("INR 320.74");
    drop(screen);

    let mut screen = Screen::with(&shop, "Asha");
    screen.wait_for("INR 320.74");
    screen.hit(Key::F8);
    screen.press("Park it");
    screen.wait_for("The basket is empty");
    screen.key(Modifiers::COMMAND, Key::O);
    screen.settle();
    screen.wait_for("Parked baskets");
    // Parked under the time: it is the first, and taken by Enter.
    screen.hit(Key::Enter);
    screen.wait_for("INR 320.74");
    assert!(screen.sees("Kaju katli, 251 g · label 160.37, 160.37"));
    screen.hit(Key::F12);
    screen.wait_for("Receipt 1");
    assert_eq!(shop.on_hand(katli), 4_498);
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    let grosses: Vec<i64> = receipt
        .lines
        .iter()
        .map(|line| line.gross.minor())
        .collect();
    assert_eq!(grosses, [16_037, 16_037]);
}

#[test]
fn how_much_is_in_a_packet_is_its_labels_and_can_not_be_changed() {
    let shop = with_scales();
    katli(&shop);
    let mut screen = Screen::with(&shop, "Asha");
    screen.by_hand(&format!("2*{}", packet()));
    screen.hit(Key::Enter);
    screen.wait_for("A label with a price is on one packet: scan each packet.");
    assert!(screen.sees("The basket is empty"));
    scan(&mut screen, &packet());
    screen.wait_for("INR 160.37");
    assert!(screen.is_off("50 g more Kaju katli") && screen.is_off("50 g less Kaju katli"));
    screen.key(Modifiers::COMMAND, Key::ArrowUp);
    screen.settle();
    assert!(screen.sees("INR 160.37"));
    screen.hit(Key::F4);
    screen.fill("Quantity", "300 g");
    screen.press("Done");
    screen.wait_for("The label says how much it is");
    screen.press("Cancel");
    screen.wait_gone("Comes to");
    assert!(screen.sees("251 g · label 160.37"));
}

#[test]
fn a_label_that_was_read_wrong_or_that_nobody_knows_adds_nothing_and_says_why() {
    let shop = with_scales();
    katli(&shop);
    let mut screen = Screen::with(&shop, "Asha");
    scan(&mut screen, "2012345012508");
    screen.wait_for("2012345012508 was not added: The last digit should be 9: scan it again.");
    scan(&mut screen, &label("209999901250"));
    screen.wait_for("No sweet has the label's item 99999 as its SKU or barcode");
    scan(&mut screen, &label("211234501250"));
    screen.wait_for("If it is a scale's label: no layout begins with 21.");
    scan(&mut screen, "3017620422007");
    screen.wait_for("It may be read wrong: the last digit should be 3: scan it again.");
    assert!(screen.sees("The basket is empty"));
    assert!(!screen.sees("Weight"));
}

#[test]
fn what_is_left_of_packets_is_sold_whole_and_told_in_grams() {
    let shop = with_scales();
    let katli = katli(&shop);
    let mut screen = Screen::with(&shop, "Asha");
    for _ in 0..2 {
        scan(&mut screen, &packet());
    }
    screen.wait_for("INR 320.74");
    sell_exactly(&shop, katli, 4_700);
    screen.hit(Key::F12);
    screen.wait_for("Another window was faster");
    assert!(screen.sees("300 g left; 502 g wanted."));
    screen.press("Sell what is left");
    screen.wait_for("Receipt 2");
    assert_eq!(shop.on_hand(katli), 49);
}

#[test]
fn a_receipts_code_opens_it_from_any_field_and_screen_ready_to_be_taken_back() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    shop.sell(barfi, 2).unwrap();
    let mut screen = Screen::with(&shop, "Asha");
    // At the counter, behind what stood in the line.
    screen.typed("bar");
    scan(&mut screen, "R000001");
    screen.wait_for("Receipt number");
    screen.wait_for("Take back");
    assert!(screen.sees("Barfi") && screen.sees("R000001"));
    // From the amount, after a receipt that this window has not listed yet.
    screen.press("Counter");
    screen.press("Barfi, 2.00, 7 left");
    screen.hit(Key::F9);
    screen.by_hand("50");
    screen.pass(1.0);
    shop.sell(barfi, 1).unwrap();
    scan_key_by_key(&mut screen, "R000002");
    screen.wait_for("Receipt number");
    screen.wait_for("Receipt 2, 2026-03-02 09:00, Asha, 2.00");
    assert!(screen.is_chosen("Receipt 2, 2026-03-02 09:00, Asha, 2.00"));
    screen.press("Counter");
    screen.wait_for("Change 48.00");
    // From a screen that has nothing to do with it, and again from there.
    screen.press("Stock room");
    screen.wait_for("Barfi, 2.00, 6 on hand");
    scan(&mut screen, "R000001");
    screen.wait_for("Receipt number");
    screen.wait_for("R000001");
    scan(&mut screen, "R000003");
    screen.wait_for("There is no receipt 3. The last is 2.");
}

#[test]
fn over_a_dialog_a_receipts_code_says_why_it_is_not_opened() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    shop.sell(barfi, 1).unwrap();
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 8 left");
    screen.hit(Key::F4);
    scan_key_by_key(&mut screen, "R000001");
    screen.wait_for("Close this first, then scan receipt 1 again to open it.");
    assert!(screen.has_button("Done"), "the dialog stays");
    assert!(!screen.sees("Receipt number"));
}

#[test]
fn a_scan_in_a_quantity_leaves_it_and_what_was_selected_in_it_as_they_were() {
    let shop = TestShop::new();
    shop.sweet("Barfi", 200, 9);
    boxed(&shop);
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Barfi, 2.00, 9 left");
    screen.hit(Key::F4);
    screen.wait_for("Comes to INR 2.00");
    // The quantity is selected whole, so that the first key of the scan replaces it.
    scan_key_by_key(&mut screen, "3017620422003");
    screen.wait_for("Peda → basket, 2 in it");
    assert!(screen.sees("Comes to INR 2.00"), "the quantity stays 1");
    screen.pass(1.0);
    screen.by_hand("3");
    screen.wait_for("Comes to INR 6.00");
    // In the middle of what is typed.
    screen.fill("Discount", "1.50");
    screen.pass(1.0);
    screen.hit(Key::ArrowLeft);
    screen.hit(Key::ArrowLeft);
    scan_key_by_key(&mut screen, "3017620422003");
    screen.wait_for("Peda → basket, 3 in it");
    assert!(screen.sees("Comes to INR 4.50"));
    assert!(!screen.sees("3017620422"));
}

#[test]
fn a_scan_while_a_weight_is_typed_is_no_weight() {
    let shop = with_scales();
    katli(&shop);
    boxed(&shop);
    let mut screen = Screen::with(&shop, "Asha");
    screen.typed("kaju katli");
    screen.hit(Key::Enter);
    screen.wait_for("Weight");
    screen.by_hand("250");
    screen.pass(1.0);
    scan_key_by_key(&mut screen, "036000291452");
    screen.wait_for("12 pieces");
    screen.wait_for("250 g · 160.00");
    screen.hit(Key::Enter);
    screen.wait_for("13 pieces");
    assert!(screen.sees("INR 280.00"));
}

#[test]
fn what_is_short_in_a_kit_is_told_in_its_unit_and_what_can_be_made_is_sold() {
    let shop = TestShop::new();
    let katli = katli(&shop);
    let gift = shop.sweet("Gift", 50_000, 0);
    let kit = EditSweet {
        sweet: gift,
        version: 1,
        change: SweetChange {
            parts: Some(vec![Part {
                sweet: katli,
                quantity: Quantity::of(2_000).unwrap(),
            }]),
            ..SweetChange::default()
        },
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), kit)
        .unwrap();
    let mut screen = Screen::with(&shop, "Asha");
    screen.typed("2*gift");
    screen.hit(Key::Enter);
    screen.wait_for("2 pieces");
    sell_exactly(&shop, katli, 2_000);
    screen.wait_for("Only 1 left");
    screen.hit(Key::F12);
    screen.wait_for("3 kg left; 4 kg wanted.");
    screen.wait_for("It is a part of Gift.");
    screen.press("Sell what is left");
    screen.wait_for("Receipt 2");
    assert_eq!(shop.on_hand(katli), 1_000);
}

#[test]
fn a_gift_cards_code_is_no_sweet_and_says_what_it_is() {
    let shop = TestShop::new();
    let barfi = shop.sweet("Barfi", 200, 9);
    let code = CardCode::parse("GIFT7777").unwrap();
    let sold = sales::Checkout {
        gift_cards: vec![sales::GiftCardLine {
            code,
            amount: Money::from_minor(50_000),
        }],
        ..checkout(barfi, 1)
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), sold)
        .unwrap();
    let mut screen = Screen::with(&shop, "Asha");
    scan(&mut screen, "GIFT-7777");
    screen.wait_for("This is a gift card with 500.00 on it, and no sweet.");
    assert!(screen.sees("The basket is empty"));
}
