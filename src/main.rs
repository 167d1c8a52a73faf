//! Reads the command line and hands the shop to a window or a command.

use std::{io::IsTerminal as _, process::ExitCode};

use sherbet::{
    cli::{self, Start},
    ui,
    values::SystemClock,
};

fn main() -> ExitCode {
    tell_what_happens();
    match cli::start() {
        Start::Ended(code) => code,
        Start::Window(path) => match ui::run(path, SystemClock::shared()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(no_window) => cli::without_window(&no_window),
        },
    }
}

/// `SHERBET_LOG=info` tells on standard error what the program does meanwhile:
/// who is waited for, what a fault was. Without it nothing is told.
fn tell_what_happens() {
    if let Ok(filter) = tracing_subscriber::EnvFilter::try_from_env("SHERBET_LOG") {
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .with_ansi(std::io::stderr().is_terminal())
            .init();
    }
}
