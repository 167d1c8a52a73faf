//! What the shop sells: sweets with names, categories, prices and codes.
//!
//! Promises: a name is one sweet's, whatever its case or composition, and so
//! are its SKU and barcodes; a change made from an older version is refused
//! with both values. Left out: how many are there, which is `stock`'s.

mod add;
mod codes;
mod edit;
mod fields;
mod kits;
mod rows;

pub use add::{AddSweet, Added};
pub use codes::{Barcode, ScaleLabels, Scanned, listed, scanned};
pub use edit::{EditSweet, Edited, ReinstateSweet, RetireSweet, SweetChange};
pub use kits::{NamedPart, Part, cost_of_parts};
pub use rows::{Category, Sweet, categories, resolve, sweet};

pub(super) use fields::price as check_price;
pub(super) use kits::{not_a_kit, part_of};
pub(super) use rows::{for_sale, name_of, unit_of};
