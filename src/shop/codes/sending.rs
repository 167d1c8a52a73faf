//! Who sends what: a message is claimed by one process, which says how it ended.

use serde::Serialize;
use zeroize::Zeroizing;

use super::{
    super::{Actor, Command, Permission, Session, Shop, Trouble, settings},
    CodeRules, digits, outbox,
};
use crate::{
    store::{self, Fault, WriteTx, params},
    values::{RequestId, Timestamp},
};

/// How long is waited before a message is tried again, by how often it was tried: a code lives
/// ten minutes.
const BACK_OFF_MS: [i64; 5] = [2_000, 5_000, 15_000, 30_000, 60_000];

/// How long is waited before it is looked whether another process is still at it.
const LOOK_AGAIN_MS: i64 = 5_000;

/// A message that this process is to send now. It prints nothing of what it says.
pub struct Job {
    id: i64,
    tries: i64,
    /// The number it goes to, in E.164.
    pub phone: Zeroizing<String>,
    /// What it says.
    pub text: Zeroizing<String>,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Job({})", self.id)
    }
}

/// What a process is to do next.
#[derive(Debug)]
pub enum Next {
    /// Send this.
    Send(Job),
    /// Nothing before this moment.
    At(Timestamp),
    /// Nothing until something is put into the outbox.
    Idle,
}

/// How a message ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sent {
    /// It was taken.
    Well,
    /// It was not, or nobody knows; it is tried again while its code lives. A customer may get it
    /// twice.
    Not {
        /// Why, for staff; nothing of what it says.
        problem: String,
    },
    /// Trying again would not help before somebody mends something.
    Never {
        /// Why, for staff.
        problem: String,
    },
}

struct Head {
    id: i64,
    code: i64,
    tries: i64,
    holder: Option<String>,
    next_ms: i64,
    sealed: Vec<u8>,
}

/// Claims the next message for this process, where one is due, and wipes those whose code is
/// over, whichever way they go.
///
/// # Errors
/// A fault of the file.
pub fn claim(shop: &Shop) -> Result<Next, Trouble> {
    let now = shop.now().ms();
    let (over, heads, rules) = shop.read(|db| {
        let over = db.one(
            "SELECT EXISTS (SELECT 1 FROM messages JOIN codes ON codes.id = code
             WHERE (messages.state = 'waiting' OR messages.state = 'failed')
               AND (codes.state <> 'live' OR until_ms <= ?1))",
            [now],
            |row| row.get::<_, bool>(0),
        )?;
        let heads = db.all(
            "SELECT id, code, tries, holder, next_ms, sealed FROM messages
             WHERE state = 'waiting' AND way = 'sms' ORDER BY next_ms, id LIMIT 50",
            [],
            |row| {
                Ok(Head {
                    id: row.get(0)?,
                    code: row.get(1)?,
                    tries: row.get(2)?,
                    holder: row.get(3)?,
                    next_ms: row.get(4)?,
                    sealed: row.get(5)?,
                })
            },
        )?;
        Ok((over, heads, settings::load::<CodeRules>(db)?.0))
    })?;
    if over {
        shop.execute(&nobody(), RequestId::new(), WipeOver {})?;
    }
    let mut next: Option<i64> = None;
    for head in heads {
        let wait = match &head.holder {
            Some(holder) if store::is_alive(holder) => LOOK_AGAIN_MS,
            Some(_) => 0,
            None => head.next_ms.saturating_sub(now),
        };
        // Further off than any back-off, the clock went back meanwhile.
        if wait > 0 && wait <= BACK_OFF_MS[BACK_OFF_MS.len() - 1] {
            let then = now.saturating_add(wait);
            next = Some(next.map_or(then, |next| next.min(then)));
            continue;
        }
        let claim = Claim {
            message: head.id,
            seen: head.holder,
            by: store::this_process().to_owned(),
        };
        if !shop.execute(&nobody(), RequestId::new(), claim)? {
            // Another process was faster, or its code is over.
            continue;
        }
        let mut job = Job {
            id: head.id,
            tries: head.tries,
            phone: Zeroizing::default(),
            text: Zeroizing::default(),
        };
        let Some((phone, digits)) = digits::open(shop.key(), head.code, &head.sealed) else {
            let problem = "what it says can't be opened: the shop's key is another one".into();
            ended(shop, &job, Sent::Never { problem })?;
            continue;
        };
        job.phone = phone;
        job.text = Zeroizing::new(rules.filled(&digits, &shop.about().name));
        return Ok(Next::Send(job));
    }
    Ok(next.map_or(Next::Idle, |next| Next::At(Timestamp::from_ms(next))))
}

