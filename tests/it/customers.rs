//! Customers: found by any part, changed by version, on a sale and in a basket.

use serde_json::json;
use sherbet::{
    shop::{
        Refusal, books,
        customers::{self, AddCustomer, EditCustomer},
        sales::{
            self, Checkout, HeldBasket,
            baskets::{self, NameCustomer, SaveBasket},
        },
    },
    values::{CustomerId, RequestId},
};

use crate::{
    command_line_support::Corner,
    support::{TestShop, checkout, refusal},
};

impl TestShop {
    pub fn customer(&self, name: &str, phone: &str) -> CustomerId {
        let add = AddCustomer {
            name: name.into(),
            phone: (!phone.is_empty()).then(|| phone.into()),
            ..AddCustomer::default()
        };
        self.shop
            .execute(&self.admin, RequestId::new(), add)
            .unwrap()
            .customer
    }

    fn found(&self, text: &str) -> Vec<String> {
        let found = self
            .shop
            .read(|db| customers::search(db, text, 10))
            .unwrap();
        found.into_iter().map(|customer| customer.name).collect()
    }

    fn edit(
        &self,
        customer: CustomerId,
        version: i64,
        what: impl FnOnce(&mut EditCustomer),
    ) -> Result<i64, sherbet::shop::Trouble> {
        let mut edit = EditCustomer {
            customer,
            version,
            name: None,
            phone: None,
            email: None,
            note: None,
            retired: None,
        };
        what(&mut edit);
        let kept = self.shop.execute(&self.admin, RequestId::new(), edit)?;
        Ok(kept.version)
    }
}

#[test]
fn a_customer_is_found_by_a_part_of_the_name_or_of_the_number_however_it_is_written() {
    let shop = TestShop::new();
    shop.customer("Zoë Fernandes", "+91 98765-43210");
    shop.customer("Anand Rao", "(080) 2345 6789");
    shop.customer("Farida 2", "");
    assert_eq!(shop.found("zoe\u{308} F"), ["Zoë Fernandes"]);
    assert_eq!(shop.found("9876543"), ["Zoë Fernandes"]);
    assert_eq!(shop.found("0802-345"), ["Anand Rao"]);
    assert_eq!(shop.found("a 2"), ["Farida 2"], "not everybody with a 2");
    assert_eq!(shop.found(""), ["Anand Rao", "Farida 2", "Zoë Fernandes"]);
    assert_eq!(shop.found("%"), Vec::<String>::new());
}

#[test]
fn what_is_left_out_of_a_change_stays_and_an_empty_text_takes_it_away() {
    let shop = TestShop::new();
    let zoe = shop.customer("Zoë", "98765 43210");
    let email = |text: &str| Some(text.to_owned());
    assert_eq!(
        shop.edit(zoe, 1, |edit| edit.email = email("zoe@example.in"))
            .unwrap(),
        2
    );
    assert_eq!(
        shop.edit(zoe, 2, |edit| edit.phone = Some("".into()))
            .unwrap(),
        3
    );
    let now = shop
        .shop
        .read(|db| customers::customer(db, zoe))
        .unwrap()
        .unwrap();
    assert_eq!((now.phone, now.email), (None, email("zoe@example.in")));
    assert_eq!(shop.found("98765"), Vec::<String>::new());

    let stale = refusal(shop.edit(zoe, 2, |edit| edit.name = Some("Zoya".into())));
    assert!(
        matches!(&stale, Refusal::Changed { what, by, version: 3, .. } if what == "Zoë" && by == "Asha"),
        "{stale:?}"
    );
    for (field, wrong) in [("email", "no address"), ("phone", "none")] {
        let refused = refusal(shop.edit(zoe, 3, |edit| match field {
            "email" => edit.email = Some(wrong.into()),
            _ => edit.phone = Some(wrong.into()),
        }));
        assert!(matches!(refused, Refusal::Invalid { field: at, .. } if at == field));
    }
}

