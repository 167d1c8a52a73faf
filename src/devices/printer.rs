//! Printers: how bytes come to one, and what is said when they don't.
//!
//! Promises: an answer within the time that [`Means`] allow (and what the system takes to look
//! up a host's name), whatever the printer does; nothing is left behind, no thread that waits
//! for paper. A problem names the printer, what is wrong, and what to do.
//! Leaves out what a printer is, which is a setting of the shop; trying again and remembering
//! what is still to be printed, which are the shop's and `outbox`'s;
//! and asking a printer for its state, because many never answer: a printer that took
//! everything counts as having printed it.

use std::{
    fs::{File, OpenOptions},
    io::{self, ErrorKind, Read as _, Write},
    net::{Shutdown, TcpStream, ToSocketAddrs as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

pub use crate::shop::printing::{Printer, USUAL_PORT};

use super::paper::{PdfProblem, PrinterModel, Slip, escpos, pdf};

/// How long is slept before a printer that was busy is asked again.
const BEAT: Duration = Duration::from_millis(10);

/// How long a printer that took everything may leave the line open.
const GOODBYE: Duration = Duration::from_millis(1_500);

/// How long a printer is waited for, and the program that knows the queues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Means {
    /// How long a printer on the network may take to pick up.
    pub connect: Duration,
    /// How long it may take to take everything.
    pub send: Duration,
    /// The program `lp`.
    pub lp: PathBuf,
}

impl Default for Means {
    fn default() -> Means {
        Means {
            connect: Duration::from_secs(3),
            send: Duration::from_secs(20),
            lp: "lp".into(),
        }
    }
}

/// Why a printer did not print, for staff. `printer` is how the printer is called in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrinterProblem {
    /// It can't be reached.
    #[error("{printer} does not answer: see that it is on and its cable is in; it is tried again")]
    NoAnswer {
        /// Which printer.
        printer: String,
    },
    /// It stopped taking what is sent.
    #[error(
        "{printer} stopped taking what is sent: see whether its paper is out or its lid is open; it is tried again, and what it has begun may be printed twice"
    )]
    Stuck {
        /// Which printer.
        printer: String,
    },
    /// It broke off.
    #[error(
        "{printer} broke off: see that it stays on; it is tried again, and what it has begun may be printed twice"
    )]
    BrokeOff {
        /// Which printer.
        printer: String,
    },
    /// The system does not let this account write to it.
    #[error(
        "{printer} is not open to this account: whoever looks after the computer adds the account to the group of printers (often “lp” or “dialout”)"
    )]
    NotAllowed {
        /// Which printer.
        printer: String,
    },
    /// The queue did not take it.
    #[error(
        "{printer} did not take it ({why}): see the printers of the computer; it is tried again"
    )]
    QueueRefused {
        /// Which printer.
        printer: String,
        /// What the system said.
        why: String,
    },
}

impl Printer {
    /// What is to be sent to this printer for it to print `slip`.
    ///
    /// # Errors
    /// [`PdfProblem`], where it takes PDF and there is none.
    pub fn bytes_of(&self, slip: &Slip, model: PrinterModel) -> Result<Vec<u8>, PdfProblem> {
        match self {
            Printer::Queue { pdf: true, .. } => pdf(slip),
            _ => Ok(escpos(slip, model)),
        }
    }

    /// Sends `bytes` and waits until all are taken, as long as `means` allow. Waits, so never
    /// on a thread that draws or writes the shop's file.
    ///
    /// # Errors
    /// [`PrinterProblem`]; part of the bytes may have been printed where it says so.
    pub fn send(&self, bytes: &[u8], means: &Means) -> Result<(), PrinterProblem> {
        let sent = match self {
            Printer::Network { host, port } => self.over_network(host, *port, bytes, means),
            Printer::Device { path } => self.to_device(path, bytes, means),
            Printer::Serial { path, baud } => self.to_serial(path, *baud, bytes, means),
            Printer::Queue { name, pdf } => self.to_queue(name, *pdf, bytes, means),
        };
        if let Err(problem) = &sent {
            tracing::info!(%problem, "not printed");
        }
        sent
    }

    fn no_answer(&self) -> PrinterProblem {
        PrinterProblem::NoAnswer {
            printer: self.in_words(),
        }
    }

    fn stuck(&self) -> PrinterProblem {
        PrinterProblem::Stuck {
            printer: self.in_words(),
        }
    }

    fn broke_off(&self) -> PrinterProblem {
        PrinterProblem::BrokeOff {
            printer: self.in_words(),
        }
    }

    fn over_network(
        &self,
        host: &str,
        port: u16,
        bytes: &[u8],
        means: &Means,
    ) -> Result<(), PrinterProblem> {
        let addresses = (host, port)
            .to_socket_addrs()
            .map_err(|_| self.no_answer())?;
        let by = Instant::now() + means.connect;
        let mut line = addresses
            .filter_map(|address| TcpStream::connect_timeout(&address, left(by)?).ok())
            .next()
            .ok_or_else(|| self.no_answer())?;
        let by = Instant::now() + means.send;
        self.write_all(bytes, by, |rest| {
            line.set_write_timeout(left(by))?;
            line.write(rest)
        })?;
        // What was written may still be on its way. A printer hangs up when it has read the
        // end; one that resets the line has not got everything. One that does neither has:
        // it only keeps the line open for a while.
        let ended = line.shutdown(Shutdown::Write).and_then(|()| {
            line.set_read_timeout(Some(GOODBYE.min(means.send)))?;
            let mut said = [0; 64];
            while line.read(&mut said)? > 0 {
                // A printer that keeps talking is not listened to for ever.
                if left(by).is_none() {
                    break;
                }
            }
            Ok(())
        });
        match ended {
            Err(why) if !is_waiting(&why) => Err(self.broke_off()),
            _ => Ok(()),
        }
    }

