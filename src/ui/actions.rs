//! Everything a person can do with a key: one list of actions.
//!
//! Promises: buttons, menus, the command palette and the keys sheet tell the same name,
//! shortcut and help, because they read them here; an action that a role does not allow is
//! neither offered nor obeyed. Leaves out what an action does: the window and its screens know.

use egui::{Event, Key, KeyboardShortcut, Modifiers};

use crate::shop::{Permission, Role};

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

const fn key(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::NONE, key))
}

const fn ctrl(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND, key))
}

const fn alt(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::ALT, key))
}

const fn ctrl_shift(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(
        Modifiers::COMMAND.plus(Modifiers::SHIFT),
        key,
    ))
}

macro_rules! list {
    ($($action:ident, $name:literal, $shortcut:expr, $place:ident, $needs:expr, $help:literal;)*) => {
        /// The list, in the order in which it is shown.
        pub const ACTIONS: &[Entry] = &[$(Entry {
            action: Action::$action,
            name: $name,
            shortcut: $shortcut,
            place: Place::$place,
            needs: $needs,
            help: $help,
        }),*];
    };
}

const SELL: Option<Permission> = Some(Permission::Sell);
const GOODS: Option<Permission> = Some(Permission::ManageCatalogue);
const STOCK: Option<Permission> = Some(Permission::ManageStock);
const BACK: Option<Permission> = Some(Permission::TakeBack);
const SHOP: Option<Permission> = Some(Permission::ManageShop);
const PEOPLE: Option<Permission> = Some(Permission::ManageStaff);

