//! Changes that somebody makes to a shop's file past the program: all of them are found.
//!
//! Each starts from the same rich shop, with everything sealed, and changes one value, takes one
//! row out, or writes the journal anew. The schema is put back as it was, so that only the row
//! can tell. A sample is tried here; `SHERBET_MUTATIONS=all` tries every column of every table, and
//! names of tables, with commas between them, every column of those.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use rusqlite::{Connection, types::Value};
use sherbet::{
    shop::{
        Session, Shop,
        journal::Head,
        payments::{
            self, AsideId, Digest, Door, KeepMessage, News, Ordered, PutAside, Said, TakeNews,
            asides,
        },
        seals,
        verify::{Report, With, verify},
    },
    store::{Files, Key},
    values::{PaymentId, RequestId},
};

use crate::{
    command_line_support::{Corner, Ended},
    dice::{Dice, part},
    payments_support::{id, money},
    support::PASSWORD,
};

/// What is not found, and why that is so.
const NOT_FOUND: &[(&str, &str, &str)] = &[
    (
        "refunds",
        "why",
        "what the provider said last, in words; no money hangs on it",
    ),
    (
        "orders",
        "name",
        "of an open order: a note for the counter until it is handed over",
    ),
    (
        "orders",
        "phone",
        "of an open order: a note for the counter until it is handed over",
    ),
    (
        "orders",
        "note",
        "of an open order: a note for the counter until it is handed over",
    ),
    (
        "codes",
        "tries",
        "of a live code: it is over within ten minutes",
    ),
    (
        "payment_messages",
        "state",
        "whether the provider's message was worked through",
    ),
    (
        "payment_messages",
        "why",
        "why the provider's message was put aside, in words",
    ),
];

/// Tables of which nothing is sealed, and whose rows count all the same.
const COUNTED: &[&str] = &[
    "journal",
    "stock",
    "taken_back",
    "promises",
    "payment_flags",
    "book_seals",
    "order_numbers",
];

/// A shop in which a bit of everything happened, closed and sealed, and its key.
struct Rich {
    file: PathBuf,
    key: PathBuf,
    head: Head,
    _folder: Corner,
}

