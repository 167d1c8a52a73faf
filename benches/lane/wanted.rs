//! What is wanted of the lane beside its yardsticks.

use sherbet::store::Durability::{Full, Normal};

use crate::{
    contenders::Contender,
    figures::{Run, Side, Wanted, Wish},
    selling::CROWD,
};

pub fn wishes() -> Vec<Wish> {
    use Wanted::{AtLeast, AtMost};
    let alone = Contender::Lane(1, Full).name();
    let lane = Contender::LANE_64.name();
    let normal = Contender::Lane(CROWD, Normal).name();
    let processes = Contender::Processes.name();
    let speed = |run: &Run| Some(run.per_second);
    let p50 = |run: &Run| run.p50_us;
    let wish = |what, wanted, over: Side, under: Side| Wish {
        what,
        wanted,
        over,
        under,
    };
    vec![
        wish(
            "64 clients: of the raw loop at the lane's mean batch",
            AtLeast(0.75),
            (lane, speed),
            (Contender::RawAtLanesMean.name(), speed),
        ),
        wish(
            "64 clients: times the pool",
            AtLeast(6.0),
            (lane, speed),
            (Contender::Pool.name(), speed),
        ),
        wish(
            "64 clients: p99 over p50",
            AtMost(4.0),
            (lane, |run| run.p99_us),
            (lane, p50),
        ),
        wish(
            "64 clients: least over most served",
            AtLeast(0.9),
            (lane, |run| run.clients),
            (lane, |_| Some(1.0)),
        ),
        wish(
            "4 processes: worst wait over p50",
            AtMost(20.0),
            (processes, |run| run.worst_us),
            (processes, p50),
        ),
        wish(
            "4 processes: least over most served process",
            AtLeast(0.9),
            (processes, |run| run.processes),
            (processes, |_| Some(1.0)),
        ),
        wish(
            "alone: of the raw loop at batch 1",
            AtLeast(0.85),
            (alone, speed),
            (Contender::Raw(1).name(), speed),
        ),
        wish(
            "64 clients: FULL of NORMAL",
            AtLeast(0.9),
            (lane, speed),
            (normal, speed),
        ),
    ]
}
