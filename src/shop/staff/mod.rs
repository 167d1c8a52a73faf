//! Who works in the shop: accounts, what they may do, and logging in.
//!
//! Promises: a name is one account's, whatever its case; a password is hashed
//! outside any transaction; guessing is slowed down per name, through
//! restarts and a clock set back; the last admin stays; a changed password ends
//! the account's other sessions; what is granted by a supervisor ends by itself.

mod accounts;
mod edit;
mod grants;
mod log_in;
mod password;
mod pin;
mod throttle;

pub use accounts::{Account, Status, count_waiting, find, list, me};
pub use edit::{
    AddAccount, Approve, ChangePassword, ChangeRole, GivePassword, Register, Registered, Reinstate,
    Retire,
};
pub use grants::{
    GRANT_MOST_MINUTES, GRANT_USUAL_MINUTES, Grant, Granted, Supervisor, supervisors,
};
pub use password::PASSWORD_MIN_CHARS;
pub use pin::{SetPin, has_pin};

pub(super) use accounts::{active, admin_password};
pub(super) use edit::insert_first_admin;
pub(super) use password::{Hashed, PasswordMark};

use super::seals::Final;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Actor, Refusal, Trouble};
use crate::store::WriteTx;

/// What somebody may be allowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Register and log in.
    Visit,
    /// See sweets, stock and sales.
    Look,
    /// Sell at the counter.
    Sell,
    /// Take goods back from customers.
    TakeBack,
    /// Give payments back at their provider, and settle them by hand.
    Refund,
    /// Give discounts above the shop's limit.
    DiscountMore,
    /// Sell at another price than the catalogue's.
    ChangePrice,
    /// Sell what is no sweet of the catalogue.
    SellAnything,
    /// Book, move and confirm appointments outside a calendar's hours, notice and horizon.
    BookOutside,
    /// See what a drawer should hold while its shift is open.
    SeeExpected,
    /// Close a shift whose count differs by more than the shop's limit.
    BookDifference,
    /// Add, edit, retire and bring back sweets.
    ManageCatalogue,
    /// Restock and correct.
    ManageStock,
    /// Approve, add, change and retire accounts.
    ManageStaff,
    /// Read the journal, make backups, change settings.
    ManageShop,
}

impl Permission {
    /// All of them, in the order in which people are told of them.
    pub const ALL: [Permission; 15] = [
        Permission::Visit,
        Permission::Look,
        Permission::Sell,
        Permission::TakeBack,
        Permission::Refund,
        Permission::DiscountMore,
        Permission::ChangePrice,
        Permission::SellAnything,
        Permission::BookOutside,
        Permission::SeeExpected,
        Permission::BookDifference,
        Permission::ManageCatalogue,
        Permission::ManageStock,
        Permission::ManageStaff,
        Permission::ManageShop,
    ];
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Permission::Visit => "register",
            Permission::Look => "look at this",
            Permission::Sell => "sell",
            Permission::TakeBack => "take goods back",
            Permission::Refund => "give payments back",
            Permission::DiscountMore => "give so large a discount",
            Permission::ChangePrice => "sell at another price",
            Permission::SellAnything => "sell what is not in the catalogue",
            Permission::BookOutside => "book outside a calendar's hours",
            Permission::SeeExpected => "see what a drawer should hold before it is counted",
            Permission::BookDifference => "book so large a difference",
            Permission::ManageCatalogue => "change the catalogue",
            Permission::ManageStock => "change the stock",
            Permission::ManageStaff => "manage accounts",
            Permission::ManageShop => "manage the shop",
        })
    }
}

/// Lets an act go on that needs `needs`, by the role of whoever acts or by a
/// grant that is open for them at their window. A grant that was needed is told
/// in the act's record.
pub(super) fn allow(tx: &WriteTx<'_>, by: &Actor<'_>, needs: Permission) -> Result<(), Trouble> {
    if by.role.is_some_and(|role| role.permits(needs)) {
        return Ok(());
    }
    match grants::open(tx, by, needs)? {
        Some(grant) => {
            by.passed_by(grant);
            Ok(())
        }
        None => Err(Refusal::NotAllowed {
            needs,
            who: by.name.clone(),
        }
        .into()),
    }
}

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sells and looks.
    Staff,
    /// May do everything.
    Admin,
}

impl Role {
    /// Whether the role includes a permission.
    pub fn permits(self, permission: Permission) -> bool {
        match self {
            Role::Admin => true,
            Role::Staff => {
                matches!(
                    permission,
                    Permission::Visit | Permission::Look | Permission::Sell | Permission::TakeBack
                )
            }
        }
    }

    /// The word it is stored and typed as.
    pub fn word(self) -> &'static str {
        match self {
            Role::Staff => "staff",
            Role::Admin => "admin",
        }
    }

    /// The role of a word.
    pub fn of(word: &str) -> Option<Role> {
        [Role::Staff, Role::Admin]
            .into_iter()
            .find(|role| role.word() == word)
    }
}

/// What never changes again.
pub(in crate::shop) const FINAL: &[Final] = &[Final::of(
    "grants",
    "act",
    &[
        "act",
        "supervisor",
        "version",
        "account",
        "window",
        "permission",
        "from_ms",
        "until_ms",
    ],
)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_permission_is_left_out_of_the_list() {
        // The declaration is the list to compare with: what is new there is missing here.
        let declared = include_str!("mod.rs");
        let declared = declared
            .split("pub enum Permission {")
            .nth(1)
            .unwrap_or_default();
        let declared = declared.split("\n}").next().unwrap_or_default();
        let names = declared
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with("///"));
        let names: Vec<String> = names
            .filter(|line| !line.is_empty())
            .map(|line| line.trim_end_matches(',').to_owned())
            .collect();
        let listed = Permission::ALL.map(|permission| format!("{permission:?}"));
        assert_eq!(listed.as_slice(), names);
    }
}
