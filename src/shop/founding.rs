//! Founding a shop: its facts, its first admin, and the sample stock if wanted.

use std::{cell::RefCell, path::Path, sync::Arc};

use serde::Serialize;

use super::{
    Actor, Refusal, Shop, Trouble, catalogue, customers,
    door::to_json,
    facts::{self, ShopFacts},
    journal, sample, staff,
};
use crate::{
    store::{self, Fault, Options},
    values::{Clock, Country, Currency, Name, RequestId, ShopZone},
};

/// What a shop is founded with. There is no default password.
#[derive(Clone)]
pub struct Founding {
    /// The shop's name.
    pub shop_name: String,
    /// The code of its currency, such as "INR".
    pub currency: String,
    /// Its time zone, such as "Asia/Kolkata".
    pub time_zone: String,
    /// The first admin's name.
    pub admin_name: String,
    /// The first admin's password.
    pub password: String,
    /// Whether the sample sweets are put on the shelf.
    pub sample: bool,
}

/// What the journal keeps of a founding.
#[derive(Serialize)]
struct Founded<'f> {
    shop_name: &'f str,
    currency: &'f str,
    time_zone: &'f str,
    admin_name: &'f str,
    sample: bool,
}

impl Shop {
    /// Founds a shop at `path` and opens it.
    ///
    /// Hashes a password: never call it on a thread that draws.
    ///
    /// # Errors
    /// A refusal: there is a shop already, or a field can't be used. Or a
    /// fault of the disk. The shop is there whole or not at all.
    pub fn found(path: &Path, clock: Arc<dyn Clock>, founding: &Founding) -> Result<Shop, Trouble> {
        Shop::found_with(path, clock, founding, &Options::default())
    }

    /// Founds a shop and opens it with other than the usual options.
    ///
    /// # Errors
    /// As [`Shop::found`].
    pub fn found_with(
        path: &Path,
        clock: Arc<dyn Clock>,
        founding: &Founding,
        options: &Options,
    ) -> Result<Shop, Trouble> {
        let name =
            Name::parse(&founding.shop_name).map_err(|why| Refusal::invalid("shop_name", why))?;
        let currency = Currency::of(&founding.currency).ok_or_else(|| {
            Refusal::invalid(
                "currency",
                "not a currency the shop knows, such as INR or EUR",
            )
        })?;
        let zone = ShopZone::parse(&founding.time_zone)
            .map_err(|why| Refusal::invalid("time_zone", why))?;
        let admin =
            Name::parse(&founding.admin_name).map_err(|why| Refusal::invalid("admin_name", why))?;
        let password = staff::Hashed::new(&founding.password)??;
        let facts = ShopFacts {
            name: name.as_str().to_owned(),
            currency,
            zone,
            idle_lock_s: facts::IDLE_LOCK_S,
            path: path.to_owned(),
        };
        let at = clock.now();
        let founded = store::create(path, options.patience, |tx, key| {
            facts::insert(tx, &facts.name, currency, zone, at)?;
            let admin = staff::insert_first_admin(tx, admin.as_str(), &password, at)?;
            let next = journal::next(tx)?;
            let by = Actor {
                account: Some(admin.account),
                name: admin.name.clone(),
                role: Some(staff::Role::Admin),
                window: "founding",
                at,
                act: next.0,
                shop: &facts,
                key,
                granted: RefCell::default(),
            };
            catalogue::kept_in_order(tx)?;
            customers::numbers_were_read(tx, Country::of_zone(zone))?;
            if founding.sample {
                sample::stock_the_shelf(tx, &by)?;
            }
            let asked = to_json(&Founded {
                shop_name: &facts.name,
                currency: currency.code(),
                time_zone: zone.name(),
                admin_name: &admin.name,
                sample: founding.sample,
            })?;
            let entry = journal::Entry {
                at,
                account: by.account,
                window: by.window,
                request: RequestId::new(),
                command: "shop.found",
                asked: &asked,
                outcome: "null",
            };
            journal::append(tx, key, next, &entry)?;
            Ok::<_, Trouble>(())
        })?;
        if founded.is_none() {
            return Err(Refusal::AlreadyFounded.into());
        }
        // It is founded, whatever becomes of opening it.
        Ok(Shop::open_with(path, clock, options).map_err(Fault::after_the_deed)?)
    }
}
