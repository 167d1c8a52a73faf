//! Lines that only look: at a sweet of the shelf, and at a receipt.

use serde_json::{Map, Value};

use super::{
    super::typed,
    orders::{Orders, as_json, read},
};
use crate::{
    shop::{Permission, Refusal, Trouble, sales, stock},
    values::SweetId,
};

/// Looks at one sweet of the shelf.
pub(super) const LOOK: &str = "stock.look";
/// Looks at one receipt.
pub(super) const RECEIPT: &str = "sales.receipt";

impl Orders<'_> {
    pub(super) fn look(&self, mut fields: Map<String, Value>) -> Result<Value, Trouble> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Look {
            sweet: SweetId,
        }
        if let Some(Value::String(text)) = fields.get("sweet") {
            let id = typed::find_sweet(self.shop, self.session, text)?;
            fields.insert("sweet".into(), id.get().into());
        }
        let Look { sweet } = read(fields)?;
        let rows = self.shop.consult(self.session, Permission::Look, |db| {
            let mut rows = stock::shelf_rows(db, &[sweet])?;
            let at = (self.shop.now(), self.shop.about().zone);
            stock::tell_free(db, at, &mut rows)?;
            Ok(rows)
        })?;
        let row = rows.first();
        as_json(row.ok_or_else(|| Refusal::unknown("sweet", sweet))?)
    }

    pub(super) fn receipt(&self, fields: Map<String, Value>) -> Result<Value, Trouble> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Which {
            number: i64,
        }
        let Which { number } = read(fields)?;
        let receipt = self.shop.consult(self.session, Permission::Look, |db| {
            sales::receipt(db, number)
        })?;
        as_json(&receipt.ok_or_else(|| Refusal::unknown("receipt", number))?)
    }
}
