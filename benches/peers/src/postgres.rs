//! Sales at PostgreSQL, from Rust, a connection a client.

use std::{path::PathBuf, thread, time::Duration};

use ::postgres::{
    Client, Config, Error, IsolationLevel, NoTls, Statement, Transaction, error::SqlState,
};
use sherbet::values::{Clock as _, SystemClock};

use crate::{
    bare,
    figures::Run,
    scratch::Basket,
    selling::{Period, Report, Sweep, buy},
};

const SELL: &str = include_str!("../sell.sql");
/// How often a sale is tried again that met another.
const RETRIES: u32 = 5;
/// What is waited at most before the first of them; doubled with each.
const BACKOFF: Duration = Duration::from_millis(5);

/// How a sale is kept from another's way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// `SELECT … FOR UPDATE` of each line's stock.
    ForUpdate,
    /// `SERIALIZABLE`, tried again after a collision, with backoff and jitter.
    Serializable,
    /// One call of a function that does it all.
    Function,
    /// Not at all: read, decided, written. Wrong, so that the check has
    /// something to find.
    NotAtAll,
}

/// The cluster, by the folder its socket is in.
pub struct Server {
    pub socket: PathBuf,
}

impl Server {
    fn connect(&self) -> Client {
        let mut config = Config::new();
        config
            .host_path(&self.socket)
            .user("peers")
            .dbname("postgres");
        config.connect(NoTls).unwrap()
    }

    /// Fresh tables, as nobody has sold from yet.
    pub fn found(&self) {
        let mut client = self.connect();
        let numbered = "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
        client
            .batch_execute(&format!(
                "DROP SCHEMA public CASCADE; CREATE SCHEMA public; {} {} {SELL};
                 -- Room to write a row's next version beside it.
                 ALTER TABLE stock SET (fillfactor = 20)",
                bare::tables(numbered),
                bare::goods(),
            ))
            .unwrap();
        for tidied in ["VACUUM FULL ANALYZE stock, sweets", "CHECKPOINT"] {
            client.batch_execute(tidied).unwrap();
        }
    }

    /// What does not add up after so many sales.
    pub fn wrong(&self, acknowledged: u64) -> Vec<String> {
        let mut client = self.connect();
        bare::wrong(acknowledged, |query| {
            client.query_one(query, &[]).unwrap().get(0)
        })
    }

    /// Sells from so many clients.
    pub fn sell(&self, way: Way, clients: usize, sweep: &Sweep, baskets: &[Basket]) -> Report {
        let sellers: Vec<_> = (0..clients)
            .map(|_| Seller::new(self.connect(), way))
            .collect();
        let period = Period::of(sweep);
        let clients = thread::scope(|scope| {
            let buyers: Vec<_> = sellers
                .into_iter()
                .enumerate()
                .map(|(nth, mut seller)| {
                    scope.spawn(move || buy(period, baskets, nth, |basket| seller.sell(basket)))
                })
                .collect();
            let buyers = buyers.into_iter();
            buyers.map(|buyer| buyer.join().unwrap()).collect()
        });
        Report::of(clients)
    }

    /// Sells, and sees that it adds up.
    pub fn run(&self, way: Way, clients: usize, sweep: &Sweep, baskets: &[Basket]) -> Run {
        let report = self.sell(way, clients, sweep, baskets);
        assert_eq!(self.wrong(report.acknowledged()), [""; 0], "PostgreSQL");
        Run::of(&[report], sweep.measured)
    }
}

struct Seller {
    client: Client,
    way: Way,
    prepared: Prepared,
}

struct Prepared {
    look: Statement,
    take: Statement,
    sale: Statement,
    line: Statement,
    tender: Statement,
    whole: Statement,
}

impl Seller {
    fn new(mut client: Client, way: Way) -> Seller {
        let mut prepare = |sql: &str| client.prepare(sql).unwrap();
        let locked = match way {
            Way::ForUpdate => "FOR UPDATE OF stock",
            _ => "",
        };
        let prepared = Prepared {
            look: prepare(&format!(
                "SELECT name, price_minor, on_hand FROM stock JOIN sweets ON id = sweet
                 WHERE sweet = $1 {locked}"
            )),
            take: prepare("UPDATE stock SET on_hand = $2 WHERE sweet = $1"),
            sale: prepare(
                "INSERT INTO sales (at_ms, account, total_minor) VALUES ($1, 1, $2)
                 RETURNING number",
            ),
            line: prepare("INSERT INTO sale_lines VALUES ($1, $2, $3, $4, $5, $6, $7)"),
            tender: prepare("INSERT INTO tenders VALUES ($1, 0, 'cash', $2, $3)"),
            whole: prepare("SELECT sell($1, $2, $3, $4)"),
        };
        Seller {
            client,
            way,
            prepared,
        }
    }

    /// One sale; false where it was given up.
    fn sell(&mut self, basket: &Basket) -> bool {
        if self.way == Way::Function {
            let (sweets, quantities): (Vec<i64>, Vec<i64>) =
                bare::lines(basket).into_iter().unzip();
            let (cash, at) = (bare::cash(basket), SystemClock.now().ms());
            self.client
                .execute(&self.prepared.whole, &[&sweets, &quantities, &cash, &at])
                .unwrap();
            return true;
        }
        for nth in 0..=RETRIES {
            match self.attempt(basket) {
                Ok(()) => return true,
                Err(error) => assert!(self.way == Way::Serializable && met(&error), "{error}"),
            }
            if nth < RETRIES {
                thread::sleep(BACKOFF.mul_f64(f64::from(1_u32 << nth) * fastrand::f64()));
            }
        }
        false
    }

    fn attempt(&mut self, basket: &Basket) -> Result<(), Error> {
        let isolation = match self.way {
            Way::Serializable => IsolationLevel::Serializable,
            _ => IsolationLevel::ReadCommitted,
        };
        let begun = self.client.build_transaction().isolation_level(isolation);
        let mut tx = begun.start()?;
        by_statements(&mut tx, &self.prepared, basket)?;
        tx.commit()
    }
}

/// The sale, a statement at a time.
fn by_statements(
    tx: &mut Transaction<'_>,
    prepared: &Prepared,
    basket: &Basket,
) -> Result<(), Error> {
    let (mut due, mut priced) = (0, Vec::new());
    for (sweet, quantity) in bare::lines(basket) {
        let row = tx.query_one(&prepared.look, &[&sweet])?;
        let (name, price, on_hand): (String, i64, i64) = (row.get(0), row.get(1), row.get(2));
        assert!(on_hand >= quantity, "too few are on hand");
        tx.execute(&prepared.take, &[&sweet, &(on_hand - quantity)])?;
        due += price * quantity;
        priced.push((sweet, quantity, name, price));
    }
    let at = SystemClock.now().ms();
    let number: i64 = tx.query_one(&prepared.sale, &[&at, &due])?.get(0);
    for (line, (sweet, quantity, name, price)) in (0_i64..).zip(&priced) {
        let amount = price * quantity;
        tx.execute(
            &prepared.line,
            &[&number, &line, sweet, name, quantity, price, &amount],
        )?;
    }
    let cash = bare::cash(basket);
    tx.execute(&prepared.tender, &[&number, &cash, &(cash - due)])?;
    Ok(())
}

/// Whether a sale met another and is worth trying again.
fn met(error: &Error) -> bool {
    let again = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
    ];
    error.code().is_some_and(|code| again.contains(code))
}
