//! Who prints what: a print is claimed by one process, which says how it ended.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Session, Shop, Trouble},
    outbox::What,
};
use crate::{
    store::{self, Fault, WriteTx, params},
    values::{RequestId, Timestamp},
};

/// How long is waited before a print is tried again, by how often it was tried.
const BACK_OFF_MS: [i64; 5] = [1_000, 2_000, 5_000, 10_000, 15_000];

/// How long is waited before it is looked whether another process is still at it.
const LOOK_AGAIN_MS: i64 = 5_000;

/// A drawer that did not open by then stays shut: nobody expects it any more.
const DRAWER_MS: i64 = 20_000;

/// Something this process is to print now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    id: i64,
    tries: i64,
    /// What.
    pub what: What,
    /// On the printer of this name.
    pub printer: String,
    /// Whether it is marked as a copy: it was asked for as one, or part of it may be on paper.
    pub copy: bool,
    /// Whether the drawer opens with it.
    pub drawer: bool,
}

/// What a process is to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Print this.
    Print(Job),
    /// Nothing before this moment.
    At(Timestamp),
    /// Nothing until something is put into the outbox.
    Idle,
}

/// How a print ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Printed {
    /// The printer took it.
    Well,
    /// It did not; it is tried again.
    Not {
        /// Why, for staff.
        problem: String,
        /// Whether part of it may be on paper.
        begun: bool,
    },
    /// Trying again would not help.
    Never {
        /// Why, for staff.
        problem: String,
    },
}

/// The oldest print of each printer: those behind it wait for it, so that paper comes in order
/// and no two processes write to one printer at once.
struct Head {
    job: Job,
    at_ms: i64,
    holder: Option<String>,
    begun: bool,
    next_ms: i64,
}

/// Claims the next print for this process, where one is due.
///
/// # Errors
/// A fault of the file.
pub fn claim(shop: &Shop) -> Result<Next, Trouble> {
    let heads = shop.read(|db| {
        db.all(
            "SELECT id, tries, what, subject, printer, copy, drawer, at_ms, holder, begun, next_ms
             FROM prints WHERE id IN (
                 SELECT min(id) FROM prints
                 WHERE state <> 'printed' AND state <> 'discarded' AND state = 'waiting'
                 GROUP BY printer)
             ORDER BY next_ms",
            [],
            |row| {
                Ok(Head {
                    job: Job {
                        id: row.get(0)?,
                        tries: row.get(1)?,
                        what: What::of(row, 2)?,
                        printer: row.get(4)?,
                        copy: row.get(5)?,
                        drawer: row.get(6)?,
                    },
                    at_ms: row.get(7)?,
                    holder: row.get(8)?,
                    begun: row.get(9)?,
                    next_ms: row.get(10)?,
                })
            },
        )
    })?;
    let now = shop.now().ms();
    let mut next: Option<i64> = None;
    for head in heads {
        let wait = match &head.holder {
            Some(holder) if store::is_alive(holder) => LOOK_AGAIN_MS,
            Some(_) => 0,
            None => head.next_ms.saturating_sub(now),
        };
        // Further off than any back-off, the clock went back meanwhile.
        if wait > 0 && wait <= LOOK_AGAIN_MS.max(BACK_OFF_MS[BACK_OFF_MS.len() - 1]) {
            let then = now.saturating_add(wait);
            next = Some(next.map_or(then, |next| next.min(then)));
            continue;
        }
        let late = now.saturating_sub(head.at_ms) > DRAWER_MS;
        // A process that ended while it printed may have printed all of it.
        let begun = head.begun || head.holder.is_some();
        let claim = Claim {
            print: head.job.id,
            seen: head.holder,
            by: store::this_process().to_owned(),
        };
        if !shop.execute(&nobody(), RequestId::new(), claim)? {
            // Another process was faster, and will wake this one when it is done.
            next = Some(now.saturating_add(LOOK_AGAIN_MS));
            continue;
        }
        let mut job = head.job;
        job.copy |= begun && job.what.is_marked_as_copy();
        job.drawer &= !late && !begun;
        return Ok(Next::Print(job));
    }
    Ok(next.map_or(Next::Idle, |next| Next::At(Timestamp::from_ms(next))))
}

/// Says how a print ended that this process had claimed.
///
/// # Errors
/// A fault of the file; the print is then still this process's, and it is said again.
pub fn ended(shop: &Shop, job: &Job, printed: Printed) -> Result<(), Trouble> {
    let ended = Ended {
        print: job.id,
        by: store::this_process().to_owned(),
        tries: job.tries,
        printed,
    };
    shop.execute(&nobody(), RequestId::new(), ended)
}

/// Printing needs nobody to be logged in: what may be printed was seen when it was asked for.
fn nobody() -> Session {
    Session::visitor("printing")
}

#[derive(Serialize)]
struct Claim {
    print: i64,
    /// Who held it when it was looked at.
    seen: Option<String>,
    by: String,
}

impl Command for Claim {
    type Outcome = bool;
    const NAME: &'static str = "printing.claim";
    const NEEDS: Permission = Permission::Visit;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, _by: &Actor<'_>) -> Result<bool, Trouble> {
        let claimed = tx.execute(
            "UPDATE prints SET holder = ?3, begun = begun OR ?2 IS NOT NULL, tries = tries + 1
             WHERE id = ?1 AND state = 'waiting' AND holder IS ?2",
            params![self.print, self.seen, self.by],
        )?;
        Ok(claimed == 1)
    }
}

#[derive(Serialize)]
struct Ended {
    print: i64,
    by: String,
    tries: i64,
    printed: Printed,
}

impl Command for Ended {
    type Outcome = ();
    const NAME: &'static str = "printing.ended";
    const NEEDS: Permission = Permission::Visit;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        let (state, problem, begun) = match &self.printed {
            Printed::Well => ("printed", None, true),
            Printed::Not { problem, begun } => ("waiting", Some(problem), *begun),
            Printed::Never { problem } => ("failed", Some(problem), false),
        };
        let problem = problem.map(|problem| problem.chars().take(500).collect::<String>());
        let place = usize::try_from(self.tries).unwrap_or(usize::MAX);
        let wait = BACK_OFF_MS[place.min(BACK_OFF_MS.len() - 1)];
        let next_ms = by.at.ms().checked_add(wait).ok_or_else(|| Fault::Bug {
            what: "the clock is at the end of time".into(),
        })?;
        // Where somebody discarded it meanwhile, it stays so.
        tx.execute(
            "UPDATE prints SET holder = NULL, problem = ?3, begun = begun OR ?4, next_ms = ?5,
                    state = iif(state = 'waiting', ?6, state)
             WHERE id = ?1 AND holder = ?2",
            params![self.print, self.by, problem, begun, next_ms, state],
        )?;
        Ok(())
    }
}
