//! Ids: what rows are called, and what a request is called by its asker.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// The id of row number `id`.
            pub const fn new(id: i64) -> Self {
                Self(id)
            }

            /// The row's number.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

row_id! {
    /// A sweet in the catalogue.
    SweetId
}
row_id! {
    /// An account of somebody who works in the shop.
    AccountId
}
row_id! {
    /// A customer.
    CustomerId
}
row_id! {
    /// A tax.
    TaxId
}
row_id! {
    /// A shift at a drawer.
    ShiftId
}

row_id! {
    /// A payment at a provider.
    PaymentId
}
row_id! {
    /// A provider's message in the inbox.
    MessageId
}
row_id! {
    /// An invoice or a credit note.
    InvoiceId
}
row_id! {
    /// Goods that are held for somebody.
    HoldId
}
row_id! {
    /// An appointment.
    AppointmentId
}
row_id! {
    /// An order for later.
    OrderId
}
row_id! {
    /// A calendar: something that can be booked or picked up at certain hours.
    CalendarId
}
row_id! {
    /// A slot of a calendar in which something is or was taken.
    SlotId
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new one, ordered by the time it was made (UUIDv7, RFC 9562).
            #[expect(clippy::new_without_default, reason = "each call makes another id")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// Reads one as it is written in files and on command lines.
            ///
            /// # Errors
            /// A sentence, where the text is not a UUID.
            pub fn parse(text: &str) -> Result<Self, String> {
                Uuid::try_parse(text.trim())
                    .map(Self)
                    .map_err(|_| "not an id: a UUID such as 0197a3c0-5d1e-7c3a-9b1f-2f6d1c0e4a55 is needed".into())
            }

            /// The 16 bytes it is stored as.
            pub const fn bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The id stored as these bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_id! {
    /// What an asker calls one intent: made once, kept until it is answered.
    RequestId
}
uuid_id! {
    /// A basket.
    BasketId
}
uuid_id! {
    /// What the shop calls a payment at its provider: asked with the same one
    /// again, the provider makes no second order.
    PaymentKey
}
uuid_id! {
    /// What the shop calls a refund at its provider: asked with the same one
    /// again, the provider gives nothing back twice.
    RefundKey
}
