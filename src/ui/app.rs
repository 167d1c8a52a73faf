//! The program as the windowing system sees it: the first window, the others, and their end.
//!
//! Promises: each window has its own log-in, basket and screen; closing the first window keeps
//! the others; the program ends with the last one, after what was under way has been answered.
//! Leaves out what a window shows.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use egui::{Context, Ui, ViewportBuilder, ViewportClass, ViewportCommand, ViewportId};

use crate::{
    store::guard,
    ui::{
        config::Config,
        office::Office,
        provider::Provider,
        remote::{Workers, lock},
        window::Window,
    },
    values::Clock,
};

/// How long the end of the program waits for what is under way.
const FAREWELL: Duration = Duration::from_secs(3);

/// The smallest window the screens are made for.
pub const SMALLEST: [f32; 2] = [900.0, 600.0];

/// A window beside the first.
struct Other {
    viewport: ViewportId,
    window: Arc<Mutex<Window>>,
    /// How large everything was shown when it was opened, which its first size went by.
    size: f32,
}

/// The program.
pub struct App {
    office: Arc<Office>,
    first: Option<Arc<Mutex<Window>>>,
    others: Vec<Other>,
    opened: u64,
}

impl App {
    /// The program over the shop at `path`, with one window.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn new(
        ctx: &Context,
        path: PathBuf,
        clock: Arc<dyn Clock>,
        config: Config,
    ) -> std::io::Result<Self> {
        let office = Office::new(path, clock, Workers::start()?, config, ctx);
        let first = Window::open(&office, ViewportId::ROOT, 1);
        Ok(Self {
            office,
            first: Some(first),
            others: Vec::new(),
            opened: 1,
        })
    }

    /// The workers, for those who wait until all is done.
    #[must_use]
    pub fn workers(&self) -> &Workers {
        self.office.workers()
    }

    /// The payment provider, as this program sees to it.
    #[must_use]
    pub fn provider(&self) -> &Provider {
        self.office.provider()
    }

    /// How many windows are open.
    #[must_use]
    pub fn windows(&self) -> usize {
        usize::from(self.first.is_some()) + self.others.len()
    }

    /// One frame of the first window; the others are told to be there.
    pub fn show(&mut self, ui: &mut Ui) {
        guard::this_is_the_ui_thread();
        for _ in 0..self.office.take_wanted() {
            self.open_window(ui.ctx());
        }
        self.office.keep_size();
        self.others.retain(|other| !lock(&other.window).closed());
        self.show_first(ui);
        for other in &self.others {
            let (viewport, window) = (other.viewport, other.window.clone());
            let builder = builder(other.size).with_title(lock(&window).title());
            ui.ctx()
                .show_viewport_deferred(viewport, builder, move |ui, class| {
                    guard::this_is_the_ui_thread();
                    let mut window = lock(&window);
                    window.show(ui);
                    if class != ViewportClass::EmbeddedWindow
                        && ui.input(|input| input.viewport().close_requested())
                    {
                        window.close();
                    }
                    guard::drawing_ended();
                });
        }
        self.show_displays(ui);
        guard::drawing_ended();
    }

    /// The customers' displays, each beside the window it belongs to.
    fn show_displays(&self, ui: &Ui) {
        let ctx = ui.ctx();
        let others = self
            .others
            .iter()
            .map(|other| (other.viewport, &other.window));
        let first = self.first.iter().map(|window| (ViewportId::ROOT, window));
        for (viewport, window) in first.chain(others) {
            let Some(display) = lock(window).open_display() else {
                continue;
            };
            // The other screen than the window's own, as far as that is known: the first
            // begins at 0.
            let on_second = ctx.input(|input| {
                let window = input.raw.viewports.get(&viewport);
                window.is_some_and(|window| {
                    let left = window.outer_rect.map(|rect| rect.left());
                    let width = window.monitor_size.map(|size| size.x);
                    left.zip(width).is_some_and(|(left, width)| left >= width)
                })
            });
            display.show_window(ctx, usize::from(!on_second));
        }
    }

    fn show_first(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let Some(first) = &self.first else {
            if self.others.is_empty() {
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
            return;
        };
        lock(first).show(ui);
        if ui.input(|input| input.viewport().close_requested()) {
            lock(first).close();
            if !self.others.is_empty() {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
                ctx.send_viewport_cmd(ViewportCommand::Visible(false));
            }
            self.first = None;
        }
    }

    /// Another window; where the first is hidden it is the first that comes back.
    fn open_window(&mut self, ctx: &Context) {
        self.opened += 1;
        if self.first.is_none() {
            self.first = Some(Window::open(&self.office, ViewportId::ROOT, self.opened));
            ctx.send_viewport_cmd_to(ViewportId::ROOT, ViewportCommand::Visible(true));
            ctx.send_viewport_cmd_to(ViewportId::ROOT, ViewportCommand::Focus);
            return;
        }
        let viewport = ViewportId::from_hash_of(("sherbet window", self.opened));
        self.others.push(Other {
            viewport,
            window: Window::open(&self.office, viewport, self.opened),
            size: ctx.zoom_factor(),
        });
    }
}

/// A native window as it is first opened, where everything is shown so large; the larger, the less
/// of it fits a screen.
pub fn builder(size: f32) -> ViewportBuilder {
    ViewportBuilder::default()
        .with_title("Sherbet")
        .with_app_id("sherbet")
        // With a title bar it still fits a screen of 1280 x 800.
        .with_inner_size([1240.0 / size, 740.0 / size])
        .with_min_inner_size(SMALLEST.map(|side| side / size))
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        // The hidden first window runs no frames of its own: this is where it ends the program.
        if self.first.is_none() && self.others.iter().all(|other| lock(&other.window).closed()) {
            self.others.clear();
            ctx.send_viewport_cmd_to(ViewportId::ROOT, ViewportCommand::Close);
        }
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        if let Some(seconds) = frame.info().cpu_usage {
            tracing::trace!(target: "sherbet::frames", ms = seconds * 1000.0, "the last frame");
        }
        self.show(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        for other in &self.others {
            lock(&other.window).close();
        }
        // Whatever was asked for keeps its request id in the shop's file: not waiting longer
        // loses an answer, never a sale.
        let _all_answered = self.workers().wait_until_idle(FAREWELL);
    }
}
