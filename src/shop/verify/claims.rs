//! What a refusal says of the shop at one moment, as far as the ledgers and the journal tell how it
//! stood then: what was left, who had it, how it had ended, which version it had.
//!
//! Left out: what a person typed, what an account may do, what a thing was called, and of whatever
//! the program has no record act by act.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    super::{Refusal, slots::SlotAt},
    asked::Asked,
    history::{Line, Shelf, Slots, first, goes_on},
};
use crate::{
    store::{Fault, ReadTx, ToSql, params},
    values::{RequestId, Timestamp},
};

/// The reason that a request id was used before.
pub(super) const REUSED: &str = "request_reused";
/// The reason that a code was not right, which is an act.
pub(super) const WRONG_CODE: &str = "wrong_code";

/// What of a refusal is held against the journal; the rest of it is only words.
pub(super) fn judged_of(refusal: &Refusal) -> Value {
    let reason = refusal.code();
    match refusal {
        Refusal::SoldOut { shortages } => json!({ "reason": reason, "shortages": shortages }),
        Refusal::SlotFull { asked, .. } => {
            json!({ "reason": reason, "slot": asked.slot, "room_minor": asked.room })
        }
        Refusal::StaffBusy { other, .. } => {
            json!({ "reason": reason, "other": { "appointment": other.appointment } })
        }
        Refusal::Over { of, ended, .. } => {
            json!({ "reason": reason, "of": of, "ended": ended })
        }
        Refusal::Changed { of, version, .. } => {
            json!({ "reason": reason, "of": of, "version": version })
        }
        Refusal::Overdrawn { of: Some(of), .. } | Refusal::CardSpent { of: Some(of), .. } => {
            json!({ "reason": reason, "value": of.value, "balance_minor": of.balance })
        }
        Refusal::StockMoved {
            sweet,
            expected,
            on_hand,
            held,
            ..
        } => json!({
            "reason": reason, "sweet": sweet, "expected": expected, "on_hand": on_hand, "held": held
        }),
        Refusal::TakenBackAlready { of, .. } => json!({
            "reason": reason, "receipt": of.receipt, "line": of.line, "taken_back": of.taken_back
        }),
        Refusal::ShiftOpen { shift, .. } | Refusal::ShiftClosed { shift, .. } => {
            json!({ "reason": reason, "shift": shift })
        }
        Refusal::Unknown { what, which } => {
            json!({ "reason": reason, "what": what, "which": which })
        }
        Refusal::RequestReused { command } => json!({ "reason": reason, "command": command }),
        Refusal::WrongCode { verdict } => {
            let mut told = json!(verdict);
            if let Some(fields) = told.as_object_mut() {
                fields.insert("reason".into(), reason.into());
            }
            told
        }
        _ => json!({ "reason": reason }),
    }
}

/// All that a refusal says.
pub(super) struct Claims {
    /// Sweets of which there was not enough.
    pub(super) shortages: Vec<Short>,
    /// The slot that was full, and the room that an order wanted of it; none where that was a seat.
    pub(super) slot: Option<(SlotAt, Option<i64>)>,
    /// What else was so.
    pub(super) fact: Option<Fact>,
}

/// A sweet of which there was not enough.
#[derive(Deserialize)]
pub(super) struct Short {
    pub(super) sweet: i64,
    #[serde(default)]
    wanted: Option<i64>,
    left: i64,
    #[serde(default)]
    promised: Option<Promised>,
}

/// What of a sweet was on hand and kept for orders.
#[derive(Deserialize)]
struct Promised {
    on_hand: i64,
}

impl Short {
    /// What was said to be on the shelf.
    fn on_hand(&self) -> i64 {
        let promised = self.promised.as_ref();
        promised.map_or(self.left, |promised| promised.on_hand)
    }
}

/// Something that was said to be so.
pub(super) enum Fact {
    /// So much was on a gift card or a credit.
    Value { value: i64, balance: i64 },
    /// So much of a line of a receipt had come back.
    Back {
        receipt: i64,
        line: i64,
        taken_back: i64,
    },
    /// A shift was open, or it was not any more.
    Shift { shift: i64, open: bool },
    /// Somebody who works here had this appointment.
    Busy { appointment: i64 },
    /// An order or an appointment had this version.
    Version {
        what: Versioned,
        which: i64,
        version: i64,
    },
    /// There was nothing of that number.
    Absent { what: String, which: i64 },
    /// It had ended.
    Ended {
        what: Endable,
        which: i64,
        ended: String,
    },
    /// The request had been done, as another command or otherwise.
    Reused { request: RequestId, command: String },
}

