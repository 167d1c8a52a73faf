//! What is asked about a payment by QR, on a worker's thread.

use crate::{
    gateway::{self, Account, Setup, Vault, practice},
    shop::{
        Refusal, Session, Shop, Trouble,
        payments::{AtCounter, BeginRefund, Payment, RefundBegun, Verdict, at_counter},
        settings,
    },
    values::{PaymentId, RequestId},
};

/// Why there can be no codes yet: what has to be done first.
pub fn not_set_up(setup: &Setup) -> Option<&'static str> {
    match (setup.is_set(), setup.takes_codes()) {
        (false, _) => Some(NO_PROVIDER),
        (true, false) => Some(NO_PAGE),
        (true, true) => None,
    }
}

const NO_PROVIDER: &str = "The shop has no payment provider yet. An admin sets one up in the \
    settings, under Payments; there it can be practised without money, too.";

const NO_PAGE: &str = "The provider is set up, but there is no page for customers to pay at. An \
    admin names it in the settings, under Payments.";

/// A payment as the shop's file has it.
///
/// # Errors
/// A refusal where there is none, or a fault of the file.
pub fn found(shop: &Shop, payment: PaymentId) -> Result<AtCounter, Trouble> {
    let found = shop.read(|db| at_counter(db, payment))?;
    Ok(found.ok_or_else(|| Refusal::unknown("payment", payment))?)
}

/// Asks the provider whether it is paid.
///
/// # Errors
/// A refusal where the provider can't be asked, or a fault of the file.
pub fn verify(shop: &Shop, payment: &Payment) -> Result<Vec<Verdict>, Trouble> {
    let account = Account::load(shop, &Vault::of_this_machine())?;
    // Without an order nothing is asked: orders are made by the gateway alone.
    match payment.order {
        Some(_) => gateway::poll(shop, account.provider().as_ref(), payment, |_| false),
        None => Ok(Vec::new()),
    }
}

/// Pays it as a customer would, at the practice provider.
///
/// # Errors
/// A refusal where it is none of the practice provider's or that can't be told.
pub fn practise(shop: &Shop, payment: &Payment) -> Result<(), Trouble> {
    let (setup, _) = shop.read(settings::load::<Setup>)?;
    let at = setup.base_url.trim_start_matches("http://").parse();
    let (Ok(at), Some(order), true) = (at, &payment.order, setup.is_practice()) else {
        return Err(Refusal::invalid("payment", "is none of the practice provider's").into());
    };
    let asked = serde_json::json!({ "order": order });
    match practice::tell(at, "/practice/pay", &asked) {
        Ok(_) => Ok(()),
        Err(error) => Err(Refusal::Provider {
            why: format!("the practice provider can't be told to pay: {error}"),
            may_have_acted: false,
        }
        .into()),
    }
}

/// Begins to give back all that came too late.
///
/// # Errors
/// A refusal, also where the person may not; or a fault of the file.
pub fn give_back(
    (shop, session, request): (&Shop, &Session, RequestId),
    payment: &Payment,
) -> Result<RefundBegun, Trouble> {
    let back = payment.refunded.checked_add(payment.refunding);
    let left = back.and_then(|back| payment.captured.checked_sub(back));
    let reason = match payment.is_for_goods() {
        false => "Paid after its code had been given up",
        true => "Paid after the goods had been released",
    };
    let begin = BeginRefund {
        payment: payment.id,
        amount: left.unwrap_or(payment.captured),
        reason: reason.into(),
    };
    shop.execute(session, request, begin)
}
