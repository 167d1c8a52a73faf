//! What has to agree of invoices, credit notes and what paid them.

use super::super::seals::Final;

/// What never changes again.
pub(in crate::shop) const FINAL: &[Final] = &[
    Final {
        left_out: &[
            ("sale", "set once; its allocations and refunds say so too"),
            ("paid_minor", "the sum of its allocations"),
            ("credited_minor", "the sum of its credit notes"),
            ("state", "what was paid and whether it was given up"),
        ],
        ..Final::of(
            "invoices",
            "id",
            &[
                "id",
                "kind",
                "series",
                "place",
                "number",
                "act",
                "at_ms",
                "account",
                "customer",
                "customer_name",
                "credits",
                "reason",
                "total_minor",
            ],
        )
    },
    Final {
        then: "line",
        act: "(SELECT act FROM invoices WHERE invoices.id = invoice)",
        ..Final::of(
            "invoice_lines",
            "invoice",
            &[
                "invoice",
                "line",
                "sweet",
                "name",
                "unit",
                "quantity",
                "price_minor",
                "per",
                "amount_minor",
                "discount_minor",
                "net_minor",
                "gross_minor",
                "note",
            ],
        )
    },
    Final {
        then: "line, place",
        act: "(SELECT act FROM invoices WHERE invoices.id = invoice)",
        ..Final::of(
            "invoice_taxes",
            "invoice",
            &[
                "invoice",
                "line",
                "place",
                "name",
                "rate",
                "inside",
                "tax_minor",
            ],
        )
    },
    Final::of(
        "allocations",
        "id",
        &["id", "invoice", "payment", "receipt", "amount_minor", "act"],
    ),
];

/// Each rule, and a query of the rows that break it.
pub(in crate::shop) const RULES: &[(&str, &str)] = &[
    (
        "invoices and credit notes are numbered without a gap in their year",
        "SELECT id FROM (SELECT id, place, row_number() OVER (PARTITION BY kind, series ORDER BY id)
                                           AS expected FROM invoices) WHERE place <> expected",
    ),
    (
        "an invoice's total is the sum of its lines",
        "SELECT id FROM invoices WHERE total_minor
             <> (SELECT coalesce(sum(gross_minor), 0) FROM invoice_lines WHERE invoice = invoices.id)",
    ),
    (
        "what was paid of an invoice is what was allocated to it",
        "SELECT id FROM invoices WHERE paid_minor
             <> (SELECT coalesce(sum(amount_minor), 0) FROM allocations WHERE invoice = invoices.id)",
    ),
    (
        "what was credited of an invoice is what its credit notes say",
        "SELECT id FROM invoices WHERE kind = 'invoice' AND credited_minor
             <> (SELECT coalesce(sum(total_minor), 0) FROM invoices AS note
                 WHERE note.credits = invoices.id)",
    ),
    (
        "an invoice and the receipt of its goods come to the same, but for money that went back before them",
        "SELECT id FROM invoices JOIN sales ON sales.number = sale
         LEFT JOIN journal ON journal.act = sales.act AND invoices.kind = 'credit_note'
         WHERE (invoices.kind = 'invoice') <> (sales.kind = 'sale')
            OR invoices.total_minor
               <> abs(sales.total_minor) - coalesce(outcome ->> 'went_before_minor', 0)",
    ),
    (
        "an invoice is void where its payment or its appointment was given up, and nowhere else",
        "SELECT invoices.id FROM invoices
         -- What paid a fee, or did not, says nothing: its appointment does.
         LEFT JOIN payments ON payments.invoice = invoices.id AND payments.appointment IS NULL
         LEFT JOIN appointments ON appointments.invoice = invoices.id
         WHERE invoices.kind = 'invoice' AND paid_minor = 0 AND (invoices.state = 'void') <> CASE
               -- Paid, and nothing allocated: it came after its goods were released.
               WHEN payments.id IS NOT NULL
               THEN payments.state = 'expired' OR payments.captured_minor > 0
               WHEN appointments.id IS NOT NULL THEN appointments.state = 'cancelled'
               ELSE TRUE END",
    ),
    (
        "an invoice names the receipt that its payment became, or that paid it",
        "SELECT invoices.id FROM invoices
         LEFT JOIN payments ON payments.invoice = invoices.id AND payments.sale IS NOT NULL
         LEFT JOIN allocations ON allocations.invoice = invoices.id AND receipt IS NOT NULL
         WHERE invoices.kind = 'invoice'
           AND invoices.sale IS NOT coalesce(receipt, payments.sale)",
    ),
    (
        "a credit note is of a receipt of goods that came back, or of a refund of its amount",
        "SELECT id FROM invoices WHERE kind = 'credit_note' AND (sale IS NULL)
             <> (id IN (SELECT credit_note FROM refunds WHERE credit_note IS NOT NULL))
         UNION SELECT refunds.credit_note FROM refunds
               JOIN payments ON payments.id = payment
               LEFT JOIN invoices ON invoices.id = credit_note
               WHERE credit_note IS NOT NULL
                 AND (invoices.total_minor IS NOT refunds.amount_minor
                      OR invoices.credits IS NOT payments.invoice)",
    ),
    (
        "an invoice that was raised for a receipt is what its record says",
        "SELECT act FROM (SELECT act, outcome ->> 'invoice', outcome ->> 'total_minor',
                                 asked ->> 'receipt'
                          FROM journal WHERE command = 'invoices.raise'
                          EXCEPT SELECT invoices.act, number, total_minor, receipt
                                 FROM invoices JOIN allocations ON invoice = invoices.id)
         UNION SELECT invoices.act FROM allocations JOIN invoices ON invoices.id = invoice
               JOIN journal ON journal.act = invoices.act
               WHERE receipt IS NOT NULL AND command <> 'invoices.raise'
                 -- A fee's is raised with its appointment, and paid later.
                 AND command NOT LIKE 'appointments.%'
                 -- What was paid ahead of an order is on the receipt that a payment made.
                 AND command NOT LIKE 'payments.%'",
    ),
];
