//! What all of them stand on: a Kafka and a TimescaleDB of their own, with the syncs that a
//! province has.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use kinhbac_domain::ports::EventLog;
use kinhbac_domain::position::{PartitionIndex, Stream, Topic};
use kinhbac_event_log::kafka::{KafkaLog, KafkaLogConfig};
use kinhbac_test_engines::{Engine, Own};
use sqlx::postgres::PgPool;
use tempfile::TempDir;
use tokio::task::spawn_blocking;

use crate::client::Client;
use crate::engines::Apart;
use crate::process::Process;
use crate::system::sample_province;

/// As many as a new installation has.
const PARTITIONS: u32 = 12;
const CAMERA: Topic = Topic::Input(Stream::Camera);

/// A topic as the bare library knows it.
#[derive(Clone, Debug)]
pub(super) struct KafkaTopic {
    /// `host:port`.
    pub(super) brokers: String,
    /// Its name in the cluster.
    pub(super) name: String,
    /// Of each partition the offset that the next record will get; the first was 0.
    pub(super) ends: Vec<i64>,
}

impl KafkaTopic {
    /// How many records stand there.
    pub(super) fn records(&self) -> u64 {
        self.ends.iter().sum::<i64>().unsigned_abs()
    }
}

/// Engines, topics and a database.
pub(super) struct Ground {
    folder: TempDir,
    kafka: Own,
    postgres: Own,
    apart: Apart,
}

impl Ground {
    /// Starts the engines, and makes topics and tables.
    pub(super) async fn prepare() -> Result<Self> {
        let starting = || Ok((Engine::Kafka.start_durable()?, Engine::Timescale.start_durable()?));
        let (kafka, postgres) = spawn_blocking(starting).await?.map_err(|e: std::io::Error| e)?;
        let apart = Apart::new(&kafka.url, &postgres.url, PARTITIONS).await?;
        apart.migrate().await?;
        Ok(Self { folder: tempfile::tempdir()?, kafka, postgres, apart })
    }

    /// Where files may stand.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a process of one role, and waits until it is ready.
    pub(super) async fn serve(&self, role: &str) -> Result<Process> {
        let environment = self.apart.environment();
        let settings: Vec<_> = environment.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        Process::serve(&[role], &self.folder().join(role), &settings).await
    }

    /// Imports the sample province without its hotspots: what is published then stands on one
    /// topic, and everybody counts the same records.
    pub(super) async fn import(&self, gateway: &Process) -> Result<()> {
        let [units, sites, devices] = sample_province();
        let cameras = self.cameras(&devices)?;
        Client::connect(&gateway.grpc).await?.import(&[units, sites, cameras]).await
    }

    fn cameras(&self, devices: &Path) -> Result<PathBuf> {
        let text = std::fs::read_to_string(devices)?;
        let mut rows = text.lines();
        let head = rows.next();
        let cameras = head.into_iter().chain(rows.filter(|row| row.starts_with("camera/")));
        let path = self.folder().join("devices.csv");
        std::fs::write(&path, cameras.collect::<Vec<_>>().join("\n"))?;
        Ok(path)
    }

    /// The log, beside the processes.
    pub(super) fn log(&self) -> Result<Arc<KafkaLog>> {
        Ok(KafkaLog::open(self.apart.log_config()?)?)
    }

    /// The tables, beside the processes.
    pub(super) async fn sql(&self) -> Result<PgPool> {
        self.apart.sql().await
    }

    /// The topic of the cameras, as it is now.
    pub(super) async fn filled(&self) -> Result<KafkaTopic> {
        let log = self.log()?;
        let mut ends = Vec::new();
        for partition in (0..log.partitions()).map(PartitionIndex) {
            ends.push(log.bounds(CAMERA, partition).await?.end.0);
        }
        Ok(topic(self.apart.log_config()?, ends))
    }

    /// Another of the same settings, without records.
    pub(super) async fn empty(&self) -> Result<KafkaTopic> {
        let mut config = self.apart.log_config()?;
        config.topic_prefix.push_str("bare.");
        let log = KafkaLog::open(config.clone())?;
        log.ensure_topics().await?;
        Ok(topic(config, vec![0; log.partitions() as usize]))
    }

    /// Stops all of it.
    pub(super) async fn stop(self) -> Result<()> {
        // Engines are waited for when they are dropped.
        spawn_blocking(move || drop((self.kafka, self.postgres))).await?;
        Ok(())
    }
}

fn topic(config: KafkaLogConfig, ends: Vec<i64>) -> KafkaTopic {
    let name = format!("{}{}", config.topic_prefix, CAMERA.name());
    KafkaTopic { brokers: config.brokers, name, ends }
}
