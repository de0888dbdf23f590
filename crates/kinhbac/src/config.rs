//! The configuration: built-in defaults < file < environment `KINHBAC__SECTION__KEY` < flags.

mod layers;
mod print;
mod read;
mod reader;
pub mod value;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use kinhbac_domain::time::Zone;

pub use layers::{DEFAULT_TOML, Layers, Setting, Source, Value};

/// The effective configuration of a server.
#[derive(Clone, Debug)]
pub struct Config {
    /// The installation's zone.
    pub time_zone: Zone,
    /// The folder of log, store and key.
    pub data_dir: PathBuf,
    /// Where the server listens.
    pub listen: Listen,
    /// The event log.
    pub log: Log,
    /// The store.
    pub store: Store,
    /// Publishing.
    pub gateway: Gateway,
    /// Folding.
    pub aggregator: Aggregator,
    /// Screens.
    pub live: Live,
    /// How long cells are kept.
    pub retention: Retention,
    /// Personal data.
    pub privacy: Privacy,
}

/// Where the server listens.
#[derive(Clone, Debug)]
pub struct Listen {
    /// gRPC; port 0 takes a free one.
    pub grpc: SocketAddr,
    /// HTTP; port 0 takes a free one.
    pub http: SocketAddr,
    /// The longest gRPC message taken in, bytes.
    pub max_message: usize,
    /// After how long a connection is asked to go; none: never.
    pub connection_age: Option<Duration>,
    /// How long it may still take.
    pub connection_grace: Duration,
    /// How often an idle connection is asked whether it is still there.
    pub keep_alive: Duration,
    /// Connections of gRPC at once; an eighth as many of HTTP.
    pub max_connections: usize,
    /// How long a new connection may take to its first request.
    pub first_request: Duration,
}

/// Where records are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogEngine {
    /// In this process, in the data folder.
    Embedded,
    /// On Apache Kafka, at `kafka://host:port,host:port`.
    Kafka(String),
}

/// Where cells are kept.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreEngine {
    /// SQLite, in the data folder.
    Sqlite,
    /// PostgreSQL, at a URL that may hold a password.
    Postgres(String),
}

impl std::fmt::Debug for StoreEngine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "Sqlite",
            Self::Postgres(_) => "Postgres",
        })
    }
}

/// The event log.
#[derive(Clone)]
pub struct Log {
    /// Where it is.
    pub engine: LogEngine,
    /// Partitions of each topic.
    pub partitions: u32,
    /// How long records are kept.
    pub retention: Duration,
    /// The most bytes kept; 0: no limit.
    pub max_bytes: u64,
    /// Bytes of the disk that are left free.
    pub min_free: u64,
    /// Whether records carry the CloudEvents attributes.
    pub cloud_event_headers: bool,
    /// On Kafka: what stands before each topic's name.
    pub topic_prefix: String,
    /// On Kafka: the group whose members share the partitions.
    pub group: String,
    /// On Kafka: how many brokers keep each record of a topic that is made; 0: as the cluster does.
    pub replication: u16,
    /// On Kafka: settings of librdkafka, by its names; some are secret.
    pub kafka: BTreeMap<String, String>,
}

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kafka: Vec<_> = self.kafka.keys().collect();
        f.debug_struct("Log")
            .field("engine", &self.engine)
            .field("partitions", &self.partitions)
            .field("kafka", &kafka)
            .finish_non_exhaustive()
    }
}

/// The store.
#[derive(Clone, Debug)]
pub struct Store {
    /// Where it is.
    pub engine: StoreEngine,
    /// Connections; of SQLite those that read.
    pub max_connections: u32,
    /// Series known in memory.
    pub max_series_cached: usize,
}

/// Publishing.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// The most events in a batch.
    pub max_batch: usize,
    /// The longest event, bytes.
    pub max_event_bytes: usize,
    /// How far in the future an event's time may be.
    pub max_future: Duration,
    /// Events being written at once.
    pub max_in_flight: usize,
}

/// Folding.
#[derive(Clone, Debug)]
pub struct Aggregator {
    /// The beat.
    pub publish_every: Duration,
    /// Between two commits.
    pub commit_every: Duration,
    /// How long after its end a bucket stays in memory.
    pub memory_horizon: Duration,
    /// How far back a duplicate is seen.
    pub duplicate_horizon: Duration,
    /// Identities kept at once.
    pub max_identities: usize,
    /// How late an event may be.
    pub max_lateness: Duration,
    /// How long after its end a bucket is said to be closed.
    pub grace: Duration,
    /// Series in memory at once.
    pub max_series: usize,
}

/// Screens.
#[derive(Clone, Debug)]
pub struct Live {
    /// Screens at once.
    pub max_watchers: usize,
    /// Cells in memory.
    pub max_cells: usize,
    /// Memory of one screen, bytes.
    pub max_watcher_bytes: usize,
    /// After how long without reading a screen is let go.
    pub stall_timeout: Duration,
    /// Web origins that may call.
    pub cors_origins: Vec<String>,
}

/// How long cells are kept; none: for ever.
#[derive(Clone, Debug)]
pub struct Retention {
    /// Minutes.
    pub minute: Option<Duration>,
    /// Hours.
    pub hour: Option<Duration>,
    /// Days.
    pub day: Option<Duration>,
}

/// Personal data.
#[derive(Clone, Debug)]
pub struct Privacy {
    /// The file of the key; none: `privacy.key` in the data folder.
    pub key_file: Option<PathBuf>,
}

impl Config {
    /// The built-in defaults.
    ///
    /// # Errors
    /// Never, for a test reads them.
    pub fn built_in() -> Result<Self> {
        Self::from_layers(&Layers::defaults()?)
    }

    /// The typed values of all layers.
    ///
    /// # Errors
    /// When a value is out of range or two contradict each other; the error names key and source.
    pub fn from_layers(layers: &Layers) -> Result<Self> {
        read::config(layers)
    }
}

/// The effective configuration as TOML, with the comments of the defaults and where each changed
/// value came from; secrets are hidden.
///
/// # Errors
/// Never, for a test prints the defaults.
pub fn print(layers: &Layers) -> Result<String> {
    print::effective(layers)
}

#[cfg(test)]
mod tests;
