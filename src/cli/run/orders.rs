//! What a line may ask for, and what it is answered with.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    super::{calendars, typed},
    answers::Answer,
    appointments, later,
    lines::Line,
    looking::{LOOK, RECEIPT},
    people,
    told::with_cash,
};
use crate::{
    shop::{
        Command, Permission, Refusal, Session, Shop, Trouble,
        appointments::{Book, Cancel, Confirm, Edit, MarkDone, MarkNoShow, PayFee, Reschedule},
        catalogue::{AddSweet, EditSweet, ReinstateSweet, RetireSweet, ScaleLabels},
        customers::{AddCustomer, EditCustomer},
        orders::{
            AdvanceOrder, CancelOrder, ChangeOrder, HandOver, MoveOrder, OrderRules, PlaceOrder,
        },
        printing::{
            DiscardPrint, PrintLabels, PrintOrder, PrintReceipt, PrintTest, PrintZReport, Printers,
            Template, UpiPayee,
        },
        sales::{
            Checkout, TakeBack, VoidSale,
            quotes::{MakeQuotation, SellQuotation, TakeUpQuotation, WithdrawQuotation},
        },
        settings::{ChangeSetting, Selling},
        shifts::{self, CloseShift, CountShift, MoveCash, OpenShift, ShiftRules},
        slots::{AddCalendar, ClearDate, EditCalendar, SetDate},
        staff::{Approve, ChangeRole, Reinstate, Retire},
        stock::{Correct, Restock, WriteOff},
        taxes::{AddTax, EditTax},
    },
    store::Fault,
    values::RequestId,
};

/// Looks at what a calendar offers on a date.
const OFFERED_SLOTS: &str = "slots.offered";
/// Looks at the drawers and their open shifts.
const DRAWERS: &str = "shifts.drawers";

/// What there is, for whoever asks for something else.
const OFFERED: &[&str] = &[
    Checkout::NAME,
    TakeBack::NAME,
    VoidSale::NAME,
    MakeQuotation::NAME,
    SellQuotation::NAME,
    WithdrawQuotation::NAME,
    TakeUpQuotation::NAME,
    PlaceOrder::NAME,
    ChangeOrder::NAME,
    MoveOrder::NAME,
    AdvanceOrder::NAME,
    HandOver::NAME,
    CancelOrder::NAME,
    <ChangeSetting<OrderRules> as Command>::NAME,
    Restock::NAME,
    Correct::NAME,
    WriteOff::NAME,
    AddCustomer::NAME,
    EditCustomer::NAME,
    AddSweet::NAME,
    EditSweet::NAME,
    RetireSweet::NAME,
    ReinstateSweet::NAME,
    Approve::NAME,
    ChangeRole::NAME,
    Retire::NAME,
    Reinstate::NAME,
    AddCalendar::NAME,
    EditCalendar::NAME,
    SetDate::NAME,
    ClearDate::NAME,
    OFFERED_SLOTS,
    AddTax::NAME,
    EditTax::NAME,
    <ChangeSetting<Selling> as Command>::NAME,
    <ChangeSetting<ScaleLabels> as Command>::NAME,
    <ChangeSetting<Printers> as Command>::NAME,
    <ChangeSetting<Template> as Command>::NAME,
    <ChangeSetting<UpiPayee> as Command>::NAME,
    PrintReceipt::NAME,
    PrintOrder::NAME,
    PrintZReport::NAME,
    PrintLabels::NAME,
    PrintTest::NAME,
    DiscardPrint::NAME,
    <ChangeSetting<ShiftRules> as Command>::NAME,
    OpenShift::NAME,
    MoveCash::NAME,
    CountShift::NAME,
    CloseShift::NAME,
    Book::NAME,
    Confirm::NAME,
    Cancel::NAME,
    MarkDone::NAME,
    MarkNoShow::NAME,
    Reschedule::NAME,
    Edit::NAME,
    PayFee::NAME,
    appointments::LOOK,
    DRAWERS,
    LOOK,
    RECEIPT,
    later::LOOK,
];

