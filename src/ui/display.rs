//! The customer's display: a second native window, on the other screen, that follows its counter.
//!
//! Promises: it shows what the counter shows as it is scanned, what is to be paid or left to pay,
//! a code to pay that by UPI where the shop has an address for it, and thanks with the change; it
//! shows nothing that is as good as money, as a gift card's code is, but for a one-time code that
//! the customer asked for; it takes no focus
//! and no keys from the counter, reads no file, and costs nothing while it is closed.
//! Leaves out prices: it gets texts.

use std::sync::{
    Arc, Mutex, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use egui::{
    Align, CentralPanel, Color32, Context, CornerRadius, Frame, Label, Layout, Margin, Panel, Rect,
    RichText, ScrollArea, Sense, Ui, Vec2, ViewportBuilder, ViewportClass, ViewportCommand,
    ViewportId, WidgetInfo, accesskit::Role, vec2,
};
use zeroize::Zeroizing;

use crate::{
    devices::paper::Qr,
    shop::{
        printing::{UpiPayee, upi_link},
        settings,
    },
    ui::{
        remote::{Live, lock},
        theme::{self, GAP_L, GAP_XL, tokens},
        window::Cx,
    },
    values::Money,
};

/// A line as the customer sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownLine {
    /// The sweet's name.
    pub name: String,
    /// How much of it, and at which price.
    pub detail: String,
    /// What it comes to.
    pub amount: String,
}

/// What a customer who paid a part of it sees, with the currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownPart {
    /// What was paid.
    pub paid: String,
    /// What is left.
    pub left: String,
}

/// What the customer sees; all of it texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The shop's name.
    pub shop: String,
    /// What is in the basket.
    pub lines: Vec<ShownLine>,
    /// What it comes to, with the currency.
    pub total: String,
    /// How far it is paid, once a part is.
    pub part: Option<ShownPart>,
    /// The link to pay by UPI what is not paid yet.
    pub pay: Option<String>,
    /// What stands under the code; else that it pays by UPI.
    pub words: Option<String>,
    /// Whether no money moves.
    pub practice: bool,
    /// The change, once the sale is made.
    pub change: Option<String>,
}

/// A one-time code that the customer is to say.
struct OneTime {
    /// Its id.
    code: i64,
    digits: Zeroizing<String>,
    /// Whether it has been drawn since it was handed over.
    drawn: bool,
    /// Whether it was said to stand in this frame of the counter's window.
    kept: bool,
}

/// The display of one counter window.
pub struct Display {
    open: AtomicBool,
    /// Whether it has given the keyboard back, which some systems give to any new window.
    settled: AtomicBool,
    /// The counter's window.
    window: ViewportId,
    shown: Mutex<Shown>,
    /// A one-time code that the customer is to say.
    one_time: Mutex<Option<OneTime>>,
    payee: Mutex<Live<(), UpiPayee>>,
    viewport: ViewportId,
    /// What draws it, once it was open.
    ctx: OnceLock<Context>,
}

impl Display {
    /// The display of the counter in `window`; closed.
    #[must_use]
    pub fn of(window: ViewportId) -> Arc<Display> {
        Arc::new(Display {
            open: AtomicBool::new(false),
            settled: AtomicBool::new(false),
            window,
            shown: Mutex::default(),
            one_time: Mutex::default(),
            payee: Mutex::default(),
            ctx: OnceLock::new(),
            viewport: ViewportId::from_hash_of(("customer display", window)),
        })
    }

