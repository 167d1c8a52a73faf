//! One window: who is logged in, which screen is shown, and whether it is locked.
//!
//! Promises: the navigation shows only what the role allows and follows when the role changes;
//! a window left alone locks itself and keeps its basket; a key does what the list of actions
//! says. Leaves out the screens themselves.

mod inside;

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use egui::{Event, Key, Ui, ViewportId};

use crate::{
    gateway::Vault,
    shop::{Session, Shop, ShopFacts, slots::Held},
    ui::{
        actions::{self, Action, Standing},
        ahead::{Ahead, Does},
        balance::Balance,
        display::Display,
        office::{Door, Office},
        overlays::{Notes, Overlay},
        printing::Wishes,
        provider::Provider,
        remote::Desk,
        screens::{
            diagnostics::Instruments, doorstep::Doorstep, first_start::FirstStart, log_in::LogIn,
        },
        top_bar,
    },
    values::{ShiftId, Timestamp},
};
use inside::Inside;

/// What another screen shows and works with: a paper that can be scanned, by its number, or what
/// holds a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// A receipt.
    Receipt(i64),
    /// A quotation.
    Quotation(i64),
    /// An appointment or an order, and when it begins.
    Held(Held, Timestamp),
}

impl fmt::Display for Paper {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Paper::Receipt(number) => write!(to, "receipt {number}"),
            Paper::Quotation(number) => write!(to, "quotation {number}"),
            Paper::Held(Held::Appointment(id), _) => write!(to, "appointment {id}"),
            Paper::Held(Held::Order(id), _) => write!(to, "order {id}"),
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
    /// What the diagnostics look at.
    pub instruments: &'a Instruments,
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
    /// Whether the file and the machine are in order.
    Diagnostics,
}

impl Screen {
    /// Those of the bar, in its order; the others are found from one of them or by their key.
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

    /// The screen of the bar it belongs to: itself, or the one it is found from.
    #[must_use]
    pub fn in_the_bar(self) -> Screen {
        match self {
            Screen::Quotations => Screen::Sales,
            Screen::Diagnostics => Screen::Settings,
            other => other,
        }
    }

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
            Screen::Diagnostics => Action::Diagnostics,
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
    ahead: Ahead,
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
            ahead: Ahead::default(),
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
        let looks_up = self.looks_up();
        // Somebody went elsewhere meanwhile: what waits for the answer was not meant for that.
        if looks_up && (covered || standing.locked) {
            self.ahead.forget();
        }
        let pressed = self.ahead.take(&ctx, looks_up, |event| {
            match actions::of_key(event, standing) {
                Some(action) if !covered => Does::Act(action),
                _ if is_enter(event) => Does::Enter,
                _ => Does::Type,
            }
        });
        self.wanted.extend(pressed);
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
                        &self.office,
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
        // What one was told is nobody's business behind whose back the window is locked.
        if !standing.locked
            && let Some(action) = self.notes.show(&ctx)
        {
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
        self.ahead.go_on(&ctx, self.looks_up());
        self.display.end_frame();
    }

    /// Whether what was entered at the counter is being looked up.
    fn looks_up(&self) -> bool {
        matches!(&self.stage, Stage::Inside(inside) if inside.looks_up())
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
            // Their keys are the toolkit's own; here they come from the palette.
            Action::Larger => egui::gui_zoom::zoom_in(ctx),
            Action::Smaller => egui::gui_zoom::zoom_out(ctx),
            Action::UsualSize => ctx.set_zoom_factor(1.0),
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
            self.ahead.forget();
            self.stage = Stage::LogIn(Box::new(log_in));
        }
    }
}

fn is_enter(event: &Event) -> bool {
    matches!(event, Event::Key { key: Key::Enter, pressed: true, modifiers, .. } if modifiers.is_none())
}
