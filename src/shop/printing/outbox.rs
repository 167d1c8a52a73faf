//! The outbox: what is to be printed, in its order, and what became of it.

use serde::Serialize;

use super::{
    super::{Actor, Refusal, Trouble, settings},
    PrinterSetup, Printers,
};
use crate::{
    store::{self, Fault, ReadTx, WriteTx, params},
    values::{InvoiceId, OrderId, SweetId, Timestamp},
};

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", content = "of", rename_all = "snake_case")]
pub enum What {
    /// The receipt of this number: of a sale, or of what was taken back.
    Receipt(i64),
    /// The Z report of this number.
    ZReport(i64),
    /// An invoice or credit note.
    Invoice(InvoiceId),
    /// The slip of an order for later.
    Order(OrderId),
    /// The shelf label of a sweet.
    Label(SweetId),
    /// The slip of a one-time code, by the code's id: it shows the digits while they are live.
    Code(i64),
    /// A slip to see that the printer prints.
    Test,
    /// Nothing: only the drawer opens.
    Drawer,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            What::Receipt(_) => "receipt",
            What::ZReport(_) => "z_report",
            What::Invoice(_) => "invoice",
            What::Order(_) => "order",
            What::Label(_) => "label",
            What::Code(_) => "code",
            What::Test => "test",
            What::Drawer => "drawer",
        }
    }

    fn subject(self) -> Option<i64> {
        match self {
            What::Receipt(number) | What::ZReport(number) | What::Code(number) => Some(number),
            What::Invoice(invoice) => Some(invoice.get()),
            What::Order(order) => Some(order.get()),
            What::Label(sweet) => Some(sweet.get()),
            What::Test | What::Drawer => None,
        }
    }

    /// Whether a second print of it is marked as a copy: of a paper that counts as the one.
    pub(super) fn is_marked_as_copy(self) -> bool {
        matches!(self, What::Receipt(_) | What::ZReport(_) | What::Invoice(_))
    }

    pub(super) fn of(row: &store::Row<'_>, column: usize) -> store::RowResult<What> {
        let subject = || row.get::<_, i64>(column + 1);
        Ok(match row.get_ref(column)?.as_str()? {
            "receipt" => What::Receipt(subject()?),
            "z_report" => What::ZReport(subject()?),
            "invoice" => What::Invoice(InvoiceId::new(subject()?)),
            "order" => What::Order(OrderId::new(subject()?)),
            "label" => What::Label(SweetId::new(subject()?)),
            "code" => What::Code(subject()?),
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

/// Whether a receipt or Z report is on paper, may be, or is about to be: whatever is printed or
/// saved of it after that is a copy.
///
/// # Errors
/// A fault of the file.
pub fn was_begun(db: &ReadTx<'_>, what: What) -> Result<bool, Fault> {
    let begun = "SELECT 1 FROM prints WHERE subject = ?1 AND what = ?2
                 AND (state = 'printed' OR state = 'waiting' OR begun)";
    let of = params![what.subject(), what.word()];
    Ok(db.first(begun, of, |_| Ok(()))?.is_some())
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

/// Puts into the outbox what the shop's printers print of a Z report by themselves, in the
/// commit that closes the shift.
///
/// # Errors
/// A fault of the file.
pub(in crate::shop) fn z_report_made(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    number: i64,
) -> Result<(), Fault> {
    let (printers, _) = settings::load::<Printers>(tx)?;
    for printer in printers.printers.iter().filter(|printer| printer.z_reports) {
        put(tx, by, printer, What::ZReport(number), false, false)?;
    }
    Ok(())
}

/// Puts the slip of a one-time code into the outbox, in the commit that makes the code.
///
/// # Errors
/// A refusal, where there is no printer. Or a fault of the file.
pub(in crate::shop) fn code_made(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    code: i64,
) -> Result<(), Trouble> {
    let (printers, _) = settings::load::<Printers>(tx)?;
    let printer = printers.usual().ok_or_else(|| {
        let why = "can't be paper: there is no printer yet; add one, or choose another way";
        Refusal::invalid("way", why)
    })?;
    put(tx, by, printer, What::Code(code), false, false)?;
    Ok(())
}

/// Puts into the outbox what the shop's printers print of an order by themselves, in the commit
/// that accepts it.
///
/// # Errors
/// A fault of the file.
pub(in crate::shop) fn order_accepted(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    order: OrderId,
) -> Result<(), Fault> {
    let (printers, _) = settings::load::<Printers>(tx)?;
    for printer in printers.printers.iter().filter(|printer| printer.orders) {
        put(tx, by, printer, What::Order(order), false, false)?;
    }
    Ok(())
}

pub(super) fn put(
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
