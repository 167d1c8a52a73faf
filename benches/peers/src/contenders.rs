//! Who sells: the shop, the loop and the pool of `benches/lane`, and its peers.

use sherbet::store::Durability;

use crate::{
    figures::Run,
    postgres::{Server, Way},
    scratch::Template,
    selling::{CROWD, Sweep, lane, pool, raw_loop},
    services::Services,
};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Contender {
    /// The whole product, from so many threads.
    Sherbet(usize),
    /// Its statements in a loop, at the batch the product had on average.
    Raw,
    /// The naive pool: a connection and a transaction a client.
    Pool,
    /// PostgreSQL, from so many threads with a connection each.
    Postgres(Way, usize),
    /// SQLAlchemy on PostgreSQL.
    AlchemyPostgres,
    /// SQLAlchemy on SQLite.
    AlchemySqlite,
    /// better-sqlite3, with so many clients.
    BetterSqlite(usize),
}

/// All that the contenders need.
pub struct Stage {
    pub template: Template,
    pub server: Server,
    pub services: Services,
}

impl Contender {
    pub const ALL: [Contender; 18] = [
        Contender::Sherbet(1),
        Contender::Sherbet(8),
        Contender::Sherbet(CROWD),
        Contender::Raw,
        Contender::Postgres(Way::Function, 1),
        Contender::Postgres(Way::Function, 8),
        Contender::Postgres(Way::Function, CROWD),
        Contender::Postgres(Way::ForUpdate, 1),
        Contender::Postgres(Way::ForUpdate, 8),
        Contender::Postgres(Way::ForUpdate, CROWD),
        Contender::Postgres(Way::Serializable, 1),
        Contender::Postgres(Way::Serializable, 8),
        Contender::Postgres(Way::Serializable, CROWD),
        Contender::AlchemyPostgres,
        Contender::AlchemySqlite,
        Contender::BetterSqlite(1),
        Contender::BetterSqlite(CROWD),
        Contender::Pool,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Contender::Sherbet(1) => "Sherbet, alone",
            Contender::Sherbet(8) => "Sherbet, 8 clients",
            Contender::Sherbet(_) => "Sherbet, 64 clients",
            Contender::Raw => "raw loop, batch as Sherbet's mean",
            Contender::Pool => "naive pool, 64 clients",
            Contender::Postgres(Way::ForUpdate, 1) => "PostgreSQL FOR UPDATE, alone",
            Contender::Postgres(Way::ForUpdate, 8) => "PostgreSQL FOR UPDATE, 8 clients",
            Contender::Postgres(Way::ForUpdate, _) => "PostgreSQL FOR UPDATE, 64 clients",
            Contender::Postgres(Way::Serializable, 1) => "PostgreSQL SERIALIZABLE, alone",
            Contender::Postgres(Way::Serializable, 8) => "PostgreSQL SERIALIZABLE, 8 clients",
            Contender::Postgres(Way::Serializable, _) => "PostgreSQL SERIALIZABLE, 64 clients",
            Contender::Postgres(Way::Function, 1) => "PostgreSQL function, alone",
            Contender::Postgres(Way::Function, 8) => "PostgreSQL function, 8 clients",
            Contender::Postgres(Way::Function, _) => "PostgreSQL function, 64 clients",
            Contender::Postgres(Way::NotAtAll, _) => "PostgreSQL without locks",
            Contender::AlchemyPostgres => "SQLAlchemy, PostgreSQL, 64 clients",
            Contender::AlchemySqlite => "SQLAlchemy, SQLite, 64 clients",
            Contender::BetterSqlite(1) => "better-sqlite3, alone",
            Contender::BetterSqlite(_) => "better-sqlite3, 64 clients",
        }
    }

    /// Sells from fresh files or tables, and sees that all adds up.
    /// `sherbets_mean` is the mean batch the product had in this round.
    pub fn run(self, sweep: &Sweep, stage: &Stage, sherbets_mean: Option<f64>) -> Run {
        let Stage {
            template,
            server,
            services,
        } = stage;
        let baskets = &template.baskets;
        match self {
            Contender::Sherbet(clients) => lane(sweep, template, clients, Durability::Full),
            Contender::Raw => {
                let mean = sherbets_mean.unwrap_or(CROWD as f64).round() as usize;
                raw_loop(sweep, template, mean.max(1))
            }
            Contender::Pool => pool(sweep, template),
            Contender::Postgres(way, clients) => {
                server.found();
                server.run(way, clients, sweep, baskets)
            }
            Contender::AlchemyPostgres => {
                server.found();
                services.alchemy_postgres(sweep, server, baskets)
            }
            Contender::AlchemySqlite => services.alchemy_sqlite(sweep, baskets),
            Contender::BetterSqlite(clients) => services.better_sqlite(sweep, clients, baskets),
        }
    }
}
