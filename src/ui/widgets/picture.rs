//! Little vector pictures of sweets, painted from a specification such as `diamond-silver`.
//!
//! Promises: the same specification always paints the same picture, at any size, in light and
//! dark; an unknown or empty one falls back to a chip with the first letter of the name. Leaves
//! out photographs: a sweet's picture costs no file, no texture and no decoding.

use egui::epaint::{EllipseShape, PathShape, PathStroke};
use egui::{Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2};

use crate::ui::theme;

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

fn corner(rect: Rect) -> CornerRadius {
    CornerRadius::same((rect.width() * 0.22).clamp(3.0, 16.0) as u8)
}

fn mix(a: Color32, b: Color32, t: f32) -> Color32 {
    let blend = |x: u8, y: u8| (f32::from(x) + (f32::from(y) - f32::from(x)) * t).round() as u8;
    Color32::from_rgb(
        blend(a.r(), b.r()),
        blend(a.g(), b.g()),
        blend(a.b(), b.b()),
    )
}

/// Paints in a square whose coordinates run from -1 to 1.
struct Brush<'a> {
    painter: &'a Painter,
    rect: Rect,
    base: Color32,
    dark: Color32,
    deep: Color32,
    light: Color32,
    garnish: Color32,
}

impl<'a> Brush<'a> {
    fn new(painter: &'a Painter, rect: Rect, base: Color32, garnish: Color32) -> Self {
        Self {
            painter,
            rect,
            base,
            dark: mix(base, Color32::from_rgb(60, 24, 20), 0.28),
            deep: mix(base, Color32::from_rgb(40, 16, 14), 0.48),
            light: mix(base, Color32::WHITE, 0.45),
            garnish,
        }
    }

    fn at(&self, x: f32, y: f32) -> Pos2 {
        let half = self.rect.width() / 2.0;
        pos2(
            self.rect.center().x + x * half,
            self.rect.center().y + y * half,
        )
    }

    fn len(&self, x: f32) -> f32 {
        x * self.rect.width() / 2.0
    }

    fn plate(&self) {
        self.painter
            .rect_filled(self.rect, corner(self.rect), self.base.gamma_multiply(0.20));
    }

    fn circle(&self, x: f32, y: f32, r: f32, fill: Color32) {
        self.painter.circle_filled(self.at(x, y), self.len(r), fill);
    }

    fn oval(&self, x: f32, y: f32, rx: f32, ry: f32, fill: Color32) {
        self.painter.add(EllipseShape {
            center: self.at(x, y),
            radius: Vec2::new(self.len(rx), self.len(ry)),
            fill,
            stroke: Stroke::NONE,
            angle: 0.0,
        });
    }

    fn poly(&self, points: &[(f32, f32)], fill: Color32) {
        let points = points.iter().map(|(x, y)| self.at(*x, *y)).collect();
        self.painter
            .add(Shape::convex_polygon(points, fill, Stroke::NONE));
    }

    fn block(&self, x0: f32, y0: f32, x1: f32, y1: f32, round: f32, fill: Color32) {
        self.painter.rect_filled(
            Rect::from_min_max(self.at(x0, y0), self.at(x1, y1)),
            CornerRadius::same(self.len(round).clamp(0.0, 250.0) as u8),
            fill,
        );
    }

    fn line(&self, points: &[(f32, f32)], width: f32, colour: Color32) {
        let points = points.iter().map(|(x, y)| self.at(*x, *y)).collect();
        self.painter.add(PathShape::line(
            points,
            PathStroke::new(self.len(width), colour),
        ));
    }

    fn shadow(&self, y: f32, rx: f32) {
        self.oval(0.0, y, rx, 0.12, Color32::from_black_alpha(34));
    }

    fn garnish(&self, spots: &[(f32, f32)]) {
        for (index, (x, y)) in spots.iter().enumerate() {
            let r = if index % 2 == 0 { 0.075 } else { 0.055 };
            self.circle(x + 0.015, y + 0.025, r, self.deep.gamma_multiply(0.35));
            self.circle(*x, *y, r, self.garnish);
        }
    }

