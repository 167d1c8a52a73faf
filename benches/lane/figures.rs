//! What was measured, put beside what is wanted.

use std::{fmt, time::Duration};

use serde::Serialize;

use crate::selling::{Report, Served};

/// One run of one contender.
#[derive(Clone, Default)]
pub struct Run {
    pub per_second: f64,
    pub p50_us: Option<f64>,
    pub p99_us: Option<f64>,
    pub worst_us: Option<f64>,
    /// The least served client's sales over the most served one's.
    pub clients: Option<f64>,
    /// The same of processes.
    pub processes: Option<f64>,
    pub mean_batch: Option<f64>,
    /// Of what was asked, how much was given up; where anything was.
    pub given_up: Option<f64>,
    /// The quickest acknowledged sale, the warm-up included.
    pub soonest_us: Option<f64>,
}

impl Run {
    pub fn of(reports: &[Report], measured: Duration) -> Run {
        let served = || reports.iter().flat_map(|report| report.clients.iter());
        let clients: Vec<u64> = served().map(|client| client.sales).collect();
        let given_up: u64 = served().map(|client| client.given_up).sum();
        let asked: usize = served().map(|client| client.waits_us.len()).sum();
        let processes: Vec<u64> = reports
            .iter()
            .map(|report| report.clients.iter().map(|client| client.sales).sum())
            .collect();
        let [p50_us, p99_us, worst_us] = waits(
            served()
                .flat_map(|client| client.waits_us.iter().copied())
                .collect(),
        );
        let (batches, acts) = reports.iter().fold((0, 0), |(batches, acts), report| {
            (batches + report.batches, acts + report.acts)
        });
        Run {
            per_second: clients.iter().sum::<u64>() as f64 / measured.as_secs_f64(),
            p50_us,
            p99_us,
            worst_us,
            clients: evenness(&clients),
            processes: evenness(&processes),
            mean_batch: (batches > 0).then(|| acts as f64 / batches as f64),
            given_up: (given_up > 0).then(|| given_up as f64 / asked as f64),
            soonest_us: served()
                .filter_map(|client| client.soonest_us)
                .min()
                .map(f64::from),
        }
    }

    /// Of a loop whose every step is a whole batch.
    pub fn of_loop(steps: Served, batch: usize, measured: Duration) -> Run {
        let [p50_us, p99_us, worst_us] = waits(steps.waits_us);
        Run {
            per_second: steps.sales as f64 * batch as f64 / measured.as_secs_f64(),
            p50_us,
            p99_us,
            worst_us,
            mean_batch: Some(batch as f64),
            soonest_us: steps.soonest_us.map(f64::from),
            ..Run::default()
        }
    }
}

/// The median, the 99th percentile and the highest.
pub fn waits(mut waits_us: Vec<u32>) -> [Option<f64>; 3] {
    waits_us.sort_unstable();
    let most = waits_us.len().saturating_sub(1);
    [0.5, 0.99, 1.0].map(|share| {
        let place = (waits_us.len() as f64 * share) as usize;
        waits_us.get(place.min(most)).map(|&wait| f64::from(wait))
    })
}

fn evenness(served: &[u64]) -> Option<f64> {
    let (least, most) = (served.iter().min()?, served.iter().max()?);
    (served.len() > 1).then(|| *least as f64 / *most as f64)
}

