//! A supervisor's grants: by PIN, for a while, at one window, and in the journal.

use std::thread;

use serde_json::Value;
use sherbet::{
    shop::{
        Permission, Refusal, Role, Session, Shop, Trouble,
        pricing::Discount,
        sales::{Checkout, Sold},
        staff::{self, ChangeRole, Granted, Supervisor},
    },
    values::{Rate, RequestId, SweetId},
};

use crate::{
    checker,
    command_line_support::{Corner, Ended},
    support::{PASSWORD, TestShop, checkout, refusal},
};

const PIN: &str = "4071";
const MINUTE: i64 = 60_000;

/// A shop where Asha has a PIN, Ravi sells, and Kaju Katli is on the shelf.
struct Counter {
    shop: TestShop,
    ravi: Session,
    katli: SweetId,
}

impl Counter {
    fn new() -> Counter {
        let shop = TestShop::new();
        let ravi = shop.staff();
        let katli = shop.sweet("Kaju Katli", 10_000, 100);
        shop.shop
            .set_pin(&shop.admin, RequestId::new(), PASSWORD, PIN)
            .unwrap();
        Counter { shop, ravi, katli }
    }

    /// A sale with half of it taken off, which is far above the limit.
    fn half_off(&self) -> Checkout {
        Checkout {
            discount: Some(Discount::Percent(Rate::parse("50").unwrap())),
            ..checkout(self.katli, 1)
        }
    }

    fn sell(&self, session: &Session) -> Result<Sold, Trouble> {
        self.shop
            .shop
            .execute(session, RequestId::new(), self.half_off())
    }

    fn grant(&self, minutes: i64) -> Result<Granted, Trouble> {
        self.ask(("Asha", PIN), Permission::DiscountMore, minutes)
    }

    fn ask(
        &self,
        (who, pin): (&str, &str),
        permission: Permission,
        minutes: i64,
    ) -> Result<Granted, Trouble> {
        self.shop.shop.grant(
            &self.ravi,
            RequestId::new(),
            (who, pin),
            permission,
            minutes,
        )
    }

    fn outcome_of_last(&self) -> Value {
        let records = self
            .shop
            .shop
            .read(|db| sherbet::shop::journal::list(db, None, 1))
            .unwrap();
        serde_json::from_str(&records[0].outcome).unwrap()
    }
}

fn needs_a_grant(answer: Result<Sold, Trouble>) {
    let refused = refusal(answer);
    assert_eq!(
        refused.to_string(),
        "Ravi may not give so large a discount; ask a supervisor for a grant"
    );
    assert_eq!(refused.code(), "not_allowed");
}

#[test]
fn a_refused_discount_passes_with_the_same_request_once_a_supervisor_grants_it() {
    let at = Counter::new();
    let request = RequestId::new();
    let ask = || at.shop.shop.execute(&at.ravi, request, at.half_off());
    needs_a_grant(ask());

    let granted = at.grant(5).unwrap();

    assert_eq!(granted.by, "Asha");
    assert_eq!(granted.until.ms() - granted.from.ms(), 5 * MINUTE);
    let sold = ask().unwrap();
    assert_eq!(sold.number, 1);
    assert_eq!(
        at.outcome_of_last()["granted"],
        Value::from([granted.grant])
    );
    // Asked again, it is the same sale, grant or no grant.
    at.shop.clock.step_ms(10 * MINUTE);
    assert_eq!(ask().unwrap(), sold);
}

#[test]
fn a_sale_that_needs_no_grant_tells_of_none() {
    let at = Counter::new();
    at.grant(5).unwrap();
    at.shop
        .shop
        .execute(&at.ravi, RequestId::new(), checkout(at.katli, 1))
        .unwrap();
    assert_eq!(at.outcome_of_last().get("granted"), None);
    at.sell(&at.shop.admin).unwrap();
    assert_eq!(at.outcome_of_last().get("granted"), None);
}

