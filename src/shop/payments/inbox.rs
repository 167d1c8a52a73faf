//! The inbox: what a provider sent, kept as it came until it was worked through.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble},
    Digest, ProviderId,
    noted::shown,
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params, unreadable},
    values::{MessageId, Timestamp},
};

/// The longest message, in bytes.
pub const MESSAGE_MOST: usize = 1 << 20;

/// Keeps a message whose signature was found good. It is in no journal: the
/// same event with the same bytes again is the same message, and what it does is
/// journalled.
#[derive(Clone, Debug, Serialize)]
pub struct KeepMessage {
    /// What the provider calls it.
    pub event: ProviderId,
    /// Its bytes as they came; at most 1 MiB.
    #[serde(skip)]
    pub body: Vec<u8>,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Which message it is.
    pub message: MessageId,
    /// Whether it had been kept before.
    pub again: bool,
}

/// Says of a message that it tells nothing the shop knows, so that the next one
/// has its turn.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutAside {
    /// Which message.
    pub message: MessageId,
    /// Why, such as "an event of the kind invoice.paid".
    pub why: String,
}

/// Notes why the program failed on a message, for a person to see; it still waits. It is in no
/// journal: it changes nothing that counts.
#[derive(Clone, Debug, Serialize)]
pub struct NoteStuck {
    /// Which message.
    pub message: MessageId,
    /// What went wrong.
    pub why: String,
}

/// A message that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Its number, in the order of arrival.
    pub id: MessageId,
    /// What the provider calls it.
    pub event: ProviderId,
    /// When it came.
    pub at: Timestamp,
    /// Its bytes.
    #[serde(skip)]
    pub body: Vec<u8>,
    /// Their digest.
    pub digest: Digest,
    /// Why the program failed on it when it was tried last.
    pub stuck: Option<String>,
}

impl Message {
    /// Whether another reason than the one that is noted would be news.
    pub fn is_news(&self, why: &str) -> bool {
        self.stuck != shown(why)
    }
}

impl Command for KeepMessage {
    type Outcome = Kept;
    const NAME: &'static str = "payments.keep_message";
    const NEEDS: Permission = Permission::Visit;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Kept, Trouble> {
        if self.body.len() > MESSAGE_MOST {
            return Err(Refusal::invalid("body", "is longer than a message can be: 1 MiB").into());
        }
        let digest = Digest::of(&self.body);
        if let Some(kept) = self.keep(tx, by, self.event.as_str(), &digest)? {
            return Ok(kept);
        }
        // What the provider calls it stands outside its signature: another message under the
        // name of one that came is not that one, and is not lost for it.
        let name = format!("sha_{:.60}", digest.as_str());
        match self.keep(tx, by, &name, &digest)? {
            Some(kept) => Ok(kept),
            None => Err(Fault::Damaged {
                what: format!("the message {name} is not what it is called by"),
            }
            .into()),
        }
    }
}

impl KeepMessage {
    /// Keeps it under a name, or finds it there; none where another message has the name.
    fn keep(
        &self,
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        name: &str,
        digest: &Digest,
    ) -> Result<Option<Kept>, Fault> {
        let kept = tx.insert_unless_taken(
            "INSERT INTO payment_messages (event, at_ms, body, digest) VALUES (?1, ?2, ?3, ?4)",
            params![name, by.at.ms(), self.body, digest.as_str()],
        )?;
        if let Some(id) = kept {
            return Ok(Some(Kept {
                message: MessageId::new(id),
                again: false,
            }));
        }
        tx.first(
            "SELECT id FROM payment_messages WHERE event = ?1 AND digest = ?2",
            params![name, digest.as_str()],
            |row| {
                Ok(Kept {
                    message: MessageId::new(row.get(0)?),
                    again: true,
                })
            },
        )
    }
}

impl Command for PutAside {
    type Outcome = bool;
    const NAME: &'static str = "payments.put_aside";
    const NEEDS: Permission = Permission::Visit;

    /// The answer is whether it still waited.
    fn apply(&self, tx: &WriteTx<'_>, _: &Actor<'_>) -> Result<bool, Trouble> {
        let aside = tx.execute(
            "UPDATE payment_messages SET state = 'put_aside', why = ?2
             WHERE id = ?1 AND state = 'waiting'",
            params![self.message.get(), shown(&self.why)],
        )?;
        Ok(aside == 1)
    }
}

impl Command for NoteStuck {
    type Outcome = ();
    const NAME: &'static str = "payments.note_stuck";
    const NEEDS: Permission = Permission::Visit;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, _: &Actor<'_>) -> Result<(), Trouble> {
        tx.execute(
            "UPDATE payment_messages SET why = ?2 WHERE id = ?1 AND state = 'waiting'",
            params![self.message.get(), shown(&self.why)],
        )?;
        Ok(())
    }
}

/// Says of a message that it was worked through; the answer is whether it still
/// waited, and the database decides.
pub(super) fn done(tx: &WriteTx<'_>, message: MessageId) -> Result<bool, Fault> {
    let done = tx.execute(
        "UPDATE payment_messages SET state = 'done', why = NULL
         WHERE id = ?1 AND state = 'waiting'",
        [message.get()],
    )?;
    Ok(done == 1)
}

/// The messages that wait, in the order of arrival: those after one of them, at most `limit`.
///
/// # Errors
/// A fault of the file.
pub fn waiting_messages(
    db: &ReadTx<'_>,
    after: Option<MessageId>,
    limit: u32,
) -> Result<Vec<Message>, Fault> {
    db.all(
        "SELECT id, event, at_ms, body, digest, why FROM payment_messages
         WHERE state = 'waiting' AND id > ?1 ORDER BY id LIMIT ?2",
        params![after.map_or(0, MessageId::get), limit],
        |row| {
            let event = row.get_ref(1)?.as_str()?;
            let digest = row.get::<_, String>(4)?;
            Ok(Message {
                id: MessageId::new(row.get(0)?),
                event: ProviderId::parse(event).map_err(|why| unreadable(1, why))?,
                at: Timestamp::from_ms(row.get(2)?),
                body: row.get(3)?,
                digest: Digest::try_from(digest).map_err(|why| unreadable(4, why.into()))?,
                stuck: row.get(5)?,
            })
        },
    )
}
