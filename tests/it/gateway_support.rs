//! A shop that practises: with a practice provider and a gateway that listens.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use sherbet::{
    gateway::{
        Gateway, Razorpay, Secret, Setup, Status, Vault, order,
        practice::{PRACTICE_KEY_ID, Practice, Practising},
    },
    shop::{
        Shop,
        payments::{Begun, ProviderId},
        settings::ChangeSetting,
    },
    values::{RequestId, SweetId},
};

use crate::{payments_support::begin, support::TestShop};

/// What the practice provider's secrets are, as everybody knows.
pub const KEY_SECRET: &str = "practice-key-secret-known-to-everybody";
pub const WEBHOOK_SECRET: &str = "practice-webhook-secret-known-to-everybody";

/// Longer than any machine needs.
const PATIENCE: Duration = Duration::from_secs(90);

/// Waits for what comes by itself.
#[track_caller]
pub fn wait_until<T>(what: &str, mut is_so: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = is_so() {
            return answer;
        }
        assert!(begun.elapsed() < PATIENCE, "{what}: not after {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

pub struct Practised {
    pub practice: Practice,
    pub shop: TestShop,
}

/// What a shop that practises sets up; it listens at a port that is free.
pub fn setup(practice: &Practice) -> Setup {
    Setup {
        key_id: PRACTICE_KEY_ID.into(),
        base_url: practice.base_url(),
        listen: Some("127.0.0.1:0".parse().unwrap()),
        ..Setup::default()
    }
}

impl Practised {
    pub fn new() -> Practised {
        let shop = TestShop::new();
        let practising = Practising {
            at: "127.0.0.1:0".parse().unwrap(),
            pays_after: None,
        };
        let practice = Practice::start(&practising, shop.clock.clone()).unwrap();
        let practised = Practised { practice, shop };
        practised.choose(setup(&practised.practice), 0);
        practised
    }

    pub fn choose(&self, value: Setup, version: i64) {
        let change = ChangeSetting { version, value };
        self.shop
            .shop
            .execute(&self.shop.admin, RequestId::new(), change)
            .unwrap();
    }

    pub fn vault(&self) -> Vault {
        Vault::in_folder(self.shop.folder.path())
    }

    pub fn provider(&self) -> Razorpay {
        let secret = Secret::of(KEY_SECRET).unwrap();
        Razorpay::with_patience(&setup(&self.practice), &secret, Duration::from_secs(30))
    }

    /// A payment that was begun, with the provider's order.
    pub fn ordered(&self, sweet: SweetId, quantity: i64) -> (Begun, ProviderId) {
        let begun = self.shop.does(begin(sweet, quantity));
        let order = order(&self.shop.shop, &self.provider(), begun.key, begun.amount).unwrap();
        (begun, order)
    }

    /// A gateway that listens; webhooks are sent to it.
    pub fn gateway(&self) -> (Gateway, String) {
        let gateway = Gateway::start(&self.shop.shop, self.vault(), || {}).unwrap();
        let at = listening(&gateway);
        self.practice
            .send_webhooks_to(&format!("http://{at}/webhook"));
        (gateway, at)
    }
}

/// Where a gateway listens, as soon as it does.
#[track_caller]
pub fn listening(gateway: &Gateway) -> String {
    let Status { listening, .. } = wait_until("listening", || {
        let status = gateway.status();
        status.listening.is_some().then_some(status)
    });
    listening.unwrap()
}

/// Says something to a server, and hears what it answers until it hangs up.
pub fn say(at: &str, text: &[u8]) -> String {
    let mut stream = TcpStream::connect(at).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // A server that has refused reads no further.
    drop(stream.write_all(text));
    let mut heard = Vec::new();
    drop(stream.read_to_end(&mut heard));
    String::from_utf8_lossy(&heard).into_owned()
}

/// The status line of an answer, such as 200; 0 where there was none.
pub fn status(answer: &str) -> u16 {
    let word = answer.split(' ').nth(1);
    word.and_then(|word| word.parse().ok()).unwrap_or(0)
}

/// A webhook as it is sent, with more headers.
pub fn webhook(at: &str, body: &[u8], signature: &str, more: &str) -> Vec<u8> {
    let head = format!(
        "POST /webhook HTTP/1.1\r\nHost: {at}\r\nContent-Length: {}\r\n\
         X-Razorpay-Signature: {signature}\r\n{more}\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// HMAC-SHA256 as the provider writes it.
pub fn signed(body: &[u8]) -> String {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let mut hmac = Hmac::<sha2::Sha256>::new_from_slice(WEBHOOK_SECRET.as_bytes()).unwrap();
    hmac.update(body);
    let digest = hmac.finalize().into_bytes();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How many messages the inbox has had, and how many wait.
pub fn messages(shop: &Shop) -> (i64, i64) {
    shop.read(|db| {
        let one = |sql: &str| db.one(sql, [], |row| row.get(0));
        Ok((
            one("SELECT count(*) FROM payment_messages")?,
            one("SELECT count(*) FROM payment_messages WHERE state = 'waiting'")?,
        ))
    })
    .unwrap()
}
