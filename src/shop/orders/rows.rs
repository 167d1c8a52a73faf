//! Orders as they are read.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    super::{Trouble, pricing::Discount, sales::HeldSale, stock, stock::Short},
    current::priced_in,
    state::{State, state_of},
};
use crate::{
    store::{self, Fault, ReadTx, Row, params, unreadable},
    values::{CalendarId, CustomerId, Money, OrderId, Quantity, SlotId, SweetId, Timestamp, Unit},
};

/// An order for later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Order {
    /// Its id.
    pub order: OrderId,
    /// Its code, as it is printed: "O000017".
    pub code: String,
    /// Counts its changes.
    pub version: i64,
    /// Where it is in its life.
    pub state: State,
    /// The day it is picked up: "2026-03-05".
    pub day: String,
    /// Its number on that day.
    pub display: i64,
    /// Where it is picked up.
    pub calendar: CalendarId,
    /// What that is called.
    pub calendar_name: String,
    /// When its slot begins.
    pub start: Timestamp,
    /// When its slot ends.
    pub end: Timestamp,
    /// When the kitchen sees it.
    pub visible_at: Timestamp,
    /// How long before its slot that is.
    pub preparation_minutes: i64,
    /// Which customer ordered, where it is one of the shop's.
    pub customer: Option<CustomerId>,
    /// Who ordered.
    pub name: String,
    /// Their telephone number.
    pub phone: Option<String>,
    /// What is noted with it.
    pub note: Option<String>,
    /// What it comes to, taxes in.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// What was paid ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deposit: Option<Paid>,
    /// What is left to pay when it is handed over; nothing once it ended.
    #[serde(rename = "to_pay_minor")]
    pub to_pay: Money,
    /// The receipt it was handed over with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<i64>,
    /// Why it was cancelled, where that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who took it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What is ordered.
    pub lines: Vec<OrderLine>,
    /// What is taken off the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<Discount>,
    /// What of it is not there yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub short: Vec<Short>,
    /// What became of it; a list of orders leaves it out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// What was paid ahead of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paid {
    /// The receipt it was paid on; taking that back gives the money back.
    pub receipt: i64,
    /// The gift card it is kept on.
    pub code: String,
    /// What is on that now.
    #[serde(rename = "left_minor")]
    pub left: Money,
}

/// A line of an order, as it was priced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderLine {
    /// Which sweet; none where it is no sweet of the catalogue.
    pub sweet: Option<SweetId>,
    /// Its name.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
    /// How much of the unit.
    pub quantity: Quantity,
    /// The price.
    #[serde(rename = "price_minor")]
    pub price: Money,
    /// How much of the unit the price is for.
    pub per: i64,
    /// The line's own discount.
    #[serde(skip)]
    pub off: Option<Discount>,
    /// What is taken off: the line's own discount, and its share of the whole's.
    #[serde(rename = "discount_minor")]
    pub discount: Money,
    /// What it comes to, taxes in.
    #[serde(rename = "gross_minor")]
    pub gross: Money,
    /// How it is wanted: an inscription, a note.
    pub note: Option<String>,
}

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// It was placed.
    Placed,
    /// It came to a state.
    To(State),
    /// What is ordered or noted was changed.
    Changed,
    /// It is picked up at another time.
    Moved,
}

impl StepKind {
    /// The word it is stored as.
    pub fn word(self) -> &'static str {
        match self {
            StepKind::Placed => State::Placed.word(),
            StepKind::To(state) => state.word(),
            StepKind::Changed => "changed",
            StepKind::Moved => "moved",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            StepKind::Placed => State::Placed.name(),
            StepKind::To(state) => state.name(),
            StepKind::Changed => "Changed",
            StepKind::Moved => "Moved",
        }
    }

    fn of(row: &Row<'_>, column: usize) -> store::RowResult<StepKind> {
        let word = row.get_ref(column)?.as_str()?;
        Ok(match (word, State::of(word)) {
            (_, Some(State::Placed)) => StepKind::Placed,
            (_, Some(state)) => StepKind::To(state),
            ("changed", None) => StepKind::Changed,
            ("moved", None) => StepKind::Moved,
            _ => return Err(unreadable(column, format!("no step: “{word}”"))),
        })
    }
}

