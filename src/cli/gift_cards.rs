//! Gift cards: sold, and looked at.

use clap::Subcommand;

use super::{
    Asking, Common, customers,
    goods::Given,
    output::{Out, Stop, table},
    payments::by_code,
    typed,
};
use crate::shop::{
    Permission, Refusal,
    sales::{Checkout, GiftCardLine},
    stored_value::{self, CardCode},
};

/// Gift cards.
#[derive(Debug, Subcommand)]
pub(super) enum GiftCardsTask {
    /// Sell a gift card, or put more on one
    Issue {
        /// What is put on it, such as 500
        #[arg(long, allow_hyphen_values = true)]
        amount: String,
        /// Its code, where it is printed on the card; without it, one is made
        #[arg(long)]
        code: Option<String>,
        #[command(flatten)]
        given: Given,
        /// Who buys it: an id, a whole name or a phone number
        #[arg(long, allow_hyphen_values = true)]
        customer: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
    /// What is on a gift card, and how it came to that
    Show {
        /// Its code
        code: String,
    },
}

fn code(typed: &str) -> Result<CardCode, Refusal> {
    CardCode::parse(typed).map_err(|why| Refusal::invalid("code", why))
}

impl GiftCardsTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            GiftCardsTask::Issue {
                amount,
                code: typed_code,
                given,
                customer,
                asking,
            } => {
                let request = typed::request(asking.request.as_deref())?;
                let code = match typed_code {
                    Some(typed) => code(&typed)?,
                    None => CardCode::for_request(request),
                };
                let (shop, session) = common.come_in()?;
                let amount = typed::amount(&shop, "amount", &amount)?;
                let tenders = given.read(&shop)?;
                let by_qr = given.by_qr()?;
                let customer = customer
                    .map(|typed| customers::find(&shop, &session, &typed))
                    .transpose()?;
                let checkout = Checkout {
                    gift_cards: vec![GiftCardLine {
                        code: code.clone(),
                        amount,
                    }],
                    customer: customer.map(|customer| customer.id),
                    tenders,
                    ..Checkout::default()
                };
                if let Some(hold_s) = by_qr {
                    let begun = by_code((&shop, &session, request), checkout, hold_s)?;
                    let asked = serde_json::json!({"code": code.as_str(), "begun": begun});
                    return out.done(request, &asked, || {
                        let about = shop.about();
                        format!(
                            "payment {} of {} begun for gift card {code}, invoice {}; its code is \
                             good until {}, and the card is worth something once it is paid",
                            begun.payment,
                            about.currency.format_with_code(begun.amount),
                            begun.invoice,
                            about.zone.time_of_day(begun.until)
                        )
                    });
                }
                let sold = shop.execute(&session, request, checkout)?;
                let issued = serde_json::json!({"code": code.as_str(), "sold": sold});
                out.done(request, &issued, || {
                    let currency = shop.about().currency;
                    format!(
                        "{} is on gift card {code}, sold on receipt {}; change {}",
                        currency.format_with_code(amount),
                        sold.number,
                        currency.format(sold.change)
                    )
                })
            }
            GiftCardsTask::Show { code: typed } => {
                let code = code(&typed)?;
                let (shop, session) = common.come_in()?;
                let card = shop
                    .consult(&session, Permission::Look, |db| {
                        stored_value::gift_card(db, &code)
                    })?
                    .ok_or_else(|| Refusal::unknown("gift card", &code))?;
                out.tell(&card, || {
                    let about = shop.about();
                    let rows: Vec<[String; 4]> = card
                        .movements
                        .iter()
                        .map(|moved| {
                            [
                                moved.receipt.to_string(),
                                about.zone.date_time(moved.at),
                                about.currency.format(moved.delta),
                                about.currency.format(moved.balance),
                            ]
                        })
                        .collect();
                    format!(
                        "gift card {code}: {}\n{}",
                        about.currency.format_with_code(card.balance),
                        table(["receipt", "at", "amount", "then on it"], &rows)
                    )
                })
            }
        }
    }
}
