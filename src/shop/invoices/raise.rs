//! An invoice for a sale that was made.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble},
    issue::{self, NewInvoice, Paid},
};
use crate::{
    store::{Fault, WriteTx},
    values::{CustomerId, Money},
};

/// Raises the invoice of a receipt, which its tenders have paid.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaiseInvoice {
    /// The receipt of a sale.
    pub receipt: i64,
}

/// The invoice that was raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// Its number, as it is written.
    pub invoice: String,
    /// What it is for, taxes in.
    #[serde(rename = "total_minor")]
    pub total: Money,
}

impl Command for RaiseInvoice {
    type Outcome = Raised;
    const NAME: &'static str = "invoices.raise";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Raised, Trouble> {
        let receipt = tx.first(
            "SELECT kind, total_minor, customer,
                    (SELECT number FROM invoices WHERE invoices.sale = sales.number
                     AND invoices.kind = 'invoice'),
                    EXISTS (SELECT 1 FROM sales AS back WHERE back.returns_of = sales.number)
             FROM sales WHERE number = ?1",
            [self.receipt],
            |row| {
                let customer = row.get::<_, Option<i64>>(2)?.map(CustomerId::new);
                let total = row.get(1).map(Money::from_minor)?;
                let invoiced = row.get::<_, Option<String>>(3)?;
                Ok((
                    row.get::<_, String>(0)?,
                    total,
                    customer,
                    invoiced,
                    row.get(4)?,
                ))
            },
        )?;
        let (kind, total, customer, invoiced, came_back) =
            receipt.ok_or_else(|| Refusal::unknown("receipt", self.receipt))?;
        let refused = |why: String| Err(Refusal::invalid("receipt", why).into());
        if kind != "sale" {
            return refused("is of goods that came back; name the one they were sold on".into());
        }
        if let Some(number) = invoiced {
            return refused(format!("has its invoice already: {number}"));
        }
        if came_back {
            return refused("has goods that came back; an invoice is raised before that".into());
        }
        if total <= Money::ZERO {
            return refused("comes to nothing; there is nothing to be paid".into());
        }
        let new = NewInvoice {
            customer,
            total,
            sale: Some(self.receipt),
            credits: None,
        };
        let (id, invoice) = issue::issue(tx, by, &new, &[])?;
        issue::copy_lines(tx, id, self.receipt)?;
        match issue::allocate(tx, by, (id, total), Paid::Receipt(self.receipt))? {
            true => Ok(Raised { invoice, total }),
            false => Err(Fault::Bug {
                what: format!("the new invoice {invoice} can't be paid"),
            }
            .into()),
        }
    }
}
