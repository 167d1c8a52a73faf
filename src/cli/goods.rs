//! What is sold, and what is given for it, as several commands take them.

use clap::Args;

use super::typed;
use crate::{
    shop::{
        Command, Permission, Refusal, Session, Shop, Trouble, catalogue,
        pricing::Discount,
        sales::{CheckoutLine, Tender, TenderKind},
    },
    store::ReadTx,
    values::RequestId,
};

/// What is sold or offered.
#[derive(Debug, Args)]
pub(super) struct Goods {
    /// A sweet by SKU, barcode, a scale's label or whole name, and how much of its unit: 2,
    /// "250 g"; without it, what the code stands for
    #[arg(
        long = "line",
        value_name = "SWEET[=QUANTITY]",
        required = true,
        allow_hyphen_values = true
    )]
    lines: Vec<String>,
    /// What is taken off the whole: "10%", or an amount
    #[arg(long, value_name = "DISCOUNT", allow_hyphen_values = true)]
    discount: Option<String>,
}

impl Goods {
    /// Refuses lines that are not written as such, before a shop is opened.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        for (place, line) in self.lines.iter().enumerate() {
            read_line(place, line)?;
        }
        Ok(())
    }

    pub(super) fn discount(&self, shop: &Shop) -> Result<Option<Discount>, Refusal> {
        let typed = self.discount.as_deref();
        typed
            .map(|typed| typed::discount(shop, "discount", typed))
            .transpose()
    }

    /// The lines, as the shop takes them.
    pub(super) fn lines<C: Command>(
        &self,
        shop: &Shop,
        session: &Session,
        request: RequestId,
    ) -> Result<Vec<CheckoutLine>, Trouble> {
        read_lines::<C>(shop, session, request, &self.lines)
    }
}

/// The lines that were typed, as the shop takes them.
pub(super) fn read_lines<C: Command>(
    shop: &Shop,
    session: &Session,
    request: RequestId,
    typed: &[String],
) -> Result<Vec<CheckoutLine>, Trouble> {
    let mut lines = Vec::with_capacity(typed.len());
    for (place, line) in typed.iter().enumerate() {
        let (name, quantity) = read_line(place, line)?;
        let at = format!("/lines/{place}/sweet");
        let scanned = typed::scanned::<C>(shop, session, name, (request, &at))?;
        let at = format!("lines[{place}]");
        let told = match quantity {
            None => None,
            Some(typed) => {
                let look = |db: &ReadTx<'_>| catalogue::sweet(db, scanned.sweet);
                let known = shop.consult(session, Permission::Look, look)?;
                let known = known.ok_or_else(|| Refusal::unknown("sweet", name))?;
                let field = format!("{at}.quantity");
                Some(typed::quantity(&field, known.unit, typed)?)
            }
        };
        lines.push(typed::line_of(&at, &scanned, told)?);
    }
    Ok(lines)
}

/// `KAJU-1=2` or a code alone; a name may hold the sign too, so the last one counts.
fn read_line(place: usize, line: &str) -> Result<(&str, Option<&str>), Refusal> {
    match line.rsplit_once('=') {
        Some((sweet, quantity)) => Ok((sweet, Some(quantity))),
        None if !line.trim().is_empty() => Ok((line, None)),
        None => Err(Refusal::invalid(
            &format!("lines[{place}]"),
            "is written as a sweet and a quantity, such as KAJU-1=2, or as a code",
        )),
    }
}

/// What a customer gives.
#[derive(Debug, Args)]
pub(super) struct Given {
    /// What the customer gives in cash, such as 50 or 19.99
    #[arg(
        long,
        value_name = "AMOUNT",
        allow_hyphen_values = true,
        required_unless_present_any = ["tenders", "qr"]
    )]
    cash: Option<String>,
    /// Another payment: card, upi, bank, credit or gift, its amount, and its
    /// reference where it has one (of a gift card, its code); may be given again
    #[arg(
        long = "tender",
        value_name = "KIND=AMOUNT[,REFERENCE]",
        allow_hyphen_values = true
    )]
    tenders: Vec<String>,
    /// Ask for all of it at the payment provider instead, by a code that the customer scans; it is
    /// sold when that is paid
    #[arg(long)]
    qr: bool,
    /// For how many seconds that code is good
    #[arg(long = "hold", value_name = "SECONDS", default_value = "600")]
    hold_s: String,
}

impl Given {
    /// For how many seconds a code is asked for, where one is.
    pub(super) fn by_qr(&self) -> Result<Option<i64>, Refusal> {
        if !self.qr {
            return Ok(None);
        }
        if self.cash.is_some() || !self.tenders.is_empty() {
            let why = "is for all of it: leave what is paid in other ways out";
            return Err(Refusal::invalid("qr", why));
        }
        typed::whole("hold", &self.hold_s).map(Some)
    }

    /// The payments, as the shop takes them.
    pub(super) fn read(&self, shop: &Shop) -> Result<Vec<Tender>, Refusal> {
        read_tenders(shop, &self.tenders, self.cash.as_deref())
    }
}

/// Whether any of it is cash, which lies in a drawer then.
pub(super) fn gives_cash(tenders: &[Tender]) -> bool {
    tenders.iter().any(|given| given.kind == TenderKind::Cash)
}

/// The payments: those that were named, and then the cash.
pub(super) fn read_tenders(
    shop: &Shop,
    named: &[String],
    cash: Option<&str>,
) -> Result<Vec<Tender>, Refusal> {
    let mut tenders = Vec::with_capacity(named.len() + 1);
    for (place, typed) in named.iter().enumerate() {
        tenders.push(read_tender(shop, place, typed)?);
    }
    if let Some(cash) = cash {
        tenders.push(Tender::cash(typed::amount(shop, "cash", cash)?));
    }
    Ok(tenders)
}

/// `card=50` or `upi=19.99,412345678901`.
fn read_tender(shop: &Shop, place: usize, typed: &str) -> Result<Tender, Refusal> {
    let field = format!("tenders[{place}]");
    let told = typed
        .split_once('=')
        .and_then(|(kind, rest)| Some((TenderKind::of(kind.trim())?, rest)));
    let Some((kind, rest)) = told else {
        let why =
            "is written as cash, card, upi, bank, credit or gift and an amount, such as card=50";
        return Err(Refusal::invalid(&field, why));
    };
    let (amount, reference) = match rest.split_once(',') {
        Some((amount, reference)) => (amount, Some(reference.to_owned())),
        None => (rest, None),
    };
    Ok(Tender {
        kind,
        amount: typed::amount(shop, &format!("{field}.amount"), amount)?,
        reference,
    })
}
