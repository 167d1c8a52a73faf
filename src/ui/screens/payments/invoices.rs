//! The invoices: listed, raised from a receipt, and one of them whole.
//!
//! Promises: numbers and sums are the shop's own rows; what is wrong with an invoice is corrected
//! where its money or its goods went back, which this leads to. Leaves out editing: an invoice is
//! never edited.

use egui::{CentralPanel, Context, Id, Key, Modifiers, Panel, ScrollArea, Ui};

use super::{
    Link, invoice,
    row::{ROW, Row},
    words,
};
use crate::{
    shop::{
        Permission, Refusal,
        invoices::{self, Invoice, RaiseInvoice, Raised},
    },
    ui::{
        actions::Action,
        printing,
        remote::{Ask, Live, Outcome, sentence},
        theme::GAP,
        widgets::{
            Field, Push, Tone, banner, entered, nothing, rows::rows, select_all, typing_goes_to,
        },
        window::Cx,
    },
    values::InvoiceId,
};

/// How many are listed at first, and how many more each time older ones are asked for.
const PAGE: u32 = 100;

/// An invoice with what corrects it.
pub struct Shown {
    /// The invoice or credit note.
    pub invoice: Invoice,
    /// The invoice that a credit note corrects.
    pub corrects: Option<InvoiceId>,
    /// Its credit notes.
    pub notes: Vec<Invoice>,
}

/// What is to be shown.
#[derive(Clone, PartialEq)]
enum Wanted {
    Id(InvoiceId),
    Number(String),
}

/// The invoices of one window.
#[derive(Default)]
pub struct Invoices {
    pages: u32,
    found: Live<u32, Vec<Invoice>>,
    wanted: Option<Wanted>,
    shown: Live<Wanted, Option<Shown>>,
    search: String,
    receipt: String,
    raising: Option<Ask<Raised>>,
    error: Option<String>,
    focus_search: bool,
    bring: bool,
}

impl Invoices {
    /// Does what a key or the palette asked for.
    pub fn act(&mut self, action: Action) {
        self.focus_search |= action == Action::Search;
    }

    /// Shows one.
    pub fn open(&mut self, invoice: InvoiceId) {
        self.wanted = Some(Wanted::Id(invoice));
        self.search.clear();
        self.bring = true;
    }

    fn chosen(&self) -> Option<InvoiceId> {
        match self.wanted.as_ref()? {
            Wanted::Id(id) => Some(*id),
            wanted @ Wanted::Number(_) => {
                let shown = self.shown.answer_to(wanted)?.as_ref()?;
                Some(shown.invoice.id)
            }
        }
    }

