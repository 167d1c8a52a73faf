//! What the windows of one program share: the shop, the workers, the theme, the news.
//!
//! Promises: the shop is opened, watched and founded in the background; a change made anywhere,
//! here or in another process, wakes every window. Leaves out what is one window's own: its
//! log-in, its basket, its screen.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use egui::{Context, ThemePreference, ViewportId};

use crate::{
    devices::{outbox::Outbox, printer::Means},
    doctor::pulse::Pulse,
    gateway::{Vault, sms::Messenger},
    shop::{Founding, Shop, Trouble, seals::Sealer},
    store::{Fault, Watch},
    ui::{
        balance::Balance,
        config::Config,
        provider::Provider,
        remote::{Answer, Desk, LOST, Pending, Workers, lock, sentence},
        screens::diagnostics::Instruments,
        theme,
    },
    values::Clock,
};

/// How long news from elsewhere may gather before the windows look.
const GATHER: Duration = Duration::from_millis(30);

/// How small and how large everything may be shown, in percent: beyond that no screen fits or can
/// be read.
const SIZES: (u16, u16) = (70, 200);

/// How far the shop is open.
#[derive(Clone)]
pub enum Door {
    /// It is being opened.
    Opening,
    /// There is no shop yet: one may be founded.
    Unfounded,
    /// It can't be opened, and why.
    Shut(String),
    /// It is open.
    Open(Shop),
}

/// What the windows of one program share.
pub struct Office {
    path: PathBuf,
    clock: Arc<dyn Clock>,
    workers: Workers,
    config: Config,
    balance: Balance,
    ctx: Context,
    door: Mutex<Door>,
    opening: Mutex<Option<Pending<Result<Shop, Fault>>>>,
    watch: Mutex<Option<Watch>>,
    outbox: Mutex<Option<Outbox>>,
    messenger: Mutex<Option<Messenger>>,
    sealer: Mutex<Option<Sealer>>,
    provider: Provider,
    instruments: Instruments,
    changes: Arc<AtomicU64>,
    windows: Arc<Mutex<Vec<ViewportId>>>,
    wanted: AtomicUsize,
    /// How large everything is shown, in percent.
    size_percent: AtomicU16,
}

impl Office {
    /// An office for the shop at `path`, which it starts to open.
    #[must_use]
    pub fn new(
        path: PathBuf,
        clock: Arc<dyn Clock>,
        workers: Workers,
        config: Config,
        ctx: &Context,
    ) -> Arc<Self> {
        let instruments = Instruments {
            pulse: Pulse::default(),
            logs: config.logs(),
            clock: clock.clone(),
        };
        let office = Arc::new(Self {
            path,
            clock,
            workers,
            balance: Balance::remembered(config.clone()),
            config,
            ctx: ctx.clone(),
            door: Mutex::new(Door::Opening),
            opening: Mutex::new(None),
            watch: Mutex::new(None),
            outbox: Mutex::new(None),
            messenger: Mutex::new(None),
            sealer: Mutex::new(None),
            provider: Provider::default(),
            instruments,
            changes: Arc::default(),
            windows: Arc::default(),
            wanted: AtomicUsize::new(0),
            size_percent: AtomicU16::new(100),
        });
        theme::install(ctx, office.config.theme());
        if let Some(percent) = office.config.size_percent() {
            let percent = percent.clamp(SIZES.0, SIZES.1);
            office.size_percent.store(percent, Ordering::Relaxed);
            ctx.set_zoom_factor(f32::from(percent) / 100.0);
        }
        office.open();
        office
    }

    /// Where the shop's file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The scale beside this machine.
    #[must_use]
    pub fn balance(&self) -> &Balance {
        &self.balance
    }

    /// The workers, for those who wait until all is done.
    #[must_use]
    pub fn workers(&self) -> &Workers {
        &self.workers
    }