#[test]
fn a_grant_counts_for_its_minutes_and_a_clock_set_back_makes_it_no_longer() {
    let at = Counter::new();
    at.grant(5).unwrap();
    at.shop.clock.step_ms(5 * MINUTE - 1);
    at.sell(&at.ravi).unwrap();
    at.shop.clock.step_ms(1);
    needs_a_grant(at.sell(&at.ravi));

    // An act is written down after its end; then the clock is set back into it.
    at.shop.restock(at.katli, 1).unwrap();
    at.shop.clock.step_ms(-2 * MINUTE);
    needs_a_grant(at.sell(&at.ravi));

    at.grant(5).unwrap();
    at.shop.clock.step_ms(-1);
    needs_a_grant(at.sell(&at.ravi));
}

#[test]
fn a_grant_is_for_one_person_at_one_window_and_one_thing() {
    let at = Counter::new();
    let elsewhere = at.shop.shop.log_in("Ravi", PASSWORD, "window 7").unwrap();
    at.shop
        .shop
        .add_staff(
            &at.shop.admin,
            RequestId::new(),
            "Meera",
            PASSWORD,
            Role::Staff,
        )
        .unwrap();
    let meera = at.shop.shop.log_in("Meera", PASSWORD, "window 2").unwrap();
    at.ask(("Asha", PIN), Permission::ChangePrice, 5).unwrap();
    needs_a_grant(at.sell(&at.ravi));
    at.grant(5).unwrap();
    needs_a_grant(at.sell(&elsewhere));
    assert!(matches!(
        refusal(at.sell(&meera)),
        Refusal::NotAllowed { who, .. } if who == "Meera"
    ));
    at.sell(&at.ravi).unwrap();
}

#[test]
fn what_is_taken_from_the_supervisor_ends_what_they_granted() {
    let at = Counter::new();
    let shop = &at.shop.shop;
    shop.add_staff(
        &at.shop.admin,
        RequestId::new(),
        "Bina",
        PASSWORD,
        Role::Admin,
    )
    .unwrap();
    let bina = shop.log_in("Bina", PASSWORD, "window 3").unwrap();
    shop.set_pin(&bina, RequestId::new(), PASSWORD, "90210")
        .unwrap();
    at.ask(("bina", "90210"), Permission::DiscountMore, 5)
        .unwrap();
    at.sell(&at.ravi).unwrap();

    let set = |role| {
        let account = shop.read(|db| staff::find(db, "Bina")).unwrap().unwrap();
        let change = ChangeRole {
            account: account.id,
            role,
            version: account.version,
        };
        shop.execute(&at.shop.admin, RequestId::new(), change)
            .unwrap();
    };
    set(Role::Staff);
    needs_a_grant(at.sell(&at.ravi));
    let refused = refusal(at.ask(("Bina", "90210"), Permission::DiscountMore, 5));
    assert_eq!(
        refused.to_string(),
        "supervisor: Bina may not give so large a discount either"
    );
    // Given back, it does not bring what was granted back.
    set(Role::Admin);
    needs_a_grant(at.sell(&at.ravi));
}

#[test]
fn only_what_is_at_the_counter_can_be_granted_and_for_an_hour_at_most() {
    let at = Counter::new();
    let refused = |permission, minutes| match refusal(at.ask(("Asha", PIN), permission, minutes)) {
        Refusal::Invalid { field, why } => (field, why),
        other => panic!("{other:?}"),
    };
    let (field, _) = refused(Permission::ManageStaff, 5);
    assert_eq!(field, "permission");
    for minutes in [0, 61, -5, i64::MAX] {
        let (field, why) = refused(Permission::DiscountMore, minutes);
        assert_eq!(
            (field.as_str(), why.as_str()),
            ("minutes", "1 to 60 minutes are possible")
        );
    }
    assert!(at.grant(60).is_ok());
    assert!(matches!(
        refusal(at.ask(("Nobody", PIN), Permission::DiscountMore, 5)),
        Refusal::Unknown { .. }
    ));
}

fn wrong(at: &Counter) -> Refusal {
    refusal(at.ask(("Asha", "1739"), Permission::DiscountMore, 5))
}

