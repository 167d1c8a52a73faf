//! Printing, as far as the shop knows of it: its printers, and the outbox of what they are to
//! print.
//!
//! Promises: what a printer is set to print is written down in the commit of the sale itself,
//! so that no kill loses it; a sale waits for no printer. A print is held by one process at a
//! time. What it comes to on paper can't be made certain: it is printed at least once, and
//! where it may be a second time it is marked as a copy.
//! Left out: the printers themselves, and how a slip looks, which are `devices`'.

mod asked;
mod choices;
mod claim;
mod outbox;
mod printer;
mod upi;

pub use asked::{
    DiscardPrint, PrintInvoice, PrintLabels, PrintOrder, PrintReceipt, PrintTest, PrintZReport,
    Queued, RetryPrints,
};
pub use choices::{PrinterSetup, Printers, Template, UpiPayee};
pub use claim::{Job, Next, Printed, claim, ended};
pub use outbox::{Print, State, What, open, was_begun};
pub use printer::{CodePage, DrawerPin, PaperWidth, Printer, PrinterModel, USUAL_PORT};
pub use upi::upi_link;

pub(super) use outbox::{code_made, order_accepted, receipt_made, z_report_made};

/// A receipt's number as it is printed, on its code too: "R000123".
#[must_use]
pub fn code_of_receipt(number: i64) -> String {
    format!("R{number:06}")
}

/// The number of the receipt whose code was scanned or typed, where it is one.
#[must_use]
pub fn receipt_of_code(code: &str) -> Option<i64> {
    let digits = code.trim().strip_prefix(['R', 'r'])?;
    let is_number = digits.len() >= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}
