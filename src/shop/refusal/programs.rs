//! What programs go by: a word for each refusal, and whether somebody else was faster.

use super::Refusal;

impl Refusal {
    /// Whether it says no because somebody else was faster: what was wanted had been taken, or
    /// what was shown had changed.
    pub fn is_conflict(&self) -> bool {
        matches!(
            self,
            Refusal::AccountChanged { .. }
                | Refusal::BasketElsewhere
                | Refusal::Changed { .. }
                | Refusal::CountAgain { .. }
                | Refusal::PriceChanged { .. }
                | Refusal::SlotFull { .. }
                | Refusal::SoldOut { .. }
                | Refusal::StaffBusy { .. }
                | Refusal::StockMoved { .. }
                | Refusal::TakenBackAlready { .. }
                | Refusal::TotalChanged { .. }
        )
    }

    /// A short, stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Invalid { .. } | Refusal::Over { .. } => "invalid",
            Refusal::Taken { .. } => "taken",
            Refusal::Unknown { .. } => "unknown",
            Refusal::NotAllowed { .. } => "not_allowed",
            Refusal::WrongNameOrPassword => "wrong_name_or_password",
            Refusal::WrongPin { .. } => "wrong_pin",
            Refusal::NoPin { .. } => "no_pin",
            Refusal::Throttled { .. } => "throttled",
            Refusal::WrongCode { .. } => "wrong_code",
            Refusal::TooManyCodes { .. } => "too_many_codes",
            Refusal::AwaitsApproval { .. } => "awaits_approval",
            Refusal::AccountRetired { .. } => "account_retired",
            Refusal::PasswordChanged { .. } => "password_changed",
            Refusal::AccountChanged { .. } => "account_changed",
            Refusal::LastAdmin => "last_admin",
            Refusal::SoldOut { .. } => "sold_out",
            Refusal::PriceChanged { .. } => "price_changed",
            Refusal::TotalChanged { .. } => "total_changed",
            Refusal::SweetRetired { .. } => "sweet_retired",
            Refusal::Changed { .. } => "changed",
            Refusal::StockMoved { .. } => "stock_moved",
            Refusal::BasketElsewhere => "basket_elsewhere",
            Refusal::TakenBackAlready { .. } => "taken_back_already",
            Refusal::ShiftOpen { .. } => "shift_open",
            Refusal::ShiftClosed { .. } => "shift_closed",
            Refusal::CountAgain { .. } => "count_again",
            Refusal::Miscounted { .. } => "miscounted",
            Refusal::Overdrawn { .. } => "overdrawn",
            Refusal::StaffBusy { .. } => "staff_busy",
            Refusal::SlotFull { .. } => "slot_full",
            Refusal::SlotNotOffered { .. } => "slot_not_offered",
            Refusal::CardSpent { .. } => "card_spent",
            Refusal::RequestReused { .. } => "request_reused",
            Refusal::AlreadyFounded => "already_founded",
            Refusal::BackupUnsound { .. } => "backup_unsound",
            Refusal::CantTellNewer { .. } => "cant_tell_newer",
            Refusal::Provider { .. } => "provider",
            Refusal::WouldPutAside { .. } => "would_put_aside",
        }
    }
}