#[test]
fn guessing_a_pin_is_slowed_down_through_restarts_and_not_the_log_in() {
    let mut at = Counter::new();
    let wrong_pin = Refusal::WrongPin { who: "Asha".into() };
    for _ in 0..5 {
        assert_eq!(wrong(&at), wrong_pin);
    }
    assert_eq!(wrong(&at), Refusal::Throttled { wait_s: 5 });
    assert_eq!(
        refusal(at.grant(5)),
        Refusal::Throttled { wait_s: 5 },
        "the right one is not looked at either"
    );
    assert!(at.shop.shop.log_in("Asha", PASSWORD, "window").is_ok());

    at.shop.shop = Shop::open(&at.shop.path, at.shop.clock.clone()).unwrap();
    at.shop.clock.step_ms(4_000);
    assert_eq!(wrong(&at), Refusal::Throttled { wait_s: 1 });
    at.shop.clock.step_ms(1_000);
    assert_eq!(wrong(&at), wrong_pin);
    assert_eq!(refusal(at.grant(5)), Refusal::Throttled { wait_s: 10 });
    at.shop.clock.step_ms(10_000);
    at.grant(5).unwrap();
    assert_eq!(
        wrong(&at),
        wrong_pin,
        "the right one took the failures back"
    );
}

#[test]
fn many_guesses_of_a_pin_at_once_are_counted_one_by_one() {
    let at = Counter::new();
    let looked_at = thread::scope(|scope| {
        let guessers: Vec<_> = (0..10).map(|_| scope.spawn(|| wrong(&at))).collect();
        let refusals = guessers.into_iter().map(|guesser| guesser.join().unwrap());
        refusals
            .filter(|refused| matches!(refused, Refusal::WrongPin { .. }))
            .count()
    });
    assert_eq!(looked_at, 5);
    checker::whole(&at.shop.path);
}

#[test]
fn of_a_sale_and_a_role_taken_away_at_once_either_is_first() {
    let at = Counter::new();
    let shop = &at.shop.shop;
    let added = shop
        .add_staff(
            &at.shop.admin,
            RequestId::new(),
            "Bina",
            PASSWORD,
            Role::Admin,
        )
        .unwrap();
    let bina = shop.log_in("Bina", PASSWORD, "window 3").unwrap();
    shop.set_pin(&bina, RequestId::new(), PASSWORD, PIN)
        .unwrap();
    let granted = at.ask(("Bina", PIN), Permission::DiscountMore, 5).unwrap();
    let change = ChangeRole {
        account: added.account,
        role: Role::Staff,
        version: 1,
    };
    thread::scope(|scope| {
        let sellers: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| (0..5).filter(|_| at.sell(&at.ravi).is_ok()).count()))
            .collect();
        scope.spawn(|| {
            shop.execute(&at.shop.admin, RequestId::new(), change)
                .unwrap()
        });
        for seller in sellers {
            seller.join().unwrap();
        }
    });
    needs_a_grant(at.sell(&at.ravi));
    // In the journal's order, nothing passed by the grant after the role was gone.
    let records = shop
        .read(|db| sherbet::shop::journal::list(db, None, 1000))
        .unwrap();
    let taken_at = records
        .iter()
        .find(|record| record.command == "staff.change_role")
        .unwrap()
        .act;
    for sale in records.iter().filter(|r| r.command == "sales.checkout") {
        let outcome: Value = serde_json::from_str(&sale.outcome).unwrap();
        assert_eq!(outcome["granted"], Value::from([granted.grant]));
        assert!(sale.act < taken_at, "{} after {taken_at}", sale.act);
    }
    checker::whole(&at.shop.path);
}

#[test]
fn who_may_grant_is_told_with_who_has_a_pin_first() {
    let at = Counter::new();
    at.shop
        .shop
        .add_staff(
            &at.shop.admin,
            RequestId::new(),
            "Aarti",
            PASSWORD,
            Role::Admin,
        )
        .unwrap();
    let told = at
        .shop
        .shop
        .read(|db| staff::supervisors(db, Permission::DiscountMore))
        .unwrap();
    let supervisor = |name: &str, has_pin| Supervisor {
        name: name.into(),
        has_pin,
    };
    assert_eq!(told, [supervisor("Asha", true), supervisor("Aarti", false)]);
    assert_eq!(
        refusal(at.ask(("Aarti", PIN), Permission::DiscountMore, 5)),
        Refusal::NoPin {
            who: "Aarti".into()
        }
    );
}