impl Serialize for StepKind {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.word())
    }
}

/// Something that was done with an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What.
    pub what: StepKind,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

/// Which orders are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderQuery {
    /// Those that are picked up on a day.
    pub day: Option<NaiveDate>,
    /// Those in a state.
    pub state: Option<State>,
    /// Those that have not ended.
    pub open_only: bool,
    /// Those of a customer.
    pub customer: Option<CustomerId>,
}

/// An order's code, as it is printed: "O000017".
#[must_use]
pub fn code_of_order(order: OrderId) -> String {
    format!("O{:06}", order.get())
}

/// The order whose code was scanned or typed, where it is one.
#[must_use]
pub fn order_of_code(code: &str) -> Option<OrderId> {
    let digits = code.trim().strip_prefix(['O', 'o'])?;
    let is_number = digits.len() >= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_number.then(|| digits.parse().ok()).flatten();
    number.map(OrderId::new)
}

const HEAD: &str = "orders.id, orders.version, state, day, orders.number, slots.calendar,
     calendars.name, due_ms, end_ms, visible_ms, prepare_minutes, customers.id,
     coalesce(orders.name, customers.name, ''), coalesce(orders.phone, customers.phone),
     orders.note, orders.total_minor, deposit, deposit_sale, balance_minor, receipt, reason,
     accounts.name, orders.at_ms, sale";
const FROM: &str = "orders JOIN slots ON slots.id = slot
     JOIN calendars ON calendars.id = slots.calendar
     JOIN accounts ON accounts.id = orders.account
     LEFT JOIN customers ON customers.id = (
         SELECT coalesce(merged_into, named.id) FROM customers AS named
         WHERE named.id = orders.customer)
     LEFT JOIN stored_value ON stored_value.code = deposit";

fn head_of_row(row: &Row<'_>) -> store::RowResult<(Order, String)> {
    let order = OrderId::new(row.get(0)?);
    let state = state_of(row, 2)?;
    let total = Money::from_minor(row.get(15)?);
    let left = Money::from_minor(row.get::<_, Option<i64>>(18)?.unwrap_or_default());
    let deposit = match (row.get(16)?, row.get(17)?) {
        (Some(code), Some(receipt)) => Some(Paid {
            receipt,
            code,
            left,
        }),
        _ => None,
    };
    Ok((
        Order {
            order,
            code: code_of_order(order),
            version: row.get(1)?,
            state,
            day: row.get(3)?,
            display: row.get(4)?,
            calendar: CalendarId::new(row.get(5)?),
            calendar_name: row.get(6)?,
            start: Timestamp::from_ms(row.get(7)?),
            end: Timestamp::from_ms(row.get(8)?),
            visible_at: Timestamp::from_ms(row.get(9)?),
            preparation_minutes: row.get(10)?,
            customer: row.get::<_, Option<i64>>(11)?.map(CustomerId::new),
            name: row.get(12)?,
            phone: row.get(13)?,
            note: row.get(14)?,
            total,
            deposit,
            to_pay: match state.is_open() {
                true => Money::from_minor((total.minor() - left.minor()).max(0)),
                false => Money::ZERO,
            },
            receipt: row.get(19)?,
            reason: row.get(20)?,
            by: row.get(21)?,
            at: Timestamp::from_ms(row.get(22)?),
            lines: Vec::new(),
            discount: None,
            short: Vec::new(),
            steps: Vec::new(),
        },
        row.get(23)?,
    ))
}

/// The orders with what is in them, and what of it is short.
fn filled(db: &ReadTx<'_>, rows: Vec<(Order, String)>) -> Result<Vec<Order>, Fault> {
    let filled = rows.into_iter().map(|(mut order, sale)| {
        let sale = priced_in(order.order, &sale)?;
        order.lines = lines(&sale)?;
        order.discount = sale.discount();
        if order.state.is_open() {
            order.short = stock::short_of(db, order.order)?;
        }
        Ok(order)
    });
    filled.collect()
}

