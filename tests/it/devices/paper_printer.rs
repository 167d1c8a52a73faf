//! A printer made of paper: it takes a stream of ESC/POS apart, and stops at anything it does
//! not know.

/// A line or an act of the printer.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    Reset,
    Page(u8),
    /// A printed line, its style as `E` (emphasis) and size byte, and where it stands.
    Line {
        text: String,
        strong: bool,
        size: u8,
        align: u8,
        white: bool,
    },
    Dots {
        bytes_a_row: usize,
        rows: Vec<Vec<u8>>,
    },
    Bars(u8, Vec<u8>),
    Qr(String),
    Feed(u8),
    Cut,
    Drawer(u8, u8, u8),
}

/// Takes a stream apart. `decode` reads the bytes of the code page.
pub fn heard(bytes: &[u8], decode: impl Fn(u8) -> char) -> Vec<Heard> {
    let mut all = Vec::new();
    let (mut line, mut strong, mut size, mut align, mut white) =
        (String::new(), false, 0, 0, false);
    let mut stored = String::new();
    let mut at = 0;
    let take = |at: &mut usize, count: usize| {
        let taken = &bytes[*at..*at + count];
        *at += count;
        taken
    };
    while at < bytes.len() {
        match take(&mut at, 1)[0] {
            0x0A => all.push(Heard::Line {
                text: std::mem::take(&mut line),
                strong,
                size,
                align,
                white,
            }),
            0x1B => match take(&mut at, 1)[0] {
                b'@' => all.push(Heard::Reset),
                b't' => all.push(Heard::Page(take(&mut at, 1)[0])),
                b'E' => strong = take(&mut at, 1)[0] == 1,
                b'a' => align = take(&mut at, 1)[0],
                b'J' => {
                    take(&mut at, 1);
                }
                b'd' => all.push(Heard::Feed(take(&mut at, 1)[0])),
                b'p' => {
                    let pulse = take(&mut at, 3);
                    all.push(Heard::Drawer(pulse[0], pulse[1], pulse[2]));
                }
                other => panic!("ESC {other:#x} is not known"),
            },
            0x1D => match take(&mut at, 1)[0] {
                b'!' => size = take(&mut at, 1)[0],
                b'B' => white = take(&mut at, 1)[0] == 1,
                b'V' => {
                    assert_eq!(take(&mut at, 2), [66, 0]);
                    all.push(Heard::Cut);
                }
                b'w' | b'h' | b'H' | b'f' => {
                    take(&mut at, 1);
                }
                b'k' => {
                    let (system, length) = (take(&mut at, 1)[0], take(&mut at, 1)[0]);
                    all.push(Heard::Bars(system, take(&mut at, length.into()).to_vec()));
                }
                b'(' => {
                    assert_eq!(take(&mut at, 1), b"k");
                    let length = take(&mut at, 2);
                    let body = take(
                        &mut at,
                        usize::from(u16::from_le_bytes([length[0], length[1]])),
                    );
                    match body {
                        [49, 80, 48, data @ ..] => {
                            stored = String::from_utf8(data.to_vec()).unwrap()
                        }
                        [49, 81, 48] => all.push(Heard::Qr(std::mem::take(&mut stored))),
                        [49, 65, 50, 0] | [49, 67, 1..=16] | [49, 69, 48..=51] => {}
                        other => panic!("GS ( k {other:?} is not known"),
                    }
                }
                b'v' => {
                    assert_eq!(take(&mut at, 2), [b'0', 0]);
                    let size = take(&mut at, 4);
                    let bytes_a_row = usize::from(u16::from_le_bytes([size[0], size[1]]));
                    let count = usize::from(u16::from_le_bytes([size[2], size[3]]));
                    let rows = (0..count).map(|_| take(&mut at, bytes_a_row).to_vec());
                    all.push(Heard::Dots {
                        bytes_a_row,
                        rows: rows.collect(),
                    });
                }
                other => panic!("GS {other:#x} is not known"),
            },
            control @ 0..0x20 => panic!("the control byte {control:#x} was sent as text"),
            letter => line.push(if letter < 0x80 {
                letter.into()
            } else {
                decode(letter)
            }),
        }
    }
    assert_eq!(line, "", "a line was begun and not printed");
    all
}
