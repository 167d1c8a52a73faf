//! Quotations: made, listed, shown, sold, put into a basket and withdrawn.

use clap::{Args, Subcommand};

use super::{
    Asking, Common,
    goods::{Given, Goods},
    output::{Out, Stop, table},
    payments::{begun_words, by_code},
    shifts::note_no_drawer,
    typed,
};
use crate::{
    shop::{
        Permission, Refusal,
        payments::Begin,
        sales::{
            Checkout,
            quotes::{
                self, MakeQuotation, Quotation, SellQuotation, TakeUpQuotation, WithdrawQuotation,
            },
        },
    },
    store::ReadTx,
    values::{BasketId, Money},
};

/// Offers to customers, at the prices of a day and until another.
#[derive(Debug, Subcommand)]
pub(super) enum QuotesTask {
    /// Offer somebody something at the prices of now
    Make(Make),
    /// The quotations, newest first
    List {
        /// Only those before this one
        #[arg(long, value_name = "NUMBER")]
        before: Option<i64>,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// One quotation
    Show {
        /// Its number
        #[arg(allow_hyphen_values = true)]
        number: String,
    },
    /// Sell what was offered, for what it says
    Sell(Sell),
    /// Put what was offered into a parked basket, where it stays promised
    Basket {
        /// Its number
        #[arg(allow_hyphen_values = true)]
        number: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// Withdraw what was offered: it stays on record and is not sold
    Withdraw {
        /// Its number
        #[arg(allow_hyphen_values = true)]
        number: String,
        /// Why
        #[arg(long)]
        reason: Option<String>,
        #[command(flatten)]
        asking: Asking,
    },
}

#[derive(Debug, Args)]
pub(super) struct Make {
    /// Whom it is for
    #[arg(long = "for", value_name = "NAME")]
    customer: String,
    /// The last day it can be sold by, such as 2026-03-31
    #[arg(long = "until", value_name = "DAY")]
    until: String,
    #[command(flatten)]
    goods: Goods,
    /// What is noted with it
    #[arg(long)]
    note: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Debug, Args)]
pub(super) struct Sell {
    /// The quotation's number
    #[arg(allow_hyphen_values = true)]
    number: String,
    #[command(flatten)]
    given: Given,
    /// What is noted on the receipt
    #[arg(long)]
    note: Option<String>,
    /// The drawer it is sold from
    #[arg(long)]
    drawer: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

impl QuotesTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            QuotesTask::Make(make) => make.run(common, out),
            QuotesTask::List { before, limit } => list(common, out, before, limit),
            QuotesTask::Show { number } => show(common, out, &number),
            QuotesTask::Sell(sell) => sell.run(common, out),
            QuotesTask::Basket { number, asking } => take_up(common, out, &number, &asking),
            QuotesTask::Withdraw {
                number,
                reason,
                asking,
            } => withdraw(common, out, &number, reason, &asking),
        }
    }
}

impl Make {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let shop = common.open()?;
        let discount = self.goods.discount(&shop)?;
        let session = common.log_in(&shop)?;
        let make = MakeQuotation {
            customer: self.customer,
            valid_until: self.until,
            lines: self
                .goods
                .lines::<MakeQuotation>(&shop, &session, request)?,
            discount,
            note: self.note,
            basket: None,
        };
        let made = shop.execute(&session, request, make)?;
        out.done(request, &made, || {
            let total = shop.about().currency.format_with_code(made.total);
            format!("quotation {}: {total}", made.number)
        })
    }
}

