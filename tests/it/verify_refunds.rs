//! What the books say of refunds: each way in which one is told of breaks no rule, and what is
//! changed of it past the program breaks the one that is there for it.

use rusqlite::Connection;
use sherbet::{
    shop::{
        payments::{BeginRefund, Door, RefundOutcome, Said, SettleRefund, SettleRefundByHand},
        verify::{With, verify},
    },
    values::{PaymentId, RefundKey},
};

use crate::{
    checker,
    payments_support::{id, money, news},
    support::TestShop,
};

fn begin(shop: &TestShop, payment: PaymentId) -> RefundKey {
    let begin = BeginRefund {
        payment,
        amount: money(1_000),
        reason: "the box was open".into(),
    };
    shop.does(begin).key
}

/// Refunds 1 begun; 2 unknown; 3 accepted as rfnd_3; 4 done as rfnd_4; 5 done by hand as rfnd_5,
/// and 6 by hand without a name; 7 at the provider, as rfnd_7; 8 that failed.
fn with_refunds() -> TestShop {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 10_000, 5);
    let paid = shop.paid(katli, 1);
    let [_, unknown, accepted, done, by_hand, nameless] =
        [(); 6].map(|()| begin(&shop, paid.payment));
    let refund = id("rfnd_3");
    let why = "no answer within 10 s".to_owned();
    for (key, outcome) in [
        (unknown, RefundOutcome::Unknown { why }),
        (accepted, RefundOutcome::Accepted { refund }),
        (
            done,
            RefundOutcome::Done {
                refund: id("rfnd_4"),
            },
        ),
    ] {
        shop.machine(SettleRefund { key, outcome }).unwrap();
    }
    for (key, refund) in [(by_hand, Some(id("rfnd_5"))), (nameless, None)] {
        shop.does(SettleRefundByHand {
            key,
            went: true,
            refund,
            reason: "seen at the bank".into(),
        });
    }
    let said = Said::Refunded {
        refund: id("rfnd_7"),
        amount: money(500),
        ours: None,
    };
    shop.told(news(Door::Webhook, &paid, "pay_1", said));
    let failed = begin(&shop, paid.payment);
    let why = "too old".to_owned();
    let outcome = RefundOutcome::Failed { why };
    shop.machine(SettleRefund {
        key: failed,
        outcome,
    })
    .unwrap();
    shop
}

/// The rules that a change breaks.
fn broken_by(shop: &TestShop, sql: &str) -> Vec<String> {
    let file = Connection::open(&shop.path).unwrap();
    let trigger = "SELECT sql FROM sqlite_schema WHERE name = 'refunds_final'";
    let made: String = file.query_row(trigger, [], |row| row.get(0)).unwrap();
    file.execute_batch(&format!(
        "DROP TRIGGER refunds_final; CREATE TEMP TABLE was AS SELECT * FROM refunds; {sql}; {made}"
    ))
    .unwrap();
    let found = verify(&shop.path, &With::default()).unwrap().findings;
    file.execute_batch(&format!(
        "DROP TRIGGER refunds_final;
         UPDATE refunds SET (state, provider_refund, amount_minor) =
                (SELECT state, provider_refund, amount_minor FROM was WHERE was.id = refunds.id);
         DROP TABLE was; {made}"
    ))
    .unwrap();
    let rules = found.into_iter().map(|found| found.what);
    rules
        .map(|what| what.trim_end_matches(": not here").to_owned())
        .collect()
}

#[test]
fn each_way_to_tell_of_a_refund_breaks_no_rule_and_each_change_of_one_breaks_its_own() {
    let shop = with_refunds();
    checker::whole(&shop.path);
    let name = "what the provider calls a refund is what was told of it";
    let kept = "what the provider was told to call a refund is kept";
    let state = "a refund that waits for the provider is as far as was told of it last";
    let sums = "what went back of a payment, and what is set aside to, is what its refunds say";
    for (change, rule) in [
        ("provider_refund = 'rfnd_x' WHERE id = 4", name),
        ("provider_refund = 'rfnd_x' WHERE id = 6", name),
        ("provider_refund = 'rfnd_x' WHERE id = 7", name),
        ("provider_refund = NULL WHERE id = 3", kept),
        ("provider_refund = NULL WHERE id = 4", kept),
        ("provider_refund = NULL WHERE id = 5", kept),
        ("state = 'unknown' WHERE id = 1", state),
        ("state = 'begun' WHERE id = 2", state),
        ("state = 'begun' WHERE id = 3", state),
        ("state = 'failed' WHERE id = 2", sums),
        ("state = 'done' WHERE id = 8", sums),
        ("amount_minor = 999 WHERE id = 6", sums),
    ] {
        let broken = broken_by(&shop, &format!("UPDATE refunds SET {change}"));
        assert!(
            broken.iter().any(|what| what == rule),
            "{change}: {broken:?}"
        );
    }
    checker::whole(&shop.path);
}
