//! The scale beside this machine, as its windows share it: which it is, and reading it.
//!
//! Promises: a reading never keeps a window waiting; what swings is shown and not taken; a scale
//! that can't be read says why, once, and leaves the weight to be typed. Leaves out how a scale is
//! spoken with, which is the devices', and where the weight goes.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use egui::Context;

use super::{
    config::Config,
    remote::{Answer, Desk, LOST, Pending, lock, sentence},
};
use crate::devices::scale::{Reading, Scale as _, ScaleProblem, SerialScale};

/// How long a scale is left alone before it is read again.
const REST: Duration = Duration::from_millis(200);

/// The scale of this machine; a clone is the same one.
#[derive(Clone)]
pub struct Balance {
    config: Config,
    scale: Arc<Mutex<Option<SerialScale>>>,
}

impl Balance {
    /// The one that the machine remembers.
    #[must_use]
    pub fn remembered(config: Config) -> Self {
        let scale = Arc::new(Mutex::new(config.scale()));
        Self { config, scale }
    }

    /// Which it is, where there is one.
    #[must_use]
    pub fn scale(&self) -> Option<SerialScale> {
        lock(&self.scale).clone()
    }

    /// Chooses another, or none; remembered in the background.
    pub fn choose(&self, scale: Option<SerialScale>, desk: &Desk) {
        lock(&self.scale).clone_from(&scale);
        let config = self.config.clone();
        // Where it can't be remembered it still holds until the program ends.
        drop(desk.read(move || config.remember_scale(scale.as_ref()).ok()));
    }
}

/// A weight that is being read.
#[derive(Default)]
pub struct Weight {
    pending: Option<Pending<Result<Reading, ScaleProblem>>>,
    /// What the scale said last, in words, where that is no weight to sell by.
    said: Option<String>,
    /// What stood still on it when it was last read.
    stood: Option<i64>,
    /// When it is to be read again, as long as it is followed.
    again: Option<Instant>,
}

impl Weight {
    /// Reads the scale in the background, unless it is being read.
    pub fn read(&mut self, mut scale: SerialScale, desk: &Desk) {
        if self.pending.is_none() {
            // It may take a second and more, so it is not among the reads of the shop.
            self.pending = Some(desk.write(move || scale.read()));
        }
    }

    /// Follows it no more. A reading that is under way is left to end: two at once would be in
    /// each other's way on the line.
    pub fn stop(&mut self) {
        (self.said, self.stood, self.again) = (None, None, None);
    }

    /// Whether it is being read.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.pending.is_some()
    }

    /// Whether it is being read, or will be again by itself.
    #[must_use]
    pub fn is_followed(&self) -> bool {
        self.pending.is_some() || self.again.is_some()
    }

    /// Why there is no weight yet, where the scale said so.
    #[must_use]
    pub fn said(&self) -> Option<&str> {
        self.said.as_deref()
    }

    /// The grams, whenever the scale stands still with something on it and said the same
    /// before: who pours pauses too. Asked in each frame, it is read again by itself until it
    /// is followed no more or can't be read.
    pub fn taken(&mut self, scale: Option<SerialScale>, ctx: &Context, desk: &Desk) -> Option<i64> {
        if let Some(again) = self.again {
            let rest = again.saturating_duration_since(Instant::now());
            if !rest.is_zero() {
                ctx.request_repaint_after(rest);
                return None;
            }
            self.again = None;
            self.read(scale?, desk);
        }
        let read = match self.pending.as_mut()?.take() {
            Answer::NotYet => return None,
            Answer::Here(read) => read,
            Answer::Lost => {
                self.said = Some(LOST.to_owned());
                self.pending = None;
                return None;
            }
        };
        self.pending = None;
        match read {
            Ok(Reading {
                grams,
                stable: true,
            }) if grams > 0 && self.stood == Some(grams) => {
                self.said = None;
                self.again = Some(Instant::now() + REST);
                ctx.request_repaint_after(REST);
                Some(grams)
            }
            Ok(reading) => {
                self.stood = reading.stable.then_some(reading.grams);
                self.said = Some(match reading.grams {
                    0 => "The scale is empty.".to_owned(),
                    grams => format!("{grams} g on the scale…"),
                });
                self.again = Some(Instant::now() + REST);
                ctx.request_repaint_after(REST);
                None
            }
            Err(problem) => {
                self.stood = None;
                self.said = Some(sentence(&problem));
                None
            }
        }
    }
}
