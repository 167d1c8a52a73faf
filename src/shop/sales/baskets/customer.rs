//! Open baskets whose customer is another, or nobody any more.

use crate::{
    store::{Fault, WriteTx},
    values::CustomerId,
};

/// Has the open baskets of one customer name another, or nobody.
pub(in crate::shop) fn hand_on(
    tx: &WriteTx<'_>,
    from: CustomerId,
    to: Option<CustomerId>,
) -> Result<(), Fault> {
    let to = to.map(CustomerId::get);
    let sql = "UPDATE baskets SET customer = ?2 WHERE customer = ?1";
    tx.execute(sql, (from.get(), to)).map(drop)
}
