//! Lines of dots, for what a printer has no letters for.

use skrifa::{
    MetadataProvider as _,
    instance::{LocationRef, Size},
    outline::{DrawSettings, OutlinePen},
};
use vello_cpu::{
    Pixmap, RenderContext, Resources,
    color::{OpaqueColor, Srgb},
    kurbo::{Affine, BezPath},
};

use super::super::{
    Style,
    arrange::{Line, Metre},
    letters,
};

/// The size of plain letters, in dots: as tall as the printer's own of 12 by 24.
const SIZE: f32 = 23.0;

/// How tall a line of plain text is at least, in dots.
const LINE: u16 = 30;

fn size(style: Style) -> f32 {
    match style {
        Style::Plain | Style::Strong => SIZE,
        Style::Large => SIZE * 2.0,
        Style::Small => SIZE * 0.85,
    }
}

fn is_strong(style: Style) -> bool {
    matches!(style, Style::Strong | Style::Large)
}

/// Dots across the paper.
pub(super) struct Dots(pub(super) u16);

impl Metre for Dots {
    fn full(&self) -> f32 {
        f32::from(self.0)
    }
    fn gap(&self) -> f32 {
        12.0
    }
    fn width(&self, text: &str, style: Style) -> f32 {
        letters::width(text, is_strong(style)) * size(style)
    }
}

/// A picture of dots: rows from the top, eight dots a byte, the highest bit leftmost.
pub(super) struct Picture {
    pub(super) bytes_a_row: usize,
    pub(super) rows: Vec<Vec<u8>>,
}

/// Draws a line across paper `width` dots wide.
pub(super) fn draw(line: &Line, width: u16) -> Picture {
    let size = size(line.style);
    let strong = is_strong(line.style);
    // Tall enough for the deepest conjunct; rows without a dot are cut off below.
    let above = (size * 1.6).ceil();
    let height = (size * 2.6).ceil() as u16;
    let mut context = RenderContext::new(width, height);
    context.set_paint(OpaqueColor::<Srgb>::WHITE);
    for piece in &line.pieces {
        let mut left = piece.left;
        for run in letters::shape(&piece.text, strong) {
            let mut path = Outline::default();
            for glyph in &run.glyphs {
                path.shift(left + glyph.right * size, above - glyph.up * size);
                path.glyph(run.face, glyph.id, size);
                left += glyph.advance * size;
            }
            context.fill_path(&path.path);
        }
    }
    context.flush();
    let mut pixels = Pixmap::new(width, height);
    context.render(&mut pixels, &mut Resources::new());
    cropped(&pixels, usize::from(width), above, size)
}

fn cropped(pixels: &Pixmap, width: usize, above: f32, size: f32) -> Picture {
    let bytes_a_row = width.div_ceil(8);
    let rows: Vec<Vec<u8>> = pixels
        .data()
        .chunks_exact(width)
        .map(|row| {
            let mut bytes = vec![0; bytes_a_row];
            for (at, _) in row.iter().enumerate().filter(|(_, dot)| dot.a > 110) {
                if let Some(byte) = bytes.get_mut(at / 8) {
                    *byte |= 0x80 >> (at % 8);
                }
            }
            bytes
        })
        .collect();
    // The line keeps its height, and grows where a sign reaches out of it.
    let tall = f32::from(LINE).max(size * 1.3);
    let usual_top = (above - tall * 0.78).max(0.0) as usize;
    let usual_end = usual_top + tall.ceil() as usize;
    let is_inked = |row: &Vec<u8>| row.iter().any(|byte| *byte != 0);
    let top = rows.iter().position(is_inked).unwrap_or(usual_top);
    let end = rows
        .iter()
        .rposition(is_inked)
        .map_or(usual_end, |at| at + 1);
    let (top, end) = (top.min(usual_top), end.max(usual_end).min(rows.len()));
    Picture {
        bytes_a_row,
        rows: rows.get(top..end).map(<[_]>::to_vec).unwrap_or_default(),
    }
}

/// Collects outlines, shifted to where each glyph stands.
#[derive(Default)]
struct Outline {
    path: BezPath,
    shift: Affine,
}

impl Outline {
    fn shift(&mut self, x: f32, y: f32) {
        self.shift = Affine::translate((f64::from(x), f64::from(y)));
    }

    fn glyph(&mut self, face: usize, id: u32, size: f32) {
        let Some(Some(loaded)) = letters::LOADED.get(face) else {
            return;
        };
        let Some(outline) = loaded.font.outline_glyphs().get(skrifa::GlyphId::new(id)) else {
            return;
        };
        let settings = DrawSettings::unhinted(Size::new(size), LocationRef::default());
        // A glyph that can't be read draws nothing, as in a window.
        if let Err(why) = outline.draw(settings, self) {
            tracing::warn!(face, id, %why, "a glyph can't be drawn");
        }
    }

    fn at(&self, x: f32, y: f32) -> vello_cpu::kurbo::Point {
        self.shift * vello_cpu::kurbo::Point::new(f64::from(x), f64::from(-y))
    }
}

impl OutlinePen for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.at(x, y));
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.at(x, y));
    }
    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(self.at(cx, cy), self.at(x, y));
    }
    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path
            .curve_to(self.at(ax, ay), self.at(bx, by), self.at(x, y));
    }
    fn close(&mut self) {
        self.path.close_path();
    }
}
