//! The scale, read from the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::output::{Out, Stop};
use crate::{
    devices::scale::{Scale as _, ScaleProtocol, SerialScale},
    shop::Refusal,
    values::Unit,
};

/// Scales; no shop is needed.
#[derive(Debug, Subcommand)]
pub(super) enum ScaleTask {
    /// The weight that is on a scale now
    Read(Read),
}

#[derive(Debug, Args)]
pub(super) struct Read {
    /// The serial line it is on, such as /dev/ttyUSB0
    #[arg(long, value_name = "DEVICE")]
    port: PathBuf,
    /// Bits a second, as set in the scale
    #[arg(long, value_name = "N", default_value_t = 9600)]
    baud: u32,
    /// It only answers when it is asked (SICS), instead of sending all the time
    #[arg(long)]
    asked: bool,
}

impl ScaleTask {
    pub(super) fn run(self, out: &Out) -> Result<(), Stop> {
        let ScaleTask::Read(Read { port, baud, asked }) = self;
        let mut scale = SerialScale {
            path: port,
            baud,
            protocol: match asked {
                true => ScaleProtocol::Asked,
                false => ScaleProtocol::Sending,
            },
        };
        let reading = scale
            .read()
            .map_err(|problem| Refusal::invalid("port", problem.to_string()))?;
        let told = serde_json::json!({ "grams": reading.grams, "stable": reading.stable });
        out.tell(&told, || {
            let swings = if reading.stable {
                ""
            } else {
                " (it swings: wait)"
            };
            format!("{}{swings}", Unit::Gram.format(reading.grams))
        })
    }
}
