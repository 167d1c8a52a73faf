//! Slips in a window and as files.

use std::fs;

use sherbet::devices::paper::{
    Amount, Barcode, LabelFacts, OrderFacts, OrderLine, PaperWidth, Qr, ReturnFacts, Sheet,
    SheetMark, SheetText, Slip, Template, ZFacts, ZRow, ZSection, order_slip, pdf, receipt,
    return_slip, shelf_label, z_slip,
};

use super::{narrow, plain_sample, sample};

fn texts(sheet: &Sheet) -> Vec<&SheetText> {
    sheet
        .marks
        .iter()
        .filter_map(|mark| match mark {
            SheetMark::Text(text) => Some(text),
            SheetMark::Box { .. } => None,
        })
        .collect()
}

fn amount(label: &str, amount: &str) -> Amount {
    Amount {
        label: label.into(),
        amount: amount.into(),
    }
}

/// Every kind of slip there is.
fn all_slips(template: &Template) -> Vec<(&'static str, Slip)> {
    let facts = sample();
    let z_row = |label: &str, count: &str, amount: &str| ZRow {
        label: label.into(),
        count: count.into(),
        amount: amount.into(),
    };
    let z = ZFacts {
        shop: facts.shop.clone(),
        title: "Z 0042".into(),
        drawer: "Counter 1".into(),
        opened: "22 Nov 2026, 08:58, Asha".into(),
        closed: "22 Nov 2026, 21:03, Ravi".into(),
        as_of: String::new(),
        sections: vec![
            ZSection {
                heading: "Taken".into(),
                rows: vec![
                    z_row("Cash", "118", "48,310.00"),
                    z_row("UPI", "204", "1,02,455.50"),
                ],
                total: Some(amount("Together", "1,50,765.50")),
            },
            ZSection {
                heading: "Running totals".into(),
                rows: vec![z_row("Sales since opening", "41,877", "1,94,20,118.00")],
                total: None,
            },
        ],
        reason: "a note too much given back".into(),
        journal_count: "90,412".into(),
        journal_head: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
    };
    let order = OrderFacts {
        shop: facts.shop.clone(),
        number: "O000017".into(),
        pick_up: "Sat 28 Nov 2026, 16:00 – 16:30".into(),
        customer: "Mrs. Deshpande, 98220 12345".into(),
        lines: vec![
            OrderLine {
                quantity: "1.500 kg".into(),
                name: "काजू कतली, silver leaf on every second one".into(),
                note: "in boxes of 250 g".into(),
            },
            OrderLine {
                quantity: "40".into(),
                name: "Motichoor ladoo".into(),
                note: String::new(),
            },
        ],
        sums: vec![
            amount("Total", "1,560.00"),
            amount("Paid", "500.00"),
            amount("Still due", "1,060.00"),
        ],
        note: "Ring before coming.".into(),
    };
    let label = LabelFacts {
        name: "Kaju katli · काजू कतली".into(),
        price: "₹ 64.00".into(),
        per: "100 g".into(),
        unit_price: "₹ 640.00 / kg".into(),
        note: "vegetarian, contains milk and nuts".into(),
        code: "3017620422003".into(),
        as_qr: false,
    };
    let mut back = facts.clone();
    back.number = "R000124".into();
    let back = ReturnFacts {
        receipt: back,
        of_receipt: "R000123".into(),
        reason: "box was damaged".into(),
    };
    vec![
        ("receipt", receipt(&facts, template)),
        ("copy", receipt(&facts, template).copy()),
        ("return", return_slip(&back, template)),
        ("z", z_slip(&z, template)),
        ("order", order_slip(&order, template)),
        ("label", shelf_label(&label, template.width)),
    ]
}

#[test]
fn nothing_is_drawn_beyond_the_paper_and_nothing_over_its_neighbour() {
    for template in [narrow(), Template::default()] {
        for (name, slip) in all_slips(&template) {
            let sheet = Sheet::of(&slip);
            let margin = if template.width == PaperWidth::Mm58 {
                14.1
            } else {
                11.3
            };
            let texts = texts(&sheet);
            for text in &texts {
                let (left, right) = (text.left, text.left + text.width);
                assert!(
                    left >= margin && right <= sheet.width - margin,
                    "{name}: {text:?}"
                );
                assert!(text.baseline < sheet.height, "{name}: {text:?}");
            }
            for (one, next) in texts.iter().zip(&texts[1..]) {
                let is_beside = one.baseline == next.baseline;
                assert!(
                    !is_beside || one.left + one.width < next.left,
                    "{name}: {one:?} {next:?}"
                );
                assert!(
                    is_beside || one.baseline + 7.0 < next.baseline,
                    "{name}: {one:?} {next:?}"
                );
            }
        }
    }
}

#[test]
fn a_long_name_wraps_beside_its_amount_and_no_word_is_lost() {
    let sheet = Sheet::of(&receipt(&plain_sample(), &narrow()));
    let texts = texts(&sheet);
    let at = texts
        .iter()
        .position(|text| text.text.starts_with("Kesar"))
        .unwrap();
    let words: Vec<&str> = texts[at..at + 5]
        .iter()
        .map(|text| text.text.as_str())
        .collect();
    assert_eq!(words[1], "45.00");
    assert_eq!(
        [words[0], words[2], words[3], words[4]]
            .join(" ")
            .split(" 1 ×")
            .next()
            .unwrap(),
        "Kesar pista rasmalai in saffron milk with slivered almonds and silver leaf"
    );
}

