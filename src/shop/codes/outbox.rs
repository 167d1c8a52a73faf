//! The messages that bring codes: put down in the commit that makes the code, and what became of
//! them.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble},
    Purpose, TRIES, Way,
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params, unreadable},
    values::Timestamp,
};

/// How many messages are listed at most.
pub const MESSAGES_SHOWN: u32 = 200;

pub(super) fn put(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (code, way): (i64, Way),
    ending: &str,
    sealed: &[u8],
) -> Result<(), Fault> {
    tx.insert(
        "INSERT INTO messages (act, at_ms, code, way, ending, sealed, next_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?2)",
        params![by.act, by.at.ms(), code, way.word(), ending, sealed],
    )
    .map(drop)
}

/// What was to bring a code that is over is not sent any more, and is wiped.
pub(super) fn end(tx: &WriteTx<'_>, code: i64) -> Result<(), Fault> {
    tx.execute(
        "UPDATE messages SET state = 'dead', sealed = NULL, holder = NULL
         WHERE code = ?1 AND (state = 'waiting' OR state = 'failed')",
        [code],
    )
    .map(drop)
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// It waits to be sent, or to be sent again; or to be drawn on a display.
    Waiting,
    /// It was not sent, and is not tried again by itself.
    Failed,
    /// It was sent.
    Sent,
    /// It was drawn on a customer's display, or printed; its code may live on.
    Shown,
    /// Its code was over first.
    Dead,
}

impl MessageState {
    /// How far a message has come that is in the state of a word.
    fn of(word: &str, way: Way, tries: i64) -> Option<MessageState> {
        match word {
            "waiting" if way != Way::Sms && tries > 0 => Some(MessageState::Shown),
            "waiting" => Some(MessageState::Waiting),
            "failed" => Some(MessageState::Failed),
            "sent" => Some(MessageState::Sent),
            "dead" => Some(MessageState::Dead),
            _ => None,
        }
    }
}

/// How often a message was tried; of one on paper, how often its slip was printed.
const TRIED: &str = "CASE way WHEN 'paper'
         THEN (SELECT count(*) FROM prints
               WHERE subject = messages.code AND what = 'code' AND prints.state = 'printed')
         ELSE messages.tries END";

/// A message. What it says is told to nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Its id.
    pub id: i64,
    /// The code it brings.
    pub code: i64,
    /// What that is for.
    pub purpose: Purpose,
    /// Which booking or order.
    pub subject: i64,
    /// When it was asked for.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// How it goes.
    pub way: Way,
    /// The last digits of the number it goes to.
    pub ending: String,
    /// How far it has come.
    pub state: MessageState,
    /// How often it was tried; of one for a display 1 once it was drawn, of one on paper how often
    /// it was printed.
    pub tries: i64,
    /// Why it was not sent the last time.
    pub problem: Option<String>,
}

/// The messages, newest first.
///
/// # Errors
/// A fault of the file.
pub fn messages(db: &ReadTx<'_>, limit: u32) -> Result<Vec<Message>, Fault> {
    let sql = format!(
        "SELECT messages.id, code, purpose, codes.subject, messages.at_ms, accounts.name, way,
                ending, messages.state, {TRIED}, problem
         FROM messages JOIN codes ON codes.id = code JOIN accounts ON accounts.id = account
         ORDER BY messages.id DESC LIMIT ?1"
    );
    db.all(&sql, [limit.min(MESSAGES_SHOWN)], |row| {
        let unknown = |at| unreadable(at, "a word that is not known".into());
        let way = Way::of(row.get_ref(6)?.as_str()?).ok_or_else(|| unknown(6))?;
        let tries = row.get(9)?;
        let state = MessageState::of(row.get_ref(8)?.as_str()?, way, tries);
        Ok(Message {
            id: row.get(0)?,
            code: row.get(1)?,
            purpose: Purpose::of(row.get_ref(2)?.as_str()?).ok_or_else(|| unknown(2))?,
            subject: row.get(3)?,
            at: Timestamp::from_ms(row.get(4)?),
            by: row.get(5)?,
            way,
            ending: row.get(7)?,
            state: state.ok_or_else(|| unknown(8))?,
            tries,
            problem: row.get(10)?,
        })
    })
}

/// How the code of a booking or an order stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The live code.
    pub code: i64,
    /// From when it is over.
    pub until: Timestamp,
    /// How many tries are left.
    pub left: i64,
    /// What brings it.
    pub way: Way,
    /// The last digits of the number.
    pub ending: String,
    /// The message that brings it.
    pub message_id: i64,
    /// How far that has come.
    pub message: MessageState,
    /// Why it was not sent the last time.
    pub problem: Option<String>,
}

/// The code that is live for a booking or an order; `None` where none is.
///
/// # Errors
/// A fault of the file.
pub fn standing(
    db: &ReadTx<'_>,
    (purpose, subject): (Purpose, i64),
    now: Timestamp,
) -> Result<Option<Standing>, Fault> {
    let sql = format!(
        "SELECT codes.id, until_ms, codes.tries, way, ending, messages.state, problem,
                messages.id, {TRIED}
         FROM codes JOIN messages ON messages.code = codes.id
         WHERE codes.state = 'live' AND purpose = ?1 AND codes.subject = ?2 AND until_ms > ?3
         ORDER BY codes.id DESC LIMIT 1"
    );
    db.first(&sql, params![purpose.word(), subject, now.ms()], |row| {
        let unknown = |at| unreadable(at, "a word that is not known".into());
        let way = Way::of(row.get_ref(3)?.as_str()?).ok_or_else(|| unknown(3))?;
        let message = MessageState::of(row.get_ref(5)?.as_str()?, way, row.get(8)?);
        Ok(Standing {
            code: row.get(0)?,
            until: Timestamp::from_ms(row.get(1)?),
            left: TRIES - row.get::<_, i64>(2)?,
            way,
            ending: row.get(4)?,
            message_id: row.get(7)?,
            message: message.ok_or_else(|| unknown(5))?,
            problem: row.get(6)?,
        })
    })
}

/// Has SMS that failed, or wait to be tried again, tried now: all of them, or one. One whose code is
/// over is not sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryMessages {
    /// Which, where it is not all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<i64>,
}

impl Command for RetryMessages {
    type Outcome = usize;
    const NAME: &'static str = "messages.retry";
    const NEEDS: Permission = Permission::Sell;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<usize, Trouble> {
        let again = tx.execute(
            "UPDATE messages SET state = 'waiting', next_ms = ?1
             WHERE (state = 'waiting' OR state = 'failed') AND way = 'sms' AND holder IS NULL
               AND id = coalesce(?2, id)",
            params![by.at.ms(), self.message],
        )?;
        match (again, self.message) {
            (0, Some(message)) => {
                Err(Refusal::unknown("message that could be sent again", message).into())
            }
            _ => Ok(again),
        }
    }
}
