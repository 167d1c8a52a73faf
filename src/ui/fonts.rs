//! The fonts of the windows: Inter for Latin, Greek and Cyrillic, then one face for each of the
//! other scripts a shop types in, emoji and signs.
//!
//! The files are those slips are drawn with, `devices::paper`'s.
//!
//! Promises: a sweet's name in any of these scripts is drawn with shaped glyphs on a machine
//! that has no fonts at all; all faces share one baseline. Leaves out Chinese, Japanese, Korean,
//! Thai, Hebrew, Armenian and Georgian.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily};

use crate::devices::paper::FACES;

const REGULAR: &str = "Inter-Regular";
const SEMIBOLD: &str = "Inter-SemiBold";
const MONO: &str = "NotoSansMono-Regular";

/// The families the windows draw with: plain, strong and of one width.
#[must_use]
pub fn definitions() -> FontDefinitions {
    let others = || {
        FACES
            .iter()
            .map(|face| face.name)
            .filter(|name| ![REGULAR, SEMIBOLD, MONO].contains(name))
    };
    let family = |first: &[&'static str], last: &[&'static str]| -> Vec<String> {
        first
            .iter()
            .copied()
            .chain(others())
            .chain(last.iter().copied())
            .map(String::from)
            .collect()
    };
    let mut fonts = FontDefinitions::empty();
    fonts
        .families
        .insert(FontFamily::Proportional, family(&[REGULAR], &[MONO]));
    fonts
        .families
        .insert(super::theme::strong_family(), family(&[SEMIBOLD], &[MONO]));
    fonts
        .families
        .insert(FontFamily::Monospace, family(&[MONO, REGULAR], &[]));
    for face in FACES {
        let data = Arc::new(FontData::from_static(face.bytes));
        fonts.font_data.insert(face.name.to_owned(), data);
    }
    fonts
}
