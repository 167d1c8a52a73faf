//! What a shop chooses about orders.

use serde::{Deserialize, Serialize};

use super::super::{Refusal, settings::Setting};
use crate::values::Timestamp;

/// Longer ahead than this, in hours, nothing is kept: 31 days.
const KEEP_MOST_HOURS: i64 = 31 * 24;
/// Longer than this, in minutes, no order is prepared: a week.
pub(super) const PREPARATION_MOST_MINUTES: i64 = 7 * 24 * 60;

/// How the shop takes orders for later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrderRules {
    /// What is promised to slots that begin within so many hours stays on the shelf for
    /// them; 0: what is promised is sold all the same.
    pub keep_ahead_hours: i64,
    /// So many minutes before its slot begins, an order is shown to the kitchen.
    pub preparation_minutes: i64,
}

impl Default for OrderRules {
    fn default() -> Self {
        OrderRules {
            keep_ahead_hours: 24,
            preparation_minutes: 60,
        }
    }
}

impl OrderRules {
    /// Until when what is promised stays on the shelf; before all time where it does not.
    pub(in super::super) fn kept_until(&self, now: Timestamp) -> Timestamp {
        match self.keep_ahead_hours {
            ..=0 => Timestamp::from_ms(i64::MIN),
            hours => Timestamp::from_ms(now.ms().saturating_add(hours.saturating_mul(3_600_000))),
        }
    }
}

impl Setting for OrderRules {
    const KEY: &'static str = "orders";
    const COMMAND: &'static str = "settings.orders";

    fn check(&self) -> Result<(), Refusal> {
        if !(0..=KEEP_MOST_HOURS).contains(&self.keep_ahead_hours) {
            let why = "is between 0 (what is promised is sold) and 744 hours";
            return Err(Refusal::invalid("keep_ahead_hours", why));
        }
        preparation("preparation_minutes", self.preparation_minutes).map(drop)
    }
}

/// A time of preparation that can be kept.
pub(super) fn preparation(field: &str, minutes: i64) -> Result<i64, Refusal> {
    match (0..=PREPARATION_MOST_MINUTES).contains(&minutes) {
        true => Ok(minutes),
        false => Err(Refusal::invalid(
            field,
            "is between 0 and 10,080 minutes, which is a week",
        )),
    }
}
