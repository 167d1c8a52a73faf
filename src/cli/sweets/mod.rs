//! The sweets that are sold: adding and changing.

mod finding;

use clap::{Args, Subcommand, ValueEnum};

use super::{
    Asking, Common, kits,
    output::{Out, Stop},
    typed,
};
use crate::{
    shop::{
        Command, Permission, Refusal, Session, Shop,
        catalogue::{
            self, AddSweet, Barcode, EditSweet, Edited, ReinstateSweet, RetireSweet, SweetChange,
        },
    },
    values::{Quantity, RequestId, SweetId, Unit},
};
use finding::{Wanted, show};

/// The sweets that are sold.
#[derive(Debug, Subcommand)]
pub(super) enum SweetsTask {
    /// Add a sweet
    Add(Add),
    /// Change some fields of a sweet
    Edit(Edit),
    /// The sweets, by name
    List(Wanted),
    /// The sweets with these words in their name, in any case
    Search {
        /// Parts of the name; or a SKU or barcode
        text: String,
        #[command(flatten)]
        wanted: Wanted,
    },
    /// One sweet
    Show {
        /// The sweet, by SKU, barcode or whole name
        sweet: String,
    },
    /// Say what a kit is made of, such as a gift box of three sweets
    Parts(kits::Parts),
    /// Sell a sweet no more; its past stays
    Retire(Which),
    /// Sell a retired sweet again
    Reinstate(Which),
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// Its name
    #[arg(long)]
    name: String,
    /// What it is counted in
    #[arg(long, value_enum, default_value = "piece")]
    unit: InUnit,
    /// The price, such as 19.99
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    price: String,
    /// How much the price is for, such as "100 g" or "1 kg"; 12 for a box of twelve
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    per: Option<String>,
    /// A tax on it, by name; may be given again ("" for none; left out, the usual ones)
    #[arg(long = "tax", value_name = "NAME")]
    taxes: Option<Vec<String>>,
    /// The category; a new one is made
    #[arg(long)]
    category: Option<String>,
    /// The shop's own code
    #[arg(long)]
    sku: Option<String>,
    /// A code scanners read on it, with ×12 where it stands for twelve; may be given again
    #[arg(long = "barcode", value_name = "CODE[×N]")]
    barcodes: Vec<Barcode>,
    /// At this much or less it is low, such as 5 or "2 kg"
    #[arg(
        long,
        value_name = "QUANTITY",
        default_value = "0",
        allow_hyphen_values = true
    )]
    low_at: String,
    /// What its picture looks like, as "shape-colour"
    #[arg(long, default_value = "", hide_default_value = true)]
    picture: String,
    /// How much is there already, such as 12 or "4.5 kg"
    #[arg(
        long,
        value_name = "QUANTITY",
        default_value = "0",
        allow_hyphen_values = true
    )]
    opening: String,
    /// It may be sold before it is counted in
    #[arg(long)]
    below_zero: bool,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Debug, Args)]
pub(super) struct Edit {
    /// The sweet, by SKU, barcode or whole name
    sweet: String,
    /// The version the change is made from; without it, the one it has now
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    version: Option<String>,
    /// Its new name
    #[arg(long)]
    name: Option<String>,
    /// What it is counted in; only while nothing of it moved
    #[arg(long, value_enum)]
    unit: Option<InUnit>,
    /// Its new price, such as 19.99
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    price: Option<String>,
    /// How much the price is for, such as "100 g" or "1 kg"
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    per: Option<String>,
    /// Whether it may be sold before it is counted in
    #[arg(long, value_name = "YES")]
    below_zero: Option<bool>,
    /// All the taxes on it, by name, each given once; "" for none
    #[arg(long = "tax", value_name = "NAME")]
    taxes: Option<Vec<String>>,
    /// Its new category; "" for none
    #[arg(long)]
    category: Option<String>,
    /// The shop's own new code; "" for none
    #[arg(long)]
    sku: Option<String>,
    /// All the codes scanners read on it, each given once; "" for none
    #[arg(long = "barcode", value_name = "CODE[×N]")]
    barcodes: Option<Vec<Barcode>>,
    /// At this much or less it is low, such as 5 or "2 kg"
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    low_at: Option<String>,
    /// What its picture looks like, as "shape-colour"
    #[arg(long)]
    picture: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Debug, Args)]
pub(super) struct Which {
    /// The sweet, by SKU, barcode or whole name
    sweet: String,
    /// The version that was seen; without it, the one it has now
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    version: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum InUnit {
    Piece,
    Gram,
    Millilitre,
}

impl From<InUnit> for Unit {
    fn from(unit: InUnit) -> Unit {
        match unit {
            InUnit::Piece => Unit::Piece,
            InUnit::Gram => Unit::Gram,
            InUnit::Millilitre => Unit::Millilitre,
        }
    }
}

impl SweetsTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            SweetsTask::Add(add) => add.run(common, out),
            SweetsTask::Edit(edit) => edit.run(common, out),
            SweetsTask::List(wanted) => wanted.run(common, out, String::new()),
            SweetsTask::Search { text, wanted } => wanted.run(common, out, text),
            SweetsTask::Show { sweet } => show(common, out, &sweet),
            SweetsTask::Parts(parts) => parts.run(common, out),
            SweetsTask::Retire(which) => {
                which.run(common, out, |sweet, version| RetireSweet { sweet, version })
            }
            SweetsTask::Reinstate(which) => which.run(common, out, |sweet, version| {
                ReinstateSweet { sweet, version }
            }),
        }
    }
}

