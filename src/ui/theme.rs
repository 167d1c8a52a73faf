//! What the windows look like: colour, type, spacing and radius, in one place.
//!
//! Promises: every colour pair that carries text reaches a contrast of 4.5:1, in light and in
//! dark; nothing blinks or animates while nobody does anything; the choice between light, dark
//! and the system's is remembered. Leaves out where things stand: that is the screens' business.

use egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle, Theme,
    ThemePreference, Vec2, Visuals,
};

/// The colours of one theme.
#[derive(Debug, Clone, Copy)]
pub struct Tokens {
    /// Behind everything.
    pub canvas: Color32,
    /// Cards, panels, dialogs.
    pub surface: Color32,
    /// Wells: text fields, headers of tables.
    pub sunken: Color32,
    /// Under the pointer.
    pub hover: Color32,
    /// Hairlines.
    pub line: Color32,
    /// Borders of fields and buttons.
    pub edge: Color32,
    /// Text.
    pub ink: Color32,
    /// Secondary text.
    pub muted: Color32,
    /// The one colour of action.
    pub accent: Color32,
    /// Under the pointer.
    pub accent_hover: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// What is chosen.
    pub accent_soft: Color32,
    /// All is well.
    pub good: Color32,
    /// Behind what is well.
    pub good_soft: Color32,
    /// Take care.
    pub warn: Color32,
    /// Behind what wants care.
    pub warn_soft: Color32,
    /// Refused or gone.
    pub bad: Color32,
    /// Behind what is refused.
    pub bad_soft: Color32,
    /// No real money moves: a colour that nothing else has.
    pub practice: Color32,
    /// Text on it.
    pub on_practice: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// By day.
pub const LIGHT: Tokens = Tokens {
    canvas: rgb(0xF5F4F2),
    surface: rgb(0xFFFFFF),
    sunken: rgb(0xF0EEEB),
    hover: rgb(0xECE9E5),
    line: rgb(0xE4E1DC),
    edge: rgb(0xC9C4BC),
    ink: rgb(0x1F1D1B),
    muted: rgb(0x625D56),
    accent: rgb(0xA3245B),
    accent_hover: rgb(0x8A1C4C),
    on_accent: rgb(0xFFFFFF),
    accent_soft: rgb(0xFAE6EE),
    good: rgb(0x1A6640),
    good_soft: rgb(0xE2F3E9),
    warn: rgb(0x7F4C00),
    warn_soft: rgb(0xFDF0D5),
    bad: rgb(0xAE231B),
    bad_soft: rgb(0xFCE8E6),
    practice: rgb(0x5A2CA0),
    on_practice: rgb(0xFFFFFF),
};

/// By night.
pub const DARK: Tokens = Tokens {
    canvas: rgb(0x131215),
    surface: rgb(0x1C1B1F),
    sunken: rgb(0x252429),
    hover: rgb(0x2D2B32),
    line: rgb(0x302E35),
    edge: rgb(0x4D4A54),
    ink: rgb(0xEEECF0),
    muted: rgb(0xA9A4B0),
    accent: rgb(0xF291B8),
    accent_hover: rgb(0xF7ABC9),
    on_accent: rgb(0x2B0817),
    accent_soft: rgb(0x3D2130),
    good: rgb(0x83D8A8),
    good_soft: rgb(0x18321F),
    warn: rgb(0xF1C06F),
    warn_soft: rgb(0x382B12),
    bad: rgb(0xFF9F96),
    bad_soft: rgb(0x421F1D),
    practice: rgb(0xC7A6FF),
    on_practice: rgb(0x1E0B3A),
};

/// Half a step.
pub const GAP_S: f32 = 4.0;
/// One step.
pub const GAP: f32 = 8.0;
/// Between groups.
pub const GAP_L: f32 = 16.0;
/// Between sections.
pub const GAP_XL: f32 = 24.0;
/// Corners of fields and buttons.
pub const RADIUS: u8 = 8;
/// Corners of cards and dialogs.
pub const RADIUS_L: u8 = 12;
/// The smallest side of what a finger touches.
pub const TOUCH: f32 = 44.0;

/// Small print.
pub const SMALL: f32 = 12.5;
/// Running text.
pub const BODY: f32 = 14.5;
/// The head of a card.
pub const HEADING: f32 = 17.0;
/// The head of a screen.
pub const TITLE: f32 = 23.0;
/// The total of a basket.
pub const TOTAL: f32 = 34.0;

/// The colours of the theme in use.
#[must_use]
pub fn tokens(ui: &egui::Ui) -> &'static Tokens {
    if ui.visuals().dark_mode {
        &DARK
    } else {
        &LIGHT
    }
}

/// The family of emphasised text.
#[must_use]
pub fn strong_family() -> FontFamily {
    FontFamily::Name("strong".into())
}

