//! One window: who is logged in, which screen is shown, and whether it is locked.
//!
//! Promises: the navigation shows only what the role allows and follows when the role changes;
//! a window left alone locks itself and keeps its basket; a key does what the list of actions
//! says. Leaves out the screens themselves.

use std::{
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use egui::{CentralPanel, Frame, Ui, ViewportId};

use crate::{
    gateway::Vault,
    shop::{
        Permission, Refusal, Session, Shop, ShopFacts, Trouble,
        staff::{self, Account},
    },
    ui::{
        actions::{self, Action, Standing},
        balance::Balance,
        display::Display,
        office::{Door, Office},
        overlays::{Notes, Overlay, lock::LockScreen},
        printing::{Prints, Wishes},
        provider::Provider,
        remote::{Desk, Live, sentence},
        scanner::Scanner,
        screens::{
            calendar::CalendarRoom, counter::Counter, customers::CustomerRoom, doorstep::Doorstep,
            first_start::FirstStart, log_in::LogIn, orders::OrderRoom, payments::PaymentsRoom,
            quotations::QuotationRoom, sales::SalesRoom, settings::SettingsRoom, shift::ShiftRoom,
            staff_room::StaffRoom, stock_room::StockRoom,
        },
        theme::tokens,
        top_bar::{self, TopBar},
        widgets::Tone,
    },
    values::ShiftId,
};

/// A paper of the shop that can be scanned, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// A receipt.
    Receipt(i64),
    /// A quotation.
    Quotation(i64),
}

impl fmt::Display for Paper {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Paper::Receipt(number) => write!(to, "receipt {number}"),
            Paper::Quotation(number) => write!(to, "quotation {number}"),
        }
    }
}

/// What a screen is given for one frame.
pub struct Cx<'a> {
    /// The shop.
    pub shop: &'a Shop,
    /// Who is logged in.
    pub session: &'a Session,
    /// The shop's name, currency and zone.
    pub facts: &'a ShopFacts,
    /// From where work is given away.
    pub desk: &'a Desk,
    /// How many changes of the shop have been heard of.
    pub changes: u64,
    /// What the person may do.
    pub standing: Standing,
    /// The shift the window works in, where it works in one.
    pub shift: Option<ShiftId>,
    /// Whether the shop has drawers and the window works in the shift of none.
    pub adrift: bool,
    /// What was asked for in this frame and is done after it.
    pub wanted: &'a mut Vec<Action>,
    /// A paper that is to be shown after this frame.
    pub paper: &'a mut Option<Paper>,
    /// The quotation that was just made: its screen shows it when it is shown next.
    pub made_quotation: &'a mut Option<i64>,
    /// Short notes to the person.
    pub notes: &'a mut Notes,
    /// Whether a dialog of the window lies over the screen.
    pub covered: bool,
    /// Where wishes for paper are left.
    pub wishes: &'a Wishes,
    /// What the customer sees.
    pub display: &'a Display,
    /// The scale beside the machine.
    pub balance: &'a Balance,
    /// Where the secrets of the payment provider are kept.
    pub vault: &'a Vault,
    /// The payment provider.
    pub provider: &'a Provider,
}

/// The screens behind the log-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Selling.
    Counter,
    /// The sweets.
    StockRoom,
    /// The receipts.
    Sales,
    /// What was paid at the provider.
    Payments,
    /// The accounts.
    Staff,
    /// How the shop works.
    Settings,
    /// The drawer.
    Shift,
    /// What customers were offered.
    Quotations,
    /// The customers.
    Customers,
    /// Who comes when.
    Calendar,
    /// What customers ordered for later.
    Orders,
}

impl Screen {
    /// All of them, in the order of the bar.
    pub const ALL: [Screen; 10] = [
        Screen::Counter,
        Screen::Orders,
        Screen::Calendar,
        Screen::StockRoom,
        Screen::Sales,
        Screen::Customers,
        Screen::Payments,
        Screen::Shift,
        Screen::Staff,
        Screen::Settings,
    ];

