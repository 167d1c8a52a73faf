//! Printing: receipts, the reports of shifts, labels and what waits, on a printer or into a file.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{
    Asking, Common,
    output::{Out, Stop, into_file, table},
    shifts::{Which, report_for},
    typed,
};
use crate::{
    devices::{
        invoices::of_invoice,
        outbox,
        paper::{self, PdfProblem, Slip, Template},
        printer::Means,
        slips,
    },
    shop::{
        Command, Permission, Refusal, Session, Shop, catalogue, invoices, orders,
        printing::{
            self, DiscardPrint, Print, PrintInvoice, PrintLabels, PrintOrder, PrintReceipt,
            PrintTest, PrintZReport, Printers, Queued, RetryPrints, State, What, code_of_receipt,
        },
        sales, settings, shifts,
    },
    store::Fault,
    values::{InvoiceId, RequestId},
};

/// Print.
#[derive(Debug, Subcommand)]
pub(super) enum PrintTask {
    /// Print a receipt, of a sale or of what came back; a second time marked as a copy
    Receipt {
        /// Its number
        #[arg(allow_hyphen_values = true)]
        number: String,
        #[command(flatten)]
        to: To,
        #[command(flatten)]
        asking: Asking,
    },
    /// Print an invoice or credit note; a second time marked as a copy
    Invoice {
        /// Its number, as it is written
        number: String,
        #[command(flatten)]
        to: To,
        #[command(flatten)]
        asking: Asking,
    },
    /// Print the slip of an order for later
    Order {
        /// The order's code, such as O000017
        #[arg(allow_hyphen_values = true)]
        order: String,
        #[command(flatten)]
        to: To,
        #[command(flatten)]
        asking: Asking,
    },
    /// Print a Z report; a second time marked as a copy
    Z {
        /// Its number
        #[arg(allow_hyphen_values = true)]
        number: String,
        #[command(flatten)]
        to: To,
        #[command(flatten)]
        asking: Asking,
    },
    /// The figures of a shift until now (an X report), into a file
    X {
        #[command(flatten)]
        which: Which,
        /// What there should be of each tender, too: for admins
        #[arg(long)]
        expected: bool,
        #[command(flatten)]
        to: To,
    },
    /// Print shelf labels
    Label {
        /// Sweets by SKU, barcode or whole name
        #[arg(required = true, value_name = "SWEET")]
        sweets: Vec<String>,
        #[command(flatten)]
        to: To,
        #[command(flatten)]
        asking: Asking,
    },
    /// Print a slip to see what a printer prints
    Test {
        /// The printer's name
        name: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// What waits for a printer, and why
    Waiting,
    /// Try everything that waits again, now
    Retry,
    /// Give up what waits
    Discard {
        /// One print by its number; otherwise all
        #[arg(value_name = "PRINT")]
        print: Option<i64>,
        #[command(flatten)]
        asking: Asking,
    },
}

/// Where a slip goes.
#[derive(Debug, Args)]
pub(super) struct To {
    #[command(flatten)]
    into: IntoFile,
    /// The printer by its name; without it, the first that prints receipts
    #[arg(long, value_name = "NAME", conflicts_with = "IntoFile")]
    printer: Option<String>,
    /// Replace the file that is there
    #[arg(long, requires = "IntoFile")]
    force: bool,
}

/// Into which file.
#[derive(Debug, Args)]
#[group(multiple = false)]
struct IntoFile {
    /// Write it into a PDF file instead, which is not there yet
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
    /// Write what a receipt printer would be sent into a file instead, which is not there yet
    #[arg(long, value_name = "FILE")]
    escpos: Option<PathBuf>,
}

#[derive(Serialize)]
struct Written<'p> {
    file: &'p PathBuf,
    bytes: usize,
    copy: bool,
}

#[derive(Serialize)]
struct Sent {
    #[serde(flatten)]
    queued: Queued,
    /// What of the outbox still waits for this printer.
    waiting: Vec<Print>,
}

