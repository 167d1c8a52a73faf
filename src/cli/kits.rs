//! Kits: what a sweet is put together of.

use clap::Args;

use super::{
    Asking, Common,
    output::{Out, Stop},
    sweets, typed,
};
use crate::shop::{
    Permission, Refusal,
    catalogue::{self, EditSweet, Part, SweetChange},
};

/// Say what a kit is made of.
#[derive(Debug, Args)]
pub(super) struct Parts {
    /// The kit, by SKU, barcode or whole name
    kit: String,
    /// A sweet and how much of it is in one kit: "KAJU-1=2", "Halwa=250 g"
    #[arg(value_name = "SWEET=QUANTITY", required_unless_present = "none")]
    parts: Vec<String>,
    /// It is no kit any more
    #[arg(long, conflicts_with = "parts")]
    none: bool,
    /// The version the change is made from; without it, the one it has now
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    version: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

impl Parts {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let from = self
            .version
            .map(|typed| typed::whole("version", &typed))
            .transpose()?;
        let (shop, session) = common.come_in()?;
        let sweet = typed::sweet::<EditSweet>(&shop, &session, &self.kit, (request, "/sweet"))?;
        let mut parts = Vec::with_capacity(self.parts.len());
        for (place, typed) in self.parts.iter().enumerate() {
            let field = format!("parts[{place}]");
            let (name, quantity) = typed.rsplit_once('=').ok_or_else(|| {
                let why = "is written as a sweet and a quantity, such as KAJU-1=2";
                Refusal::invalid(&field, why)
            })?;
            let at = format!("/change/parts/{place}/sweet");
            let part = typed::sweet::<EditSweet>(&shop, &session, name, (request, &at))?;
            let known =
                shop.consult(&session, Permission::Look, |db| catalogue::sweet(db, part))?;
            let known = known.ok_or_else(|| Refusal::unknown("sweet", name))?;
            parts.push(Part {
                sweet: part,
                quantity: typed::quantity(&format!("{field}.quantity"), known.unit, quantity)?,
            });
        }
        let version = sweets::version::<EditSweet>((&shop, &session), request, sweet, from)?;
        let edit = EditSweet {
            sweet,
            version,
            change: SweetChange {
                parts: Some(parts),
                ..SweetChange::default()
            },
        };
        sweets::told(out, request, shop.execute(&session, request, edit)?)
    }
}
