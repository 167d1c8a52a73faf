//! The same commands without a window.
//!
//! Promises: nothing secret is taken from the arguments but a one-time code,
//! which is used up by that; what a person typed and the shop can't take is a
//! refusal that names the field, and nothing is written; the exit status is 0
//! for done, 1 for refused, 2 for wrong usage and 3 for a fault, and 4 to 6 for
//! codes that are no use any more; with `--json` everything a program needs to
//! read is JSON, answers on standard output and refusals and faults on standard
//! error.
//! Left out: rules of the shop. Everything goes through its one door.

mod appointments;
mod baskets;
mod calendars;
mod code_settings;
mod codes;
mod customers;
mod display;
mod doctor;
mod gift_cards;
mod goods;
mod grants;
mod invoices;
mod journal;
mod kits;
mod orders;
mod output;
mod password;
mod payments;
mod price;
mod print;
mod printers;
mod prove;
mod provider;
mod quotes;
mod returns;
mod run;
mod sales;
mod scale;
mod settings;
mod shifts;
mod shop_file;
mod slots;
mod staff;
mod stock;
mod sweets;
mod taxes;
mod typed;
mod verify;
mod visit;

use std::{fmt::Display, path::PathBuf, process::ExitCode, time::Duration};

use clap::{Args, Parser, Subcommand};

use output::{Out, Stop};

/// The counter, stock room and till of a sweet shop, over one file.
///
/// Without a command the shop's window opens. Who acts is told by --as; the
/// password is taken from SHERBET_PASSWORD, from --password-fd, or asked for.
///
/// Exit status: 0 done, 1 refused, 2 wrong usage, 3 fault; 4, 5 and 6 for a one-time code that is
/// dead, too late, or not there.
#[derive(Debug, Parser)]
#[command(name = "sherbet", version)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    task: Option<Task>,
}

/// What every command takes.
#[derive(Debug, Args)]
struct Common {
    /// The shop's file; without it, shop.sherbet in your data folder
    #[arg(long, global = true, env = "SHERBET_SHOP", value_name = "FILE")]
    shop: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long, global = true)]
    json: bool,
    /// Who acts: the name of an account
    #[arg(
        long = "as",
        global = true,
        env = "SHERBET_AS",
        value_name = "NAME",
        id = "as"
    )]
    who: Option<String>,
    /// Read the password from this file descriptor, up to the end of its line
    #[arg(long, global = true, value_name = "N")]
    password_fd: Option<u32>,
    /// Read a new account's or a new password from this file descriptor
    /// (otherwise SHERBET_NEW_PASSWORD, or asked for)
    #[arg(long, global = true, value_name = "N")]
    new_password_fd: Option<u32>,
    /// How long to wait for the file while another program holds it
    #[arg(
        long, global = true, value_name = "SECONDS", default_value = "20",
        value_parser = seconds
    )]
    wait: Duration,
}

/// What asking again is told by.
#[derive(Debug, Args)]
struct Asking {
    /// The request's id, a UUID: asking again with the same one is asking once
    #[arg(long, value_name = "UUID")]
    request: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Found a new shop
    Init(shop_file::Init),
    /// Accounts of those who work in the shop
    #[command(subcommand)]
    Staff(staff::StaffTask),
    /// Let somebody do for a while what their role does not allow
    Grant(grants::GrantTask),
    /// The sweets that are sold
    #[command(subcommand)]
    Sweets(sweets::SweetsTask),
    /// Stock: restock, correct, write off, and how it moved
    #[command(subcommand)]
    Stock(stock::StockTask),
    /// Sell
    Sell(sales::Sell),
    /// Receipts
    #[command(subcommand)]
    Sales(sales::SalesTask),
    /// Baskets that wait to be taken up again
    #[command(subcommand)]
    Baskets(baskets::BasketsTask),
    /// Taxes: which there are, adding, changing, retiring
    #[command(subcommand)]
    Taxes(taxes::TaxesTask),
    /// What the shop chose: how it sells
    #[command(subcommand)]
    Settings(settings::SettingsTask),
    /// Drawers and shifts: open, pay in and out, report, close
    #[command(subcommand)]
    Shifts(shifts::ShiftsTask),
    /// Calendars: when something can be booked or picked up
    #[command(subcommand)]
    Calendars(calendars::CalendarsTask),
    /// Slots: lay them out from rules, and see what is free
    #[command(subcommand)]
    Slots(slots::SlotsTask),
    /// Appointments: book, confirm, move, cancel, and who comes when
    #[command(subcommand)]
    Appointments(appointments::AppointmentsTask),
    /// Customers
    #[command(subcommand)]
    Customers(customers::CustomersTask),
    /// One-time codes: ask for one, try one
    #[command(subcommand)]
    Codes(codes::CodesTask),
    /// The messages that bring codes
    #[command(subcommand)]
    Messages(codes::MessagesTask),
    /// Gift cards
    #[command(subcommand)]
    GiftCards(gift_cards::GiftCardsTask),
    /// Offers to customers
    #[command(subcommand)]
    Quotes(quotes::QuotesTask),
    /// Orders for later: taken, made, handed over
    #[command(subcommand)]
    Orders(orders::OrdersTask),
    /// Invoices and credit notes
    #[command(subcommand)]
    Invoices(invoices::InvoicesTask),
    /// Payments at a provider
    #[command(subcommand)]
    Payments(payments::PaymentsTask),
    /// Who did what, and whether the record is whole
    #[command(subcommand)]
    Journal(journal::JournalTask),
    /// Go over a shop's file, a copy or a backup, and tell what does not add up
    Verify(verify::Verify),
    /// Copy the shop while it is open, and check the copy
    Backup(shop_file::Backup),
    /// See whether the shop's file and all it stands on are in order
    Doctor(doctor::Doctor),
    /// Put a backup in place; what was there is kept
    Restore(shop_file::Restore),
    /// Print receipts and labels, and see what waits for a printer
    #[command(subcommand)]
    Print(print::PrintTask),
    /// The shop's printers, and how slips look
    #[command(subcommand)]
    Printers(printers::PrintersTask),
    /// Do what lines of JSON ask for, each answered by one line
    Run(run::Run),
    /// Scales on a serial line; no shop is needed
    #[command(subcommand)]
    Scale(scale::ScaleTask),
    /// Price a basket given as JSON on standard input; no shop is needed
    Price(price::Price),
    /// Do the shop's day at full load on a copy of it, and count
    Prove(prove::Prove),
    /// One of the processes of a proof
    #[command(hide = true)]
    ProveWorker(prove::Worker),
}

