//! Changing what is ordered, and when it is picked up.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble, payments,
        pricing::Discount,
        sales::{Checkout, CheckoutLine},
        slots::SlotAt,
        stock,
    },
    StepKind,
    current::{self, Current, note_step, number_on},
    place::{noted, open_slot, price, visible},
    room::take_room,
    rules,
};
use crate::{
    store::{WriteTx, params},
    values::{CalendarId, Money, OrderId, Timestamp},
};

/// Changes what is ordered, or what is noted with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeOrder {
    /// Which order.
    pub order: OrderId,
    /// The version the change was made from.
    pub version: i64,
    /// All that is ordered from now on, at the prices of now; left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<CheckoutLine>>,
    /// With `lines`: what is taken off the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Discount>,
    /// What is noted with it from now on; empty, nothing. Left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How many minutes before its slot the kitchen begins with it; left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preparation_minutes: Option<i64>,
}

/// What an order is after it was changed or moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Which order.
    pub order: OrderId,
    /// Its version now.
    pub version: i64,
    /// The day it is picked up.
    pub day: String,
    /// Its number on that day.
    pub display: i64,
    /// When its slot begins.
    pub start: Timestamp,
    /// What it comes to, taxes in.
    #[serde(rename = "total_minor")]
    pub total: Money,
}

impl Command for ChangeOrder {
    type Outcome = Changed;
    const NAME: &'static str = "orders.change";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Changed, Trouble> {
        let mut yours = Vec::new();
        yours.extend(self.note.clone().map(|note| ("note", note)));
        let now = Current::read(tx, by, (self.order, self.version), &yours)?;
        now.must_be_open(tx)?;
        if self.lines.is_none() && self.discount.is_some() {
            let why = "is of the lines: say them with it";
            return Err(Refusal::invalid("discount", why).into());
        }
        let note = match &self.note {
            Some(note) => noted("note", Some(note))?,
            None => now.note.clone(),
        };
        let minutes = rules::preparation(
            "preparation_minutes",
            self.preparation_minutes.unwrap_or(now.prepare_minutes),
        )?;
        let (sale, total) = match &self.lines {
            None => (None, now.total),
            Some(lines) => {
                // The customer may be paying what it comes to now.
                payments::order_must_not_wait(tx, by, now.id)?;
                // Whom it is for was settled when it was placed, and may be forgotten by now.
                let asked = Checkout {
                    lines: lines.clone(),
                    discount: self.discount,
                    ..Checkout::default()
                };
                let (sale, total) = price(tx, by, &asked)?;
                now.give_room_back(tx)?;
                let at = SlotAt {
                    calendar: now.calendar,
                    start: now.due,
                };
                take_room(tx, by, at, (now.slot, total), Some(now.id))?;
                stock::promise(tx, now.id, now.due, &sale.goods()?)?;
                (Some(current::kept(&sale)?), total)
            }
        };
        tx.execute(
            "UPDATE orders SET note = ?3, sale = coalesce(?4, sale), total_minor = ?5,
                    prepare_minutes = ?6, visible_ms = ?7, version = version + 1, changed_act = ?8
             WHERE id = ?1 AND version = ?2",
            params![
                now.id.get(),
                now.version,
                note,
                sale,
                total.minor(),
                minutes,
                visible(now.due, minutes).ms(),
                by.act
            ],
        )?;
        note_step(tx, by, now.id, StepKind::Changed)?;
        Ok(Changed {
            order: now.id,
            version: now.version + 1,
            day: now.day,
            display: now.number,
            start: now.due,
            total,
        })
    }
}

/// Has an order picked up at another time: its room there and here change in one commit.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveOrder {
    /// Which order.
    pub order: OrderId,
    /// The version the change was made from.
    pub version: i64,
    /// Where it is picked up; left out, where it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarId>,
    /// When: the start of a slot that the calendar offers.
    pub start: Timestamp,
}

impl Command for MoveOrder {
    type Outcome = Changed;
    const NAME: &'static str = "orders.move";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Changed, Trouble> {
        let yours = [("start", by.shop.zone.date_time(self.start))];
        let now = Current::read(tx, by, (self.order, self.version), &yours)?;
        now.must_be_open(tx)?;
        let at = SlotAt {
            calendar: self.calendar.unwrap_or(now.calendar),
            start: self.start,
        };
        let slot = open_slot(tx, by, at)?;
        if slot.id == now.slot {
            let why = "is when it is picked up already; choose another time";
            return Err(Refusal::invalid("start", why).into());
        }
        now.give_room_back(tx)?;
        take_room(tx, by, at, (slot.id, now.total), Some(now.id))?;
        stock::promise(tx, now.id, slot.start, &now.sale.goods()?)?;
        let day = by.shop.zone.date(slot.start).to_string();
        let display = match day == now.day {
            true => now.number,
            false => number_on(tx, now.id, &day)?,
        };
        tx.execute(
            "UPDATE orders SET slot = ?3, due_ms = ?4, visible_ms = ?5, day = ?6, number = ?7,
                    version = version + 1, changed_act = ?8
             WHERE id = ?1 AND version = ?2",
            params![
                now.id.get(),
                now.version,
                slot.id.get(),
                slot.start.ms(),
                visible(slot.start, now.prepare_minutes).ms(),
                day,
                display,
                by.act
            ],
        )?;
        note_step(tx, by, now.id, StepKind::Moved)?;
        Ok(Changed {
            order: now.id,
            version: now.version + 1,
            day,
            display,
            start: slot.start,
            total: now.total,
        })
    }
}
