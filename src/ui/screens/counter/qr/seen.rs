//! What the shop's file says of the payments a counter follows, in one read.

use crate::{
    gateway::Setup,
    shop::{
        invoices::{self, InvoiceLine},
        payments::{self, AtCounter, StoryRow},
        sales::Sold,
        settings,
    },
    store::{Fault, ReadTx},
    ui::tender,
    values::{AccountId, PaymentId},
};

/// How long after its time a payment that ended is still shown to who comes back.
pub const RECENT_MS: i64 = 15 * 60 * 1000;

/// What is asked for.
#[derive(Clone, PartialEq)]
pub struct Question {
    pub shown: Option<PaymentId>,
    pub followed: Vec<PaymentId>,
    pub account: Option<AccountId>,
}

/// How everything stands.
pub struct Seen {
    pub setup: Setup,
    /// Those that can still be paid, everybody's.
    pub waiting: Vec<AtCounter>,
    /// Those that were paid when their goods were back on the shelf, everybody's.
    pub late: Vec<AtCounter>,
    /// Those that were asked for, whatever became of them.
    pub followed: Vec<AtCounter>,
    /// What the person had to do with last.
    pub newest: Option<AtCounter>,
    pub shown: Option<Shown>,
}

/// The payment whose step is shown.
pub struct Shown {
    pub at: AtCounter,
    pub lines: Vec<InvoiceLine>,
    /// What was told of it last.
    pub last: Option<StoryRow>,
    /// The sale it became.
    pub sold: Option<Sold>,
}

impl Seen {
    pub fn read(db: &ReadTx<'_>, question: &Question) -> Result<Seen, Fault> {
        let mut followed = Vec::new();
        for id in &question.followed {
            followed.extend(payments::at_counter(db, *id)?);
        }
        let newest = question.account.map(|by| payments::newest_of(db, by));
        let shown = question.shown.map(|id| Shown::read(db, id));
        Ok(Seen {
            setup: settings::load::<Setup>(db)?.0,
            waiting: payments::waiting(db)?,
            late: payments::late(db)?,
            followed,
            newest: newest.transpose()?.flatten(),
            shown: shown.transpose()?.flatten(),
        })
    }
}

impl Shown {
    fn read(db: &ReadTx<'_>, id: PaymentId) -> Result<Option<Shown>, Fault> {
        let Some(at) = payments::at_counter(db, id)? else {
            return Ok(None);
        };
        let invoice = invoices::invoice(db, at.payment.invoice)?;
        Ok(Some(Shown {
            lines: invoice.map(|invoice| invoice.lines).unwrap_or_default(),
            last: payments::story(db, id)?.pop(),
            sold: tender::sold(db, &at)?,
            at,
        }))
    }
}
