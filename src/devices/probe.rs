//! Whether a printer is there, without printing anything.
//!
//! Promises: nothing is sent to it; the answer comes within the time that is allowed (and what
//! the system takes to look up a host's name). Left out: paper and lids, which many printers
//! never tell.

use std::{
    net::{TcpStream, ToSocketAddrs as _},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::printer::{Printer, until};

/// Whether a printer can be reached. Waits, so never on a thread that draws.
///
/// # Errors
/// Why not, in words that follow the printer's name and a colon.
pub fn is_there(printer: &Printer, patience: Duration) -> Result<(), String> {
    match printer {
        Printer::Network { host, port } => answers(host, *port, patience),
        Printer::Device { path } | Printer::Serial { path, .. } => plugged_in(path),
        Printer::Queue { name, .. } => knows_queue(name, patience),
    }
}

fn answers(host: &str, port: u16, patience: Duration) -> Result<(), String> {
    let by = Instant::now() + patience;
    let addresses = (host, port)
        .to_socket_addrs()
        .map_err(|_| format!("nothing is known by the name {host}"))?;
    for address in addresses {
        let left = by.saturating_duration_since(Instant::now());
        if !left.is_zero() && TcpStream::connect_timeout(&address, left).is_ok() {
            return Ok(());
        }
    }
    Err(format!("does not answer at {host}, port {port}"))
}

fn plugged_in(path: &Path) -> Result<(), String> {
    match path.exists() {
        true => Ok(()),
        false => Err(format!("nothing is on {}", path.display())),
    }
}

fn knows_queue(name: &str, patience: Duration) -> Result<(), String> {
    let asked = Command::new("lpstat")
        .args(["-p", name])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut asked = asked.map_err(|why| format!("the print queues can't be asked: {why}"))?;
    match until(&mut asked, Instant::now() + patience) {
        Some(true) => Ok(()),
        Some(false) => Err(format!("the computer knows no print queue “{name}”")),
        None => Err("the print queues did not answer".into()),
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_printer_that_listens_is_there_and_one_that_is_off_is_not() {
        let listens = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listens.local_addr().expect("an address").port();
        let printer = Printer::Network {
            host: "127.0.0.1".into(),
            port,
        };
        let patience = Duration::from_secs(20);
        assert_eq!(is_there(&printer, patience), Ok(()));
        drop(listens);
        let away = format!("does not answer at 127.0.0.1, port {port}");
        assert_eq!(is_there(&printer, patience), Err(away));
        let device = Printer::Device {
            path: "/dev/usb/lp-that-is-not".into(),
        };
        assert_eq!(
            is_there(&device, patience),
            Err("nothing is on /dev/usb/lp-that-is-not".into())
        );
    }
}
