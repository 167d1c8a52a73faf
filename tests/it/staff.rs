//! Accounts, logging in, and what each may do.

use std::thread;

use sherbet::{
    shop::{
        Permission, Refusal, Role, Session, Shop,
        catalogue::AddSweet,
        staff::{self, Approve, ChangeRole, Reinstate, Retire, Status},
        stock::Restock,
    },
    values::RequestId,
};

use crate::{
    checker,
    support::{MORNING, PASSWORD, TestShop, refusal, sell, sweet},
};

fn account(shop: &TestShop, name: &str) -> staff::Account {
    shop.shop.read(|db| staff::find(db, name)).unwrap().unwrap()
}

#[test]
fn a_new_colleague_registers_waits_and_is_approved() {
    let shop = TestShop::new();
    let registered = shop
        .shop
        .register(RequestId::new(), "Meera", PASSWORD, "window 2")
        .unwrap();
    assert_eq!(registered.status, Status::Waiting);
    let waits = refusal(shop.shop.log_in("Meera", PASSWORD, "window 2"));
    assert_eq!(
        waits,
        Refusal::AwaitsApproval {
            who: "Meera".into()
        }
    );

    let approve = Approve {
        account: registered.account,
        role: Role::Staff,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), approve)
        .unwrap();
    let meera = shop.shop.log_in("meera", PASSWORD, "window 2").unwrap();
    assert_eq!(meera.name(), "Meera");
}

#[test]
fn of_two_who_register_one_name_at_once_one_gets_it_and_the_other_reads_already_taken() {
    let shop = TestShop::new();
    let answers: Vec<_> = thread::scope(|scope| {
        let askers = ["Zoë", "ZOE\u{308}"].map(|name| {
            let shop = &shop.shop;
            scope.spawn(move || shop.register(RequestId::new(), name, PASSWORD, "window"))
        });
        askers
            .into_iter()
            .map(|asker| asker.join().unwrap())
            .collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let loser = answers.into_iter().find(Result::is_err).unwrap();
    let taken = refusal(loser);
    assert!(
        matches!(&taken, Refusal::Taken { field, .. } if field == "name"),
        "{taken:?}"
    );
    assert!(taken.to_string().contains("already taken"));
    checker::whole(&shop.path);
}

#[test]
fn a_wrong_password_and_a_wrong_name_are_told_alike() {
    let shop = TestShop::new();
    let wrong_password = refusal(shop.shop.log_in("Asha", "not-her-password", "window"));
    let wrong_name = refusal(shop.shop.log_in("Nobody", "not-her-password", "window"));
    assert_eq!(wrong_password, Refusal::WrongNameOrPassword);
    assert_eq!(wrong_name, Refusal::WrongNameOrPassword);
}

fn guess(shop: &Shop) -> Refusal {
    refusal(shop.log_in("Asha", "a-guess-a-guess", "window"))
}

#[test]
fn guessing_is_slowed_down_through_restarts_and_a_clock_set_back() {
    let TestShop {
        folder: _folder,
        path,
        clock,
        shop,
        ..
    } = TestShop::new();
    for _ in 0..5 {
        assert_eq!(guess(&shop), Refusal::WrongNameOrPassword);
    }
    assert_eq!(guess(&shop), Refusal::Throttled { wait_s: 5 });
    // The right password is not looked at either.
    assert_eq!(
        refusal(shop.log_in("Asha", PASSWORD, "window")),
        Refusal::Throttled { wait_s: 5 }
    );

    drop(shop);
    let shop = Shop::open(&path, clock.clone()).unwrap();
    clock.step_ms(4_000);
    assert_eq!(guess(&shop), Refusal::Throttled { wait_s: 1 });
    clock.step_ms(-24 * 60 * 60 * 1000);
    assert_eq!(guess(&shop), Refusal::Throttled { wait_s: 5 });
    clock.step_ms(5_000);
    assert_eq!(guess(&shop), Refusal::WrongNameOrPassword);
    assert_eq!(guess(&shop), Refusal::Throttled { wait_s: 10 });
    clock.step_ms(10_000);
    assert!(shop.log_in("Asha", PASSWORD, "window").is_ok());
    assert_eq!(guess(&shop), Refusal::WrongNameOrPassword);
    assert!(clock_is_before(&shop));
}

fn clock_is_before(shop: &Shop) -> bool {
    shop.now() < MORNING
}

#[test]
fn many_guesses_at_once_are_counted_one_by_one() {
    let shop = TestShop::new();
    let refusals: Vec<Refusal> = thread::scope(|scope| {
        let guessers: Vec<_> = (0..12).map(|_| scope.spawn(|| guess(&shop.shop))).collect();
        guessers
            .into_iter()
            .map(|guesser| guesser.join().unwrap())
            .collect()
    });
    let looked_at = refusals
        .iter()
        .filter(|r| **r == Refusal::WrongNameOrPassword)
        .count();
    assert_eq!(looked_at, 5);
    checker::whole(&shop.path);
}

#[test]
fn staff_sell_and_look_but_change_nothing_else() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 5);
    let ravi = shop.staff();
    assert_eq!(
        sell(&shop.shop, &ravi, RequestId::new(), peda, 1)
            .unwrap()
            .number,
        1
    );

    let not_allowed = |refusal: Refusal, permission: Permission| {
        assert_eq!(
            refusal,
            Refusal::NotAllowed {
                needs: permission,
                who: "Ravi".into()
            }
        );
    };
    let ask = RequestId::new;
    let add: AddSweet = sweet("Barfi", 100);
    not_allowed(
        refusal(shop.shop.execute(&ravi, ask(), add)),
        Permission::ManageCatalogue,
    );
    let restock = Restock {
        sweet: peda,
        quantity: 5,
        note: None,
    };
    not_allowed(
        refusal(shop.shop.execute(&ravi, ask(), restock)),
        Permission::ManageStock,
    );
    let asha = account(&shop, "Asha").id;
    let retire = Retire {
        account: asha,
        version: 1,
    };
    not_allowed(
        refusal(shop.shop.execute(&ravi, ask(), retire)),
        Permission::ManageStaff,
    );
    let journal = shop.shop.consult(&ravi, Permission::ManageShop, |_| Ok(()));
    not_allowed(refusal(journal), Permission::ManageShop);
    let added = shop
        .shop
        .add_staff(&ravi, ask(), "Friend", PASSWORD, Role::Admin);
    not_allowed(refusal(added), Permission::ManageStaff);
    assert_eq!(shop.on_hand(peda), 4);
}

