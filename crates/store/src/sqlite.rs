//! The embedded store: one SQLite file, one writer and a few readers of it in this process.

mod cell_store;
mod commit;
mod fault;
mod file;
mod lookup;
mod progress;
mod registry;
mod scan;
mod series;
mod settings;
mod tables;
mod take_over;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use kinhbac_domain::ports::StoreError;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, SqlSafeStr, Sqlite, Transaction};

use fault::Fault;
use series::Series;

/// How to open the embedded store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteConfig {
    /// The file; it and its folder are made if they are not there. SQLite keeps `-wal` and `-shm`
    /// beside it while it is open.
    pub path: PathBuf,
    /// How many read at once, at least 1; others wait.
    pub max_readers: u32,
    /// How long to wait for another process that writes.
    pub busy_timeout: Duration,
    /// A scan whose reader takes nothing for so long is given up: it keeps the write-ahead log
    /// from being folded into the file.
    pub stall_timeout: Duration,
    /// Series whose names and numbers are known in memory, about 300 bytes each; those of others
    /// are read when they are needed.
    pub max_series_cached: usize,
}

impl Default for SqliteConfig {
    fn default() -> Self {
        Self {
            path: PathBuf::from("kinhbac-data/store.sqlite"),
            max_readers: 4,
            busy_timeout: Duration::from_secs(5),
            stall_timeout: Duration::from_secs(30),
            max_series_cached: 250_000,
        }
    }
}

/// How long a caller waits for a connection that others use.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);
/// Pages of 4 KiB in the write-ahead log at which a commit folds it into the file.
const CHECKPOINT_PAGES: &str = "4000";
/// The write-ahead log is cut back to this many bytes after a long reader made it grow.
const WAL_KEEP_BYTES: &str = "67108864";
/// KiB of pages kept in memory (negative by SQLite's convention). No mmap: a failing disk would
/// end the process with SIGBUS instead of an error.
const WRITER_CACHE: &str = "-8192";
const READER_CACHE: &str = "-1024";

/// The embedded store.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    writer: SqlitePool,
    readers: SqlitePool,
    series: Arc<Series>,
    stall_timeout: Duration,
}

impl SqliteStore {
    /// Opens the file, makes or migrates its tables, and checks it: its length always, every page
    /// where it was not closed in order or is small.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with the file's name where it is not what was written;
    /// [`StoreError::Refused`] where it is another program's or of a newer version of this one.
    pub async fn open(config: SqliteConfig) -> Result<Arc<Self>, StoreError> {
        let path = config.path.clone();
        Self::opened(config).await.map_err(|fault| fault.at(&path))
    }

    async fn opened(config: SqliteConfig) -> Result<Arc<Self>, Fault> {
        let found = file::look_at(&config.path)?;
        let writer = pool(1, writing(&config)).await?;
        file::claim(&writer).await?;
        if found.needs_check() {
            file::check(&writer).await?;
        }
        migrator().run(&writer).await?;
        let readers = pool(config.max_readers.max(1), reading(&config)).await?;
        let names = pool(config.max_readers.max(1), reading(&config)).await?;
        let series = Arc::new(Series::new(config.max_series_cached, names));
        series.catch_up(&mut *readers.acquire().await?).await?;
        let SqliteConfig { path, stall_timeout, .. } = config;
        Ok(Arc::new(Self { path, writer, readers, series, stall_timeout }))
    }

    /// Folds the write-ahead log into the file and closes it. What is under way is waited for.
    pub async fn close(&self) {
        self.readers.close().await;
        self.series.close().await;
        self.writer.close().await;
    }

    /// Checks the structure of every page of the file; commits go on meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with the file's name and what is wrong.
    pub async fn verify(&self) -> Result<(), StoreError> {
        self.named(file::check(&self.readers).await)
    }

    /// How many series are known in memory.
    #[must_use]
    pub fn series_cached(&self) -> usize {
        self.series.known()
    }

    /// A transaction of the one writer; nobody else writes until its end.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, Fault> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// A transaction that sees the store as of one moment, with what was seen of the series.
    async fn read(&self) -> Result<Transaction<'static, Sqlite>, Fault> {
        let mut tx = self.readers.begin().await?;
        self.series.catch_up(&mut tx).await?;
        Ok(tx)
    }

    /// Says of which file a fault is.
    fn named<T>(&self, outcome: Result<T, Fault>) -> Result<T, StoreError> {
        outcome.map_err(|fault| fault.at(&self.path))
    }
}

fn options(path: &Path, busy_timeout: Duration) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(busy_timeout)
        .foreign_keys(true)
        .pragma("temp_store", "memory")
        .row_buffer_size(512)
        .disable_statement_logging()
}

/// What a commit answered for must survive a power cut: `synchronous=FULL` syncs the write-ahead
/// log at each.
fn writing(config: &SqliteConfig) -> SqliteConnectOptions {
    options(&config.path, config.busy_timeout)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .pragma("journal_size_limit", WAL_KEEP_BYTES)
        .pragma("cache_size", WRITER_CACHE)
}

fn reading(config: &SqliteConfig) -> SqliteConnectOptions {
    options(&config.path, config.busy_timeout).read_only(true).pragma("cache_size", READER_CACHE)
}

async fn pool(connections: u32, options: SqliteConnectOptions) -> Result<SqlitePool, Fault> {
    let pool = SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false);
    Ok(pool.connect_with(options).await?)
}

fn migrator() -> Migrator {
    let step = |version, name: &'static str, sql: &'static str| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(vec![
        step(1, "cells", include_str!("../migrations/sqlite/0001_cells.sql")),
        step(2, "registry", include_str!("../migrations/sqlite/0002_registry.sql")),
        step(3, "settings", include_str!("../migrations/sqlite/0003_settings.sql")),
        step(4, "boundary", include_str!("../migrations/sqlite/0004_boundary.sql")),
    ])
}