/// What the program was started for.
pub enum Start {
    /// The window, on the shop at this path; there is a display for it.
    Window(PathBuf),
    /// A command, which is done: this is the exit status.
    Ended(ExitCode),
}

/// Reads the command line and does what it asks, unless that is the window.
///
/// Wrong usage ends the process with status 2, and `--help` with 0.
pub fn start() -> Start {
    let Arguments { common, task } = Arguments::parse();
    let out = Out::new(common.json);
    let ended = match task {
        Some(task) => done_by(task, &common, &out),
        None => match display::missing() {
            Some(what) => Err(Stop::Windowless(what)),
            None => match common.path() {
                Ok(path) => return Start::Window(path),
                Err(stop) => Err(stop),
            },
        },
    };
    Start::Ended(match ended {
        Ok(code) => code,
        Err(stop) => out.stopped(&stop),
    })
}

/// Says why no window could be opened, and what works without one.
pub fn without_window(why: &dyn Display) -> ExitCode {
    let why = why.to_string();
    // Where in whose source it was found is no help to whoever reads this.
    let what = match why.contains(".rs:") {
        true => why.rsplit(": ").next().unwrap_or(&why),
        false => &why,
    };
    let why = format!("no window can be opened ({what}); {}", display::WINDOWLESS);
    Out::new(false).stopped(&Stop::Windowless(why))
}

fn done_by(task: Task, common: &Common, out: &Out) -> Result<ExitCode, Stop> {
    match task {
        Task::Init(init) => init.run(common, out),
        Task::Staff(task) => task.run(common, out),
        Task::Grant(grant) => grant.run(common, out),
        Task::Sweets(task) => task.run(common, out),
        Task::Stock(task) => task.run(common, out),
        Task::Sell(sell) => sell.run(common, out),
        Task::Sales(task) => task.run(common, out),
        Task::Baskets(task) => task.run(common, out),
        Task::Taxes(task) => task.run(common, out),
        Task::Settings(task) => task.run(common, out),
        Task::Shifts(task) => task.run(common, out),
        Task::Calendars(task) => task.run(common, out),
        Task::Slots(task) => task.run(common, out),
        Task::Appointments(task) => task.run(common, out),
        Task::Customers(task) => task.run(common, out),
        Task::Codes(task) => task.run(common, out),
        Task::Messages(task) => task.run(common, out),
        Task::GiftCards(task) => task.run(common, out),
        Task::Quotes(task) => task.run(common, out),
        Task::Orders(task) => task.run(common, out),
        Task::Invoices(task) => task.run(common, out),
        Task::Payments(task) => task.run(common, out),
        Task::Journal(task) => task.run(common, out),
        Task::Verify(verify) => return verify.run(common, out),
        Task::Backup(backup) => backup.run(common, out),
        Task::Doctor(doctor) => return doctor.run(common, out),
        Task::Restore(restore) => restore.run(common, out),
        Task::Print(task) => task.run(common, out),
        Task::Printers(task) => task.run(common, out),
        Task::Run(run) => return run.run(common),
        Task::Scale(task) => task.run(out),
        Task::Price(price) => price.run(),
        Task::Prove(prove) => return prove.run(common, out),
        Task::ProveWorker(worker) => worker.run(),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse::<f64>()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|wait| *wait <= Duration::from_secs(24 * 60 * 60))
        .ok_or_else(|| "a number of seconds up to a day is needed, such as 20".into())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Arguments::command().debug_assert();
    }

    #[test]
    fn waiting_is_a_number_of_seconds_within_a_day() {
        assert_eq!(
            super::seconds("0.5"),
            Ok(std::time::Duration::from_millis(500))
        );
        for wrong in ["-1", "NaN", "inf", "abc", "86401"] {
            assert!(super::seconds(wrong).is_err(), "{wrong} was taken");
        }
    }
}
