//! The sweets that are found, and one of them.

use clap::{Args, ValueEnum};

use super::super::{
    Common,
    output::{Out, Stop, table},
    typed,
};
use crate::shop::{
    Permission, Refusal, Shop,
    catalogue::{self, NamedPart},
    stock::{self, Order, Retired, ShelfQuery, ShelfRow},
};

#[derive(Clone, Copy, Debug, ValueEnum)]
enum By {
    Name,
    Category,
    Price,
    OnHand,
}

#[derive(Debug, Args)]
pub(in super::super) struct Wanted {
    /// Only of this category
    #[arg(long)]
    category: Option<String>,
    /// Only from this price on
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    from: Option<String>,
    /// Only up to this price
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    to: Option<String>,
    /// Only those at or below their low-stock level
    #[arg(long)]
    low: bool,
    /// Only retired ones
    #[arg(long, conflicts_with = "all")]
    retired: bool,
    /// Retired ones too
    #[arg(long)]
    all: bool,
    /// What they are sorted by
    #[arg(long, value_enum, default_value = "name")]
    by: By,
    /// The other way round
    #[arg(long)]
    descending: bool,
}

impl Wanted {
    pub(super) fn run(self, common: &Common, out: &Out, text: String) -> Result<(), Stop> {
        let shop = common.open()?;
        let amount = |field, typed: Option<String>| {
            typed
                .map(|typed| typed::amount(&shop, field, &typed))
                .transpose()
        };
        let query = ShelfQuery {
            text,
            category: self.category,
            price_from: amount("from", self.from)?,
            price_to: amount("to", self.to)?,
            low_only: self.low,
            retired: match (self.retired, self.all) {
                (true, _) => Retired::Only,
                (false, true) => Retired::Shown,
                (false, false) => Retired::Hidden,
            },
            order: match self.by {
                By::Name => Order::Name,
                By::Category => Order::Category,
                By::Price => Order::Price,
                By::OnHand => Order::OnHand,
            },
            descending: self.descending,
        };
        let session = common.log_in(&shop)?;
        let rows = shop.consult(&session, Permission::Look, |db| {
            let ids = stock::shelf_ids(db, &query)?;
            let mut rows = stock::shelf_rows(db, &ids)?;
            stock::tell_free(db, (shop.now(), shop.about().zone), &mut rows)?;
            Ok(rows)
        })?;
        out.tell(&rows, || shelf(&shop, &rows))
    }
}

fn shelf(shop: &Shop, rows: &[ShelfRow]) -> String {
    let currency = shop.about().currency;
    let rows: Vec<[String; 6]> = rows
        .iter()
        .map(|row| {
            let low = if row.on_hand <= row.low_at { "low" } else { "" };
            [
                row.name.clone(),
                row.category.clone().unwrap_or_default(),
                format!(
                    "{} {}",
                    currency.format(row.price),
                    row.unit.price_for(row.per)
                ),
                match &row.free {
                    Some(free) => format!(
                        "{}, {} free, {} promised by {}",
                        row.unit.format(row.on_hand),
                        row.unit.format(free.free.max(0)),
                        row.unit.format(free.promised),
                        free.time
                    ),
                    None => row.unit.format(row.on_hand),
                },
                row.sku.clone().unwrap_or_default(),
                if row.retired { "retired" } else { low }.to_owned(),
            ]
        })
        .collect();
    table(["name", "category", "price", "on hand", "sku", ""], &rows)
}

pub(super) fn show(common: &Common, out: &Out, sweet: &str) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let id = typed::find_sweet(&shop, &session, sweet)?;
    let sweet = shop
        .consult(&session, Permission::Look, |db| catalogue::sweet(db, id))?
        .ok_or_else(|| Refusal::unknown("sweet", sweet))?;
    out.tell(&sweet, || {
        let about = shop.about();
        let rows = [
            (
                "price",
                format!(
                    "{} {}",
                    about.currency.format(sweet.price),
                    sweet.unit.price_for(sweet.per)
                ),
            ),
            (
                "taxes",
                sweet
                    .taxes
                    .iter()
                    .map(|tax| format!("{} {} %", tax.name, tax.rate))
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            (
                "made of",
                sweet
                    .parts
                    .iter()
                    .map(NamedPart::text)
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            ("category", sweet.category.clone().unwrap_or_default()),
            ("sku", sweet.sku.clone().unwrap_or_default()),
            ("barcodes", catalogue::listed(&sweet.barcodes)),
            ("low at", sweet.unit.format(sweet.low_at)),
            ("retired", if sweet.retired { "yes" } else { "no" }.into()),
            ("version", sweet.version.to_string()),
            (
                "changed",
                format!(
                    "{} {}",
                    about.zone.date_time(sweet.changed_at),
                    sweet.changed_by
                ),
            ),
        ]
        .map(|(word, value)| [word.to_owned(), value]);
        table(["name", &sweet.name], &rows)
    })
}