    fn shine(&self, x: f32, y: f32, rx: f32, ry: f32) {
        self.oval(x, y, rx, ry, Color32::from_white_alpha(96));
    }

    fn spiral(&self, centre: (f32, f32), from: f32, to: f32, turns: f32) -> Vec<(f32, f32)> {
        (0..=60)
            .map(|step| {
                let t = step as f32 / 60.0;
                let angle = t * turns * std::f32::consts::TAU;
                let r = from + (to - from) * t;
                (centre.0 + r * angle.cos(), centre.1 + r * angle.sin())
            })
            .collect()
    }

    fn shape(&self, shape: &str) {
        match shape {
            "ball" => self.ball(),
            "square" => self.square(),
            "diamond" => self.diamond(),
            "coil" => self.coil(),
            "roll" => self.roll(),
            "drop" => self.drop(),
            "bar" => self.bar(),
            "cup" => self.cup(),
            "cake" => self.cake(),
            "wrapped" => self.wrapped(),
            "lolly" => self.lolly(),
            "cone" => self.cone(),
            "disc" => self.disc(),
            "cube" => self.cube(),
            "ring" => self.ring(),
            "slice" => self.slice(),
            "cookie" => self.cookie(),
            "jar" => self.jar(),
            "box" => self.gift(),
            _ => self.leaf(),
        }
    }

    fn ball(&self) {
        self.shadow(0.62, 0.5);
        self.circle(0.0, 0.02, 0.6, self.dark);
        self.circle(-0.03, -0.03, 0.555, self.base);
        self.circle(-0.1, -0.12, 0.4, mix(self.base, self.light, 0.4));
        self.shine(-0.22, -0.28, 0.17, 0.11);
        self.garnish(&[
            (0.2, -0.2),
            (0.02, 0.1),
            (0.3, 0.14),
            (-0.28, 0.18),
            (0.05, -0.36),
        ]);
    }

    fn square(&self) {
        self.shadow(0.6, 0.58);
        self.block(-0.56, -0.4, 0.56, 0.6, 0.12, self.dark);
        self.block(-0.56, -0.5, 0.56, 0.42, 0.12, self.base);
        self.block(
            -0.48,
            -0.43,
            0.48,
            -0.1,
            0.1,
            mix(self.base, self.light, 0.45),
        );
        self.garnish(&[
            (-0.24, -0.12),
            (0.18, -0.24),
            (0.3, 0.16),
            (-0.08, 0.2),
            (-0.34, 0.24),
        ]);
    }

    fn diamond(&self) {
        self.shadow(0.56, 0.5);
        self.poly(
            &[(0.0, 0.62), (-0.7, 0.06), (0.0, -0.42), (0.7, 0.06)],
            self.dark,
        );
        self.poly(
            &[(0.0, 0.46), (-0.7, -0.06), (0.0, -0.58), (0.7, -0.06)],
            self.base,
        );
        self.poly(
            &[(0.0, -0.5), (-0.56, -0.08), (-0.1, -0.02), (0.28, -0.28)],
            self.light,
        );
        self.shine(-0.16, -0.2, 0.16, 0.05);
        self.garnish(&[(0.1, 0.1), (0.26, -0.04), (-0.06, 0.2)]);
    }

    fn coil(&self) {
        self.shadow(0.66, 0.5);
        let outer = self.spiral((0.0, 0.02), 0.06, 0.52, 2.6);
        self.line(&outer, 0.27, self.deep);
        self.line(&outer, 0.21, self.base);
        let glint: Vec<_> = outer.iter().map(|(x, y)| (x - 0.025, y - 0.035)).collect();
        self.line(&glint, 0.06, self.light);
    }

    fn roll(&self) {
        self.shadow(0.44, 0.66);
        self.block(-0.68, -0.34, 0.6, 0.4, 0.36, self.dark);
        self.block(-0.68, -0.38, 0.6, 0.3, 0.34, self.base);
        self.block(-0.5, -0.3, 0.3, -0.14, 0.08, Color32::from_white_alpha(80));
        self.oval(0.46, 0.0, 0.24, 0.36, self.dark);
        self.oval(0.46, 0.0, 0.2, 0.31, self.light);
        self.oval(0.46, 0.0, 0.12, 0.19, self.base);
        self.oval(0.46, 0.0, 0.06, 0.09, self.garnish);
        self.garnish(&[(-0.42, 0.06), (-0.16, 0.14), (0.06, 0.0)]);
    }