const DAY: &str = "\
customers add --name 'Meera Rao' --phone '+91 98765 43210'
customers add --name 'Meera R' --phone '+91 98765 43210'
customers add --name Omar --phone '+91 98765 43211'
customers add --name Zara --phone '+91 98765 43212'
staff add --name Ravi
grant --to Ravi --for discount_more
taxes add --name CGST --percent 2.5 --inside
taxes add --name Cess --percent 1
sweets add --name 'Kaju Katli' --price 52 --sku KAJU --opening 500 --tax CGST
sweets add --name 'Loose laddu' --unit gram --price 640 --per '1 kg' --tax CGST --tax Cess --sku LAD --opening '20 kg'
sweets add --name 'Gift box' --price 500 --sku GIFT --tax ''
sweets parts GIFT 'LAD=250 g' KAJU=1
shifts open --drawer Main --float 500
sell --line 'LAD=250 g' --line KAJU=2 --line GIFT=1 --discount 5% --cash 3000 --drawer Main --customer 'Meera Rao' --note 'for a wedding'
sell --line KAJU=3 --tender card=100,AB12 --cash 5000 --drawer Main
gift-cards issue --amount 500 --code GC-123456 --cash 500
sell --line 'LAD=500 g' --tender gift=100,GC-123456 --cash 1000 --drawer Main
invoices raise --receipt 1
sales return 1 --line 2=1 --reason broken --drawer Main
sales return 1 --line '1=100 g,waste' --reason stale --to-credit
sell --line 'LAD=250 g' --tender credit=30 --customer 'Meera Rao' --cash 1000 --drawer Main
sell --line KAJU=1 --cash 5000 --drawer Main
sales void 8 --reason 'wrong customer'
shifts pay-in --drawer Main --amount 50 --reason change
quotes make --for Meera --until 2037-12-31 --line KAJU=2 --line 'LAD=1 kg' --note 'with a ribbon'
quotes sell 1 --cash 5000 --drawer Main
quotes make --for Ravi --until 2037-12-31 --line KAJU=2
quotes withdraw 2 --reason 'not any more'
payments begin --line KAJU=2 --line 'LAD=250 g' --customer 'Meera Rao'
payments begin --line KAJU=1
payments settle 1 --paid-by pay_ABC123 --reason 'seen at the bank'
payments refund 1 --amount 50 --reason 'open box'
payments settle-refund {refund} --went --provider-refund rfnd_1 --reason 'seen at the bank'
payments refund 1 --amount 20 --reason crumbs
payments release 2
(the provider tells)
payments aside seen message-1 --note 'taken off there'
payments aside seen {news} --note 'of the web shop'
stock write-off KAJU=1 --reason broken
stock restock KAJU 10 --note 'from the kitchen'
stock correct KAJU 490 --reason 'counted again'
calendars add --name Table --length 45 --seats 2 --open 'mon-sun 00:00-24:00'
calendars add --name Hatch --length 60 --amount 10000 --orders 5 --open 'mon-sun 00:00-24:00'
appointments book --calendar Table --customer Omar --at '{day} 12:00' --fee 500
appointments confirm 1
appointments pay 1 --cash 500 --drawer Main
appointments book --calendar Table --customer 'Meera Rao' --at '{day} 12:00'
appointments cancel 2 --reason 'fell ill'
orders place --line KAJU=2 --at '{day} 17:00' --name Mira --phone '+91 98765 43210' --deposit 50 --cash 50 --note 'for Mira'
orders accept O000001
orders prepare O000001
orders ready O000001
orders hand-over O000001 --cash 54 --drawer Main
orders place --line KAJU=1 --line 'LAD=250 g' --at '{day} 18:00' --customer Omar
orders place --line KAJU=1 --at '{day} 18:00' --customer Zara --note 'no nuts'
orders cancel O000003 --reason 'not any more'
orders accept O000002
orders prepare O000002
orders ready O000002
codes ask --for hand_over --subject 2 --customer Omar --way display
codes ask --for hand_over --subject 2 --customer Omar --way display
customers consent Omar sms given
customers merge 1 2
shifts count --count 500=1 --count 100=1 --card 100
shifts close --reason 'found it so'
journal seal";

/// What a provider tells that counts nothing: a message that nobody understands, money of nobody's
/// order, and a second payment of the first order, in another currency. The answer is what the
/// second is put aside as.
fn tells(shop: &Shop) -> AsideId {
    let nobody = Session::visitor("payments");
    let message = KeepMessage {
        event: id("evt_1"),
        body: b"{}".to_vec(),
    };
    let kept = shop.execute(&nobody, RequestId::new(), message).unwrap();
    let aside = PutAside {
        message: kept.message,
        why: "an event of no kind".into(),
    };
    shop.execute(&nobody, RequestId::new(), aside).unwrap();
    let key = shop
        .read(|db| payments::payment(db, PaymentId::new(1)))
        .unwrap()
        .unwrap()
        .key;
    let order = id("order_1");
    let ordered = Ordered {
        key,
        order: order.clone(),
    };
    shop.execute(&nobody, RequestId::new(), ordered).unwrap();
    for (order, payment) in [
        (order, "pay_dollars"),
        (id("order_of_others"), "pay_others"),
    ] {
        let news = News {
            door: Door::Poll,
            event: None,
            order: Some(order),
            key: None,
            payment: id(payment),
            amount: money(4_200),
            currency: "USD".into(),
            means: None,
            said: Said::Captured,
            sent_at: None,
            digest: Digest::of(payment.as_bytes()),
        };
        let take = TakeNews {
            news,
            message: None,
        };
        shop.execute(&nobody, RequestId::new(), take).unwrap();
    }
    let now = shop.now();
    let asides = shop.read(|db| asides(db, true, now, 10)).unwrap();
    let others = asides
        .iter()
        .find(|aside| aside.payment.is_none() && matches!(aside.id, AsideId::News(_)));
    others.unwrap().id
}

/// The words of a line; what stands in quotes is one.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (place, part) in line.split('\'').enumerate() {
        match place % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