    /// Writes all of `bytes` by the moment `by`, as much at once as `write` takes.
    fn write_all(
        &self,
        bytes: &[u8],
        by: Instant,
        mut write: impl FnMut(&[u8]) -> io::Result<usize>,
    ) -> Result<(), PrinterProblem> {
        let mut rest = bytes;
        while !rest.is_empty() {
            if left(by).is_none() {
                return Err(self.stuck());
            }
            match write(rest) {
                Ok(0) => return Err(self.broke_off()),
                Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                Err(why) if why.kind() == ErrorKind::Interrupted => {}
                Err(why) if is_waiting(&why) => thread::sleep(BEAT),
                Err(_) => return Err(self.broke_off()),
            }
        }
        Ok(())
    }

    fn to_device(&self, path: &Path, bytes: &[u8], means: &Means) -> Result<(), PrinterProblem> {
        // Neither opening nor writing waits for a printer that is off.
        let opened = OpenOptions::new()
            .write(true)
            .custom_flags(libc::O_NONBLOCK)
            .open(path);
        let mut device: File = opened.map_err(|why| self.not_opened(why.kind()))?;
        let by = Instant::now() + means.send;
        self.write_all(bytes, by, |rest| device.write(rest))
    }

    fn not_opened(&self, why: ErrorKind) -> PrinterProblem {
        match why {
            ErrorKind::PermissionDenied => PrinterProblem::NotAllowed {
                printer: self.in_words(),
            },
            _ => self.no_answer(),
        }
    }

    fn to_serial(
        &self,
        path: &Path,
        baud: u32,
        bytes: &[u8],
        means: &Means,
    ) -> Result<(), PrinterProblem> {
        let opened = serialport::new(path.to_string_lossy(), baud)
            .timeout(Duration::from_millis(200))
            .open();
        let mut line = opened.map_err(|why| match why.kind() {
            serialport::ErrorKind::Io(kind) => self.not_opened(kind),
            _ => self.no_answer(),
        })?;
        let by = Instant::now() + means.send;
        self.write_all(bytes, by, |rest| line.write(rest))?;
        // The line is slow: what waits in the computer is waited for, or it would be cut off.
        loop {
            match line.bytes_to_write() {
                Ok(0) => return Ok(()),
                Ok(_) if left(by).is_none() => return Err(self.stuck()),
                Ok(_) => thread::sleep(BEAT),
                Err(_) => return Err(self.broke_off()),
            }
        }
    }

    fn to_queue(
        &self,
        name: &str,
        pdf: bool,
        bytes: &[u8],
        means: &Means,
    ) -> Result<(), PrinterProblem> {
        let refused = |why: String| PrinterProblem::QueueRefused {
            printer: self.in_words(),
            why,
        };
        let mut lp = Command::new(&means.lp);
        lp.arg("-d").arg(name).arg("-t").arg("Sherbet");
        if !pdf {
            lp.arg("-o").arg("raw");
        }
        lp.stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut running = lp.spawn().map_err(|why| {
            refused(format!(
                "the program {} can't run: {why}",
                means.lp.display()
            ))
        })?;
        let by = Instant::now() + means.send;
        // It may stop reading before it has everything, and may talk before it has read: so
        // both pipes have a thread, which ends when the program does, at the latest by a kill.
        let (done, said) = thread::scope(|scope| {
            let (stdin, stderr) = (running.stdin.take(), running.stderr.take());
            let given = scope.spawn(|| stdin.is_none_or(|mut to| to.write_all(bytes).is_ok()));
            let heard = scope.spawn(|| {
                let mut said = String::new();
                match stderr.map(|from| from.take(2_000).read_to_string(&mut said)) {
                    Some(Ok(_)) => said.trim().to_owned(),
                    _ => String::new(),
                }
            });
            let ended = until(&mut running, by);
            let given = given.join().unwrap_or(false);
            let said = heard.join().unwrap_or_default();
            (ended.map(|well| well && given), said)
        });
        match done {
            Some(true) => Ok(()),
            Some(false) if said.is_empty() => Err(refused("it gave no reason".into())),
            Some(false) => Err(refused(said)),
            None => Err(refused("it did not answer in time".into())),
        }
    }
}

/// Whether a program ended well; `None` where it had to be stopped at the moment `by`.
pub(super) fn until(running: &mut Child, by: Instant) -> Option<bool> {
    loop {
        match running.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) if left(by).is_some() => thread::sleep(BEAT),
            Ok(None) | Err(_) => {
                // It may have ended by itself meanwhile; either way it is waited for.
                let stopped = running.kill().and_then(|()| running.wait());
                tracing::warn!(?stopped, "the program of the print queues was stopped");
                return None;
            }
        }
    }
}

/// How long it is until `by`; `None` where the moment has passed.
fn left(by: Instant) -> Option<Duration> {
    let left = by.saturating_duration_since(Instant::now());
    (!left.is_zero()).then_some(left)
}

fn is_waiting(why: &io::Error) -> bool {
    matches!(why.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
