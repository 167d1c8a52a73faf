//! What people ask to be printed, tried again, or given up.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble, settings},
    PrinterSetup, Printers,
    outbox::{What, put, was_begun},
};
use crate::{
    store::WriteTx,
    values::{OrderId, SweetId},
};

/// More labels than this at once are a mistake.
const LABELS_MOST: usize = 500;

/// The printer that was named, or the usual one.
fn printer(tx: &WriteTx<'_>, name: Option<&str>) -> Result<PrinterSetup, Trouble> {
    let (printers, _) = settings::load::<Printers>(tx)?;
    let found = match name {
        Some(name) => printers.named(name),
        None => printers.usual(),
    };
    let refusal = || match name {
        Some(name) => Refusal::unknown("printer", name),
        None => Refusal::invalid("printer", "there is no printer yet; add one first"),
    };
    Ok(found.cloned().ok_or_else(refusal)?)
}

/// What was put into the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queued {
    /// How many slips.
    pub slips: usize,
    /// On which printer.
    pub printer: String,
    /// Whether they are marked as copies.
    pub copy: bool,
}

/// Prints a receipt, as a copy where it was or may have been printed before.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintReceipt {
    /// Its number.
    pub number: i64,
    /// The printer's name; else the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printer: Option<String>,
}

impl Command for PrintReceipt {
    type Outcome = Queued;
    const NAME: &'static str = "printing.receipt";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Queued, Trouble> {
        let known = "SELECT 1 FROM sales WHERE number = ?1";
        if tx.first(known, [self.number], |_| Ok(()))?.is_none() {
            return Err(Refusal::unknown("receipt", self.number).into());
        }
        let printer = printer(tx, self.printer.as_deref())?;
        once_more(tx, by, printer, What::Receipt(self.number))
    }
}

/// Puts into the outbox what is a copy where it was or may have been printed before.
fn once_more(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    printer: PrinterSetup,
    what: What,
) -> Result<Queued, Trouble> {
    let copy = what.is_marked_as_copy() && was_begun(tx, what)?;
    put(tx, by, &printer, what, copy, false)?;
    Ok(Queued {
        slips: 1,
        printer: printer.name,
        copy,
    })
}

/// Prints a Z report, as a copy where it was or may have been printed before.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintZReport {
    /// Its number.
    pub number: i64,
    /// The printer's name; else the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printer: Option<String>,
}

impl Command for PrintZReport {
    type Outcome = Queued;
    const NAME: &'static str = "printing.z_report";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Queued, Trouble> {
        let known = "SELECT 1 FROM z_reports WHERE number = ?1";
        if tx.first(known, [self.number], |_| Ok(()))?.is_none() {
            return Err(Refusal::unknown("Z report", self.number).into());
        }
        let printer = printer(tx, self.printer.as_deref())?;
        once_more(tx, by, printer, What::ZReport(self.number))
    }
}

/// Prints the slip of an order for later; as often as it is wanted, for the kitchen and the bag.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintOrder {
    /// Which order.
    pub order: OrderId,
    /// The printer's name; else the first that prints orders, or the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printer: Option<String>,
}

impl Command for PrintOrder {
    type Outcome = Queued;
    const NAME: &'static str = "printing.order";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Queued, Trouble> {
        let known = "SELECT 1 FROM orders WHERE id = ?1";
        if tx.first(known, [self.order.get()], |_| Ok(()))?.is_none() {
            return Err(Refusal::unknown("order", self.order).into());
        }
        let (printers, _) = settings::load::<Printers>(tx)?;
        let for_orders = printers.printers.iter().find(|printer| printer.orders);
        let printer = match (&self.printer, for_orders) {
            (None, Some(printer)) => printer.clone(),
            (name, _) => printer(tx, name.as_deref())?,
        };
        once_more(tx, by, printer, What::Order(self.order))
    }
}

/// Prints the shelf labels of sweets.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintLabels {
    /// Which; 1 to 500, one label each.
    pub sweets: Vec<SweetId>,
    /// The printer's name; else the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printer: Option<String>,
}

impl Command for PrintLabels {
    type Outcome = Queued;
    const NAME: &'static str = "printing.labels";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Queued, Trouble> {
        if !(1..=LABELS_MOST).contains(&self.sweets.len()) {
            let why = "choose 1 to 500 sweets whose labels are printed";
            return Err(Refusal::invalid("sweets", why).into());
        }
        let printer = printer(tx, self.printer.as_deref())?;
        for sweet in &self.sweets {
            let known = "SELECT 1 FROM sweets WHERE id = ?1";
            if tx.first(known, [sweet.get()], |_| Ok(()))?.is_none() {
                return Err(Refusal::unknown("sweet", sweet).into());
            }
            put(tx, by, &printer, What::Label(*sweet), false, false)?;
        }
        Ok(Queued {
            slips: self.sweets.len(),
            printer: printer.name,
            copy: false,
        })
    }
}

/// Prints a slip that shows what a printer can.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintTest {
    /// The printer's name.
    pub printer: String,
}

impl Command for PrintTest {
    type Outcome = Queued;
    const NAME: &'static str = "printing.test";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Queued, Trouble> {
        let printer = printer(tx, Some(&self.printer))?;
        put(tx, by, &printer, What::Test, false, false)?;
        Ok(Queued {
            slips: 1,
            printer: printer.name,
            copy: false,
        })
    }
}

/// Has everything that waits tried again now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RetryPrints {}

impl Command for RetryPrints {
    type Outcome = usize;
    const NAME: &'static str = "printing.retry";
    const NEEDS: Permission = Permission::Sell;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<usize, Trouble> {
        // What failed is tried too: its printer may have been set up again.
        Ok(tx.execute(
            "UPDATE prints SET next_ms = ?1, state = 'waiting'
             WHERE state <> 'printed' AND state <> 'discarded' AND holder IS NULL",
            [by.at.ms()],
        )?)
    }
}

/// Gives up what waits: all of it, or one print.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscardPrint {
    /// Which, where it is not all that waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub print: Option<i64>,
}

impl Command for DiscardPrint {
    type Outcome = usize;
    const NAME: &'static str = "printing.discard";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, _by: &Actor<'_>) -> Result<usize, Trouble> {
        let gone = tx.execute(
            "UPDATE prints SET state = 'discarded'
             WHERE state <> 'printed' AND state <> 'discarded' AND id = coalesce(?1, id)",
            [self.print],
        )?;
        match (gone, self.print) {
            (0, Some(print)) => Err(Refusal::unknown("waiting print", print).into()),
            _ => Ok(gone),
        }
    }
}