impl Sell {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let quotation = typed::whole("quotation", &self.number)?;
        let shop = common.open()?;
        let tenders = self.given.read(&shop)?;
        let by_qr = self.given.by_qr()?;
        let session = common.log_in(&shop)?;
        if let Some(hold_s) = by_qr {
            let look = |db: &ReadTx<'_>| quotes::quotation(db, quotation);
            let offered = shop.consult(&session, Permission::Look, look)?;
            let offered = offered.ok_or_else(|| Refusal::unknown("quotation", quotation))?;
            let drawer = self.drawer.as_deref();
            let sale = Checkout {
                lines: offered.to_sell(),
                note: self.note.or(offered.note),
                shift: typed::shift_of::<Begin>(&shop, &session, drawer, request)?,
                ..Checkout::default()
            };
            let begun = by_code((&shop, &session, request), sale, hold_s)?;
            return out.done(request, &begun, || {
                begun_words(&shop, &format!("quotation {quotation}, "), &begun)
            });
        }
        let sell = SellQuotation {
            quotation,
            tenders,
            note: self.note,
            shift: typed::shift_of::<SellQuotation>(
                &shop,
                &session,
                self.drawer.as_deref(),
                request,
            )?,
        };
        let shift = sell.shift;
        let sold = shop.execute(&session, request, sell)?;
        note_no_drawer(&shop, &session, sold.cash != Money::ZERO, shift);
        out.done(request, &sold, || {
            let currency = shop.about().currency;
            format!(
                "quotation {quotation} sold on receipt {}: {}, change {}",
                sold.number,
                currency.format_with_code(sold.total),
                currency.format(sold.change)
            )
        })
    }
}

fn take_up(common: &Common, out: &Out, number: &str, asking: &Asking) -> Result<(), Stop> {
    let request = typed::request(asking.request.as_deref())?;
    let quotation = typed::whole("quotation", number)?;
    let (shop, session) = common.come_in()?;
    // The same request makes the same basket.
    let basket = BasketId::from_bytes(*request.bytes());
    let take_up = TakeUpQuotation { quotation, basket };
    let taken = shop.execute(&session, request, take_up)?;
    out.done(request, &taken, || {
        format!("parked as “{}”: resume it in any window", taken.label)
    })
}

fn withdraw(
    common: &Common,
    out: &Out,
    number: &str,
    reason: Option<String>,
    asking: &Asking,
) -> Result<(), Stop> {
    let request = typed::request(asking.request.as_deref())?;
    let quotation = typed::whole("quotation", number)?;
    let (shop, session) = common.come_in()?;
    let withdraw = WithdrawQuotation { quotation, reason };
    shop.execute(&session, request, withdraw)?;
    out.done(request, &(), || {
        format!("quotation {quotation} is withdrawn")
    })
}

fn list(common: &Common, out: &Out, before: Option<i64>, limit: u32) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let quotations = shop.consult(&session, Permission::Look, |db| {
        quotes::list(db, before, limit)
    })?;
    out.tell(&quotations, || {
        let about = shop.about();
        let rows: Vec<[String; 6]> = quotations
            .iter()
            .map(|quotation| {
                [
                    quotation.number.to_string(),
                    about.zone.date_time(quotation.at),
                    quotation.customer.clone(),
                    quotation.valid_until.clone(),
                    about.currency.format(quotation.total),
                    became(quotation),
                ]
            })
            .collect();
        table(["quotation", "at", "for", "until", "total", ""], &rows)
    })
}

fn show(common: &Common, out: &Out, number: &str) -> Result<(), Stop> {
    let number = typed::whole("number", number)?;
    let (shop, session) = common.come_in()?;
    let quotation = shop
        .consult(&session, Permission::Look, |db| {
            quotes::quotation(db, number)
        })?
        .ok_or_else(|| Refusal::unknown("quotation", number))?;
    out.tell(&quotation, || {
        let money = |amount| shop.about().currency.format(amount);
        let rows: Vec<[String; 5]> = quotation
            .lines
            .iter()
            .map(|line| {
                [
                    line.name.clone(),
                    line.unit.format(line.quantity.get()),
                    format!("{} {}", money(line.price), line.unit.price_for(line.per)),
                    money(line.discount),
                    money(line.gross),
                ]
            })
            .collect();
        format!(
            "quotation {} for {}, until {}: {} {}\n{}",
            quotation.number,
            quotation.customer,
            quotation.valid_until,
            money(quotation.total),
            became(&quotation),
            table(["sweet", "quantity", "price", "discount", "total"], &rows)
        )
    })
}

/// What became of it, where that is on record.
fn became(quotation: &Quotation) -> String {
    match (quotation.sold_on, &quotation.withdrawn) {
        (Some(receipt), _) => format!("sold on receipt {receipt}"),
        (None, Some(withdrawn)) => format!("withdrawn by {}", withdrawn.by),
        (None, None) => String::new(),
    }
}
