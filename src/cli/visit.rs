//! Coming to the shop: which file, and who acts.

use std::{path::PathBuf, sync::Arc};

use directories::ProjectDirs;

use super::{Common, output::Stop, password};
use crate::{
    shop::{Session, Shop},
    store::Options,
    values::{Clock, SystemClock},
};

/// What the journal has as the window of what is done without one.
pub(super) const WINDOW: &str = "command line";

impl Common {
    /// The shop's file.
    pub(super) fn path(&self) -> Result<PathBuf, Stop> {
        match &self.shop {
            Some(path) => Ok(path.clone()),
            None => Common::usual_path().ok_or_else(|| {
                Stop::Usage("you have no data folder: tell the shop's file with --shop FILE".into())
            }),
        }
    }

    /// Where a shop is when nobody says.
    pub(super) fn usual_path() -> Option<PathBuf> {
        ProjectDirs::from("", "", "sherbet").map(|dirs| dirs.data_dir().join("shop.sherbet"))
    }

    pub(super) fn clock() -> Arc<dyn Clock> {
        SystemClock::shared()
    }

    pub(super) fn options(&self) -> Options {
        Options {
            patience: self.wait,
            ..Options::default()
        }
    }

    /// Opens the shop.
    pub(super) fn open(&self) -> Result<Shop, Stop> {
        let shop = Shop::open_with(&self.path()?, Common::clock(), &self.options())?;
        Ok(shop)
    }

    /// Opens the shop and logs in.
    pub(super) fn come_in(&self) -> Result<(Shop, Session), Stop> {
        let shop = self.open()?;
        let session = self.log_in(&shop)?;
        Ok((shop, session))
    }

    /// Logs in whoever acts.
    pub(super) fn log_in(&self, shop: &Shop) -> Result<Session, Stop> {
        Ok(shop.log_in(self.name()?, &password::own(self)?, WINDOW)?)
    }

    /// The name of whoever acts.
    pub(super) fn name(&self) -> Result<&str, Stop> {
        self.who
            .as_deref()
            .ok_or_else(|| Stop::Usage("tell who acts with --as NAME".into()))
    }
}