#[test]
fn a_word_longer_than_the_paper_is_broken_and_kept_whole() {
    let mut slip = Slip::new(PaperWidth::Mm58, "a test");
    let word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
    slip.text(word, Default::default(), Default::default());
    let sheet = Sheet::of(&slip);
    let parts: Vec<&str> = texts(&sheet)
        .iter()
        .map(|text| text.text.as_str())
        .collect();
    assert!(parts.len() >= 3);
    assert_eq!(parts.concat(), word);
}

#[test]
fn amounts_of_rows_that_belong_together_end_below_each_other() {
    let sheet = Sheet::of(&receipt(&sample(), &Template::default()));
    let edges: Vec<f32> = texts(&sheet)
        .iter()
        .filter(|text| {
            ["160.00", "684.00", "1,471.50", "1,371.52", "128.50"].contains(&text.text.as_str())
        })
        .map(|text| text.left + text.width)
        .collect();
    assert_eq!(edges.len(), 5);
    assert!(
        edges.iter().all(|edge| (edge - edges[0]).abs() < 0.1),
        "{edges:?}"
    );
}

#[test]
fn taxes_are_listed_or_not_as_the_shop_set_it() {
    let with = receipt(&sample(), &Template::default());
    let without = receipt(
        &sample(),
        &Template {
            show_taxes: false,
            ..Template::default()
        },
    );
    let tells = |slip: &Slip| {
        texts(&Sheet::of(slip))
            .iter()
            .any(|text| text.text == "SGST 6 %")
    };
    assert_eq!((tells(&with), tells(&without)), (true, false));
}

#[test]
fn a_template_is_kept_as_json_and_what_it_does_not_know_is_refused() {
    let template: Template =
        serde_json::from_str(r#"{"width":"mm58","footer":["धन्यवाद"]}"#).unwrap();
    assert_eq!(template.width, PaperWidth::Mm58);
    assert!(template.show_taxes);
    let kept = serde_json::to_string(&template).unwrap();
    assert_eq!(serde_json::from_str::<Template>(&kept).unwrap(), template);
    assert!(serde_json::from_str::<Template>(r#"{"colour":"red"}"#).is_err());
}

#[test]
fn a_barcode_has_the_bars_of_the_standard() {
    // Guard, 0 (left) … of EAN-8 96385074, worked by hand from the tables of the standard.
    let bars: String = Barcode::of("96385074")
        .unwrap()
        .modules()
        .iter()
        .map(|dark| if *dark { '1' } else { '0' })
        .collect();
    let expected = ["101", "0001011", "0101111", "0111101", "0110111", "01010"];
    let behind = ["1001110", "1110010", "1000100", "1011100", "101"];
    assert_eq!(bars, expected.concat() + &behind.concat());
    assert!(Barcode::of("काजू").is_err());
    assert!(Barcode::of("").is_err());
    assert!(Qr::of(&"a".repeat(501)).is_err());
    let qr = Qr::of("R000123").unwrap();
    assert_eq!((qr.side(), qr.rows().count()), (21, 21));
}

#[test]
fn a_pdf_is_as_wide_as_its_paper_with_fonts_within_and_text_to_copy() {
    let kept = std::env::var_os("SHERBET_SLIPS").map(std::path::PathBuf::from);
    let folder = tempfile::tempdir().unwrap();
    let folder = kept.as_deref().unwrap_or(folder.path());
    for (name, template, points) in [("58", narrow(), 164.4), ("80", Template::default(), 226.8)] {
        for (kind, slip) in all_slips(&template) {
            let bytes = pdf(&slip).unwrap();
            fs::write(folder.join(format!("{kind}-{name}.pdf")), &bytes).unwrap();
            let file = lopdf::Document::load_mem(&bytes).unwrap();
            let pages = file.get_pages();
            assert_eq!(pages.len(), 1);
            let page = file.get_dictionary(pages[&1]).unwrap();
            let edges = page.get(b"MediaBox").unwrap().as_array().unwrap();
            let width = edges[2].as_float().unwrap();
            assert!((width - points).abs() < 0.1, "{kind}: {width}");
            let embedded = file
                .objects
                .values()
                .filter_map(|object| object.as_dict().ok())
                .filter(|dictionary| dictionary.has(b"FontFile2") || dictionary.has(b"FontFile3"))
                .count();
            assert!(embedded >= 2, "{kind}: {embedded} fonts");
            assert!(bytes.len() < 150_000, "{kind}: {} bytes", bytes.len());
        }
    }
    let file = lopdf::Document::load_mem(&pdf(&receipt(&sample(), &narrow())).unwrap()).unwrap();
    let text = file.extract_text(&[1]).unwrap();
    for part in ["Mithai Corner", "1,371.52", "Motichoor ladoo", "R000123"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}