fn lines(sale: &HeldSale) -> Result<Vec<OrderLine>, Fault> {
    let (lines, _) = sale.invoice_lines().map_err(|trouble| match trouble {
        Trouble::Fault(fault) => fault,
        Trouble::Refused(refusal) => Fault::Damaged {
            what: format!("an order can't be priced: {refusal}"),
        },
    })?;
    let lines = lines.into_iter().zip(sale.line_discounts());
    let lines = lines.map(|(line, off)| OrderLine {
        off,
        sweet: line.sweet,
        name: line.name,
        unit: line.unit,
        quantity: line.quantity,
        price: line.price,
        per: line.per,
        discount: line.discount,
        gross: line.gross,
        note: line.note,
    });
    Ok(lines.collect())
}

/// An order with all that became of it.
///
/// # Errors
/// A fault of the file.
pub fn order(db: &ReadTx<'_>, id: OrderId) -> Result<Option<Order>, Fault> {
    let sql = format!("SELECT {HEAD} FROM {FROM} WHERE orders.id = ?1");
    let found = db.first(&sql, [id.get()], head_of_row)?;
    let Some(mut order) = filled(db, found.into_iter().collect())?.pop() else {
        return Ok(None);
    };
    order.steps = db.all(
        "SELECT what, at_ms, name FROM order_steps JOIN accounts ON accounts.id = account
         WHERE of_order = ?1 ORDER BY step",
        [id.get()],
        |row| {
            Ok(Step {
                what: StepKind::of(row, 0)?,
                at: Timestamp::from_ms(row.get(1)?),
                by: row.get(2)?,
            })
        },
    )?;
    Ok(Some(order))
}

/// The orders that are wanted, by the time they are picked up; at most `limit`.
///
/// # Errors
/// A fault of the file.
pub fn list(db: &ReadTx<'_>, query: &OrderQuery, limit: u32) -> Result<Vec<Order>, Fault> {
    let sql = format!(
        "SELECT {HEAD} FROM {FROM}
         WHERE (?1 IS NULL OR day = ?1) AND (?2 IS NULL OR state = ?2)
           AND (?3 IS NULL OR customers.id = ?3)
           AND (NOT ?4 OR (state <> 'handed_over' AND state <> 'cancelled'))
         ORDER BY due_ms, orders.number, orders.id LIMIT ?5"
    );
    let bound = params![
        query.day.map(|day| day.to_string()),
        query.state.map(State::word),
        query.customer.map(CustomerId::get),
        query.open_only,
        limit
    ];
    filled(db, db.all(&sql, bound, head_of_row)?)
}

/// The orders of a slot, by their numbers.
pub(super) fn of_slot(db: &ReadTx<'_>, slot: SlotId) -> Result<Vec<Order>, Fault> {
    let sql = format!("SELECT {HEAD} FROM {FROM} WHERE slot = ?1 ORDER BY orders.number");
    filled(db, db.all(&sql, [slot.get()], head_of_row)?)
}

/// The open orders that the kitchen sees at `now`, those that are picked up first.
pub(super) fn seen(db: &ReadTx<'_>, now: Timestamp, limit: u32) -> Result<Vec<Order>, Fault> {
    let sql = format!(
        "SELECT {HEAD} FROM {FROM}
         WHERE state <> 'handed_over' AND state <> 'cancelled' AND visible_ms <= ?1
         ORDER BY due_ms, orders.number LIMIT ?2"
    );
    filled(db, db.all(&sql, params![now.ms(), limit], head_of_row)?)
}

/// What is on an order's card.
pub(super) fn on_card(db: &ReadTx<'_>, code: &str) -> Result<Money, Fault> {
    let found = db.first(
        "SELECT balance_minor FROM stored_value WHERE code = ?1",
        [code],
        |row| row.get(0).map(Money::from_minor),
    )?;
    Ok(found.unwrap_or(Money::ZERO))
}