    /// Shows them; where another tab is wished for, which.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Link> {
        self.keep(cx);
        self.take_answer(cx);
        let ctx = ui.ctx().clone();
        let search = Id::unique("invoice search").with(cx.desk.viewport());
        if !cx.covered && !ctx.any_popup_open() {
            let now = std::mem::take(&mut self.focus_search);
            typing_goes_to(&ctx, search, now);
            self.walk(&ctx);
        }
        let mut link = None;
        let width = match ctx.content_rect().width() >= 1240.0 {
            true => 440.0,
            false => 384.0,
        };
        Panel::right("invoice")
            .resizable(false)
            .exact_size(width)
            .frame(super::side(ui))
            .show(ui, |ui| link = self.detail(ui, cx));
        CentralPanel::default()
            .frame(super::main(ui))
            .show(ui, |ui| self.list(ui, cx, search));
        match link {
            Some(Link::Invoice(invoice)) => {
                self.open(invoice);
                ctx.request_repaint();
                None
            }
            other => other,
        }
    }

    fn keep(&mut self, cx: &Cx<'_>) {
        let limit = PAGE.saturating_mul(self.pages.saturating_add(1));
        let shop = cx.shop.clone();
        self.found.keep(cx.desk, cx.changes, &limit, move |limit| {
            shop.read(|db| invoices::list(db, None, *limit))
        });
        let Some(wanted) = &self.wanted else { return };
        let shop = cx.shop.clone();
        self.shown.keep(cx.desk, cx.changes, wanted, move |wanted| {
            shop.read(|db| {
                let found = match wanted {
                    Wanted::Id(id) => invoices::invoice(db, *id)?,
                    Wanted::Number(number) => invoices::find(db, number)?,
                };
                let Some(invoice) = found else {
                    return Ok(None);
                };
                let corrects = match &invoice.credits {
                    Some(number) => invoices::find(db, number)?.map(|first| first.id),
                    None => None,
                };
                Ok(Some(Shown {
                    corrects,
                    notes: invoices::credit_notes(db, invoice.id)?,
                    invoice,
                }))
            })
        });
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>) {
        match self.raising.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(raised)) => {
                self.raising = None;
                self.receipt.clear();
                self.search.clear();
                self.wanted = Some(Wanted::Number(raised.invoice.clone()));
                self.bring = true;
                let total = cx.facts.currency.format_with_code(raised.total);
                let text = format!("Invoice {} of {total} is raised.", raised.invoice);
                cx.notes.say(Tone::Good, text);
            }
            Some(Outcome::Refused(refusal)) => {
                self.raising = None;
                self.error = Some(match refusal {
                    Refusal::Invalid { why, .. } => sentence(&format!("this receipt {why}")),
                    other => sentence(&other),
                });
            }
            // The same is asked again by the button: it is raised once.
            Some(Outcome::Failed(why)) => self.error = Some(why),
        }
    }

    fn raise(&mut self, cx: &Cx<'_>) {
        self.error = None;
        if let Some(ask) = &mut self.raising {
            if !ask.under_way() {
                ask.again(cx.desk);
            }
            return;
        }
        let typed = self.receipt.trim();
        let digits = typed.strip_prefix(['R', 'r']).unwrap_or(typed);
        let Some(receipt) = digits.parse::<i64>().ok().filter(|number| *number > 0) else {
            self.error = Some("A receipt's number is needed, such as 12 or R000012.".to_owned());
            return;
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.raising = Some(Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, RaiseInvoice { receipt })
        }));
    }

    fn list(&mut self, ui: &mut Ui, cx: &Cx<'_>, search: Id) {
        self.fields(ui, cx, search);
        ui.add_space(GAP);
        if let Some(trouble) = self.found.trouble() {
            banner(ui, Tone::Bad, trouble);
            if ui.add(Push::new("Read again")).clicked() {
                self.found.read_again();
            }
        }
        let chosen = self.chosen();
        let Some(found) = self.found.latest() else {
            return;
        };
        if found.is_empty() {
            let text = "An invoice is raised with each payment at the provider, and of any \
                        receipt whose customer wants one.";
            nothing(ui, "No invoices yet", text);
            return;
        }
        let limit = PAGE.saturating_mul(self.pages.saturating_add(1));
        let more = found.len() >= limit as usize;
        let place = chosen.and_then(|id| found.iter().position(|row| row.id == id));
        // Until it is known which one a number is, there is nothing to bring.
        let bring = place.filter(|_| self.bring);
        self.bring &= bring.is_none();
        let length = found.len() + usize::from(more);
        let (mut pressed, mut older) = (None, false);
        rows(
            ui,
            "invoices",
            length,
            ROW,
            bring,
            |ui, rect, index| match found.get(index) {
                Some(one) => {
                    if row(ui, rect, cx, one, chosen == Some(one.id)) {
                        pressed = Some(one.id);
                    }
                }
                None => older |= super::older(ui, rect),
            },
        );
        if older {
            self.pages = self.pages.saturating_add(1);
        }
        if let Some(id) = pressed {
            self.wanted = Some(Wanted::Id(id));
            ui.ctx().request_repaint();
        }
    }

    fn fields(&mut self, ui: &mut Ui, cx: &Cx<'_>, search: Id) {
        let typed = self.search.trim().to_owned();
        let missing = match &self.wanted {
            Some(wanted @ Wanted::Number(number)) if *number == typed => {
                matches!(self.shown.answer_to(wanted), Some(None))
            }
            _ => false,
        };
        ui.horizontal_top(|ui| {
            let why = format!("No invoice has the number {typed}.");
            let field = Field::new("Find an invoice", &mut self.search)
                .hint("Its number, such as 25-26/12")
                .id(search)
                .limit(16)
                .error(missing.then_some(why.as_str()))
                .width((ui.available_width() * 0.4).clamp(190.0, 280.0))
                .show(ui);
            if field.changed() {
                let typed = self.search.trim();
                if !typed.is_empty() {
                    self.wanted = Some(Wanted::Number(typed.to_owned()));
                    self.bring = true;
                }
            }
            if field.gained_focus() && !field.changed() {
                select_all(ui, search, &self.search);
            }
            if !cx.standing.may(Permission::Sell) {
                return;
            }
            ui.add_space(GAP);
            let receipt = Field::new("Raise one of receipt", &mut self.receipt)
                .hint("12")
                .limit(20)
                .error(self.error.as_deref())
                .width(170.0)
                .show(ui);
            let asked = self.raising.as_ref();
            if receipt.changed() && asked.is_none_or(|ask| !ask.under_way()) {
                // Another receipt is another question; a receipt has one invoice at most.
                self.raising = None;
                self.error = None;
            }
            let enter = entered(ui, &receipt);
            ui.vertical(|ui| {
                ui.add_space(22.0);
                let asking = self.raising.as_ref();
                let free = asking.is_none_or(|ask| !ask.under_way());
                let pressed = ui.add_enabled(free, Push::new("Raise the invoice"));
                if free && (pressed.clicked() || enter) {
                    self.raise(cx);
                }
            });
        });
        let waiting = self.raising.as_ref();
        if let Some(waiting) = waiting.and_then(|ask| ask.held_up(ui.ctx(), cx.shop)) {
            banner(ui, Tone::Warn, &waiting);
        }
    }

    fn detail(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Link> {
        let Some(wanted) = &self.wanted else {
            nothing(
                ui,
                "No invoice chosen",
                "Pick one at the left to see what it is for and what paid it.",
            );
            return None;
        };
        if let Some(trouble) = self.shown.trouble() {
            banner(ui, Tone::Bad, trouble);
        }
        // While another number is being typed, the one before stays.
        let shown = self.shown.answer_to(wanted).or(self.shown.latest());
        let shown = shown?.as_ref()?;
        let mut link = None;
        let id = shown.invoice.id;
        let called = format!(
            "{} {}",
            words::kind(shown.invoice.kind),
            shown.invoice.number
        );
        Panel::bottom("what may be done with the invoice")
            .resizable(false)
            .frame(super::foot(ui))
            .show(ui, |ui| {
                printing::invoice_buttons(ui, cx, id, &called);
            });
        ScrollArea::vertical()
            .id_salt(("invoice", shown.invoice.id.get()))
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_width(ui.available_width() - 8.0);
                link = invoice::show(ui, cx, shown);
            });
        link
    }

    /// The arrows: another one is chosen and brought into sight.
    fn walk(&mut self, ctx: &Context) {
        let chosen = self.chosen();
        let Some(found) = self.found.latest().filter(|found| !found.is_empty()) else {
            return;
        };
        let step = ctx.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            isize::from(pressed(Key::ArrowDown)) - isize::from(pressed(Key::ArrowUp))
        });
        let at = chosen.and_then(|id| found.iter().position(|row| row.id == id));
        let next = match (at, step) {
            (_, 0) => return,
            (None, _) => 0,
            (Some(at), step) => at.saturating_add_signed(step).min(found.len() - 1),
        };
        self.wanted = found.get(next).map(|row| Wanted::Id(row.id));
        self.bring = true;
    }
}

fn row(ui: &mut Ui, rect: egui::Rect, cx: &Cx<'_>, one: &Invoice, chosen: bool) -> bool {
    let at = cx.facts.zone.date_time(one.at);
    let (state, tone) = words::invoice(one.state);
    let amount = cx.facts.currency.format(one.total);
    let text = match (&one.customer, &one.credits, one.receipt) {
        (Some(customer), _, _) => customer.clone(),
        (None, Some(number), _) => format!("Corrects {number}"),
        (None, None, Some(receipt)) => format!("Receipt {receipt}"),
        (None, None, None) => String::new(),
    };
    let row = Row {
        name: format!(
            "{} {}, {at}, {state}, {amount}",
            words::kind(one.kind),
            one.number
        ),
        number: (&one.number, 128.0),
        at: &at,
        chip: (state, tone),
        text: (&text, Tone::Plain),
        amount: &amount,
        chosen,
    };
    row.show(ui, rect, ui.scope_id().with(("invoice", one.id.get())))
}
