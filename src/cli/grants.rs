//! A supervisor's PIN, and grants given without a window.

use clap::Args;

use super::{
    Asking, Common,
    output::{Out, Stop},
    password, typed,
    visit::WINDOW,
};
use crate::shop::{Permission, staff::GRANT_USUAL_MINUTES};

/// Let somebody do for a while what their role does not allow.
#[derive(Debug, Args)]
pub(super) struct GrantTask {
    /// Who: the name of an account
    #[arg(long)]
    to: String,
    /// What: discount_more, change_price, sell_anything, take_back or book_difference
    #[arg(long = "for", value_name = "WHAT")]
    permission: String,
    /// For how long: 1 to 60 minutes
    #[arg(long, default_value_t = GRANT_USUAL_MINUTES, allow_hyphen_values = true)]
    minutes: i64,
    /// At which window, as the journal calls it
    #[arg(long, default_value = WINDOW)]
    window: String,
    #[command(flatten)]
    asking: Asking,
}

impl GrantTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let permission = Permission::granted_as(&self.permission)?;
        let (shop, session) = common.come_in()?;
        let to = (self.to.as_str(), self.window.as_str());
        let granted = shop.grant_to(&session, request, to, permission, self.minutes)?;
        out.done(request, &granted, || {
            format!(
                "until {} {} may {permission} at {}",
                shop.about().zone.time_of_day(granted.until),
                self.to,
                self.window
            )
        })
    }
}

/// Set one's own PIN, of 4 to 8 digits; it is taken from SHERBET_PIN, from
/// --pin-fd, or asked for.
#[derive(Debug, Args)]
pub(super) struct PinTask {
    /// Read the PIN from this file descriptor, up to the end of its line
    #[arg(long, value_name = "N")]
    pin_fd: Option<u32>,
    #[command(flatten)]
    asking: Asking,
}

impl PinTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let shop = common.open()?;
        // Taken once: a descriptor can't be read again.
        let own = password::own(common)?;
        let session = shop.log_in(common.name()?, &own, WINDOW)?;
        let pin = password::pin(self.pin_fd)?;
        shop.set_pin(&session, request, &own, &pin)?;
        out.done(request, &(), || "the PIN is set".into())
    }
}
