//! What of a window is behind the log-in: the screens of one person, and the lock before them.
//!
//! Promises: who may no longer be here goes with the reason; a window that nobody touches locks
//! itself. Leaves out who may come in, which is the window's.

use std::{sync::Arc, time::Duration};

use egui::{CentralPanel, Frame, Ui};

use super::{Cx, Paper, Screen};
use crate::{
    gateway::Vault,
    shop::{
        Permission, Refusal, Session, Shop, ShopFacts, Trouble,
        slots::Held,
        staff::{self, Account},
    },
    ui::{
        actions::{self, Action, Standing},
        balance::Balance,
        display::Display,
        office::Office,
        overlays::{Notes, lock::LockScreen},
        printing::{Prints, Wishes},
        provider::Provider,
        remote::{Desk, Live, sentence},
        scanner::Scanner,
        screens::{
            calendar::CalendarRoom,
            counter::Counter,
            customers::CustomerRoom,
            diagnostics::{Diagnostics, Instruments},
            orders::OrderRoom,
            payments::PaymentsRoom,
            quotations::QuotationRoom,
            sales::SalesRoom,
            settings::SettingsRoom,
            shift::ShiftRoom,
            staff_room::StaffRoom,
            stock_room::StockRoom,
        },
        theme::tokens,
        top_bar::TopBar,
        widgets::Tone,
    },
};

/// What is behind the log-in.
pub(super) struct Inside {
    pub(super) shop: Shop,
    pub(super) facts: ShopFacts,
    pub(super) session: Session,
    /// Who it is, or why the session is over.
    me: Live<(), Result<Option<Account>, Refusal>>,
    waiting: Live<bool, usize>,
    screen: Screen,
    counter: Counter,
    stock_room: StockRoom,
    sales: SalesRoom,
    quotations: QuotationRoom,
    customers: CustomerRoom,
    calendar: CalendarRoom,
    orders: OrderRoom,
    payments: PaymentsRoom,
    vault: Vault,
    staff: StaffRoom,
    prints: Prints,
    wishes: Wishes,
    display: Arc<Display>,
    balance: Balance,
    provider: Provider,
    instruments: Instruments,
    diagnostics: Diagnostics,
    settings: SettingsRoom,
    shift: ShiftRoom,
    scanner: Scanner,
    locked: Option<LockScreen>,
    last_input: f64,
}

impl Inside {
    pub(super) fn new(
        shop: Shop,
        session: Session,
        display: Arc<Display>,
        office: &Office,
        now: f64,
    ) -> Self {
        Self {
            facts: shop.about().clone(),
            shop,
            session,
            me: Live::default(),
            waiting: Live::default(),
            screen: Screen::Counter,
            counter: Counter::default(),
            stock_room: StockRoom::default(),
            sales: SalesRoom::default(),
            quotations: QuotationRoom::default(),
            customers: CustomerRoom::default(),
            calendar: CalendarRoom::default(),
            orders: OrderRoom::default(),
            payments: PaymentsRoom::default(),
            vault: office.vault().clone(),
            staff: StaffRoom::default(),
            prints: Prints::default(),
            wishes: Wishes::default(),
            display,
            balance: office.balance().clone(),
            provider: office.provider().clone(),
            instruments: office.instruments().clone(),
            diagnostics: Diagnostics::default(),
            settings: SettingsRoom::default(),
            shift: ShiftRoom::default(),
            scanner: Scanner::default(),
            locked: None,
            last_input: now,
        }
    }

    pub(super) fn standing(&self) -> Standing {
        let role = self
            .me
            .latest()
            .and_then(|me| me.as_ref().ok()?.as_ref())
            .map(|account| account.role);
        Standing {
            role,
            locked: self.locked.is_some(),
        }
    }

    /// Whether what was entered at the counter is being looked up.
    pub(super) fn looks_up(&self) -> bool {
        self.counter.looks_up()
    }

    pub(super) fn leave(&mut self, desk: &Desk) {
        self.counter.leave(&self.shop, &self.session, desk);
    }