impl PrintTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            PrintTask::Receipt { number, to, asking } => {
                let number = typed::whole("receipt", &number)?;
                let (shop, session) = common.come_in()?;
                if to.is_file() {
                    let (slip, copy) = receipt_slip(&shop, &session, number)?;
                    return to.write(&shop, out, &[slip], copy);
                }
                let printer = to.printer;
                let print = PrintReceipt { number, printer };
                send(&shop, &session, out, &asking, print)
            }
            PrintTask::Invoice { number, to, asking } => {
                let (shop, session) = common.come_in()?;
                let (id, slip, copy) = invoice_slip(&shop, &session, &number)?;
                if to.is_file() {
                    return to.write(&shop, out, &[slip], copy);
                }
                let print = PrintInvoice {
                    invoice: id,
                    printer: to.printer,
                };
                send(&shop, &session, out, &asking, print)
            }
            PrintTask::Order { order, to, asking } => {
                let order = super::orders::order(&order)?;
                let (shop, session) = common.come_in()?;
                if to.is_file() {
                    let found = shop.consult(&session, Permission::Look, |db| {
                        let (template, _) = settings::load::<Template>(db)?;
                        Ok(orders::order(db, order)?.map(|order| (order, template)))
                    })?;
                    let (found, template) =
                        found.ok_or_else(|| Refusal::unknown("order", order))?;
                    let slip = slips::of_order(shop.about(), &found, &template);
                    return to.write(&shop, out, &[slip], false);
                }
                let printer = to.printer;
                send(&shop, &session, out, &asking, PrintOrder { order, printer })
            }
            PrintTask::Z { number, to, asking } => {
                let number = typed::whole("number", &number)?;
                let (shop, session) = common.come_in()?;
                if to.is_file() {
                    let (slip, copy) = z_slip(&shop, &session, number)?;
                    return to.write(&shop, out, &[slip], copy);
                }
                let printer = to.printer;
                let print = PrintZReport { number, printer };
                send(&shop, &session, out, &asking, print)
            }
            PrintTask::X {
                which,
                expected,
                to,
            } => {
                if !to.is_file() {
                    let why = "an X report goes into a file: tell which by --pdf or --escpos";
                    return Err(Refusal::invalid("pdf", why).into());
                }
                let (shop, session) = common.come_in()?;
                let id = which.find(&shop, &session)?;
                let report = report_for(&shop, &session, id, expected)?;
                let (template, _) = shop.read(settings::load::<Template>)?;
                let slip = slips::of_x_report(shop.about(), &report, shop.now(), &template);
                to.write(&shop, out, &[slip], false)
            }
            PrintTask::Label { sweets, to, asking } => {
                let (shop, session) = common.come_in()?;
                let ids = sweets
                    .iter()
                    .map(|typed| typed::find_sweet(&shop, &session, typed))
                    .collect::<Result<Vec<_>, _>>()?;
                if to.is_file() {
                    let slips = shop.consult(&session, Permission::Look, |db| {
                        let (template, _) = settings::load::<Template>(db)?;
                        let mut slips = Vec::with_capacity(ids.len());
                        for id in &ids {
                            let sweet = catalogue::sweet(db, *id)?;
                            slips.extend(sweet.map(|sweet| {
                                slips::of_sweet(shop.about(), &sweet, template.width)
                            }));
                        }
                        Ok(slips)
                    })?;
                    return to.write(&shop, out, &slips, false);
                }
                let print = PrintLabels {
                    sweets: ids,
                    printer: to.printer,
                };
                send(&shop, &session, out, &asking, print)
            }
            PrintTask::Test { name, asking } => {
                let (shop, session) = common.come_in()?;
                send(&shop, &session, out, &asking, PrintTest { printer: name })
            }
            PrintTask::Waiting => {
                let (shop, session) = common.come_in()?;
                let waiting = shop.consult(&session, Permission::Look, printing::open)?;
                out.tell(&waiting, || in_words(&shop, &waiting))
            }
            PrintTask::Retry => {
                let (shop, session) = common.come_in()?;
                shop.execute(&session, RequestId::new(), RetryPrints {})?;
                outbox::print_due(&shop, &Means::default())?;
                let waiting = shop.consult(&session, Permission::Look, printing::open)?;
                out.tell(&waiting, || in_words(&shop, &waiting))
            }
            PrintTask::Discard { print, asking } => {
                let request = typed::request(asking.request.as_deref())?;
                let (shop, session) = common.come_in()?;
                let gone = shop.execute(&session, request, DiscardPrint { print })?;
                out.done(request, &gone, || format!("given up: {gone}"))
            }
        }
    }
}

impl To {
    fn is_file(&self) -> bool {
        self.into.pdf.is_some() || self.into.escpos.is_some()
    }

    /// Writes slips into the file that was asked for; a PDF holds one.
    fn write(&self, shop: &Shop, out: &Out, slips: &[Slip], copy: bool) -> Result<(), Stop> {
        let (file, bytes) = match (&self.into.pdf, &self.into.escpos, slips) {
            (Some(file), _, [slip]) => (file, paper::pdf(slip).map_err(unwritten)?),
            (Some(_), ..) => {
                let why = "a PDF file holds one label: name one sweet";
                return Err(Refusal::invalid("sweet", why).into());
            }
            (None, Some(file), slips) => {
                let (printers, _) = shop.read(settings::load::<Printers>)?;
                let model = printers.usual().map(|usual| usual.model);
                let bytes = slips
                    .iter()
                    .flat_map(|slip| paper::escpos(slip, model.unwrap_or_default()));
                (file, bytes.collect())
            }
            (None, None, _) => return Ok(()),
        };
        into_file("file", (file, self.force), &bytes)?;
        let written = Written {
            file,
            bytes: bytes.len(),
            copy,
        };
        out.tell(&written, || format!("written to {}", file.display()))
    }
}

