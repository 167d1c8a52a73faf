//! What the shop was founded as: its name, currency and time zone.

use std::path::{Path, PathBuf};

use super::seals::Final;
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{Currency, ShopZone, Timestamp},
};

/// Without input for this many seconds a window locks itself.
pub(super) const IDLE_LOCK_S: u32 = 600;

/// What everybody in the shop needs to know of it.
#[derive(Clone, Debug)]
pub struct ShopFacts {
    /// Its name.
    pub name: String,
    /// What it counts money in.
    pub currency: Currency,
    /// Where its clock stands.
    pub zone: ShopZone,
    /// After how many seconds without input a window locks itself.
    pub idle_lock_s: u32,
    /// Where its file is.
    pub path: PathBuf,
}

pub(super) fn insert(
    tx: &WriteTx<'_>,
    name: &str,
    currency: Currency,
    zone: ShopZone,
    at: Timestamp,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO shop (id, uuid, name, currency, time_zone, idle_lock_s, founded_ms)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            uuid::Uuid::now_v7().as_bytes(),
            name,
            currency.code(),
            zone.name(),
            IDLE_LOCK_S,
            at.ms()
        ],
    )?;
    Ok(())
}

pub(super) fn facts(db: &ReadTx<'_>, path: &Path) -> Result<ShopFacts, Fault> {
    let (name, currency, zone, idle_lock_s) = db.one(
        "SELECT name, currency, time_zone, idle_lock_s FROM shop",
        [],
        |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, u32>(3)?,
            ))
        },
    )?;
    let damaged = |what: String| Fault::Damaged { what };
    Ok(ShopFacts {
        name,
        currency: Currency::of(&currency)
            .ok_or_else(|| damaged(format!("the shop's currency “{currency}” is unknown")))?,
        zone: ShopZone::parse(&zone)
            .map_err(|_| damaged(format!("the shop's time zone “{zone}” is unknown")))?,
        idle_lock_s,
        path: path.to_owned(),
    })
}

/// The id the shop was given when it was founded, as it is written.
///
/// # Errors
/// A fault of the file.
pub fn shop_id(db: &ReadTx<'_>) -> Result<String, Fault> {
    uuid(db).map(|id| id.to_string())
}

/// The id the shop was given when it was founded; its backups carry it.
pub(super) fn uuid(db: &ReadTx<'_>) -> Result<uuid::Uuid, Fault> {
    db.one("SELECT uuid FROM shop", [], |row| row.get::<_, [u8; 16]>(0))
        .map(uuid::Uuid::from_bytes)
}

/// What never changes again.
pub(in crate::shop) const FINAL: &[Final] = &[Final {
    act: "1",
    ..Final::of(
        "shop",
        "id",
        &[
            "id",
            "uuid",
            "name",
            "currency",
            "time_zone",
            "idle_lock_s",
            "founded_ms",
        ],
    )
}];
