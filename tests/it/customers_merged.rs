//! Two customers that are one, and one who is forgotten.

use std::fs;

use sherbet::{
    shop::{
        Refusal, Trouble, books,
        customers::{
            self, Channel, EraseCustomer, Erased, MergeCustomers, Merged, Passed, SayConsent,
        },
        invoices::{self, RaiseInvoice},
        sales::{
            self, Checkout, Destination, GiftCardLine, HeldBasket, TakeBack, TakenLine, Tender,
            TenderKind,
            baskets::{self, NameCustomer},
            quotes::{self, MakeQuotation},
        },
        stored_value::CardCode,
    },
    values::{CustomerId, Money, Quantity, RequestId, SweetId},
};

use crate::{
    command_line_support::Corner,
    support::{TestShop, checkout, refusal},
};

impl TestShop {
    fn merge(&self, keep: CustomerId, gone: CustomerId) -> Result<Merged, Trouble> {
        let merge = MergeCustomers {
            keep,
            keep_version: self.customer_now(keep).version,
            gone,
            gone_version: self.customer_now(gone).version,
        };
        self.shop.execute(&self.admin, RequestId::new(), merge)
    }

    fn erase(
        &self,
        customer: CustomerId,
        quotations: &[i64],
        give_up_credit: bool,
    ) -> Result<Erased, Trouble> {
        let erase = EraseCustomer {
            customer,
            version: self.customer_now(customer).version,
            quotations: quotations.to_vec(),
            give_up_credit,
        };
        self.shop.execute(&self.admin, RequestId::new(), erase)
    }

    /// A sale of one to somebody, for cash; the receipt's number.
    fn sold_to(&self, customer: CustomerId, sweet: SweetId) -> i64 {
        let sale = Checkout {
            customer: Some(customer),
            ..checkout(sweet, 1)
        };
        let sold = self.shop.execute(&self.admin, RequestId::new(), sale);
        sold.unwrap().number
    }

    /// Has a receipt come back as its customer's credit.
    fn to_credit(&self, receipt: i64) -> Result<sales::TookBack, Trouble> {
        let back = TakeBack {
            receipt,
            lines: vec![line()],
            reason: "not as ordered".into(),
            shift: None,
            to_credit: true,
            customer: None,
            money_went_back: false,
        };
        self.shop.execute(&self.admin, RequestId::new(), back)
    }

    fn pay_by_credit(&self, customer: CustomerId, sweet: SweetId) -> Result<i64, Trouble> {
        let sale = Checkout {
            customer: Some(customer),
            tenders: vec![Tender {
                kind: TenderKind::Credit,
                amount: Money::from_minor(10_000),
                reference: None,
            }],
            ..checkout(sweet, 1)
        };
        let sold = self.shop.execute(&self.admin, RequestId::new(), sale)?;
        Ok(sold.number)
    }
}

/// The first line of a receipt, one of it.
fn line() -> TakenLine {
    TakenLine {
        line: 0,
        quantity: Quantity::ONE,
        to: Destination::Stock,
    }
}

