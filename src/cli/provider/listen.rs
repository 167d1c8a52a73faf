//! Seeing to the provider without a window.

use std::{thread, time::Duration};

use super::banner;
use crate::{
    cli::{
        Common,
        output::{Out, Stop},
    },
    gateway::{Gateway, Status, Vault},
    store::Fault,
};

/// How often it is looked how the gateway is getting on.
const LOOK: Duration = Duration::from_millis(100);

/// See to the provider without a window, until Ctrl+C.
pub(super) fn listen(common: &Common, out: &Out) -> Result<(), Stop> {
    let shop = common.open()?;
    let gateway = Gateway::start(&shop, Vault::of_this_machine()).map_err(|error| Fault::Io {
        what: format!("starting a thread for the payments: {error}"),
    })?;
    let mut before: Option<Status> = None;
    loop {
        let status = gateway.status();
        if before.as_ref() != Some(&status) {
            out.tell(&status, || {
                let listening = status.listening.as_ref();
                match (&status.problem, status.here, listening) {
                    (Some(problem), ..) => format!("in the way: {problem}"),
                    (None, false, _) => "another process sees to the provider, or none yet".into(),
                    (None, true, None) => {
                        format!("{}asking the provider", banner(status.practice))
                    }
                    (None, true, Some(at)) => format!(
                        "{}asking the provider, and listening at {at}",
                        banner(status.practice)
                    ),
                }
            })?;
            before = Some(status);
        }
        thread::sleep(LOOK);
    }
}
