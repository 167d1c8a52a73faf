//! Whatever is told of payments, in whichever order: the money adds up.

use proptest::{collection::vec, prelude::*, sample::Index};
use sherbet::{
    shop::{
        Command, Refusal, Trouble,
        payments::{
            self, BeginRefund, Begun, Door, Expire, FulfilAgain, News, Payment, RefundOutcome,
            RefundStray, Release, Said, SettleRefund, SettleRefundByHand, Verdict,
        },
        sales::{Destination, TakeBack, TakenLine},
    },
    values::{Quantity, SweetId},
};

use crate::{
    payments_support::{id, money, news},
    support::TestShop,
};

/// Something that happens.
#[derive(Clone, Debug)]
enum Event {
    Told {
        door: Door,
        /// Which of an order's tries to pay.
        attempt: u8,
        said: Saying,
        /// Told with another amount, or of another currency.
        wrong: Option<bool>,
    },
    Release,
    TimePasses,
    Expire,
    Fulfil,
    Refund(i64),
    /// Of the second try to pay.
    RefundStray(i64),
    ByHand(Index, bool),
    Settle(Index, Outcome),
    /// So many, and whether their money went back before.
    TakeBack(i64, bool),
    Restock,
}

#[derive(Clone, Debug)]
enum Saying {
    Created,
    Authorized,
    Captured,
    Failed,
    /// A refund of the shop's, or one that nobody here asked for.
    RefundAccepted(Option<Index>, u8, i64),
    Refunded(Option<Index>, u8, i64),
    RefundFailed(Option<Index>, u8, i64),
    Disputed,
}

#[derive(Clone, Debug)]
enum Outcome {
    Done,
    Accepted,
    Failed,
    Unknown,
}

fn saying() -> impl Strategy<Value = Saying> {
    let refund = || (proptest::option::of(any::<Index>()), 0..3_u8, 0..7_000_i64);
    prop_oneof![
        1 => Just(Saying::Created),
        1 => Just(Saying::Authorized),
        4 => Just(Saying::Captured),
        2 => Just(Saying::Failed),
        1 => refund().prop_map(|(ours, which, minor)| Saying::RefundAccepted(ours, which, minor)),
        2 => refund().prop_map(|(ours, which, minor)| Saying::Refunded(ours, which, minor)),
        1 => refund().prop_map(|(ours, which, minor)| Saying::RefundFailed(ours, which, minor)),
        1 => Just(Saying::Disputed),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let door = prop_oneof![Just(Door::Verify), Just(Door::Webhook), Just(Door::Poll)];
    let wrong = proptest::option::weighted(0.1, any::<bool>());
    let told = (
        door,
        prop_oneof![5 => Just(0_u8), 1 => Just(1)],
        saying(),
        wrong,
    )
        .prop_map(|(door, attempt, said, wrong)| Event::Told {
            door,
            attempt,
            said,
            wrong,
        });
    let outcome = prop_oneof![
        3 => Just(Outcome::Done),
        1 => Just(Outcome::Accepted),
        1 => Just(Outcome::Failed),
        1 => Just(Outcome::Unknown),
    ];
    prop_oneof![
        6 => told,
        1 => Just(Event::Release),
        1 => Just(Event::TimePasses),
        1 => Just(Event::Expire),
        1 => Just(Event::Fulfil),
        2 => (0..7_000_i64).prop_map(Event::Refund),
        1 => (0..7_000_i64).prop_map(Event::RefundStray),
        1 => (any::<Index>(), any::<bool>()).prop_map(|(which, went)| Event::ByHand(which, went)),
        3 => (any::<Index>(), outcome).prop_map(|(which, outcome)| Event::Settle(which, outcome)),
        2 => (1..3_i64, any::<bool>()).prop_map(|(many, before)| Event::TakeBack(many, before)),
        1 => Just(Event::Restock),
    ]
}

struct Story<'s> {
    shop: &'s TestShop,
    sweet: SweetId,
    payments: Vec<Begun>,
    captured: Vec<usize>,
}

