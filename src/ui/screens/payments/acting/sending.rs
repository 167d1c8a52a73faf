//! What a person did in the dialog, as it is asked of the shop: once.

use super::{Acting, Deed, Did};
use crate::{
    shop::{
        Command,
        payments::{
            BeginRefund, CreditRefund, Credited, Digest, Door, FulfilAgain, News, Payment,
            ProviderId, RefundBegun, RefundStray, Release, Said, SeenTo, SettleByHand,
            SettleRefundByHand,
        },
    },
    ui::{
        remote::{Ask, sentence},
        window::Cx,
    },
    values::Currency,
};

impl Acting {
    pub(super) fn send(&mut self, cx: &Cx<'_>) {
        self.error = None;
        if let Some(ask) = &mut self.ask
            && self.unsure
        {
            self.unsure = false;
            ask.again(cx.desk);
            return;
        }
        let payment = self.payment.id;
        match self.deed {
            Deed::GiveBack => match self.typed(cx.facts.currency) {
                Err(why) => self.error = Some(("amount".to_owned(), sentence(&why))),
                Ok(amount) => {
                    let reason = self.reason.clone();
                    let begin = BeginRefund {
                        payment,
                        amount,
                        reason,
                    };
                    self.ask = Some(ask(cx, begin, set_aside(cx.facts.currency)));
                }
            },
            Deed::GiveBackOther => {
                let paid_by = self.stray.as_ref().map(|stray| stray.payment.clone());
                match (self.typed(cx.facts.currency), paid_by) {
                    (Err(why), _) => self.error = Some(("amount".to_owned(), sentence(&why))),
                    (Ok(_), None) => {}
                    (Ok(amount), Some(paid_by)) => {
                        let begin = RefundStray {
                            payment,
                            paid_by,
                            amount,
                            reason: self.reason.clone(),
                        };
                        self.ask = Some(ask(cx, begin, set_aside(cx.facts.currency)));
                    }
                }
            }
            Deed::SettleRefund(key) => {
                let typed = self.paid_by.trim();
                let named = (self.went && !typed.is_empty()).then(|| ProviderId::parse(typed));
                match named.transpose() {
                    Err(why) => self.error = Some(("paid_by".to_owned(), sentence(&why))),
                    Ok(refund) => {
                        let said = SettleRefundByHand {
                            key,
                            went: self.went,
                            refund,
                            reason: self.reason.clone(),
                        };
                        self.ask = Some(ask(cx, said, |now| Did::RefundSettled(now.state)));
                    }
                }
            }
            Deed::Credit(key) => {
                let credited = |now: Credited| Did::Credited(now.credit_note);
                self.ask = Some(ask(cx, CreditRefund { key }, credited));
            }
            Deed::Settle => match ProviderId::parse(self.paid_by.trim()) {
                Err(why) => self.error = Some(("paid_by".to_owned(), sentence(&why))),
                Ok(paid_by) => {
                    let said = by_hand(cx, &self.payment, paid_by, &self.reason);
                    self.ask = Some(ask(cx, said, Did::Settled));
                }
            },
            Deed::Seen(flag) => {
                let note = self.reason.clone();
                let seen = SeenTo {
                    payment,
                    flag,
                    note,
                };
                self.ask = Some(ask(cx, seen, |_| Did::Seen));
            }
            Deed::Fulfil => {
                let shift = cx.shift;
                let fulfil = FulfilAgain { payment, shift };
                self.ask = Some(ask(cx, fulfil, |sold| Did::Sold(sold.number)));
            }
            Deed::GiveUp => {
                self.ask = Some(ask(cx, Release { payment }, |released| Did::GivenUp {
                    goods: released.appointment.is_none() && released.order.is_none(),
                }));
            }
        }
    }
}

/// What was set aside, in words.
fn set_aside(shops: Currency) -> impl Fn(RefundBegun) -> Did + Send + Sync + 'static {
    move |begun| {
        Did::SetAside(match &begun.currency {
            None => shops.format_with_code(begun.amount),
            Some(code) => Currency::tell(code, begun.amount),
        })
    }
}

/// A person's word that a payment was made.
fn by_hand(cx: &Cx<'_>, payment: &Payment, paid_by: ProviderId, reason: &str) -> SettleByHand {
    SettleByHand {
        news: News {
            door: Door::Person,
            event: None,
            order: None,
            key: Some(payment.key),
            payment: paid_by,
            amount: payment.amount,
            currency: cx.facts.currency.code().to_owned(),
            means: None,
            said: Said::Captured,
            sent_at: None,
            digest: Digest::of(reason.as_bytes()),
        },
        reason: reason.to_owned(),
    }
}

fn ask<C: Command + Clone + Sync>(
    cx: &Cx<'_>,
    command: C,
    did: impl Fn(C::Outcome) -> Did + Send + Sync + 'static,
) -> Ask<Did> {
    let (shop, session) = (cx.shop.clone(), cx.session.clone());
    Ask::send(cx.desk, move |request| {
        shop.execute(&session, request, command.clone()).map(&did)
    })
}
