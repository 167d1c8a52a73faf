//! Payments, refunds and stories, as they are read.

use serde::Serialize;

use super::{
    super::sales::TenderKind, Digest, Door, Flag, ProviderId, RefundState, State,
    refund::refund_state_of,
};
use crate::{
    store::{Fault, ReadTx, Row, RowResult, params, unreadable},
    values::{
        AppointmentId, HoldId, InvoiceId, Money, OrderId, PaymentId, PaymentKey, RefundKey,
        Timestamp,
    },
};

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Payment {
    /// Which.
    pub id: PaymentId,
    /// What the shop called it at the provider.
    pub key: PaymentKey,
    /// When it was begun.
    pub at: Timestamp,
    /// Who began it.
    pub by: String,
    /// How far it has come.
    pub state: State,
    /// How the customer pays, as far as is known.
    pub means: TenderKind,
    /// What was asked for.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// What came.
    #[serde(rename = "captured_minor")]
    pub captured: Money,
    /// What went back of it.
    #[serde(rename = "refunded_minor")]
    pub refunded: Money,
    /// What is set aside to go back.
    #[serde(rename = "refunding_minor")]
    pub refunding: Money,
    /// What of it paid invoices.
    #[serde(rename = "allocated_minor")]
    pub allocated: Money,
    /// The invoice it is for.
    pub invoice: InvoiceId,
    /// That invoice's number, as it is written.
    pub invoice_number: String,
    /// The goods that are held for it; of a fee or an order none.
    pub hold: HoldId,
    /// Until when they are held.
    pub until: Timestamp,
    /// The receipt of the sale that they became.
    pub sale: Option<i64>,
    /// The provider's order.
    pub order: Option<ProviderId>,
    /// The provider's payment that paid it.
    pub payment: Option<ProviderId>,
    /// What a person is to see to.
    pub flag: Option<Flag>,
    /// The appointment whose fee it is for, where it is for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appointment: Option<AppointmentId>,
    /// The order that is handed over for it, where it is for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hands_over: Option<OrderId>,
}

impl Payment {
    /// Whether it is for goods from the shelf, which are held for it.
    pub fn is_for_goods(&self) -> bool {
        self.appointment.is_none() && self.hands_over.is_none()
    }
}

/// A refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refund {
    /// What the shop called it at the provider.
    pub key: RefundKey,
    /// Of which payment.
    pub payment: PaymentId,
    /// What the provider calls the money that goes back.
    pub of: Option<ProviderId>,
    /// Whether that is the payment that is counted; otherwise it is a [`super::Stray`].
    pub counted: bool,
    /// When it was begun.
    pub at: Timestamp,
    /// The code of its currency, where that is not the shop's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// How much.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// How far it has come.
    pub state: RefundState,
    /// What the provider calls it.
    pub refund: Option<ProviderId>,
    /// Why it failed, or why it can't be told.
    pub why: Option<String>,
    /// The receipt of the goods that came back with it.
    pub receipt: Option<i64>,
    /// The number of its credit note.
    pub credit_note: Option<String>,
    /// Whether its credit note could not be issued when the money went back.
    pub lacks_credit_note: bool,
}

/// Something that happened to a payment: a message, and what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StoryRow {
    /// The number of the act in the journal.
    pub act: i64,
    /// When it came.
    pub at: Timestamp,
    /// When the provider says that it happened.
    pub sent_at: Option<Timestamp>,
    /// Through which door.
    pub door: Door,
    /// What the provider calls the message.
    pub event: Option<ProviderId>,
    /// The provider's order that it is for, where it was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<ProviderId>,
    /// The provider's payment it told of.
    pub payment: ProviderId,
    /// What it said, in a word.
    pub said: String,
    /// More of what it said.
    pub detail: Option<String>,
    /// The amount it told.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// The currency it told.
    pub currency: String,
    /// What it did, in a word.
    pub verdict: String,
    /// Why a person was to look at it.
    pub flag: Option<Flag>,
    /// The digest of the message.
    pub digest: Digest,
}

pub(super) fn state_of(row: &Row<'_>, column: usize) -> RowResult<State> {
    let word = row.get_ref(column)?.as_str()?;
    State::of(word).ok_or_else(|| unreadable(column, format!("no state: “{word}”")))
}

pub(super) fn provider_id(row: &Row<'_>, column: usize) -> RowResult<Option<ProviderId>> {
    let text = row.get::<_, Option<String>>(column)?;
    let id = text.map(|text| ProviderId::parse(&text)).transpose();
    id.map_err(|why| unreadable(column, why))
}

pub(super) fn flag_of(row: &Row<'_>, column: usize) -> RowResult<Option<Flag>> {
    let Some(word) = row.get::<_, Option<String>>(column)? else {
        return Ok(None);
    };
    let flag = Flag::ALL.into_iter().find(|flag| flag.word() == word);
    match flag {
        Some(flag) => Ok(Some(flag)),
        None => Err(unreadable(column, format!("no flag: “{word}”"))),
    }
}

