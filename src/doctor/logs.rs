//! What the program does, written down line by line: to files that are thrown away after some
//! days, and to standard error where somebody asked for it.
//!
//! Promises: only what Sherbet itself says is written, never what a library says; no secret,
//! password, PIN, code or phone number is among it; what nobody asked to be told costs one
//! comparison. An act can be followed from the press of a key to the disk by its request's id, at
//! the level `debug`. A file that can't be written keeps nobody from selling.
//! Left out: sending them anywhere.

use std::{
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
};

use tracing_appender::{
    non_blocking::WorkerGuard,
    rolling::{RollingFileAppender, Rotation},
};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    filter::{FilterExt as _, filter_fn},
    fmt,
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

/// What says how much is told, such as `debug` or `info,sherbet::store=debug`.
pub const ASKED_BY: &str = "SHERBET_LOG";

/// So many files are kept, one a day.
pub const DAYS: usize = 14;

/// What windows write down where nobody asked for more or less.
const USUAL: &str = "sherbet=info";

/// Writes what is left when it is dropped.
#[must_use = "what was told last is written when this is dropped"]
pub struct Kept {
    _writer: WorkerGuard,
}

/// Where the files are: beside the configuration.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "sherbet")
        .map(|folders| folders.config_dir().join("logs"))
}

/// Begins to tell what `SHERBET_LOG` asks for, on standard error and in files; `None` where it
/// asks for nothing, or for something that is no level.
#[must_use]
pub fn begin_as_asked() -> Option<Kept> {
    let asked = EnvFilter::try_from_env(ASKED_BY).ok()?;
    let shown = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_filter(asked.and(filter_fn(|said| is_ours(said.target()))));
    let wanted = EnvFilter::try_from_env(ASKED_BY).ok()?;
    let (layer, kept, failed) = match written(folder().as_deref(), wanted) {
        Ok((layer, kept)) => (Some(layer), Some(kept), None),
        Err(error) => (None, None, Some(error)),
    };
    tracing_subscriber::registry()
        .with(layer)
        .with(shown)
        .init();
    if let Some(error) = failed {
        tracing::warn!(%error, "no log file can be written");
    }
    kept
}

/// Begins to write what windows usually do; nothing where `SHERBET_LOG` was there before.
///
/// # Errors
/// Where no file can be written; then nothing is.
pub fn begin_as_usual() -> io::Result<Kept> {
    let (layer, kept) = written(folder().as_deref(), EnvFilter::new(USUAL))?;
    tracing_subscriber::registry()
        .with(layer)
        .try_init()
        .map_err(io::Error::other)?;
    Ok(kept)
}

type Lines = Box<dyn Layer<Registry> + Send + Sync>;

/// A layer that writes JSON lines into the files of a folder. A full disk or a slow one loses
/// lines, and holds up nobody.
fn written(folder: Option<&Path>, wanted: EnvFilter) -> io::Result<(Lines, Kept)> {
    let folder = folder.ok_or_else(|| io::Error::other("you have no configuration folder"))?;
    std::fs::create_dir_all(folder)?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("sherbet")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder)
        .map_err(io::Error::other)?;
    let (file, writer) = tracing_appender::non_blocking(file);
    let layer = fmt::layer()
        .json()
        .with_current_span(false)
        .with_thread_names(true)
        .with_writer(file)
        .with_filter(wanted.and(filter_fn(|said| is_ours(said.target()))));
    Ok((Box::new(layer), Kept { _writer: writer }))
}

/// Whether the program says it itself: nobody can promise what a library puts into its lines.
fn is_ours(target: &str) -> bool {
    target == "sherbet" || target.starts_with("sherbet::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libraries_say_is_not_ours() {
        assert!(is_ours("sherbet::store::runner") && is_ours("sherbet"));
        for other in ["ureq::unversioned", "hyper", "sherbetlike", ""] {
            assert!(!is_ours(other), "{other}");
        }
    }
}
