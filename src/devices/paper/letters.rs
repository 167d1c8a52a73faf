//! Letters: which face draws what, and shaping.
//!
//! Promises: text comes back as glyphs in the order in which they stand on paper, conjuncts
//! formed, Arabic joined and from right to left, with advances in em so that any size is a
//! multiplication.
//! Leaves out scripts without a face in `assets/fonts`: they come as the empty box.

use std::{ops::Range, sync::LazyLock};

use harfrust::{Direction, ShapeOptions, ShaperData, UnicodeBuffer};
use skrifa::{FontRef, MetadataProvider as _, raw::TableProvider as _};
use unicode_bidi::BidiInfo;
use unicode_segmentation::UnicodeSegmentation as _;

/// A font file that the program carries.
#[derive(Clone, Copy, Debug)]
pub struct Face {
    /// Its name, as the file's.
    pub name: &'static str,
    /// The file.
    pub bytes: &'static [u8],
}

macro_rules! faces {
    ($($name:literal),* $(,)?) => {
        &[$(Face {
            name: $name,
            bytes: include_bytes!(concat!("../../../assets/fonts/", $name, ".ttf")),
        }),*]
    };
}

/// The faces in the order in which they are asked for a character. The first two are the plain
/// and the strong one of the Latin, Greek and Cyrillic scripts.
pub const FACES: &[Face] = faces![
    "Inter-Regular",
    "Inter-SemiBold",
    "NotoSansDevanagari-Regular",
    "NotoSansGujarati-Regular",
    "NotoSansBengali-Regular",
    "NotoSansGurmukhi-Regular",
    "NotoSansTamil-Regular",
    "NotoSansTelugu-Regular",
    "NotoSansKannada-Regular",
    "NotoSansMalayalam-Regular",
    "NotoSansOriya-Regular",
    "NotoSansArabic-Regular",
    "NotoEmoji-Regular",
    "NotoSansSymbols2-Regular",
    "NotoSansMono-Regular",
];

const PLAIN: usize = 0;
const STRONG: usize = 1;

/// How far above the baseline a line begins and how far below it ends, in em: the same for
/// every face, see `assets/fonts/README.md`.
pub(super) const ASCENT: f32 = 0.969;
pub(super) const DESCENT: f32 = 0.242;

/// A face that was read.
pub(super) struct Loaded {
    pub(super) font: FontRef<'static>,
    shaper: ShaperData,
    em: f32,
}

/// The faces as read, `None` where one could not be: it draws nothing then.
pub(super) static LOADED: LazyLock<Vec<Option<Loaded>>> = LazyLock::new(|| {
    let load = |face: &Face| {
        let font = FontRef::new(face.bytes).ok()?;
        Some(Loaded {
            em: f32::from(font.head().ok()?.units_per_em()),
            shaper: ShaperData::new(&font),
            font,
        })
    };
    FACES.iter().map(load).collect()
});

/// A glyph, its lengths in em.
pub(super) struct Glyph {
    pub(super) id: u32,
    pub(super) advance: f32,
    pub(super) right: f32,
    pub(super) up: f32,
    /// The bytes of the run's text that it stands for.
    pub(super) bytes: Range<usize>,
}

/// Glyphs of one face, from left to right.
pub(super) struct Run {
    /// The place of the face in [`FACES`].
    pub(super) face: usize,
    /// What is written, in the order of reading.
    pub(super) text: String,
    pub(super) glyphs: Vec<Glyph>,
}

impl Run {
    /// How long the run is, in em.
    pub(super) fn width(&self) -> f32 {
        self.glyphs.iter().map(|glyph| glyph.advance).sum()
    }
}

/// Shapes one line of text: runs from left to right.
pub(super) fn shape(text: &str, strong: bool) -> Vec<Run> {
    let bidi = BidiInfo::new(text, None);
    let mut runs = Vec::new();
    for paragraph in &bidi.paragraphs {
        let (levels, stretches) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for stretch in stretches {
            let to_left = levels
                .get(stretch.start)
                .is_some_and(unicode_bidi::Level::is_rtl);
            let mut pieces = by_face(&text[stretch], strong);
            if to_left {
                pieces.reverse();
            }
            for (face, piece) in pieces {
                runs.extend(shape_piece(face, piece, to_left));
            }
        }
    }
    runs
}

/// How long `text` is in em.
pub(super) fn width(text: &str, strong: bool) -> f32 {
    shape(text, strong).iter().map(Run::width).sum()
}

/// `text` in pieces that one face draws each. A cluster stays with the face before it where
/// that face has it too, so that a danda or a joiner does not break a word.
fn by_face(text: &str, strong: bool) -> Vec<(usize, &str)> {
    let mut pieces: Vec<(usize, Range<usize>)> = Vec::new();
    for (at, cluster) in text.grapheme_indices(true) {
        let end = at + cluster.len();
        let before = pieces.last().map(|(face, _)| *face);
        let is_common = cluster.chars().all(|c| c.is_whitespace() || c.is_ascii());
        let face = match before {
            Some(face) if !is_common && draws(face, cluster) => face,
            _ => face_of(cluster, strong),
        };
        match pieces.last_mut() {
            Some((last, range)) if *last == face => range.end = end,
            _ => pieces.push((face, at..end)),
        }
    }
    let cut = |(face, range): (usize, Range<usize>)| text.get(range).map(|text| (face, text));
    pieces.into_iter().filter_map(cut).collect()
}

fn face_of(cluster: &str, strong: bool) -> usize {
    let main = if strong { STRONG } else { PLAIN };
    let others = (0..FACES.len()).filter(|face| *face != PLAIN && *face != STRONG);
    std::iter::once(main)
        .chain(others)
        .find(|face| draws(*face, cluster))
        .unwrap_or(main)
}

/// Whether a face has every character of `cluster` that is drawn at all.
fn draws(face: usize, cluster: &str) -> bool {
    let Some(Some(loaded)) = LOADED.get(face) else {
        return false;
    };
    let map = loaded.font.charmap();
    cluster
        .chars()
        .filter(|c| !matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}'))
        .all(|c| map.map(c).is_some())
}

fn shape_piece(face: usize, text: &str, to_left: bool) -> Option<Run> {
    let loaded = LOADED.get(face)?.as_ref()?;
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.set_direction(if to_left {
        Direction::RightToLeft
    } else {
        Direction::LeftToRight
    });
    buffer.guess_segment_properties();
    let shaper = loaded.shaper.shaper(&loaded.font).build();
    let shaped = shaper.shape(buffer, ShapeOptions::new());
    let starts: Vec<usize> = shaped
        .glyph_infos()
        .iter()
        .map(|info| usize::try_from(info.cluster).unwrap_or(0))
        .collect();
    let end_of = |start: usize| {
        let behind = starts.iter().copied().filter(|other| *other > start);
        behind.min().unwrap_or(text.len())
    };
    let glyph =
        |(at, (info, position)): (usize, (&harfrust::GlyphInfo, &harfrust::GlyphPosition))| Glyph {
            id: info.glyph_id,
            advance: position.x_advance as f32 / loaded.em,
            right: position.x_offset as f32 / loaded.em,
            up: position.y_offset as f32 / loaded.em,
            bytes: starts[at]..end_of(starts[at]),
        };
    let placed = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
    Some(Run {
        face,
        text: text.to_owned(),
        glyphs: placed.enumerate().map(glyph).collect(),
    })
}
