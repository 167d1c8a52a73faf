//! Reads the command line and hands the shop to a window or a command.

use std::process::ExitCode;

use sherbet::{
    cli::{self, Start},
    ui,
    values::SystemClock,
};

fn main() -> ExitCode {
    match cli::start() {
        Start::Ended(code) => code,
        Start::Window(path) => match ui::run(path, SystemClock::shared()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(no_window) => cli::without_window(&no_window),
        },
    }
}
