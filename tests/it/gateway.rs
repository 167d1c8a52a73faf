//! The payment provider's signatures and secrets.

use std::{fs, os::unix::fs::PermissionsExt as _};

use sherbet::{
    gateway::{
        FORMER_COUNTS_MS, Place, Secret, Secrets, Setup, Vault, WebhookSecrets, is_checkout,
    },
    shop::settings::Setting as _,
    values::Timestamp,
};

use crate::support::MORNING;

const BODY: &[u8] = br#"{"a":1,"b":2,"c":{"d":3}}"#;
const SIGNATURE: &str = "2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc";

pub fn secret(text: &str) -> Secret {
    Secret::of(text).unwrap()
}

/// What is no signature, or nobody's.
pub fn false_signatures() -> Vec<String> {
    vec![
        "abc123".into(),
        "not hexadecimal at all".into(),
        String::new(),
        "ab".repeat(32),
        "zz".repeat(32),
        "é".repeat(32),
        SIGNATURE.to_uppercase(),
        format!("{SIGNATURE} "),
        SIGNATURE[..62].into(),
    ]
}

fn later(ms: i64) -> Timestamp {
    Timestamp::from_ms(MORNING.ms() + ms)
}

#[test]
fn a_checkout_is_signed_over_the_order_and_the_payment() {
    let key = secret("key_secret");
    let one = "b2335e3b0801106b84a7faff035df56ecffde06918c9ddd1f0fafbb37a51cc89";
    let other = "965ee2de4c5c4e6f006fb0a5a1736d992e5d4d52f9fe10b98c9b97ee169ebe18";
    assert!(is_checkout(&key, "fake_order_id", "fake_payment_id", one));
    assert!(is_checkout(&key, "fake_other_id", "fake_payment_id", other));
    assert!(!is_checkout(
        &key,
        "fake_order_id",
        "fake_payment_id",
        other
    ));
    assert!(!is_checkout(
        &secret("key_secreu"),
        "fake_order_id",
        "fake_payment_id",
        one
    ));
    // The same bytes, parted elsewhere.
    assert!(!is_checkout(&key, "fake_order_id|fake_payment_id", "", one));
    assert!(!is_checkout(&key, "", "fake_order_id|fake_payment_id", one));
    for signature in false_signatures() {
        let taken = is_checkout(&key, "fake_order_id", "fake_payment_id", &signature);
        assert!(!taken, "“{signature}” was taken");
    }
}

#[test]
fn a_webhook_is_signed_over_its_very_bytes() {
    let secrets = WebhookSecrets::of(secret("123456"));
    assert!(secrets.signed(BODY, SIGNATURE, MORNING));
    let longer = [BODY, b"\n"].concat();
    assert!(!secrets.signed(&longer, SIGNATURE, MORNING));
    let spaced = br#"{"a": 1,"b":2,"c":{"d":3}}"#;
    assert!(!secrets.signed(spaced, SIGNATURE, MORNING));
    for signature in false_signatures() {
        let taken = secrets.signed(BODY, &signature, MORNING);
        assert!(!taken, "“{signature}” was taken");
    }
}

#[test]
fn a_secret_that_was_replaced_verifies_for_two_days_and_then_no_more() {
    let secrets = WebhookSecrets::of(secret("123456")).replaced_by(secret("654321"), MORNING);
    assert_eq!(FORMER_COUNTS_MS, 172_800_000);
    for (at, counts) in [
        (0, true),
        (172_799_999, true),
        (172_800_000, false),
        (-1, false),
    ] {
        assert_eq!(
            secrets.signed(BODY, SIGNATURE, later(at)),
            counts,
            "{at} ms after"
        );
    }
    let new = "b87710018e365c2279fa705dfdb34868323637d1a0c161c2ced132b620a29ec9";
    assert!(secrets.signed(BODY, new, later(172_800_000)));
    let twice = secrets.replaced_by(secret("abcdef"), later(1));
    assert!(
        !twice.signed(BODY, SIGNATURE, later(2)),
        "the one before the former"
    );
}

#[test]
fn secrets_print_nothing_of_themselves() {
    let secrets = Secrets {
        key: secret("hush-hush-key"),
        webhooks: Some(
            WebhookSecrets::of(secret("hush-hush-old"))
                .replaced_by(secret("hush-hush-new"), MORNING),
        ),
    };
    let shown = format!("{secrets:?} {secrets:#?} {}", secrets.key);
    assert!(!shown.contains("hush-hush"), "{shown}");
    assert!(shown.contains("kept secret"), "{shown}");
    for wrong in [
        "",
        "  ",
        "two words",
        "naïve",
        "line\nline",
        &"x".repeat(513),
    ] {
        assert!(Secret::of(wrong).is_err(), "“{wrong}” was taken");
    }
}

