//! Baskets that wait to be taken up again.

use clap::Subcommand;

use super::{
    Common,
    output::{Out, Stop, table},
};
use crate::shop::{
    Permission,
    sales::baskets::{self, Basket},
};

/// Baskets.
#[derive(Debug, Subcommand)]
pub(super) enum BasketsTask {
    /// The parked baskets of everybody, the one parked first first
    Parked,
}

impl BasketsTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            BasketsTask::Parked => parked(common, out),
        }
    }
}

fn parked(common: &Common, out: &Out) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let parked = shop.consult(&session, Permission::Sell, baskets::parked)?;
    out.tell(&parked, || {
        let about = shop.about();
        let row = |basket: &Basket| {
            [
                basket.label.clone().unwrap_or_default(),
                basket.by.clone(),
                about.zone.date_time(basket.changed_at),
                basket.lines.len().to_string(),
                match basket.total() {
                    Ok(total) => about.currency.format(total),
                    Err(why) => why.to_string(),
                },
            ]
        };
        let rows: Vec<[String; 5]> = parked.iter().map(row).collect();
        table(["parked as", "by", "at", "lines", "total"], &rows)
    })
}
