//! Orders for later: taken, changed, moved, made, handed over and cancelled.

mod acting;
mod place;
mod rules;
mod told;
mod typing;

use clap::{Args, Subcommand};

use super::{
    Asking, Common, customers,
    output::{Out, Stop},
    typed,
};
use crate::shop::{
    Permission, Refusal,
    orders::{self, OrderQuery, State},
};

pub(super) use typing::{calendar, day, moment, order};

/// Orders for later.
#[derive(Debug, Subcommand)]
pub(super) enum OrdersTask {
    /// Take an order
    Place(place::Place),
    /// The orders, by the time they are picked up
    List {
        /// Only those of a day, such as 2026-03-05
        #[arg(long)]
        day: Option<String>,
        /// Only those that are placed, accepted, in_preparation, ready, handed_over or cancelled
        #[arg(long)]
        state: Option<String>,
        /// Only those that have not ended
        #[arg(long)]
        open: bool,
        /// Only those of a customer: an id, a whole name or a phone number
        #[arg(long, allow_hyphen_values = true)]
        customer: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// One order, with what became of it and what of it is still to be made
    Show {
        /// The order's code, such as O000017
        #[arg(allow_hyphen_values = true)]
        order: String,
    },
    /// What is picked up on a day, slot by slot, with the room that is left
    Board {
        /// The day; today without it
        #[arg(long)]
        day: Option<String>,
    },
    /// What the kitchen sees now, by the time it is picked up
    Kitchen,
    /// Change what is ordered or noted
    Change(place::Change),
    /// Have it picked up at another time
    Move(place::Move),
    /// The kitchen has seen it
    Accept(Which),
    /// It is being made
    Prepare(Which),
    /// It can be picked up
    Ready(Which),
    /// Hand it over: it becomes a sale at the prices of the order
    HandOver(acting::HandOverOrder),
    /// Cancel it: its room and its goods are others' again
    Cancel {
        #[command(flatten)]
        which: Which,
        /// Why
        #[arg(long)]
        reason: Option<String>,
    },
    /// How the shop takes orders: how long ahead goods are kept, how long they take
    Rules(rules::RulesAsked),
}

/// Which order is acted on.
#[derive(Debug, Args)]
pub(super) struct Which {
    /// The order's code, such as O000017
    #[arg(allow_hyphen_values = true)]
    order: String,
    /// The version that was seen; without it, the one it has now
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    version: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

impl OrdersTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            OrdersTask::Place(place) => place.run(common, out),
            OrdersTask::List {
                day,
                state,
                open,
                customer,
                limit,
            } => list(common, out, (day, state, open, customer), limit),
            OrdersTask::Show { order } => show(common, out, &order),
            OrdersTask::Board { day } => board(common, out, day.as_deref()),
            OrdersTask::Kitchen => kitchen(common, out),
            OrdersTask::Change(change) => change.run(common, out),
            OrdersTask::Move(moved) => moved.run(common, out),
            OrdersTask::Accept(which) => acting::advance(common, out, &which, State::Accepted),
            OrdersTask::Prepare(which) => {
                acting::advance(common, out, &which, State::InPreparation)
            }
            OrdersTask::Ready(which) => acting::advance(common, out, &which, State::Ready),
            OrdersTask::HandOver(hand_over) => hand_over.run(common, out),
            OrdersTask::Cancel { which, reason } => acting::cancel(common, out, &which, reason),
            OrdersTask::Rules(rules) => rules.run(common, out),
        }
    }
}

type Filters = (Option<String>, Option<String>, bool, Option<String>);

fn list(
    common: &Common,
    out: &Out,
    (on, state, open, customer): Filters,
    limit: u32,
) -> Result<(), Stop> {
    let on = on.map(|typed| day("day", &typed)).transpose()?;
    let known = |typed: String| {
        State::of(typed.trim()).ok_or_else(|| {
            let words = State::ALL.map(State::word).join(", ");
            Refusal::invalid("state", format!("is one of {words}"))
        })
    };
    let state = state.map(known).transpose()?;
    let (shop, session) = common.come_in()?;
    let customer = customer
        .map(|typed| customers::find(&shop, &session, &typed))
        .transpose()?;
    let query = OrderQuery {
        day: on,
        state,
        open_only: open,
        customer: customer.map(|customer| customer.id),
    };
    let found = shop.consult(&session, Permission::Look, |db| {
        orders::list(db, &query, limit)
    })?;
    out.tell(&found, || told::table_of(shop.about(), &found))
}

fn show(common: &Common, out: &Out, order: &str) -> Result<(), Stop> {
    let id = typing::order(order)?;
    let (shop, session) = common.come_in()?;
    let found = shop
        .consult(&session, Permission::Look, |db| orders::order(db, id))?
        .ok_or_else(|| Refusal::unknown("order", order))?;
    out.tell(&found, || told::whole(shop.about(), &found))
}

fn board(common: &Common, out: &Out, on: Option<&str>) -> Result<(), Stop> {
    let on = on.map(|typed| day("day", typed)).transpose()?;
    let (shop, session) = common.come_in()?;
    let zone = shop.about().zone;
    let on = on.unwrap_or_else(|| zone.date(shop.now()));
    let slots = shop.consult(&session, Permission::Look, |db| orders::board(db, zone, on))?;
    out.tell(&slots, || told::board(shop.about(), shop.now(), &slots))
}

fn kitchen(common: &Common, out: &Out) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let now = shop.now();
    let seen = shop.consult(&session, Permission::Look, |db| orders::in_view(db, now))?;
    out.tell(&seen, || told::table_of(shop.about(), &seen))
}
