//! Gift cards and credit on receipts: sold, paid with, and paid back to.

use super::{
    super::{
        Actor, Refusal, Trouble, customers,
        stored_value::{self, CardCode, Holder, Reason},
    },
    GiftCardLine, Tender, TenderKind,
    receipts::{Receipt, ReceiptTender},
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{CustomerId, Money},
};

/// Whose value a payment takes; nobody's where it is money. The customer is told as they were
/// asked for, and as who they are now.
pub(super) fn holder(
    tender: &Tender,
    place: usize,
    (asked, customer): (Option<CustomerId>, Option<CustomerId>),
) -> Result<Option<Holder>, Refusal> {
    let typed = tender.reference.as_deref();
    let field = format!("tenders[{place}].reference");
    match tender.kind {
        TenderKind::Gift => CardCode::parse(typed.unwrap_or_default())
            .map(|code| Some(Holder::Card(code)))
            .map_err(|why| Refusal::invalid(&field, why)),
        TenderKind::Credit => {
            let customer = customer.ok_or_else(|| {
                Refusal::invalid("customer", "is needed to pay with their credit")
            })?;
            // Who was merged meanwhile may be told as either.
            let theirs = |typed: &str| {
                typed == customer.to_string()
                    || asked.is_some_and(|asked| typed == asked.to_string())
            };
            match typed.is_none_or(|typed| theirs(typed.trim())) {
                true => Ok(Some(Holder::Credit(customer))),
                false => Err(Refusal::invalid(
                    &field,
                    "is another customer's; only the sale's own credit can be taken",
                )),
            }
        }
        _ => Ok(None),
    }
}

/// The reference a payment with stored value is kept with.
pub(super) fn reference(holder: &Holder) -> String {
    match holder {
        Holder::Card(code) => code.to_string(),
        Holder::Credit(customer) => customer.to_string(),
    }
}

/// Takes a payment; the answer is its reference.
pub(super) fn pay(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    number: i64,
    holder: &Holder,
    amount: Money,
) -> Result<String, Trouble> {
    if amount > Money::ZERO {
        stored_value::take(tx, by, holder, amount, (number, Reason::Spent))?;
    }
    Ok(reference(holder))
}

/// Writes the line of a gift card that is sold, and puts its amount on it. What is paid ahead of
/// something is `called` after that; another card by its code.
pub(super) fn sell(
    tx: &WriteTx<'_>,
    (number, place): (i64, usize),
    card: &GiftCardLine,
    called: Option<&str>,
) -> Result<(), Trouble> {
    let id = stored_value::load(tx, &card.code, card.amount, number)?;
    tx.execute(
        "INSERT INTO sale_lines
             (sale, line, name, unit, quantity, price_minor, per, amount_minor,
              discount_minor, share_minor, net_minor, gross_minor, gift_card)
         VALUES (?1, ?2, ?3, 'piece', 1, ?4, 1, ?4, 0, 0, ?4, ?4, ?5)",
        params![
            number,
            place as i64,
            called.map_or_else(|| format!("Gift card {}", card.code), str::to_owned),
            card.amount.minor(),
            id
        ],
    )?;
    Ok(())
}

/// Takes what was put on a card off it again; refused where it was spent.
pub(super) fn unload(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    number: i64,
    code: &str,
    amount: Money,
) -> Result<(), Trouble> {
    let holder = Holder::Card(kept_code(code)?);
    stored_value::take(tx, by, &holder, amount, (number, Reason::Unloaded))
}

/// Whose value a payment that goes back goes to; nobody's where it is money. What came from the
/// credit of a customer who was merged since goes to who they are now.
pub(super) fn holder_of(db: &ReadTx<'_>, tender: &ReceiptTender) -> Result<Option<Holder>, Fault> {
    let reference = tender.reference.as_deref().unwrap_or_default();
    match tender.kind {
        TenderKind::Gift => Ok(Some(Holder::Card(kept_code(reference)?))),
        TenderKind::Credit => match reference.parse() {
            Ok(id) => {
                let now = customers::is_now(db, CustomerId::new(id))?;
                Ok(Some(Holder::Credit(now)))
            }
            Err(_) => Err(Fault::Damaged {
                what: format!("a payment by credit of “{reference}”"),
            }),
        },
        _ => Ok(None),
    }
}

/// Puts money that goes back to where it came from.
pub(super) fn pay_back(
    tx: &WriteTx<'_>,
    number: i64,
    holder: &Holder,
    amount: Money,
) -> Result<(), Trouble> {
    stored_value::put(tx, holder, amount, (number, Reason::Refunded)).map(drop)
}

/// To whose credit money goes that comes back: the receipt's customer, or where
/// it names nobody, the one who was `named`.
pub(super) fn creditor(
    db: &ReadTx<'_>,
    sold: &Receipt,
    named: Option<CustomerId>,
) -> Result<CustomerId, Trouble> {
    match (sold.customer.as_ref(), named) {
        (None, None) => Err(Refusal::invalid(
            "to_credit",
            "this receipt names no customer; name one, or give the money back the way it came",
        )
        .into()),
        (None, Some(named)) => customers::for_receipt(db, named).map(|(now, _)| now),
        (Some(buyer), Some(named)) if buyer.id != customers::is_now(db, named)? => {
            let why = format!(
                "this receipt is {}'s, and so is the credit it comes back as",
                buyer.name
            );
            Err(Refusal::invalid("customer", why).into())
        }
        (Some(buyer), _) => Ok(buyer.id),
    }
}

/// All that goes back, as one payment to a customer's credit.
pub(super) fn to_credit(customer: CustomerId, all: Money) -> (ReceiptTender, Money) {
    let credit = ReceiptTender {
        kind: TenderKind::Credit,
        given: Money::ZERO,
        change: Money::ZERO,
        reference: Some(reference(&Holder::Credit(customer))),
        ahead: None,
    };
    (credit, all)
}

fn kept_code(code: &str) -> Result<CardCode, Fault> {
    CardCode::parse(code).map_err(|why| Fault::Damaged {
        what: format!("the gift card “{code}”: {why}"),
    })
}
