//! Founding, backing up and restoring the shop's file.

use std::{fs, path::PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{
    Common,
    output::{Out, Stop, table},
    password,
    visit::WINDOW,
};
use crate::{
    shop::{self, Founding, Permission, Refusal, Restored, Restoring, Shop, safekeeping},
    store::{Fault, Files},
};

/// Found a new shop.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The shop's name
    #[arg(long)]
    name: String,
    /// The currency's code, such as INR
    #[arg(long)]
    currency: String,
    /// The time zone, such as Asia/Kolkata
    #[arg(long)]
    time_zone: String,
    /// The name of the first admin, whose password is taken from
    /// SHERBET_PASSWORD, from --password-fd, or asked for
    #[arg(long, value_name = "NAME")]
    admin: String,
    /// Put the sample sweets on the shelf
    #[arg(long)]
    sample: bool,
}

#[derive(Serialize)]
struct Founded<'s> {
    path: &'s PathBuf,
    name: &'s str,
    currency: &'s str,
    time_zone: &'s str,
}

impl Init {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let path = common.path()?;
        if path.exists() {
            Files::beside(&path)?.see_a_file()?;
            return Err(Refusal::AlreadyFounded.into());
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.exists()) {
            // One's own data folder is made; any other is a slip of the pen.
            if Common::usual_path().as_ref() != Some(&path) {
                let why = format!("there is no folder {}; make it first", folder.display());
                return Err(Refusal::invalid("shop", why).into());
            }
            fs::create_dir_all(folder).map_err(|e| Fault::Io {
                what: format!("making the folder {}: {e}", folder.display()),
            })?;
        }
        let founding = Founding {
            shop_name: self.name,
            currency: self.currency,
            time_zone: self.time_zone,
            admin_name: self.admin,
            password: password::first(common)?,
            sample: self.sample,
        };
        let shop = Shop::found_with(&path, Common::clock(), &founding, &common.options())?;
        let facts = shop.about();
        let founded = Founded {
            path: &facts.path,
            name: &facts.name,
            currency: facts.currency.code(),
            time_zone: facts.zone.name(),
        };
        out.tell(&founded, || {
            format!(
                "{} is founded in {}; keep its key, the file ending in .key beside it, where the backups are not",
                facts.name,
                facts.path.display()
            )
        })
    }
}

/// Copy the shop while it is open, and check the copy.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Backup {
    /// Where the copy goes; its head is written beside it
    #[arg(required = true)]
    target: Option<PathBuf>,
    #[command(subcommand)]
    task: Option<BackupTask>,
}

/// What else can be done with backups.
#[derive(Debug, Subcommand)]
enum BackupTask {
    /// Try a backup out: restore it into a scratch file, check that, and remove it again
    Drill {
        /// Which; without it, the newest that the shop remembers
        backup: Option<PathBuf>,
    },
    /// The backups that the shop remembers, the newest first
    List,
}

impl BackupTask {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let (shop, session) = common.come_in()?;
        match self {
            BackupTask::Drill { backup } => {
                let drilled = shop.drill(&session, backup.as_deref())?;
                out.tell(&drilled, || {
                    format!(
                        "{} can be restored: {} records, all checks passed, in {} ms; \
                         the scratch file is removed again",
                        drilled.path.display(),
                        drilled.head.acts,
                        drilled.took_ms
                    )
                })
            }
            BackupTask::List => {
                let kept = shop.consult(&session, Permission::ManageShop, safekeeping::backups)?;
                let zone = shop.about().zone;
                out.tell(&kept, || {
                    let rows: Vec<_> = kept
                        .iter()
                        .map(|kept| {
                            let tried = match (kept.drilled_at, &kept.drill_wrong) {
                                (None, _) => "not tried".to_owned(),
                                (Some(at), None) => format!("whole, {}", zone.date_time(at)),
                                (Some(_), Some(wrong)) => wrong.clone(),
                            };
                            [
                                zone.date_time(kept.taken_at),
                                kept.acts.to_string(),
                                kept.path.display().to_string(),
                                tried,
                            ]
                        })
                        .collect();
                    table(["made", "records", "where", "tried"], &rows)
                })
            }
        }
    }
}

impl Backup {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let target = match (self.task, self.target) {
            (Some(task), _) => return task.run(common, out),
            (None, Some(target)) => target,
            (None, None) => return Err(Stop::Usage("tell where the copy goes".into())),
        };
        let (shop, session) = common.come_in()?;
        let made = shop.back_up(&session, &target)?;
        out.tell(&made, || {
            format!(
                "backed up and checked: {}, {} records; the head is in {}; the key is not in it, keep that elsewhere",
                made.path.display(),
                made.head.acts,
                made.head_path.display()
            )
        })
    }
}

/// Put a backup in place; what was there is kept.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The copy that `sherbet backup` made, or a shop that a restore put aside;
    /// its head stands beside it
    backup: PathBuf,
    /// Go on where the shop that is there has acts that the backup lacks: they
    /// are put aside with it
    #[arg(long)]
    put_aside_newer: bool,
}

impl Restore {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let by = Restoring {
            name: common.name()?,
            password: &password::own(common)?,
            window: WINDOW,
            put_aside_newer: self.put_aside_newer,
            patience: common.wait,
        };
        let restored = shop::restore(&self.backup, &common.path()?, Common::clock(), &by)?;
        out.tell(&restored, || restored_in_words(&restored))
    }
}

fn restored_in_words(restored: &Restored) -> String {
    let counted = |number: i64, one: &str| match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {one}s"),
    };
    let records = counted(restored.head.acts, "record");
    let Some(kept) = &restored.kept else {
        return format!("restored, {records}");
    };
    let back = match &restored.kept_head {
        Some(_) => "the way back is to restore that",
        None => "it can't be read, so it can't be restored",
    };
    format!(
        "restored, {records}; what was there, with {} that the backup lacks, is kept in {}; {back}",
        counted(restored.newer_acts, "act"),
        kept.display()
    )
}