/// What has versions that are kept act by act.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Versioned {
    Order,
    Appointment,
}

/// What ends in an act that is known.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Endable {
    Order,
    Payment,
    Invoice,
}

/// Tables with a number and the act that made it.
const NUMBERED: &[(&str, &str)] = &[
    ("receipt", "SELECT act FROM sales WHERE number = ?1"),
    ("order", "SELECT act FROM orders WHERE id = ?1"),
    ("appointment", "SELECT act FROM appointments WHERE id = ?1"),
    ("payment", "SELECT act FROM payments WHERE id = ?1"),
    ("invoice", "SELECT act FROM invoices WHERE id = ?1"),
    ("shift", "SELECT opened_act FROM shifts WHERE id = ?1"),
];

impl Asked {
    /// Why it was refused, as programs are told.
    pub(super) fn reason(&self) -> Option<&str> {
        self.detail.as_ref()?.get("reason")?.as_str()
    }

    /// What its refusal says; nothing where that is not kept, or can't be judged.
    pub(super) fn claims(&self) -> Option<Claims> {
        let detail = self.detail.as_ref()?;
        let mut claims = Claims {
            shortages: Vec::new(),
            slot: None,
            fact: None,
        };
        match self.reason() {
            // Logs of before had these without their reason.
            Some("sold_out" | "slot_full") | None => {
                #[derive(Deserialize)]
                struct Told {
                    #[serde(default)]
                    shortages: Vec<Short>,
                    #[serde(default)]
                    slot: Option<SlotAt>,
                    #[serde(default)]
                    room_minor: Option<i64>,
                }
                let told = Told::deserialize(detail).ok()?;
                claims.shortages = told.shortages;
                claims.slot = told.slot.map(|slot| (slot, told.room_minor));
            }
            Some("stock_moved") => {
                #[derive(Deserialize)]
                struct Told {
                    sweet: i64,
                    expected: i64,
                    on_hand: i64,
                    #[serde(default)]
                    held: i64,
                }
                let told = Told::deserialize(detail).ok()?;
                // That it was as expected is no reason; what is held is off the shelf.
                let left = told.on_hand.saturating_sub(told.held);
                claims.shortages.push(Short {
                    sweet: told.sweet,
                    wanted: (told.on_hand == told.expected).then_some(left),
                    left,
                    promised: None,
                });
            }
            Some(reason) => claims.fact = Some(Fact::of(reason, self.request, detail)?),
        }
        let says_something =
            claims.slot.is_some() || claims.fact.is_some() || !claims.shortages.is_empty();
        says_something.then_some(claims)
    }
}

impl Fact {
    /// What a refusal for this reason says.
    fn of(reason: &str, request: RequestId, detail: &Value) -> Option<Fact> {
        let number = |name: &str| detail.get(name)?.as_i64();
        let word = |name: &str| Some(detail.get(name)?.as_str()?.to_owned());
        let of = || {
            Some((
                detail.get("of")?.get("what")?,
                detail.get("of")?.get("which")?.as_i64()?,
            ))
        };
        Some(match reason {
            "overdrawn" | "card_spent" => Fact::Value {
                value: number("value")?,
                balance: number("balance_minor")?,
            },
            "taken_back_already" => Fact::Back {
                receipt: number("receipt")?,
                line: number("line")?,
                taken_back: number("taken_back")?,
            },
            "shift_open" | "shift_closed" => Fact::Shift {
                shift: number("shift")?,
                open: reason == "shift_open",
            },
            "staff_busy" => Fact::Busy {
                appointment: detail.get("other")?.get("appointment")?.as_i64()?,
            },
            "changed" => {
                let (what, which) = of()?;
                Fact::Version {
                    what: Versioned::deserialize(what).ok()?,
                    which,
                    version: number("version")?,
                }
            }
            "invalid" => {
                let (what, which) = of()?;
                Fact::Ended {
                    what: Endable::deserialize(what).ok()?,
                    which,
                    ended: word("ended")?,
                }
            }
            "unknown" => {
                let what = word("what")?;
                NUMBERED.iter().find(|(known, _)| *known == what)?;
                Fact::Absent {
                    what,
                    which: word("which")?.parse().ok()?,
                }
            }
            REUSED => Fact::Reused {
                request,
                command: word("command")?,
            },
            _ => return None,
        })
    }

