//! The outbox: what is to be printed, in its order, and what became of it.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble, settings},
    PrinterSetup, Printers,
};
use crate::{
    store::{self, Fault, ReadTx, WriteTx, params},
    values::{SweetId, Timestamp},
};

/// More labels than this at once are a mistake.
const LABELS_MOST: usize = 500;

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", content = "of", rename_all = "snake_case")]
pub enum What {
    /// The receipt of this number: of a sale, or of what was taken back.
    Receipt(i64),
    /// The shelf label of a sweet.
    Label(SweetId),
    /// A slip to see that the printer prints.
    Test,
    /// Nothing: only the drawer opens.
    Drawer,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            What::Receipt(_) => "receipt",
            What::Label(_) => "label",
            What::Test => "test",
            What::Drawer => "drawer",
        }
    }

    fn subject(self) -> Option<i64> {
        match self {
            What::Receipt(number) => Some(number),
            What::Label(sweet) => Some(sweet.get()),
            What::Test | What::Drawer => None,
        }
    }

    pub(super) fn of(row: &store::Row<'_>, column: usize) -> store::RowResult<What> {
        let subject = || row.get::<_, i64>(column + 1);
        Ok(match row.get_ref(column)?.as_str()? {
            "receipt" => What::Receipt(subject()?),
            "label" => What::Label(SweetId::new(subject()?)),
            "test" => What::Test,
            "drawer" => What::Drawer,
            other => return Err(store::unreadable(column, format!("no print: “{other}”"))),
        })
    }
}

/// How far a print that is not done with has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits for its turn, or for its printer.
    Waiting,
    /// Trying again would not help; why is told.
    Failed,
}

/// A print that is not done with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Print {
    /// Its number.
    pub id: i64,
    /// What is printed.
    #[serde(flatten)]
    pub what: What,
    /// Whether it is marked as a copy.
    pub copy: bool,
    /// The printer's name.
    pub printer: String,
    /// When it was asked for.
    pub at: Timestamp,
    /// How far it has come.
    pub state: State,
    /// How often it was tried.
    pub tries: i64,
    /// Why it was not printed the last time.
    pub problem: Option<String>,
}

/// The prints that are not done with, in their order; at most 200.
///
/// # Errors
/// A fault of the file.
pub fn open(db: &ReadTx<'_>) -> Result<Vec<Print>, Fault> {
    db.all(
        "SELECT id, what, subject, copy, printer, at_ms, state = 'failed', tries, problem
         FROM prints WHERE state <> 'printed' AND state <> 'discarded' ORDER BY id LIMIT 200",
        [],
        |row| {
            Ok(Print {
                id: row.get(0)?,
                what: What::of(row, 1)?,
                copy: row.get(3)?,
                printer: row.get(4)?,
                at: Timestamp::from_ms(row.get(5)?),
                state: match row.get(6)? {
                    true => State::Failed,
                    false => State::Waiting,
                },
                tries: row.get(7)?,
                problem: row.get(8)?,
            })
        },
    )
}

/// Whether a receipt is on paper, may be, or is about to be: whatever shows it after that is
/// a copy.
///
/// # Errors
/// A fault of the file.
pub fn was_begun(db: &ReadTx<'_>, receipt: i64) -> Result<bool, Fault> {
    let begun = "SELECT 1 FROM prints WHERE subject = ?1 AND what = 'receipt'
                 AND (state = 'printed' OR state = 'waiting' OR begun)";
    Ok(db.first(begun, [receipt], |_| Ok(()))?.is_some())
}

/// Puts into the outbox what the shop's printers print of a receipt by themselves, in the
/// commit of the receipt itself. `cash`: whether cash goes into the drawer or out of it.
///
/// # Errors
/// A fault of the file.
pub(in crate::shop) fn receipt_made(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    number: i64,
    cash: bool,
) -> Result<(), Fault> {
    let (printers, _) = settings::load::<Printers>(tx)?;
    for printer in &printers.printers {
        let drawer = printer.opens_drawer && cash;
        if printer.receipts {
            put(tx, by, printer, What::Receipt(number), false, drawer)?;
        } else if drawer {
            put(tx, by, printer, What::Drawer, false, true)?;
        }
    }
    Ok(())
}

fn put(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    printer: &PrinterSetup,
    what: What,
    copy: bool,
    drawer: bool,
) -> Result<i64, Fault> {
    tx.insert(
        "INSERT INTO prints (act, at_ms, what, subject, copy, drawer, printer, next_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?2)",
        params![
            by.act,
            by.at.ms(),
            what.word(),
            what.subject(),
            copy,
            drawer,
            printer.name
        ],
    )
}

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
        let copy = was_begun(tx, self.number)?;
        put(tx, by, &printer, What::Receipt(self.number), copy, false)?;
        Ok(Queued {
            slips: 1,
            printer: printer.name,
            copy,
        })
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