    fn drop(&self) {
        self.shadow(0.66, 0.42);
        let outline = |scale: f32, dx: f32, dy: f32| -> Vec<(f32, f32)> {
            let mut points = vec![(dx, -0.68 * scale + dy)];
            for step in 0..=28 {
                let angle = -0.35 + (std::f32::consts::PI + 0.7) * step as f32 / 28.0;
                points.push((
                    dx + 0.48 * scale * angle.cos(),
                    0.16 * scale + dy + 0.48 * scale * angle.sin(),
                ));
            }
            points
        };
        self.poly(&outline(1.0, 0.0, 0.0), self.dark);
        self.poly(&outline(0.9, -0.03, 0.0), self.base);
        self.shine(-0.18, 0.1, 0.09, 0.17);
        self.garnish(&[(0.14, 0.3), (0.2, 0.08), (-0.04, 0.42)]);
    }

    fn bar(&self) {
        self.shadow(0.46, 0.7);
        self.block(-0.74, -0.32, 0.74, 0.44, 0.1, self.deep);
        self.block(-0.74, -0.38, 0.74, 0.32, 0.1, self.dark);
        for x in [-0.7, -0.22, 0.26] {
            self.block(x, -0.34, x + 0.44, 0.28, 0.07, self.base);
            self.block(
                x + 0.05,
                -0.29,
                x + 0.39,
                -0.12,
                0.05,
                mix(self.base, self.light, 0.5),
            );
        }
    }

    fn cup(&self) {
        self.shadow(0.68, 0.42);
        self.poly(
            &[(-0.54, -0.16), (0.54, -0.16), (0.38, 0.66), (-0.38, 0.66)],
            self.dark,
        );
        for x in [-0.36, -0.12, 0.12, 0.36] {
            self.line(
                &[(x, -0.12), (x * 0.72, 0.64)],
                0.07,
                self.deep.gamma_multiply(0.6),
            );
        }
        self.oval(0.0, -0.16, 0.58, 0.2, self.light);
        self.circle(0.0, -0.3, 0.36, self.base);
        self.circle(-0.05, -0.36, 0.26, mix(self.base, self.light, 0.4));
        self.circle(0.02, -0.62, 0.11, self.garnish);
        self.shine(-0.14, -0.42, 0.09, 0.06);
    }

    fn cake(&self) {
        self.shadow(0.6, 0.66);
        self.block(
            -0.64,
            -0.2,
            0.64,
            0.58,
            0.1,
            mix(self.light, Color32::from_rgb(236, 206, 160), 0.6),
        );
        self.block(-0.64, 0.12, 0.64, 0.26, 0.0, self.base);
        self.block(-0.68, -0.36, 0.68, -0.02, 0.14, self.base);
        for (x, y) in [(-0.5, 0.04), (-0.2, 0.1), (0.12, 0.02), (0.42, 0.1)] {
            self.circle(x, y, 0.12, self.base);
        }
        self.block(-0.58, -0.32, 0.58, -0.22, 0.06, self.light);
        self.circle(0.0, -0.48, 0.15, Color32::from_rgb(196, 40, 60));
        self.shine(-0.05, -0.53, 0.05, 0.035);
    }

    fn wrapped(&self) {
        self.shadow(0.5, 0.5);
        self.poly(
            &[(-0.34, 0.0), (-0.78, -0.34), (-0.7, 0.0), (-0.78, 0.34)],
            self.dark,
        );
        self.poly(
            &[(0.34, 0.0), (0.78, -0.34), (0.7, 0.0), (0.78, 0.34)],
            self.dark,
        );
        self.oval(0.0, 0.0, 0.48, 0.4, self.dark);
        self.oval(-0.02, -0.03, 0.45, 0.36, self.base);
        for x in [-0.2, 0.06, 0.3] {
            self.line(
                &[(x, -0.28), (x - 0.14, 0.28)],
                0.07,
                self.light.gamma_multiply(0.8),
            );
        }
        self.shine(-0.16, -0.18, 0.12, 0.06);
    }