    /// After which acts it was so and after which not, as far as it is known. Before the first it
    /// was as `before` says.
    fn line(&self, db: &ReadTx<'_>) -> Result<(Line<bool>, bool), Fault> {
        let mut line = Line::new();
        let mut before = false;
        match self {
            Fact::Value { value, balance } => {
                let sql = "SELECT coalesce(movements.act, sales.act), balance_minor
                     FROM stored_value_movements AS movements
                     LEFT JOIN sales ON sales.number = sale
                     WHERE value = ?1 ORDER BY movements.number";
                before = *balance == 0;
                each(db, sql, params![*value], &mut line, |then| then == *balance)?;
            }
            Fact::Back {
                receipt,
                line: of,
                taken_back,
            } => {
                let sql = "SELECT act, sum(-quantity) OVER (ORDER BY act) FROM sales
                     JOIN sale_lines ON sale = number
                     WHERE returns_of = ?1 AND returns_line = ?2 ORDER BY act";
                before = *taken_back == 0;
                each(db, sql, params![*receipt, *of], &mut line, |then| {
                    then == *taken_back
                })?;
            }
            Fact::Shift { shift, open } => {
                let sql = "SELECT opened_act, 1 FROM shifts WHERE id = ?1
                     UNION ALL SELECT closed_act, 0 FROM shifts
                               WHERE id = ?1 AND closed_act IS NOT NULL";
                each(db, sql, params![*shift], &mut line, |then| {
                    (then == 1) == *open
                })?;
            }
            Fact::Busy { appointment } => {
                let sql =
                    "SELECT act, after ->> 'state' <> 'cancelled' AND after ->> 'staff' IS NOT NULL
                     FROM appointment_changes WHERE appointment = ?1 ORDER BY version";
                each(db, sql, params![*appointment], &mut line, |then| then == 1)?;
            }
            Fact::Version {
                what,
                which,
                version,
            } => {
                let sql = match what {
                    Versioned::Order => {
                        "SELECT act, step FROM order_steps WHERE of_order = ?1 ORDER BY step"
                    }
                    Versioned::Appointment => {
                        "SELECT act, version FROM appointment_changes WHERE appointment = ?1
                         ORDER BY version"
                    }
                };
                each(db, sql, params![*which], &mut line, |then| then == *version)?;
            }
            Fact::Absent { what, which } => {
                before = true;
                let made = NUMBERED.iter().find(|(known, _)| known == what);
                if let Some((_, sql)) = made {
                    line.extend(db.first(sql, [*which], |row| Ok((row.get(0)?, false)))?);
                }
            }
            Fact::Ended { what, which, ended } => {
                let sql = match what {
                    Endable::Order => {
                        "SELECT act, what = ?2 FROM order_steps WHERE of_order = ?1 ORDER BY step"
                    }
                    // Who gave up may be paid all the same; then that is told.
                    Endable::Payment => {
                        "SELECT act, said = ?2 FROM (
                             SELECT ended_act AS act, 'given_up' AS said
                             FROM payments JOIN holds ON holds.id = hold
                             WHERE payments.id = ?1 AND holds.state = 'released'
                             UNION ALL SELECT act, 'paid' FROM payment_news
                                       WHERE payment = ?1 AND verdict = 'captured')
                         ORDER BY act, said"
                    }
                    Endable::Invoice => {
                        "SELECT max(allocations.act), ?2 = 'paid' FROM invoices
                         JOIN allocations ON invoice = invoices.id
                         WHERE invoices.id = ?1 HAVING paid_minor = total_minor"
                    }
                };
                each(db, sql, params![*which, ended], &mut line, |then| then == 1)?;
            }
            Fact::Reused { request, command } => {
                let sql = "SELECT act, command = ?2 FROM journal WHERE request = ?1";
                each(
                    db,
                    sql,
                    params![request.bytes(), command],
                    &mut line,
                    |then| then == 1,
                )?;
            }
        }
        Ok((line, before))
    }

    fn in_words(&self) -> String {
        match self {
            Fact::Value { value, balance } => {
                format!("{balance} were said to be on the stored value {value}")
            }
            Fact::Back {
                receipt,
                line,
                taken_back,
            } => format!(
                "{taken_back} of line {line} of receipt {receipt} were said to have come back"
            ),
            Fact::Shift { shift, open: true } => format!("shift {shift} was said to be open"),
            Fact::Shift { shift, .. } => format!("shift {shift} was said to be closed"),
            Fact::Busy { appointment } => {
                format!("somebody was said to have appointment {appointment} then")
            }
            Fact::Version {
                what,
                which,
                version,
            } => {
                let what = match what {
                    Versioned::Order => "order",
                    Versioned::Appointment => "appointment",
                };
                format!("{what} {which} was said to have version {version}")
            }
            Fact::Absent { what, which } => format!("{what} {which} was said not to be there"),
            Fact::Ended { what, which, ended } => {
                let what = match what {
                    Endable::Order => "order",
                    Endable::Payment => "payment",
                    Endable::Invoice => "invoice",
                };
                format!("{what} {which} was said to be {}", ended.replace('_', " "))
            }
            Fact::Reused { command, .. } => {
                format!("its request was said to have been used for {command}")
            }
        }
    }
}

