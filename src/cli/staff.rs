//! Accounts of those who work in the shop.

use clap::Subcommand;

use super::{
    Asking, Common, grants,
    output::{Out, Stop, table},
    password, typed,
    visit::WINDOW,
};
use crate::{
    shop::{
        Command, Permission, Session, Shop,
        staff::{self, Approve, ChangeRole, Registered, Reinstate, Retire},
    },
    values::{AccountId, RequestId},
};

/// Accounts of those who work in the shop.
#[derive(Debug, Subcommand)]
pub(super) enum StaffTask {
    /// Add an account that may log in at once
    Add {
        /// Its name; its password is taken from SHERBET_NEW_PASSWORD, from
        /// --new-password-fd, or asked for
        #[arg(long)]
        name: String,
        /// What for: staff or admin
        #[arg(long, default_value = "staff")]
        role: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// Register oneself, and wait for an admin's approval
    Register {
        /// One's name; the password is taken from SHERBET_PASSWORD, from
        /// --password-fd, or asked for
        #[arg(long)]
        name: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// Every account; those who wait for approval first
    List,
    /// Let somebody who registered log in
    Approve {
        /// Whose account
        name: String,
        /// What for: staff or admin
        #[arg(long, default_value = "staff")]
        role: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// Make staff an admin, or an admin staff
    Role {
        /// Whose account
        name: String,
        /// What for: staff or admin
        role: String,
        /// The version that was seen; without it, the one it has now
        #[arg(long)]
        version: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
    /// Let somebody log in no more
    Retire {
        /// Whose account
        name: String,
        /// The version that was seen; without it, the one it has now
        #[arg(long)]
        version: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
    /// Let somebody log in again
    Reinstate {
        /// Whose account
        name: String,
        /// The version that was seen; without it, the one it has now
        #[arg(long)]
        version: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
    /// Change one's own password, or give a colleague a new one; it is taken
    /// from SHERBET_NEW_PASSWORD, from --new-password-fd, or asked for
    Password {
        /// The colleague who forgot theirs; without it, one's own is changed
        name: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
    /// Set one's own PIN, to give grants and unlock windows with; it is taken
    /// from SHERBET_PIN, from --pin-fd, or asked for
    Pin(grants::PinTask),
}

impl StaffTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            StaffTask::Add { name, role, asking } => {
                let request = typed::request(asking.request.as_deref())?;
                let role = typed::role(&role)?;
                let (shop, session) = common.come_in()?;
                let new = password::new(common)?;
                let added = shop.add_staff(&session, request, &name, &new, role)?;
                out.done(request, &added, || welcomed(&added))
            }
            StaffTask::Register { name, asking } => {
                let request = typed::request(asking.request.as_deref())?;
                let shop = common.open()?;
                let first = password::first(common)?;
                let registered = shop.register(request, &name, &first, WINDOW)?;
                out.done(request, &registered, || welcomed(&registered))
            }
            StaffTask::List => list(common, out),
            StaffTask::Approve { name, role, asking } => {
                let request = typed::request(asking.request.as_deref())?;
                let role = typed::role(&role)?;
                let (shop, session) = common.come_in()?;
                let account = typed::account(&shop, &session, &name)?.id;
                let approve = Approve { account, role };
                change((&shop, &session), out, request, &name, approve)
            }
            StaffTask::Role {
                name,
                role,
                version,
                asking,
            } => {
                let role = typed::role(&role)?;
                let seen = Seen { name, version };
                seen.change(common, out, &asking, |account, version| ChangeRole {
                    account,
                    role,
                    version,
                })
            }
            StaffTask::Retire {
                name,
                version,
                asking,
            } => {
                let seen = Seen { name, version };
                seen.change(common, out, &asking, |account, version| Retire {
                    account,
                    version,
                })
            }
            StaffTask::Reinstate {
                name,
                version,
                asking,
            } => {
                let seen = Seen { name, version };
                seen.change(common, out, &asking, |account, version| Reinstate {
                    account,
                    version,
                })
            }
            StaffTask::Password { name, asking } => set_password(common, out, name, &asking),
            StaffTask::Pin(pin) => pin.run(common, out),
        }
    }
}

fn set_password(
    common: &Common,
    out: &Out,
    name: Option<String>,
    asking: &Asking,
) -> Result<(), Stop> {
    let request = typed::request(asking.request.as_deref())?;
    let shop = common.open()?;
    // Taken once: a descriptor can't be read again.
    let own = password::own(common)?;
    let session = shop.log_in(common.name()?, &own, WINDOW)?;
    let new = password::new(common)?;
    match name {
        None => shop.change_password(&session, request, &own, &new)?,
        Some(name) => {
            let account = typed::account(&shop, &session, &name)?.id;
            shop.give_password(&session, request, account, &new)?;
        }
    }
    out.done(request, &(), || "the password is changed".into())
}

fn welcomed(who: &Registered) -> String {
    match who.status {
        staff::Status::Waiting => {
            format!(
                "{} is registered and waits for an admin's approval",
                who.name
            )
        }
        _ => format!("{} may log in", who.name),
    }
}

/// An account as it was seen.
struct Seen {
    name: String,
    version: Option<String>,
}

impl Seen {
    fn change<C: Command<Outcome = i64>>(
        self,
        common: &Common,
        out: &Out,
        asking: &Asking,
        command: impl FnOnce(AccountId, i64) -> C,
    ) -> Result<(), Stop> {
        let request = typed::request(asking.request.as_deref())?;
        let told = self
            .version
            .map(|typed| typed::whole("version", &typed))
            .transpose()?;
        let (shop, session) = common.come_in()?;
        let account = typed::account(&shop, &session, &self.name)?;
        // Asked again without one, it is the version it was first asked with.
        let first = || {
            let asked = shop.asked_before::<C>(&session, request)?;
            Ok::<_, Stop>(asked.and_then(|asked| asked.get("version")?.as_i64()))
        };
        let version = match told {
            Some(told) => told,
            None => first()?.unwrap_or(account.version),
        };
        let command = command(account.id, version);
        change((&shop, &session), out, request, &self.name, command)
    }
}

fn change<C: Command<Outcome = i64>>(
    (shop, session): (&Shop, &Session),
    out: &Out,
    request: RequestId,
    name: &str,
    command: C,
) -> Result<(), Stop> {
    let version = shop.execute(session, request, command)?;
    out.done(request, &version, || format!("done: {} {name}", C::NAME))
}

fn list(common: &Common, out: &Out) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let accounts = shop.consult(&session, Permission::ManageStaff, staff::list)?;
    out.tell(&accounts, || {
        let rows: Vec<[String; 4]> = accounts
            .iter()
            .map(|account| {
                [
                    account.name.clone(),
                    account.role.word().to_owned(),
                    account.status.word().to_owned(),
                    shop.about().zone.date_time(account.created_at),
                ]
            })
            .collect();
        table(["name", "role", "status", "since"], &rows)
    })
}
