//! What a sale, a search and a day's totals cost in a shop of ten years.

use std::{fmt, path::Path, time::Instant};

use serde::Serialize;
use sherbet::{
    shop::{
        Session, Shop,
        shifts::{report, shifts},
        stock::find_for_sale,
    },
    store::{Durability, Fault},
};

use crate::{
    figures::{Figures, Run, Told, waits},
    grow::{self, Size, WORDS},
    scratch::{Basket, Template},
    selling::{CROWD, Period, Sweep, crowd, lane},
    wanted,
};

/// As many rows as the counter shows.
const SHOWN: usize = 240;

/// What was found.
pub struct Scale {
    size: Size,
    sales: Figures,
    looks: Vec<Look>,
}

/// How long something takes that is read.
#[derive(Serialize)]
struct Look {
    what: &'static str,
    times: usize,
    median_ms: f64,
    p99_ms: f64,
    worst_ms: f64,
    /// What the 99th percentile must be below.
    wanted_below_ms: f64,
    holds: bool,
}

/// What was found, as other programs read it.
#[derive(Serialize)]
pub struct ScaleTold<'s> {
    sweets: i64,
    sale_lines: usize,
    days: i64,
    sales: Told,
    looks: &'s [Look],
}

impl Scale {
    pub fn told(&self) -> ScaleTold<'_> {
        ScaleTold {
            sweets: self.size.sweets,
            sale_lines: self.size.lines(),
            days: self.size.days,
            sales: self.sales.told(),
            looks: &self.looks,
        }
    }
}

/// Measures it all, so many rounds of sales beside those in an empty shop.
pub fn measure(
    sweep: &Sweep,
    template: &Template,
    kept: &Path,
    size: Size,
    rounds: usize,
) -> Scale {
    let path = grow::grown(kept, size);
    let (shop, admin) = grow::open(&path);
    let mut looks = searches(&shop, size);
    looks.push(days(&shop, size));
    let mut sales = Figures::new(wanted::at_scale());
    let any = grow::of_any_sweets(size);
    for round in 1..=rounds {
        eprintln!("scale, round {round} of {rounds}");
        let sold = |clients, baskets: &[Basket]| in_it(sweep, &shop, &admin, clients, baskets);
        let empty = |clients| lane(sweep, template, clients, Durability::Full);
        sales.add("empty, alone", empty(1));
        sales.add("ten years, alone", sold(1, &template.baskets));
        sales.add("ten years, any sweets, alone", sold(1, &any));
        sales.add("empty, 64", empty(CROWD));
        sales.add("ten years, 64", sold(CROWD, &template.baskets));
        sales.add("ten years, any sweets, 64", sold(CROWD, &any));
    }
    Scale { size, sales, looks }
}

/// Sells in the shop of ten years, which has that much more behind it then.
fn in_it(sweep: &Sweep, shop: &Shop, admin: &Session, clients: usize, baskets: &[Basket]) -> Run {
    grow::restock(shop, admin);
    let last = || {
        let newest = shop.read(|db| {
            db.one("SELECT coalesce(max(number), 0) FROM sales", [], |row| {
                row.get::<_, i64>(0)
            })
        });
        newest.unwrap().unsigned_abs()
    };
    let before = last();
    let report = crowd(Period::of(sweep), clients, shop, admin, baskets);
    // Receipts are numbered without gaps.
    assert_eq!(
        last() - before,
        report.acknowledged(),
        "sales that are there"
    );
    Run::of(&[report], sweep.measured)
}

/// What is typed at the counter: rows are shown for each key.
fn searches(shop: &Shop, size: Size) -> Vec<Look> {
    let numbers = || (0..200).map(|nth| nth * 7_919 % size.sweets);
    let word = |nth: i64| WORDS[usize::try_from(nth % 8).unwrap()];
    let letters = [
        "",
        "k",
        "ka",
        "kaj",
        "kaju",
        "p",
        "pe",
        "ped",
        "лук",
        "કતલી",
    ];
    let typed: [(&str, Vec<String>); 5] = [
        (
            "search: letters of a first word",
            letters
                .iter()
                .cycle()
                .take(200)
                .map(ToString::to_string)
                .collect(),
        ),
        (
            "search: two words",
            (0..200)
                .map(|nth| format!("{} {}", word(nth), word(nth / 8)))
                .collect(),
        ),
        (
            "search: a word and a number",
            numbers()
                .map(|number| format!("{} {number}", word(number)))
                .collect(),
        ),
        (
            "search: a code",
            numbers().map(|number| format!("KK-{number:06}")).collect(),
        ),
        (
            "search: what nothing is called",
            numbers().map(|number| format!("zz{number}")).collect(),
        ),
    ];
    let looks = typed.into_iter().map(|(what, typed)| {
        look(what, 5.0, &typed, |text| {
            shop.read(|db| find_for_sale(db, shop.names(), text, SHOWN).map(drop))
        })
    });
    looks.collect()
}

/// The totals of days from all of the years.
fn days(shop: &Shop, size: Size) -> Look {
    let all = u32::try_from(size.days).unwrap();
    let days = shop.read(|db| shifts(db, all)).unwrap();
    assert_eq!(i64::try_from(days.len()).unwrap(), size.days, "days");
    let every = (days.len() / 200).max(1);
    let some: Vec<_> = days.iter().step_by(every).map(|day| day.id).collect();
    look("a day's totals", 50.0, &some, |id| {
        let found = shop.read(|db| report(db, *id))?;
        let sold = found.map_or(0, |report| report.receipts.sales);
        assert_eq!(
            usize::try_from(sold).unwrap(),
            size.sales_a_day,
            "sales of a day"
        );
        Ok(())
    })
}

fn look<T>(
    what: &'static str,
    wanted_below_ms: f64,
    asked: &[T],
    mut read: impl FnMut(&T) -> Result<(), Fault>,
) -> Look {
    let took = asked.iter().map(|what| {
        let begun = Instant::now();
        read(what).unwrap();
        u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX)
    });
    let took: Vec<u32> = took.collect();
    let times = took.len();
    let [median_ms, p99_ms, worst_ms] = waits(took).map(|us| us.unwrap_or_default() / 1000.0);
    Look {
        what,
        times,
        median_ms,
        p99_ms,
        worst_ms,
        wanted_below_ms,
        holds: p99_ms < wanted_below_ms,
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "A shop of {} sweets and {} sale lines of {} days\n\n{}",
            self.size.sweets,
            self.size.lines(),
            self.size.days,
            self.sales
        )?;
        writeln!(
            f,
            "{:<40}{:>10}{:>10}{:>10}{:>14}",
            "", "median ms", "p99 ms", "worst ms", "wanted p99"
        )?;
        for look in &self.looks {
            writeln!(
                f,
                "{:<40}{:>10.2}{:>10.2}{:>10.2}{:>14}   {}",
                look.what,
                look.median_ms,
                look.p99_ms,
                look.worst_ms,
                format!("below {}", look.wanted_below_ms),
                match look.holds {
                    true => "holds",
                    false => "does not hold",
                }
            )?;
        }
        Ok(())
    }
}