    /// Where the secrets of the payment provider are kept.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        self.config.vault()
    }

    /// The payment provider, as this program sees to it.
    #[must_use]
    pub fn provider(&self) -> &Provider {
        &self.provider
    }

    /// What the diagnostics look at.
    #[must_use]
    pub fn instruments(&self) -> &Instruments {
        &self.instruments
    }

    /// The desk of one window.
    #[must_use]
    pub fn desk(&self, viewport: ViewportId) -> Desk {
        Desk::new(self.workers.clone(), self.ctx.clone(), viewport)
    }

    /// Starts to open the shop, for the first time or again.
    pub fn open(&self) {
        *lock(&self.door) = Door::Opening;
        let (path, clock) = (self.path.clone(), self.clock.clone());
        let pending = self
            .desk(ViewportId::ROOT)
            .write(move || Shop::open(&path, clock));
        *lock(&self.opening) = Some(pending);
    }

    /// Founds the shop where there is none. Blocks: for a worker.
    ///
    /// # Errors
    /// What the shop refused, or what failed.
    pub fn found(&self, founding: &Founding) -> Result<Shop, Trouble> {
        Shop::found(&self.path, self.clock.clone(), founding)
    }

    /// Takes a shop that was founded and lets everybody in.
    pub fn enter(&self, shop: Shop) {
        let (changes, windows, ctx) =
            (self.changes.clone(), self.windows.clone(), self.ctx.clone());
        let watch = shop.watch(move || {
            changes.fetch_add(1, Ordering::AcqRel);
            for window in lock(&windows).iter() {
                ctx.request_repaint_after_for(GATHER, *window);
            }
        });
        *lock(&self.watch) = Some(watch);
        match Outbox::start(&shop, Means::default()) {
            Ok(outbox) => *lock(&self.outbox) = Some(outbox),
            // Selling goes on: what is to be printed waits for the next start.
            Err(error) => tracing::warn!(%error, "there is no thread for printing"),
        }
        match Messenger::start(&shop, self.vault().clone()) {
            Ok(messenger) => *lock(&self.messenger) = Some(messenger),
            Err(error) => tracing::warn!(%error, "there is no thread for messages"),
        }
        match Sealer::start(&shop) {
            Ok(sealer) => *lock(&self.sealer) = Some(sealer),
            // Backups and the closing of shifts on the command line seal all the same.
            Err(error) => tracing::warn!(%error, "there is no thread for sealing the books"),
        }
        if let Err(error) = self.instruments.pulse.keep(&shop) {
            tracing::warn!(%error, "there is no thread for the charts");
        }
        let (windows, ctx) = (self.windows.clone(), self.ctx.clone());
        self.provider.start(&shop, self.vault().clone(), move || {
            for window in lock(&windows).iter() {
                ctx.request_repaint_of(*window);
            }
        });
        *lock(&self.door) = Door::Open(shop);
        self.wake_all();
    }

    /// How far the shop is open. Call in a frame: the answer of the opening is taken here.
    pub fn door(&self) -> Door {
        let answer = match lock(&self.opening).as_mut() {
            Some(pending) => pending.take(),
            None => Answer::NotYet,
        };
        match answer {
            Answer::NotYet => {}
            Answer::Here(result) => {
                *lock(&self.opening) = None;
                match result {
                    Ok(shop) => self.enter(shop),
                    Err(Fault::NoShop { .. }) => *lock(&self.door) = Door::Unfounded,
                    Err(fault) => *lock(&self.door) = Door::Shut(sentence(&fault)),
                }
                self.wake_all();
            }
            Answer::Lost => {
                *lock(&self.opening) = None;
                *lock(&self.door) = Door::Shut(LOST.to_owned());
                self.wake_all();
            }
        }
        lock(&self.door).clone()
    }

    /// Whether the shop's payment provider is the one to practise with.
    #[must_use]
    pub fn practises(&self) -> bool {
        self.provider.status().practice
    }

    /// How many changes of the shop have been heard of.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// Counts a window in: it is woken by what happens.
    pub fn add_window(&self, viewport: ViewportId) {
        lock(&self.windows).push(viewport);
    }

    /// Counts a window out.
    pub fn remove_window(&self, viewport: ViewportId) {
        lock(&self.windows).retain(|window| *window != viewport);
        self.ctx.request_repaint_of(ViewportId::ROOT);
    }

    /// Asks for another window.
    pub fn want_window(&self) {
        self.wanted.fetch_add(1, Ordering::AcqRel);
        self.wake_root();
    }

    /// How many windows were asked for since.
    pub fn take_wanted(&self) -> usize {
        self.wanted.swap(0, Ordering::AcqRel)
    }

    /// Has the first window look around even where it is hidden.
    pub fn wake_root(&self) {
        self.ctx.send_viewport_cmd_to(
            ViewportId::ROOT,
            egui::ViewportCommand::RequestPaintWhileHidden,
        );
    }

    /// Switches between light and dark in all windows and remembers it.
    pub fn switch_theme(&self) {
        let choice: ThemePreference = theme::opposite(&self.ctx);
        self.ctx.set_theme(choice);
        let config = self.config.clone();
        // Where it can't be remembered the theme still holds until the program ends.
        drop(
            self.desk(ViewportId::ROOT)
                .read(move || config.remember_theme(choice).ok()),
        );
        self.wake_all();
    }

    /// Follows how large everything is asked to be shown, by whatever key, as far as the screens
    /// can bear it, and remembers it.
    pub fn keep_size(&self) {
        let asked = (self.ctx.zoom_factor() * 100.0).round();
        let percent = asked.clamp(f32::from(SIZES.0), f32::from(SIZES.1)) as u16;
        if f32::from(percent) != asked {
            self.ctx.set_zoom_factor(f32::from(percent) / 100.0);
        }
        if self.size_percent.swap(percent, Ordering::Relaxed) == percent {
            return;
        }
        let config = self.config.clone();
        // As with the theme: where it can't be remembered it holds until the program ends.
        drop(
            self.desk(ViewportId::ROOT)
                .read(move || config.remember_size(percent).ok()),
        );
        self.wake_all();
    }

    fn wake_all(&self) {
        for window in lock(&self.windows).iter() {
            self.ctx.request_repaint_of(*window);
        }
    }
}
