//! What was measured, put beside what is wanted.

use std::{fmt, time::Duration};

use serde::Serialize;

use crate::contenders::{Contender, Report, Served};

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
}

impl Run {
    pub fn of(reports: &[Report], measured: Duration) -> Run {
        let clients: Vec<u64> = reports
            .iter()
            .flat_map(|report| report.clients.iter().map(|client| client.sales))
            .collect();
        let processes: Vec<u64> = reports
            .iter()
            .map(|report| report.clients.iter().map(|client| client.sales).sum())
            .collect();
        let [p50_us, p99_us, worst_us] = waits(
            reports
                .iter()
                .flat_map(|report| report.clients.iter())
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
            ..Run::default()
        }
    }
}

/// The median, the 99th percentile and the highest.
fn waits(mut waits_us: Vec<u32>) -> [Option<f64>; 3] {
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

/// All runs, by contender.
#[derive(Default)]
pub struct Figures {
    contenders: Vec<(&'static str, Vec<Run>)>,
}

/// What is wanted of a ratio.
#[derive(Clone, Copy)]
enum Wanted {
    AtLeast(f64),
    AtMost(f64),
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
    p50_ms: Option<f64>,
    p99_ms: Option<f64>,
    worst_ms: Option<f64>,
    least_to_most_served_client: Option<f64>,
    least_to_most_served_process: Option<f64>,
    mean_batch: Option<f64>,
}

impl Figures {
    pub fn add(&mut self, name: &'static str, run: Run) {
        match self.contenders.iter_mut().find(|(known, _)| *known == name) {
            Some((_, runs)) => runs.push(run),
            None => self.contenders.push((name, vec![run])),
        }
    }

    pub fn json(&self) -> String {
        #[derive(Serialize)]
        struct All {
            rounds: usize,
            processors: usize,
            contenders: Vec<Row>,
            ratios: Vec<Ratio>,
        }
        let all = All {
            rounds: self.rounds(),
            processors: std::thread::available_parallelism().map_or(0, usize::from),
            contenders: self.rows(),
            ratios: self.ratios(),
        };
        serde_json::to_string_pretty(&all).unwrap()
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
                    p50_ms: ms(of(|run| run.p50_us)),
                    p99_ms: ms(of(|run| run.p99_us)),
                    worst_ms: ms(of(|run| run.worst_us)),
                    least_to_most_served_client: of(|run| run.clients),
                    least_to_most_served_process: of(|run| run.processes),
                    mean_batch: of(|run| run.mean_batch),
                }
            })
            .collect()
    }

    fn ratios(&self) -> Vec<Ratio> {
        use Wanted::{AtLeast, AtMost};
        let [alone, raw_1, _, lane, raw_mean, normal, _, pool, processes] = Contender::ALL;
        let speed = |run: &Run| Some(run.per_second);
        let p50 = |run: &Run| run.p50_us;
        [
            self.ratio(
                "64 clients: of the raw loop at the lane's mean batch",
                AtLeast(0.75),
                (lane, speed),
                (raw_mean, speed),
            ),
            self.ratio(
                "64 clients: times the pool",
                AtLeast(6.0),
                (lane, speed),
                (pool, speed),
            ),
            self.ratio(
                "64 clients: p99 over p50",
                AtMost(4.0),
                (lane, |run| run.p99_us),
                (lane, p50),
            ),
            self.ratio(
                "64 clients: least over most served",
                AtLeast(0.9),
                (lane, |run| run.clients),
                (lane, |_| Some(1.0)),
            ),
            self.ratio(
                "4 processes: worst wait over p50",
                AtMost(20.0),
                (processes, |run| run.worst_us),
                (processes, p50),
            ),
            self.ratio(
                "4 processes: least over most served process",
                AtLeast(0.9),
                (processes, |run| run.processes),
                (processes, |_| Some(1.0)),
            ),
            self.ratio(
                "alone: of the raw loop at batch 1",
                AtLeast(0.85),
                (alone, speed),
                (raw_1, speed),
            ),
            self.ratio(
                "64 clients: FULL of NORMAL",
                AtLeast(0.9),
                (lane, speed),
                (normal, speed),
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn ratio(
        &self,
        what: &'static str,
        wanted: Wanted,
        (over, of): (Contender, fn(&Run) -> Option<f64>),
        (under, by): (Contender, fn(&Run) -> Option<f64>),
    ) -> Option<Ratio> {
        let runs = |wanted: Contender| {
            let name = wanted.name();
            self.contenders.iter().find(|(known, _)| *known == name)
        };
        let rounds = runs(over)?.1.iter().zip(&runs(under)?.1);
        let ratios: Vec<f64> = rounds
            .filter_map(|(over, under)| Some(of(over)? / by(under)?))
            .collect();
        let measured = median(ratios.clone())?;
        let (wanted, holds) = match wanted {
            Wanted::AtLeast(least) => (format!("at least {least}"), measured >= least),
            Wanted::AtMost(most) => (format!("at most {most}"), measured <= most),
        };
        Some(Ratio {
            what,
            wanted,
            measured,
            lowest: ratios.iter().copied().fold(f64::INFINITY, f64::min),
            highest: ratios.iter().copied().fold(0.0, f64::max),
            holds,
        })
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() % 2 {
        1 => values.get(middle).copied(),
        _ => Some((values.get(middle.checked_sub(1)?)? + values.get(middle)?) / 2.0),
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cell = |value: Option<f64>, digits: usize| {
            value.map_or_else(|| "-".into(), |value| format!("{value:.digits$}"))
        };
        writeln!(f, "Medians of {} rounds\n", self.rounds())?;
        writeln!(
            f,
            "{:<36}{:>9}{:>9}{:>9}{:>10}{:>9}{:>10}{:>8}",
            "", "sales/s", "p50 ms", "p99 ms", "worst ms", "clients", "processes", "batch"
        )?;
        for row in self.rows() {
            writeln!(
                f,
                "{:<36}{:>9.0}{:>9}{:>9}{:>10}{:>9}{:>10}{:>8}",
                row.contender,
                row.sales_per_second,
                cell(row.p50_ms, 2),
                cell(row.p99_ms, 2),
                cell(row.worst_ms, 1),
                cell(row.least_to_most_served_client, 2),
                cell(row.least_to_most_served_process, 2),
                cell(row.mean_batch, 1),
            )?;
        }
        writeln!(
            f,
            "\nclients, processes: the least served one's sales over the most served one's;\n\
             the raw loop's times are those of a whole batch\n"
        )?;
        writeln!(
            f,
            "{:<54}{:>14}{:>10}{:>17}",
            "ratio", "wanted", "measured", "lowest…highest"
        )?;
        for ratio in self.ratios() {
            writeln!(
                f,
                "{:<54}{:>14}{:>10.2}{:>17}   {}",
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
