//! Whether what askers were refused was so: for each refusal there has to be a moment between its
//! call and its return, not before that of a refusal which had returned by then, at which what it
//! said was true.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    AnswersSeen, Breach,
    answers::{Order, Told, refused},
    asked::{Asked, Claims},
    history::{Shelf, Slots},
};
use crate::{
    store::{Fault, ReadTx},
    values::Timestamp,
};

/// Looks for each refusal for the first moment at which it was true. Taking the first, in the
/// order in which they were asked, leaves the most room for those that came later: where one
/// finds none so, there is no order of all of them.
pub(super) fn explain(
    db: &ReadTx<'_>,
    log: &[Asked],
    (order, slots): (&Order, &Slots),
    seen: &mut AnswersSeen,
    told: &mut Told,
) -> Result<(), Fault> {
    let mut judged = Vec::new();
    for asked in refused(log) {
        match (asked.returned_us, asked.claims()) {
            (Some(returned), Some(claims)) => judged.push((asked, returned, claims)),
            _ => seen.not_judged += 1,
        }
    }
    judged.sort_by_key(|(asked, ..)| asked.called_us);
    let short = judged.iter().flat_map(|(.., claims)| &claims.shortages);
    let shelf = Shelf::of(db, short.map(|short| short.sweet))?;
    let head = db.one("SELECT coalesce(max(act), 0) FROM journal", [], |row| {
        row.get(0)
    })?;
    // When refusals returned, and at which act they were true.
    let mut true_at: BinaryHeap<Reverse<(u64, i64)>> = BinaryHeap::new();
    let mut last = 0;
    for (asked, returned, claims) in judged {
        while let Some(&Reverse((before, act))) = true_at.peek()
            && before < asked.called_us
        {
            last = last.max(act);
            true_at.pop();
        }
        let from = order.done_before(asked.called_us).max(last);
        let until = order.asked_after(returned).map_or(head, |act| act - 1);
        if claims.can_not_be_judged(slots, from) {
            seen.not_judged += 1;
            continue;
        }
        match claims.first(&shelf, slots, from) {
            Some(act) if act <= until => {
                seen.explained += 1;
                true_at.push(Reverse((returned, act)));
            }
            _ => {
                let what = format!(
                    "{}: not at any act from {from} to {until}",
                    claims.in_words()
                );
                told.tell(Breach::HalfDone, what, asked.request);
            }
        }
    }
    Ok(())
}

impl Claims {
    /// Whether what the slot holds was changed since: what it held then is not known.
    fn can_not_be_judged(&self, slots: &Slots, from: i64) -> bool {
        let slot = self.slot.map(|at| (at.calendar.get(), at.start.ms()));
        slot.is_some_and(|slot| slots.since(slot).is_some_and(|since| since > from))
    }

    /// The first act from `from` on after which all of it was so.
    fn first(&self, shelf: &Shelf, slots: &Slots, from: i64) -> Option<i64> {
        let mut act = from;
        loop {
            let mut then = act;
            for short in &self.shortages {
                if short.wanted.is_some_and(|wanted| wanted <= short.left) {
                    return None;
                }
                then = shelf.first(short.sweet, short.on_hand(), then)?;
            }
            if let Some(at) = self.slot {
                let slot = (at.calendar.get(), at.start.ms());
                then = match self.room_minor {
                    Some(minor) => slots.first_without_room(slot, minor, then)?,
                    None => slots.first_without_seat(slot, then)?,
                };
            }
            if then == act {
                return Some(act);
            }
            act = then;
        }
    }

    fn in_words(&self) -> String {
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
        if let Some(at) = self.slot {
            let start = Timestamp::utc(at.start).format("%Y-%m-%d %H:%M UTC");
            let what = match self.room_minor {
                Some(minor) => format!("no room for an order of {minor} was said to be"),
                None => "no seat was said to be".to_owned(),
            };
            let calendar = at.calendar;
            words.push(format!("{what} left in calendar {calendar} at {start}"));
        }
        words.join(", ")
    }
}
