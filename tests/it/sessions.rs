//! Sessions that a changed password ends, two admins at one account, and
//! requests that set a password.

use serde_json::json;
use sherbet::{
    shop::{
        Permission, Refusal, Role, Shop,
        sales::{
            HeldBasket,
            baskets::{BasketLine, ReleaseBasket, SaveBasket},
        },
        staff::{self, ChangeRole, Reinstate, Retire, Status},
    },
    values::{AccountId, Quantity, RequestId},
};

use crate::{
    command_line_support::Corner,
    support::{MORNING, PASSWORD, TestShop, refusal, sell, sweet},
};

const NEW: &str = "jalebi-jalebi-2";

fn changed(who: &str) -> Refusal {
    Refusal::PasswordChanged { who: who.into() }
}

#[test]
fn a_changed_password_ends_every_session_but_the_one_that_changed_it() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 9);
    let elsewhere = shop.shop.log_in("Asha", PASSWORD, "window 9").unwrap();
    let same_window = shop.admin.clone();
    shop.shop
        .change_password(&shop.admin, RequestId::new(), PASSWORD, NEW)
        .unwrap();

    let ask = RequestId::new;
    assert!(sell(&shop.shop, &shop.admin, ask(), peda, 1).is_ok());
    assert!(sell(&shop.shop, &same_window, ask(), peda, 1).is_ok());
    let sold = refusal(sell(&shop.shop, &elsewhere, ask(), peda, 1));
    assert_eq!(sold, changed("Asha"));
    assert_eq!(
        sold.to_string(),
        "log in again: the password of Asha was changed"
    );
    let read = shop.shop.consult(&elsewhere, Permission::Look, |_| Ok(()));
    assert_eq!(refusal(read), changed("Asha"));
    assert_eq!(shop.on_hand(peda), 7);

    // Once more, from the session that went on, and from a new one.
    let new = shop.shop.log_in("Asha", NEW, "window 9").unwrap();
    shop.shop
        .change_password(&shop.admin, ask(), NEW, PASSWORD)
        .unwrap();
    let added = shop.shop.execute(&new, ask(), sweet("Barfi", 100));
    assert_eq!(refusal(added), changed("Asha"));
    assert!(
        shop.shop
            .execute(&shop.admin, ask(), sweet("Barfi", 100))
            .is_ok()
    );
}

#[test]
fn a_password_that_an_admin_gives_ends_the_colleagues_sessions_and_a_new_role_does_not() {
    let shop = TestShop::new();
    let peda = shop.sweet("Mathura Peda", 1000, 9);
    let ravi = shop.staff();
    let id = ravi.account().unwrap();
    let admin = ChangeRole {
        account: id,
        role: Role::Admin,
        version: 1,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), admin)
        .unwrap();
    assert!(sell(&shop.shop, &ravi, RequestId::new(), peda, 1).is_ok());
    // The same password, given anew, is a new one.
    shop.shop
        .give_password(&shop.admin, RequestId::new(), id, PASSWORD)
        .unwrap();
    let sold = refusal(sell(&shop.shop, &ravi, RequestId::new(), peda, 1));
    assert_eq!(sold, changed("Ravi"));
    assert!(sell(&shop.shop, &shop.admin, RequestId::new(), peda, 1).is_ok());
}

#[test]
fn a_session_that_tried_to_change_its_password_and_was_refused_goes_on() {
    let shop = TestShop::new();
    let change = |new| {
        let wrong = "not-her-password";
        let ask = RequestId::new();
        refusal(shop.shop.change_password(&shop.admin, ask, wrong, new))
    };
    assert_eq!(change(NEW), Refusal::WrongNameOrPassword);
    let added = shop
        .shop
        .execute(&shop.admin, RequestId::new(), sweet("Barfi", 100));
    assert!(added.is_ok());
}

#[test]
fn a_session_that_is_over_still_gives_its_basket_back() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 9);
    let ravi = shop.staff();
    let basket = shop.shop.open_basket(&ravi, None).unwrap();
    let held = HeldBasket {
        basket: basket.id,
        holder: basket.holder.unwrap(),
    };
    let save = SaveBasket {
        held: held.clone(),
        lines: vec![BasketLine {
            sweet: Some(katli),
            quantity: Quantity::ONE,
            ..BasketLine::default()
        }],
        discount: None,
        note: None,
    };
    let ask = RequestId::new;
    shop.shop.execute(&ravi, ask(), save.clone()).unwrap();
    let id = ravi.account().unwrap();
    shop.shop
        .give_password(&shop.admin, ask(), id, NEW)
        .unwrap();
    assert_eq!(
        refusal(shop.shop.execute(&ravi, ask(), save)),
        changed("Ravi")
    );
    shop.shop
        .execute(&ravi, ask(), ReleaseBasket { held })
        .unwrap();
    let elsewhere = shop.shop.log_in("Ravi", NEW, "window 3").unwrap();
    let found = shop.shop.open_basket(&elsewhere, None).unwrap();
    assert_eq!((found.id, found.lines.len()), (basket.id, 1));
}

