//! Payments as tests begin them, and what a provider might tell.

use sherbet::{
    shop::{
        Command, Session, Trouble, books,
        payments::{
            Begin, Begun, Digest, Door, News, Ordered, Payment, ProviderId, Said, TakeNews, Verdict,
        },
        sales::{Checkout, CheckoutLine, TenderKind},
    },
    values::{Money, PaymentId, Quantity, RequestId, SweetId},
};

use crate::support::TestShop;

pub fn id(text: &str) -> ProviderId {
    ProviderId::parse(text).unwrap()
}

pub fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

/// Nobody in particular: what the provider's room acts as.
pub fn gateway() -> Session {
    Session::visitor("payments")
}

/// What is asked for: so much of a sweet, by UPI, held for ten minutes.
pub fn begin(sweet: SweetId, quantity: i64) -> Begin {
    let lines = vec![CheckoutLine::of(sweet, Quantity::of(quantity).unwrap())];
    Begin {
        sale: Checkout {
            lines,
            ..Checkout::default()
        },
        means: TenderKind::Upi,
        hold_s: 600,
    }
}

/// News of a payment's order, of the whole amount in rupees.
pub fn news(door: Door, begun: &Begun, payment: &str, said: Said) -> News {
    News {
        door,
        event: None,
        order: Some(id(&order_of(begun.payment))),
        key: None,
        payment: id(payment),
        amount: begun.amount,
        currency: "INR".into(),
        means: None,
        said,
        sent_at: None,
        digest: Digest::of(payment.as_bytes()),
    }
}

pub fn order_of(payment: PaymentId) -> String {
    format!("order_{payment}")
}

impl TestShop {
    #[track_caller]
    pub fn does<C: Command>(&self, command: C) -> C::Outcome {
        self.tries(command).unwrap()
    }

    pub fn tries<C: Command>(&self, command: C) -> Result<C::Outcome, Trouble> {
        self.shop.execute(&self.admin, RequestId::new(), command)
    }

    /// A payment that was begun by Asha, whose order the provider has.
    #[track_caller]
    pub fn ordered(&self, sweet: SweetId, quantity: i64) -> Begun {
        let begun = self.does(begin(sweet, quantity));
        let order = Ordered {
            key: begun.key,
            order: id(&order_of(begun.payment)),
        };
        assert_eq!(self.machine(order).unwrap(), begun.payment);
        begun
    }

    pub fn machine<C: Command>(&self, command: C) -> Result<C::Outcome, Trouble> {
        self.shop.execute(&gateway(), RequestId::new(), command)
    }

    #[track_caller]
    pub fn told(&self, news: News) -> Verdict {
        let take = TakeNews {
            news,
            message: None,
        };
        self.machine(take).unwrap()
    }

    /// A payment that was captured.
    #[track_caller]
    pub fn paid(&self, sweet: SweetId, quantity: i64) -> Begun {
        let begun = self.ordered(sweet, quantity);
        let payment = format!("pay_{}", begun.payment);
        let verdict = self.told(news(Door::Webhook, &begun, &payment, Said::Captured));
        assert!(
            matches!(verdict, Verdict::Captured { flag: None, .. }),
            "{verdict:?}"
        );
        begun
    }

    #[track_caller]
    pub fn payment(&self, payment: PaymentId) -> Payment {
        let found = self
            .shop
            .read(|db| sherbet::shop::payments::payment(db, payment));
        found.unwrap().unwrap()
    }

    #[track_caller]
    pub fn adds_up_again(&self) {
        assert_eq!(self.shop.read(books::add_up).unwrap(), []);
    }
}