fn rich() -> &'static Rich {
    static RICH: OnceLock<Rich> = OnceLock::new();
    RICH.get_or_init(|| {
        let corner = Corner::founded();
        let zone = corner.open().about().zone;
        let now = corner.open().now();
        let day = zone.date(now).succ_opt().unwrap().succ_opt().unwrap();
        let (mut refund, mut news) = (String::new(), String::new());
        for line in DAY.lines() {
            if line == "(the provider tells)" {
                news = tells(&corner.open()).to_string();
                continue;
            }
            let line = line.replace("{news}", &news);
            let line = line.replace("{day}", &day.to_string());
            let line = line.replace("{refund}", &refund);
            let mut command = corner.asked_by("Asha");
            command.env("SHERBET_NEW_PASSWORD", PASSWORD).arg("--json");
            let ended = Ended::of(command.args(words(&line)).output().unwrap());
            assert_eq!(ended.code, 0, "{line}: {ended:?}");
            if line.starts_with("payments refund") {
                let key = &ended.answer()["done"]["key"];
                refund = key
                    .as_str()
                    .unwrap_or_else(|| panic!("{ended:?}"))
                    .to_owned();
            }
        }
        let file = corner.folder.path().join("rich");
        fs::copy(&corner.path, &file).unwrap();
        let key = Files::beside(&corner.path).unwrap().key();
        let with = With {
            key: Some(key.clone()),
            ..With::default()
        };
        let report = verify(&file, &with).unwrap();
        assert_eq!(report.findings, []);
        assert!(report.sealed.rows > 150, "{:?}", report.sealed);
        Rich {
            file,
            key,
            head: report.head.unwrap(),
            _folder: corner,
        }
    })
}

impl Rich {
    /// What is found in a copy that `change` was done to; `None` where the file does not take it.
    fn after(&self, change: impl FnOnce(&Connection) -> rusqlite::Result<usize>) -> Option<Report> {
        self.after_with(None, change)
    }

    fn after_with(
        &self,
        head: Option<&Head>,
        change: impl FnOnce(&Connection) -> rusqlite::Result<usize>,
    ) -> Option<Report> {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("changed");
        fs::copy(&self.file, &copy).unwrap();
        let file = Connection::open(&copy).unwrap();
        file.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            .unwrap();
        let triggers: Vec<(String, String)> = file
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        for (name, _) in &triggers {
            file.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
        }
        let changed = change(&file);
        for (_, sql) in &triggers {
            file.execute_batch(sql).unwrap();
        }
        file.close().unwrap();
        match changed {
            Ok(1..) => Some(self.found_in(&copy, head)),
            _ => None,
        }
    }

    fn found_in(&self, file: &Path, head: Option<&Head>) -> Report {
        let with = With {
            key: Some(self.key.clone()),
            heads: head.into_iter().cloned().map(Into::into).collect(),
            ..With::default()
        };
        verify(file, &with).unwrap()
    }

