//! The door: the only way a change is made.

use std::{cell::RefCell, path::Path, sync::Arc};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    catalogue, customers,
    facts::{self, ShopFacts},
    journal,
    refusal::{Refusal, Trouble},
    session::Session,
    staff::{self, Permission, Role},
    stock::Names,
};
use crate::{
    store::{
        Alone, Counters, Fault, Key, Measures, Options, ReadTx, Store, Waiting, Watch, WriteTx,
    },
    values::{AccountId, Clock, RequestId, Timestamp},
};

/// A change to the shop. The only way to make one.
///
/// Its JSON goes to the journal as what was asked, so a field that must not
/// be kept there is not serialised.
pub trait Command: Serialize + Send + 'static {
    /// What it is answered with; kept in the journal, for whoever asks again.
    type Outcome: Serialize + DeserializeOwned + Send + 'static;
    /// What the journal calls it, such as "sales.checkout".
    const NAME: &'static str;
    /// What whoever asks must be allowed to, checked inside the transaction.
    const NEEDS: Permission;
    /// Whether it is recorded. Only what is no part of the books is not, and
    /// then doing it twice must be the same as doing it once.
    const JOURNALLED: bool = true;

    /// The JSON that an older program wrote for this very act, where it wrote it
    /// otherwise: asked again after an upgrade, it is still the same act.
    fn asked_of_old(&self) -> Option<String> {
        None
    }

    /// What the journal has of what is asked for: the command as JSON. Where a text in it is to
    /// be known by nobody who reads the journal, [`veiled`](super::journal) stands in its place.
    ///
    /// # Errors
    /// A fault, which would be a mistake of the program.
    fn asked(&self, _key: &Key, _request: RequestId) -> Result<String, Fault>
    where
        Self: Sized,
    {
        to_json(self)
    }

    /// Does it, or says why not; what it did until then is undone.
    ///
    /// # Errors
    /// A refusal, or a fault of the file.
    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Self::Outcome, Trouble>;
}

/// Who is acting, as the database has it at this moment.
pub struct Actor<'a> {
    /// Their account; nobody's at the log-in screen.
    pub account: Option<AccountId>,
    /// Their name.
    pub name: String,
    /// What they may; nothing at the log-in screen.
    pub role: Option<Role>,
    /// From which window.
    pub window: &'a str,
    /// When, by the shop's clock.
    pub at: Timestamp,
    /// The number of the journal record this act is about to get.
    pub act: i64,
    /// What the shop is.
    pub shop: &'a ShopFacts,
    /// The shop's key, which is not in its file.
    pub(super) key: &'a Key,
    /// The grants without which this act would have been refused.
    pub(super) granted: RefCell<Vec<i64>>,
}

impl Actor<'_> {
    /// Notes that the act was let pass by a grant.
    pub(super) fn passed_by(&self, grant: i64) {
        let mut granted = self.granted.borrow_mut();
        if !granted.contains(&grant) {
            granted.push(grant);
        }
    }

    /// The account of somebody who is logged in.
    ///
    /// # Errors
    /// A refusal, at the log-in screen.
    pub fn account(&self) -> Result<AccountId, Refusal> {
        self.account.ok_or_else(|| Refusal::NotAllowed {
            needs: Permission::Look,
            who: "nobody who is not logged in".into(),
        })
    }
}

/// An open shop. Cheap to clone; all clones are the one shop.
#[derive(Clone)]
pub struct Shop(Arc<Inner>);

struct Inner {
    store: Store,
    key: Key,
    clock: Arc<dyn Clock>,
    facts: ShopFacts,
    names: Names,
}