/// A font of the given size, plain.
#[must_use]
pub fn plain(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// A font of the given size, emphasised.
#[must_use]
pub fn strong(size: f32) -> FontId {
    FontId::new(size, strong_family())
}

/// Fits the context out: fonts, both styles, and the theme that was chosen last.
pub fn install(ctx: &Context, choice: ThemePreference) {
    ctx.set_fonts(super::fonts::definitions());
    for (theme, tokens) in [(Theme::Light, &LIGHT), (Theme::Dark, &DARK)] {
        ctx.style_mut_of(theme, |style| dress(style, theme, tokens));
    }
    ctx.options_mut(|options| {
        options.fallback_theme = Theme::Light;
        // Otherwise Ctrl+Q, which quotes, would end the program where it is not to be heard.
        options.quit_shortcuts.clear();
    });
    ctx.set_theme(choice);
}

/// The other of light and dark.
#[must_use]
pub fn opposite(ctx: &Context) -> ThemePreference {
    match ctx.theme() {
        Theme::Dark => ThemePreference::Light,
        Theme::Light => ThemePreference::Dark,
    }
}

fn dress(style: &mut egui::Style, theme: Theme, t: &Tokens) {
    style.text_styles = [
        (TextStyle::Small, plain(SMALL)),
        (TextStyle::Body, plain(BODY)),
        (TextStyle::Button, plain(BODY)),
        (TextStyle::Heading, strong(HEADING)),
        (TextStyle::Monospace, FontId::monospace(BODY)),
    ]
    .into();
    style.animation_time = 0.0;
    style.scroll_animation = egui::style::ScrollAnimation::none();
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style.spacing.item_spacing = Vec2::new(GAP, GAP);
    style.spacing.button_padding = Vec2::new(14.0, 9.0);
    style.spacing.interact_size = Vec2::new(TOUCH, 36.0);
    style.spacing.window_margin = Margin::same(GAP_XL as i8);
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.text_edit_width = 200.0;
    style.spacing.combo_width = 120.0;
    style.spacing.icon_width = 20.0;
    style.spacing.icon_width_inner = 12.0;
    style.spacing.scroll = egui::style::ScrollStyle {
        // The fill of buttons is the fill of cards: a handle of it would not be seen on them.
        foreground_color: true,
        dormant_handle_opacity: 0.3,
        active_handle_opacity: 0.45,
        interact_handle_opacity: 0.7,
        // At rest a track would stand beside every list like a crack.
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        ..egui::style::ScrollStyle::thin()
    };

    let mut v = match theme {
        Theme::Dark => Visuals::dark(),
        Theme::Light => Visuals::light(),
    };
    v.text_cursor.blink = false;
    v.text_cursor.stroke = Stroke::new(2.0, t.accent);
    v.panel_fill = t.canvas;
    v.window_fill = t.surface;
    v.window_stroke = Stroke::new(1.0, t.line);
    v.window_corner_radius = CornerRadius::same(RADIUS_L);
    v.menu_corner_radius = CornerRadius::same(10);
    v.extreme_bg_color = t.surface;
    v.text_edit_bg_color = Some(t.surface);
    v.faint_bg_color = t.sunken;
    v.code_bg_color = t.sunken;
    v.hyperlink_color = t.accent;
    v.warn_fg_color = t.warn;
    v.error_fg_color = t.bad;
    v.weak_text_color = Some(t.muted);
    v.selection.bg_fill = t.accent_soft;
    v.selection.stroke = Stroke::new(1.5, t.accent);
    v.disabled_alpha = 0.55;
    let shadow = Shadow {
        offset: [0, 8],
        blur: 28,
        spread: 0,
        color: Color32::from_black_alpha(if theme == Theme::Dark { 120 } else { 38 }),
    };
    v.window_shadow = shadow;
    v.popup_shadow = shadow;
    for (state, fill, edge, ink) in [
        (&mut v.widgets.noninteractive, t.surface, t.line, t.ink),
        (&mut v.widgets.inactive, t.surface, t.edge, t.ink),
        (&mut v.widgets.hovered, t.hover, t.edge, t.ink),
        (&mut v.widgets.active, t.line, t.accent, t.ink),
        (&mut v.widgets.open, t.hover, t.edge, t.ink),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, edge);
        state.fg_stroke = Stroke::new(1.0, ink);
        state.corner_radius = CornerRadius::same(RADIUS);
        state.expansion = 0.0;
    }
    style.visuals = v;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: Color32) -> f64 {
        let part = |value: u8| {
            let x = f64::from(value) / 255.0;
            if x <= 0.040_45 {
                x / 12.92
            } else {
                ((x + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(colour.r()) + 0.7152 * part(colour.g()) + 0.0722 * part(colour.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (x, y) = (luminance(a), luminance(b));
        (x.max(y) + 0.05) / (x.min(y) + 0.05)
    }

    #[test]
    fn every_pair_that_carries_text_can_be_read() {
        for (name, t) in [("light", LIGHT), ("dark", DARK)] {
            let pairs = [
                ("ink on canvas", t.ink, t.canvas),
                ("ink on hover", t.ink, t.hover),
                ("ink on chosen", t.ink, t.accent_soft),
                ("muted on canvas", t.muted, t.canvas),
                ("muted on surface", t.muted, t.surface),
                ("muted on sunken", t.muted, t.sunken),
                ("muted on hover", t.muted, t.hover),
                ("muted on chosen", t.muted, t.accent_soft),
                ("accent on surface", t.accent, t.surface),
                ("accent on chosen", t.accent, t.accent_soft),
                ("on accent", t.on_accent, t.accent),
                ("on accent hover", t.on_accent, t.accent_hover),
                ("good", t.good, t.good_soft),
                ("good on surface", t.good, t.surface),
                ("warn", t.warn, t.warn_soft),
                ("warn on surface", t.warn, t.surface),
                ("bad", t.bad, t.bad_soft),
                ("bad on surface", t.bad, t.surface),
                ("on practice", t.on_practice, t.practice),
            ];
            for (pair, a, b) in pairs {
                let ratio = contrast(a, b);
                assert!(ratio >= 4.5, "{name}: {pair} is {ratio:.2}:1");
            }
        }
    }
}