#[test]
fn a_sale_names_its_customer_and_one_who_is_retired_is_refused() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 10);
    let zoe = shop.customer("Zoë", "");
    let sale = || Checkout {
        customer: Some(zoe),
        ..checkout(katli, 1)
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), sale())
        .unwrap();
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    let buyer = receipt.customer.unwrap();
    assert_eq!((buyer.id, buyer.name.as_str()), (zoe, "Zoë"));

    shop.edit(zoe, 1, |edit| edit.retired = Some(true)).unwrap();
    let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), sale()));
    assert_eq!(
        refused.to_string(),
        "customer: Zoë is retired; bring them back, or leave the customer out"
    );
    let nobody = Checkout {
        customer: Some(CustomerId::new(99)),
        ..checkout(katli, 1)
    };
    assert!(matches!(
        refusal(shop.shop.execute(&shop.admin, RequestId::new(), nobody)),
        Refusal::Unknown { .. }
    ));
    assert_eq!(shop.on_hand(katli), 9);
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn a_basket_keeps_its_customer_while_it_is_edited_until_it_is_sold() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 10);
    let zoe = shop.customer("Zoë", "");
    let account = shop.admin.account().unwrap();
    let customer = || {
        let mine = shop.shop.read(|db| baskets::of(db, account)).unwrap();
        mine[0].customer
    };
    let basket = shop.shop.open_basket(&shop.admin, None).unwrap();
    let held = HeldBasket {
        basket: basket.id,
        holder: basket.holder.unwrap(),
    };
    let name = NameCustomer {
        held: held.clone(),
        customer: Some(zoe),
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), name)
        .unwrap();
    let save = SaveBasket {
        held: held.clone(),
        lines: Vec::new(),
        discount: None,
        note: None,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), save)
        .unwrap();
    assert_eq!(customer(), Some(zoe));

    let stranger = NameCustomer {
        held: HeldBasket {
            holder: "somebody else".into(),
            ..held.clone()
        },
        customer: None,
    };
    let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), stranger));
    assert_eq!(refused, Refusal::BasketElsewhere);

    let sale = Checkout {
        customer: Some(zoe),
        basket: Some(held),
        ..checkout(katli, 1)
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), sale)
        .unwrap();
    assert_eq!(customer(), None);
}

#[test]
fn the_command_line_adds_finds_changes_and_retires_customers() {
    let corner = Corner::founded();
    corner.sweet("Mathura Peda", 5);
    let add = [
        "customers",
        "add",
        "--name",
        "Zoë",
        "--phone",
        "98765 43210",
    ];
    assert_eq!(corner.asha(add).done()["customer"], 1);
    corner
        .asha(["customers", "edit", "Zoë", "--note", "no nuts"])
        .done();
    let listed = corner.asha(["customers", "list", "987"]).answer();
    assert_eq!(listed[0]["note"], "no nuts");
    assert_eq!(listed[0]["credit_minor"], 0);

    let line = ["--line", "Mathura Peda=1", "--cash", "20"];
    let sell = ["sell", "--customer", "9876543210"].into_iter().chain(line);
    let number = corner.asha(sell).done()["number"].clone();
    let receipt = corner.asha(["sales", "show", &number.to_string()]).answer();
    assert_eq!(receipt["customer"], json!({"id": 1, "name": "Zoë"}));

    corner.asha(add).done();
    let sell = ["sell", "--customer", "zoë"].into_iter().chain(line);
    let several = corner.asha(sell).refused();
    assert_eq!(several["field"], "customer");
    corner.asha(["customers", "retire", "2"]).done();
    let sell = ["sell", "--customer", "2"].into_iter().chain(line);
    assert_eq!(corner.asha(sell).refused()["field"], "customer");
    corner.asha(["customers", "reinstate", "2"]).done();
    corner.is_whole();
}

#[test]
fn a_few_digits_are_nobodys_number_on_the_command_line() {
    let corner = Corner::founded();
    let add = [
        "customers",
        "add",
        "--name",
        "Zoë",
        "--phone",
        "98765 43210",
    ];
    corner.asha(add).done();
    // They stand in Zoë's number, and there is no customer 43210.
    let erase = ["customers", "erase", "43210", "--preview"];
    assert_eq!(corner.asha(erase).refused()["reason"], "unknown");
    for number in ["+91 98765 43210", "9876543210"] {
        let shown = corner.asha(["customers", "show", number]).answer();
        assert_eq!(shown["customer"]["name"], "Zoë", "{number}");
    }
}
