//! A shop that has sold for ten years, made as a shop makes it: every sweet
//! added, every day opened, sold through, counted and closed by the shop's own
//! commands, while a clock that is set goes through the years. Nothing is
//! written past the door, so the journal's seals and the books are real.
//!
//! It is made once and kept.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use sherbet::{
    shop::{
        Founding, Session, Shop,
        catalogue::AddSweet,
        sales::{Checkout, CheckoutLine, Tender},
        shifts::{CloseShift, CountShift, OpenShift, Pieces, report},
        stock::Restock,
    },
    store::{Durability, Options},
    values::{
        Clock as _, MAX_QUANTITY, ManualClock, Money, Quantity, RequestId, ShiftId, SweetId,
        SystemClock, Timestamp, Unit,
    },
};

use crate::{scratch::Basket, selling::CROWD};

const ADMIN: &str = "Asha";
const PASSWORD: &str = "gulab-jamun-1";
const DAY_MS: i64 = 24 * 3_600_000;
/// The first words of names; the second ones too.
pub const WORDS: [&str; 8] = [
    "Kaju",
    "Besan",
    "Pista",
    "Rose",
    "Лукум",
    "કતલી",
    "Halwa",
    "Peda",
];
/// A sweet costs this at least, and less than twice as much.
const PRICE_FROM: i64 = 1_000;

/// How much of a shop it is.
#[derive(Clone, Copy)]
pub struct Size {
    pub sweets: i64,
    pub days: i64,
    /// Of four lines each.
    pub sales_a_day: usize,
}

impl Size {
    /// 100,000 sweets, and 10 million lines in ten years.
    pub const TEN_YEARS: Size = Size {
        sweets: 100_000,
        days: 3_652,
        sales_a_day: 685,
    };
    /// To see that all runs.
    pub const SMOKE: Size = Size {
        sweets: 500,
        days: 10,
        sales_a_day: 50,
    };

    pub fn lines(self) -> usize {
        self.sales_a_day * 4 * usize::try_from(self.days).unwrap()
    }
}

/// The shop of this size in `folder`, where it is made if it is not there.
pub fn grown(folder: &Path, size: Size) -> PathBuf {
    let place = folder.join(format!("shop-{}-{}", size.sweets, size.lines()));
    let path = place.join("shop");
    if place.exists() {
        return path;
    }
    let draft = place.with_extension("draft");
    if draft.exists() {
        fs::remove_dir_all(&draft).unwrap();
    }
    fs::create_dir_all(&draft).unwrap();
    grow(&draft.join("shop"), size);
    fs::rename(&draft, &place).unwrap();
    path
}

/// Opens the shop as it is sold in.
pub fn open(path: &Path) -> (Shop, Session) {
    let shop = Shop::open(path, SystemClock::shared()).unwrap();
    let admin = shop.log_in(ADMIN, PASSWORD, "window 1").unwrap();
    (shop, admin)
}

fn grow(path: &Path, size: Size) {
    let begun = Instant::now();
    let start = SystemClock.now().ms() - size.days * DAY_MS;
    let clock = ManualClock::at(Timestamp::from_ms(start - start % DAY_MS));
    let founding = Founding {
        shop_name: "Mithai Corner".into(),
        currency: "INR".into(),
        time_zone: "Asia/Kolkata".into(),
        admin_name: ADMIN.into(),
        password: PASSWORD.into(),
        sample: false,
    };
    drop(Shop::found(path, Arc::clone(&clock) as _, &founding).unwrap());
    // Nobody relies on it before it is whole and its place has its name.
    let options = Options {
        durability: Durability::Normal,
        ..Options::default()
    };
    let shop = Shop::open_with(path, Arc::clone(&clock) as _, &options).unwrap();
    let admin = shop.log_in(ADMIN, PASSWORD, "window 1").unwrap();
    shared_out(usize::try_from(size.sweets).unwrap(), |nth| {
        shop.execute(&admin, RequestId::new(), sweet(nth)).unwrap();
    });
    eprintln!("{} sweets after {:.0?}", size.sweets, begun.elapsed());
    for day in 0..size.days {
        sell_a_day(&shop, &admin, &clock, size, day);
        if day % 365 == 364 {
            eprintln!("{} years after {:.0?}", day / 365 + 1, begun.elapsed());
        }
    }
    eprintln!("going over every seal, and the books");
    let audit = shop.audit(&admin, None).unwrap();
    assert!(audit.journal.broken.is_none(), "the journal: {audit:?}");
    assert_eq!(audit.books, [], "the books");
    eprintln!("whole after {:.0?}", begun.elapsed());
}

