//! Customers' numbers, what they consent to, who is likely one, and what the journal has of them.

use rusqlite::Connection;
use sherbet::{
    shop::{
        Refusal, Shop, books,
        customers::{
            self, AddCustomer, Channel, EditCustomer, Likeness, PhoneRules, SayConsent,
            read_numbers_anew,
        },
        journal,
        settings::ChangeSetting,
    },
    values::{CustomerId, RequestId},
};

use crate::support::{PASSWORD, TestShop, refusal};

impl TestShop {
    pub fn customer_now(&self, id: CustomerId) -> customers::Customer {
        let found = self.shop.read(|db| customers::customer(db, id)).unwrap();
        found.unwrap()
    }

    fn e164(&self, id: CustomerId) -> Option<String> {
        self.customer_now(id).e164
    }

    fn by_country(&self, country: &str, version: i64) {
        let change = ChangeSetting {
            version,
            value: PhoneRules {
                country: country.into(),
            },
        };
        self.shop
            .execute(&self.admin, RequestId::new(), change)
            .unwrap();
    }
}

#[test]
fn a_number_is_kept_as_it_is_written_and_as_the_network_knows_it() {
    let shop = TestShop::new();
    let zoe = shop.customer("Zoë", "098765-43210");
    assert_eq!(
        shop.customer_now(zoe).phone.as_deref(),
        Some("098765-43210")
    );
    assert_eq!(shop.e164(zoe).as_deref(), Some("+919876543210"));
    let abroad = shop.customer("Ann", "+44 20 7946 0958");
    assert_eq!(shop.e164(abroad).as_deref(), Some("+442079460958"));
    // Found by what is typed, however it was written.
    let found = |text: &str| {
        let found = shop
            .shop
            .read(|db| customers::search(db, text, 10))
            .unwrap();
        found
            .into_iter()
            .map(|found| found.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(found("+91 98765 43210"), ["Zoë"]);
    assert_eq!(found("98765 43210"), ["Zoë"]);
    assert_eq!(found("0044 20 7946 0958"), ["Ann"]);

    let add = AddCustomer {
        name: "Nobody".into(),
        phone: Some("12345".into()),
        ..AddCustomer::default()
    };
    let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), add));
    assert_eq!(
        refused.to_string(),
        "phone: is no telephone number in IN; write another country's with + and its code, \
         such as +44 20 7946 0958"
    );
}

#[test]
fn numbers_are_read_anew_when_the_country_is_another_and_what_is_none_stays_as_written() {
    let shop = TestShop::new();
    let zoe = shop.customer("Zoë", "020 7946 0958");
    assert_eq!(shop.e164(zoe).as_deref(), Some("+912079460958"));
    shop.by_country("GB", 0);
    read_numbers_anew(&shop.shop).unwrap();
    assert_eq!(shop.e164(zoe).as_deref(), Some("+442079460958"));
    shop.by_country("US", 1);
    read_numbers_anew(&shop.shop).unwrap();
    assert_eq!(shop.e164(zoe), None);
    assert_eq!(
        shop.customer_now(zoe).phone.as_deref(),
        Some("020 7946 0958")
    );
    let wrong = ChangeSetting {
        version: 2,
        value: PhoneRules {
            country: "Atlantis".into(),
        },
    };
    let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), wrong));
    assert!(matches!(refused, Refusal::Invalid { field, .. } if field == "country"));
}

#[test]
fn numbers_that_an_older_program_wrote_are_read_when_the_shop_is_opened() {
    let shop = TestShop::new();
    let zoe = shop.customer("Zoë", "98765 43210");
    let none = shop.customer("Ann", "98765 43211");
    let TestShop {
        folder,
        path,
        clock,
        shop: open,
        admin,
    } = shop;
    drop((open, admin));
    // As the migration leaves the rows of an older shop.
    let file = Connection::open(&path).unwrap();
    file.execute_batch(
        "UPDATE customers SET e164 = NULL; UPDATE number_reading SET country = '';
         UPDATE customers SET phone = 'the shop next door, 12' WHERE name = 'Ann'",
    )
    .unwrap();
    drop(file);
    let open = Shop::open(&path, clock.clone()).unwrap();
    let admin = open.log_in("Asha", PASSWORD, "window 1").unwrap();
    let shop = TestShop {
        folder,
        path,
        clock,
        shop: open,
        admin,
    };
    assert_eq!(shop.e164(zoe).as_deref(), Some("+919876543210"));
    assert_eq!(shop.e164(none), None);
    let phone = shop.customer_now(none).phone;
    assert_eq!(phone.as_deref(), Some("the shop next door, 12"));
}

