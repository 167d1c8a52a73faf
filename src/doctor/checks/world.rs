//! What is outside: printers, the payment provider, the SMS gateway. Asked only where it is set
//! up, and in bounded time.

use std::time::Duration;

use super::{Subject, Told, listed};
use crate::{
    devices::probe,
    gateway::{self, Setup, sms::SmsSetup},
    shop::{
        printing::{self, Print, Printers, State},
        settings,
    },
    store::{Fault, health::Looking},
};

/// How long a printer or the provider may take.
const PATIENCE: Duration = Duration::from_secs(4);

fn unreadable(shop: &Looking, fault: &Fault) -> Told {
    match shop.steps_behind() {
        0 => Told::look(fault.to_string(), "See to the file first."),
        _ => Told::look(
            "not known: the file is of an older Sherbet",
            "Look again once it is brought up to date.",
        ),
    }
}

pub(super) fn printers(subject: &Subject, shop: &Looking) -> Told {
    let read = shop.read(|db| {
        let (printers, _) = settings::load::<Printers>(db)?;
        Ok((printers, printing::open(db)?))
    });
    let (printers, open) = match read {
        Ok(read) => read,
        Err(fault) => return unreadable(shop, &fault),
    };
    let away = match subject.online {
        // At the same time: each may take as long as its patience.
        true => std::thread::scope(|scope| {
            let asked: Vec<_> = printers
                .printers
                .iter()
                .map(|printer| {
                    let asked = scope.spawn(|| probe::is_there(&printer.at, PATIENCE));
                    (printer.name.as_str(), asked)
                })
                .collect();
            asked
                .into_iter()
                .filter_map(|(name, asked)| match asked.join() {
                    Ok(Ok(())) => None,
                    Ok(Err(why)) => Some(format!("{name}: {why}")),
                    Err(_) => Some(format!("{name}: could not be asked")),
                })
                .collect()
        }),
        false => Vec::new(),
    };
    of_printers(printers.printers.len(), &away, &open)
}

fn of_printers(set_up: usize, away: &[String], open: &[Print]) -> Told {
    if set_up == 0 && open.is_empty() {
        return Told::ok("none is set up");
    }
    let failed = open
        .iter()
        .filter(|print| print.state == State::Failed)
        .count();
    let waiting = open.len() - failed;
    let mut told = away.to_vec();
    if failed > 0 {
        told.push(format!("prints that were given up: {failed}"));
    }
    if waiting > 0 {
        told.push(format!("prints that wait: {waiting}"));
    }
    match (away.is_empty() && failed == 0, told.as_slice()) {
        (true, []) => Told::ok(format!("{set_up} set up, and there")),
        (true, _) => Told::ok(listed(&told)),
        (false, _) => Told::look(
            listed(&told),
            "See that it is on, has paper and is connected; `sherbet print waiting` tells what \
             waits for it.",
        ),
    }
}

pub(super) fn provider(subject: &Subject, shop: &Looking) -> Told {
    let setup = match shop.read(settings::load::<Setup>) {
        Ok((setup, _)) => setup,
        Err(fault) => return unreadable(shop, &fault),
    };
    if !setup.is_set() {
        return Told::ok("none is set up");
    }
    if setup.is_practice() {
        return Told::look(
            "the practice provider: no money moves",
            "Set up the account that earns money before the shop opens: `sherbet payments setup`.",
        );
    }
    if !subject.online {
        return Told::ok("set up; not asked");
    }
    match gateway::is_there(setup, &subject.machine.vault, subject.clock.now(), PATIENCE) {
        Ok(()) => Told::ok("it answers, and takes the account's key"),
        Err(why) => Told::look(
            why,
            "See to the connection, and to the key's name and secret under Settings, Payments. \
             What customers paid is learnt once it answers.",
        ),
    }
}

pub(super) fn sms(subject: &Subject, shop: &Looking) -> Told {
    let setup = match shop.read(settings::load::<SmsSetup>) {
        Ok((setup, _)) => setup,
        Err(fault) => return unreadable(shop, &fault),
    };
    if !setup.is_set() {
        return Told::ok("none is set up");
    }
    match gateway::sms::has_secret(&setup, &subject.machine.vault) {
        Ok(()) => Told::ok("set up; it is asked only when a code is sent"),
        Err(why) => Told::look(why, "Give it with `sherbet messages secret`."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{doctor::Verdict, shop::printing::What, values::Timestamp};

    fn print(state: State) -> Print {
        Print {
            id: 1,
            what: What::ZReport(1),
            copy: false,
            printer: "Counter".into(),
            at: Timestamp::from_ms(0),
            state,
            tries: 3,
            problem: None,
        }
    }

    #[test]
    fn a_printer_that_is_away_and_a_print_that_was_given_up_are_told() {
        assert_eq!(of_printers(0, &[], &[]).found, "none is set up");
        assert_eq!(of_printers(2, &[], &[]).found, "2 set up, and there");
        let busy = of_printers(1, &[], &[print(State::Waiting)]);
        assert_eq!(busy.verdict, Verdict::Ok);
        assert_eq!(busy.found, "prints that wait: 1");
        let away = of_printers(1, &["Counter: does not answer".into()], &[]);
        assert_eq!(away.verdict, Verdict::LookAtIt);
        assert_eq!(away.found, "Counter: does not answer");
        let failed = of_printers(1, &[], &[print(State::Failed)]);
        assert_eq!(failed.verdict, Verdict::LookAtIt);
        assert_eq!(failed.found, "prints that were given up: 1");
    }
}
