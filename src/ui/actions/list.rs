//! The list itself: each action's name, key, place, permission and help.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::{Action, Entry, Place};
use crate::shop::Permission;

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