/// Does so many things from as many threads as a crowd has.
fn shared_out(things: usize, act: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    let (next, act) = (&next, &act);
    thread::scope(|scope| {
        for _ in 0..CROWD.min(things) {
            scope.spawn(move || {
                while let Some(nth) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).filter(|nth| *nth < things)
                {
                    act(nth);
                }
            });
        }
    });
}

/// Opened at eight, sold through for ten hours, counted, closed.
fn sell_a_day(shop: &Shop, admin: &Session, clock: &ManualClock, size: Size, day: i64) {
    let morning = clock.now().ms();
    clock.step_ms(8 * 3_600_000);
    let stocked = Restock {
        sweet: HOT,
        quantity: i64::try_from(size.sales_a_day).unwrap(),
        note: None,
    };
    shop.execute(admin, RequestId::new(), stocked).unwrap();
    let open = OpenShift {
        drawer: "Till 1".into(),
        float: Money::from_minor(50_000),
    };
    let shift = shop.execute(admin, RequestId::new(), open).unwrap().shift;
    let between = 10 * 3_600_000 / i64::try_from(size.sales_a_day).unwrap();
    shared_out(size.sales_a_day, |nth| {
        clock.step_ms(between);
        let seed = u64::try_from(day).unwrap() << 32 | nth as u64;
        let checkout = bought(size.sweets, seed, 3, Some(shift));
        shop.execute(admin, RequestId::new(), checkout).unwrap();
    });
    let figures = shop.read(|db| report(db, shift)).unwrap().unwrap();
    let cash = figures.expected[0].amount.minor();
    let count = CountShift {
        shift,
        cash: vec![Pieces {
            denomination: Money::from_minor(1),
            pieces: cash,
        }],
        others: vec![],
    };
    let count = shop.execute(admin, RequestId::new(), count).unwrap();
    let close = CloseShift {
        shift,
        count: count.number,
        reason: None,
    };
    shop.execute(admin, RequestId::new(), close).unwrap();
    clock.step_ms(morning + DAY_MS - clock.now().ms());
}

const HOT: SweetId = SweetId::new(1);

/// Puts enough of the hot sweet on the shelf for a run.
pub fn restock(shop: &Shop, admin: &Session) {
    for _ in 0..3 {
        let restock = Restock {
            sweet: HOT,
            quantity: MAX_QUANTITY,
            note: None,
        };
        shop.execute(admin, RequestId::new(), restock).unwrap();
    }
}

/// Baskets as `benches/lane` has them, but of any of the shop's sweets.
pub fn of_any_sweets(size: Size) -> Vec<Basket> {
    let baskets = (0..5_000).map(|seed| Basket {
        checkout: bought(size.sweets, seed, 2, None),
        asked: String::new(),
    });
    baskets.collect()
}

/// The hot sweet, and so many others.
fn bought(sweets: i64, seed: u64, others: i64, shift: Option<ShiftId>) -> Checkout {
    let mut chance = fastrand::Rng::with_seed(seed);
    let mut lines = vec![CheckoutLine::of(HOT, Quantity::ONE)];
    for _ in 0..others {
        let quantity = Quantity::of(chance.i64(1..=2)).unwrap();
        lines.push(CheckoutLine::of(
            SweetId::new(chance.i64(2..=sweets)),
            quantity,
        ));
    }
    let most = 2 * PRICE_FROM * (1 + 2 * others);
    Checkout {
        lines,
        tenders: vec![Tender::cash(Money::from_minor(most))],
        shift,
        ..Checkout::default()
    }
}

fn sweet(nth: usize) -> AddSweet {
    let (first, second) = (WORDS[nth % 8], WORDS[nth / 8 % 8]);
    let number = i64::try_from(nth).unwrap();
    AddSweet {
        name: format!("{first} {second} {nth}"),
        category: Some(format!("Category {}", nth % 20)),
        unit: Unit::Piece,
        price: Money::from_minor(PRICE_FROM + number % PRICE_FROM),
        per: 1,
        taxes: None,
        sku: Some(format!("KK-{nth:06}")),
        barcodes: vec![],
        low_at: 10,
        picture: String::new(),
        opening: MAX_QUANTITY,
        below_zero: false,
        parts: vec![],
    }
}