    /// Whether it is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open.load(Ordering::Acquire)
    }

    /// Opens or closes it.
    pub fn switch(&self) {
        self.settled.store(false, Ordering::Release);
        self.open.fetch_xor(true, Ordering::AcqRel);
    }

    /// Shows something else, where it is open; `shown` is asked only then.
    pub fn follow(&self, shown: impl FnOnce() -> Shown) {
        if !self.is_open() {
            return;
        }
        let shown = shown();
        let mut now = lock(&self.shown);
        if *now != shown {
            *now = shown;
            drop(now);
            if let Some(ctx) = self.ctx.get() {
                ctx.request_repaint_of(self.viewport);
            }
        }
    }

    /// Shows a one-time code, its id and its digits, over everything else, or none any more. It
    /// stands as long as this is said in each frame: [`Display::end_frame`].
    pub fn show_code(&self, code: Option<(i64, &str)>) {
        let mut now = lock(&self.one_time);
        let same = match (&mut *now, code) {
            (Some(now), Some((code, digits))) => {
                now.kept = true;
                now.code == code && *now.digits == digits
            }
            (None, None) => true,
            _ => false,
        };
        if !same {
            *now = code.map(|(code, digits)| OneTime {
                code,
                digits: Zeroizing::new(digits.to_owned()),
                drawn: false,
                kept: true,
            });
            drop(now);
            if let Some(ctx) = self.ctx.get() {
                ctx.request_repaint_of(self.viewport);
            }
        }
    }

    /// Ends a frame of the counter's window. A one-time code that was not said to stand in it goes:
    /// whatever took its dialog away, be it the lock or the log-in, took it away, too.
    pub fn end_frame(&self) {
        let kept = |now: &mut OneTime| std::mem::take(&mut now.kept);
        let stands = lock(&self.one_time).as_mut().is_none_or(kept);
        if !stands {
            self.show_code(None);
        }
    }

    /// The id of the one-time code that it has drawn, and so was to be seen.
    pub fn drawn_code(&self) -> Option<i64> {
        let now = lock(&self.one_time);
        now.as_ref().filter(|now| now.drawn).map(|now| now.code)
    }

    /// The digits to draw, if there are any; whoever waits for them to be drawn learns of it.
    fn digits_to_draw(&self, ui: &Ui) -> Option<Zeroizing<String>> {
        let mut now = lock(&self.one_time);
        let now = now.as_mut()?;
        if !std::mem::replace(&mut now.drawn, true) {
            ui.ctx().request_repaint_of(self.window);
        }
        Some(now.digits.clone())
    }

    /// The link by which the customer pays an amount by UPI, where the shop takes that.
    pub fn pay_link(&self, cx: &Cx<'_>, amount: Money) -> Option<String> {
        let mut payee = lock(&self.payee);
        let shop = cx.shop.clone();
        payee.keep(cx.desk, cx.changes, &(), move |()| {
            Ok(shop.read(settings::load::<UpiPayee>)?.0)
        });
        upi_link(payee.latest()?, &cx.facts.name, cx.facts.currency, amount)
    }

    /// Its native window, to be told in each frame of the first window while it is open.
    pub fn show_window(self: &Arc<Self>, ctx: &Context, at_monitor: usize) {
        let display = self.clone();
        self.ctx.get_or_init(|| ctx.clone());
        let builder = ViewportBuilder::default()
            .with_title("Customer display")
            .with_app_id("sherbet")
            .with_inner_size([1024.0, 600.0])
            .with_min_inner_size([480.0, 320.0])
            .with_active(false)
            // Where there is no second screen it is a window like any other.
            .with_monitor(at_monitor);
        ctx.show_viewport_deferred(self.viewport, builder, move |ui, class| {
            display.show(ui);
            display.give_the_keyboard_back(ui, class);
            if class != ViewportClass::EmbeddedWindow
                && ui.input(|input| input.viewport().close_requested())
            {
                display.open.store(false, Ordering::Release);
                ui.ctx().request_repaint_of(ViewportId::ROOT);
            }
        });
    }

    /// Once, when it has just been opened: the counter goes on typing.
    fn give_the_keyboard_back(&self, ui: &Ui, class: ViewportClass) {
        let has_it = ui.input(|input| input.viewport().focused) == Some(true);
        let is_window = class != ViewportClass::EmbeddedWindow;
        if has_it && is_window && !self.settled.swap(true, Ordering::AcqRel) {
            ui.ctx()
                .send_viewport_cmd_to(self.window, ViewportCommand::Focus);
        }
    }

    /// Draws it.
    pub fn show(&self, ui: &mut Ui) {
        let shown = lock(&self.shown).clone();
        let one_time = self.digits_to_draw(ui);
        let t = tokens(ui);
        let frame = Frame::new().fill(t.canvas);
        CentralPanel::default().frame(frame).show(ui, |ui| {
            if let Some(digits) = &one_time {
                your_code(ui, digits);
                return;
            }
            match (&shown.change, shown.lines.is_empty()) {
                (Some(change), _) => thanks(ui, change),
                (None, true) => welcome(ui, &shown.shop),
                (None, false) => basket(ui, &shown),
            }
        });
    }
}

/// How large letters are, by the size of the screen.
fn scale(ui: &Ui) -> f32 {
    let size = ui.ctx().content_rect().size();
    (size.x / 1024.0).min(size.y / 600.0).clamp(0.6, 2.2)
}

fn welcome(ui: &mut Ui, shop: &str) {
    let s = scale(ui);
    in_the_middle(ui, |ui| {
        ui.label(RichText::new(shop).font(theme::strong(44.0 * s)));
        let text = RichText::new("Welcome").font(theme::plain(24.0 * s));
        ui.label(text.color(tokens(ui).muted));
    });
}

fn your_code(ui: &mut Ui, digits: &str) {
    let s = scale(ui);
    in_the_middle(ui, |ui| {
        let text = RichText::new("Your code").font(theme::plain(26.0 * s));
        ui.label(text.color(tokens(ui).muted));
        let half = digits.len() / 2;
        let spaced = match digits.is_char_boundary(half) {
            true => format!("{} {}", &digits[..half], &digits[half..]),
            false => digits.to_owned(),
        };
        ui.label(RichText::new(spaced).font(theme::strong(72.0 * s)));
    });
}