/// What `sherbet run --help` says of the lines.
pub(super) const HELP: &str = r#"Each line is a JSON object:

  {"request":"<uuid>","do":"sales.checkout","lines":[{"sweet":"KAJU-1","quantity":2}],"cash_minor":5000}

and is answered by one line, in the order in which they are done:

  {"request":"<uuid>","done":{…}}
  {"request":"<uuid>","refused":{"reason":"…","message":"…"}}
  {"request":"<uuid>","fault":{"code":"…","settled":true,"message":"…"}}

There are sales.checkout, sales.take_back, sales.void, sales.quote, sales.sell_quoted,
sales.withdraw_quoted, baskets.take_up_quoted, orders.place, orders.change, orders.move,
orders.advance, orders.hand_over, orders.cancel, settings.orders, orders.look (order), stock.restock, stock.correct, stock.write_off, catalogue.add,
catalogue.edit, catalogue.retire, catalogue.reinstate, staff.approve,
staff.change_role, staff.retire, staff.reinstate, customers.add, customers.edit, customers.merge, customers.erase,
customers.consent, codes.ask, codes.check,
appointments.confirm_by_code, orders.hand_over_by_code, messages.retry, settings.phones, settings.codes, settings.sms, taxes.add, taxes.edit, settings.selling, settings.shifts, settings.scale_labels,
settings.printers, settings.slips, settings.upi, printing.receipt, printing.order, printing.z_report, printing.labels, printing.test, printing.discard,
shifts.open, shifts.move_cash, shifts.count, shifts.close, calendars.add, calendars.edit,
calendars.set_date, calendars.clear_date, appointments.book, appointments.confirm,
appointments.cancel, appointments.done, appointments.no_show, appointments.reschedule,
appointments.edit, appointments.pay_fee, and to look, stock.look (sweet), sales.receipt (number),
appointments.look (appointment), slots.offered (calendar, date) and shifts.drawers. A sweet is
told by its id (a number), or by SKU, barcode, a scale's label or whole name (a text; a sale's
line then needs no quantity where the code has one); an account or a calendar by its id or its
name; an order by its id or its code, such as "O000017". A line that edits, retires, brings back or changes a role tells the version it saw. Of an
appointment and an order, calendar, customer and staff may be named, and start is a text such as
"2026-03-02 14:00" by the shop's clock, or milliseconds since 1970 in UTC.

Exit status: 0 all done, 1 something was refused, 3 there was a fault."#;

/// Whoever does what the lines ask for.
pub(super) struct Orders<'s> {
    pub(super) shop: &'s Shop,
    pub(super) session: &'s Session,
}

