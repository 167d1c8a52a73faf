//! Taking an order, changing what is in it, and moving it.

use clap::Args;

use super::{
    super::{
        Asking, Common, customers,
        goods::{Goods, gives_cash, read_lines, read_tenders},
        output::{Out, Stop},
        shifts::note_no_drawer,
        typed,
    },
    Which, typing,
};
use crate::{
    shop::{
        Command, Permission, Refusal, Session, Shop, Trouble,
        orders::{self, ChangeOrder, Changed, Deposit, MoveOrder, PlaceOrder, code_of_order},
        sales::CheckoutLine,
        stock::Short,
        stored_value::CardCode,
    },
    values::{OrderId, RequestId, ShiftId},
};

#[derive(Debug, Args)]
pub(in super::super) struct Place {
    #[command(flatten)]
    goods: Goods,
    /// How a line is wanted, such as "1=Happy birthday, Mira"; lines are counted from 1
    #[arg(long = "inscription", value_name = "LINE=TEXT")]
    inscriptions: Vec<String>,
    /// When it is picked up, such as "2026-03-05 17:00"
    #[arg(long, visible_alias = "start")]
    at: String,
    /// Where it is picked up; without it, the only place there is
    #[arg(long, value_name = "CALENDAR")]
    calendar: Option<String>,
    /// Who orders: a customer's id, whole name or phone number
    #[arg(long, allow_hyphen_values = true, conflicts_with_all = ["name", "phone"])]
    customer: Option<String>,
    /// Who orders, where they are no customer of the shop's yet
    #[arg(long)]
    name: Option<String>,
    /// Their phone number
    #[arg(long, allow_hyphen_values = true)]
    phone: Option<String>,
    /// What is noted with it
    #[arg(long)]
    note: Option<String>,
    /// How many minutes before it is picked up the kitchen begins with it
    #[arg(
        long,
        visible_alias = "preparation-minutes",
        value_name = "MINUTES",
        allow_hyphen_values = true
    )]
    prepare: Option<String>,
    /// What is paid ahead, with --cash or --tender
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    deposit: Option<String>,
    /// What the customer gives for that in cash
    #[arg(
        long,
        value_name = "AMOUNT",
        allow_hyphen_values = true,
        requires = "deposit"
    )]
    cash: Option<String>,
    /// Another payment of it: card, upi or bank, its amount, and its reference
    #[arg(
        long = "tender",
        value_name = "KIND=AMOUNT[,REFERENCE]",
        allow_hyphen_values = true,
        requires = "deposit"
    )]
    tenders: Vec<String>,
    /// The drawer it is paid into
    #[arg(long, requires = "deposit")]
    drawer: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

impl Place {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let shop = common.open()?;
        let start = typing::moment(shop.about().zone, "at", &self.at)?;
        let discount = self.goods.discount(&shop)?;
        let minutes = self
            .prepare
            .map(|typed| typed::whole("prepare", &typed))
            .transpose()?;
        let tenders = read_tenders(&shop, &self.tenders, self.cash.as_deref())?;
        let amount = self
            .deposit
            .map(|typed| typed::amount(&shop, "deposit", &typed))
            .transpose()?;
        let session = common.log_in(&shop)?;
        let customer = self
            .customer
            .map(|typed| customers::find(&shop, &session, &typed))
            .transpose()?;
        let mut lines = self.goods.lines::<PlaceOrder>(&shop, &session, request)?;
        inscribe(&mut lines, &self.inscriptions)?;
        let deposit = match amount {
            Some(amount) => Some(Deposit {
                // The same request makes the same card.
                code: CardCode::for_request(request),
                amount,
                tenders,
                shift: shift(&shop, &session, self.drawer.as_deref(), request)?,
            }),
            None => None,
        };
        let place = PlaceOrder {
            calendar: typing::calendar(&shop, &session, self.calendar.as_deref())?,
            start,
            lines,
            discount,
            customer: customer.map(|customer| customer.id),
            name: self.name,
            phone: self.phone,
            note: self.note,
            preparation_minutes: minutes,
            total: None,
            deposit,
            basket: None,
        };
        let deposit = place.deposit.as_ref();
        let (cash, shift) = deposit.map_or((false, None), |paid| {
            (gives_cash(&paid.tenders), paid.shift)
        });
        let placed = shop.execute(&session, request, place)?;
        note_no_drawer(&shop, &session, cash, shift);
        out.done(request, &placed, || {
            let about = shop.about();
            let mut text = format!(
                "order {} ({}) for {}: {}",
                placed.display,
                code_of_order(placed.order),
                about.zone.date_time(placed.start),
                about.currency.format_with_code(placed.total)
            );
            if let Some(paid) = &placed.deposit {
                let (amount, change) = (
                    about.currency.format(paid.total),
                    about.currency.format(paid.change),
                );
                text.push_str(&format!(
                    "; {amount} paid ahead on receipt {}, change {change}",
                    paid.number
                ));
            }
            for short in to_be_made(&shop, &session, placed.order) {
                text.push_str(&format!("\nto be made: {} of {}", short.told, short.name));
            }
            text
        })
    }
}

