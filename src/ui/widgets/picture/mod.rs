//! Little vector pictures of sweets, painted from a specification such as `diamond-silver`.
//!
//! Promises: the same specification always paints the same picture, at any size, in light and
//! dark; an unknown or empty one falls back to a chip with the first letter of the name. Leaves
//! out photographs: a sweet's picture costs no file, no texture and no decoding.

mod brush;
mod shapes;

use egui::{Align2, Color32, FontId, Painter, Rect, Vec2};

use crate::ui::theme;
use brush::{Brush, corner, mix};

/// The shapes a picture can have, in the order of the picker.
pub const SHAPES: [&str; 20] = [
    "ball", "square", "diamond", "coil", "roll", "drop", "bar", "cup", "cake", "wrapped", "lolly",
    "cone", "disc", "cube", "ring", "slice", "cookie", "jar", "box", "leaf",
];

/// The colours a picture can have, in the order of the picker.
pub const COLOURS: [&str; 12] = [
    "saffron",
    "rose",
    "pistachio",
    "cream",
    "cocoa",
    "silver",
    "lemon",
    "mint",
    "berry",
    "plum",
    "sky",
    "sand",
];

/// The middle tone and the garnish of a colour.
fn tones(colour: &str) -> Option<(Color32, Color32)> {
    let rgb = Color32::from_rgb;
    Some(match colour {
        "saffron" => (rgb(238, 150, 38), rgb(120, 150, 60)),
        "rose" => (rgb(228, 120, 150), rgb(255, 236, 240)),
        "pistachio" => (rgb(150, 182, 92), rgb(92, 122, 48)),
        "cream" => (rgb(240, 222, 184), rgb(200, 150, 70)),
        "cocoa" => (rgb(122, 78, 54), rgb(240, 222, 190)),
        "silver" => (rgb(196, 202, 212), rgb(120, 160, 90)),
        "lemon" => (rgb(246, 212, 84), rgb(255, 248, 214)),
        "mint" => (rgb(122, 204, 176), rgb(40, 120, 96)),
        "berry" => (rgb(184, 42, 82), rgb(255, 210, 222)),
        "plum" => (rgb(128, 84, 158), rgb(228, 206, 244)),
        "sky" => (rgb(104, 168, 224), rgb(236, 248, 255)),
        "sand" => (rgb(214, 176, 122), rgb(128, 84, 48)),
        _ => return None,
    })
}

/// The colour as it is shown in a picker.
#[must_use]
pub fn swatch(colour: &str) -> Color32 {
    tones(colour).map_or(Color32::GRAY, |(base, _)| base)
}

/// Whether the specification names a picture.
#[must_use]
pub fn is_picture(spec: &str) -> bool {
    spec.split_once('-')
        .is_some_and(|(shape, colour)| SHAPES.contains(&shape) && tones(colour).is_some())
}

/// Paints the picture of `spec` into `rect`; without one, the first letter of `name`.
pub fn paint(painter: &Painter, rect: Rect, spec: &str, name: &str) {
    let size = rect.width().min(rect.height());
    let square = Rect::from_center_size(rect.center(), Vec2::splat(size));
    let picture = spec
        .split_once('-')
        .filter(|(shape, _)| SHAPES.contains(shape))
        .and_then(|(shape, colour)| tones(colour).map(|tones| (shape, tones)));
    match picture {
        Some((shape, (base, garnish))) => {
            let brush = Brush::new(painter, square, base, garnish);
            brush.plate();
            brush.shape(shape);
        }
        None => letter(painter, square, name),
    }
}

/// The chip that stands in for a picture.
fn letter(painter: &Painter, rect: Rect, name: &str) {
    let seed = name.bytes().fold(7usize, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(byte))
    });
    let (base, _) = tones(COLOURS[seed % COLOURS.len()]).unwrap_or((Color32::GRAY, Color32::WHITE));
    painter.rect_filled(rect, corner(rect), base.gamma_multiply(0.28));
    let first: String = name
        .chars()
        .find(|c| c.is_alphanumeric())
        .map_or_else(|| "·".to_owned(), |c| c.to_uppercase().collect());
    let dark = painter.ctx().global_style().visuals.dark_mode;
    let ink = mix(
        base,
        if dark { Color32::WHITE } else { Color32::BLACK },
        0.55,
    );
    painter.text(
        rect.center(),
        Align2::CENTER_CENTER,
        first,
        FontId::new(rect.height() * 0.46, theme::strong_family()),
        ink,
    );
}
