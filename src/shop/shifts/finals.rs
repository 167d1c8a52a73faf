//! What never changes again of drawers and shifts.

use super::super::seals::Final;

/// What never changes again.
pub(in crate::shop) const FINAL: &[Final] = &[
    Final::of("drawers", "id", &["id", "name", "name_key", "act"]),
    Final {
        act: "opened_act",
        ..Final::of(
            "shifts",
            "id",
            &[
                "id",
                "drawer",
                "opened_act",
                "opened_ms",
                "opened_by",
                "after_sale",
            ],
        )
    },
    Final {
        name: "shifts that were closed",
        then: "id",
        act: "closed_act",
        ..Final::of(
            "shifts",
            "closed_act",
            &["id", "closed_act", "closed_ms", "closed_by", "last_sale"],
        )
    },
    Final {
        then: "shift, line",
        ..Final::of(
            "cash_moves",
            "act",
            &[
                "shift",
                "line",
                "act",
                "tender",
                "kind",
                "amount_minor",
                "reason",
            ],
        )
    },
    Final::of(
        "shift_counts",
        "act",
        &[
            "shift",
            "number",
            "act",
            "counted_ms",
            "counted_by",
            "last_sale",
            "count",
        ],
    ),
    Final::of(
        "z_reports",
        "number",
        &[
            "number",
            "shift",
            "act",
            "total_minor",
            "running_minor",
            "journal_acts",
            "journal_head",
            "report",
        ],
    ),
];
