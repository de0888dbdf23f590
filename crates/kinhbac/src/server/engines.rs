//! The engines of one process: one log, one store, and what was settled in it once.

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{CellStore, EventLog, HistoryStore, RegistryStore, SettingsStore};
use kinhbac_domain::position::{Offset, PartitionIndex, Progress, Stream, Topic};
use kinhbac_event_log::embedded::{EmbeddedLog, EmbeddedLogConfig};
use kinhbac_event_log::kafka::{KafkaLog, KafkaLogConfig};
use kinhbac_store::postgres::{PostgresConfig, PostgresStore};
use kinhbac_store::sqlite::{SqliteConfig, SqliteStore};
use tokio::time::{Instant, sleep};

use super::data_dir::{self, DataDir};
use super::installation;
use crate::config::{Config, LogEngine, StoreEngine};

/// How long those who still hold an engine are waited for when it is closed.
const LET_GO: Duration = Duration::from_secs(5);

/// All that a store does.
#[async_trait]
pub(crate) trait Store: CellStore + HistoryStore + RegistryStore + SettingsStore {
    /// Waits for what is under way, and lets go.
    async fn close(&self);
}

#[async_trait]
impl Store for SqliteStore {
    async fn close(&self) {
        Self::close(self).await;
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn close(&self) {
        Self::close(self).await;
    }
}

/// What is done with engines that stand apart before they are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prepare {
    /// Tables and topics that are missing are made.
    Make,
    /// They must be there.
    Check,
}

/// The engines.
pub(crate) struct Engines {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) store: Arc<dyn Store>,
    /// The secret of the key file.
    pub(crate) secret: [u8; 32],
    folder: DataDir,
}

impl Engines {
    /// Opens what the configuration names.
    ///
    /// # Errors
    /// When it is damaged, not there or not prepared, the installation was settled otherwise, or
    /// log and store do not belong together.
    pub(crate) async fn open(
        config: &Config,
        folder: DataDir,
        clock: &Arc<dyn Clock>,
        prepare: Prepare,
    ) -> Result<Self> {
        let key_file = config.privacy.key_file.clone().unwrap_or_else(|| folder.key());
        let secret = data_dir::secret(&key_file, rand::random())?;
        let store = open_store(config, &folder, prepare).await?;
        settle(&*store, "time_zone", config.time_zone.name()).await?;
        settle(&*store, "log.partitions", &config.log.partitions.to_string()).await?;
        let embedded =
            config.log.engine == LogEngine::Embedded && config.store.engine == StoreEngine::Sqlite;
        if embedded {
            installation::compare_marks(&*store, &folder, rand::random()).await?;
        }
        let log = open_log(config, &folder, clock.clone(), prepare).await?;
        if embedded {
            installation::compare_progress(&*store, &*log, &folder).await?;
        }
        Ok(Self { log, store, secret, folder })
    }

    /// Whether the store has all effects of what is in the log.
    ///
    /// # Errors
    /// When an engine is not available.
    pub(crate) async fn is_folded(&self) -> Result<bool> {
        let stored = self.store.progress().await?;
        for index in (0..self.log.partitions()).map(PartitionIndex) {
            let progress = stored.iter().find(|(of, _)| *of == index).map(|(_, p)| p);
            if !self.covers(index, progress).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn covers(&self, index: PartitionIndex, progress: Option<&Progress>) -> Result<bool> {
        for stream in Stream::ALL {
            let end = self.log.bounds(Topic::Input(stream), index).await?.end;
            if end > progress.map_or(Offset(0), |progress| progress.of(stream).next) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Closes log and store; the folder is held on.
    pub(crate) async fn close(self) -> DataDir {
        let Self { log, store, folder, .. } = self;
        let limit = Instant::now() + LET_GO;
        while Arc::strong_count(&log) > 1 && Instant::now() < limit {
            sleep(Duration::from_millis(5)).await;
        }
        // The log waits for its writer when it is dropped.
        let dropped = tokio::task::spawn_blocking(move || drop(log)).await;
        if let Err(error) = dropped {
            tracing::error!(%error, "the log was not closed in order");
        }
        store.close().await;
        folder
    }
}

/// The engines that stand apart, as configured.
///
/// # Errors
/// When one is inside of the process, or its address is none.
pub(crate) fn apart(config: &Config) -> Result<(KafkaLogConfig, PostgresConfig)> {
    let log = kafka(config)?.context("the log is embedded")?;
    Ok((log, postgres(config).context("the store is embedded")?))
}

fn kafka(config: &Config) -> Result<Option<KafkaLogConfig>> {
    let LogEngine::Kafka(url) = &config.log.engine else { return Ok(None) };
    let defaults = KafkaLogConfig::from_url(url)?;
    Ok(Some(KafkaLogConfig {
        partitions: config.log.partitions,
        retention: config.log.retention,
        // Cells are of no use for longer than what they were made from.
        cells_retention: defaults.cells_retention.min(config.log.retention),
        replication: NonZero::new(config.log.replication).map(NonZero::get),
        topic_prefix: config.log.topic_prefix.clone(),
        group: config.log.group.clone(),
        extra: config.log.kafka.clone(),
        ..defaults
    }))
}

fn postgres(config: &Config) -> Option<PostgresConfig> {
    let StoreEngine::Postgres(url) = &config.store.engine else { return None };
    Some(PostgresConfig {
        max_connections: config.store.max_connections,
        max_series_cached: config.store.max_series_cached,
        ..PostgresConfig::new(url)
    })
}

async fn open_store(config: &Config, folder: &DataDir, prepare: Prepare) -> Result<Arc<dyn Store>> {
    let Some(set_up) = postgres(config) else {
        let store = SqliteStore::open(SqliteConfig {
            path: folder.store(),
            max_readers: config.store.max_connections,
            max_series_cached: config.store.max_series_cached,
            ..SqliteConfig::default()
        });
        return Ok(store.await?);
    };
    if prepare == Prepare::Make {
        PostgresStore::migrate(&set_up).await.context("the store could not be prepared")?;
    }
    Ok(PostgresStore::open(&set_up).await?)
}

async fn open_log(
    config: &Config,
    folder: &DataDir,
    clock: Arc<dyn Clock>,
    prepare: Prepare,
) -> Result<Arc<dyn EventLog>> {
    if let Some(set_up) = kafka(config)? {
        let log = KafkaLog::open(set_up)?;
        match prepare {
            Prepare::Make => log.ensure_topics().await?,
            Prepare::Check => log.check_topics().await.context(
                "the topics are not as they should be: `kinhbac migrate` makes those that are \
                 missing",
            )?,
        }
        return Ok(log);
    }
    let defaults = EmbeddedLogConfig::new(folder.log());
    let set_up = EmbeddedLogConfig {
        partitions: config.log.partitions,
        retention: config.log.retention,
        cells_retention: defaults.cells_retention.min(config.log.retention),
        max_bytes: config.log.max_bytes,
        min_free_bytes: config.log.min_free,
        ..defaults
    };
    // Recovery after a kill reads from disk. The runtime's handle goes along.
    Ok(tokio::task::spawn_blocking(move || EmbeddedLog::open(set_up, clock)).await??)
}

/// What an installation decides once: another value later is refused.
async fn settle(store: &dyn Store, key: &str, wanted: &str) -> Result<()> {
    let settled = store.settle(key, wanted).await?;
    if settled != wanted {
        bail!(
            "this installation was started with `{key}` = {settled}, not {wanted}, and its data is \
             counted so: set it back, or choose an empty folder with --data-dir"
        );
    }
    Ok(())
}