impl<'s> Orders<'s> {
    pub(super) fn new(shop: &'s Shop, session: &'s Session) -> Orders<'s> {
        Orders { shop, session }
    }

    /// Does what a line asks for.
    pub(super) fn obey(&self, line: Line) -> Answer {
        let mut request = Value::Null;
        match self.obeyed(line, &mut request) {
            Ok(outcome) => Answer::Done { request, outcome },
            Err(Trouble::Refused(refusal)) => Answer::Refused { request, refusal },
            Err(Trouble::Fault(fault)) => Answer::Fault { request, fault },
        }
    }

    /// Puts the request's id, as far as it can be read, where the answer finds it.
    fn obeyed(&self, line: Line, asked_as: &mut Value) -> Result<Value, Trouble> {
        let Line { number, text } = line;
        let unreadable = |why: String| Refusal::invalid("line", format!("line {number} {why}"));
        let text = text.ok_or_else(|| unreadable("is longer than 1 MiB".into()))?;
        let mut fields: Map<String, Value> = serde_json::from_slice(&text)
            .map_err(|e| unreadable(format!("is not a JSON object: {e}")))?;
        *asked_as = fields.remove("request").unwrap_or_default();
        let request = match &*asked_as {
            Value::String(text) => typed::request(Some(text))?,
            Value::Null => {
                return Err(Refusal::invalid(
                    "request",
                    "an id is needed, a UUID that is kept until the line is answered",
                )
                .into());
            }
            _ => return Err(Refusal::invalid("request", "not a text with a UUID").into()),
        };
        let there_is = || [OFFERED, people::OFFERED].concat().join(", ");
        let asked_for = match fields.remove("do") {
            Some(Value::String(asked_for)) => asked_for,
            _ => return Err(Refusal::invalid("do", format!("one of {}", there_is())).into()),
        };
        match asked_for.as_str() {
            Checkout::NAME => {
                let fields = with_cash(fields)?;
                self.command::<Checkout>(request, fields)
            }
            TakeBack::NAME => self.command::<TakeBack>(request, fields),
            VoidSale::NAME => self.command::<VoidSale>(request, fields),
            MakeQuotation::NAME => self.command::<MakeQuotation>(request, fields),
            SellQuotation::NAME => self.command::<SellQuotation>(request, with_cash(fields)?),
            WithdrawQuotation::NAME => self.command::<WithdrawQuotation>(request, fields),
            TakeUpQuotation::NAME => self.command::<TakeUpQuotation>(request, fields),
            AddCalendar::NAME => self.command::<AddCalendar>(request, fields),
            EditCalendar::NAME => self.command::<EditCalendar>(request, fields),
            SetDate::NAME => self.command::<SetDate>(request, fields),
            ClearDate::NAME => self.command::<ClearDate>(request, fields),
            OFFERED_SLOTS => {
                calendars::looked_at(self.shop, self.session, &mut fields)?;
                as_json(&calendars::offered(self.shop, self.session, read(fields)?)?)
            }
            PlaceOrder::NAME => self.order::<PlaceOrder>(request, fields),
            ChangeOrder::NAME => self.order::<ChangeOrder>(request, fields),
            MoveOrder::NAME => self.order::<MoveOrder>(request, fields),
            AdvanceOrder::NAME => self.order::<AdvanceOrder>(request, fields),
            HandOver::NAME => self.order::<HandOver>(request, with_cash(fields)?),
            CancelOrder::NAME => self.order::<CancelOrder>(request, fields),
            ChangeSetting::<OrderRules>::NAME => {
                self.command::<ChangeSetting<OrderRules>>(request, fields)
            }
            later::LOOK => later::look(self.shop, self.session, fields),
            AddTax::NAME => self.command::<AddTax>(request, fields),
            EditTax::NAME => self.command::<EditTax>(request, fields),
            AddCustomer::NAME => self.command::<AddCustomer>(request, fields),
            EditCustomer::NAME => self.command::<EditCustomer>(request, fields),
            ChangeSetting::<Selling>::NAME => {
                self.command::<ChangeSetting<Selling>>(request, fields)
            }
            ChangeSetting::<ScaleLabels>::NAME => {
                self.command::<ChangeSetting<ScaleLabels>>(request, fields)
            }
            ChangeSetting::<Printers>::NAME => {
                self.command::<ChangeSetting<Printers>>(request, fields)
            }
            ChangeSetting::<Template>::NAME => {
                self.command::<ChangeSetting<Template>>(request, fields)
            }
            ChangeSetting::<UpiPayee>::NAME => {
                self.command::<ChangeSetting<UpiPayee>>(request, fields)
            }
            PrintReceipt::NAME => self.command::<PrintReceipt>(request, fields),
            PrintOrder::NAME => self.command::<PrintOrder>(request, fields),
            PrintZReport::NAME => self.command::<PrintZReport>(request, fields),
            PrintLabels::NAME => self.command::<PrintLabels>(request, fields),
            PrintTest::NAME => self.command::<PrintTest>(request, fields),
            DiscardPrint::NAME => self.command::<DiscardPrint>(request, fields),
            ChangeSetting::<ShiftRules>::NAME => {
                self.command::<ChangeSetting<ShiftRules>>(request, fields)
            }
            OpenShift::NAME => self.command::<OpenShift>(request, fields),
            MoveCash::NAME => self.command::<MoveCash>(request, fields),
            CountShift::NAME => self.command::<CountShift>(request, fields),
            CloseShift::NAME => self.command::<CloseShift>(request, fields),
            Book::NAME => self.appointment::<Book>(request, fields),
            Confirm::NAME => self.appointment::<Confirm>(request, fields),
            Cancel::NAME => self.appointment::<Cancel>(request, fields),
            MarkDone::NAME => self.appointment::<MarkDone>(request, fields),
            MarkNoShow::NAME => self.appointment::<MarkNoShow>(request, fields),
            Reschedule::NAME => self.appointment::<Reschedule>(request, fields),
            Edit::NAME => self.appointment::<Edit>(request, fields),
            PayFee::NAME => self.appointment::<PayFee>(request, with_cash(fields)?),
            appointments::LOOK => self.look_at_appointment(fields),
            DRAWERS => {
                let drawers = self
                    .shop
                    .consult(self.session, Permission::Sell, shifts::drawers)?;
                as_json(&drawers)
            }
            Restock::NAME => self.command::<Restock>(request, fields),
            Correct::NAME => self.command::<Correct>(request, fields),
            WriteOff::NAME => self.command::<WriteOff>(request, fields),
            AddSweet::NAME => self.command::<AddSweet>(request, fields),
            EditSweet::NAME => self.command::<EditSweet>(request, fields),
            RetireSweet::NAME => self.command::<RetireSweet>(request, fields),
            ReinstateSweet::NAME => self.command::<ReinstateSweet>(request, fields),
            Approve::NAME => self.command::<Approve>(request, fields),
            ChangeRole::NAME => self.command::<ChangeRole>(request, fields),
            Retire::NAME => self.command::<Retire>(request, fields),
            Reinstate::NAME => self.command::<Reinstate>(request, fields),
            LOOK => self.look(fields),
            RECEIPT => self.receipt(fields),
            other if people::OFFERED.contains(&other) => self.about_people(other, request, fields),
            other => {
                let shown: String = other.chars().take(40).collect();
                let why = format!("“{shown}” is not known; there are {}", there_is());
                Err(Refusal::invalid("do", why).into())
            }
        }
    }

    /// As [`Orders::command`], for an order for later, whose place and time may be told as
    /// people say them.
    fn order<C: Command + DeserializeOwned>(
        &self,
        request: RequestId,
        mut fields: Map<String, Value>,
    ) -> Result<Value, Trouble> {
        later::name(self.shop, self.session, &mut fields)?;
        self.command::<C>(request, fields)
    }

    pub(super) fn shop(&self) -> &Shop {
        self.shop
    }

    pub(super) fn session(&self) -> &Session {
        self.session
    }

    pub(super) fn command<C: Command + DeserializeOwned>(
        &self,
        request: RequestId,
        mut fields: Map<String, Value>,
    ) -> Result<Value, Trouble> {
        self.name_sweets::<C>(request, &mut fields)?;
        if let Some(account) = fields.get_mut("account")
            && let Value::String(name) = account
        {
            let found = typed::account(self.shop, self.session, name)?;
            *account = found.id.get().into();
        }
        later::order_by_code(&mut fields)?;
        calendars::by_name::<C>(self.shop, self.session, request, &mut fields)?;
        let command: C = read(fields)?;
        as_json(&self.shop.execute(self.session, request, command)?)
    }
}

/// The fields as a command; what can't be is a refusal that names the field.
pub(super) fn read<T: DeserializeOwned>(fields: Map<String, Value>) -> Result<T, Refusal> {
    serde_path_to_error::deserialize(Value::Object(fields)).map_err(|error| typed::misread(&error))
}

pub(super) fn as_json(outcome: &impl Serialize) -> Result<Value, Trouble> {
    serde_json::to_value(outcome).map_err(|e| {
        Fault::Bug {
            what: format!("an answer could not be written as JSON: {e}"),
        }
        .into()
    })
}
