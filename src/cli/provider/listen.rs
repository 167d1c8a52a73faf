//! Seeing to the provider without a window.

use crossbeam_channel::bounded;

use super::banner;
use crate::{
    cli::{
        Common,
        output::{Out, Stop},
    },
    gateway::{Gateway, Status, Vault},
    store::Fault,
};

/// See to the provider without a window, until Ctrl+C.
pub(super) fn listen(common: &Common, out: &Out) -> Result<(), Stop> {
    let shop = common.open()?;
    let (tell, told) = bounded(1);
    // A full channel has the word already.
    let changed = move || if tell.try_send(()).is_err() {};
    let gateway = Gateway::start(&shop, Vault::of_this_machine(), changed);
    let gateway = gateway.map_err(|error| Fault::Io {
        what: format!("starting a thread for the payments: {error}"),
    })?;
    while told.recv().is_ok() {
        let status = gateway.status();
        out.tell(&status, || words(&status))?;
    }
    Ok(())
}

fn words(status: &Status) -> String {
    let practice = banner(status.practice);
    match (&status.problem, status.here, &status.listening) {
        (Some(problem), ..) => format!("in the way: {problem}"),
        (None, false, _) => "another process sees to the provider".into(),
        (None, true, _) if !status.set_up => "the shop has no payment provider yet".into(),
        (None, true, None) => format!("{practice}asking the provider"),
        (None, true, Some(at)) => format!("{practice}asking the provider, and listening at {at}"),
    }
}
