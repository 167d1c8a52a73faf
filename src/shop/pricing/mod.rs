//! Pricing: what a basket costs, what is due, and what a return is worth.
//! Exact, in whole minor units; no database, no clock.
//!
//! How a sale uses it:
//!
//! 1. [`price`] makes a [`Priced`] of a [`Basket`]: per line and in all, net,
//!    taxes and gross.
//! 2. [`settle`] says what is due of the gross, and what each [`Tender`] makes
//!    of it: the rounding of cash, the change, what is missing, and by how
//!    much the drawer's cash rises.
//! 3. Of a sale that was made, [`part_of`] tells the money of so many of a
//!    line's goods brought back, and [`refund`] what goes back to each tender.
//!
//! Promises:
//!
//! * A tax, inside the price or on top, is the half-up of (unrounded net ×
//!   rate), once, to the currency's step; net is gross less the taxes, to the
//!   last minor unit.
//! * Half-up is half away from zero, so that a line taken back mirrors the
//!   line sold, minor unit for minor unit.
//! * The shares of the basket's discount sum to it, and totals do not depend
//!   on the order of the lines.
//! * Parts of a sold line, in whatever order they come back, sum to the line,
//!   and on the way none is below nothing or above it.
//! * What does not fit is refused by the name of its field, never wrapped.
//!
//! Left out: which taxes a sweet has, who may give a discount, and whether a
//! sale may be made while something is missing. The sale decides these.

mod basket;
mod error;
mod rounding;
mod settling;
mod spread;
mod taken_back;

pub use basket::{Basket, Discount, Line, Priced, PricedLine, Tax, TaxTotal, price};
pub use error::{PricingError, Problem};
pub use settling::{Settled, Tender, settle};
pub use taken_back::{Paid, Part, Refund, SoldLine, part_of, refund};