    /// The action that shows it.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            Screen::Counter => Action::Counter,
            Screen::StockRoom => Action::StockRoom,
            Screen::Sales => Action::Sales,
            Screen::Payments => Action::Payments,
            Screen::Staff => Action::Staff,
            Screen::Settings => Action::Settings,
            Screen::Shift => Action::Shift,
            Screen::Quotations => Action::Quotations,
            Screen::Customers => Action::Customers,
            Screen::Calendar => Action::Calendar,
            Screen::Orders => Action::Orders,
        }
    }
}

enum Stage {
    Doorstep(Doorstep),
    FirstStart(Box<FirstStart>),
    LogIn(Box<LogIn>),
    Inside(Box<Inside>),
}

/// One window.
pub struct Window {
    office: Arc<Office>,
    desk: Desk,
    number: u64,
    stage: Stage,
    overlay: Overlay,
    notes: Notes,
    wanted: Vec<Action>,
    titled: String,
    /// Who founded the shop in this window: their name need not be typed again.
    founder: String,
    display: Arc<Display>,
    closed: bool,
}

impl Window {
    /// Opens a window in a native window.
    #[must_use]
    pub fn open(office: &Arc<Office>, viewport: ViewportId, number: u64) -> Arc<Mutex<Self>> {
        office.add_window(viewport);
        Arc::new(Mutex::new(Self {
            office: office.clone(),
            desk: office.desk(viewport),
            number,
            stage: Stage::Doorstep(Doorstep::default()),
            overlay: Overlay::None,
            notes: Notes::default(),
            wanted: Vec::new(),
            titled: String::new(),
            founder: String::new(),
            display: Display::of(viewport),
            closed: false,
        }))
    }

    /// What the customer sees of it, while that is open.
    #[must_use]
    pub fn open_display(&self) -> Option<Arc<Display>> {
        self.display.is_open().then(|| self.display.clone())
    }

    /// Whether it was closed.
    #[must_use]
    pub fn closed(&self) -> bool {
        self.closed
    }