    fn lolly(&self) {
        self.line(
            &[(0.06, 0.1), (0.2, 0.82)],
            0.11,
            Color32::from_rgb(232, 222, 206),
        );
        self.circle(-0.02, -0.18, 0.52, self.dark);
        self.circle(-0.04, -0.2, 0.48, self.base);
        self.line(&self.spiral((-0.04, -0.2), 0.02, 0.4, 2.2), 0.1, self.light);
        self.shine(-0.22, -0.42, 0.12, 0.07);
    }

    fn cone(&self) {
        let waffle = Color32::from_rgb(214, 164, 96);
        self.poly(&[(-0.4, -0.06), (0.4, -0.06), (0.0, 0.82)], waffle);
        let lattice = Color32::from_rgb(168, 116, 58);
        self.line(&[(-0.24, -0.02), (0.12, 0.52)], 0.045, lattice);
        self.line(&[(0.06, -0.02), (0.22, 0.3)], 0.045, lattice);
        self.line(&[(0.24, -0.02), (-0.12, 0.52)], 0.045, lattice);
        self.line(&[(-0.06, -0.02), (-0.22, 0.3)], 0.045, lattice);
        self.circle(0.0, -0.28, 0.46, self.dark);
        self.circle(-0.03, -0.32, 0.42, self.base);
        self.shine(-0.18, -0.48, 0.13, 0.08);
        self.garnish(&[(0.12, -0.44), (0.2, -0.2), (-0.08, -0.2)]);
    }

    fn disc(&self) {
        self.shadow(0.5, 0.64);
        self.oval(0.0, 0.14, 0.66, 0.42, self.deep);
        self.oval(0.0, 0.02, 0.66, 0.42, self.base);
        self.oval(-0.03, -0.02, 0.54, 0.32, mix(self.base, self.light, 0.4));
        self.oval(0.0, 0.02, 0.2, 0.12, self.dark);
        self.garnish(&[(-0.06, 0.0), (0.06, 0.03)]);
        self.shine(-0.3, -0.16, 0.14, 0.05);
    }

    fn cube(&self) {
        self.shadow(0.66, 0.5);
        self.poly(
            &[(0.0, -0.62), (0.6, -0.3), (0.0, 0.02), (-0.6, -0.3)],
            self.light,
        );
        self.poly(
            &[(-0.6, -0.3), (0.0, 0.02), (0.0, 0.68), (-0.6, 0.36)],
            self.base,
        );
        self.poly(
            &[(0.6, -0.3), (0.0, 0.02), (0.0, 0.68), (0.6, 0.36)],
            self.dark,
        );
        for (x, y) in [
            (-0.2, -0.34),
            (0.12, -0.42),
            (0.2, -0.22),
            (-0.04, -0.18),
            (-0.34, 0.1),
        ] {
            self.circle(x, y, 0.04, Color32::from_white_alpha(210));
        }
    }

    fn ring(&self) {
        self.shadow(0.64, 0.52);
        let ring = |width: f32, radius: f32, dy: f32, colour: Color32| {
            self.painter.circle_stroke(
                self.at(0.0, dy),
                self.len(radius),
                Stroke::new(self.len(width), colour),
            );
        };
        ring(0.44, 0.22, 0.04, self.deep);
        ring(0.4, 0.23, 0.0, self.base);
        ring(0.1, 0.34, -0.04, mix(self.base, self.light, 0.6));
        self.garnish(&[
            (0.38, -0.18),
            (-0.36, -0.24),
            (0.02, 0.44),
            (-0.42, 0.16),
            (0.36, 0.26),
            (0.04, -0.44),
        ]);
    }

