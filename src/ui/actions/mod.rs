//! Everything a person can do with a key: one list of actions.
//!
//! Promises: buttons, menus, the command palette and the keys sheet tell the same name,
//! shortcut and help, because they read them here; an action that a role does not allow is
//! neither offered nor obeyed. Leaves out what an action does: the window and its screens know.

mod list;

use egui::{Event, Key, KeyboardShortcut};

use crate::shop::{Permission, Role};
pub use list::ACTIONS;

/// Something a person can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Show the counter.
    Counter,
    /// Show the stock room.
    StockRoom,
    /// Show the sales.
    Sales,
    /// Show the payments at the provider.
    Payments,
    /// Show the accounts.
    Staff,
    /// Show the printing settings.
    Printing,
    /// Open or close the customer's display of this window.
    CustomerDisplay,
    /// Show the calendar.
    Calendar,
    /// Show the quotations.
    Quotations,
    /// Show the customers.
    Customers,
    /// Add a customer.
    NewCustomer,
    /// Change the customer that is shown.
    EditCustomer,
    /// Make the customer that is shown and another one.
    MergeCustomer,
    /// Forget the customer that is shown.
    EraseCustomer,
    /// Sell the quotation that is shown.
    SellQuoted,
    /// Put the quotation that is shown into a basket.
    TakeUpQuoted,
    /// Withdraw the quotation that is shown.
    WithdrawQuoted,
    /// Show the board of orders for later.
    Orders,
    /// Show what the kitchen sees.
    Kitchen,
    /// Order what is in the basket for later.
    OrderLater,
    /// Do what comes next with the order that is shown.
    OrderStep,
    /// Have the order that is shown picked up at another time.
    MoveOrder,
    /// Change what is ordered with the order that is shown.
    ChangeGoods,
    /// Note something with the order that is shown.
    NoteOrder,
    /// Print the slip of the order that is shown.
    PrintOrder,
    /// Cancel the order that is shown.
    CancelOrder,
    /// Show the settings.
    Settings,
    /// Show whether the shop's file and machine are in order.
    Diagnostics,
    /// Show the shift.
    Shift,
    /// Put the cursor into the scan or search line.
    Search,
    /// Take exactly the total in cash.
    ExactCash,
    /// Put the cursor into the cash field.
    CashField,
    /// One more of the last line.
    OneMore,
    /// One less of the last line.
    OneLess,
    /// Take a payment by card.
    CardTender,
    /// Take a payment by UPI.
    UpiTender,
    /// Take a payment by bank transfer.
    BankTender,
    /// Take a payment by gift card.
    GiftTender,
    /// Take a payment by the customer's credit.
    CreditTender,
    /// Say who buys.
    Customer,
    /// Sell a gift card, or put more on one.
    SellGiftCard,
    /// Have all of it paid by a code that the customer scans, at the payment provider.
    QrPay,
    /// Show the payments by QR that wait, and those that came too late.
    QrPayments,
    /// Open the line above.
    LineAbove,
    /// Open the line below.
    LineBelow,
    /// Change the chosen line: quantity, discount, price, note.
    EditLine,
    /// Give a discount on the whole basket, or note something with it.
    EditBasket,
    /// Read the weight that is on the scale.
    Weigh,
    /// Sell something that is no sweet of the catalogue.
    QuickItem,
    /// Make a quotation of the basket.
    Quote,
    /// Park the basket.
    Park,
    /// Show the parked baskets.
    Parked,
    /// Show the person's other baskets.
    OtherBaskets,
    /// Take everything out of the basket, after asking.
    EmptyBasket,
    /// Create a sweet.
    NewSweet,
    /// Edit the selected sweet.
    EditSweet,
    /// Receive more of the selected sweet.
    Restock,
    /// Correct the count of the selected sweet.
    Correct,
    /// Bring back the sweet that was just retired.
    Undo,
    /// Write off some of the selected sweet.
    WriteOff,
    /// Save the form.
    Save,
    /// Take back goods of the receipt that is shown.
    TakeBack,
    /// Void the sale whose receipt is shown.
    VoidSale,
    /// Ask the provider how the payment that is shown stands.
    VerifyPayment,
    /// Give money of the payment that is shown back.
    GiveBack,
    /// Open another window.
    NewWindow,
    /// Show the command palette.
    Palette,
    /// Show the keys sheet.
    Keys,
    /// Switch between light and dark.
    Theme,
    /// Show everything larger.
    Larger,
    /// Show everything smaller.
    Smaller,
    /// Show everything in its usual size.
    UsualSize,
    /// Say which scale stands beside this machine.
    ScaleHere,
    /// Change one's own password.
    Password,
    /// Set one's own PIN.
    Pin,
    /// Lock this window.
    Lock,
    /// Log out of this window.
    LogOut,
}