#[test]
fn secrets_in_a_file_are_their_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::in_folder(&folder.path().join("sherbet"));
    assert!(vault.load("rzp_test_1").unwrap().is_none());
    let secrets = Secrets {
        key: secret("hush-hush-key"),
        webhooks: Some(WebhookSecrets::of(secret("old")).replaced_by(secret("new"), MORNING)),
    };
    let kept = vault.keep("rzp_test_1", &secrets, false).unwrap();
    assert_eq!((kept.place, kept.no_keyring), (Place::File, None));
    assert_eq!(
        vault.load("rzp_test_1").unwrap(),
        Some((secrets, Place::File))
    );
    assert!(vault.load("rzp_test_2").unwrap().is_none());

    let file = folder.path().join("sherbet/payments-rzp_test_1.secret");
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let refused = vault.load("rzp_test_1").unwrap_err().to_string();
    assert!(
        refused.contains("others on this machine can read it"),
        "{refused}"
    );

    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&file, r#"{"key":"hush-hush-key","more":1}"#).unwrap();
    let unreadable = vault.load("rzp_test_1").unwrap_err().to_string();
    assert!(!unreadable.contains("hush"), "{unreadable}");
}

fn setup(key_id: &str, base_url: &str) -> Setup {
    Setup {
        key_id: key_id.into(),
        base_url: base_url.into(),
        ..Setup::default()
    }
}

#[test]
fn the_practice_provider_can_not_be_taken_for_the_real_one() {
    for (key_id, base_url, field) in [
        ("rzp_live_1", "https://api.razorpay.com", None),
        ("practice_shop", "http://127.0.0.1:8790", None),
        ("practice_shop", "http://[::1]:8790", None),
        ("", "https://api.razorpay.com", None),
        (
            "practice_shop",
            "https://api.razorpay.com",
            Some("base_url"),
        ),
        ("rzp_live_1", "http://127.0.0.1:8790", Some("key_id")),
        ("rzp_live_1", "https://127.0.0.1:8790", Some("key_id")),
        ("rzp_live_1", "http://api.razorpay.com", Some("base_url")),
        (
            "practice_shop",
            "http://localhost.evil.example",
            Some("base_url"),
        ),
        ("rzp_live_1", "https://user@evil.example", Some("base_url")),
        (
            "rzp_live_1",
            "https://api.razorpay.com/v1",
            Some("base_url"),
        ),
        ("rzp_live_1", "ftp://api.razorpay.com", Some("base_url")),
        ("rzp live", "https://api.razorpay.com", Some("key_id")),
        ("../../etc", "https://api.razorpay.com", Some("key_id")),
    ] {
        let said = setup(key_id, base_url).check();
        let refused = said.err().map(|refusal| format!("{refusal:?}"));
        match field {
            None => assert_eq!(refused, None, "{key_id} at {base_url}"),
            Some(field) => {
                let refused = refused.unwrap_or_default();
                assert!(refused.contains(field), "{key_id} at {base_url}: {refused}");
            }
        }
    }
}

#[test]
fn webhooks_are_heard_on_this_machine_alone_unless_the_shop_says_otherwise() {
    let mut setup = setup("rzp_live_1", "https://api.razorpay.com");
    setup.listen = Some("0.0.0.0:8791".parse().unwrap());
    assert!(setup.check().is_err());
    setup.listen_publicly = true;
    assert!(setup.check().is_ok());
    let public = "0.0.0.0:8791".parse().unwrap();
    assert!(!setup.is_ours("0.0.0.0:8791", public));
    setup.hosts = vec!["shop.example".into()];
    assert!(setup.is_ours("shop.example", public));
    assert!(setup.is_ours("SHOP.example", public));
    assert!(!setup.is_ours("shop.example:80", public));
    assert!(!setup.is_ours("shop.example.evil", public));
    let here = "127.0.0.1:8791".parse().unwrap();
    assert!(setup.is_ours("127.0.0.1:8791", here));
    assert!(setup.is_ours("localhost:8791", here));
    assert!(!setup.is_ours("127.0.0.1", here));
    assert!(!setup.is_ours("evil", here));
}