#[test]
fn a_pin_is_set_with_ones_password_and_is_no_easy_one() {
    let at = Counter::new();
    let set = |password: &str, pin: &str| {
        at.shop
            .shop
            .set_pin(&at.shop.admin, RequestId::new(), password, pin)
    };
    assert_eq!(
        refusal(set("not-her-password", "2580")),
        Refusal::WrongNameOrPassword
    );
    for pin in [
        "407",
        "123456789",
        "40a1",
        "4071 ",
        "",
        "٤٠٧١",
        "0000",
        "1234",
        "8765",
    ] {
        assert!(
            matches!(refusal(set(PASSWORD, pin)), Refusal::Invalid { field, .. } if field == "pin"),
            "{pin}"
        );
    }
    set(PASSWORD, "13572468").unwrap();
    assert!(matches!(refusal(at.grant(5)), Refusal::WrongPin { .. }));
    at.ask(("Asha", "13572468"), Permission::DiscountMore, 5)
        .unwrap();

    let request = RequestId::new();
    let again = |pin| at.shop.shop.set_pin(&at.ravi, request, PASSWORD, pin);
    again("2580").unwrap();
    again("2580").unwrap();
    assert!(matches!(
        refusal(again("2581")),
        Refusal::RequestReused { .. }
    ));
    for record in at
        .shop
        .shop
        .read(|db| sherbet::shop::journal::list(db, None, 100))
        .unwrap()
    {
        assert!(!record.asked.contains("argon2") && !record.asked.contains("2580"));
    }
}

#[test]
fn a_locked_window_is_opened_by_pin_or_password_and_a_given_password_ends_the_pin() {
    let at = Counter::new();
    let shop = &at.shop.shop;
    shop.unlock(&at.shop.admin, PIN).unwrap();
    shop.unlock(&at.shop.admin, PASSWORD).unwrap();
    assert!(matches!(
        refusal(shop.unlock(&at.shop.admin, "4072")),
        Refusal::WrongPin { .. }
    ));
    // Nobody logs in with it.
    assert_eq!(
        refusal(shop.log_in("Asha", PIN, "window")),
        Refusal::WrongNameOrPassword
    );
    assert_eq!(
        refusal(shop.unlock(&at.ravi, PIN)),
        Refusal::WrongNameOrPassword
    );

    // A password of digits is a password still.
    shop.change_password(&at.shop.admin, RequestId::new(), PASSWORD, "86420975")
        .unwrap();
    shop.unlock(&at.shop.admin, "86420975").unwrap();

    let asha = shop.read(|db| staff::find(db, "Asha")).unwrap().unwrap().id;
    shop.give_password(&at.shop.admin, RequestId::new(), asha, PASSWORD)
        .unwrap();
    assert_eq!(refusal(at.grant(5)), Refusal::NoPin { who: "Asha".into() });
}

#[test]
fn the_command_line_sets_pins_and_gives_grants() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 5);
    corner.hire_ravi();
    let set = |pin: &str| {
        let mut command = corner.asked_by("Asha");
        command.env("SHERBET_PIN", pin);
        Ended::of(command.args(["--json", "staff", "pin"]).output().unwrap())
    };
    assert_eq!(set("12").refused()["field"], "pin");
    set(PIN).done();

    let sell = || {
        let line = [
            "--line",
            "Mathura Peda=1",
            "--discount",
            "50%",
            "--cash",
            "10",
        ];
        corner.ask("Ravi", ["sell"].into_iter().chain(line))
    };
    assert_eq!(sell().refused()["needs"], "discount_more");
    let grant = ["grant", "--to", "Ravi", "--for", "discount_more"];
    assert_eq!(corner.ask("Ravi", grant).refused()["field"], "supervisor");
    let elsewhere = grant.into_iter().chain(["--window", "window 2"]);
    corner.asha(elsewhere).done();
    assert_eq!(sell().refused()["needs"], "discount_more");
    let granted = corner.asha(grant).done();
    let told = granted["until"].as_i64().unwrap() - granted["from"].as_i64().unwrap();
    assert_eq!(told, 5 * MINUTE);
    assert_eq!(sell().done()["number"], 1);
    assert_eq!(
        corner
            .asha(["grant", "--to", "Ravi", "--for", "sleep"])
            .refused()["field"],
        "permission"
    );
    corner.is_whole();
}
