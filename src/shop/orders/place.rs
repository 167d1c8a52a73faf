//! Taking an order: its goods priced, its slot taken, its goods promised, one commit.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble, customers, journal,
        pricing::Discount,
        sales::{
            Checkout, CheckoutLine, GiftCardLine, HeldBasket, HeldSale, Sold, Tender, baskets,
        },
        settings,
        slots::{self, Capacity, Slot, SlotAt},
        stock,
        stored_value::CardCode,
    },
    OrderRules, StepKind,
    current::{self, next_number, note_step},
    room::take_room,
    rows::code_of_order,
    rules,
};
use crate::{
    store::{Fault, Key, WriteTx, params},
    values::{
        CalendarId, CustomerId, MAX_PRICE_MINOR, Money, Name, OrderId, Phone, RequestId, ShiftId,
        Timestamp, line, paragraph,
    },
};

/// The longest note of an order, in characters.
pub(super) const NOTE_MAX_CHARS: usize = 500;
/// The longest telephone number, in characters.
const PHONE_MAX_CHARS: usize = 40;

/// Takes an order for later.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceOrder {
    /// Where it is picked up.
    pub calendar: CalendarId,
    /// When: the start of a slot that the calendar offers.
    pub start: Timestamp,
    /// What is ordered; 1 to 500 lines. An inscription is a line's note.
    pub lines: Vec<CheckoutLine>,
    /// What is taken off the whole, after the lines' own discounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Discount>,
    /// Who orders, where they are a customer of the shop's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// Who orders, where they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What is noted with it, at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How many minutes before its slot the kitchen begins with it; left out, as the
    /// shop chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preparation_minutes: Option<i64>,
    /// What the asker showed as its total, taxes in; where it comes to something else
    /// now, it is refused.
    #[serde(
        rename = "total_minor",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub total: Option<Money>,
    /// What is paid ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit: Option<Deposit>,
    /// The basket it comes from, which is empty afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basket: Option<HeldBasket>,
}

/// What is paid ahead of an order: a gift card of the order's own, sold on a receipt.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deposit {
    /// The card's code; [`CardCode::for_request`] makes one that belongs to the order's
    /// request.
    pub code: CardCode,
    /// How much; above 0, and not more than the order.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// What the customer gives; change is made out of cash only.
    pub tenders: Vec<Tender>,
    /// The shift of the window it is paid in; it must be open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
}

/// The order that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Its id.
    pub order: OrderId,
    /// Its version.
    pub version: i64,
    /// The day it is picked up: "2026-03-05".
    pub day: String,
    /// Its number on that day.
    pub display: i64,
    /// When its slot begins.
    pub start: Timestamp,
    /// When the kitchen sees it.
    pub visible_at: Timestamp,
    /// What it comes to, taxes in.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// The receipt of what was paid ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit: Option<Sold>,
}

impl Command for PlaceOrder {
    type Outcome = Placed;
    const NAME: &'static str = "orders.place";
    const NEEDS: Permission = Permission::Sell;

    fn asked(&self, key: &Key, request: RequestId) -> Result<String, Fault> {
        if self.phone.is_some() {
            Phone::get_ready();
        }
        journal::veiled(self, (key, request), &["name", "phone"])
    }

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Placed, Trouble> {
        let (customer, name, phone) = self.who(tx)?;
        let note = noted("note", self.note.as_deref())?;
        let (rules, _) = settings::load::<OrderRules>(tx)?;
        let minutes = rules::preparation(
            "preparation_minutes",
            self.preparation_minutes
                .unwrap_or(rules.preparation_minutes),
        )?;
        // The slot first: a wrong time is told before anything is priced.
        let at = SlotAt {
            calendar: self.calendar,
            start: self.start,
        };
        let slot = open_slot(tx, by, at)?;
        let (sale, total) = self.priced(tx, by)?;
        take_room(tx, by, at, (slot.id, total), None)?;

        let day = by.shop.zone.date(slot.start).to_string();
        let display = next_number(tx, &day)?;
        let visible_at = visible(slot.start, minutes);
        let order = OrderId::new(tx.insert(
            "INSERT INTO orders
                 (act, at_ms, account, slot, due_ms, day, number, prepare_minutes, visible_ms,
                  customer, name, phone, note, sale, total_minor, changed_act)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?1)",
            params![
                by.act,
                by.at.ms(),
                by.account()?.get(),
                slot.id.get(),
                slot.start.ms(),
                day,
                display,
                minutes,
                visible_at.ms(),
                customer.map(CustomerId::get),
                name,
                phone,
                note,
                current::kept(&sale)?,
                total.minor()
            ],
        )?);
        tx.execute(
            "INSERT INTO order_numbers (day, number, of_order) VALUES (?1, ?2, ?3)",
            params![day, display, order.get()],
        )?;
        stock::promise(tx, order, slot.start, &sale.goods()?)?;
        note_step(tx, by, order, StepKind::Placed)?;
        let deposit = match &self.deposit {
            Some(deposit) => Some(self.pay_ahead(tx, by, (order, display, slot.start), deposit)?),
            None => None,
        };
        Ok(Placed {
            order,
            version: 1,
            day,
            display,
            start: slot.start,
            visible_at,
            total,
            deposit,
        })
    }
}

/// A customer, a name, and a telephone number.
type Who = (Option<CustomerId>, Option<String>, Option<String>);

