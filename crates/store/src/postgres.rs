//! The store at scale: PostgreSQL 15 or newer, with hypertables where TimescaleDB is there.
//!
//! Several processes use one database at once. A partition index has one owner, whose commits lock
//! the partition's row of `ownership`; everything else may be done by anyone at any time.

mod cell_store;
mod commit;
mod config;
mod fault;
mod forget;
mod instant;
mod lookup;
mod migrate;
mod progress;
mod registry;
mod retry;
mod rows;
mod scan;
mod series;
mod settings;
mod take_over;

use std::sync::Arc;
use std::time::Duration;

use kinhbac_domain::ports::StoreError;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{Postgres, Transaction};

pub use config::PostgresConfig;
pub use migrate::{Migrated, Timescale};

use config::Connecting;
use fault::Fault;
use retry::Safe;
use series::Series;

/// A transaction that sees the store as of one moment.
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// The store on PostgreSQL.
#[derive(Debug)]
pub struct PostgresStore {
    /// `host:port/database`, for messages.
    server: String,
    /// For what is short.
    pool: PgPool,
    /// For scans, which can hold a connection for long: commits don't wait for them.
    scans: PgPool,
    series: Arc<Series>,
    stall_timeout: Duration,
}

impl PostgresStore {
    /// Makes the database's tables or brings them up to date. Several can do it at once: one does,
    /// the others wait. Where TimescaleDB is there and may be used, tables of cells become
    /// hypertables; on a store that has been without it, this rewrites them.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where the database is of a newer version of this program, or the
    /// user may not make tables; [`StoreError::Unavailable`] where it can't be reached.
    pub async fn migrate(config: &PostgresConfig) -> Result<Migrated, StoreError> {
        let connecting = Connecting::new(config)?;
        migrate::migrate(&connecting).await.map_err(|fault| fault.at(&connecting.server))
    }

    /// Opens a database that is migrated.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where it is not migrated, or of a newer version of this program, or
    /// the user is not let in; [`StoreError::Unavailable`] where it can't be reached.
    pub async fn open(config: &PostgresConfig) -> Result<Arc<Self>, StoreError> {
        let connecting = Connecting::new(config)?;
        let opened = Self::opened(config, &connecting).await;
        opened.map_err(|fault| fault.at(&connecting.server))
    }

    async fn opened(config: &PostgresConfig, to: &Connecting) -> Result<Arc<Self>, Fault> {
        let scans = (config.max_connections / 2).max(1);
        let pool = |connections: u32| {
            PgPoolOptions::new()
                .max_connections(connections.max(1))
                .acquire_timeout(config.acquire_timeout)
        };
        let rest = config.max_connections.saturating_sub(scans);
        let pool_of_rest = pool(rest).connect_with(to.bounded(config)).await?;
        migrate::check(&mut *pool_of_rest.acquire().await?).await?;
        let series = Arc::new(Series::new(config.max_series_cached));
        series.catch_up(&mut *pool_of_rest.acquire().await?).await?;
        Ok(Arc::new(Self {
            server: to.server.clone(),
            pool: pool_of_rest,
            scans: pool(scans).connect_lazy_with(to.bounded(config)),
            series,
            stall_timeout: config.stall_timeout,
        }))
    }

    /// Waits for what is under way, then closes the connections.
    pub async fn close(&self) {
        self.scans.close().await;
        self.pool.close().await;
    }

    /// How many series are known in memory.
    #[must_use]
    pub fn series_cached(&self) -> usize {
        self.series.known()
    }

    /// A transaction that writes. Each statement of it sees what was committed before it.
    async fn write(&self) -> Result<Transaction<'static, Postgres>, Fault> {
        Ok(self.pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await?)
    }

    /// A transaction that sees the store as of one moment.
    async fn read(&self) -> Result<Transaction<'static, Postgres>, Fault> {
        Ok(self.pool.begin_with(SNAPSHOT).await?)
    }

    /// Does something once, or again where that is safe; says of which server a fault is.
    async fn done<T, F>(
        &self,
        operation: &'static str,
        safe: Safe,
        attempt: impl Fn() -> F + Send,
    ) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, Fault>> + Send,
    {
        let done = retry::retried(operation, safe, attempt).await;
        done.map_err(|fault| fault.at(&self.server))
    }
}
