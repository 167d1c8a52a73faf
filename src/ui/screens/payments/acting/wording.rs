//! What the dialog says: what is to be done, and what that means.

use super::{Acting, Deed};
use crate::{
    ui::{remote::sentence, screens::payments::words},
    values::{Currency, Money},
};

impl Acting {
    fn is_fee(&self) -> bool {
        self.payment.appointment.is_some()
    }

    fn is_order(&self) -> bool {
        self.payment.hands_over.is_some()
    }

    pub(super) fn head(&self) -> String {
        let id = self.payment.id;
        match self.deed {
            Deed::GiveBack => format!("Give back of payment {id}"),
            Deed::GiveBackOther => format!("Give back what payment {id} did not need"),
            Deed::SettleRefund(_) => format!("Settle a refund of payment {id} by hand"),
            Deed::Credit(_) => format!("Issue a credit note of payment {id}"),
            Deed::Settle => format!("Settle payment {id} by hand"),
            Deed::Seen(_) => format!("Payment {id} was seen to"),
            Deed::Fulfil if self.is_fee() => format!("Take payment {id} as the fee"),
            Deed::Fulfil if self.is_order() => format!("Hand the order of payment {id} over"),
            Deed::Fulfil => format!("Hand out the goods of payment {id}"),
            Deed::GiveUp => format!("Give up payment {id}"),
        }
    }

    pub(super) fn meaning(&self, currency: Currency) -> String {
        let amount = currency.format_with_code(self.payment.amount);
        match self.deed {
            Deed::GiveBack => {
                let left = currency.format_with_code(words::left(&self.payment));
                let came = currency.format(self.payment.captured);
                let back = currency.format(self.payment.refunded);
                let on_way = match self.payment.refunding {
                    Money::ZERO => String::new(),
                    money => format!(", {} is on its way back", currency.format(money)),
                };
                format!(
                    "{left} may still go back: {came} came, {back} went back{on_way}. It goes \
                     back the way it came, at the provider."
                )
            }
            Deed::GiveBackOther => {
                let Some(stray) = &self.stray else {
                    return String::new();
                };
                let [came, left] = [stray.amount, stray.left()]
                    .map(|money| words::of_stray(currency, stray, money));
                format!(
                    "{came} came with {} and is not counted; {left} may still go back. It goes \
                     back the way it came, at the provider, and what is counted stays as it is.",
                    stray.payment
                )
            }
            Deed::SettleRefund(_) => format!(
                "{} was to go back. For when the provider's own page shows what became of it and \
                 asking does not help: what went back is counted, what did not may go back again.",
                self.amount
            ),
            Deed::Credit(_) => format!(
                "{} went back, and its credit note could not be issued then. It is issued now, \
                 with the next number; no money moves.",
                self.amount
            ),
            Deed::Settle => format!(
                "It counts {amount} as paid, once. For when the provider's own page shows the \
                 payment and asking the provider does not help."
            ),
            Deed::Seen(flag) => {
                let what = sentence(&flag);
                format!("{what} Its flag is taken down; what was done about it is kept.")
            }
            Deed::Fulfil if self.is_fee() => format!(
                "{amount} came after its code had been given up. It pays the fee of its \
                 appointment now, where that is still to be paid, on a receipt."
            ),
            Deed::Fulfil if self.is_order() => format!(
                "{amount} came after its code had been given up. The order is handed over for it \
                 now, where it is ready and that is what is left to pay."
            ),
            Deed::Fulfil => format!(
                "{amount} came, and the goods were not handed out. They are taken off the shelf \
                 now, at the prices that were paid, and sold on a receipt."
            ),
            Deed::GiveUp if self.is_fee() => format!(
                "Its code counts no more; the fee of {amount} is still to be paid. Where the \
                 customer pays by the code all the same, the payment is flagged."
            ),
            Deed::GiveUp if self.is_order() => format!(
                "Its code counts no more, and its invoice is void; the order is still to be \
                 handed over and {amount} to be paid. Where the customer pays by the code all the same, the \
                 payment is flagged."
            ),
            Deed::GiveUp => format!(
                "The goods go back on the shelf and the invoice of {amount} is void. Where the \
                 customer pays all the same, the payment is flagged."
            ),
        }
    }

    pub(super) fn button(&self, currency: Currency) -> String {
        match self.deed {
            Deed::GiveBack | Deed::GiveBackOther => match self.typed(currency) {
                Ok(amount) if amount > Money::ZERO => {
                    let code = self.stray.as_ref().map(|stray| stray.currency.as_str());
                    let amount = Currency::tell(code.unwrap_or(currency.code()), amount);
                    format!("Give {amount} back")
                }
                _ => "Give it back".to_owned(),
            },
            Deed::Credit(_) => "Issue it".to_owned(),
            Deed::SettleRefund(_) if self.went => "It went back".to_owned(),
            Deed::SettleRefund(_) => "It did not go back".to_owned(),
            Deed::Settle => "Count it as paid".to_owned(),
            Deed::Seen(_) => "It is seen to".to_owned(),
            Deed::Fulfil if self.is_fee() => "Take it as the fee".to_owned(),
            Deed::Fulfil if self.is_order() => "Hand it over".to_owned(),
            Deed::Fulfil => "Hand them out".to_owned(),
            Deed::GiveUp => "Give it up".to_owned(),
        }
    }
}
