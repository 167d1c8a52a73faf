//! What is wanted of Sherbet beside its peers: all of it at 64 clients, the
//! whole product with journal and request ids against their bare rows.

use crate::{
    contenders::Contender,
    figures::{Run, Wanted, Wish},
    postgres::Way,
    selling::CROWD,
};

use Wanted::{AtLeast, AtMost};

fn speed(run: &Run) -> Option<f64> {
    Some(run.per_second)
}

fn p99(run: &Run) -> Option<f64> {
    run.p99_us
}

/// Beside the peers; `pool` is what is wanted against the naive pool.
pub fn of_peers(pool: f64) -> Vec<Wish> {
    let sherbet = Contender::Sherbet(CROWD);
    let for_update = Contender::Postgres(Way::ForUpdate, CROWD);
    let serializable = Contender::Postgres(Way::Serializable, CROWD);
    let function = Contender::Postgres(Way::Function, CROWD);
    let (on_postgres, on_sqlite) = (Contender::AlchemyPostgres, Contender::AlchemySqlite);
    let beside = |what, wanted, figure: fn(&Run) -> Option<f64>, under: Contender| Wish {
        what,
        wanted,
        over: (sherbet.name(), figure),
        under: (under.name(), figure),
    };
    let speeds = [
        (
            "sales: times PostgreSQL FOR UPDATE",
            AtLeast(20.0),
            for_update,
        ),
        ("sales: times PostgreSQL's function", AtLeast(8.0), function),
        (
            "sales: times SQLAlchemy on PostgreSQL",
            AtLeast(60.0),
            on_postgres,
        ),
        (
            "sales: times SQLAlchemy on SQLite",
            AtLeast(60.0),
            on_sqlite,
        ),
        (
            "sales: of the raw loop at the same mean batch",
            AtLeast(0.75),
            Contender::Raw,
        ),
        (
            "sales: times the naive pool",
            AtLeast(pool),
            Contender::Pool,
        ),
    ];
    let waits = [
        ("p99: of PostgreSQL FOR UPDATE's", for_update),
        ("p99: of PostgreSQL SERIALIZABLE's", serializable),
        ("p99: of PostgreSQL's function's", function),
        ("p99: of SQLAlchemy's on PostgreSQL", on_postgres),
        ("p99: of SQLAlchemy's on SQLite", on_sqlite),
    ];
    let speeds = speeds
        .into_iter()
        .map(|(what, wanted, under)| beside(what, wanted, speed, under));
    let waits = waits
        .into_iter()
        .map(|(what, under)| beside(what, AtMost(0.1), p99, under));
    speeds.chain(waits).collect()
}

/// What a sale costs in a shop that has sold for ten years.
pub fn at_scale() -> Vec<Wish> {
    fn cost(run: &Run) -> Option<f64> {
        Some(1.0 / run.per_second)
    }
    let wish = |what, over, under| Wish {
        what,
        wanted: AtMost(1.2),
        over: (over, cost),
        under: (under, cost),
    };
    vec![
        wish(
            "a sale, alone: times its cost in an empty shop",
            "ten years, alone",
            "empty, alone",
        ),
        wish(
            "a sale, 64 clients: times its cost in an empty shop",
            "ten years, 64",
            "empty, 64",
        ),
        wish(
            "a sale of any sweets, alone: times its cost in an empty shop",
            "ten years, any sweets, alone",
            "empty, alone",
        ),
        wish(
            "a sale of any sweets, 64 clients: times its cost in an empty shop",
            "ten years, any sweets, 64",
            "empty, 64",
        ),
    ]
}
