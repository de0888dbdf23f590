//! The log on Apache Kafka, through librdkafka.
//!
//! What the port promises and the library does not by itself: of a call none of a partition's
//! records is appended after one that failed (`producer`, `append`: a producer that gives no
//! answer is given up whole); what is no longer kept is told at once, and an offset beyond the end
//! is waited for (`reader`); a member that loses partitions holds on until they are let go of
//! (`membership`).

mod append;
mod asker;
mod client;
mod config;
mod error;
mod membership;
mod producer;
mod reader;
mod record;
mod topics;

use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use kinhbac_domain::ports::{
    AppendError, EventLog, LogError, LogReader, Membership, NewRecord, ReadFrom,
};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};
use kinhbac_domain::time::Timestamp;

use self::append::Appender;
use self::asker::Asker;
use self::membership::Member;
use self::reader::Reader;
use self::topics::Topics;
use crate::metrics;

pub use self::config::KafkaLogConfig;
pub use self::error::{Difference, KafkaLogError};

/// The topic whose partitions stand for the indexes that the members share.
const SHARED: Topic = Topic::Input(Stream::Camera);

/// The event log on Apache Kafka.
pub struct KafkaLog {
    config: KafkaLogConfig,
    asker: Asker,
    appender: Appender,
}

impl KafkaLog {
    /// Opens the log; Kafka need not be there yet. Needs a tokio runtime when it is used.
    ///
    /// # Errors
    /// When the configuration makes no sense.
    pub fn open(config: KafkaLogConfig) -> Result<Arc<Self>, KafkaLogError> {
        if let Some(fault) = config.fault() {
            return Err(KafkaLogError::Config(fault));
        }
        let (asker, appender) = (Asker::new(&config)?, Appender::new(&config)?);
        Ok(Arc::new(Self { config, asker, appender }))
    }

    /// Makes the topics that are missing and compares all of them with what is wanted.
    ///
    /// # Errors
    /// When a topic has other settings, which then are named and not changed; when Kafka is away.
    pub async fn ensure_topics(&self) -> Result<(), KafkaLogError> {
        Topics::new(&self.config, &self.asker)?.ensure().await
    }

    /// Compares the topics with what is wanted.
    ///
    /// # Errors
    /// When topics are missing or have other settings; when Kafka is away.
    pub async fn check_topics(&self) -> Result<(), KafkaLogError> {
        Topics::new(&self.config, &self.asker)?.check().await
    }

    /// The topic's name in the cluster, where there is such a partition.
    fn name(&self, topic: Topic, partition: PartitionIndex) -> Result<Arc<str>, LogError> {
        let partitions = self.config.partitions;
        if partition.0 < partitions {
            return Ok(self.config.topic(topic).into());
        }
        Err(LogError::Unavailable(format!(
            "{} has no partition {partition}, only {partitions}",
            topic.name()
        )))
    }
}

#[async_trait]
impl EventLog for KafkaLog {
    fn partitions(&self) -> u32 {
        self.config.partitions
    }

    async fn append(
        &self,
        topic: Topic,
        records: Vec<NewRecord>,
    ) -> Vec<Result<Offset, AppendError>> {
        let begun = Instant::now();
        let answers = self.appender.append(&self.config.topic(topic), records).await;
        answers.iter().filter_map(|a| a.as_ref().err()).for_each(metrics::append_failed);
        metrics::append_answered(topic, begun.elapsed());
        answers
    }

    async fn read(&self, from: &[ReadFrom]) -> Result<Box<dyn LogReader>, LogError> {
        let mut places = Vec::with_capacity(from.len());
        for from in from {
            places.push((*from, self.name(from.topic, from.partition)?));
        }
        Ok(Box::new(Reader::open(&self.config, self.asker.clone(), places).await?))
    }

    async fn bounds(
        &self,
        topic: Topic,
        partition: PartitionIndex,
    ) -> Result<Range<Offset>, LogError> {
        let name = self.name(topic, partition)?;
        let bounds = self.asker.bounds(vec![(name, partition)]).await?;
        bounds.into_iter().next().ok_or_else(|| LogError::Unavailable("no answer".into()))
    }

    async fn offset_at(
        &self,
        topic: Topic,
        partition: PartitionIndex,
        at: Timestamp,
    ) -> Result<Offset, LogError> {
        self.asker.offset_at(self.name(topic, partition)?, partition, at).await
    }

    async fn join(&self, member: &str) -> Result<Box<dyn Membership>, LogError> {
        Ok(Box::new(Member::join(&self.config, member, &self.config.topic(SHARED))?))
    }

    async fn release(
        &self,
        topic: Topic,
        partition: PartitionIndex,
        _before: Offset,
    ) -> Result<(), LogError> {
        // Kafka keeps by age alone.
        self.name(topic, partition).map(|_| ())
    }
}