fn unwritten(why: PdfProblem) -> Fault {
    Fault::Bug {
        what: why.to_string(),
    }
}

/// The slip of a receipt, marked as a copy where it was printed before.
fn receipt_slip(shop: &Shop, session: &Session, number: i64) -> Result<(Slip, bool), Stop> {
    let found = shop.consult(session, Permission::Look, |db| {
        let (template, _) = settings::load::<Template>(db)?;
        let copy = printing::was_begun(db, What::Receipt(number))?;
        Ok(sales::receipt(db, number)?.map(|receipt| (receipt, template, copy)))
    })?;
    let (receipt, template, copy) = found.ok_or_else(|| Refusal::unknown("receipt", number))?;
    let slip = slips::of_receipt(shop.about(), &receipt, &template);
    Ok((if copy { slip.copy() } else { slip }, copy))
}

/// The slip of an invoice or credit note, marked as a copy where it was printed before.
fn invoice_slip(
    shop: &Shop,
    session: &Session,
    number: &str,
) -> Result<(InvoiceId, Slip, bool), Stop> {
    let found = shop.consult(session, Permission::Look, |db| {
        let (template, _) = settings::load::<Template>(db)?;
        let Some(invoice) = invoices::find(db, number)? else {
            return Ok(None);
        };
        let copy = printing::was_begun(db, What::Invoice(invoice.id))?;
        Ok(Some((invoice, template, copy)))
    })?;
    let (invoice, template, copy) = found.ok_or_else(|| Refusal::unknown("invoice", number))?;
    let slip = of_invoice(shop.about(), &invoice, &template);
    Ok((invoice.id, if copy { slip.copy() } else { slip }, copy))
}

/// The slip of a Z report, marked as a copy where it was printed before.
fn z_slip(shop: &Shop, session: &Session, number: i64) -> Result<(Slip, bool), Stop> {
    let found = shop.consult(session, Permission::Sell, |db| {
        let (template, _) = settings::load::<Template>(db)?;
        let copy = printing::was_begun(db, What::ZReport(number))?;
        Ok(shifts::z_report(db, number)?.map(|z| (z, template, copy)))
    })?;
    let (z, template, copy) = found.ok_or_else(|| Refusal::unknown("Z report", number))?;
    let slip = slips::of_z_report(shop.about(), &z, &template);
    Ok((if copy { slip.copy() } else { slip }, copy))
}

/// Puts it into the outbox and prints what is due; what still waits is told, and why.
fn send<C: Command<Outcome = Queued>>(
    shop: &Shop,
    session: &Session,
    out: &Out,
    asking: &Asking,
    print: C,
) -> Result<(), Stop> {
    let request = typed::request(asking.request.as_deref())?;
    let queued = shop.execute(session, request, print)?;
    outbox::print_due(shop, &Means::default())?;
    let mut waiting = shop.consult(session, Permission::Look, printing::open)?;
    waiting.retain(|print| print.printer == queued.printer);
    let sent = Sent { queued, waiting };
    out.done(request, &sent, || match sent.waiting.as_slice() {
        [] => format!("printed on {}", sent.queued.printer),
        waiting => in_words(shop, waiting),
    })
}

fn in_words(shop: &Shop, waiting: &[Print]) -> String {
    if waiting.is_empty() {
        return "nothing waits for a printer".into();
    }
    let rows: Vec<[String; 6]> = waiting
        .iter()
        .map(|print| {
            [
                print.id.to_string(),
                what(print),
                print.printer.clone(),
                shop.about().zone.date_time(print.at),
                match print.state {
                    State::Waiting => "waiting".into(),
                    State::Failed => "failed".into(),
                },
                print.problem.clone().unwrap_or_default(),
            ]
        })
        .collect();
    table(["print", "what", "printer", "since", "state", "why"], &rows)
}

fn what(print: &Print) -> String {
    let what = match print.what {
        What::Receipt(number) => code_of_receipt(number),
        What::ZReport(number) => format!("Z {number}"),
        What::Invoice(invoice) => format!("invoice {invoice}"),
        What::Order(order) => orders::code_of_order(order),
        What::Label(sweet) => format!("label of sweet {sweet}"),
        What::Code(_) => "code".into(),
        What::Test => "test".into(),
        What::Drawer => "drawer".into(),
    };
    match print.copy {
        true => format!("{what}, copy"),
        false => what,
    }
}
