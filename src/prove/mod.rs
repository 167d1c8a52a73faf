//! A shop that may see for itself whether its file can be trusted with its
//! money: its day at full load, on a copy on its own disk, and then the count.
//!
//! Promises: the shop's own file is only read; its key is not copied, so
//! nothing that is made here could pass for the shop's; the copy is removed
//! again, by the helping processes where this one is killed, and by whoever next
//! opens the shop where all of them are. Everything is done by the shop's own
//! commands through its one door, by several processes that are this program
//! itself. Left out: faults of the disk and of the power, which are tests'.
//!
//! `naive` has the ways in which it is often done, and wrongly. Nothing but
//! this room may use it.

mod asker;
mod client;
mod crew;
mod goods;
mod naive;
mod notes;
mod report;
mod verdict;
mod worker;

use std::{num::NonZeroU16, path::Path, sync::Arc, time::Duration};

pub use naive::Naively;
pub use report::{Burst, Goal, Kind, Proof, Times};
pub use verdict::Verdict;
pub use worker::work;

use crate::{
    shop::{
        self, Session, Shop, Trouble, journal,
        verify::{With, verify},
    },
    store::{Fault, Options, Scratch},
    values::{Clock, RequestId},
};

/// What is asked of the shop, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// For how long.
    pub time: Duration,
    /// How many ask, over all processes.
    pub clients: NonZeroU16,
    /// In how many processes.
    pub processes: NonZeroU16,
    /// Acts a second, over all clients; without it, who is answered asks again at once.
    pub rate: Option<u32>,
    /// How many are asked at once, and answered, before the time begins; measured by themselves.
    pub at_once: u32,
    /// Orders only, instead of the whole of the shop's day.
    pub orders_only: bool,
    /// Whether the known wrong ways are tried, too, on another copy and for as long.
    pub naive: bool,
}

impl Load {
    /// The load that the goals are set for: 800 orders a second.
    pub const REFERENCE_RATE: u32 = 800;
    /// And how many orders come at once before that.
    pub const REFERENCE_AT_ONCE: u32 = 1000;
}

/// An admin of the shop, who answers for what is asked of its disk.
#[derive(Clone, Copy, Debug)]
pub struct By<'b> {
    /// Their name.
    pub name: &'b str,
    /// Their password.
    pub password: &'b str,
    /// From which window.
    pub window: &'b str,
}

/// What a second of full load may take on the disk, at most.
const BYTES_A_SECOND: u64 = 16_000_000;
/// With less than this free on the disk nothing more is asked: the shop itself needs room.
const RESERVE: u64 = 200_000_000;

/// Whether so little is left on the scratch folder's disk that the load must end.
fn is_scarce(scratch: &Scratch) -> bool {
    matches!(scratch.free_room(), Ok(Some(free)) if free < RESERVE)
}

/// Makes the scratch folder for a proof of the shop at `path`.
///
/// # Errors
/// [`Fault::NoShop`], [`Fault::NoRoom`], or a fault of the disk.
pub fn scratch(path: &Path, time: Duration) -> Result<Scratch, Fault> {
    let besides = BYTES_A_SECOND.saturating_mul(time.as_secs().saturating_add(1));
    Scratch::beside(path, besides.saturating_add(RESERVE))
}

/// Does the shop's day on a copy in `scratch`, and counts.
///
/// # Errors
/// A refusal, where `by` is no admin of the shop. A fault of the file, of its
/// disk, or of a process; what does not add up is no error but the answer.
pub fn prove(
    scratch: &Scratch,
    clock: Arc<dyn Clock>,
    by: &By<'_>,
    load: &Load,
) -> Result<Proof, Trouble> {
    // The processes first: from now on they clear up where this one is killed.
    let mut crew = crew::Crew::muster(scratch.folder(), load.processes)?;
    let copy = scratch.copy("shop")?;
    let options = Options::default();
    let who = (by.name, by.password, by.window);
    shop::rekey(&copy, Arc::clone(&clock), who, &options)?;
    let shop = Shop::open_with(&copy, clock, &options)?;
    let (goods, login, before) = prepare(&shop, by)?;
    let reports = crew.work(&copy, load, &goods, &login, || is_scarce(scratch))?;
    let cut_short = crew.was_cut_short();
    // The checker reads a file that nobody has open where it is.
    drop(shop);
    let with = With {
        logs: reports.iter().map(|report| report.log.clone()).collect(),
        all_since: Some(before),
        ..With::default()
    };
    let verdict = verdict::of_shop(&verify(&copy, &with)?);
    let naive = match load.naive {
        true => Some(naive::go(scratch, load.time, load.clients)?),
        false => None,
    };
    crew.dismiss()?;
    Ok(Proof {
        naive,
        ..report::of(load, reports, verdict, cut_short)
    })
}

/// What the copy lacks is made in it by commands: goods, calendars, customers, and
/// an account for the processes. The answer's last is the newest act after that.
fn prepare(shop: &Shop, by: &By<'_>) -> Result<(goods::Goods, crew::LogIn, i64), Trouble> {
    let admin: Session = shop.log_in(by.name, by.password, by.window)?;
    let goods = goods::make(shop, &admin)?;
    let login = crew::LogIn::new();
    shop.add_staff(
        &admin,
        RequestId::new(),
        &login.name,
        &login.password,
        shop::Role::Admin,
    )?;
    let head = shop.read(journal::head)?;
    Ok((goods, login, head.acts))
}
