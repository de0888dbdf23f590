//! Where the database is, and how long to wait for what.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use kinhbac_domain::ports::StoreError;
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;

/// How to open the store on PostgreSQL.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresConfig {
    /// `postgres://user:password@host:port/database`, with libpq's parameters (`sslmode`, …). It is
    /// never printed.
    pub url: String,
    /// Connections at once, at least 2; others wait. Scans take at most half of them.
    pub max_connections: u32,
    /// How long to wait for a connection: for one that others use, and for a server that is not
    /// there.
    pub acquire_timeout: Duration,
    /// A statement that takes longer is given up by the server. (A scan is many statements.)
    pub statement_timeout: Duration,
    /// How long to wait for a lock: a former owner's commit, a table's migration.
    pub lock_timeout: Duration,
    /// A transaction that does nothing for so long is ended by the server: the commit of a process
    /// that was stopped in the middle lets the next owner of its partition in.
    pub idle_in_transaction_timeout: Duration,
    /// A scan whose reader takes nothing for so long is given up: it keeps the server from
    /// cleaning up.
    pub stall_timeout: Duration,
    /// Series whose names and numbers are known in memory, about 300 bytes each; those of others
    /// are read when they are needed.
    pub max_series_cached: usize,
}

impl PostgresConfig {
    /// The defaults for a database.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            max_connections: 16,
            acquire_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(30),
            lock_timeout: Duration::from_secs(5),
            idle_in_transaction_timeout: Duration::from_secs(5),
            stall_timeout: Duration::from_secs(30),
            max_series_cached: 250_000,
        }
    }
}

/// Without the URL, which holds a password.
impl fmt::Debug for PostgresConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresConfig")
            .field("max_connections", &self.max_connections)
            .field("acquire_timeout", &self.acquire_timeout)
            .field("statement_timeout", &self.statement_timeout)
            .field("lock_timeout", &self.lock_timeout)
            .field("idle_in_transaction_timeout", &self.idle_in_transaction_timeout)
            .field("stall_timeout", &self.stall_timeout)
            .field("max_series_cached", &self.max_series_cached)
            .finish_non_exhaustive()
    }
}

/// A configuration whose URL is one.
#[derive(Debug)]
pub(super) struct Connecting {
    options: PgConnectOptions,
    /// `host:port/database`.
    pub(super) server: String,
}

impl Connecting {
    pub(super) fn new(config: &PostgresConfig) -> Result<Self, StoreError> {
        // What is wrong is said without the text, which holds a password.
        let wrong = |_| {
            let form = "store.url: not of the form postgres://user:password@host:port/database";
            StoreError::Refused(form.into())
        };
        let options = PgConnectOptions::from_str(&config.url).map_err(wrong)?;
        let database = options.get_database().unwrap_or(options.get_username());
        let server = format!("{}:{}/{database}", options.get_host(), options.get_port());
        let options = options
            .application_name("kinhbac")
            .options([
                ("timezone", "UTC"),
                ("client_min_messages", "warning"),
                // Our statements are short; compiling them takes longer than they do.
                ("jit", "off"),
                // A plan for any values passes over no chunk.
                ("plan_cache_mode", "force_custom_plan"),
            ])
            .disable_statement_logging();
        Ok(Self { options, server })
    }

    /// Without bounds: a migration takes as long as it takes.
    pub(super) fn patient(&self) -> PgConnectOptions {
        self.options.clone()
    }

    pub(super) fn bounded(&self, config: &PostgresConfig) -> PgConnectOptions {
        let bounds = [
            ("statement_timeout", config.statement_timeout),
            ("lock_timeout", config.lock_timeout),
            ("idle_in_transaction_session_timeout", config.idle_in_transaction_timeout),
        ];
        self.options.clone().options(bounds.map(|(name, bound)| (name, millis(bound))))
    }
}

/// Milliseconds as PostgreSQL takes them; 0, which means no bound there, becomes the least one.
pub(super) fn millis(bound: Duration) -> i32 {
    i32::try_from(bound.as_millis()).unwrap_or(i32::MAX).max(1)
}
