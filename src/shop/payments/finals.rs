//! What never changes again of payments.

use super::super::seals::Final;

/// What never changes again.
pub(in crate::shop) const FINAL: &[Final] = &[
    Final {
        left_out: &[
            ("state", "what its news say"),
            ("means", "what its sale was paid with"),
            ("captured_minor", "what its news say"),
            ("refunded_minor", "the sum of its refunds"),
            ("refunding_minor", "the sum of its refunds"),
            ("allocated_minor", "the sum of its allocations"),
            ("invoice", "another where its goods are handed out later"),
            ("sale", "set once; the receipt says so too"),
            ("provider_order", "set once; the journal says so too"),
            ("provider_payment", "set once; its news say so too"),
            ("flag", "the newest of its flags"),
            ("appointment", "what its record asked for"),
            ("of_order", "what its record asked for"),
        ],
        ..Final::of(
            "payments",
            "id",
            &[
                "id",
                "key",
                "act",
                "at_ms",
                "account",
                "amount_minor",
                "hold",
            ],
        )
    },
    Final::of(
        "payment_news",
        "id",
        &[
            "id",
            "act",
            "at_ms",
            "sent_ms",
            "door",
            "event",
            "message",
            "payment",
            "provider_order",
            "provider_payment",
            "said",
            "detail",
            "amount_minor",
            "currency",
            "verdict",
            "flag",
            "digest",
        ],
    ),
    Final {
        act: "NULL",
        left_out: &[
            ("state", "whether it was worked through yet"),
            ("why", "why it was put aside"),
        ],
        ..Final::of(
            "payment_messages",
            "id",
            &["id", "event", "at_ms", "body", "digest"],
        )
    },
    Final {
        left_out: &[
            ("state", "followed until it is done; the sums say so too"),
            ("provider_refund", "followed until it is done"),
            ("why", "followed until it is done"),
            ("credit_note", "set once; the note says so too"),
        ],
        ..Final::of(
            "refunds",
            "id",
            &[
                "id",
                "key",
                "payment",
                "act",
                "at_ms",
                "account",
                "amount_minor",
                "reason",
                "receipt",
                "stray",
            ],
        )
    },
    Final {
        then: "provider_payment",
        left_out: &[
            ("refunded_minor", "the sum of its refunds"),
            ("refunding_minor", "the sum of its refunds"),
            ("counted", "whether it is counted after all"),
        ],
        ..Final::of(
            "stray_payments",
            "act",
            &[
                "provider_payment",
                "payment",
                "act",
                "at_ms",
                "amount_minor",
                "flag",
            ],
        )
    },
    // It came later: what was sealed before stays as it was summed up.
    Final {
        name: "currencies of money that is not counted",
        then: "provider_payment",
        ..Final::of("stray_payments", "act", &["provider_payment", "currency"])
    },
    Final::of(
        "aside_seen",
        "act",
        &["act", "at_ms", "account", "message", "news", "note"],
    ),
];