/// Where an action is at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In every window.
    Anywhere,
    /// Wherever somebody is logged in.
    Inside,
    /// At the counter.
    Counter,
    /// In the stock room.
    StockRoom,
    /// Among the sales.
    Sales,
    /// Among the quotations.
    Quotations,
    /// Among the customers.
    Customers,
    /// Among the payments.
    Payments,
    /// Among the orders for later.
    Orders,
}

/// What the list says of an action.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The action.
    pub action: Action,
    /// Its name on buttons and menus.
    pub name: &'static str,
    /// The key that does it.
    pub shortcut: Option<KeyboardShortcut>,
    /// Where it is at home.
    pub place: Place,
    /// What it needs.
    pub needs: Option<Permission>,
    /// What it does, in a sentence.
    pub help: &'static str,
}

impl Action {
    /// What the list says of it.
    #[must_use]
    pub fn entry(self) -> &'static Entry {
        ACTIONS
            .iter()
            .find(|entry| entry.action == self)
            .unwrap_or(&ACTIONS[0])
    }

    /// Its name on buttons and menus.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// Its key as it is written on buttons, where it has one.
    #[must_use]
    pub fn keys(self) -> String {
        self.entry()
            .shortcut
            .map_or_else(String::new, |shortcut| written(&shortcut))
    }

    /// Whether it may open something that then has the keyboard. What is held down to do it again
    /// and again opens nothing.
    #[must_use]
    pub fn moves_the_keyboard(self) -> bool {
        !matches!(
            self,
            Self::OneMore
                | Self::OneLess
                | Self::LineAbove
                | Self::LineBelow
                | Self::Theme
                | Self::Larger
                | Self::Smaller
                | Self::UsualSize
        )
    }

    /// Its help and its key.
    #[must_use]
    pub fn hint(self) -> String {
        match self.keys() {
            keys if keys.is_empty() => self.entry().help.to_owned(),
            keys => format!("{} ({keys})", self.entry().help),
        }
    }
}

/// A shortcut as it is written on buttons.
fn written(shortcut: &KeyboardShortcut) -> String {
    let mut text = String::new();
    if shortcut.modifiers.command {
        text.push_str("Ctrl+");
    }
    if shortcut.modifiers.alt {
        text.push_str("Alt+");
    }
    if shortcut.modifiers.shift {
        text.push_str("Shift+");
    }
    text.push_str(match shortcut.logical_key {
        Key::ArrowUp => "Up",
        Key::ArrowDown => "Down",
        Key::Delete => "Del",
        Key::Insert => "Ins",
        Key::Plus => "Plus",
        Key::Minus => "Minus",
        other => other.symbol_or_name(),
    });
    text
}

/// Who is at the window, as far as actions ask.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The role of the person who is logged in.
    pub role: Option<Role>,
    /// Whether the window is locked.
    pub locked: bool,
}

impl Standing {
    /// Whether the role includes a permission.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        !self.locked && self.role.is_some_and(|role| role.permits(permission))
    }

    /// Whether an action may be offered and obeyed.
    #[must_use]
    pub fn allows(self, action: Action) -> bool {
        let entry = action.entry();
        let inside = entry.place == Place::Anywhere || (self.role.is_some() && !self.locked);
        inside && entry.needs.is_none_or(|permission| self.may(permission))
    }
}

/// The action whose key this is, where it may be obeyed.
///
/// A longer combination is looked for before a shorter one it contains.
pub fn of_key(event: &Event, standing: Standing) -> Option<Action> {
    let Event::Key {
        key,
        pressed: true,
        modifiers,
        ..
    } = event
    else {
        return None;
    };
    let its = |entry: &&Entry| {
        let same = |shortcut: KeyboardShortcut| {
            shortcut.logical_key == *key && modifiers.matches_logically(shortcut.modifiers)
        };
        entry.shortcut.is_some_and(same) && standing.allows(entry.action)
    };
    let without_shift = |entry: &&Entry| entry.shortcut.is_some_and(|its| !its.modifiers.shift);
    let found = ACTIONS.iter().filter(its).min_by_key(without_shift);
    found.map(|entry| entry.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_share_a_key() {
        for (index, one) in ACTIONS.iter().enumerate() {
            for other in &ACTIONS[index + 1..] {
                assert!(
                    one.shortcut.is_none() || one.shortcut != other.shortcut,
                    "{} and {} share a key",
                    one.name,
                    other.name
                );
            }
        }
    }

    #[test]
    fn staff_are_not_offered_what_admins_do() {
        let staff = Standing {
            role: Some(Role::Staff),
            locked: false,
        };
        assert!(staff.allows(Action::ExactCash));
        assert!(!staff.allows(Action::StockRoom));
        assert!(!staff.allows(Action::Staff));
        let admin = Standing {
            role: Some(Role::Admin),
            locked: false,
        };
        assert!(admin.allows(Action::StockRoom));
        assert!(
            !Standing {
                locked: true,
                ..admin
            }
            .allows(Action::ExactCash)
        );
        assert!(Standing::default().allows(Action::NewWindow));
        assert!(!Standing::default().allows(Action::Counter));
    }
}
