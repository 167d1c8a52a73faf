//! Whether what askers were refused was so: for each refusal there has to be a moment between its
//! call and its return, not before that of a refusal which had returned by then, at which what it
//! said was true.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
};

use super::{
    AnswersSeen, Breach,
    answers::{Order, Told},
    asked::Answered,
    claims::WRONG_CODE,
    history::{Shelf, Slots},
    log::Logs,
};
use crate::store::{Fault, ReadTx};

/// Looks for each refusal for the first moment at which it was true. Taking the first, in the
/// order in which they were asked, leaves the most room for those that came later: where one
/// finds none so, there is no order of all of them.
pub(super) fn explain(
    db: &ReadTx<'_>,
    logs: Logs<'_>,
    (order, slots): (&Order, &Slots),
    seen: &mut AnswersSeen,
    told: &mut Told,
) -> Result<(), Fault> {
    let (mut judged, mut short) = (Vec::new(), BTreeSet::new());
    logs.each(|place, asked| {
        if asked.outcome != Answered::Refused {
            return Ok(());
        }
        match (asked.returned_us, asked.claims()) {
            (Some(returned), Some(claims)) => {
                judged.push((asked.called_us, returned, place));
                short.extend(claims.shortages.iter().map(|short| short.sweet));
            }
            // It was held against its own record.
            _ if asked.reason() == Some(WRONG_CODE) => {}
            _ => seen.not_judged += 1,
        }
        Ok(())
    })?;
    judged.sort_by_key(|(called, ..)| *called);
    let shelf = Shelf::of(db, short.into_iter())?;
    let head = db.one("SELECT coalesce(max(act), 0) FROM journal", [], |row| {
        row.get(0)
    })?;
    let mut lines = logs.reader();
    // When refusals returned, and at which act they were true.
    let mut true_at: BinaryHeap<Reverse<(u64, i64)>> = BinaryHeap::new();
    let mut last = 0;
    for (called, returned, place) in judged {
        let asked = lines.at(place)?;
        let Some(claims) = asked.claims() else {
            continue;
        };
        while let Some(&Reverse((before, act))) = true_at.peek()
            && before < called
        {
            last = last.max(act);
            true_at.pop();
        }
        let from = order.done_before(called).max(last);
        let until = order.asked_after(returned).map_or(head, |act| act - 1);
        if claims.can_not_be_judged(slots, from) {
            seen.not_judged += 1;
            continue;
        }
        match claims.first(db, (&shelf, slots), from)? {
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