#[test]
fn the_journal_has_nothing_of_what_customers_are_called_or_reached_by() {
    let shop = TestShop::new();
    let zoe = shop.customer("Zoe Fernandes", "98765 43210");
    let edit = |version, email: &str| EditCustomer {
        customer: zoe,
        version,
        name: None,
        phone: None,
        email: Some(email.into()),
        note: Some("allergic to nuts".into()),
        retired: None,
    };
    let request = RequestId::new();
    let change = |email: &str| shop.shop.execute(&shop.admin, request, edit(1, email));
    assert_eq!(change("zoe@example.in").unwrap().version, 2);
    // Asked again it is the same; asked otherwise it is another request.
    assert_eq!(change("zoe@example.in").unwrap().version, 2);
    assert!(matches!(
        refusal(change("zoe@example.com")),
        Refusal::RequestReused { .. }
    ));
    let records = shop.shop.read(|db| journal::list(db, None, 100)).unwrap();
    assert!(
        records
            .iter()
            .any(|record| record.command == "customers.edit")
    );
    for record in records {
        let text = format!("{} {}", record.asked, record.outcome);
        for known in ["Zoe", "98765", "43210", "zoe@", "nuts"] {
            assert!(!text.contains(known), "{} has {known}", record.command);
        }
    }
    // The same text of another request stands there as another.
    let asked = |record: &journal::Record| record.asked.clone();
    shop.customer("Zoe Fernandes", "98765 43210");
    let records = shop.shop.read(|db| journal::list(db, None, 100)).unwrap();
    let added: Vec<String> = records
        .iter()
        .filter(|record| record.command == "customers.add")
        .map(asked)
        .collect();
    assert_eq!(added.len(), 2);
    assert_ne!(added[0], added[1]);
}

#[test]
fn who_edits_what_another_edited_is_told_both_values() {
    let shop = TestShop::new();
    let zoe = shop.customer("Zoë", "98765 43210");
    let edit = |version, phone: &str, note: &str| EditCustomer {
        customer: zoe,
        version,
        name: None,
        phone: Some(phone.into()),
        email: None,
        note: Some(note.into()),
        retired: None,
    };
    let change = |edit| shop.shop.execute(&shop.admin, RequestId::new(), edit);
    change(edit(1, "98765 43211", "no nuts")).unwrap();
    let Refusal::Changed {
        version,
        by,
        differences,
        ..
    } = refusal(change(edit(1, "98765 43212", "no nuts")))
    else {
        panic!("no conflict");
    };
    assert_eq!((version, by.as_str()), (2, "Asha"));
    let [phone] = differences.as_slice() else {
        panic!("not one difference: {differences:?}");
    };
    assert_eq!(phone.field, "phone");
    assert_eq!(phone.theirs, "98765 43211");
    assert_eq!(phone.yours.as_deref(), Some("98765 43212"));
}

#[test]
fn the_last_that_was_said_of_being_written_to_counts_for_each_way() {
    let shop = TestShop::new();
    let zoe = shop.customer("Zoë", "");
    let say = |channel, given| {
        let say = SayConsent {
            customer: zoe,
            channel,
            given,
        };
        shop.shop
            .execute(&shop.admin, RequestId::new(), say)
            .unwrap();
    };
    say(Channel::Sms, true);
    say(Channel::Email, true);
    shop.clock.step_ms(60_000);
    say(Channel::Sms, false);
    let said = shop.shop.read(|db| customers::consents(db, zoe)).unwrap();
    let counts: Vec<_> = said
        .iter()
        .map(|said| (said.channel, said.given, said.counts, said.by.as_str()))
        .collect();
    assert_eq!(
        counts,
        [
            (Channel::Sms, false, true, "Asha"),
            (Channel::Email, true, true, "Asha"),
            (Channel::Sms, true, false, "Asha"),
        ]
    );
    assert_eq!(said[0].at.ms() - said[2].at.ms(), 60_000);
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn customers_of_one_number_or_one_name_are_likely_one() {
    let shop = TestShop::new();
    let zoe = shop.customer("Zoë Fernandes", "98765 43210");
    let again = shop.customer("Z. Fernandes", "+91 98765-43210");
    let same_name = shop.customer("ZOE\u{308} FERNANDES", "");
    shop.customer("Anand", "98765 43211");
    let found = shop.shop.read(|db| customers::duplicates(db, 10)).unwrap();
    let told: Vec<_> = found
        .iter()
        .map(|group| {
            let ids: Vec<CustomerId> = group.customers.iter().map(|one| one.id).collect();
            (group.like, ids)
        })
        .collect();
    assert_eq!(
        told,
        [
            (Likeness::Phone, vec![zoe, again]),
            (Likeness::Name, vec![zoe, same_name]),
        ]
    );
}
