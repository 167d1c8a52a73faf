//! A slip as a PDF: one page as long as the slip, the fonts within it, its text to be searched
//! and copied.

use krilla::{
    Document, SerializeSettings,
    color::luma,
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    text::{Font, GlyphId, KrillaGlyph},
};

use super::{FACES, Sheet, SheetMark, SheetText, Slip, letters};

/// Why there is no PDF.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the PDF could not be made ({0}); the slip itself is kept and can be printed")]
pub struct PdfProblem(String);

/// Makes a PDF of a slip.
///
/// # Errors
/// [`PdfProblem`], where the slip is too long for a page or the library refuses.
pub fn pdf(slip: &Slip) -> Result<Vec<u8>, PdfProblem> {
    let sheet = Sheet::of(slip);
    let settings = PageSettings::from_wh(sheet.width, sheet.height)
        .ok_or_else(|| PdfProblem(format!("a page can't be {} points long", sheet.height)))?;
    let mut document = Document::new_with(SerializeSettings::default());
    document.set_metadata(
        Metadata::new()
            .title(sheet.title.clone())
            .creator("Sherbet".into()),
    );
    let mut fonts = Fonts::default();
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    for mark in &sheet.marks {
        match mark {
            SheetMark::Text(text) => fonts.write(&mut surface, text),
            SheetMark::Box {
                left,
                top,
                width,
                height,
            } => {
                surface.set_fill(Some(ink(false)));
                let mut path = PathBuilder::new();
                if let Some(edges) = Rect::from_xywh(*left, *top, *width, *height) {
                    path.push_rect(edges);
                }
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
        }
    }
    surface.finish();
    page.finish();
    document
        .finish()
        .map_err(|why| PdfProblem(format!("{why:?}")))
}

fn ink(light: bool) -> Fill {
    let shade = if light {
        luma::Color::white()
    } else {
        luma::Color::black()
    };
    Fill {
        paint: shade.into(),
        ..Fill::default()
    }
}

/// The faces that this document uses.
#[derive(Default)]
struct Fonts(Vec<Option<Font>>);

impl Fonts {
    fn of(&mut self, face: usize) -> Option<Font> {
        self.0.resize(FACES.len(), None);
        let font = self.0.get_mut(face)?;
        if font.is_none() {
            *font = Font::new(FACES.get(face)?.bytes.into(), 0);
        }
        font.clone()
    }

    fn write(&mut self, surface: &mut Surface<'_>, text: &SheetText) {
        surface.set_fill(Some(ink(text.light)));
        let mut left = text.left;
        for run in letters::shape(&text.text, text.strong) {
            let glyphs: Vec<KrillaGlyph> = run
                .glyphs
                .iter()
                .map(|glyph| {
                    let id = GlyphId::new(glyph.id);
                    let bytes = glyph.bytes.clone();
                    KrillaGlyph::new(id, glyph.advance, glyph.right, glyph.up, 0.0, bytes, None)
                })
                .collect();
            if let Some(font) = self.of(run.face) {
                let start = Point::from_xy(left, text.baseline);
                surface.draw_glyphs(start, &glyphs, font, &run.text, text.size, false);
            }
            left += run.width() * text.size;
        }
    }
}