/// What an order that was taken is short of; what can't be read is told by `orders show`.
fn to_be_made(shop: &Shop, session: &Session, order: OrderId) -> Vec<Short> {
    let found = shop.consult(session, Permission::Look, |db| orders::order(db, order));
    found
        .ok()
        .flatten()
        .map_or_else(Vec::new, |found| found.short)
}

/// The shift that what is paid ahead belongs to, or belonged to when it was first asked.
fn shift(
    shop: &Shop,
    session: &Session,
    drawer: Option<&str>,
    request: RequestId,
) -> Result<Option<ShiftId>, Trouble> {
    let Some(drawer) = drawer else {
        return Ok(None);
    };
    let first = shop.asked_before::<PlaceOrder>(session, request)?;
    match first.and_then(|asked| asked.pointer("/deposit/shift")?.as_i64()) {
        Some(id) => Ok(Some(ShiftId::new(id))),
        None => typed::shift(shop, session, drawer).map(Some),
    }
}

fn inscribe(lines: &mut [CheckoutLine], typed: &[String]) -> Result<(), Refusal> {
    for text in typed {
        let told = text.split_once('=');
        let place = told.and_then(|(place, _)| place.trim().parse::<usize>().ok());
        let line = place.and_then(|place| lines.get_mut(place.checked_sub(1)?));
        match (line, told) {
            (Some(line), Some((_, wanted))) => line.note = Some(wanted.to_owned()),
            _ => {
                let why = "is written as the line's place and a text, such as 1=Happy birthday";
                return Err(Refusal::invalid("inscription", why));
            }
        }
    }
    Ok(())
}

#[derive(Debug, Args)]
pub(in super::super) struct Change {
    #[command(flatten)]
    which: Which,
    /// All that is ordered from now on, at the prices of now; left out, it stays
    #[arg(
        long = "line",
        value_name = "SWEET[=QUANTITY]",
        allow_hyphen_values = true
    )]
    lines: Vec<String>,
    /// How a line is wanted, such as "1=Happy birthday, Mira"
    #[arg(long = "inscription", value_name = "LINE=TEXT", requires = "lines")]
    inscriptions: Vec<String>,
    /// With lines: what is taken off the whole
    #[arg(
        long,
        value_name = "DISCOUNT",
        allow_hyphen_values = true,
        requires = "lines"
    )]
    discount: Option<String>,
    /// What is noted with it; an empty text takes it away
    #[arg(long)]
    note: Option<String>,
    /// How many minutes before it is picked up the kitchen begins with it
    #[arg(
        long,
        visible_alias = "preparation-minutes",
        value_name = "MINUTES",
        allow_hyphen_values = true
    )]
    prepare: Option<String>,
}

impl Change {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.which.asking.request.as_deref())?;
        let order = typing::order(&self.which.order)?;
        let minutes = self
            .prepare
            .map(|typed| typed::whole("prepare", &typed))
            .transpose()?;
        if self.lines.is_empty() && self.note.is_none() && minutes.is_none() {
            let why = "tell what is to change: --line, --note or --prepare";
            return Err(Stop::Usage(why.into()));
        }
        let shop = common.open()?;
        let discount = self
            .discount
            .map(|typed| typed::discount(&shop, "discount", &typed))
            .transpose()?;
        let session = common.log_in(&shop)?;
        let lines = match self.lines.is_empty() {
            true => None,
            false => {
                let mut lines = read_lines::<ChangeOrder>(&shop, &session, request, &self.lines)?;
                inscribe(&mut lines, &self.inscriptions)?;
                Some(lines)
            }
        };
        let told = self.which.version.as_deref();
        let change = ChangeOrder {
            order,
            version: typing::version::<ChangeOrder>(&shop, &session, (request, order), told)?,
            lines,
            discount,
            note: self.note,
            preparation_minutes: minutes,
        };
        changed(out, (&shop, &session), request, change)
    }
}

#[derive(Debug, Args)]
pub(in super::super) struct Move {
    #[command(flatten)]
    which: Which,
    /// When it is picked up, such as "2026-03-05 17:00"
    #[arg(long, visible_alias = "start")]
    at: String,
    /// Where it is picked up; without it, where it is now
    #[arg(long, value_name = "CALENDAR")]
    calendar: Option<String>,
}

impl Move {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.which.asking.request.as_deref())?;
        let order = typing::order(&self.which.order)?;
        let shop = common.open()?;
        let start = typing::moment(shop.about().zone, "at", &self.at)?;
        let session = common.log_in(&shop)?;
        let calendar = match &self.calendar {
            Some(typed) => Some(typing::calendar(&shop, &session, Some(typed))?),
            None => None,
        };
        let told = self.which.version.as_deref();
        let moved = MoveOrder {
            order,
            version: typing::version::<MoveOrder>(&shop, &session, (request, order), told)?,
            calendar,
            start,
        };
        changed(out, (&shop, &session), request, moved)
    }
}

fn changed<C: Command<Outcome = Changed>>(
    out: &Out,
    (shop, session): (&Shop, &Session),
    request: RequestId,
    change: C,
) -> Result<(), Stop> {
    let changed = shop.execute(session, request, change)?;
    out.done(request, &changed, || {
        let about = shop.about();
        format!(
            "order {} ({}) for {}: {}",
            changed.display,
            code_of_order(changed.order),
            about.zone.date_time(changed.start),
            about.currency.format_with_code(changed.total)
        )
    })
}