pub(super) const PAYMENTS: &str =
    "SELECT payments.id, key, payments.at_ms, accounts.name, payments.state, means, amount_minor,
            captured_minor, refunded_minor, refunding_minor, allocated_minor, invoice,
            invoices.number, hold, until_ms, payments.sale, provider_order, provider_payment, flag,
            appointment, of_order
     FROM payments JOIN accounts ON accounts.id = payments.account
     JOIN invoices ON invoices.id = invoice JOIN holds ON holds.id = hold";

pub(super) fn payment_of(row: &Row<'_>) -> RowResult<Payment> {
    let money = |column| row.get(column).map(Money::from_minor);
    let means = row.get_ref(5)?.as_str()?;
    Ok(Payment {
        id: PaymentId::new(row.get(0)?),
        key: PaymentKey::from_bytes(row.get(1)?),
        at: Timestamp::from_ms(row.get(2)?),
        by: row.get(3)?,
        state: state_of(row, 4)?,
        means: TenderKind::of(means)
            .ok_or_else(|| unreadable(5, format!("no tender: “{means}”")))?,
        amount: money(6)?,
        captured: money(7)?,
        refunded: money(8)?,
        refunding: money(9)?,
        allocated: money(10)?,
        invoice: InvoiceId::new(row.get(11)?),
        invoice_number: row.get(12)?,
        hold: HoldId::new(row.get(13)?),
        until: Timestamp::from_ms(row.get(14)?),
        sale: row.get(15)?,
        order: provider_id(row, 16)?,
        payment: provider_id(row, 17)?,
        flag: flag_of(row, 18)?,
        appointment: row.get::<_, Option<i64>>(19)?.map(AppointmentId::new),
        hands_over: row.get::<_, Option<i64>>(20)?.map(OrderId::new),
    })
}

/// A payment.
///
/// # Errors
/// A fault of the file.
pub fn payment(db: &ReadTx<'_>, id: PaymentId) -> Result<Option<Payment>, Fault> {
    let sql = format!("{PAYMENTS} WHERE payments.id = ?1");
    db.first(&sql, [id.get()], payment_of)
}

/// The payment that the shop called so at its provider.
///
/// # Errors
/// A fault of the file.
pub fn by_key(db: &ReadTx<'_>, key: PaymentKey) -> Result<Option<Payment>, Fault> {
    let sql = format!("{PAYMENTS} WHERE key = ?1");
    db.first(&sql, [key.bytes()], payment_of)
}

/// The payment of a provider's order.
///
/// # Errors
/// A fault of the file.
pub fn by_order(db: &ReadTx<'_>, order: &ProviderId) -> Result<Option<Payment>, Fault> {
    let sql = format!("{PAYMENTS} WHERE provider_order = ?1");
    db.first(&sql, [order.as_str()], payment_of)
}

/// Which payments are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaymentQuery {
    /// Those in this state only.
    pub state: Option<State>,
    /// Those that a person is to see to only.
    pub flagged: bool,
    /// Those before this one only, for the next page.
    pub before: Option<PaymentId>,
}

/// Payments, newest first; at most `limit`.
///
/// # Errors
/// A fault of the file.
pub fn list(db: &ReadTx<'_>, query: PaymentQuery, limit: u32) -> Result<Vec<Payment>, Fault> {
    let sql = format!(
        "{PAYMENTS} WHERE payments.id < ?1 AND (?2 IS NULL OR payments.state = ?2)
           AND (NOT ?3 OR flag IS NOT NULL)
         ORDER BY payments.id DESC LIMIT ?4"
    );
    let before = query.before.map_or(i64::MAX, PaymentId::get);
    let state = query.state.map(State::word);
    db.all(
        &sql,
        params![before, state, query.flagged, limit],
        payment_of,
    )
}

/// The payments that are not paid and were begun at or after `since`, oldest
/// first: what a provider is asked about. Those that were given up are among
/// them, since a bank may answer late.
///
/// # Errors
/// A fault of the file.
pub fn unpaid(db: &ReadTx<'_>, since: Timestamp) -> Result<Vec<Payment>, Fault> {
    let sql = format!(
        "{PAYMENTS} WHERE captured_minor = 0 AND payments.at_ms >= ?1 ORDER BY payments.id"
    );
    db.all(&sql, [since.ms()], payment_of)
}