/// All runs, by contender, and what is wanted of them.
pub struct Figures {
    wishes: Vec<Wish>,
    contenders: Vec<(&'static str, Vec<Run>)>,
}

/// What is wanted of a ratio.
#[derive(Clone, Copy)]
pub enum Wanted {
    AtLeast(f64),
    AtMost(f64),
}

/// A figure of a contender, by its name.
pub type Side = (&'static str, fn(&Run) -> Option<f64>);

/// A ratio that is wanted: `over` divided by `under`.
pub struct Wish {
    pub what: &'static str,
    pub wanted: Wanted,
    pub over: Side,
    pub under: Side,
}

/// A ratio, taken within each round.
#[derive(Serialize)]
struct Ratio {
    what: &'static str,
    wanted: String,
    /// The median over the rounds.
    measured: f64,
    lowest: f64,
    highest: f64,
    holds: bool,
}

/// A contender's medians.
#[derive(Serialize)]
struct Row {
    contender: &'static str,
    sales_per_second: f64,
    soonest_ms: Option<f64>,
    p50_ms: Option<f64>,
    p99_ms: Option<f64>,
    worst_ms: Option<f64>,
    least_to_most_served_client: Option<f64>,
    least_to_most_served_process: Option<f64>,
    mean_batch: Option<f64>,
    given_up_share: Option<f64>,
}

/// What was measured, as other programs read it.
#[derive(Serialize)]
pub struct Told {
    rounds: usize,
    processors: usize,
    contenders: Vec<Row>,
    ratios: Vec<Ratio>,
}

impl Figures {
    pub fn new(wishes: Vec<Wish>) -> Figures {
        Figures {
            wishes,
            contenders: Vec::new(),
        }
    }

    pub fn add(&mut self, name: &'static str, run: Run) {
        match self.contenders.iter_mut().find(|(known, _)| *known == name) {
            Some((_, runs)) => runs.push(run),
            None => self.contenders.push((name, vec![run])),
        }
    }

    pub fn told(&self) -> Told {
        Told {
            rounds: self.rounds(),
            processors: std::thread::available_parallelism().map_or(0, usize::from),
            contenders: self.rows(),
            ratios: self.ratios(),
        }
    }

    fn rounds(&self) -> usize {
        self.contenders.first().map_or(0, |(_, runs)| runs.len())
    }

    fn rows(&self) -> Vec<Row> {
        self.contenders
            .iter()
            .map(|(contender, runs)| {
                let of =
                    |pick: fn(&Run) -> Option<f64>| median(runs.iter().filter_map(pick).collect());
                let ms = |us: Option<f64>| us.map(|us| us / 1000.0);
                Row {
                    contender,
                    sales_per_second: of(|run| Some(run.per_second)).unwrap_or_default(),
                    soonest_ms: ms(of(|run| run.soonest_us)),
                    p50_ms: ms(of(|run| run.p50_us)),
                    p99_ms: ms(of(|run| run.p99_us)),
                    worst_ms: ms(of(|run| run.worst_us)),
                    least_to_most_served_client: of(|run| run.clients),
                    least_to_most_served_process: of(|run| run.processes),
                    mean_batch: of(|run| run.mean_batch),
                    given_up_share: of(|run| run.given_up),
                }
            })
            .collect()
    }

    fn ratios(&self) -> Vec<Ratio> {
        let wishes = self.wishes.iter();
        wishes.filter_map(|wish| self.ratio(wish)).collect()
    }

    fn ratio(&self, wish: &Wish) -> Option<Ratio> {
        let runs = |(wanted, _): Side| self.contenders.iter().find(|(name, _)| *name == wanted);
        let rounds = runs(wish.over)?.1.iter().zip(&runs(wish.under)?.1);
        let ratios: Vec<f64> = rounds
            .filter_map(|(over, under)| Some((wish.over.1)(over)? / (wish.under.1)(under)?))
            .collect();
        let measured = median(ratios.clone())?;
        let (wanted, holds) = match wish.wanted {
            Wanted::AtLeast(least) => (format!("at least {least}"), measured >= least),
            Wanted::AtMost(most) => (format!("at most {most}"), measured <= most),
        };
        Some(Ratio {
            what: wish.what,
            wanted,
            measured,
            lowest: ratios.iter().copied().fold(f64::INFINITY, f64::min),
            highest: ratios.iter().copied().fold(0.0, f64::max),
            holds,
        })
    }
}

/// The middle one, or between the two in the middle.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() % 2 {
        1 => values.get(middle).copied(),
        _ => Some((values.get(middle.checked_sub(1)?)? + values.get(middle)?) / 2.0),
    }
}

/// A column of the table; it is left out where no row has anything in it.
struct Column {
    title: &'static str,
    width: usize,
    digits: usize,
    of: fn(&Row) -> Option<f64>,
}

const COLUMNS: [Column; 9] = [
    column("sales/s", 9, 0, |row| Some(row.sales_per_second)),
    column("soonest ms", 12, 2, |row| row.soonest_ms),
    column("p50 ms", 9, 2, |row| row.p50_ms),
    column("p99 ms", 9, 2, |row| row.p99_ms),
    column("worst ms", 10, 1, |row| row.worst_ms),
    column("clients", 9, 2, |row| row.least_to_most_served_client),
    column("processes", 11, 2, |row| row.least_to_most_served_process),
    column("batch", 8, 1, |row| row.mean_batch),
    column("gave up", 9, 3, |row| row.given_up_share),
];

const fn column(
    title: &'static str,
    width: usize,
    digits: usize,
    of: fn(&Row) -> Option<f64>,
) -> Column {
    Column {
        title,
        width,
        digits,
        of,
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows();
        let columns: Vec<&Column> = COLUMNS
            .iter()
            .filter(|column| rows.iter().any(|row| (column.of)(row).is_some()))
            .collect();
        writeln!(f, "Medians of {} rounds\n", self.rounds())?;
        write!(f, "{:<40}", "")?;
        for column in &columns {
            write!(f, "{:>1$}", column.title, column.width)?;
        }
        writeln!(f)?;
        for row in &rows {
            write!(f, "{:<40}", row.contender)?;
            for column in &columns {
                let cell = (column.of)(row)
                    .map_or_else(|| "-".into(), |value| format!("{value:.*}", column.digits));
                write!(f, "{cell:>0$}", column.width)?;
            }
            writeln!(f)?;
        }
        writeln!(
            f,
            "\nclients, processes: the least served one's sales over the most served one's;\n\
             the raw loop's times are those of a whole batch\n"
        )?;
        writeln!(
            f,
            "{:<66}{:>14}{:>10}{:>17}",
            "ratio", "wanted", "measured", "lowest…highest"
        )?;
        for ratio in self.ratios() {
            writeln!(
                f,
                "{:<66}{:>14}{:>10.2}{:>17}   {}",
                ratio.what,
                ratio.wanted,
                ratio.measured,
                format!("{:.2}…{:.2}", ratio.lowest, ratio.highest),
                match ratio.holds {
                    true => "holds",
                    false => "does not hold",
                }
            )?;
        }
        Ok(())
    }
}
