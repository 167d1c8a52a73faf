//! What can be told of a shop that is only looked at: nobody is logged in, and it may be broken.
//!
//! Left out: anything of the shop's business. Who has the machine and the file may look at this.

use super::journal;
use crate::{
    store::{Fault, Key, ReadTx, health::Looking},
    values::{ShopZone, Timestamp},
};

/// Sees that the key beside the file is the one its journal goes on with.
///
/// # Errors
/// [`Fault::Key`] where it is not, or is not there; a fault of the file.
pub fn key_fits(shop: &Looking) -> Result<(), Fault> {
    let key = Key::load(shop.files())?;
    shop.read(|db| journal::continues(db, &key, shop.files()))
}

/// When the last act was done that the journal has.
///
/// # Errors
/// A fault of the file.
pub fn last_act_at(db: &ReadTx<'_>) -> Result<Option<Timestamp>, Fault> {
    let last = journal::list(db, None, 1)?;
    Ok(last.first().map(|record| record.at))
}

/// Where the shop's clock stands.
///
/// # Errors
/// A fault of the file.
pub fn zone(db: &ReadTx<'_>) -> Result<ShopZone, Fault> {
    let name: String = db.one("SELECT time_zone FROM shop", [], |row| row.get(0))?;
    ShopZone::parse(&name).map_err(|_| Fault::Damaged {
        what: format!("the shop's time zone “{name}” is unknown"),
    })
}