/// The payments whose time is over and whose goods are still held, oldest first:
/// what [`super::Expire`] is for. A clock that went back by more than the time they had says
/// nothing of how long they are held: then it is over, too.
///
/// # Errors
/// A fault of the file.
pub fn overdue(db: &ReadTx<'_>, now: Timestamp) -> Result<Vec<PaymentId>, Fault> {
    db.all(
        "SELECT payments.id FROM holds JOIN payments ON payments.hold = holds.id
         WHERE holds.state = 'held' AND captured_minor = 0
           AND (until_ms <= ?1 OR 2 * holds.at_ms - until_ms >= ?1)
           AND payments.state <> 'authorized'
         ORDER BY until_ms",
        [now.ms()],
        |row| row.get(0).map(PaymentId::new),
    )
}

const REFUNDS: &str =
    "SELECT refunds.key, payment, coalesce(stray, provider_payment), refunds.at_ms, refunds.amount_minor, reason,
            refunds.state, provider_refund, why, receipt, stray IS NULL,
            (SELECT currency FROM stray_payments WHERE stray_payments.provider_payment = stray),
            (SELECT number FROM invoices WHERE invoices.id = credit_note),
            refunds.state = 'done' AND receipt IS NULL AND stray IS NULL AND credit_note IS NULL
                AND allocated_minor > 0
     FROM refunds JOIN payments ON payments.id = payment";

fn refund_of(row: &Row<'_>) -> RowResult<Refund> {
    Ok(Refund {
        key: RefundKey::from_bytes(row.get(0)?),
        payment: PaymentId::new(row.get(1)?),
        of: provider_id(row, 2)?,
        counted: row.get(10)?,
        at: Timestamp::from_ms(row.get(3)?),
        amount: row.get(4).map(Money::from_minor)?,
        reason: row.get(5)?,
        state: refund_state_of(row, 6)?,
        refund: provider_id(row, 7)?,
        why: row.get(8)?,
        receipt: row.get(9)?,
        currency: row.get(11)?,
        credit_note: row.get(12)?,
        lacks_credit_note: row.get(13)?,
    })
}

/// The refunds of a payment, oldest first.
///
/// # Errors
/// A fault of the file.
pub fn refunds(db: &ReadTx<'_>, payment: PaymentId) -> Result<Vec<Refund>, Fault> {
    let sql = format!("{REFUNDS} WHERE payment = ?1 ORDER BY refunds.id");
    db.all(&sql, [payment.get()], refund_of)
}

/// The refunds that are not settled, oldest first: what a provider is asked to
/// do, or asked about.
///
/// # Errors
/// A fault of the file.
pub fn refunds_open(db: &ReadTx<'_>) -> Result<Vec<Refund>, Fault> {
    let sql = format!(
        "{REFUNDS} WHERE refunds.state IN ('begun', 'accepted', 'unknown') ORDER BY refunds.id"
    );
    db.all(&sql, [], refund_of)
}

pub(super) const STORY: &str =
    "SELECT act, at_ms, sent_ms, door, event, provider_payment, said, detail,
        amount_minor, currency, verdict, flag, digest, provider_order";

pub(super) fn story_of(row: &Row<'_>) -> RowResult<StoryRow> {
    let door = row.get_ref(3)?.as_str()?;
    let digest = row.get::<_, String>(12)?;
    let payment = provider_id(row, 5)?;
    Ok(StoryRow {
        act: row.get(0)?,
        at: Timestamp::from_ms(row.get(1)?),
        sent_at: row.get::<_, Option<i64>>(2)?.map(Timestamp::from_ms),
        door: Door::ALL
            .into_iter()
            .find(|known| known.word() == door)
            .ok_or_else(|| unreadable(3, format!("no door: “{door}”")))?,
        event: provider_id(row, 4)?,
        order: provider_id(row, 13)?,
        payment: payment.ok_or_else(|| unreadable(5, "news of no payment".into()))?,
        said: row.get(6)?,
        detail: row.get(7)?,
        amount: row.get(8).map(Money::from_minor)?,
        currency: row.get(9)?,
        verdict: row.get(10)?,
        flag: flag_of(row, 11)?,
        digest: Digest::try_from(digest).map_err(|why| unreadable(12, why.into()))?,
    })
}

/// All that was told of a payment, in the order it came, and what it did.
///
/// # Errors
/// A fault of the file.
pub fn story(db: &ReadTx<'_>, payment: PaymentId) -> Result<Vec<StoryRow>, Fault> {
    let sql = format!("{STORY} FROM payment_news WHERE payment = ?1 ORDER BY id");
    db.all(&sql, [payment.get()], story_of)
}

/// News of payments that are none of the shop's, newest first; at most `limit`.
///
/// # Errors
/// A fault of the file.
pub fn strangers(db: &ReadTx<'_>, limit: u32) -> Result<Vec<StoryRow>, Fault> {
    let sql = format!("{STORY} FROM payment_news WHERE payment IS NULL ORDER BY id DESC LIMIT ?1");
    db.all(&sql, [limit], story_of)
}