fn thanks(ui: &mut Ui, change: &str) {
    let (t, s) = (tokens(ui), scale(ui));
    in_the_middle(ui, |ui| {
        ui.label(
            RichText::new("Thank you!")
                .font(theme::strong(56.0 * s))
                .color(t.accent),
        );
        if !change.is_empty() {
            ui.add_space(GAP_L * s);
            ui.label(
                RichText::new("Your change")
                    .font(theme::plain(22.0 * s))
                    .color(t.muted),
            );
            ui.label(RichText::new(change).font(theme::strong(44.0 * s)));
        }
    });
}

fn in_the_middle(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.34);
        add(ui);
    });
}

fn basket(ui: &mut Ui, shown: &Shown) {
    let (t, s) = (tokens(ui), scale(ui));
    let frame = Frame::new()
        .fill(t.surface)
        .inner_margin(Margin::same(GAP_XL as i8));
    Panel::right("what is to be paid")
        .resizable(false)
        .exact_size(ui.available_width() * 0.42)
        .frame(frame)
        .show(ui, |ui| {
            let qr = shown.pay.as_deref().and_then(|pay| Qr::of(pay).ok());
            ui.vertical_centered(|ui| {
                if qr.is_none() {
                    // What is to be paid stands where the eye looks first.
                    ui.add_space(ui.available_height() * 0.3);
                }
                let fine = |text: String| {
                    let text = RichText::new(text).font(theme::plain(22.0 * s));
                    text.color(t.muted)
                };
                let (name, amount) = match &shown.part {
                    None => ("To pay", &shown.total),
                    Some(part) => {
                        ui.label(fine(format!("Total {}", shown.total)));
                        ui.label(fine(format!("Paid {}", part.paid)));
                        ui.add_space(GAP_L * s);
                        ("Left to pay", &part.left)
                    }
                };
                ui.label(fine(name.to_owned()));
                // The whole amount, also where it is long.
                let fits = ui.available_width() / (amount.chars().count().max(1) as f32 * 0.62);
                let size = (52.0 * s).min(fits);
                ui.label(RichText::new(amount).font(theme::strong(size)));
                if shown.practice {
                    let text = RichText::new("PRACTICE: no money moves");
                    let text = text.font(theme::strong(22.0 * s)).color(t.warn);
                    ui.add(Label::new(text).wrap());
                }
                let words = match (&shown.words, &qr) {
                    (Some(words), _) => words.as_str(),
                    (None, Some(_)) => "Scan to pay by UPI",
                    (None, None) => return,
                };
                ui.add_space(GAP_L * s);
                if let Some(qr) = &qr {
                    let most = (320.0 * s).min(ui.available_width());
                    code(ui, qr, most.min(ui.available_height() - 40.0));
                }
                let text = RichText::new(words).font(theme::plain(18.0 * s));
                ui.add(Label::new(text.color(t.muted)).wrap());
            });
        });
    let frame = Frame::new().inner_margin(Margin::same(GAP_XL as i8));
    CentralPanel::default().frame(frame).show(ui, |ui| {
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .stick_to_bottom(true)
            .show(ui, |ui| {
                for line in &shown.lines {
                    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                        ui.label(RichText::new(&line.amount).font(theme::strong(22.0 * s)));
                        ui.with_layout(Layout::top_down(Align::Min), |ui| {
                            ui.spacing_mut().item_spacing.y = 0.0;
                            let name = RichText::new(&line.name).font(theme::plain(22.0 * s));
                            ui.add(Label::new(name).wrap());
                            let detail = RichText::new(&line.detail).font(theme::plain(15.0 * s));
                            ui.label(detail.color(t.muted));
                        });
                    });
                    ui.add_space(10.0 * s);
                }
            });
    });
}

/// The code with its quiet zone, at most so large; black on white by night too, or no telephone
/// reads it.
pub fn code(ui: &mut Ui, qr: &Qr, most: f32) {
    let modules = qr.side() as f32 + 8.0;
    // Whole points, so that no module is blurred.
    let module = (most / modules).floor().max(1.0);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(module * modules), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, qr.text()));
    let painter = ui.painter();
    painter.rect_filled(rect, CornerRadius::same(8), Color32::WHITE);
    for (down, row) in qr.rows().enumerate() {
        for (right, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
            let at = rect.min + vec2(right as f32 + 4.0, down as f32 + 4.0) * module;
            let dark = Rect::from_min_size(at, Vec2::splat(module));
            painter.rect_filled(dark, CornerRadius::ZERO, Color32::BLACK);
        }
    }
}