impl Add {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let unit = Unit::from(self.unit);
        let per = match self.per.as_deref() {
            Some(per) => typed::quantity("per", unit, per)?.get(),
            None => 1,
        };
        let shop = common.open()?;
        let price = typed::amount(&shop, "price", &self.price)?;
        let session = common.log_in(&shop)?;
        let taxes = self
            .taxes
            .map(|names| typed::taxes(&shop, &session, &names));
        let add = AddSweet {
            unit,
            price,
            per,
            taxes: taxes.transpose()?,
            low_at: typed::count("low_at", unit, &self.low_at)?,
            opening: typed::count("opening", unit, &self.opening)?,
            below_zero: self.below_zero,
            parts: Vec::new(),
            name: self.name,
            category: self.category,
            sku: self.sku,
            barcodes: self.barcodes,
            picture: self.picture,
        };
        let added = shop.execute(&session, request, add)?;
        out.done(request, &added, || format!("added: {}", added.name))
    }
}

/// The version a change is made from: the one that was told, the one it was
/// made from when it was first asked, or the one the sweet has now.
pub(super) fn version<C: Command>(
    (shop, session): (&Shop, &Session),
    request: RequestId,
    sweet: SweetId,
    told: Option<i64>,
) -> Result<i64, Stop> {
    if let Some(version) = told {
        return Ok(version);
    }
    let first = shop.asked_before::<C>(session, request)?;
    if let Some(version) = first.and_then(|asked| asked.get("version")?.as_i64()) {
        return Ok(version);
    }
    let now = shop.consult(session, Permission::Look, |db| catalogue::sweet(db, sweet))?;
    let now = now.ok_or_else(|| Refusal::unknown("sweet", sweet))?;
    Ok(now.version)
}

pub(super) fn told(out: &Out, request: RequestId, done: Edited) -> Result<(), Stop> {
    out.done(request, &done, || {
        format!("done: the sweet's version is {} now", done.version)
    })
}

impl Edit {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let from = self
            .version
            .map(|typed| typed::whole("version", &typed))
            .transpose()?;
        let shop = common.open()?;
        let price = self
            .price
            .map(|price| typed::amount(&shop, "price", &price))
            .transpose()?;
        let or_none = |typed: Option<String>| {
            typed.map(|typed| Some(typed).filter(|typed| !typed.trim().is_empty()))
        };
        let mut change = SweetChange {
            unit: self.unit.map(Unit::from),
            below_zero: self.below_zero,
            per: None,
            taxes: None,
            parts: None,
            name: self.name,
            category: or_none(self.category),
            price,
            sku: or_none(self.sku),
            barcodes: self.barcodes,
            low_at: None,
            picture: self.picture,
        };
        let of_the_unit = self.per.is_some() || self.low_at.is_some();
        if change == SweetChange::default() && !of_the_unit && self.taxes.is_none() {
            return Err(Stop::Usage(
                "tell what is to change, such as --price 20".into(),
            ));
        }
        let session = common.log_in(&shop)?;
        let sweet = typed::sweet::<EditSweet>(&shop, &session, &self.sweet, (request, "/sweet"))?;
        if of_the_unit {
            let unit = match change.unit {
                Some(unit) => unit,
                None => typed::unit(&shop, &session, sweet)?,
            };
            let per = self.per.as_deref();
            let per = per.map(|per| typed::quantity("per", unit, per));
            change.per = per.transpose()?.map(Quantity::get);
            let low_at = self.low_at.as_deref();
            let low_at = low_at.map(|low_at| typed::count("low_at", unit, low_at));
            change.low_at = low_at.transpose()?;
        }
        if let Some(names) = &self.taxes {
            change.taxes = Some(typed::taxes(&shop, &session, names)?);
        }
        let version = version::<EditSweet>((&shop, &session), request, sweet, from)?;
        let edit = EditSweet {
            sweet,
            version,
            change,
        };
        told(out, request, shop.execute(&session, request, edit)?)
    }
}

impl Which {
    fn run<C: Command<Outcome = Edited>>(
        self,
        common: &Common,
        out: &Out,
        command: impl FnOnce(SweetId, i64) -> C,
    ) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let from = self
            .version
            .map(|typed| typed::whole("version", &typed))
            .transpose()?;
        let (shop, session) = common.come_in()?;
        let sweet = typed::sweet::<C>(&shop, &session, &self.sweet, (request, "/sweet"))?;
        let version = version::<C>((&shop, &session), request, sweet, from)?;
        let done = shop.execute(&session, request, command(sweet, version))?;
        told(out, request, done)
    }
}
