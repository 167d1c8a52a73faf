//! What never changes again of receipts and quotations.

use super::super::seals::Final;

/// What never changes again.
pub(in crate::shop) const FINAL: &[Final] = &[
    Final::of(
        "sales",
        "number",
        &[
            "number",
            "act",
            "at_ms",
            "account",
            "kind",
            "returns_of",
            "total_minor",
            "rounding_minor",
            "note",
            "shift",
            "customer",
        ],
    ),
    Final {
        then: "line",
        act: "(SELECT act FROM sales WHERE number = sale)",
        ..Final::of(
            "sale_lines",
            "sale",
            &[
                "sale",
                "line",
                "sweet",
                "name",
                "unit",
                "quantity",
                "price_minor",
                "per",
                "amount_minor",
                "discount_minor",
                "share_minor",
                "net_minor",
                "gross_minor",
                "returns_line",
                "note",
                "gift_card",
            ],
        )
    },
    Final {
        then: "line, place",
        act: "(SELECT act FROM sales WHERE number = sale)",
        ..Final::of(
            "sale_taxes",
            "sale",
            &[
                "sale",
                "line",
                "place",
                "name",
                "rate",
                "inside",
                "tax_minor",
            ],
        )
    },
    Final {
        then: "line, part",
        act: "(SELECT act FROM sales WHERE number = sale)",
        ..Final::of(
            "sale_kit_parts",
            "sale",
            &["sale", "line", "part", "quantity"],
        )
    },
    Final {
        then: "line",
        act: "(SELECT act FROM sales WHERE number = sale)",
        ..Final::of(
            "tenders",
            "sale",
            &[
                "sale",
                "line",
                "kind",
                "given_minor",
                "change_minor",
                "reference",
            ],
        )
    },
    Final {
        left_out: &[("sold_on", "set once; the receipt says so too")],
        ..Final::of(
            "quotations",
            "number",
            &[
                "number",
                "act",
                "at_ms",
                "account",
                "valid_until",
                "total_minor",
            ],
        )
    },
    Final {
        name: "whom quotations are for",
        forgotten: Some(
            "customer GLOB 'erased customer [0-9]*' AND note IS NULL AND CAST(substr(customer, 17) AS INTEGER) IN (SELECT id FROM customers WHERE erased_act IS NOT NULL)",
        ),
        ..Final::of("quotations", "number", &["customer", "note"])
    },
    Final {
        then: "line",
        act: "(SELECT act FROM quotations WHERE number = quotation)",
        ..Final::of(
            "quotation_lines",
            "quotation",
            &[
                "quotation",
                "line",
                "sweet",
                "name",
                "unit",
                "quantity",
                "price_minor",
                "per",
                "discount_minor",
                "gross_minor",
                "note",
            ],
        )
    },
    Final {
        then: "line, place",
        act: "(SELECT act FROM quotations WHERE number = quotation)",
        ..Final::of(
            "quotation_taxes",
            "quotation",
            &[
                "quotation",
                "line",
                "place",
                "tax",
                "name",
                "rate",
                "inside",
            ],
        )
    },
    Final {
        then: "quotation",
        ..Final::of(
            "quotation_withdrawals",
            "act",
            &["quotation", "act", "at_ms", "account", "reason"],
        )
    },
];
