//! The payment provider in the settings: its account, practice, and its secrets.

use sherbet::{
    gateway::{Setup, Vault, practice::PRACTICE_KEY_ID},
    shop::{invoices::Invoicing, settings},
    ui::config::Config,
};

use super::Screen;
use crate::support::{PASSWORD, TestShop};

impl TestShop {
    fn provider(&self) -> Setup {
        self.shop.read(settings::load::<Setup>).unwrap().0
    }
}

/// The section of the provider on the screen; secrets go into the shop's folder.
fn at_the_provider(shop: &TestShop) -> Screen {
    let config = Config::in_folder(shop.folder.path());
    let mut screen = Screen::on_machine(&shop.path, shop.clock.clone(), config);
    screen.log_in("Asha", PASSWORD);
    screen.wait_for("Scan or search");
    screen.press("Settings");
    screen.wait_for("Selling rules");
    // The tab of the section, not the screen of the same name.
    screen.press_last("Payments");
    screen.wait_for("Key id");
    screen
}

#[test]
fn practice_is_one_press_away_and_needs_no_secrets() {
    let shop = TestShop::new();
    let mut screen = at_the_provider(&shop);
    assert!(!screen.sees("PRACTICE"));
    screen.press("Practise");
    screen.press("Save the provider's settings");
    screen.wait_for("PRACTICE: payments at the provider");
    screen.wait_for("known to everybody and kept nowhere");
    assert!(!screen.has_button("Give the secrets"));
    assert_eq!(shop.provider().key_id, PRACTICE_KEY_ID);
    screen.press("No provider");
    screen.press("Save the provider's settings");
    screen.wait_gone("PRACTICE");
    assert_eq!(shop.provider(), Setup::default());
}

#[test]
fn what_is_no_account_is_said_and_nothing_is_saved() {
    let shop = TestShop::new();
    let mut screen = at_the_provider(&shop);
    screen.fill("Key id", "rzp_live_1");
    screen.fill("Listen for webhooks at", "somewhere");
    screen.press("Save the provider's settings");
    screen.wait_for("Is an address and a port, such as 127.0.0.1:8791.");
    screen.fill("Listen for webhooks at", "0.0.0.0:8791");
    screen.press("Save the provider's settings");
    screen.wait_for("Is reached from other machines");
    screen.fill("Listen for webhooks at", "127.0.0.1:8791");
    screen.fill("Where it answers", "http://127.0.0.1:8790");
    screen.press("Save the provider's settings");
    screen.wait_for("takes only an account");
    assert_eq!(shop.provider(), Setup::default());
}

#[test]
fn secrets_are_kept_beside_the_configuration_and_never_shown_again() {
    let shop = TestShop::new();
    let mut screen = at_the_provider(&shop);
    screen.fill("Key id", "rzp_live_1");
    screen.press("Save the provider's settings");
    screen.wait_for("They are not on this machine");
    screen.press("Give the secrets");
    screen.press("Keep them");
    screen.wait_for("Is needed: the provider shows it once");
    screen.fill("Key secret", "thistleKEYsecret");
    screen.fill("Webhook secret", "thistleHOOKsecret");
    screen.press("Keep them");
    screen.wait_for("The key's secret is in a file on this machine");
    assert!(screen.sees("with one for webhooks"));
    assert!(!screen.sees("thistle"), "a secret is shown");

    let vault = Vault::in_folder(shop.folder.path());
    let first = vault.load("rzp_live_1").unwrap().unwrap().0;
    screen.press("Give other secrets");
    screen.fill("Webhook secret", "thistleHOOKnewer");
    screen.press("Keep them");
    screen.wait_for("the one before it still counts until 2026-03-04 09:00");
    let second = vault.load("rzp_live_1").unwrap().unwrap().0;
    assert!(second.key == first.key, "the key's secret stays");
    let former = second.webhooks.unwrap().former.unwrap().0;
    assert!(former == first.webhooks.unwrap().current);
    screen.press("Remove the secrets from this machine");
    screen.wait_for("nothing can be asked of the provider from here");
    screen.press("Back");
    assert!(vault.load("rzp_live_1").unwrap().is_some());
    screen.press("Remove the secrets from this machine");
    screen.press("Remove them");
    screen.wait_for("They are not on this machine");
    assert!(!screen.has_button("Remove the secrets from this machine"));
    assert!(vault.load("rzp_live_1").unwrap().is_none());
    assert_eq!(shop.provider().key_id, "rzp_live_1");
    for file in ["corner.sherbet", "corner.sherbet-wal"] {
        let bytes = std::fs::read(shop.folder.path().join(file)).unwrap_or_default();
        let holds = bytes.windows(7).any(|seven| seven == b"thistle");
        assert!(!holds, "a secret is in {file}");
    }
}

#[test]
fn how_invoices_are_numbered_is_chosen_in_the_settings() {
    let shop = TestShop::new();
    let mut screen = Screen::with(&shop, "Asha");
    screen.press("Settings");
    screen.wait_for("Selling rules");
    screen.press("Invoices");
    screen.wait_for("Year begins with month");
    screen.fill("Before an invoice's number", "CN");
    screen.press("Save the numbers of invoices");
    screen.wait_for("Is another than invoices have");
    screen.fill("Before an invoice's number", "M/");
    screen.fill("Year begins with month", "13");
    screen.press("Save the numbers of invoices");
    screen.wait_for("Is a month, 1 to 12.");
    screen.fill("Year begins with month", "1");
    screen.press("Save the numbers of invoices");
    screen.wait_for("The numbers of invoices are saved.");
    let (chosen, _) = shop.shop.read(settings::load::<Invoicing>).unwrap();
    assert_eq!((chosen.first_month, chosen.prefix.as_str()), (1, "M/"));
    assert_eq!(chosen.credit_prefix, "CN");
}