#[test]
fn what_was_of_one_is_the_others_and_the_books_stay_whole() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 50);
    let zoe = shop.customer("Zoë", "98765 43210");
    let again = shop.customer("Zoe F.", "98765 43211");
    let first = shop.sold_to(zoe, katli);
    let second = shop.sold_to(again, katli);
    shop.to_credit(second).unwrap();
    let spent = {
        let third = shop.sold_to(again, katli);
        shop.to_credit(third).unwrap();
        shop.pay_by_credit(again, katli).unwrap()
    };
    let invoiced = shop.sold_to(again, katli);
    let raise = RaiseInvoice { receipt: invoiced };
    let invoice = shop.shop.execute(&shop.admin, RequestId::new(), raise);
    let invoice = invoice.unwrap().invoice;
    let basket = shop.shop.open_basket(&shop.admin, None).unwrap();
    let held = HeldBasket {
        basket: basket.id,
        holder: basket.holder.unwrap(),
    };
    let name = NameCustomer {
        held: held.clone(),
        customer: Some(again),
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), name)
        .unwrap();

    let merged = shop.merge(zoe, again).unwrap();
    assert_eq!(merged.credit, Money::from_minor(10_000));
    assert_eq!(shop.customer_now(zoe).credit, Money::from_minor(10_000));
    assert_eq!(shop.customer_now(again).credit, Money::ZERO);
    assert_eq!(shop.customer_now(again).merged_into, Some(zoe));
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);

    // Receipts stay as they are, and are read as hers.
    let receipt = shop.shop.read(|db| sales::receipt(db, second)).unwrap();
    assert_eq!(receipt.unwrap().customer.unwrap().id, zoe);
    let found = shop.shop.read(|db| invoices::find(db, &invoice)).unwrap();
    let found = found.unwrap();
    assert_eq!(found.customer_id, Some(zoe));
    assert_eq!(
        found.customer.as_deref(),
        Some("Zoe F."),
        "as it was issued"
    );
    let mine = shop
        .shop
        .read(|db| baskets::of(db, shop.admin.account().unwrap()))
        .unwrap();
    assert_eq!(mine[0].customer, Some(zoe));
    // Found by what either was known by.
    for text in ["Zoe F", "98765 43211", "98765 43210"] {
        let found = shop
            .shop
            .read(|db| customers::search(db, text, 10))
            .unwrap();
        let ids: Vec<CustomerId> = found.iter().map(|found| found.id).collect();
        assert_eq!(ids, [zoe], "{text}");
    }
    let history = shop
        .shop
        .read(|db| customers::history(db, zoe, 50))
        .unwrap();
    let count = |what| history.iter().filter(|entry| entry.what == what).count();
    assert_eq!(
        [Passed::Sale, Passed::Return, Passed::Invoice, Passed::Merge].map(count),
        [5, 2, 1, 1]
    );

    // A window that still has the other goes on with her; credit goes back to her.
    let spent_on = shop.pay_by_credit(again, katli).unwrap();
    let receipt = shop.shop.read(|db| sales::receipt(db, spent_on)).unwrap();
    let receipt = receipt.unwrap();
    assert_eq!(receipt.customer.unwrap().id, zoe);
    assert_eq!(receipt.tenders[0].reference.as_deref(), Some("1"));
    for number in [spent, spent_on] {
        let back = TakeBack {
            receipt: number,
            lines: vec![line()],
            reason: "not as ordered".into(),
            shift: None,
            to_credit: false,
            customer: None,
            money_went_back: false,
        };
        shop.shop
            .execute(&shop.admin, RequestId::new(), back)
            .unwrap();
    }
    assert_eq!(shop.customer_now(zoe).credit, Money::from_minor(20_000));
    assert_eq!(shop.customer_now(again).credit, Money::ZERO);
    shop.to_credit(first).unwrap();
    shop.to_credit(invoiced).unwrap();
    assert_eq!(shop.customer_now(zoe).credit, Money::from_minor(40_000));
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn nobody_is_followed_twice_and_a_merge_is_of_what_was_looked_at() {
    let shop = TestShop::new();
    let ids: Vec<CustomerId> = ["A", "B", "C"]
        .iter()
        .map(|name| shop.customer(name, ""))
        .collect();
    let [a, b, c] = ids[..] else { unreachable!() };
    let say = |customer, given| {
        let say = SayConsent {
            customer,
            channel: Channel::Sms,
            given,
        };
        shop.shop
            .execute(&shop.admin, RequestId::new(), say)
            .unwrap();
    };
    say(c, true);
    say(a, false);
    shop.merge(b, a).unwrap();
    shop.merge(c, b).unwrap();
    assert_eq!(shop.customer_now(a).merged_into, Some(c));
    assert_eq!(shop.customer_now(b).merged_into, Some(c));
    // What any of them said last counts.
    let said = shop.shop.read(|db| customers::consents(db, c)).unwrap();
    assert_eq!((said[0].given, said[0].counts), (false, true));
    assert_eq!((said[1].given, said[1].counts), (true, false));
    let refused = refusal(shop.merge(c, a));
    assert_eq!(
        refused.to_string(),
        "customer: was merged into C (customer 3); do it there"
    );
    assert!(matches!(refusal(shop.merge(c, c)), Refusal::Invalid { .. }));

    let d = shop.customer("D", "");
    let stale = MergeCustomers {
        keep: c,
        keep_version: 1,
        gone: d,
        gone_version: 1,
    };
    let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), stale));
    assert!(matches!(refused, Refusal::Changed { .. }), "{refused:?}");
    assert_eq!(shop.customer_now(d).merged_into, None);
    let staff = shop.staff();
    let merge = MergeCustomers {
        keep: d,
        keep_version: 1,
        gone: c,
        gone_version: shop.customer_now(c).version,
    };
    let refused = refusal(shop.shop.execute(&staff, RequestId::new(), merge));
    assert!(matches!(refused, Refusal::NotAllowed { .. }));
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