    fn slice(&self) {
        self.shadow(0.56, 0.6);
        self.poly(
            &[(-0.68, 0.2), (0.66, -0.06), (0.66, 0.34), (-0.68, 0.56)],
            self.dark,
        );
        self.poly(
            &[(-0.68, 0.34), (0.66, 0.1), (0.66, 0.2), (-0.68, 0.44)],
            self.light,
        );
        self.poly(&[(-0.68, 0.2), (0.3, -0.5), (0.66, -0.06)], self.base);
        self.poly(
            &[(-0.4, 0.06), (0.24, -0.38), (0.36, -0.22)],
            mix(self.base, self.light, 0.5),
        );
        self.circle(0.26, -0.44, 0.13, self.garnish);
    }

    fn cookie(&self) {
        self.shadow(0.64, 0.5);
        self.circle(0.0, 0.03, 0.6, self.deep);
        self.circle(0.0, 0.0, 0.58, self.base);
        self.circle(-0.08, -0.1, 0.42, mix(self.base, self.light, 0.3));
        let chips = [
            (-0.24, -0.2),
            (0.18, -0.26),
            (0.3, 0.12),
            (-0.04, 0.08),
            (-0.34, 0.18),
            (0.08, 0.38),
        ];
        for (x, y) in chips {
            self.circle(x, y, 0.1, self.deep);
            self.circle(x - 0.02, y - 0.03, 0.05, self.garnish.gamma_multiply(0.8));
        }
    }

    fn jar(&self) {
        self.shadow(0.7, 0.5);
        self.block(-0.5, -0.36, 0.5, 0.72, 0.2, self.light.gamma_multiply(0.75));
        self.block(-0.44, -0.02, 0.44, 0.66, 0.16, self.base);
        for (x, y) in [
            (-0.28, 0.1),
            (0.02, 0.04),
            (0.28, 0.12),
            (-0.14, 0.3),
            (0.16, 0.32),
            (0.0, 0.52),
        ] {
            self.circle(x, y, 0.13, self.dark);
            self.circle(x - 0.03, y - 0.03, 0.09, mix(self.base, self.light, 0.35));
        }
        self.block(-0.44, -0.64, 0.44, -0.32, 0.1, self.deep);
        self.block(-0.44, -0.64, 0.44, -0.5, 0.08, self.dark);
        self.block(-0.4, -0.22, -0.3, 0.5, 0.05, Color32::from_white_alpha(110));
    }

    fn gift(&self) {
        self.shadow(0.66, 0.6);
        self.block(-0.58, -0.14, 0.58, 0.66, 0.08, self.dark);
        self.block(-0.66, -0.34, 0.66, 0.0, 0.08, self.base);
        self.block(
            -0.62,
            -0.3,
            0.62,
            -0.22,
            0.04,
            mix(self.base, self.light, 0.6),
        );
        self.block(-0.1, -0.34, 0.1, 0.66, 0.0, self.garnish);
        self.poly(&[(0.0, -0.36), (-0.38, -0.68), (-0.46, -0.4)], self.garnish);
        self.poly(&[(0.0, -0.36), (0.38, -0.68), (0.46, -0.4)], self.garnish);
        self.circle(0.0, -0.38, 0.1, mix(self.garnish, self.deep, 0.3));
    }

    fn leaf(&self) {
        self.shadow(0.62, 0.4);
        let mut outline = Vec::new();
        for step in 0..=20 {
            let t = step as f32 / 20.0;
            outline.push((0.5 * (std::f32::consts::PI * t).sin(), -0.72 + 1.36 * t));
        }
        for step in 1..20 {
            let t = 1.0 - step as f32 / 20.0;
            outline.push((-0.5 * (std::f32::consts::PI * t).sin(), -0.72 + 1.36 * t));
        }
        self.poly(&outline, self.base);
        let half: Vec<_> = outline.iter().copied().filter(|(x, _)| *x >= 0.0).collect();
        self.poly(&half, self.dark);
        self.line(&[(0.0, -0.66), (0.0, 0.8)], 0.06, self.light);
        for y in [-0.3, 0.0, 0.28] {
            self.line(&[(0.0, y + 0.14), (0.28, y - 0.06)], 0.035, self.light);
            self.line(&[(0.0, y + 0.14), (-0.28, y - 0.06)], 0.035, self.light);
        }
    }
}
