//! The ways to pay beside cash, in their order.

use egui::Ui;

use crate::{
    shop::sales::TenderKind,
    ui::{
        actions::Action,
        theme::{GAP_S, TOUCH},
    },
};

/// The kinds of money that are taken as they are told, and their actions.
pub const OTHERS: [(TenderKind, Action); 3] = [
    (TenderKind::Card, Action::CardTender),
    (TenderKind::Upi, Action::UpiTender),
    (TenderKind::Bank, Action::BankTender),
];

/// The buttons beside cash, in their order.
pub const BESIDE_CASH: [Action; 6] = [
    Action::CardTender,
    Action::UpiTender,
    Action::BankTender,
    Action::QrPay,
    Action::GiftTender,
    Action::CreditTender,
];

/// Those of them that stand beside each other where there is room for few, and the others.
pub const AT_HAND: [Action; 3] = [Action::CardTender, Action::UpiTender, Action::QrPay];
/// See [`AT_HAND`].
pub const OVER_THERE: [Action; 3] = [Action::BankTender, Action::GiftTender, Action::CreditTender];

/// The width of one of three buttons in a row, and the row made ready for them.
pub fn third(ui: &mut Ui) -> f32 {
    ui.set_height(TOUCH);
    // Close together, so that names and keys fit the narrowest pane.
    ui.spacing_mut().item_spacing.x = GAP_S;
    ((ui.available_width() - 2.0 * GAP_S) / 3.0).floor()
}