    /// What stands over it.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.stage {
            Stage::Inside(inside) => {
                format!("{} · {}", inside.facts.name, inside.session.name())
            }
            _ => "Sherbet".to_owned(),
        }
    }

    /// Closes it: its basket is given back, so that another window can take it up at once.
    pub fn close(&mut self) {
        if self.closed {
            return;
        }
        self.closed = true;
        self.display.show_code(None);
        if let Stage::Inside(inside) = &mut self.stage {
            inside.leave(&self.desk);
        }
        self.office.remove_window(self.desk.viewport());
        self.office.wake_root();
    }

    /// One frame.
    pub fn show(&mut self, ui: &mut Ui) {
        self.follow_the_door();
        let ctx = ui.ctx().clone();
        let covered = ctx.memory(|memory| memory.top_modal_layer().is_some());
        let standing = match &self.stage {
            Stage::Inside(inside) => inside.standing(),
            _ => Standing::default(),
        };
        if !covered && let Some(action) = actions::pressed(&ctx, standing) {
            self.wanted.push(action);
        }
        if self.office.practises() {
            top_bar::practice_strip(ui);
        }
        match &mut self.stage {
            Stage::Doorstep(doorstep) => doorstep.show(ui, &self.office),
            Stage::FirstStart(form) => {
                if let Some(shop) = form.show(ui, &self.office, &self.desk) {
                    self.founder = form.admin().to_owned();
                    self.office.enter(shop);
                }
            }
            Stage::LogIn(log_in) => {
                if let Some(session) = log_in.show(ui, &self.desk, &self.office, self.number) {
                    let shop = log_in.shop().clone();
                    let now = ctx.input(|input| input.time);
                    self.stage = Stage::Inside(Box::new(Inside::new(
                        shop,
                        session,
                        self.display.clone(),
                        self.office.balance().clone(),
                        self.office.vault().clone(),
                        self.office.provider().clone(),
                        now,
                    )));
                    ctx.request_repaint();
                }
            }
            Stage::Inside(inside) => {
                let asked = inside.show(
                    ui,
                    &self.desk,
                    self.office.changes(),
                    &mut self.wanted,
                    &mut self.notes,
                    covered || self.overlay.is_open(),
                );
                if let Some(why) = asked {
                    self.log_out(why);
                }
            }
        }
        self.show_overlay(ui);
        if let Some(action) = self.notes.show(&ctx) {
            self.wanted.push(action);
        }
        let title = self.title();
        // Told once: what the system has as title is no measure, it may never take it over, and
        // telling it in each frame would be a frame after each frame.
        if self.titled != title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.titled = title;
        }
        for action in std::mem::take(&mut self.wanted) {
            self.act(action, &ctx);
        }
        self.display.end_frame();
    }

    /// Puts the stage where the door is.
    fn follow_the_door(&mut self) {
        let door = self.office.door();
        match (&self.stage, door) {
            (Stage::LogIn(_) | Stage::Inside(_), _) => {}
            (_, Door::Open(shop)) => {
                let founder = std::mem::take(&mut self.founder);
                self.stage = Stage::LogIn(Box::new(LogIn::new(shop, founder)));
            }
            (Stage::FirstStart(_), Door::Unfounded) => {}
            (_, Door::Unfounded) => self.stage = Stage::FirstStart(Box::default()),
            (_, Door::Opening) => self.stage = Stage::Doorstep(Doorstep::Opening),
            (_, Door::Shut(why)) => self.stage = Stage::Doorstep(Doorstep::Shut(why)),
        }
    }

    fn show_overlay(&mut self, ui: &mut Ui) {
        let standing = match &self.stage {
            Stage::Inside(inside) => inside.standing(),
            _ => Standing::default(),
        };
        let person = match &self.stage {
            Stage::Inside(inside) => Some((&inside.shop, &inside.session)),
            _ => None,
        };
        if let Some(action) =
            self.overlay
                .show(ui.ctx(), standing, person, &self.desk, &mut self.notes)
        {
            self.wanted.push(action);
            ui.ctx().request_repaint();
        }
    }

    fn act(&mut self, action: Action, ctx: &egui::Context) {
        match action {
            Action::NewWindow => self.office.want_window(),
            Action::Theme => self.office.switch_theme(),
            Action::Palette => self.overlay = Overlay::palette(),
            Action::Keys => self.overlay = Overlay::Keys,
            Action::Password => self.overlay = Overlay::password(),
            Action::ScaleHere => {
                self.overlay = Overlay::scale(self.office.balance().clone());
            }
            Action::Pin => self.overlay = Overlay::pin(),
            Action::LogOut => self.log_out(None),
            Action::CustomerDisplay => {
                self.display.switch();
                self.office.wake_root();
            }
            other => {
                if let Stage::Inside(inside) = &mut self.stage {
                    inside.act(other, &self.desk);
                }
            }
        }
        ctx.request_repaint();
    }

    /// Ends the session; the basket is kept for the person.
    fn log_out(&mut self, why: Option<String>) {
        if let Stage::Inside(inside) = &mut self.stage {
            inside.leave(&self.desk);
            let mut log_in = LogIn::new(inside.shop.clone(), String::new());
            log_in.say(why);
            self.overlay = Overlay::None;
            // What one person was told is not for the next.
            self.notes = Notes::default();
            self.stage = Stage::LogIn(Box::new(log_in));
        }
    }
}

/// What is behind the log-in.
struct Inside {
    shop: Shop,
    facts: ShopFacts,
    session: Session,
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
    settings: SettingsRoom,
    shift: ShiftRoom,
    scanner: Scanner,
    locked: Option<LockScreen>,
    last_input: f64,
}

impl Inside {
    fn new(
        shop: Shop,
        session: Session,
        display: Arc<Display>,
        balance: Balance,
        vault: Vault,
        provider: Provider,
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
            vault,
            staff: StaffRoom::default(),
            prints: Prints::default(),
            wishes: Wishes::default(),
            display,
            balance,
            provider,
            settings: SettingsRoom::default(),
            shift: ShiftRoom::default(),
            scanner: Scanner::default(),
            locked: None,
            last_input: now,
        }
    }

    fn standing(&self) -> Standing {
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

    fn leave(&mut self, desk: &Desk) {
        self.counter.leave(&self.shop, &self.session, desk);
    }

    /// One frame; the reason where the person has to go (none: went by themselves).
    fn show(
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

    fn act(&mut self, action: Action, desk: &Desk) {
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
                (Screen::Payments | Screen::Shift | Screen::Customers | Screen::Calendar, _) => {}
                (Screen::Quotations, _) => self.quotations.act(other),
                (Screen::Orders, _) => self.orders.act(other),
            },
        }
    }
}
