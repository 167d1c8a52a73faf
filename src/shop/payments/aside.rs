//! What came and was put aside: messages that tell nothing the shop knows, those that the program
//! failed on or nobody worked through, and news that did not fit. None of it counts anything.
//!
//! Promises: whatever a provider sent that counts nothing is listed here with the reason, until
//! somebody has seen to it. What is of one of the shop's payments is seen to there, by its flag.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble},
    Digest, Door, ProviderId, StoryRow,
    rows::{STORY, provider_id, story_of},
};
use crate::{
    store::{Fault, ReadTx, Row, RowResult, WriteTx, params, unreadable},
    values::{MessageId, PaymentId, Timestamp, line},
};

/// How long a message may wait before it is told of: it is worked through within seconds where
/// anybody sees to the provider.
const WAITS_MS: i64 = 60_000;

/// The longest note, in characters.
const NOTE_MOST: usize = 200;

/// Something that was put aside: "message-12" or "news-5".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum AsideId {
    /// A message of the inbox.
    Message(MessageId),
    /// A piece of news, by its row.
    News(i64),
}

impl AsideId {
    /// Reads one as it is written.
    ///
    /// # Errors
    /// A sentence, where it is none.
    pub fn parse(text: &str) -> Result<AsideId, String> {
        let text = text.trim();
        let number = |prefix: &str| text.strip_prefix(prefix)?.parse::<i64>().ok();
        match (number("message-"), number("news-")) {
            (Some(id), _) => Ok(AsideId::Message(MessageId::new(id))),
            (None, Some(id)) => Ok(AsideId::News(id)),
            (None, None) => Err("is such as message-12 or news-5".into()),
        }
    }
}

impl fmt::Display for AsideId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AsideId::Message(id) => write!(f, "message-{id}"),
            AsideId::News(id) => write!(f, "news-{id}"),
        }
    }
}

impl TryFrom<String> for AsideId {
    type Error = String;

    fn try_from(text: String) -> Result<AsideId, String> {
        AsideId::parse(&text)
    }
}

impl From<AsideId> for String {
    fn from(id: AsideId) -> String {
        id.to_string()
    }
}

/// Why something counts nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AsideWhy {
    /// It tells nothing the shop knows.
    NotUnderstood {
        /// Why, such as "an event of the kind invoice.paid".
        why: String,
    },
    /// The program failed on it; it waits, and is tried again.
    Stuck {
        /// What went wrong.
        why: String,
    },
    /// Nobody has worked it through yet.
    Waits,
    /// What it told did not fit.
    Flagged {
        /// What it told, and the flag that it raised.
        told: Box<StoryRow>,
    },
}

/// What somebody did about something that was put aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AsideSeen {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What was done about it.
    pub note: String,
}

/// Something that came and counts nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Aside {
    /// Which.
    pub id: AsideId,
    /// When it came.
    pub at: Timestamp,
    /// By which door.
    pub door: Door,
    /// What the provider calls the message.
    pub event: Option<ProviderId>,
    /// Why it counts nothing.
    pub why: AsideWhy,
    /// The payment of the shop's that it is of, where it is of one: it is seen to there.
    pub payment: Option<PaymentId>,
    /// Whether a person is still to see to it.
    pub is_open: bool,
    /// Who saw to it here.
    pub seen: Option<AsideSeen>,
    /// The digest of the message.
    pub digest: Digest,
}

/// Notes that somebody saw to something that was put aside.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenAside {
    /// What.
    pub aside: AsideId,
    /// What was done about it.
    pub note: String,
}

impl Command for SeenAside {
    type Outcome = AsideId;
    const NAME: &'static str = "payments.aside_seen";
    const NEEDS: Permission = Permission::Refund;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<AsideId, Trouble> {
        let note = line(&self.note, NOTE_MOST).map_err(|why| Refusal::invalid("note", why))?;
        if note.is_empty() {
            return Err(Refusal::invalid("note", "is needed: what was done about it").into());
        }
        let found = aside(tx, self.aside, by.at)?;
        let found = found.ok_or_else(|| Refusal::unknown("message put aside as", self.aside))?;
        let refused = |why: String| Err(Refusal::invalid("aside", why).into());
        if let Some(payment) = found.payment {
            return refused(format!("is of payment {payment}: it is seen to there"));
        }
        if let Some(seen) = found.seen {
            return refused(format!("was seen to by {} already", seen.by));
        }
        if let AsideWhy::Stuck { .. } | AsideWhy::Waits = found.why {
            return refused("still waits to be worked through, and is tried again".into());
        }
        let (message, news) = match self.aside {
            AsideId::Message(message) => (Some(message.get()), None),
            AsideId::News(news) => (None, Some(news)),
        };
        tx.execute(
            "INSERT INTO aside_seen (act, at_ms, account, message, news, note)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![by.act, by.at.ms(), by.account()?.get(), message, news, note],
        )?;
        Ok(self.aside)
    }
}

const SEEN: &str = "SELECT aside_seen.at_ms, accounts.name, note FROM aside_seen
                    JOIN accounts ON accounts.id = account";

fn seen_of(row: &Row<'_>) -> RowResult<AsideSeen> {
    Ok(AsideSeen {
        at: Timestamp::from_ms(row.get(0)?),
        by: row.get(1)?,
        note: row.get(2)?,
    })
}

/// A message that tells nothing the shop knows, or that waits longer than it should.
const MESSAGES: &str = "SELECT id, event, at_ms, state = 'waiting', why, digest
                        FROM payment_messages";

