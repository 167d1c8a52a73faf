//! The worker that prints what waits in the shop's outbox.
//!
//! Promises: it runs on a thread of its own and nobody waits for it; a printer that is out, off
//! or slow is tried again later, and why it did not print is told in the outbox; a killed
//! program's prints are printed by the next.
//! Leaves out what is printed when, which is the shop's. It ends with its handle; a print that
//! is under way then is brought to its end first, unless the program ends before.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

use super::{
    invoices::of_invoice,
    paper::{Slip, Template},
    printer::{Means, PrinterProblem},
    slips,
};
use crate::{
    shop::{
        Shop, Trouble, catalogue, codes,
        invoices::invoice,
        orders,
        printing::{self, Job, Next, Printed, PrinterSetup, Printers, What},
        sales, settings, shifts,
    },
    store::{Fault, ReadTx, Watch},
    values::Timestamp,
};

/// How long is waited after a fault of the file before it is asked again.
const AFTER_A_FAULT: Duration = Duration::from_secs(2);

/// How long a print's end is tried to be written down.
const TRIES_TO_TELL: u32 = 30;

/// The worker, as long as this lives.
pub struct Outbox {
    closed: Arc<AtomicBool>,
    /// Dropping it hangs up on the worker.
    _watch: Watch,
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Release);
    }
}

impl Outbox {
    /// Starts the worker of this process. One is enough for a process.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(shop: &Shop, means: Means) -> std::io::Result<Outbox> {
        let (wake, woken) = bounded(1);
        let closed = Arc::new(AtomicBool::new(false));
        let worker = Worker {
            shop: shop.clone(),
            means,
            closed: closed.clone(),
        };
        thread::Builder::new()
            .name("sherbet-prints".into())
            .spawn(move || worker.run(&woken))?;
        // A full channel has the word already.
        let watch = shop.watch(move || if wake.try_send(()).is_err() {});
        Ok(Outbox {
            closed,
            _watch: watch,
        })
    }
}

/// Prints what is due, on the thread that asks; the answer is how many were printed.
///
/// # Errors
/// A fault of the file.
pub fn print_due(shop: &Shop, means: &Means) -> Result<usize, Trouble> {
    let mut printed = 0;
    while let Next::Print(job) = printing::claim(shop)? {
        let how = print(shop, &job, means)?;
        printed += usize::from(how == Printed::Well);
        printing::ended(shop, &job, how)?;
    }
    Ok(printed)
}

struct Worker {
    shop: Shop,
    means: Means,
    closed: Arc<AtomicBool>,
}

impl Worker {
    fn run(&self, woken: &Receiver<()>) {
        while !self.closed.load(Ordering::Acquire) {
            let next = match self.one() {
                Ok(next) => next,
                Err(trouble) => {
                    tracing::warn!(%trouble, "the outbox can't be read");
                    Some(AFTER_A_FAULT)
                }
            };
            let heard = match next {
                Some(Duration::ZERO) => continue,
                Some(wait) => woken.recv_timeout(wait),
                None => woken.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            if heard == Err(RecvTimeoutError::Disconnected) {
                return;
            }
        }
    }

    /// Prints one print; how long there is nothing to do then, `None` where that is until
    /// something happens.
    fn one(&self) -> Result<Option<Duration>, Trouble> {
        match printing::claim(&self.shop)? {
            Next::Idle => Ok(None),
            Next::At(then) => Ok(Some(self.until(then))),
            Next::Print(job) => {
                // What can't be read now may be read later: it is no problem of the printer.
                let how =
                    print(&self.shop, &job, &self.means).unwrap_or_else(|fault| Printed::Not {
                        problem: fault.to_string(),
                        begun: false,
                    });
                self.tell(&job, &how)?;
                Ok(Some(Duration::ZERO))
            }
        }
    }

    fn until(&self, then: Timestamp) -> Duration {
        let ms = then.ms().saturating_sub(self.shop.now().ms());
        Duration::from_millis(u64::try_from(ms).unwrap_or(0).clamp(50, 60_000))
    }

    /// Writes down how a print ended, and does not let go while the file is busy: printed and
    /// not written down, it would be printed again.
    fn tell(&self, job: &Job, how: &Printed) -> Result<(), Trouble> {
        for _ in 1..TRIES_TO_TELL {
            match printing::ended(&self.shop, job, how.clone()) {
                Err(Trouble::Fault(Fault::Busy { .. })) => thread::sleep(AFTER_A_FAULT),
                told => return told,
            }
        }
        printing::ended(&self.shop, job, how.clone())
    }
}

/// Prints one print.
fn print(shop: &Shop, job: &Job, means: &Means) -> Result<Printed, Fault> {
    let never = |problem: &str| {
        Ok(Printed::Never {
            problem: problem.to_owned(),
        })
    };
    let found = shop.read(|db| {
        let (printers, _) = settings::load::<Printers>(db)?;
        match printers.named(&job.printer).cloned() {
            Some(printer) => Ok(Some((slip_of(shop, db, job, &printer)?, printer))),
            None => Ok(None),
        }
    })?;
    let Some((slip, printer)) = found else {
        return never("this printer was removed from the shop's printers");
    };
    let Some(mut slip) = slip else {
        return never("what it was to print is not there any more");
    };
    if job.copy {
        slip = slip.copy();
    }
    if job.drawer {
        slip = slip.opening_drawer();
    }
    if slip.blocks.is_empty() {
        // A drawer that should have opened a while ago.
        return Ok(Printed::Well);
    }
    let bytes = match printer.at.bytes_of(&slip, printer.model) {
        Ok(bytes) => bytes,
        Err(why) => return never(&why.to_string()),
    };
    Ok(match printer.at.send(&bytes, means) {
        Ok(()) => Printed::Well,
        Err(problem) => Printed::Not {
            begun: matches!(
                problem,
                PrinterProblem::Stuck { .. } | PrinterProblem::BrokeOff { .. }
            ),
            problem: problem.to_string(),
        },
    })
}

/// The slip of a print; `None` where what it shows is not there.
fn slip_of(
    shop: &Shop,
    db: &ReadTx<'_>,
    job: &Job,
    printer: &PrinterSetup,
) -> Result<Option<Slip>, Fault> {
    let about = shop.about();
    let template = || {
        let (template, _) = settings::load::<Template>(db)?;
        Ok::<_, Fault>(Template {
            width: printer.width,
            ..template
        })
    };
    Ok(match job.what {
        What::Receipt(number) => {
            let template = template()?;
            sales::receipt(db, number)?.map(|receipt| slips::of_receipt(about, &receipt, &template))
        }
        What::ZReport(number) => {
            let template = template()?;
            shifts::z_report(db, number)?.map(|z| slips::of_z_report(about, &z, &template))
        }
        What::Invoice(id) => {
            let template = template()?;
            let found = invoice(db, id)?;
            found.map(|found| of_invoice(about, &found, &template))
        }
        What::Order(order) => {
            let template = template()?;
            orders::order(db, order)?.map(|order| slips::of_order(about, &order, &template))
        }
        What::Label(sweet) => {
            catalogue::sweet(db, sweet)?.map(|sweet| slips::of_sweet(about, &sweet, printer.width))
        }
        What::Code(code) => codes::on_paper(shop, db, code)?
            .map(|digits| slips::of_code(about, &digits, printer.width)),
        What::Test => Some(slips::of_test(about, printer, shop.now())),
        // The pulse comes from the job, while anybody still waits for it.
        What::Drawer => Some(Slip::new(printer.width, "Drawer")),
    })
}
