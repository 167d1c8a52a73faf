//! The sweets themselves, one function a shape, in the order of the picker.

use egui::Color32;

use super::brush::{Brush, mix};

impl Brush<'_> {
    /// Paints a shape by its name.
    pub fn shape(&self, shape: &str) {
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
            self.hoop(dy, radius, width, colour);
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