/// Whether any of the shop's files has these bytes.
fn has(shop: &std::path::Path, text: &str) -> bool {
    let folder = fs::read_dir(shop.parent().unwrap()).unwrap();
    let mut files = folder.map(|file| fs::read(file.unwrap().path()).unwrap());
    files.any(|bytes| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    })
}

#[test]
fn who_is_erased_is_nowhere_in_the_file_and_the_books_keep_their_numbers() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 50);
    let zoe = shop.customer("Zoe Fernandes-Quartz", "98765 43210");
    let edit = customers::EditCustomer {
        customer: zoe,
        version: 1,
        name: None,
        phone: None,
        email: Some("quartz@example.in".into()),
        note: Some("marzipan on Fridays".into()),
        retired: None,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), edit)
        .unwrap();
    let again = shop.customer("Mrs. Quartz-Fernandes", "98765 43211");
    shop.merge(zoe, again).unwrap();
    let receipt = shop.sold_to(zoe, katli);
    let quote = |customer: &str| MakeQuotation {
        customer: customer.into(),
        valid_until: "2026-04-01".into(),
        lines: checkout(katli, 2).lines,
        discount: None,
        note: Some("for the wedding of Quartz".into()),
        basket: None,
    };
    for name in ["zoe fernandes-quartz", "Somebody Else"] {
        shop.shop
            .execute(&shop.admin, RequestId::new(), quote(name))
            .unwrap();
    }
    let coming = shop
        .shop
        .read(|db| customers::erasure(db, zoe))
        .unwrap()
        .unwrap();
    assert_eq!((coming.receipts, coming.invoices), (1, 0));
    assert_eq!(coming.old_records, 0);
    let named: Vec<i64> = coming.quotations.iter().map(|one| one.number).collect();
    assert_eq!(named, [1]);

    let erased = shop.erase(zoe, &named, false).unwrap();
    assert_eq!(erased.called, "erased customer 1");
    let now = shop.customer_now(zoe);
    assert_eq!(now.name, "erased customer 1");
    assert_eq!(
        (now.phone, now.e164, now.email, now.note, now.erased),
        (None, None, None, None, true)
    );
    assert_eq!(shop.customer_now(again).name, "erased customer 2");
    let receipt = shop.shop.read(|db| sales::receipt(db, receipt)).unwrap();
    let receipt = receipt.unwrap();
    assert_eq!(receipt.customer.unwrap().name, "erased customer 1");
    assert_eq!(receipt.total, Money::from_minor(10_000));
    let quotation = |number| {
        let found = shop.shop.read(|db| quotes::quotation(db, number)).unwrap();
        found.unwrap().customer
    };
    assert_eq!(quotation(1), "erased customer 1");
    assert_eq!(quotation(2), "Somebody Else");
    let found = |text| {
        shop.shop
            .read(|db| customers::search(db, text, 10))
            .unwrap()
    };
    assert_eq!(found("Quartz"), []);
    assert_eq!(found("erased"), []);
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);

    // The last to close it moves the log into the file.
    let TestShop {
        folder: _folder,
        path,
        shop,
        ..
    } = shop;
    drop(shop);
    assert!(has(&path, "Somebody Else"), "the files are looked at");
    for known in [
        "Quartz-Fernandes",
        "Fernandes-Quartz",
        "fernandes-quartz",
        "98765",
        "9876543210",
        "9876543211",
        "quartz@",
        "marzipan on",
    ] {
        assert!(!has(&path, known), "{known} is still there");
    }
}