/// Adds to a line after which acts what a query tells of them is so.
fn each(
    db: &ReadTx<'_>,
    sql: &str,
    params: &[&dyn ToSql],
    line: &mut Line<bool>,
    is: impl Fn(i64) -> bool,
) -> Result<(), Fault> {
    db.each(sql, params, |row| {
        let (act, then): (i64, i64) = (row.get(0)?, row.get(1)?);
        goes_on(line, act, is(then));
        Ok::<_, Fault>(())
    })
}

impl Claims {
    /// Whether what the slot holds was changed since: what it held then is not known.
    pub(super) fn can_not_be_judged(&self, slots: &Slots, from: i64) -> bool {
        let slot = self.slot.map(|(at, _)| (at.calendar.get(), at.start.ms()));
        slot.is_some_and(|slot| slots.since(slot).is_some_and(|since| since > from))
    }

    /// The first act from `from` on after which all of it was so.
    pub(super) fn first(
        &self,
        db: &ReadTx<'_>,
        (shelf, slots): (&Shelf, &Slots),
        from: i64,
    ) -> Result<Option<i64>, Fault> {
        let fact = self.fact.as_ref().map(|fact| fact.line(db)).transpose()?;
        let all = |act: i64| {
            let mut then = act;
            for short in &self.shortages {
                if short.wanted.is_some_and(|wanted| wanted <= short.left) {
                    return None;
                }
                then = shelf.first(short.sweet, short.on_hand(), then)?;
            }
            if let Some((at, room_minor)) = self.slot {
                let slot = (at.calendar.get(), at.start.ms());
                then = match room_minor {
                    Some(minor) => slots.first_without_room(slot, minor, then)?,
                    None => slots.first_without_seat(slot, then)?,
                };
            }
            if let Some((line, before)) = &fact {
                then = first(line, *before, then, |is| *is)?;
            }
            Some(then)
        };
        let mut act = from;
        loop {
            match all(act) {
                Some(then) if then > act => act = then,
                settled => return Ok(settled),
            }
        }
    }

    pub(super) fn in_words(&self) -> String {
        let shortages = self.shortages.iter();
        let mut words: Vec<String> = shortages
            .map(|short| {
                format!(
                    "{} were said to be left of sweet {}",
                    short.on_hand(),
                    short.sweet
                )
            })
            .collect();
        if let Some((at, room_minor)) = self.slot {
            let start = Timestamp::utc(at.start).format("%Y-%m-%d %H:%M UTC");
            let what = match room_minor {
                Some(minor) => format!("no room for an order of {minor} was said to be"),
                None => "no seat was said to be".to_owned(),
            };
            let calendar = at.calendar;
            words.push(format!("{what} left in calendar {calendar} at {start}"));
        }
        words.extend(self.fact.as_ref().map(Fact::in_words));
        words.join(", ")
    }
}
