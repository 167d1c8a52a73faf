//! What slips are filled with: texts that whoever knows the rules has already worded.
//!
//! An empty text or list is left out of the slip. All of them can be kept as JSON, so that a
//! slip printed later says what it would have said at once.

use serde::{Deserialize, Serialize};

/// Whose slip it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopFacts {
    /// The shop's name.
    pub name: String,
    /// Its address, a line each.
    pub address: Vec<String>,
}

/// A named amount: a tender, the rounding, a discount.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// What it is.
    pub label: String,
    /// How much.
    pub amount: String,
}

/// A line of a receipt or a return.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    /// The sweet's name.
    pub name: String,
    /// How much of it: "2", "250 g".
    pub quantity: String,
    /// The price of one, and of how much: "90.00", "640.00 / kg".
    pub unit_price: String,
    /// What the line comes to, discount taken off.
    pub amount: String,
    /// What was taken off, if anything.
    pub discount: Option<Amount>,
    /// What was noted with it.
    pub note: String,
}

/// A tax on a receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxFacts {
    /// Its name and rate: "GST 12 %".
    pub name: String,
    /// What it is on.
    pub net: String,
    /// How much it is.
    pub tax: String,
}

/// What a receipt says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptFacts {
    /// Whose it is.
    pub shop: ShopFacts,
    /// The receipt's number as people say it: "R000123". It is its code too, by which a return
    /// begins.
    pub number: String,
    /// When it was sold, in the shop's time.
    pub at: String,
    /// Who sold it.
    pub cashier: String,
    /// To whom, if known.
    pub customer: String,
    /// What was sold.
    pub lines: Vec<ReceiptLine>,
    /// What leads from the lines to the total: subtotal, discount of the basket, taxes on top.
    pub sums: Vec<Amount>,
    /// What it comes to.
    pub total: String,
    /// The rounding of what is due in cash, apart from the total.
    pub rounding: String,
    /// The taxes within the total.
    pub taxes: Vec<TaxFacts>,
    /// How it was paid.
    pub tenders: Vec<Amount>,
    /// The change.
    pub change: String,
    /// A note for the customer.
    pub note: String,
}

/// What a return slip says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnFacts {
    /// What was given back and how the money went back, as on a receipt; the number is the
    /// return's own.
    pub receipt: ReceiptFacts,
    /// The number of the receipt that it was bought by.
    pub of_receipt: String,
    /// Why it came back.
    pub reason: String,
}

/// A part of a Z slip: sales, tenders, taxes, the drawer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZSection {
    /// What the part is about.
    pub heading: String,
    /// Its rows.
    pub rows: Vec<ZRow>,
    /// What they come to; may be empty.
    pub total: Option<Amount>,
}

/// A row of a Z slip.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZRow {
    /// What was counted.
    pub label: String,
    /// How many; may be empty.
    pub count: String,
    /// How much.
    pub amount: String,
}

/// What a Z slip says; an X report is one without a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZFacts {
    /// Whose it is.
    pub shop: ShopFacts,
    /// "Z 0042", or "X report".
    pub title: String,
    /// Which drawer.
    pub drawer: String,
    /// When the shift was opened, and by whom.
    pub opened: String,
    /// When it was closed, and by whom.
    pub closed: String,
    /// The moment an X report tells of.
    pub as_of: String,
    /// What it comes to, part by part.
    pub sections: Vec<ZSection>,
    /// Why something differed.
    pub reason: String,
    /// How many records the journal has.
    pub journal_count: String,
    /// The journal's head, to compare with later.
    pub journal_head: String,
}

/// A line of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// How much: "3 ×", "1.500 kg".
    pub quantity: String,
    /// Of what.
    pub name: String,
    /// How it is wanted.
    pub note: String,
}

/// What the slip of an order says: for the kitchen and for the bag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFacts {
    /// Whose it is.
    pub shop: ShopFacts,
    /// The order's number, its code too: "O000017".
    pub number: String,
    /// When it is picked up.
    pub pick_up: String,
    /// By whom, with a telephone number if known.
    pub customer: String,
    /// What is in it.
    pub lines: Vec<OrderLine>,
    /// Total, paid, still due.
    pub sums: Vec<Amount>,
    /// A note.
    pub note: String,
}

/// What a quotation says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotationFacts {
    /// Whose it is.
    pub shop: ShopFacts,
    /// Its number, its code too: "Q000003".
    pub number: String,
    /// When it was made.
    pub at: String,
    /// The last day it can be sold by.
    pub valid_until: String,
    /// Who made it.
    pub by: String,
    /// For whom.
    pub customer: String,
    /// What is offered, each amount with the taxes inside its price.
    pub lines: Vec<ReceiptLine>,
    /// What leads from the lines to the total: subtotal, taxes on top.
    #[serde(default)]
    pub sums: Vec<Amount>,
    /// What it comes to.
    pub total: String,
    /// A note.
    pub note: String,
}

/// What a shelf label says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelFacts {
    /// The sweet's name.
    pub name: String,
    /// Its price with currency: "₹ 64.00".
    pub price: String,
    /// For how much: "100 g".
    pub per: String,
    /// The price of the usual amount, where the law wants it: "640.00 / kg".
    pub unit_price: String,
    /// A small line: "vegetarian, contains milk and nuts".
    pub note: String,
    /// The barcode; a QR code where [`LabelFacts::as_qr`].
    pub code: String,
    /// Whether the code is a QR code.
    pub as_qr: bool,
}