impl Shop {
    /// Opens the shop at `path`.
    ///
    /// # Errors
    /// A fault saying why it can't be opened and what is safe.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Shop, Fault> {
        Shop::open_with(path, clock, &Options::default())
    }

    /// Opens the shop at `path` with other than the usual options.
    ///
    /// # Errors
    /// A fault saying why it can't be opened and what is safe.
    pub fn open_with(path: &Path, clock: Arc<dyn Clock>, options: &Options) -> Result<Shop, Fault> {
        Shop::of(Store::open(path, options)?, clock)
    }

    /// Opens a shop that nobody else has open.
    pub(super) fn open_alone(
        alone: &Alone,
        clock: Arc<dyn Clock>,
        options: &Options,
    ) -> Result<Shop, Fault> {
        Shop::of(Store::open_alone(alone, options)?, clock)
    }

    fn of(store: Store, clock: Arc<dyn Clock>) -> Result<Shop, Fault> {
        let key = Key::load(store.files())?;
        let facts = store.read(|db| {
            journal::continues(db, &key, store.files())?;
            facts::facts(db, store.files().database())
        })?;
        let shop = Shop(Arc::new(Inner {
            store,
            key,
            clock,
            facts,
            names: Names::default(),
        }));
        catalogue::keep_in_order(&shop)?;
        customers::keep_numbers_read(&shop)?;
        Ok(shop)
    }

    /// A shop whose journal is to be continued with another key.
    pub(super) fn with_new_key(
        store: Store,
        key: Key,
        clock: Arc<dyn Clock>,
    ) -> Result<Shop, Fault> {
        let facts = store.read(|db| facts::facts(db, store.files().database()))?;
        Ok(Shop(Arc::new(Inner {
            store,
            key,
            clock,
            facts,
            names: Names::default(),
        })))
    }

    /// What the shop is.
    pub fn about(&self) -> &ShopFacts {
        &self.0.facts
    }

    /// The sweets' names, for [`find_for_sale`](super::stock::find_for_sale).
    pub fn names(&self) -> &Names {
        &self.0.names
    }

    /// The time by the shop's clock.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Makes a change, or answers with what it was answered with the first
    /// time `request` was asked. Returns when it is on disk.
    ///
    /// Never call it on a thread that draws.
    ///
    /// # Errors
    /// A refusal: nothing was changed, and asking again may be answered
    /// otherwise. Or a fault, which says whether anything was written.
    pub fn execute<C: Command>(
        &self,
        session: &Session,
        request: RequestId,
        command: C,
    ) -> Result<C::Outcome, Trouble> {
        let asked = command.asked(&self.0.key, request)?;
        let (inner, session) = (Arc::clone(&self.0), session.clone());
        // What was asked for is never told: it may have codes, numbers or names in it.
        tracing::debug!(%request, command = C::NAME, "queued");
        let answer = self
            .0
            .store
            .write(move |tx| perform(tx, &inner, &session, request, &asked, &command));
        tracing::debug!(%request, command = C::NAME, answer = word_for(&answer), "answered");
        answer
    }

    /// Reads in one consistent snapshot. Keep it short, and never call it on a
    /// thread that draws.
    ///
    /// # Errors
    /// What `read` answered, or a fault of the file.
    pub fn read<T>(&self, read: impl FnOnce(&ReadTx<'_>) -> Result<T, Fault>) -> Result<T, Fault> {
        self.0.store.read(read)
    }

    /// Reads what not everybody may see.
    ///
    /// # Errors
    /// A refusal, where `session` may not `needs`; or as [`Shop::read`].
    pub fn consult<T>(
        &self,
        session: &Session,
        needs: Permission,
        read: impl FnOnce(&ReadTx<'_>) -> Result<T, Fault>,
    ) -> Result<T, Trouble> {
        let answer = self.0.store.read(|db| match session.authorise(db, needs) {
            Ok(_) => read(db).map(Ok),
            Err(Trouble::Refused(refusal)) => Ok(Err(refusal)),
            Err(Trouble::Fault(fault)) => Err(fault),
        })?;
        Ok(answer?)
    }

    /// Calls `wake` after every commit, by this process or another, and once when a
    /// write of this process has been waiting for the file for a moment. It must
    /// only pass the word on.
    pub fn watch(&self, wake: impl Fn() + Send + Sync + 'static) -> Watch {
        self.0.store.watch(wake)
    }

    /// What the next write is waiting for, where it has been for a moment.
    /// May be called on a thread that draws.
    pub fn waiting(&self) -> Option<Waiting> {
        self.0.store.waiting()
    }

    /// The shop's file.
    pub fn file(&self) -> &Path {
        self.0.store.files().database()
    }

    /// What the write lane has counted.
    pub fn counters(&self) -> Counters {
        self.0.store.counters()
    }

    /// What the write lane has measured: how long was waited for what, and how
    /// long transactions and syncs took.
    pub fn measures(&self) -> Measures {
        self.0.store.measures()
    }

    pub(super) fn store(&self) -> &Store {
        &self.0.store
    }

    /// The key the journal is sealed with.
    pub(super) fn key(&self) -> &Key {
        &self.0.key
    }
}

/// How an act ended, in a word for the log.
fn word_for<T>(answer: &Result<T, Trouble>) -> &'static str {
    match answer {
        Ok(_) => "done",
        Err(Trouble::Refused(_)) => "refused",
        Err(Trouble::Fault(fault)) => fault.code(),
    }
}

fn perform<C: Command>(
    tx: &WriteTx<'_>,
    shop: &Inner,
    session: &Session,
    request: RequestId,
    asked: &str,
    command: &C,
) -> Result<C::Outcome, Trouble> {
    tracing::debug!(%request, command = C::NAME, "runs");
    if C::JOURNALLED
        && let Some(first) = journal::answered(tx, request)?
    {
        let same = first.asked == asked || command.asked_of_old().as_ref() == Some(&first.asked);
        if first.command != C::NAME || first.account != session.account() || !same {
            return Err(Refusal::RequestReused {
                command: first.command,
            }
            .into());
        }
        return from_json(&first.outcome);
    }
    let (name, role) = session.identify(tx, C::NEEDS)?;
    let next = journal::next(tx)?;
    let by = Actor {
        account: session.account(),
        name,
        role,
        window: session.window(),
        at: shop.clock.now(),
        act: next.0,
        shop: &shop.facts,
        key: &shop.key,
        granted: RefCell::default(),
    };
    if C::NEEDS != Permission::Visit {
        staff::allow(tx, &by, C::NEEDS)?;
    }
    let outcome = command.apply(tx, &by)?;
    if C::JOURNALLED {
        let entry = journal::Entry {
            at: by.at,
            account: session.account(),
            window: session.window(),
            request,
            command: C::NAME,
            asked,
            outcome: &recorded(&outcome, &by.granted.borrow())?,
        };
        journal::append(tx, &shop.key, next, &entry)?;
    }
    Ok(outcome)
}

/// The outcome as the journal has it: with the grants that let the act pass,
/// under "granted", where it needed any.
fn recorded(outcome: &impl Serialize, granted: &[i64]) -> Result<String, Fault> {
    if granted.is_empty() {
        return to_json(outcome);
    }
    let mut outcome = serde_json::to_value(outcome).map_err(unwritable)?;
    match outcome.as_object_mut() {
        Some(fields) => fields.insert("granted".into(), granted.into()),
        // What can be granted has an outcome with fields.
        None => return Err(unwritable("no place for the grant that let it pass")),
    };
    to_json(&outcome)
}

pub(super) fn to_json(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(unwritable)
}

fn unwritable(why: impl std::fmt::Display) -> Fault {
    Fault::Bug {
        what: format!("an act could not be written down: {why}"),
    }
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Trouble> {
    serde_json::from_str(text).map_err(|e| {
        Fault::Damaged {
            what: format!("an outcome in the journal: {e}"),
        }
        .into()
    })
}