list! {
    Counter, "Counter", ctrl(Key::Num1), Inside, SELL, "Sell: scan or search, fill the basket, take cash.";
    StockRoom, "Stock room", ctrl(Key::Num2), Inside, GOODS, "All sweets: add, edit, retire, restock, correct.";
    Sales, "Sales", ctrl(Key::Num3), Inside, SELL, "Every sale with its receipt.";
    Calendar, "Calendar", ctrl_shift(Key::C), Inside, SELL, "Who comes when: the arrows walk, Enter opens or books, D and W show a day or a week.";
    Orders, "Orders", ctrl_shift(Key::O), Inside, SELL, "Orders for later: the board of a day, slot by slot.";
    Kitchen, "Kitchen", ctrl_shift(Key::K), Inside, SELL, "What the kitchen makes now, by the time it is picked up.";
    Quotations, "Quotations", ctrl_shift(Key::Q), Inside, SELL, "What customers were offered: sell it, put it into a basket, withdraw it.";
    Customers, "Customers", ctrl(Key::Num6), Inside, SELL, "Who buys here: their numbers, what they consent to, and all that passed.";
    Payments, "Payments", ctrl(Key::Num5), Inside, SELL, "Payments at the provider, their invoices, and whether both sides agree.";
    Staff, "Staff", ctrl(Key::Num4), Inside, PEOPLE, "Who works here: approve, change roles, retire.";
    Printing, "Printing", None, Inside, SHOP, "Printers, how slips look, and who is paid by UPI.";
    CustomerDisplay, "Customer display", None, Inside, SELL, "Show this basket to the customer on the other screen, or stop.";
    Settings, "Settings", ctrl(Key::Comma), Inside, SHOP, "How the shop sells, its taxes, shifts, scale labels and printing.";
    Diagnostics, "Diagnostics", ctrl_shift(Key::D), Inside, SHOP, "Whether the shop's file, its disk, backups and devices are in order, and how long acts wait.";
    Shift, "Shift", ctrl_shift(Key::S), Inside, SELL, "The drawer: open, pay in and out, count and close.";
    Search, "Search", ctrl(Key::F), Inside, None, "Put the cursor into the scan or search line.";
    ExactCash, "Exact cash", key(Key::F12), Counter, SELL, "Take exactly the total in cash and finish the sale.";
    CashField, "Cash given", key(Key::F9), Counter, SELL, "Type what the customer gives; Enter finishes the sale.";
    CardTender, "Card", key(Key::F10), Counter, SELL, "Take the typed amount, or all that is left, by card.";
    UpiTender, "UPI", key(Key::F11), Counter, SELL, "Take the typed amount, or all that is left, by UPI.";
    BankTender, "Bank", ctrl(Key::F10), Counter, SELL, "Take the typed amount, or all that is left, by bank transfer.";
    GiftTender, "Gift card", ctrl(Key::F11), Counter, SELL, "Take the typed amount, or all that is left, by a gift card: its balance is shown first.";
    CreditTender, "Store credit", ctrl(Key::F9), Counter, SELL, "Take the typed amount, or all that is left, of the customer's credit.";
    Customer, "Customer", ctrl(Key::U), Counter, SELL, "Say who buys: find them by name or phone, or add them.";
    SellGiftCard, "Sell a gift card", ctrl(Key::G), Counter, SELL, "Sell a gift card, or put more on one.";
    QrPay, "Pay by QR", ctrl(Key::F12), Counter, SELL, "Show a code that the customer scans to pay all of it; with the code shown, ask the provider now.";
    QrPayments, "Payments by QR", ctrl_shift(Key::F12), Counter, SELL, "The payments by QR that wait, and money that came too late.";
    OneMore, "One more", ctrl(Key::ArrowUp), Counter, SELL, "One more of the chosen line.";
    OneLess, "One less", ctrl(Key::ArrowDown), Counter, SELL, "One less of the chosen line.";
    LineAbove, "Line above", alt(Key::ArrowUp), Counter, SELL, "Choose the line above in the basket.";
    LineBelow, "Line below", alt(Key::ArrowDown), Counter, SELL, "Choose the line below in the basket.";
    EditLine, "Change the line", key(Key::F4), Counter, SELL, "Quantity, discount, price and note of the chosen line.";
    EditBasket, "Discount and note", key(Key::F5), Counter, SELL, "A discount on the whole basket, or a note with it.";
    Weigh, "Read the scale", ctrl(Key::W), Counter, SELL, "Take the weight that is on the scale for the sweet that is weighed.";
    QuickItem, "Quick item", key(Key::F3), Counter, SELL, "Sell something that is not in the catalogue; who may not is asked for a supervisor's PIN at the payment.";
    Park, "Park", key(Key::F8), Counter, SELL, "Put the basket aside under a label, for anybody to resume.";
    Quote, "Quote", ctrl(Key::Q), Counter, SELL, "Offer the customer this basket at these prices, until a day.";
    OrderLater, "Order for later", ctrl_shift(Key::F), Counter, SELL, "Take this basket as an order: who picks it up, and when.";
    Parked, "Parked baskets", ctrl(Key::O), Counter, SELL, "Go on with a basket that somebody parked.";
    OtherBaskets, "Other baskets", ctrl(Key::B), Counter, SELL, "Open another of your baskets.";
    EmptyBasket, "Empty the basket", ctrl(Key::Delete), Counter, SELL, "Take everything out of the basket, after asking.";
    NewSweet, "New sweet", key(Key::Insert), StockRoom, GOODS, "Create a sweet.";
    EditSweet, "Edit", key(Key::F2), StockRoom, GOODS, "Edit the selected sweet.";
    Restock, "Restock", key(Key::F6), StockRoom, STOCK, "Book in more of the selected sweet.";
    Correct, "Correct", key(Key::F7), StockRoom, STOCK, "Set the counted number of the selected sweet, with a reason.";
    WriteOff, "Write off", ctrl(Key::D), StockRoom, STOCK, "Take off what broke, was tasted or thrown away of the selected sweet.";
    Undo, "Undo", None, StockRoom, GOODS, "Bring back the sweet that was just retired.";
    Save, "Save", ctrl(Key::S), StockRoom, GOODS, "Save the form that is open.";
    TakeBack, "Take back", ctrl(Key::R), Sales, BACK, "Take back goods of the receipt that is shown; the money goes back as it came, or as store credit.";
    SellQuoted, "Sell it", ctrl(Key::Enter), Quotations, SELL, "Sell what was offered, for exactly what it says.";
    TakeUpQuoted, "Into a basket", ctrl_shift(Key::B), Quotations, SELL, "Go on with it at the counter; its prices stay promised.";
    WithdrawQuoted, "Withdraw", None, Quotations, SELL, "It stays on record, and is not sold any more.";
    NewCustomer, "New customer", ctrl_shift(Key::N), Customers, SELL, "Add a customer.";
    EditCustomer, "Change", ctrl_shift(Key::E), Customers, SELL, "Change name, number, e-mail and note of the customer that is shown.";
    MergeCustomer, "Merge", None, Customers, SHOP, "Make the customer that is shown and another one: both are shown side by side first.";
    EraseCustomer, "Erase", None, Customers, SHOP, "Forget the customer that is shown, as they ask for: what stays is told first.";
    OrderStep, "Next step", ctrl_shift(Key::Enter), Orders, SELL, "Do what comes next with the order that is shown: accept, begin, ready, hand over.";
    MoveOrder, "Move", ctrl_shift(Key::M), Orders, SELL, "Have it picked up at another time: what is free is offered.";
    ChangeGoods, "Change goods", ctrl_shift(Key::H), Orders, SELL, "Change how much is ordered, take something out, or add to it.";
    NoteOrder, "Note", None, Orders, SELL, "Note something with the order for the kitchen and the hatch.";
    PrintOrder, "Print", ctrl(Key::P), Orders, SELL, "Print the order's slip, for the kitchen and for the bag.";
    CancelOrder, "Cancel", None, Orders, SELL, "Nobody wants it any more: its slot and its goods are others' again.";
    VoidSale, "Void", None, Sales, BACK, "Take back, on its day, a whole sale that should not have been made.";
    VerifyPayment, "Verify now", ctrl(Key::E), Payments, SELL, "Ask the provider how the payment that is shown stands.";
    GiveBack, "Give back", ctrl_shift(Key::G), Payments, Some(Permission::Refund), "Give money of the payment that is shown back at the provider.";
    NewWindow, "New window", ctrl(Key::N), Anywhere, None, "Open another window with its own log-in and basket.";
    Palette, "Commands", ctrl(Key::K), Anywhere, None, "Find and run any command by its name.";
    Keys, "Keys", key(Key::F1), Anywhere, None, "Show every key.";
    Theme, "Light or dark", ctrl(Key::T), Anywhere, None, "Switch between light and dark; remembered on this machine.";
    Larger, "Larger", ctrl(Key::Plus), Anywhere, None, "Show everything larger; remembered on this machine.";
    Smaller, "Smaller", ctrl(Key::Minus), Anywhere, None, "Show everything smaller.";
    UsualSize, "Usual size", ctrl(Key::Num0), Anywhere, None, "Show everything in its usual size.";
    ScaleHere, "Set up the scale", None, Inside, SELL, "Say which scale stands beside this computer, and try it.";
    Password, "Change my password", None, Inside, None, "Choose a new password.";
    Pin, "Set my PIN", None, Inside, None, "Choose the digits that open this window when it is locked, and grants with them.";
    Lock, "Lock", ctrl(Key::L), Inside, None, "Lock this window; the basket stays.";
    LogOut, "Log out", ctrl_shift(Key::L), Inside, None, "Log out of this window; the basket is kept for you.";
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