    /// One frame; the reason where the person has to go (none: went by themselves).
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        changes: u64,
        wanted: &mut Vec<Action>,
        notes: &mut Notes,
        covered: bool,
    ) -> Option<Option<String>> {
        let (shop, session) = (self.shop.clone(), self.session.clone());
        self.me.keep(desk, changes, &(), move |()| {
            match shop.consult(&session, Permission::Look, |db| staff::me(db, &session)) {
                Ok(me) => Ok(Ok(me)),
                Err(Trouble::Refused(refusal)) => Ok(Err(refusal)),
                Err(Trouble::Fault(fault)) => Err(fault),
            }
        });
        if let Some(Err(over)) = self.me.latest() {
            return Some(Some(match over {
                Refusal::AccountRetired { .. } => {
                    "Your account was retired. Ask an admin if you think this is a mistake."
                        .to_owned()
                }
                other => sentence(other),
            }));
        }
        self.count_who_waits(desk, changes);
        let left = self
            .shift
            .look_after(desk, changes, &self.shop, &self.session);
        if let Some(told) = left {
            notes.say(Tone::Warn, told);
        }
        self.lock_when_idle(ui);
        if let Some(lock) = &mut self.locked {
            self.diagnostics.put_away();
            let answer = lock.show(ui, &self.shop, &self.session, desk);
            // Work that is under way behind the lock is still looked after.
            self.with_cx(desk, changes, wanted, notes, true, |inside, cx| {
                inside.counter.look_after(cx);
            });
            match answer {
                Some(true) => {
                    self.locked = None;
                    ui.ctx().request_repaint();
                }
                Some(false) => return Some(None),
                None => {}
            }
            return None;
        }
        if !self.standing().allows(self.screen.action()) {
            self.screen = Screen::Counter;
        }
        let at_counter = self.screen == Screen::Counter;
        let scans = if at_counter && self.counter.hears_typing(ui.ctx(), desk, covered) {
            self.scanner.forget();
            Vec::new()
        } else {
            self.scanner.listen(ui.ctx())
        };
        let in_sight = at_counter && !covered;
        let shown = self.screen;
        TopBar {
            shop: &self.facts.name,
            person: self.session.name(),
            standing: self.standing(),
            screen: self.screen,
            waiting: self.waiting.latest().copied().unwrap_or(0),
            drawer: self.shift.drawer(),
            adrift: self.shift.is_adrift(),
        }
        .show(ui, wanted);
        self.with_cx(desk, changes, wanted, notes, covered, |inside, cx| {
            for code in &scans {
                inside.counter.take_scan(cx, code, in_sight);
            }
            inside.prints.show(ui, cx);
            let t = tokens(ui);
            CentralPanel::default()
                .frame(Frame::new().fill(t.canvas))
                .show(ui, |ui| {
                    if inside.screen != Screen::Counter {
                        inside.counter.look_after(cx);
                    }
                    if inside.screen != Screen::Diagnostics {
                        inside.diagnostics.put_away();
                    }
                    match inside.screen {
                        Screen::Counter => inside.counter.show(ui, cx),
                        Screen::StockRoom => inside.stock_room.show(ui, cx),
                        Screen::Sales => inside.sales.show(ui, cx),
                        Screen::Payments => inside.payments.show(ui, cx),
                        Screen::Staff => inside.staff.show(ui, cx),
                        Screen::Settings => inside.settings.show(ui, cx),
                        Screen::Shift => inside.shift.show(ui, cx),
                        Screen::Customers => inside.customers.show(ui, cx),
                        Screen::Calendar => inside.calendar.show(ui, cx),
                        Screen::Orders => inside.orders.show(ui, cx),
                        Screen::Diagnostics => inside.diagnostics.show(ui, cx),
                        Screen::Quotations => {
                            if let Some(basket) = inside.quotations.show(ui, cx) {
                                inside.counter.take_up(cx, basket);
                                inside.screen = Screen::Counter;
                            }
                        }
                    }
                });
        });
        if self.screen != shown {
            ui.ctx().request_repaint();
        }
        None
    }

    fn with_cx(
        &mut self,
        desk: &Desk,
        changes: u64,
        wanted: &mut Vec<Action>,
        notes: &mut Notes,
        covered: bool,
        run: impl FnOnce(&mut Self, &mut Cx<'_>),
    ) {
        let (shop, session, facts) = (self.shop.clone(), self.session.clone(), self.facts.clone());
        let standing = self.standing();
        let (wishes, display) = (self.wishes.clone(), self.display.clone());
        let balance = self.balance.clone();
        let (mut paper, mut made_quotation) = (None, None);
        let (vault, provider) = (self.vault.clone(), self.provider.clone());
        let instruments = self.instruments.clone();
        let mut cx = Cx {
            shop: &shop,
            session: &session,
            facts: &facts,
            desk,
            changes,
            standing,
            shift: self.shift.joined(),
            adrift: self.shift.is_adrift(),
            wanted,
            paper: &mut paper,
            made_quotation: &mut made_quotation,
            notes,
            covered,
            wishes: &wishes,
            display: &display,
            balance: &balance,
            vault: &vault,
            provider: &provider,
            instruments: &instruments,
        };
        run(self, &mut cx);
        if let Some(paper) = paper {
            self.open(paper);
        }
        if let Some(number) = made_quotation {
            self.quotations.open(number);
        }
    }

    /// Shows a paper where it is looked at and worked with.
    fn open(&mut self, paper: Paper) {
        match paper {
            Paper::Receipt(number) => {
                self.screen = Screen::Sales;
                self.sales.open(number);
            }
            Paper::Quotation(number) => {
                self.screen = Screen::Quotations;
                self.quotations.open(number);
            }
            Paper::Held(held, start) => {
                let date = self.facts.zone.date(start);
                match held {
                    Held::Appointment(id) => {
                        self.screen = Screen::Calendar;
                        self.calendar.open(id, date);
                    }
                    Held::Order(id) => {
                        self.screen = Screen::Orders;
                        self.orders.open(id, date);
                    }
                }
            }
        }
    }

    /// Keeps count of the colleagues who wait for approval, for those who may approve.
    fn count_who_waits(&mut self, desk: &Desk, changes: u64) {
        let asked = self.standing().may(Permission::ManageStaff);
        let shop = self.shop.clone();
        self.waiting.keep(desk, changes, &asked, move |asked| {
            if *asked {
                shop.read(staff::count_waiting)
            } else {
                Ok(0)
            }
        });
    }

    fn lock_when_idle(&mut self, ui: &Ui) {
        let (now, busy) = ui.input(|input| (input.time, !input.events.is_empty()));
        let limit = f64::from(self.facts.idle_lock_s);
        if busy {
            self.last_input = now;
        }
        if self.locked.is_some() || limit <= 0.0 {
            return;
        }
        let left = self.last_input + limit - now;
        if left <= 0.0 {
            self.locked = Some(LockScreen::default());
        } else {
            ui.ctx()
                .request_repaint_after(Duration::from_secs_f64(left + 0.05));
        }
    }

    pub(super) fn act(&mut self, action: Action, desk: &Desk) {
        match action {
            Action::Counter => self.screen = Screen::Counter,
            Action::StockRoom => self.screen = Screen::StockRoom,
            Action::Sales => self.screen = Screen::Sales,
            Action::Payments => self.screen = Screen::Payments,
            Action::Staff => self.screen = Screen::Staff,
            Action::Printing => {
                self.screen = Screen::Settings;
                self.settings.act(Action::Printing);
            }
            Action::Settings => self.screen = Screen::Settings,
            Action::Diagnostics => self.screen = Screen::Diagnostics,
            Action::Shift => self.screen = Screen::Shift,
            Action::Quotations => self.screen = Screen::Quotations,
            Action::Customers => self.screen = Screen::Customers,
            Action::Calendar => self.screen = Screen::Calendar,
            Action::Orders => {
                self.screen = Screen::Orders;
                self.orders.show_board();
            }
            Action::Kitchen => {
                self.screen = Screen::Orders;
                self.orders.show_kitchen();
            }
            Action::Lock => self.locked = Some(LockScreen::default()),
            // What is sold must be seen: from elsewhere the key shows the basket first.
            Action::ExactCash if self.screen != Screen::Counter => self.screen = Screen::Counter,
            other => match (self.screen, other.entry().place) {
                (Screen::Customers, actions::Place::Inside) | (_, actions::Place::Customers) => {
                    self.screen = Screen::Customers;
                    self.customers.act(other);
                }
                (Screen::Payments, actions::Place::Inside) | (_, actions::Place::Payments) => {
                    self.screen = Screen::Payments;
                    self.payments.act(other);
                }
                (Screen::Counter, _) | (_, actions::Place::Counter) => {
                    self.screen = Screen::Counter;
                    self.counter.act(other, &self.shop, &self.session, desk);
                }
                (Screen::StockRoom, _) | (_, actions::Place::StockRoom) => {
                    self.screen = Screen::StockRoom;
                    self.stock_room.act(other);
                }
                (Screen::Sales, _) | (_, actions::Place::Sales) => {
                    self.screen = Screen::Sales;
                    self.sales.act(other);
                }
                (Screen::Staff, _) => self.staff.act(other),
                (Screen::Settings, _) => self.settings.act(other),
                (
                    Screen::Payments
                    | Screen::Shift
                    | Screen::Customers
                    | Screen::Calendar
                    | Screen::Diagnostics,
                    _,
                ) => {}
                (Screen::Quotations, _) => self.quotations.act(other),
                (Screen::Orders, _) => self.orders.act(other),
            },
        }
    }
}