/// Says how a message ended that this process had claimed.
///
/// # Errors
/// A fault of the file; the message is then still this process's, and it is said again.
pub fn ended(shop: &Shop, job: &Job, sent: Sent) -> Result<(), Trouble> {
    let ended = Ended {
        message: job.id,
        by: store::this_process().to_owned(),
        tries: job.tries,
        sent,
    };
    shop.execute(&nobody(), RequestId::new(), ended)
}

/// Sending needs nobody to be logged in: who may ask for a code was seen when it was asked for.
fn nobody() -> Session {
    Session::visitor("messages")
}

/// Wipes the messages whose code is over by the clock or has ended.
#[derive(Serialize)]
struct WipeOver {}

impl Command for WipeOver {
    type Outcome = ();
    const NAME: &'static str = "messages.wipe_over";
    const NEEDS: Permission = Permission::Visit;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        let over = tx.all(
            "SELECT code FROM messages JOIN codes ON codes.id = code
             WHERE (messages.state = 'waiting' OR messages.state = 'failed')
               AND (codes.state <> 'live' OR until_ms <= ?1)",
            [by.at.ms()],
            |row| row.get::<_, i64>(0),
        )?;
        for code in over {
            outbox::end(tx, code)?;
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Claim {
    message: i64,
    /// Who held it when it was looked at.
    seen: Option<String>,
    by: String,
}

impl Command for Claim {
    type Outcome = bool;
    const NAME: &'static str = "messages.claim";
    const NEEDS: Permission = Permission::Visit;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<bool, Trouble> {
        let claimed = tx.execute(
            "UPDATE messages SET holder = ?3, tries = tries + 1
             WHERE id = ?1 AND state = 'waiting' AND holder IS ?2
               AND EXISTS (SELECT 1 FROM codes
                           WHERE codes.id = code AND codes.state = 'live' AND until_ms > ?4)",
            params![self.message, self.seen, self.by, by.at.ms()],
        )?;
        Ok(claimed == 1)
    }
}

#[derive(Serialize)]
struct Ended {
    message: i64,
    by: String,
    tries: i64,
    sent: Sent,
}

impl Command for Ended {
    type Outcome = ();
    const NAME: &'static str = "messages.ended";
    const NEEDS: Permission = Permission::Visit;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        let (state, problem) = match &self.sent {
            Sent::Well => ("sent", None),
            Sent::Not { problem } => ("waiting", Some(problem)),
            Sent::Never { problem } => ("failed", Some(problem)),
        };
        let problem = problem.map(|problem| problem.chars().take(500).collect::<String>());
        let place = usize::try_from(self.tries).unwrap_or(usize::MAX);
        let wait = BACK_OFF_MS[place.min(BACK_OFF_MS.len() - 1)];
        let next_ms = by.at.ms().checked_add(wait).ok_or_else(|| Fault::Bug {
            what: "the clock is at the end of time".into(),
        })?;
        // Where its code ended meanwhile it was wiped, and stays so.
        tx.execute(
            "UPDATE messages SET holder = NULL, problem = ?3, next_ms = ?4, state = ?5,
                    sealed = CASE WHEN ?5 = 'sent' THEN NULL ELSE sealed END
             WHERE id = ?1 AND holder = ?2 AND state = 'waiting'",
            params![self.message, self.by, problem, next_ms, state],
        )?;
        Ok(())
    }
}
