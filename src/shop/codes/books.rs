//! What has to agree of codes.

use super::super::seals::Final;

/// What never changes again.
pub(in crate::shop) const FINAL: &[Final] = &[
    Final {
        ..Final::of(
            "codes",
            "act",
            &[
                "id", "act", "at_ms", "account", "window", "purpose", "subject", "phone", "salt",
                "hash", "until_ms",
            ],
        )
    },
    Final {
        name: "codes that ended",
        then: "id",
        act: "ended_act",
        ..Final::of("codes", "ended_act", &["id", "state", "tries", "ended_act"])
    },
];

pub(in crate::shop) const RULES: &[(&str, &str)] = &[
    (
        "a code has its record, and each has the other",
        "SELECT act FROM (SELECT act, id, until_ms, purpose, subject FROM codes
                          EXCEPT SELECT act, outcome ->> 'code', outcome ->> 'until',
                                        asked ->> 'purpose', asked ->> 'subject'
                                 FROM journal WHERE command = 'codes.ask')
         UNION SELECT act FROM (
             SELECT act, outcome ->> 'code', outcome ->> 'until', asked ->> 'purpose',
                    asked ->> 'subject'
             FROM journal WHERE command = 'codes.ask'
             EXCEPT SELECT act, id, until_ms, purpose, subject FROM codes)",
    ),
    (
        "of a phone and a purpose there is one live code",
        "SELECT max(id) FROM codes WHERE state = 'live' GROUP BY phone, purpose HAVING count(*) > 1",
    ),
    (
        "no message outlives its code once that was used, replaced or guessed at",
        "SELECT messages.id FROM messages JOIN codes ON codes.id = code
         WHERE codes.state <> 'live' AND sealed IS NOT NULL",
    ),
    (
        "a code is live only while its booking waits to be confirmed, or its order to be handed over",
        "SELECT codes.id FROM codes
         LEFT JOIN appointments ON purpose = 'booking' AND appointments.id = subject
         LEFT JOIN orders ON purpose = 'hand_over' AND orders.id = subject
         WHERE codes.state = 'live'
           AND coalesce(appointments.state, orders.state, '') NOT IN ('pending', 'ready')",
    ),
];
