//! Reading the journal, and having it checked.

use std::path::PathBuf;

use clap::Subcommand;

use super::{
    Common,
    output::{Out, Stop, table},
    password,
    visit::WINDOW,
};
use crate::{
    shop::{self, Audit, Permission, journal},
    store::Fault,
};

/// Who did what, and whether the record is whole.
#[derive(Debug, Subcommand)]
pub(super) enum JournalTask {
    /// The records, newest first
    Show {
        /// Only those before this one
        #[arg(long, value_name = "ACT")]
        before: Option<i64>,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Recompute every seal and add up the books
    Verify {
        /// A head kept elsewhere, such as beside a backup: a tail that was cut
        /// off shows against it
        #[arg(long, value_name = "FILE")]
        head: Option<PathBuf>,
    },
    /// Seal what is final in the books and was not sealed yet, so that a change to it shows; a
    /// window, a backup and the closing of a shift do that by themselves
    Seal,
    /// Go on with a new key where the old one is lost: put it back instead if
    /// there is a copy. The seals up to now can't be verified any more then, and
    /// backups made with the old key can't be restored. Nobody may have the
    /// shop open
    Rekey,
}

impl JournalTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            JournalTask::Show { before, limit } => show(common, out, before, limit),
            JournalTask::Verify { head } => verify(common, out, head),
            JournalTask::Seal => seal(common, out),
            JournalTask::Rekey => rekey(common, out),
        }
    }
}

fn show(common: &Common, out: &Out, before: Option<i64>, limit: u32) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let records = shop.consult(&session, Permission::ManageShop, |db| {
        journal::list(db, before, limit)
    })?;
    out.tell(&records, || {
        let zone = shop.about().zone;
        let rows: Vec<[String; 6]> = records
            .iter()
            .map(|record| {
                [
                    record.act.to_string(),
                    zone.date_time(record.at),
                    record.who.clone().unwrap_or_default(),
                    record.window.clone(),
                    record.command.clone(),
                    record.asked.clone(),
                ]
            })
            .collect();
        table(["act", "at", "who", "window", "command", "asked"], &rows)
    })
}

fn rekey(common: &Common, out: &Out) -> Result<(), Stop> {
    let who = (common.name()?, &*password::own(common)?, WINDOW);
    let done = shop::rekey(&common.path()?, Common::clock(), who, &common.options())?;
    out.tell(&done, || {
        format!(
            "the journal goes on with a new key from record {}; seals before it can't be verified any more, and backups made before can't be restored; keep a copy of the key apart from the new backups, and make one now",
            done.act
        )
    })
}

fn seal(common: &Common, out: &Out) -> Result<(), Stop> {
    let (shop, _) = common.come_in()?;
    let sealed = shop.seal_books()?;
    out.tell(&sealed, || match sealed.rows {
        0 => "everything that is final was sealed already".into(),
        rows => format!("{rows} rows are sealed"),
    })
}

fn verify(common: &Common, out: &Out, head: Option<PathBuf>) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let head = head.map(|path| shop::written_head(&path)).transpose()?;
    let audit = shop.audit(&session, head.as_ref())?;
    out.tell(&audit, || {
        let head = &audit.journal.head;
        let lost = audit.journal.rekeyed_at.map(|act| {
            format!("; seals before record {act} can't be verified, because the key was lost then")
        });
        let lost = lost.unwrap_or_default();
        format!("{} records, head {}{lost}", head.acts, head.seal)
    })?;
    match not_whole(&audit) {
        Some(what) => Err(Fault::Damaged { what }.into()),
        None => Ok(()),
    }
}

fn not_whole(audit: &Audit) -> Option<String> {
    if let Some(broken) = &audit.journal.broken {
        return Some(format!("journal record {}: {}", broken.act, broken.why));
    }
    if let Some(found) = audit.books.first() {
        return Some(format!("{}: not at row {}", found.rule, found.row));
    }
    let altered = audit.altered.first()?;
    Some(format!("{}: {}", altered.place(), altered.what))
}