fn message_of(row: &Row<'_>) -> RowResult<Aside> {
    let why = row.get::<_, Option<String>>(4)?;
    let waits = row.get::<_, bool>(3)?;
    let digest = row.get::<_, String>(5)?;
    Ok(Aside {
        id: AsideId::Message(MessageId::new(row.get(0)?)),
        at: Timestamp::from_ms(row.get(2)?),
        door: Door::Webhook,
        event: provider_id(row, 1)?,
        why: match (waits, why) {
            (true, None) => AsideWhy::Waits,
            (true, Some(why)) => AsideWhy::Stuck { why },
            (false, why) => AsideWhy::NotUnderstood {
                why: why.unwrap_or_else(|| "it says nothing".into()),
            },
        },
        payment: None,
        is_open: true,
        seen: None,
        digest: Digest::try_from(digest).map_err(|why| unreadable(5, why.into()))?,
    })
}

/// News that did not fit, and whether its flag is up, where it is of a payment.
fn news(told: &str) -> String {
    format!(
        "{STORY}, id, payment, EXISTS (SELECT 1 FROM payment_flags AS up
                               WHERE up.payment = payment_news.payment
                                 AND up.flag = payment_news.flag)
         FROM payment_news WHERE verdict = 'flagged' AND {told}"
    )
}

fn news_of(row: &Row<'_>) -> RowResult<Aside> {
    let told = story_of(row)?;
    let payment = row.get::<_, Option<i64>>(15)?.map(PaymentId::new);
    let flag_is_up = row.get::<_, bool>(16)?;
    Ok(Aside {
        id: AsideId::News(row.get(14)?),
        at: told.at,
        door: told.door,
        event: told.event.clone(),
        payment,
        is_open: payment.is_none() || flag_is_up,
        seen: None,
        digest: told.digest.clone(),
        why: AsideWhy::Flagged {
            told: Box::new(told),
        },
    })
}

/// The same with who saw to it.
fn with_seen(db: &ReadTx<'_>, found: Aside) -> Result<Aside, Fault> {
    let (column, id) = match found.id {
        AsideId::Message(id) => ("message", id.get()),
        AsideId::News(id) => ("news", id),
    };
    let seen = db.first(&format!("{SEEN} WHERE {column} = ?1"), [id], seen_of)?;
    Ok(Aside {
        is_open: found.is_open && seen.is_none(),
        seen,
        ..found
    })
}

/// What was put aside and nobody has seen to, or all of it, newest first; at most `limit`.
///
/// # Errors
/// A fault of the file.
pub fn asides(
    db: &ReadTx<'_>,
    only_open: bool,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Aside>, Fault> {
    let aside = format!(
        "{MESSAGES} WHERE state = 'put_aside'
           AND NOT (?1 AND id IN (SELECT message FROM aside_seen WHERE message IS NOT NULL))
         ORDER BY id DESC LIMIT ?2"
    );
    let waiting = format!(
        "{MESSAGES} WHERE state = 'waiting' AND (why IS NOT NULL OR at_ms <= ?1)
         ORDER BY id DESC LIMIT ?2"
    );
    let flagged = news(
        "NOT (?1 AND (id IN (SELECT news FROM aside_seen WHERE news IS NOT NULL)
                      OR (payment IS NOT NULL AND NOT EXISTS (
                          SELECT 1 FROM payment_flags AS up
                          WHERE up.payment = payment_news.payment
                            AND up.flag = payment_news.flag))))
         ORDER BY id DESC LIMIT ?2",
    );
    let late = now.ms().saturating_sub(WAITS_MS);
    let mut found = db.all(&aside, params![only_open, limit], message_of)?;
    found.extend(db.all(&waiting, params![late, limit], message_of)?);
    found.extend(db.all(&flagged, params![only_open, limit], news_of)?);
    found.sort_by_key(|aside| std::cmp::Reverse(aside.at));
    found.truncate(limit as usize);
    let found = found.into_iter();
    found.map(|aside| with_seen(db, aside)).collect()
}

/// Something that was put aside; none where it was not, or counts by now.
///
/// # Errors
/// A fault of the file.
pub fn aside(db: &ReadTx<'_>, id: AsideId, now: Timestamp) -> Result<Option<Aside>, Fault> {
    let found = match id {
        AsideId::Message(id) => {
            let sql = format!(
                "{MESSAGES} WHERE id = ?1 AND (state = 'put_aside'
                   OR (state = 'waiting' AND (why IS NOT NULL OR at_ms <= ?2)))"
            );
            let late = now.ms().saturating_sub(WAITS_MS);
            db.first(&sql, params![id.get(), late], message_of)?
        }
        AsideId::News(id) => db.first(&news("id = ?1"), [id], news_of)?,
    };
    found.map(|found| with_seen(db, found)).transpose()
}

/// The bytes of the message that something was put aside of, as they came; none where there was
/// no message. They may tell of people: only what is needed of them is to be shown.
///
/// # Errors
/// A fault of the file.
pub fn body_of(db: &ReadTx<'_>, id: AsideId) -> Result<Option<Vec<u8>>, Fault> {
    match id {
        AsideId::Message(id) => db.first(
            "SELECT body FROM payment_messages WHERE id = ?1",
            [id.get()],
            |row| row.get(0),
        ),
        AsideId::News(id) => db.first(
            "SELECT body FROM payment_news JOIN payment_messages
                 ON payment_messages.id = payment_news.message
             WHERE payment_news.id = ?1",
            [id],
            |row| row.get(0),
        ),
    }
}