#[test]
fn a_role_taken_away_counts_at_once() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let id = account(&shop, "Ravi").id;
    let set = |role| {
        shop.shop
            .execute(
                &shop.admin,
                RequestId::new(),
                ChangeRole {
                    account: id,
                    role,
                    version: account(&shop, "Ravi").version,
                },
            )
            .unwrap()
    };
    set(Role::Admin);
    assert!(
        shop.shop
            .execute(&ravi, RequestId::new(), sweet("Barfi", 100))
            .is_ok()
    );
    set(Role::Staff);
    let refused = refusal(
        shop.shop
            .execute(&ravi, RequestId::new(), sweet("Peda", 100)),
    );
    assert!(matches!(refused, Refusal::NotAllowed { .. }));

    shop.shop
        .execute(
            &shop.admin,
            RequestId::new(),
            Retire {
                account: id,
                version: 3,
            },
        )
        .unwrap();
    let peda = shop.sweet("Mathura Peda", 1000, 5);
    let refused = refusal(sell(&shop.shop, &ravi, RequestId::new(), peda, 1));
    assert_eq!(refused, Refusal::AccountRetired { who: "Ravi".into() });
    assert_eq!(
        refusal(shop.shop.log_in("Ravi", PASSWORD, "window")),
        Refusal::AccountRetired { who: "Ravi".into() }
    );
    shop.shop
        .execute(
            &shop.admin,
            RequestId::new(),
            Reinstate {
                account: id,
                version: 4,
            },
        )
        .unwrap();
    assert!(sell(&shop.shop, &ravi, RequestId::new(), peda, 1).is_ok());
}

#[test]
fn nobody_who_is_not_logged_in_does_anything_but_register() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 5);
    let visitor = Session::visitor("window 9");
    let refused = refusal(sell(&shop.shop, &visitor, RequestId::new(), peda, 1));
    assert!(matches!(
        refused,
        Refusal::NotAllowed {
            needs: Permission::Sell,
            ..
        }
    ));
}

#[test]
fn the_last_admin_stays() {
    let shop = TestShop::new();
    let asha = account(&shop, "Asha").id;
    let retire = Retire {
        account: asha,
        version: 1,
    };
    let refused = refusal(
        shop.shop
            .execute(&shop.admin, RequestId::new(), retire.clone()),
    );
    assert_eq!(refused, Refusal::LastAdmin);
    let demote = ChangeRole {
        account: asha,
        role: Role::Staff,
        version: 1,
    };
    assert_eq!(
        refusal(shop.shop.execute(&shop.admin, RequestId::new(), demote)),
        Refusal::LastAdmin
    );

    shop.shop
        .add_staff(&shop.admin, RequestId::new(), "Bina", PASSWORD, Role::Admin)
        .unwrap();
    assert!(
        shop.shop
            .execute(&shop.admin, RequestId::new(), retire)
            .is_ok()
    );
}

#[test]
fn a_password_is_nowhere_in_the_journal() {
    let shop = TestShop::new();
    shop.staff();
    shop.shop
        .register(RequestId::new(), "Meera", "an-unusual-password", "window")
        .unwrap();
    let changed = "another-unusual-one";
    shop.shop
        .change_password(&shop.admin, RequestId::new(), PASSWORD, changed)
        .unwrap();
    let records = shop
        .shop
        .read(|db| sherbet::shop::journal::list(db, None, 100))
        .unwrap();
    assert!(records.len() >= 6);
    for record in records {
        for text in [&record.asked, &record.outcome] {
            assert!(
                !text.contains("unusual") && !text.contains("argon2"),
                "{record:?}"
            );
        }
    }
    assert!(shop.shop.log_in("Asha", changed, "window").is_ok());
}

#[test]
fn an_admin_gives_a_colleague_who_forgot_theirs_a_new_password() {
    let shop = TestShop::new();
    let ravi = shop.staff();
    let id = account(&shop, "Ravi").id;
    let asha = account(&shop, "Asha").id;
    let new = "jalebi-jalebi-2";
    let refused = refusal(shop.shop.give_password(&ravi, RequestId::new(), asha, new));
    assert!(matches!(refused, Refusal::NotAllowed { .. }));
    shop.shop
        .give_password(&shop.admin, RequestId::new(), id, new)
        .unwrap();
    assert_eq!(
        refusal(shop.shop.log_in("Ravi", PASSWORD, "window")),
        Refusal::WrongNameOrPassword
    );
    assert!(shop.shop.log_in("Ravi", new, "window").is_ok());
}
