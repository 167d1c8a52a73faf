//! Codes of orders, asked for and tried: what their tests share.

use sherbet::{
    shop::{
        Session, Shop, Trouble,
        codes::{self, AskCode, Asked, CheckCode, DeadCode, Purpose, Verdict, Way},
    },
    values::RequestId,
};

use crate::{orders_support::ready_for, support::TestShop};

pub const ZOE: &str = "98765 43210";
pub const MINUTE: i64 = 60_000;

/// An order's code, for the customer's display.
pub fn ask(subject: i64, phone: &str) -> AskCode {
    AskCode {
        purpose: Purpose::HandOver,
        subject,
        customer: None,
        phone: Some(phone.into()),
        way: Some(Way::Display),
    }
}

impl TestShop {
    /// The id of an order that is ready for whoever has this phone.
    pub fn ready(&self, phone: &str) -> i64 {
        ready_for(&self.shop, &self.admin, phone).get()
    }

    /// Asks, as the admin.
    pub fn asks(&self, ask: AskCode) -> Result<Asked, Trouble> {
        self.shop.ask_code(&self.admin, RequestId::new(), ask)
    }

    /// What the customer's display shows of a code.
    pub fn shown(&self, asked: &Asked) -> Option<String> {
        let shown = codes::shown(&self.shop, &self.admin, asked.code).unwrap();
        shown.map(|digits| digits.to_string())
    }

    /// An order that is ready for Zoe, its code as it was asked for, and its digits.
    pub fn zoes_code(&self) -> (i64, Asked, String) {
        let order = self.ready(ZOE);
        let asked = self.asks(ask(order, ZOE)).unwrap();
        let code = self.shown(&asked).unwrap();
        (order, asked, code)
    }

    /// Tries a code, as the admin.
    pub fn try_code(&self, subject: i64, phone: &str, code: &str) -> Result<Verdict, Trouble> {
        tries(&self.shop, &self.admin, subject, phone, code)
    }
}

/// Tries a code of an order.
pub fn tries(
    shop: &Shop,
    session: &Session,
    subject: i64,
    phone: &str,
    code: &str,
) -> Result<Verdict, Trouble> {
    let check = CheckCode {
        purpose: Purpose::HandOver,
        subject,
        customer: None,
        phone: Some(phone.into()),
        code: code.into(),
    };
    shop.execute(session, RequestId::new(), check)
}

/// Other digits than these.
pub fn other_than(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

pub fn dead(why: DeadCode) -> Verdict {
    Verdict::Dead { why }
}