#[test]
fn an_invoice_keeps_the_name_in_the_file_and_shows_it_nowhere() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 50);
    let zoe = shop.customer("Zoë", "");
    let receipt = shop.sold_to(zoe, katli);
    let raise = RaiseInvoice { receipt };
    let raised = shop.shop.execute(&shop.admin, RequestId::new(), raise);
    let number = raised.unwrap().invoice;
    shop.erase(zoe, &[], false).unwrap();
    let found = shop.shop.read(|db| invoices::find(db, &number)).unwrap();
    assert_eq!(
        found.unwrap().customer.as_deref(),
        Some("erased customer 1")
    );
    let listed = shop.shop.read(|db| invoices::list(db, None, 10)).unwrap();
    assert_eq!(listed[0].customer.as_deref(), Some("erased customer 1"));
    let file = rusqlite::Connection::open(&shop.path).unwrap();
    let kept: String = file
        .query_row("SELECT customer_name FROM invoices", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, "Zoë");
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn who_is_owed_something_is_erased_only_when_they_give_it_up() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 50);
    let zoe = shop.customer("Zoë", "98765 43210");
    shop.to_credit(shop.sold_to(zoe, katli)).unwrap();
    let refused = refusal(shop.erase(zoe, &[], false));
    assert_eq!(
        refused.to_string(),
        "customer: Zoë is owed 100.00 of credit; let them spend it, or erase them with give_up_credit"
    );
    assert_eq!(shop.customer_now(zoe).name, "Zoë");
    shop.erase(zoe, &[], true).unwrap();
    assert_eq!(shop.customer_now(zoe).credit, Money::from_minor(10_000));
    // Nobody brings them back.
    let edit = customers::EditCustomer {
        customer: zoe,
        version: shop.customer_now(zoe).version,
        name: Some("Zoë".into()),
        phone: None,
        email: None,
        note: None,
        retired: Some(false),
    };
    let refused = refusal(shop.shop.execute(&shop.admin, RequestId::new(), edit));
    assert_eq!(refused.to_string(), "customer: is erased customer 1");
    let file = rusqlite::Connection::open(&shop.path).unwrap();
    let by_hand = file.execute("UPDATE customers SET phone = '1' WHERE id = 1", []);
    assert!(by_hand.unwrap_err().to_string().contains("stays erased"));
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn a_gift_card_is_nobodys_and_stays_when_somebody_is_merged() {
    let shop = TestShop::new();
    let (zoe, again) = (shop.customer("Zoë", ""), shop.customer("Zoe", ""));
    let code = CardCode::parse("ABCDEF7").unwrap();
    let sale = Checkout {
        customer: Some(again),
        gift_cards: vec![GiftCardLine {
            code: code.clone(),
            amount: Money::from_minor(5_000),
        }],
        tenders: vec![Tender::cash(Money::from_minor(5_000))],
        ..Checkout::default()
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), sale)
        .unwrap();
    let merged = shop.merge(zoe, again).unwrap();
    assert_eq!(merged.credit, Money::ZERO);
    assert_eq!(shop.shop.read(books::add_up).unwrap(), []);
}

#[test]
fn the_command_line_merges_and_erases_once_however_often_it_is_asked() {
    let corner = Corner::founded();
    let add = |name: &str, phone: &str| {
        corner
            .asha(["customers", "add", "--name", name, "--phone", phone])
            .done();
    };
    add("Zoë", "98765 43210");
    add("Zoe", "+91 98765 43210");
    let alike = corner.asha(["customers", "duplicates"]).answer();
    assert_eq!(alike[0]["like"], "phone");
    let request = RequestId::new().to_string();
    let merge = ["customers", "merge", "1", "2", "--request", &request];
    let merged = corner.asha(merge).done();
    assert_eq!(merged["customer"], 1);
    assert_eq!(corner.asha(merge).done(), merged);
    corner
        .asha(["customers", "consent", "1", "sms", "given"])
        .done();
    let shown = corner.asha(["customers", "show", "98765 43210"]).answer();
    assert_eq!(shown["customer"]["id"], 1);
    assert_eq!(shown["consents"][0]["given"], true);
    assert_eq!(shown["history"][0]["what"], "merge");
    let preview = corner.asha(["customers", "erase", "1", "--preview"]);
    assert_eq!(preview.answer()["receipts"], 0);
    let request = RequestId::new().to_string();
    let erase = ["customers", "erase", "Zoë", "--request", &request];
    assert_eq!(corner.asha(erase).done()["called"], "erased customer 1");
    assert_eq!(corner.asha(erase).done()["called"], "erased customer 1");
    corner.is_whole();
}
