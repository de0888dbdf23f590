//! The engines of one process: one log, one store, and what was settled in it once.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail};
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{CellStore, EventLog, SettingsStore};
use kinhbac_domain::position::{Offset, PartitionIndex, Progress, Stream, Topic};
use kinhbac_event_log::embedded::{EmbeddedLog, EmbeddedLogConfig};
use kinhbac_store::sqlite::{SqliteConfig, SqliteStore};
use tokio::time::{Instant, sleep};

use super::data_dir::{self, DataDir};
use super::installation;
use crate::config::Config;

/// How long those who still hold an engine are waited for when it is closed.
const LET_GO: Duration = Duration::from_secs(5);

/// The engines.
pub(crate) struct Engines {
    pub(crate) log: Arc<EmbeddedLog>,
    pub(crate) store: Arc<SqliteStore>,
    /// The secret of the key file.
    pub(crate) secret: [u8; 32],
    folder: DataDir,
}

impl Engines {
    /// Opens what is in the data folder.
    ///
    /// # Errors
    /// When it is damaged, the installation was settled otherwise, or log and store do not belong
    /// together.
    pub(crate) async fn open(
        config: &Config,
        folder: DataDir,
        clock: &Arc<dyn Clock>,
    ) -> Result<Self> {
        let key_file = config.privacy.key_file.clone().unwrap_or_else(|| folder.key());
        let secret = data_dir::secret(&key_file, rand::random())?;
        let store = SqliteStore::open(SqliteConfig {
            path: folder.store(),
            max_readers: config.store.max_connections,
            max_series_cached: config.store.max_series_cached,
            ..SqliteConfig::default()
        })
        .await?;
        settle(&store, "time_zone", config.time_zone.name()).await?;
        settle(&store, "log.partitions", &config.log.partitions.to_string()).await?;
        installation::compare_marks(&*store, &folder, rand::random()).await?;
        let log = open_log(config, &folder, clock.clone()).await?;
        installation::compare_progress(&*store, &*log, &folder).await?;
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

async fn open_log(
    config: &Config,
    folder: &DataDir,
    clock: Arc<dyn Clock>,
) -> Result<Arc<EmbeddedLog>> {
    let set_up = EmbeddedLogConfig {
        partitions: config.log.partitions,
        retention: config.log.retention,
        max_bytes: config.log.max_bytes,
        min_free_bytes: config.log.min_free,
        ..EmbeddedLogConfig::new(folder.log())
    };
    // Recovery after a kill reads from disk. The runtime's handle goes along.
    Ok(tokio::task::spawn_blocking(move || EmbeddedLog::open(set_up, clock)).await??)
}

/// What an installation decides once: another value later is refused.
async fn settle(store: &SqliteStore, key: &str, wanted: &str) -> Result<()> {
    let settled = store.settle(key, wanted).await?;
    if settled != wanted {
        bail!(
            "this installation was started with `{key}` = {settled}, not {wanted}, and its data is \
             counted so: set it back, or choose an empty folder with --data-dir"
        );
    }
    Ok(())
}
