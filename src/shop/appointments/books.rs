//! What has to agree of appointments, their seats, their changes and their fees.

use super::super::seals::Final;

/// What never changes again.
pub(in crate::shop) const FINAL: &[Final] = &[
    Final {
        left_out: &[
            ("slot", "what its last change says"),
            ("seat", "what its last change says"),
            ("calendar", "what its last change says"),
            ("start_ms", "what its last change says"),
            ("end_ms", "what its last change says"),
            ("customer", "what its last change says"),
            ("staff", "what its last change says"),
            ("mode", "what its last change says"),
            ("state", "what its last change says"),
            ("note", "what its last change says"),
            ("reason", "what its last change says"),
            ("invoice", "what its last change says"),
            ("version", "what its last change says"),
            ("changed_act", "what its last change says"),
        ],
        ..Final::of(
            "appointments",
            "id",
            &["id", "act", "at_ms", "account", "fee"],
        )
    },
    Final {
        then: "appointment, version",
        ..Final::of(
            "appointment_changes",
            "act",
            &[
                "appointment",
                "version",
                "act",
                "at_ms",
                "account",
                "what",
                "before",
                "after",
            ],
        )
    },
];

/// Each rule, and a query of the rows that break it.
pub(in crate::shop) const RULES: &[(&str, &str)] = &[
    (
        "the seats used of a slot are those its appointments hold",
        "SELECT slots.id FROM slots WHERE used_seats
             <> (SELECT count(*) FROM appointments WHERE slot = slots.id AND state <> 'cancelled')",
    ),
    (
        "an appointment is where and when its slot is",
        "SELECT appointments.id FROM appointments LEFT JOIN slots ON slots.id = slot
         WHERE slots.calendar IS NOT appointments.calendar
            OR slots.start_ms IS NOT appointments.start_ms 
            OR (slots.end_ms IS NOT appointments.end_ms AND state <> 'cancelled')",
    ),
    (
        "a seat, and whoever works here, has one appointment at a time",
        "SELECT id FROM (
             SELECT id, start_ms, max(end_ms) OVER (PARTITION BY calendar, seat ORDER BY start_ms, id
                                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
             FROM appointments WHERE state <> 'cancelled'
             UNION ALL
             SELECT id, start_ms, max(end_ms) OVER (PARTITION BY staff ORDER BY start_ms, id
                                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
             FROM appointments WHERE state <> 'cancelled' AND staff IS NOT NULL)
         WHERE until > start_ms",
    ),
    (
        "an appointment is what its last change made of it",
        "SELECT id FROM appointments LEFT JOIN appointment_changes AS c
             ON c.appointment = id AND c.version = appointments.version
         WHERE c.act IS NOT changed_act OR state IS NOT after ->> 'state' OR slot IS NOT after ->> 'slot'
            OR seat IS NOT after ->> 'seat' OR calendar IS NOT after ->> 'calendar'
            OR start_ms IS NOT after ->> 'start' OR end_ms IS NOT after ->> 'end'
            OR customer IS NOT after ->> 'customer' OR staff IS NOT after ->> 'staff'
            OR mode IS NOT after ->> 'mode' OR note IS NOT after ->> 'note'
            OR reason IS NOT after ->> 'reason' OR invoice IS NOT after ->> 'invoice'",
    ),
    (
        "each change of an appointment goes on from the one before it, along a path there is",
        "SELECT appointment FROM (
             SELECT appointment, version, act, before, after, what,
                    lag(version) OVER w AS v, lag(after) OVER w AS earlier, lag(act) OVER w AS a
             FROM appointment_changes WINDOW w AS (PARTITION BY appointment ORDER BY version))
         WHERE version <> coalesce(v, 0) + 1 OR before IS NOT earlier OR act <= coalesce(a, 0)
            OR NOT CASE what
               WHEN 'booked'      THEN before IS NULL AND after ->> 'state' IN ('pending', 'confirmed')
               WHEN 'confirmed'   THEN before ->> 'state' IN ('pending', 'cancelled')
                                       AND after ->> 'state' = 'confirmed'
               WHEN 'cancelled'   THEN before ->> 'state' IN ('pending', 'confirmed')
                                       AND after ->> 'state' = 'cancelled'
               WHEN 'done'        THEN before ->> 'state' = 'confirmed' AND after ->> 'state' = 'done'
               WHEN 'no_show'     THEN before ->> 'state' = 'confirmed' AND after ->> 'state' = 'no_show'
               WHEN 'rescheduled' THEN before ->> 'state' IN ('pending', 'confirmed')
                                       AND after ->> 'state' = before ->> 'state'
               ELSE after ->> 'state' = before ->> 'state' END",
    ),
    (
        "each change of an appointment has its record, made then and by them, and the other way",
        "SELECT act FROM (SELECT c.act FROM appointment_changes AS c LEFT JOIN journal USING (act)
                          WHERE journal.at_ms IS NOT c.at_ms OR journal.account IS NOT c.account)
         UNION SELECT act FROM journal
               WHERE command IN ('appointments.book', 'appointments.confirm', 'appointments.cancel',
                                 'appointments.done', 'appointments.no_show',
                                 'appointments.reschedule', 'appointments.edit',
                                 'appointments.confirm_by_code')
                 AND outcome ->> 'verdict' IS NULL AND NOT EXISTS (SELECT 1 FROM appointment_changes AS c
                                 WHERE c.act = journal.act AND appointment = outcome ->> 'appointment'
                                   AND version = outcome ->> 'version')",
    ),
    (
        "a cancelled appointment has no fee that waits for its money, and another none that is void",
        "SELECT appointments.id FROM appointments JOIN invoices ON invoices.id = invoice
         WHERE CASE appointments.state WHEN 'cancelled' THEN invoices.state = 'open'
               ELSE invoices.state = 'void' END",
    ),
    (
        "a fee that was taken has paid its appointment's invoice, for what its record says",
        "SELECT act FROM journal WHERE command = 'appointments.pay_fee' AND NOT EXISTS (
             SELECT 1 FROM allocations
             JOIN appointment_changes ON appointment = asked ->> 'appointment'
                  AND after ->> 'invoice' = allocations.invoice
             WHERE receipt = outcome ->> 'number' AND allocations.act = journal.act
               AND amount_minor = outcome ->> 'total_minor')",
    ),
];
