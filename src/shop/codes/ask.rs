//! Asking for a code.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Session, Shop, Trouble, journal, printing, settings,
    },
    CodeRules, LIFETIME_MS, Purpose, Way, digits, ending, limits, outbox,
    subject::Subject,
};
use crate::{
    store::{Fault, Key, WriteTx, params},
    values::{CustomerId, Phone, RequestId, Timestamp},
};

/// Asks for a code that is sent to the phone of whoever booked or ordered. The one that was live
/// for the same phone and purpose ends. Done by [`Shop::ask_code`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskCode {
    /// What it is for.
    pub purpose: Purpose,
    /// Which booking, that waits to be confirmed, or order, that is ready.
    pub subject: i64,
    /// Whose it is, where that is known: it is refused if it is somebody else's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// Their number, where that is known, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// How it comes to them, where that is not the shop's usual way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<Way>,
}

/// A code that is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its id, which is not the code.
    pub code: i64,
    /// How it comes to the customer.
    pub way: Way,
    /// The last digits of the number.
    pub ending: String,
    /// From when it is over.
    pub until: Timestamp,
}

impl Command for AskCode {
    type Outcome = Asked;
    const NAME: &'static str = "codes.ask";
    const NEEDS: Permission = Permission::Sell;

    fn asked(&self, key: &Key, request: RequestId) -> Result<String, Fault> {
        Phone::get_ready();
        journal::veiled(self, (key, request), &["phone"])
    }

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Asked, Trouble> {
        let subject = Subject::find(tx, by, (self.purpose, self.subject))?;
        subject.must_wait_for_a_code()?;
        let phone = subject.phone(tx)?;
        subject.must_be_of(tx, &phone, (self.customer, self.phone.as_deref()))?;
        let (rules, _) = settings::load::<CodeRules>(tx)?;
        let way = self.way.or(rules.way).ok_or_else(|| {
            let why = "is not chosen: say how codes come to customers in the settings, or now";
            Refusal::invalid("way", why)
        })?;
        let account = by.account()?;
        let hashed = digits::of_phone(by.key, &phone);
        limits::count(tx, by, &hashed)?;
        ending::replace(tx, by, self.purpose, &hashed)?;
        let drawn = digits::draw()?;
        let kept = digits::keep(by.key, &drawn)?;
        let until = Timestamp::from_ms(by.at.ms() + LIFETIME_MS);
        let code = tx.insert(
            "INSERT INTO codes (act, at_ms, account, window, purpose, subject, phone, salt, hash,
                                until_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                by.act,
                by.at.ms(),
                account.get(),
                by.window,
                self.purpose.word(),
                self.subject,
                hashed,
                kept.salt,
                kept.hash,
                until.ms()
            ],
        )?;
        let sealed = digits::seal(by.key, code, &phone, &drawn)?;
        outbox::put(tx, by, (code, way), phone.ending(), &sealed)?;
        if way == Way::Paper {
            printing::code_made(tx, by, code)?;
        }
        Ok(Asked {
            code,
            way,
            ending: phone.ending().to_owned(),
            until,
        })
    }
}

impl Shop {
    /// Asks for a code.
    ///
    /// # Errors
    /// A refusal: there is no such booking or order, it needs no code, or is somebody else's, they
    /// have no number, no way is chosen, or codes were asked for too often. Or a fault of the file.
    pub fn ask_code(
        &self,
        session: &Session,
        request: RequestId,
        ask: AskCode,
    ) -> Result<Asked, Trouble> {
        let answer = self.execute(session, request, ask);
        if let Err(Trouble::Refused(Refusal::TooManyCodes { .. })) = &answer {
            let now = self.now();
            if self.read(|db| limits::has_future(db, now))? {
                let session = Session::visitor(session.window());
                self.execute(&session, RequestId::new(), limits::CountFromNow {})?;
            }
        }
        answer
    }
}