    /// Each column of each table that counts, and the columns that its rows are known by.
    fn columns(&self) -> Vec<Column> {
        let file = Connection::open(&self.file).unwrap();
        let mut tables = file
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            .unwrap();
        let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let mut columns = Vec::new();
        for table in tables.map(Result::unwrap) {
            if !COUNTED.contains(&table.as_str()) && seals::columns_of(&table).is_none() {
                continue;
            }
            let mut found = file
                .prepare("SELECT name, pk, type FROM pragma_table_info(?1)")
                .unwrap();
            let found: Vec<(String, i64, String)> = found
                .query_map([&table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            let keys = found.iter().filter(|(_, place, _)| *place > 0);
            let keys: Vec<String> = keys.map(|(name, ..)| name.clone()).collect();
            columns.extend(found.iter().map(|(name, _, kind)| Column {
                table: table.clone(),
                name: name.clone(),
                is_number: kind == "INTEGER",
                keys: keys.clone(),
            }));
        }
        columns
    }
}

struct Column {
    table: String,
    name: String,
    is_number: bool,
    keys: Vec<String>,
}

impl Column {
    fn is_excused(&self) -> bool {
        NOT_FOUND
            .iter()
            .any(|(table, name, _)| *table == self.table && *name == self.name)
    }

    /// The rows of the table: what each is known by, and what is in the column.
    fn rows(&self, file: &Connection) -> Vec<(Vec<Value>, Value)> {
        let keys = self.keys.join(", ");
        let sql = format!("SELECT {keys}, {} FROM {}", self.name, self.table);
        let mut rows = file.prepare(&sql).unwrap();
        let rows = rows.query_map([], |row| {
            let keys = (0..self.keys.len()).map(|at| row.get(at));
            Ok((keys.collect::<Result<_, _>>()?, row.get(self.keys.len())?))
        });
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    }

    fn known_by(&self) -> String {
        let known = self.keys.iter().enumerate();
        let known = known.map(|(at, key)| format!("{key} IS ?{}", at + 1));
        known.collect::<Vec<_>>().join(" AND ")
    }

    /// Other values for one: next to it, another row's, and none.
    fn others(&self, value: &Value, rows: &[(Vec<Value>, Value)]) -> Vec<Value> {
        let mut others = match value {
            Value::Integer(number) => vec![Value::Integer(number + 1), Value::Integer(number - 1)],
            Value::Text(text) => vec![Value::Text(format!("{text}x"))],
            Value::Blob(bytes) => {
                let mut bytes = bytes.clone();
                bytes[0] ^= 1;
                vec![Value::Blob(bytes)]
            }
            Value::Null if self.is_number => vec![Value::Integer(1)],
            _ => vec![Value::Text("x".into())],
        };
        let another = rows.iter().map(|(_, other)| other);
        others.extend(another.filter(|other| *other != value).take(1).cloned());
        if *value != Value::Null {
            others.push(Value::Null);
        }
        others
    }
}

#[test]
fn each_value_that_is_changed_past_the_program_is_found() {
    let rich = rich();
    let wanted = env::var("SHERBET_MUTATIONS").unwrap_or_default();
    let is_wanted = |table: &str| wanted == "all" || wanted.split(',').any(|name| name == table);
    let file = Connection::open(&rich.file).unwrap();
    let mut dice = Dice::of(20_260_302);
    let (mut tried, mut missed) = (0, Vec::new());
    for column in part(rich.columns()) {
        let rows = column.rows(&file);
        if rows.is_empty()
            || column.is_excused()
            || (!is_wanted(&column.table) && dice.below(20) > 0)
        {
            continue;
        }
        let (keys, value) = rows[dice.below(rows.len())].clone();
        for other in column.others(&value, &rows) {
            let sql = format!(
                "UPDATE OR FAIL {} SET {} = ?{} WHERE {}",
                column.table,
                column.name,
                keys.len() + 1,
                column.known_by()
            );
            let values: Vec<&Value> = keys.iter().chain([&other]).collect();
            let after = rich.after(|file| file.execute(&sql, rusqlite::params_from_iter(values)));
            let Some(report) = after else { continue };
            tried += 1;
            if report.is_whole() {
                missed.push(format!(
                    "{}.{} of {keys:?}: {value:?} became {other:?}",
                    column.table, column.name
                ));
            }
        }
    }
    println!("{tried} changes, {} of them not found", missed.len());
    assert!(tried > 20, "only {tried} changes were tried");
    assert_eq!(missed, [] as [String; 0], "of {tried}");
}

#[test]
fn every_table_that_counts_has_rows_to_be_changed_and_money_of_another_currency_is_among_them() {
    let file = Connection::open(&rich().file).unwrap();
    let empty: BTreeSet<String> = rich()
        .columns()
        .into_iter()
        .filter(|column| column.rows(&file).is_empty())
        .map(|column| column.table)
        .collect();
    assert_eq!(empty, BTreeSet::new());
    let strange = "SELECT count(*) FROM stray_payments WHERE currency = 'USD'";
    let strange: i64 = file.query_row(strange, [], |row| row.get(0)).unwrap();
    assert_eq!(strange, 1);
}

#[test]
fn money_of_another_currency_is_in_that_one_and_who_saw_to_what_was_put_aside_is_who_did() {
    let rich = rich();
    for change in [
        "UPDATE stray_payments SET currency = NULL",
        "UPDATE stray_payments SET currency = 'EUR'",
        "UPDATE stray_payments SET amount_minor = amount_minor + 1",
        "UPDATE aside_seen SET account = account + 1 WHERE message IS NOT NULL",
        "UPDATE aside_seen SET note = 'given back' WHERE news IS NOT NULL",
        "UPDATE aside_seen SET at_ms = at_ms + 1 WHERE message IS NOT NULL",
        "UPDATE aside_seen SET news = news - 1 WHERE news IS NOT NULL",
        "DELETE FROM aside_seen WHERE news IS NOT NULL",
    ] {
        let after = rich.after(|file| file.execute(change, []));
        assert!(!after.unwrap().is_whole(), "{change}");
    }
}

#[test]
fn each_row_that_is_taken_out_is_found() {
    let rich = rich();
    let file = Connection::open(&rich.file).unwrap();
    let mut dice = Dice::of(7);
    let (mut tried, mut missed, mut last) = (0, Vec::new(), String::new());
    for column in rich.columns() {
        if column.table == last {
            continue;
        }
        last.clone_from(&column.table);
        let rows = column.rows(&file);
        if rows.is_empty() {
            continue;
        }
        let (keys, _) = rows[dice.below(rows.len())].clone();
        let sql = format!("DELETE FROM {} WHERE {}", column.table, column.known_by());
        let after = rich.after(|file| file.execute(&sql, rusqlite::params_from_iter(&keys)));
        tried += 1;
        if after.unwrap().is_whole() {
            missed.push(format!("{} {keys:?}", column.table));
        }
    }
    assert!(tried > 25, "only {tried} rows were taken out");
    assert_eq!(missed, [] as [String; 0]);
}

#[test]
fn a_tail_that_was_cut_off_is_found_by_a_head_that_was_kept_elsewhere() {
    let rich = rich();
    // The last records are a log-in and the sealing: nothing else in the books misses them.
    let cut = |file: &Connection| {
        file.execute_batch(
            "DELETE FROM book_seals;
             DELETE FROM journal WHERE act > (SELECT max(act) FROM journal) - 2;",
        )?;
        Ok(1)
    };
    let unseen = rich.after(cut).unwrap();
    assert_eq!(unseen.findings, []);
    assert_eq!(unseen.head.unwrap().acts, rich.head.acts - 2);
    let seen = rich.after_with(Some(&rich.head), cut).unwrap();
    let told: Vec<&str> = seen.findings.iter().map(|found| &*found.what).collect();
    let ends = rich.head.acts - 2;
    assert_eq!(
        told,
        [format!(
            "the journal ends at {ends}: records were cut off; or the head is another shop's"
        )]
    );
}

#[test]
fn a_journal_that_was_written_anew_without_the_key_is_found_from_its_first_record_on() {
    let rich = rich();
    let forged = Key::random().unwrap();
    let report = rich
        .after(|file| {
            file.execute(
                "UPDATE journal SET asked = replace(asked, 'broken', 'stolen')
                 WHERE command = 'stock.write_off'",
                [],
            )?;
            let mut records = file.prepare(
                "SELECT act, at_ms, account, window, request, command, asked, outcome FROM journal
                 ORDER BY act",
            )?;
            let mut rows = records.query([])?;
            let mut before = [0_u8; 32];
            while let Some(row) = rows.next()? {
                let act: i64 = row.get(0)?;
                let text = |at| row.get::<_, String>(at);
                before = forged.seal(&[
                    &before,
                    &act.to_be_bytes(),
                    &row.get::<_, i64>(1)?.to_be_bytes(),
                    &row.get::<_, Option<i64>>(2)?.unwrap_or(0).to_be_bytes(),
                    text(3)?.as_bytes(),
                    &row.get::<_, [u8; 16]>(4)?,
                    text(5)?.as_bytes(),
                    text(6)?.as_bytes(),
                    text(7)?.as_bytes(),
                ]);
                file.execute("UPDATE journal SET seal = ?2 WHERE act = ?1", (act, before))?;
            }
            Ok(1)
        })
        .unwrap();
    let found = &report.findings;
    let is_told = found.iter().any(|one| {
        one.what.starts_with("this key made none of its seals")
            && one
                .what
                .ends_with("the whole journal was written anew by somebody without the key")
            && one.place == "the journal, from record 1 on"
    });
    assert!(is_told, "{found:?}");
}
