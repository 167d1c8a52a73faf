//! The windows: the counter, the stock room, the sales and the staff, drawn with egui.
//!
//! Promises: no database or network call on the thread that draws (a guard makes one a panic in
//! debug builds); every change goes through the shop's one door; nothing a person typed is lost
//! by closing, killing or logging out; nothing is redrawn while nothing happens. Leaves out the
//! rules of the shop: a window asks, and shows the answer.

pub mod actions;
pub mod ahead;
pub mod app;
pub mod balance;
pub mod config;
pub mod display;
pub mod fonts;
pub mod intents;
pub mod office;
pub mod overlays;
pub mod printing;
pub mod provider;
pub mod remote;
pub mod scanner;
pub mod screens;
pub mod tender;
pub mod theme;
pub mod top_bar;
pub mod widgets;
pub mod window;

use std::{path::PathBuf, sync::Arc};

use crate::values::Clock;

pub use app::App;

/// Why the windows could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("no window could be opened: {0}")]
pub struct NoWindow(String);

/// Opens the program's first window over the shop at `path` and returns when the last is closed.
///
/// # Errors
/// Where there is no display, or the display can't show the windows.
pub fn run(path: PathBuf, clock: Arc<dyn Clock>) -> Result<(), NoWindow> {
    let options = eframe::NativeOptions {
        viewport: app::builder(1.0),
        renderer: eframe::Renderer::Glow,
        centered: true,
        ..Default::default()
    };
    eframe::run_native(
        "Sherbet",
        options,
        Box::new(move |cc| {
            let app = App::new(&cc.egui_ctx, path, clock, config::Config::of_this_machine())?;
            Ok(Box::new(app))
        }),
    )
    .map_err(|error| NoWindow(error.to_string()))
}