impl Story<'_> {
    /// Does it; a refusal is an answer, a fault is none.
    fn tries<C: Command>(&self, machine: bool, command: C) -> Option<C::Outcome> {
        let answer = match machine {
            true => self.shop.machine(command),
            false => self.shop.tries(command),
        };
        match answer {
            Ok(outcome) => Some(outcome),
            Err(Trouble::Refused(Refusal::RequestReused { .. })) => panic!("a request twice"),
            Err(Trouble::Refused(_)) => None,
            Err(Trouble::Fault(fault)) => panic!("{fault}"),
        }
    }

    fn refunds(&self) -> Vec<payments::Refund> {
        let of = |begun: &Begun| {
            let all = self
                .shop
                .shop
                .read(|db| payments::refunds(db, begun.payment));
            all.unwrap()
        };
        self.payments.iter().flat_map(of).collect()
    }

    fn said(&self, at: usize, saying: &Saying) -> Said {
        let begun = &self.payments[at];
        let mine = |ours: &Option<Index>| {
            let refunds = self
                .shop
                .shop
                .read(|db| payments::refunds(db, begun.payment));
            let refunds = refunds.unwrap();
            let one = ours.filter(|_| !refunds.is_empty());
            one.map(|index| index.get(&refunds).clone())
        };
        let name = |which: u8| id(&format!("rfnd_{}_{which}", begun.payment));
        match saying {
            Saying::Created => Said::Created,
            Saying::Authorized => Said::Authorized,
            Saying::Captured => Said::Captured,
            Saying::Failed => Said::Failed { why: "no".into() },
            Saying::RefundAccepted(ours, which, minor) => {
                let ours = mine(ours);
                Said::RefundAccepted {
                    refund: name(*which),
                    amount: ours.as_ref().map_or(money(*minor), |refund| refund.amount),
                    ours: ours.map(|refund| refund.key),
                }
            }
            Saying::Refunded(ours, which, minor) => {
                let ours = mine(ours);
                Said::Refunded {
                    refund: name(*which),
                    amount: ours.as_ref().map_or(money(*minor), |refund| refund.amount),
                    ours: ours.map(|refund| refund.key),
                }
            }
            Saying::RefundFailed(ours, which, minor) => {
                let ours = mine(ours);
                Said::RefundFailed {
                    refund: name(*which),
                    amount: ours.as_ref().map_or(money(*minor), |refund| refund.amount),
                    ours: ours.map(|refund| refund.key),
                    why: "no".into(),
                }
            }
            Saying::Disputed => Said::Disputed {
                dispute: id("disp_1"),
                phase: "open".into(),
            },
        }
    }

    fn happens(&mut self, at: usize, event: &Event) {
        let begun = self.payments[at].clone();
        let payment = begun.payment;
        match event {
            Event::Told {
                door,
                attempt,
                said,
                wrong,
            } => {
                let attempt = format!("pay_{payment}_{attempt}");
                let mut told = news(*door, &begun, &attempt, self.said(at, said));
                match wrong {
                    None => {}
                    Some(true) => told.amount = money(1),
                    Some(false) => told.currency = "USD".into(),
                }
                if *door == Door::Webhook {
                    let event = format!("evt_{payment}_{}", told.said.word());
                    told = News {
                        event: Some(id(&event)),
                        ..told
                    };
                }
                if let Verdict::Captured { .. } = self.shop.told(told) {
                    self.captured[at] += 1;
                }
            }
            Event::Release => drop(self.tries(false, Release { payment })),
            Event::TimePasses => self.shop.clock.step_ms(400_000),
            Event::Expire => drop(self.tries(true, Expire { payment })),
            Event::Fulfil => drop(self.tries(
                false,
                FulfilAgain {
                    payment,
                    shift: None,
                },
            )),
            Event::Refund(minor) => drop(self.tries(
                false,
                BeginRefund {
                    payment,
                    amount: money(*minor),
                    reason: "why not".into(),
                },
            )),
            Event::RefundStray(minor) => drop(self.tries(
                false,
                RefundStray {
                    payment,
                    paid_by: id(&format!("pay_{payment}_1")),
                    amount: money(*minor),
                    reason: "why not".into(),
                },
            )),
            Event::ByHand(which, went) => {
                let refunds = self.refunds();
                if refunds.is_empty() {
                    return;
                }
                let by_hand = SettleRefundByHand {
                    key: which.get(&refunds).key,
                    went: *went,
                    refund: None,
                    reason: "seen there".into(),
                };
                self.tries(false, by_hand);
            }
            Event::Settle(which, outcome) => {
                let refunds = self.refunds();
                if refunds.is_empty() {
                    return;
                }
                let refund = which.get(&refunds);
                let name = refund.refund.clone();
                let name = name.unwrap_or_else(|| id(&format!("rfnd_of_{}", refund.key)));
                let outcome = match outcome {
                    Outcome::Done => RefundOutcome::Done { refund: name },
                    Outcome::Accepted => RefundOutcome::Accepted { refund: name },
                    Outcome::Failed => RefundOutcome::Failed { why: "no".into() },
                    Outcome::Unknown => RefundOutcome::Unknown { why: "?".into() },
                };
                let key = refund.key;
                self.tries(true, SettleRefund { key, outcome });
            }
            Event::TakeBack(quantity, before) => {
                let Some(receipt) = self.shop.payment(payment).sale else {
                    return;
                };
                let back = TakeBack {
                    receipt,
                    lines: vec![TakenLine {
                        line: 0,
                        quantity: Quantity::of(*quantity).unwrap(),
                        to: Destination::Stock,
                    }],
                    reason: "why not".into(),
                    shift: None,
                    to_credit: false,
                    customer: None,
                    money_went_back: *before,
                };
                drop(self.tries(false, back));
            }
            Event::Restock => drop(self.shop.restock(self.sweet, 2).unwrap()),
        }
    }

    fn is_sound(&self, before: &[Payment], after: &[Payment]) {
        for ((before, after), captured) in before.iter().zip(after).zip(&self.captured) {
            assert!(after.captured >= before.captured, "money that came went");
            assert!(after.refunded >= before.refunded, "a refund was undone");
            assert!(after.allocated >= before.allocated, "an invoice was unpaid");
            assert!(
                !before.state.is_paid() || after.state.is_paid(),
                "unpaid again"
            );
            assert_eq!(*captured, usize::from(after.state.is_paid()));
            let back = after.refunded.checked_add(after.refunding).unwrap();
            assert!(back <= after.captured && after.allocated <= after.captured);
        }
        self.shop.adds_up_again();
    }

    fn now(&self) -> Vec<Payment> {
        let payments = self.payments.iter();
        payments
            .map(|begun| self.shop.payment(begun.payment))
            .collect()
    }
}

#[test]
fn whatever_is_told_in_whichever_order_the_money_adds_up_after_each() {
    let shop = TestShop::new();
    let sweet = shop.sweet("Kaju Katli", 3_000, 20);
    let cases = std::env::var("SHERBET_PAYMENT_STORIES");
    let config = ProptestConfig {
        cases: cases.map_or(16, |cases| cases.parse().expect("a number")),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let steps = vec((any::<Index>(), event()), 1..30);
    proptest!(config, |(steps in steps)| {
        shop.restock(sweet, 10).unwrap();
        let payments: Vec<Begun> = (0..3).map(|_| shop.ordered(sweet, 2)).collect();
        let mut story = Story { shop: &shop, sweet, payments, captured: vec![0; 3] };
        for (which, event) in &steps {
            let before = story.now();
            story.happens(which.index(3), event);
            story.is_sound(&before, &story.now());
        }
    });
}