fn with_two_admins() -> (TestShop, AccountId) {
    let shop = TestShop::new();
    shop.shop
        .add_staff(&shop.admin, RequestId::new(), "Bina", PASSWORD, Role::Admin)
        .unwrap();
    let ravi = shop.staff().account().unwrap();
    (shop, ravi)
}

#[test]
fn of_two_admins_at_one_account_the_second_is_told_what_the_first_did() {
    let (shop, ravi) = with_two_admins();
    let bina = shop.shop.log_in("Bina", PASSWORD, "window 3").unwrap();
    let retire = Retire {
        account: ravi,
        version: 1,
    };
    let retired = shop.shop.execute(&bina, RequestId::new(), retire.clone());
    assert_eq!(retired.unwrap(), 2);

    shop.clock.step_ms(60_000);
    let told = Refusal::AccountChanged {
        who: "Ravi".into(),
        by: "Bina".into(),
        at: MORNING,
        time: "09:00:00".into(),
        version: 2,
        role: Role::Staff,
        status: Status::Retired,
    };
    let promote = ChangeRole {
        account: ravi,
        role: Role::Admin,
        version: 1,
    };
    let reinstate = Reinstate {
        account: ravi,
        version: 1,
    };
    let ask = RequestId::new;
    let asha = &shop.admin;
    assert_eq!(
        refusal(shop.shop.execute(asha, ask(), promote.clone())),
        told
    );
    assert_eq!(refusal(shop.shop.execute(asha, ask(), retire)), told);
    assert_eq!(refusal(shop.shop.execute(asha, ask(), reinstate)), told);
    assert_eq!(
        told.to_string(),
        "Bina changed the account of Ravi at 09:00:00, after you looked: it is staff, retired now; look again, then decide"
    );
    let again = ChangeRole {
        version: 2,
        ..promote
    };
    assert_eq!(shop.shop.execute(asha, ask(), again).unwrap(), 3);
    let now = shop.shop.read(|db| staff::find(db, "Ravi"));
    let now = now.unwrap().unwrap();
    assert_eq!((now.role, now.status), (Role::Admin, Status::Retired));
}

fn reused(command: &str) -> Refusal {
    Refusal::RequestReused {
        command: command.into(),
    }
}

fn gets_in(shop: &Shop, name: &str, password: &str) -> bool {
    shop.log_in(name, password, "window").is_ok()
}

#[test]
fn a_request_is_another_request_with_another_password() {
    let shop = TestShop::new();
    let request = RequestId::new();
    let add = |password| {
        shop.shop
            .add_staff(&shop.admin, request, "Ravi", password, Role::Staff)
    };
    let added = add(PASSWORD).unwrap();
    assert_eq!(refusal(add(NEW)), reused("staff.add"));
    assert_eq!(add(PASSWORD).unwrap(), added);

    let request = RequestId::new();
    let register = |password| shop.shop.register(request, "Meera", password, "window");
    let registered = register(PASSWORD).unwrap();
    assert_eq!(refusal(register(NEW)), reused("staff.register"));
    assert_eq!(register(PASSWORD).unwrap(), registered);

    let request = RequestId::new();
    let give = |password| {
        shop.shop
            .give_password(&shop.admin, request, added.account, password)
    };
    assert_eq!(give(NEW).unwrap(), 2);
    assert_eq!(
        refusal(give("besan-laddu-3")),
        reused("staff.give_password")
    );
    assert_eq!(give(NEW).unwrap(), 2);
    assert!(gets_in(&shop.shop, "Ravi", NEW));
}

#[test]
fn a_password_is_changed_once_however_often_it_is_asked_for() {
    let shop = TestShop::new();
    let request = RequestId::new();
    let change = |new| {
        shop.shop
            .change_password(&shop.admin, request, PASSWORD, new)
    };
    change(NEW).unwrap();
    // The old one is not right any more, and need not be.
    change(NEW).unwrap();
    let other = refusal(change("besan-laddu-3"));
    assert_eq!(other, reused("staff.change_password"));
    assert!(gets_in(&shop.shop, "Asha", NEW));
    // What was set since can't be told from what was asked for then.
    shop.shop
        .change_password(&shop.admin, RequestId::new(), NEW, "besan-laddu-3")
        .unwrap();
    change(NEW).unwrap();
    assert!(gets_in(&shop.shop, "Asha", "besan-laddu-3"));
}

#[test]
fn on_the_command_line_an_account_has_the_version_that_was_seen_or_the_one_it_has() {
    let corner = Corner::founded();
    corner.hire_ravi();
    let listed = corner.asha(["staff", "list"]).answer();
    assert_eq!(listed[1]["version"], 1);
    let request = RequestId::new().to_string();
    let promote = ["staff", "role", "Ravi", "admin", "--request", &request];
    assert_eq!(corner.asha(promote).done(), 2);
    // Asked again it is the same question, though the version is another.
    assert_eq!(corner.asha(promote).done(), 2);
    let late = corner.asha(["staff", "retire", "Ravi", "--version", "1"]);
    let refused = late.refused();
    assert_eq!(refused["reason"], "account_changed");
    assert_eq!(
        (&refused["by"], &refused["role"]),
        (&json!("Asha"), &json!("admin"))
    );
    assert_eq!(
        corner
            .asha(["staff", "retire", "Ravi", "--version", "2"])
            .done(),
        3
    );
}
