//! The engines that a system stands on: inside of it, or apart.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Result, ensure};
use kinhbac_domain::clock::SystemClock;
use kinhbac_domain::ports::{EventLog, ReadFrom, Record};
use kinhbac_domain::position::{PartitionIndex, Topic};
use kinhbac_event_log::embedded::{EmbeddedLog, EmbeddedLogConfig};
use kinhbac_event_log::kafka::{KafkaLog, KafkaLogConfig};
use kinhbac_test_engines::Engine;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{AssertSqlSafe, Connection, Executor};
use tokio::process::Command;

use crate::process::binary;

/// Partitions on Kafka: a topic of each is made for each system.
const PARTITIONS: u32 = 3;

/// Which engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engines {
    /// Log and store in its own folder.
    Embedded,
    /// Apache Kafka and PostgreSQL with TimescaleDB, those that all tests share.
    Apart,
}

/// Log and store of one system.
pub struct Place {
    apart: Option<Apart>,
}

impl Place {
    /// A new one: of a shared engine, topics and a database of its own.
    ///
    /// # Errors
    /// When an engine can't be had.
    pub async fn new(engines: Engines) -> Result<Self> {
        let apart = match engines {
            Engines::Embedded => None,
            Engines::Apart => {
                let urls = tokio::task::spawn_blocking(|| {
                    Ok::<_, std::io::Error>((Engine::Kafka.shared()?, Engine::Timescale.shared()?))
                });
                let (kafka, postgres) = urls.await??;
                Some(Apart::new(kafka, postgres, PARTITIONS).await?)
            }
        };
        Ok(Self { apart })
    }

    /// The keys of the configuration that lead to it.
    #[must_use]
    pub fn settings(&self) -> Vec<(String, String)> {
        self.apart.as_ref().map(Apart::settings).unwrap_or_default()
    }

    /// As [`Place::settings`], for the environment of a process.
    #[must_use]
    pub fn environment(&self) -> Vec<(String, String)> {
        self.apart.as_ref().map(Apart::environment).unwrap_or_default()
    }

    /// Makes tables and topics where they are apart, before the first process is started.
    ///
    /// # Errors
    /// When they can't be made.
    pub async fn migrate(&self) -> Result<()> {
        match &self.apart {
            Some(apart) => apart.migrate().await,
            None => Ok(()),
        }
    }

    /// Its log, while no system has it.
    ///
    /// # Errors
    /// When it can't be opened.
    pub async fn log(&self, folder: &Path) -> Result<Arc<dyn EventLog>> {
        if let Some(apart) = &self.apart {
            return Ok(KafkaLog::open(apart.log_config()?)?);
        }
        let config = EmbeddedLogConfig::new(folder.join("log"));
        let open = move || EmbeddedLog::open(config, Arc::new(SystemClock));
        Ok(tokio::task::spawn_blocking(open).await??)
    }
}

/// Topics and a database of one's own, on engines that others use too.
pub struct Apart {
    kafka: String,
    postgres: String,
    name: String,
    partitions: u32,
}

impl Apart {
    /// Makes the database; the topics are made by who uses them first.
    ///
    /// # Errors
    /// When PostgreSQL can't be reached.
    pub async fn new(kafka: &str, postgres: &str, partitions: u32) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("kinhbac_test_{}_{number}", std::process::id());
        let mut server = PgConnection::connect(postgres).await?;
        server.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).await?;
        server.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await?;
        server.close().await?;
        Ok(Self { kafka: kafka.into(), postgres: postgres.into(), name, partitions })
    }

    /// The keys of the configuration that lead to them.
    #[must_use]
    pub fn settings(&self) -> Vec<(String, String)> {
        [
            ("log.url", self.kafka.clone()),
            ("log.partitions", self.partitions.to_string()),
            ("log.topic_prefix", self.topic_prefix()),
            ("log.group", self.name.clone()),
            ("store.url", self.store_url()),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into()
    }

    /// As [`Apart::settings`], for the environment of a process.
    #[must_use]
    pub fn environment(&self) -> Vec<(String, String)> {
        let variable = |key: String| format!("KINHBAC__{}", key.replace('.', "__").to_uppercase());
        self.settings().into_iter().map(|(key, value)| (variable(key), value)).collect()
    }

    /// Makes tables and topics, as an operator does: `kinhbac migrate`.
    ///
    /// # Errors
    /// When it ends badly, with what it said.
    pub async fn migrate(&self) -> Result<()> {
        let mut migrate = Command::new(binary()?);
        let done = migrate.arg("migrate").envs(self.environment()).output().await?;
        ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        Ok(())
    }

    /// For looking in with SQL.
    ///
    /// # Errors
    /// When PostgreSQL can't be reached.
    pub async fn sql(&self) -> Result<PgPool> {
        Ok(PgPool::connect(&self.store_url()).await?)
    }

    /// The topics as the adapter has them.
    ///
    /// # Errors
    /// When the URL is none.
    pub fn log_config(&self) -> Result<KafkaLogConfig> {
        Ok(KafkaLogConfig {
            partitions: self.partitions,
            topic_prefix: self.topic_prefix(),
            group: self.name.clone(),
            ..KafkaLogConfig::from_url(&self.kafka)?
        })
    }

    fn topic_prefix(&self) -> String {
        format!("{}.", self.name)
    }

    fn store_url(&self) -> String {
        let (server, _) = self.postgres.rsplit_once('/').unwrap_or((&self.postgres, ""));
        format!("{server}/{}", self.name)
    }
}

/// All records of a topic that are there now.
///
/// # Errors
/// When the log can't be read.
pub async fn records(log: &dyn EventLog, topic: Topic) -> Result<Vec<Record>> {
    let mut found = Vec::new();
    for partition in (0..log.partitions()).map(PartitionIndex) {
        let bounds = log.bounds(topic, partition).await?;
        let mut reader = log.read(&[ReadFrom { topic, partition, offset: bounds.start }]).await?;
        let mut next = bounds.start;
        while next < bounds.end {
            let records = reader.next(1_000).await?;
            next = records.last().map_or(bounds.end, |record| record.offset.next());
            found.extend(records);
        }
    }
    Ok(found)
}