impl PlaceOrder {
    /// Who orders: a customer, or a name and a telephone number.
    fn who(&self, tx: &WriteTx<'_>) -> Result<Who, Trouble> {
        let phone = line(self.phone.as_deref().unwrap_or_default(), PHONE_MAX_CHARS)
            .map_err(|why| Refusal::invalid("phone", why))?;
        let phone = Some(phone).filter(|phone| !phone.is_empty());
        if let Some(phone) = &phone {
            Phone::parse(phone, customers::country(tx)?)
                .map_err(|why| Refusal::invalid("phone", why))?;
        }
        match (self.customer, self.name.as_deref()) {
            (Some(customer), None) => {
                let (customer, _) = customers::for_receipt(tx, customer)?;
                match phone {
                    None => Ok((Some(customer), None, None)),
                    Some(_) => {
                        let why = "is the customer's own; change it there";
                        Err(Refusal::invalid("phone", why).into())
                    }
                }
            }
            (None, Some(name)) => {
                let name = Name::parse(name).map_err(|why| Refusal::invalid("name", why))?;
                Ok((None, Some(name.as_str().to_owned()), phone))
            }
            _ => {
                let why = "either a customer or a name is needed, so that they can be called";
                Err(Refusal::invalid("name", why).into())
            }
        }
    }

    /// What is ordered, and what it comes to. Its basket is empty afterwards.
    fn priced(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(HeldSale, Money), Trouble> {
        if let Some(held) = &self.basket {
            let basket =
                baskets::one_of(tx, by.account()?, held.basket)?.ok_or(Refusal::BasketElsewhere)?;
            let unfit = match (&basket.tenders[..], &basket.gift_cards[..]) {
                ([], []) => None,
                ([], _) => Some("has gift cards, which are not ordered: take them out first"),
                _ => Some("is paid in part: take the payments off first"),
            };
            if let Some(why) = unfit {
                return Err(Refusal::invalid("basket", why).into());
            }
        }
        price(
            tx,
            by,
            &Checkout {
                lines: self.lines.clone(),
                discount: self.discount,
                customer: self.customer,
                total: self.total,
                basket: self.basket.clone(),
                ..Checkout::default()
            },
        )
    }

    fn pay_ahead(
        &self,
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        (order, display, start): (OrderId, i64, Timestamp),
        deposit: &Deposit,
    ) -> Result<Sold, Trouble> {
        let total = tx.one(
            "SELECT total_minor FROM orders WHERE id = ?1",
            [order.get()],
            |row| row.get(0).map(Money::from_minor),
        )?;
        if !(Money::from_minor(1)..=total.min(Money::from_minor(MAX_PRICE_MINOR)))
            .contains(&deposit.amount)
        {
            let why = format!(
                "is above 0 and at most what the order comes to, {}",
                by.shop.currency.format(total)
            );
            return Err(Refusal::invalid("deposit.amount", why).into());
        }
        // A card that is there already is somebody's: what is on it is not the order's.
        let there = tx.first(
            "SELECT 1 FROM stored_value WHERE code = ?1",
            [deposit.code.as_str()],
            |_| Ok(()),
        )?;
        if there.is_some() {
            let why = "is a card's that there is already; leave it to the program";
            return Err(Refusal::invalid("deposit.code", why).into());
        }
        let sale = Checkout {
            gift_cards: vec![GiftCardLine {
                code: deposit.code.clone(),
                amount: deposit.amount,
            }],
            customer: self.customer,
            tenders: deposit.tenders.clone(),
            note: Some(format!(
                "Deposit of order {display} ({}), {}",
                code_of_order(order),
                by.shop.zone.date_time(start)
            )),
            shift: deposit.shift,
            ..Checkout::default()
        };
        let day = by.shop.zone.local(start).format("%a %-d %b");
        let called = format!("Deposit, order {display} of {day}");
        let sold = HeldSale::pay_ahead(tx, by, &sale, &called)?;
        tx.execute(
            "UPDATE orders SET deposit = ?2, deposit_sale = ?3 WHERE id = ?1",
            params![order.get(), deposit.code.as_str(), sold.number],
        )?;
        Ok(sold)
    }
}

/// What is ordered, priced like a sale, and what it comes to.
pub(super) fn price(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    asked: &Checkout,
) -> Result<(HeldSale, Money), Trouble> {
    if let Some(of) = asked.lines.iter().find_map(|line| line.quoted) {
        let why = format!(
            "some are promised by quotation {}: sell that, or order them as they are now",
            of.quotation
        );
        return Err(Refusal::invalid("lines", why).into());
    }
    let (sale, _, total) = HeldSale::price(tx, by, asked)?;
    Ok((sale, total))
}

/// The slot at a time, where it is one to pick up orders in.
pub(super) fn open_slot(tx: &WriteTx<'_>, by: &Actor<'_>, at: SlotAt) -> Result<Slot, Trouble> {
    let slot = slots::open(tx, by, at)?;
    match slot.capacity {
        Capacity::Room { .. } => Ok(slot),
        Capacity::Seats(_) => {
            let why = format!(
                "{} is for appointments; choose one where orders are picked up",
                slot.calendar_name
            );
            Err(Refusal::invalid("calendar", why).into())
        }
    }
}

/// When the kitchen sees what is picked up at `start`.
pub(super) fn visible(start: Timestamp, minutes: i64) -> Timestamp {
    Timestamp::from_ms(start.ms().saturating_sub(minutes.saturating_mul(60_000)))
}

/// A note as it is kept; nothing where there is none.
pub(super) fn noted(field: &str, typed: Option<&str>) -> Result<Option<String>, Refusal> {
    let text = paragraph(typed.unwrap_or_default(), NOTE_MAX_CHARS)
        .map_err(|why| Refusal::invalid(field, why))?;
    Ok((!text.is_empty()).then_some(text))
}
