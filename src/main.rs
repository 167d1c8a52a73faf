//! Reads the command line and hands the shop to a window or a command.

use std::process::ExitCode;

use sherbet::cli::{self, Start};

fn main() -> ExitCode {
    match cli::start() {
        Start::Window(_path) => ExitCode::from(3),
        Start::Ended(code) => code,
    }
}
