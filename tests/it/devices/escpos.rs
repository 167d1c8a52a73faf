//! What a receipt printer is sent, read back by a printer made of paper.

use std::fs;

use sherbet::devices::paper::{
    Align, Barcode, Block, CodePage, DrawerPin, PaperWidth, PrinterModel, Qr, Row, Slip, Style,
    Template, escpos, receipt,
};

use super::{
    narrow,
    paper_printer::{Heard, heard},
    plain_sample, sample,
};

fn ascii(slip: &Slip) -> Vec<Heard> {
    let bytes = escpos(slip, PrinterModel::default());
    heard(&bytes, |byte| panic!("{byte:#x} is no plain letter"))
}

fn lines(all: &[Heard]) -> Vec<&str> {
    all.iter()
        .filter_map(|one| match one {
            Heard::Line { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

fn dots(all: &[Heard]) -> Vec<&Vec<Vec<u8>>> {
    all.iter()
        .filter_map(|one| match one {
            Heard::Dots { rows, .. } => Some(rows),
            _ => None,
        })
        .collect()
}

fn ink(rows: &[Vec<u8>]) -> u32 {
    rows.iter().flatten().map(|byte| byte.count_ones()).sum()
}

fn is_inked(row: &[u8], at: usize) -> bool {
    row[at / 8] >> (7 - at % 8) & 1 == 1
}

fn rightmost(row: &[u8]) -> Option<usize> {
    (0..row.len() * 8).rev().find(|at| is_inked(row, *at))
}

fn slip_of(text: &str) -> Slip {
    let mut slip = Slip::new(PaperWidth::Mm58, "a test");
    slip.text(text, Align::Left, Style::Plain);
    slip
}

#[test]
fn a_receipt_on_58_mm_is_32_columns_with_amounts_at_the_edge() {
    let all = ascii(&receipt(&plain_sample(), &narrow()));
    assert_eq!(all[..2], [Heard::Reset, Heard::Page(0)]);
    let expected = "
Mithai Corner
12 Laxmi Road, Pune 411030
GSTIN 27ABCDE1234F1Z5
Receipt                  R000123
Date          22 Nov 2026, 14:05
Served by                   Asha
Customer          Mrs. Deshpande
--------------------------------
Motichoor ladoo, box of   684.00
12
  2 x 360.00
  less 5 %                -36.00
  a chipped box
Kesar pista rasmalai in    45.00
saffron milk with
slivered almonds and
silver leaf
  1 x 45.00
--------------------------------
Subtotal                1,471.50
Discount                 -100.00
Total   1,371.52
Rounding in cash           -0.02
UPI 4402-9917           1,000.00
Cash                      500.00
Change                    128.50
--------------------------------
Tax                  Net  Amount
CGST 6 %        1,224.58   73.47
SGST 6 %        1,224.58   73.47
Keep cool, best within 3 days.
Thank you!";
    assert_eq!(lines(&all).join("\n"), expected.trim_start());
    let is_total =
        |one: &&Heard| matches!(one, Heard::Line { text, .. } if text.starts_with("Total"));
    let total = all.iter().find(is_total).unwrap();
    assert!(
        matches!(
            total,
            Heard::Line {
                strong: true,
                size: 0x11,
                ..
            }
        ),
        "{total:?}"
    );
    assert!(all.contains(&Heard::Bars(73, b"{BR000123".to_vec())));
    assert_eq!(all[all.len() - 2..], [Heard::Feed(1), Heard::Cut]);
}

#[test]
fn every_line_fits_on_80_mm_too() {
    let all = ascii(&receipt(&plain_sample(), &Template::default()));
    let lines = lines(&all);
    assert!(
        lines.contains(&"Date                          22 Nov 2026, 14:05"),
        "{lines:?}"
    );
    assert!(lines.contains(&"Motichoor ladoo, box of 12                684.00"));
    assert!(lines.iter().all(|line| line.chars().count() <= 48));
}

#[test]
fn letters_a_code_page_has_are_sent_as_its_bytes() {
    let slip = slip_of("Crème brûlée, 5 €");
    let model = |code_page| PrinterModel {
        code_page,
        drawer: DrawerPin::Two,
    };
    // PC858 has the euro sign at D5, è at 8A, û at 96 and é at 82.
    let all = escpos(&slip, model(CodePage::Pc858));
    let expected = b"\x1B@\x1Bt\x13\x1Ba\0Cr\x8Ame br\x96l\x82e, 5 \xD5\n\x1Ba\0";
    assert_eq!(all, expected);
    // Windows-1252 has them elsewhere, under another number.
    let all = escpos(&slip, model(CodePage::Wpc1252));
    let expected = b"\x1B@\x1Bt\x10\x1Ba\0Cr\xE8me br\xFBl\xE9e, 5 \x80\n\x1Ba\0";
    assert_eq!(all, expected);
    // PC437 has no euro sign: the line is drawn.
    assert_eq!(dots(&ascii(&slip)).len(), 1);
}

#[test]
fn what_no_code_page_has_is_drawn_and_not_as_empty_boxes() {
    let all = ascii(&slip_of("काजू कतली"));
    let drawn = dots(&all);
    assert_eq!((drawn.len(), lines(&all).len()), (1, 0));
    assert_eq!(drawn[0][0].len(), 48);
    assert!(ink(drawn[0]) > 400, "only {} dots", ink(drawn[0]));
    // No face has this letter: it is the empty box, eight times.
    let boxes = ascii(&slip_of("中中中中中中中中"));
    assert_ne!(drawn[0], dots(&boxes)[0]);
    // The conjunct differs from its two letters side by side, and the order of letters shows.
    assert_ne!(ascii(&slip_of("क्ष")), ascii(&slip_of("कष")));
    assert_ne!(ascii(&slip_of("कतली")), ascii(&slip_of("तकली")));
}

#[test]
fn a_drawn_row_keeps_its_amount_at_the_right_edge() {
    let mut slip = Slip::new(PaperWidth::Mm80, "a test");
    slip.rows(vec![Row::of("કાજુ કતરી", "160.00", Style::Plain)]);
    let all = ascii(&slip);
    let drawn = dots(&all);
    let right = drawn[0]
        .iter()
        .filter_map(|row| rightmost(row))
        .max()
        .unwrap();
    assert!((565..576).contains(&right), "{right}");
}

#[test]
fn arabic_is_joined_and_runs_from_right_to_left() {
    // Alone, each of the letters has another form than in the word.
    let word = ascii(&slip_of("بقلاوة"));
    let letters = ascii(&slip_of("ب ق ل ا و ة"));
    assert!(ink(dots(&word)[0]) > 200);
    assert_ne!(word, letters);
    // The tall alef that is read first stands at the right, the one read last does not.
    let height_at_right = |text: &str| {
        let all = ascii(&slip_of(text));
        let drawn = dots(&all)[0];
        let right = drawn.iter().filter_map(|row| rightmost(row)).max().unwrap();
        let inked = |row: &&Vec<u8>| (right - 4..=right).any(|at| is_inked(row, at));
        drawn.iter().filter(inked).count()
    };
    assert!(height_at_right("اممم") > 14, "{}", height_at_right("اممم"));
    assert!(height_at_right("ممما") < 14, "{}", height_at_right("ممما"));
}

#[test]
fn no_name_is_a_command_to_the_printer() {
    let all = heard(
        &escpos(
            &slip_of("Ladoo\u{1B}p\u{0}\u{19}\u{FA}\u{1D}V\u{0}"),
            PrinterModel::default(),
        ),
        char::from,
    );
    assert!(
        all.iter()
            .all(|one| !matches!(one, Heard::Drawer(..) | Heard::Cut)),
        "{all:?}"
    );
}

#[test]
fn codes_drawer_cut_and_feed_are_the_printers_own() {
    let mut slip = Slip::new(PaperWidth::Mm58, "a test");
    slip.add(Block::Barcode(Barcode::of("3017620422003").unwrap()));
    slip.add(Block::Barcode(Barcode::of("96385074").unwrap()));
    slip.add(Block::Barcode(Barcode::of("036000291452").unwrap()));
    slip.add(Block::Barcode(Barcode::of("a{b").unwrap()));
    slip.add(Block::Qr(
        Qr::of("upi://pay?pa=mithai@bank&am=160.00").unwrap(),
    ));
    slip.add(Block::Feed(3));
    slip.add(Block::Cut);
    let slip = slip.opening_drawer();
    let all = ascii(&slip);
    let expected = [
        Heard::Reset,
        Heard::Page(0),
        Heard::Drawer(0, 25, 250),
        Heard::Bars(67, b"3017620422003".to_vec()),
        Heard::Bars(68, b"96385074".to_vec()),
        Heard::Bars(67, b"0036000291452".to_vec()),
        Heard::Bars(73, b"{Ba{{b".to_vec()),
        Heard::Qr("upi://pay?pa=mithai@bank&am=160.00".into()),
        Heard::Feed(3),
        Heard::Cut,
    ];
    assert_eq!(all, expected);
    let second = PrinterModel {
        drawer: DrawerPin::Five,
        ..PrinterModel::default()
    };
    let bytes = escpos(&slip, second);
    assert!(heard(&bytes, char::from).contains(&Heard::Drawer(1, 25, 250)));
}

#[test]
fn a_barcode_too_wide_for_the_paper_becomes_a_qr_code() {
    let code = Barcode::of("MITHAI-CORNER-2026").unwrap();
    let print = |width| {
        let mut slip = Slip::new(width, "a test");
        slip.add(Block::Barcode(code.clone()));
        ascii(&slip)
    };
    assert_eq!(
        print(PaperWidth::Mm58)[2..],
        [Heard::Qr("MITHAI-CORNER-2026".into())]
    );
    assert_eq!(
        print(PaperWidth::Mm80)[2..],
        [Heard::Bars(73, b"{BMITHAI-CORNER-2026".to_vec())]
    );
}

#[test]
fn a_copy_says_so_and_leaves_the_drawer_shut() {
    let slip = receipt(&plain_sample(), &narrow()).opening_drawer();
    let copy = ascii(&slip.copy());
    assert!(ascii(&slip).contains(&Heard::Drawer(0, 25, 250)));
    assert!(!copy.contains(&Heard::Drawer(0, 25, 250)));
    let mark = Heard::Line {
        text: "              COPY              ".into(),
        strong: true,
        size: 0,
        align: 0,
        white: true,
    };
    assert_eq!(copy[2], mark);
    let whites = |one: &&Heard| matches!(one, Heard::Line { white: true, .. });
    assert_eq!(copy.iter().filter(whites).count(), 1);
}

#[test]
fn a_sample_is_written_as_bytes_and_its_drawn_lines_as_pictures() {
    let kept = std::env::var_os("SHERBET_SLIPS").map(std::path::PathBuf::from);
    let folder = tempfile::tempdir().unwrap();
    let folder = kept.as_deref().unwrap_or(folder.path());
    for (name, template) in [("58", narrow()), ("80", Template::default())] {
        let bytes = escpos(
            &receipt(&sample(), &template).copy(),
            PrinterModel {
                code_page: CodePage::Pc858,
                ..PrinterModel::default()
            },
        );
        fs::write(folder.join(format!("receipt-{name}.escpos")), &bytes).unwrap();
        let all = heard(&bytes, |_| '?');
        let drawn = dots(&all);
        // Three names: one Hindi, one Gujarati, one Arabic.
        assert_eq!(drawn.len(), 3);
        let rows: Vec<_> = drawn.into_iter().flatten().collect();
        let mut picture = format!("P4\n{} {}\n", rows[0].len() * 8, rows.len()).into_bytes();
        picture.extend(rows.into_iter().flatten());
        fs::write(folder.join(format!("receipt-{name}.pbm")), picture).unwrap();
    }
}
