//! Reads the command line and hands the shop to a window or a command.

use std::process::ExitCode;

use sherbet::{
    cli::{self, Start},
    ui,
    values::SystemClock,
};

/// What the program ends with where no window could be opened.
const FAULT: u8 = 3;

fn main() -> ExitCode {
    match cli::start() {
        Start::Ended(code) => code,
        Start::Window(path) => match ui::run(path, SystemClock::shared()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(no_window) => {
                eprintln!("{no_window}");
                ExitCode::from(FAULT)
            }
        },
    }
}
