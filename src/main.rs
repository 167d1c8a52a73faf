//! Reads the command line and hands the shop to a window or a command.

use std::process::ExitCode;

use sherbet::{
    cli::{self, Start},
    doctor::logs,
    ui,
    values::SystemClock,
};

fn main() -> ExitCode {
    // Kept until the end: what was told last is written when it is let go of.
    let asked = logs::begin_as_asked();
    let ended = match cli::start() {
        Start::Ended(code) => code,
        Start::Window(path) => {
            let _usual = match &asked {
                Some(_) => None,
                // A window without its log still sells, and the doctor tells why there is none.
                None => logs::begin_as_usual().ok(),
            };
            match ui::run(path, SystemClock::shared()) {
                Ok(()) => ExitCode::SUCCESS,
                Err(no_window) => cli::without_window(&no_window),
            }
        }
    };
    drop(asked);
    ended
}
