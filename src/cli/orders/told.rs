//! Orders in words.

use super::super::output::table;
use crate::shop::{
    ShopFacts,
    orders::{BoardSlot, Order},
};
use crate::values::Timestamp;

/// The orders as a table.
pub(super) fn table_of(about: &ShopFacts, orders: &[Order]) -> String {
    let rows: Vec<[String; 8]> = orders
        .iter()
        .map(|order| {
            [
                order.code.clone(),
                about.zone.date_time(order.start),
                order.display.to_string(),
                order.name.clone(),
                order.state.name().to_lowercase(),
                about.currency.format(order.total),
                about.currency.format(order.to_pay),
                in_one_line(order),
            ]
        })
        .collect();
    table(
        [
            "order", "pick-up", "no.", "for", "state", "total", "to pay", "what",
        ],
        &rows,
    )
}

fn in_one_line(order: &Order) -> String {
    let lines = order.lines.iter().map(|line| {
        let much = line.unit.format(line.quantity.get());
        match &line.note {
            Some(note) => format!("{much} {} (“{note}”)", line.name),
            None => format!("{much} {}", line.name),
        }
    });
    lines.collect::<Vec<_>>().join(", ")
}

/// The slots of a day, and what is in each.
pub(super) fn board(about: &ShopFacts, now: Timestamp, slots: &[BoardSlot]) -> String {
    let money = |amount| about.currency.format(amount);
    // What is over and was empty tells nobody anything.
    let rows: Vec<[String; 4]> = slots
        .iter()
        .filter(|slot| slot.end > now || !slot.orders.is_empty())
        .map(|slot| {
            let in_it = slot.orders.iter().filter(|order| order.state.is_open());
            let in_it: Vec<String> = in_it
                .map(|order| {
                    let state = order.state.name().to_lowercase();
                    format!("{} {} ({state})", order.display, order.name)
                })
                .collect();
            [
                format!(
                    "{} {}",
                    about.zone.date_time(slot.at.start),
                    slot.calendar_name
                ),
                format!("{} of {}", money(slot.used), money(slot.capacity)),
                format!("{} of {}", slot.used_orders, slot.capacity_orders),
                in_it.join(", "),
            ]
        })
        .collect();
    match rows.is_empty() {
        true => "nothing is picked up on that day".into(),
        false => table(["slot", "goods", "orders", "open"], &rows),
    }
}

/// All of an order.
pub(super) fn whole(about: &ShopFacts, order: &Order) -> String {
    let money = |amount| about.currency.format(amount);
    let phone = order.phone.as_deref().map(|phone| format!(", {phone}"));
    let mut text = format!(
        "order {} ({}) for {}{}\n{}, {}: {}\n{} {}, to pay {}\n",
        order.display,
        order.code,
        order.name,
        phone.unwrap_or_default(),
        about.zone.date_time(order.start),
        order.calendar_name,
        order.state.name().to_lowercase(),
        about.currency.code(),
        money(order.total),
        money(order.to_pay)
    );
    if let Some(paid) = &order.deposit {
        text.push_str(&format!(
            "paid ahead on receipt {}, {} of it left\n",
            paid.receipt,
            money(paid.left)
        ));
    }
    if let Some(receipt) = order.receipt {
        text.push_str(&format!("handed over on receipt {receipt}\n"));
    }
    for (what, said) in [("note", &order.note), ("cancelled because", &order.reason)] {
        if let Some(said) = said {
            text.push_str(&format!("{what}: {said}\n"));
        }
    }
    let rows: Vec<[String; 4]> = order
        .lines
        .iter()
        .map(|line| {
            [
                line.name.clone(),
                line.unit.format(line.quantity.get()),
                line.note.clone().unwrap_or_default(),
                money(line.gross),
            ]
        })
        .collect();
    text.push_str(&table(["sweet", "quantity", "how", "total"], &rows));
    for short in &order.short {
        text.push_str(&format!("\nto be made: {} of {}", short.told, short.name));
    }
    for step in &order.steps {
        text.push_str(&format!(
            "\n{} {} by {}",
            about.zone.date_time(step.at),
            step.what.name().to_lowercase(),
            step.by
        ));
    }
    text
}
