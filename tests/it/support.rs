//! A shop for a test: in a folder of its own, with a clock that stands still,
//! an admin, a member of staff, and what the test puts on the shelf.

use std::{path::PathBuf, sync::Arc};

use sherbet::{
    shop::{
        Founding, Refusal, Role, Session, Shop, Trouble, books,
        catalogue::AddSweet,
        sales::{Checkout, CheckoutLine, Sold, Tender},
        stock::{OnHand, Restock},
    },
    store::Options,
    values::{ManualClock, Money, Quantity, RequestId, SweetId, Timestamp, Unit},
};

pub const PASSWORD: &str = "gulab-jamun-1";
/// 2026-03-02 09:00 in Kolkata.
pub const MORNING: Timestamp = Timestamp::from_ms(1_772_422_200_000);

pub struct TestShop {
    pub folder: tempfile::TempDir,
    pub path: PathBuf,
    pub clock: Arc<ManualClock>,
    pub shop: Shop,
    pub admin: Session,
}

pub fn founding() -> Founding {
    Founding {
        shop_name: "Mithai Corner".into(),
        currency: "INR".into(),
        time_zone: "Asia/Kolkata".into(),
        admin_name: "Asha".into(),
        password: PASSWORD.into(),
        sample: false,
    }
}

impl TestShop {
    /// A new shop with nothing on the shelf, and Asha, its admin.
    pub fn new() -> TestShop {
        TestShop::with(&Options::default())
    }

    pub fn with(options: &Options) -> TestShop {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("corner.sherbet");
        let clock = ManualClock::at(MORNING);
        let shop = Shop::found_with(&path, clock.clone(), &founding(), options).unwrap();
        let admin = shop.log_in("Asha", PASSWORD, "window 1").unwrap();
        TestShop {
            folder,
            path,
            clock,
            shop,
            admin,
        }
    }

    /// The same shop, closed and opened again: Asha has logged in anew.
    pub fn reopened(self) -> TestShop {
        let TestShop {
            folder,
            path,
            clock,
            shop,
            admin,
        } = self;
        drop((shop, admin));
        let shop = Shop::open(&path, clock.clone()).unwrap();
        let admin = shop.log_in("Asha", PASSWORD, "window 1").unwrap();
        TestShop {
            folder,
            path,
            clock,
            shop,
            admin,
        }
    }

    /// That all its books add up.
    #[track_caller]
    pub fn adds_up(&self) {
        assert_eq!(self.shop.read(books::add_up).unwrap(), []);
    }

    /// Ravi, who sells.
    pub fn staff(&self) -> Session {
        self.shop
            .add_staff(&self.admin, RequestId::new(), "Ravi", PASSWORD, Role::Staff)
            .unwrap();
        self.shop.log_in("Ravi", PASSWORD, "window 2").unwrap()
    }

    /// A sweet on the shelf, at a price in paise.
    pub fn sweet(&self, name: &str, price_minor: i64, opening: i64) -> SweetId {
        let add = AddSweet {
            opening,
            ..sweet(name, price_minor)
        };
        self.shop
            .execute(&self.admin, RequestId::new(), add)
            .unwrap()
            .sweet
    }

    pub fn restock(&self, sweet: SweetId, quantity: i64) -> Result<OnHand, Trouble> {
        let restock = Restock {
            sweet,
            quantity,
            note: None,
        };
        self.shop.execute(&self.admin, RequestId::new(), restock)
    }

    /// Sells for exact cash, a thousand rupees at most a piece.
    pub fn sell(&self, sweet: SweetId, quantity: i64) -> Result<Sold, Trouble> {
        sell(&self.shop, &self.admin, RequestId::new(), sweet, quantity)
    }

    pub fn on_hand(&self, sweet: SweetId) -> i64 {
        on_hand(&self.shop, sweet)
    }
}

/// A sweet to add, with nothing but a name and a price.
pub fn sweet(name: &str, price_minor: i64) -> AddSweet {
    AddSweet {
        name: name.into(),
        category: None,
        unit: Unit::Piece,
        price: Money::from_minor(price_minor),
        per: 1,
        taxes: None,
        sku: None,
        barcodes: vec![],
        low_at: 0,
        picture: String::new(),
        opening: 0,
        below_zero: false,
        parts: vec![],
    }
}

pub fn sell(
    shop: &Shop,
    by: &Session,
    request: RequestId,
    sweet: SweetId,
    quantity: i64,
) -> Result<Sold, Trouble> {
    shop.execute(by, request, checkout(sweet, quantity))
}

pub fn checkout(sweet: SweetId, quantity: i64) -> Checkout {
    let quantity = Quantity::of(quantity).unwrap();
    Checkout {
        lines: vec![CheckoutLine::of(sweet, quantity)],
        discount: None,
        tenders: vec![Tender::cash(Money::from_minor(100_000 * quantity.get()))],
        total: None,
        note: None,
        basket: None,
        ..Checkout::default()
    }
}

pub fn on_hand(shop: &Shop, sweet: SweetId) -> i64 {
    let rows = shop
        .read(|db| sherbet::shop::stock::shelf_rows(db, &[sweet]))
        .unwrap();
    rows[0].on_hand
}

/// Noon of the shop's next day, by whatever clock it has.
pub fn noon_tomorrow(shop: &Shop) -> Timestamp {
    let zone = shop.about().zone;
    let tomorrow = zone.date(shop.now()).succ_opt().unwrap();
    let noon = tomorrow.and_hms_opt(12, 0, 0).unwrap();
    zone.moments(noon).next().unwrap()
}

/// The refusal somebody was answered with.
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, Trouble>) -> Refusal {
    match answer {
        Err(Trouble::Refused(refusal)) => refusal,
        other => panic!("not a refusal: {other:?}"),
    }
}
