//! The shops that are sold from: copies of one template, and what is bought.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Arc,
};

use sherbet::{
    shop::{
        Founding, Session, Shop,
        catalogue::AddSweet,
        sales::{Checkout, CheckoutLine, Tender},
        stock::Restock,
    },
    store::Options,
    values::{Clock, MAX_QUANTITY, Money, Quantity, RequestId, SweetId, Unit},
};

const NAME: &str = "Asha";
const PASSWORD: &str = "gulab-jamun-1";
const SWEETS: i64 = 60;
/// More than a run can sell of the one sweet that everybody buys.
const RESTOCKS: usize = 3;

/// A closed shop to copy: an admin, and sweets on the shelf.
pub struct Template {
    folder: tempfile::TempDir,
    scratch: PathBuf,
    pub baskets: Vec<Basket>,
}

/// What one customer buys, and the same as the journal writes it down.
pub struct Basket {
    pub checkout: Checkout,
    pub asked: String,
}

impl Template {
    pub fn found(scratch: &Path) -> Template {
        fs::create_dir_all(scratch).unwrap();
        let folder = tempfile::tempdir_in(scratch).unwrap();
        let founding = Founding {
            shop_name: "Mithai Corner".into(),
            currency: "INR".into(),
            time_zone: "Asia/Kolkata".into(),
            admin_name: NAME.into(),
            password: PASSWORD.into(),
            sample: false,
        };
        let path = folder.path().join("template");
        let clock = sherbet::values::SystemClock::shared();
        let shop = Shop::found(&path, clock, &founding).unwrap();
        let admin = shop.log_in(NAME, PASSWORD, "window 1").unwrap();
        for n in 1..=SWEETS {
            assert_eq!(sweet(&shop, &admin, n), SweetId::new(n));
        }
        drop(shop);
        // The copies are of the file alone, so all has to be in it.
        let busy: bool = crate::raw::connect(&path)
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .unwrap();
        assert!(!busy, "the template is still open");
        Template {
            folder,
            scratch: scratch.to_owned(),
            baskets: baskets(),
        }
    }

    /// A shop of its own for one run.
    pub fn copy(&self) -> Scratch {
        let folder = tempfile::tempdir_in(&self.scratch).unwrap();
        let path = folder.path().join("shop");
        for suffix in ["", ".key"] {
            let from = self.folder.path().join(format!("template{suffix}"));
            let to = folder.path().join(format!("shop{suffix}"));
            fs::copy(from, &to).unwrap();
            File::open(to).unwrap().sync_all().unwrap();
        }
        Scratch {
            _folder: folder,
            path,
        }
    }
}

/// A copy of the template; gone with its folder when it is dropped.
pub struct Scratch {
    _folder: tempfile::TempDir,
    pub path: PathBuf,
}

impl Scratch {
    pub fn open(&self, clock: Arc<dyn Clock>, options: &Options) -> (Shop, Session) {
        open(&self.path, clock, options)
    }
}

pub fn open(path: &Path, clock: Arc<dyn Clock>, options: &Options) -> (Shop, Session) {
    let shop = Shop::open_with(path, clock, options).unwrap();
    let admin = shop.log_in(NAME, PASSWORD, "window 1").unwrap();
    (shop, admin)
}

fn sweet(shop: &Shop, admin: &Session, n: i64) -> SweetId {
    let add = AddSweet {
        name: format!("Kaju Katli no. {n}"),
        category: None,
        unit: Unit::Piece,
        price: Money::from_minor(1000 + n),
        per: 1,
        taxes: None,
        sku: Some(format!("KK-{n:04}")),
        barcodes: vec![],
        low_at: 10,
        picture: String::new(),
        opening: MAX_QUANTITY,
        below_zero: false,
        parts: vec![],
    };
    let sweet = shop.execute(admin, RequestId::new(), add).unwrap().sweet;
    for _ in 0..RESTOCKS {
        let restock = Restock {
            sweet,
            quantity: MAX_QUANTITY,
            note: None,
        };
        shop.execute(admin, RequestId::new(), restock).unwrap();
    }
    sweet
}

/// Three lines each: the one sweet that is in every basket, and two others.
pub fn baskets() -> Vec<Basket> {
    let hot = SweetId::new(1);
    let others: Vec<SweetId> = (2..=SWEETS).map(SweetId::new).collect();
    let line = |sweet: SweetId, quantity| CheckoutLine::of(sweet, Quantity::of(quantity).unwrap());
    (0..others.len())
        .map(|n| {
            let checkout = Checkout {
                lines: vec![
                    line(hot, 1),
                    line(others[n], 2),
                    line(others[(n * 7 + 1) % others.len()], 1),
                ],
                discount: None,
                tenders: vec![Tender::cash(Money::from_minor(10_000))],
                total: None,
                note: None,
                basket: None,
                ..Checkout::default()
            };
            let asked = serde_json::to_string(&checkout).unwrap();
            Basket { checkout, asked }
        })
        .collect()
}
