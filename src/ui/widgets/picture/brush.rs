//! What every picture is painted with: a square whose coordinates run from -1 to 1, the tones of
//! one colour, and a few strokes.

use egui::{
    Color32, CornerRadius, Painter, Pos2, Rect, Shape, Stroke, Vec2,
    epaint::{EllipseShape, PathShape, PathStroke},
    pos2,
};

/// The corners of a plate.
pub fn corner(rect: Rect) -> CornerRadius {
    CornerRadius::same((rect.width() * 0.22).clamp(3.0, 16.0) as u8)
}

/// The colour at `t` of the way from one to another.
pub fn mix(a: Color32, b: Color32, t: f32) -> Color32 {
    let blend = |x: u8, y: u8| (f32::from(x) + (f32::from(y) - f32::from(x)) * t).round() as u8;
    Color32::from_rgb(
        blend(a.r(), b.r()),
        blend(a.g(), b.g()),
        blend(a.b(), b.b()),
    )
}

/// Paints in a square whose coordinates run from -1 to 1.
pub struct Brush<'a> {
    painter: &'a Painter,
    rect: Rect,
    /// The middle tone.
    pub base: Color32,
    /// The side away from the light.
    pub dark: Color32,
    /// Grooves and shadows on the sweet itself.
    pub deep: Color32,
    /// The side to the light.
    pub light: Color32,
    /// Nuts, petals, sugar.
    pub garnish: Color32,
}

impl<'a> Brush<'a> {
    /// A brush for a square of the window, in the tones of a colour.
    pub fn new(painter: &'a Painter, rect: Rect, base: Color32, garnish: Color32) -> Self {
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

    /// A point of the window.
    pub fn at(&self, x: f32, y: f32) -> Pos2 {
        let half = self.rect.width() / 2.0;
        pos2(
            self.rect.center().x + x * half,
            self.rect.center().y + y * half,
        )
    }

    /// A length in points.
    pub fn len(&self, x: f32) -> f32 {
        x * self.rect.width() / 2.0
    }

    /// The plate behind the sweet.
    pub fn plate(&self) {
        self.painter
            .rect_filled(self.rect, corner(self.rect), self.base.gamma_multiply(0.20));
    }

    /// A disc.
    pub fn circle(&self, x: f32, y: f32, r: f32, fill: Color32) {
        self.painter.circle_filled(self.at(x, y), self.len(r), fill);
    }

    /// An oval.
    pub fn oval(&self, x: f32, y: f32, rx: f32, ry: f32, fill: Color32) {
        self.painter.add(EllipseShape {
            center: self.at(x, y),
            radius: Vec2::new(self.len(rx), self.len(ry)),
            fill,
            stroke: Stroke::NONE,
            angle: 0.0,
        });
    }

    /// A convex outline.
    pub fn poly(&self, points: &[(f32, f32)], fill: Color32) {
        let points = points.iter().map(|(x, y)| self.at(*x, *y)).collect();
        self.painter
            .add(Shape::convex_polygon(points, fill, Stroke::NONE));
    }

    /// A rectangle with round corners.
    pub fn block(&self, x0: f32, y0: f32, x1: f32, y1: f32, round: f32, fill: Color32) {
        self.painter.rect_filled(
            Rect::from_min_max(self.at(x0, y0), self.at(x1, y1)),
            CornerRadius::same(self.len(round).clamp(0.0, 250.0) as u8),
            fill,
        );
    }

    /// A line through points.
    pub fn line(&self, points: &[(f32, f32)], width: f32, colour: Color32) {
        let points = points.iter().map(|(x, y)| self.at(*x, *y)).collect();
        self.painter.add(PathShape::line(
            points,
            PathStroke::new(self.len(width), colour),
        ));
    }

    /// The shadow under the sweet.
    pub fn shadow(&self, y: f32, rx: f32) {
        self.oval(0.0, y, rx, 0.12, Color32::from_black_alpha(34));
    }

    /// Spots of the garnish, large and small in turn.
    pub fn garnish(&self, spots: &[(f32, f32)]) {
        for (index, (x, y)) in spots.iter().enumerate() {
            let r = if index % 2 == 0 { 0.075 } else { 0.055 };
            self.circle(x + 0.015, y + 0.025, r, self.deep.gamma_multiply(0.35));
            self.circle(*x, *y, r, self.garnish);
        }
    }

    /// A glint of light.
    pub fn shine(&self, x: f32, y: f32, rx: f32, ry: f32) {
        self.oval(x, y, rx, ry, Color32::from_white_alpha(96));
    }

    /// The points of a spiral.
    pub fn spiral(&self, centre: (f32, f32), from: f32, to: f32, turns: f32) -> Vec<(f32, f32)> {
        (0..=60)
            .map(|step| {
                let t = step as f32 / 60.0;
                let angle = t * turns * std::f32::consts::TAU;
                let r = from + (to - from) * t;
                (centre.0 + r * angle.cos(), centre.1 + r * angle.sin())
            })
            .collect()
    }

    /// A ring around the middle.
    pub fn hoop(&self, y: f32, radius: f32, width: f32, colour: Color32) {
        self.painter.circle_stroke(
            self.at(0.0, y),
            self.len(radius),
            Stroke::new(self.len(width), colour),
        );
    }
}
