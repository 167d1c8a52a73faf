//! An order as an act finds it, and what every act does to one.

use super::{
    super::{
        Actor, Difference, Refusal, Trouble, door, refusal::Ended, sales::HeldSale, slots, stock,
    },
    StepKind,
    rows::code_of_order,
    state::{State, state_of},
};
use crate::{
    store::{Fault, WriteTx, params},
    values::{CalendarId, CustomerId, Money, OrderId, SlotId, Timestamp},
};

/// An order that is to be changed.
pub(super) struct Current {
    pub(super) id: OrderId,
    pub(super) version: i64,
    pub(super) state: State,
    pub(super) number: i64,
    pub(super) day: String,
    pub(super) calendar: CalendarId,
    pub(super) slot: SlotId,
    pub(super) due: Timestamp,
    pub(super) total: Money,
    pub(super) note: Option<String>,
    pub(super) customer: Option<CustomerId>,
    pub(super) prepare_minutes: i64,
    pub(super) deposit: Option<String>,
    pub(super) deposit_sale: Option<i64>,
    pub(super) sale: HeldSale,
}

impl Current {
    /// The order of an id, at the version that whoever acts has seen. `yours` are the
    /// fields they want otherwise, for the one who comes second.
    pub(super) fn read(
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        (id, version): (OrderId, i64),
        yours: &[(&str, String)],
    ) -> Result<Current, Trouble> {
        let found = tx.first(
            "SELECT orders.version, state, number, day, calendar, slot, due_ms, total_minor, note,
                    customer, prepare_minutes, deposit, deposit_sale, sale
             FROM orders JOIN slots ON slots.id = slot WHERE orders.id = ?1",
            [id.get()],
            |row| {
                Ok((
                    Current {
                        id,
                        version: row.get(0)?,
                        state: state_of(row, 1)?,
                        number: row.get(2)?,
                        day: row.get(3)?,
                        calendar: CalendarId::new(row.get(4)?),
                        slot: SlotId::new(row.get(5)?),
                        due: Timestamp::from_ms(row.get(6)?),
                        total: Money::from_minor(row.get(7)?),
                        note: row.get(8)?,
                        customer: row.get::<_, Option<i64>>(9)?.map(CustomerId::new),
                        prepare_minutes: row.get(10)?,
                        deposit: row.get(11)?,
                        deposit_sale: row.get(12)?,
                        sale: HeldSale::default(),
                    },
                    row.get::<_, String>(13)?,
                ))
            },
        )?;
        let (found, sale) = found.ok_or_else(|| Refusal::unknown("order", id))?;
        if found.version != version {
            return Err(found.changed(tx, by, yours)?.into());
        }
        Ok(Current {
            sale: priced_in(id, &sale)?,
            ..found
        })
    }

    /// What it is called in refusals.
    pub(super) fn called(&self) -> String {
        format!("order {} ({})", self.number, code_of_order(self.id))
    }

    /// Refuses what only an order that has not ended can have done to it.
    pub(super) fn must_be_open(&self, tx: &WriteTx<'_>) -> Result<(), Trouble> {
        match self.state.is_open() {
            true => Ok(()),
            false => {
                let ended = match self.state {
                    State::Cancelled => Ended::Cancelled,
                    _ => Ended::HandedOver,
                };
                let of = ("order", self.id.get());
                Err(Refusal::over("order", self.ended(tx)?, of, ended).into())
            }
        }
    }

    /// How it ended, for whoever comes too late.
    pub(super) fn ended(&self, tx: &WriteTx<'_>) -> Result<String, Fault> {
        let receipt = tx.one(
            "SELECT receipt FROM orders WHERE id = ?1",
            [self.id.get()],
            |row| row.get::<_, Option<i64>>(0),
        )?;
        Ok(match receipt {
            Some(receipt) => format!(
                "{} was handed over already, on receipt {receipt}",
                self.called()
            ),
            None => format!("{} was cancelled: place a new one", self.called()),
        })
    }

    /// Who changed it meanwhile, and both values.
    fn changed(
        &self,
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        yours: &[(&str, String)],
    ) -> Result<Refusal, Fault> {
        let (who, at) = tx.one(
            "SELECT coalesce(accounts.name, ''), journal.at_ms FROM orders
             JOIN journal ON journal.act = changed_act
             LEFT JOIN accounts ON accounts.id = journal.account WHERE orders.id = ?1",
            [self.id.get()],
            |row| Ok((row.get(0)?, Timestamp::from_ms(row.get(1)?))),
        )?;
        let mine = |field: &str| {
            let found = yours.iter().find(|(name, _)| *name == field);
            found.map(|(_, value)| value.clone())
        };
        let theirs = [
            ("state", self.state.name().to_lowercase()),
            ("start", by.shop.zone.date_time(self.due)),
            ("total", by.shop.currency.format(self.total)),
            ("note", self.note.clone().unwrap_or_default()),
        ];
        let differences = theirs.into_iter().map(|(field, theirs)| Difference {
            field: field.into(),
            theirs,
            yours: mine(field),
        });
        Ok(Refusal::changed(
            by,
            self.called(),
            (who, at),
            self.version,
            differences.collect(),
        )
        .numbered("order", self.id.get()))
    }

    /// What was promised to it is promised no more, and its slot has room for others.
    pub(super) fn give_room_back(&self, tx: &WriteTx<'_>) -> Result<(), Trouble> {
        slots::free_room(tx, self.slot, self.total)?;
        stock::take_back_promise(tx, self.id)?;
        Ok(())
    }
}

/// What was ordered, as it was kept.
pub(super) fn priced_in(id: OrderId, kept: &str) -> Result<HeldSale, Fault> {
    serde_json::from_str(kept).map_err(|error| Fault::Damaged {
        what: format!("the goods of {}: {error}", code_of_order(id)),
    })
}

/// What was ordered, as it is kept.
pub(super) fn kept(sale: &HeldSale) -> Result<String, Fault> {
    door::to_json(sale)
}

/// Writes down what became of an order.
pub(super) fn note_step(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    order: OrderId,
    what: StepKind,
) -> Result<(), Trouble> {
    tx.execute(
        "INSERT INTO order_steps (of_order, step, what, act, at_ms, account)
         VALUES (?1, (SELECT coalesce(max(step), 0) + 1 FROM order_steps WHERE of_order = ?1),
                 ?2, ?3, ?4, ?5)",
        params![
            order.get(),
            what.word(),
            by.act,
            by.at.ms(),
            by.account()?.get()
        ],
    )?;
    Ok(())
}

/// The number of an order on a day: the one it had there before, or the next.
pub(super) fn number_on(tx: &WriteTx<'_>, order: OrderId, day: &str) -> Result<i64, Fault> {
    let had = tx.first(
        "SELECT number FROM order_numbers WHERE of_order = ?1 AND day = ?2",
        params![order.get(), day],
        |row| row.get(0),
    )?;
    if let Some(number) = had {
        return Ok(number);
    }
    let number = next_number(tx, day)?;
    tx.execute(
        "INSERT INTO order_numbers (day, number, of_order) VALUES (?1, ?2, ?3)",
        params![day, number, order.get()],
    )?;
    Ok(number)
}

/// The number that the next order of a day gets.
pub(super) fn next_number(tx: &WriteTx<'_>, day: &str) -> Result<i64, Fault> {
    tx.one(
        "SELECT coalesce(max(number), 0) + 1 FROM order_numbers WHERE day = ?1",
        [day],
        |row| row.get(0),
    )
}
