//! Questions: where partitions begin and end, which offset an instant has.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kinhbac_domain::ports::LogError;
use kinhbac_domain::position::{Offset, PartitionIndex};
use kinhbac_domain::time::Timestamp;
use rdkafka::TopicPartitionList;
use rdkafka::client::ClientContext;
use rdkafka::config::{FromClientConfigAndContext, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};

use super::client;
use super::config::KafkaLogConfig;
use super::error::{KafkaLogError, log_error};

/// A question whose partition has no leader just now is asked again so much later.
const AGAIN: Duration = Duration::from_millis(20);

/// A client that only asks, or reads what it is given.
pub(super) struct Asking;

impl ClientContext for Asking {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        client::log_line(level, facility, line);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "Kafka's client");
    }
}

impl ConsumerContext for Asking {}

/// Asks. The library's questions block, so each has a thread while it waits.
#[derive(Clone)]
pub(super) struct Asker {
    client: Arc<BaseConsumer<Asking>>,
    timeout: Duration,
}

impl Asker {
    pub(super) fn new(config: &KafkaLogConfig) -> Result<Self, KafkaLogError> {
        let client = BaseConsumer::from_config_and_context(&config.asking(), Asking)
            .map_err(|error| KafkaLogError::Config(error.to_string()))?;
        Ok(Self { client: Arc::new(client), timeout: config.query_timeout })
    }

    /// Asks off the async threads.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl Fn(&BaseConsumer<Asking>, Duration) -> KafkaResult<T> + Send + 'static,
    ) -> Result<T, LogError> {
        let Self { client, timeout } = self.clone();
        let asked = tokio::task::spawn_blocking(move || {
            // What the library has to say meanwhile would pile up. No message is ever among it.
            while client.poll(Duration::ZERO).is_some() {}
            let begun = Instant::now();
            let mut refreshed = false;
            loop {
                match question(&client, timeout) {
                    Err(error) if is_unknown(&error) && !refreshed => {
                        refreshed = true;
                        client.fetch_metadata(None, timeout)?;
                    }
                    Err(error) if passes(&error) && begun.elapsed() < timeout => {
                        std::thread::sleep(AGAIN);
                    }
                    answer => return answer,
                }
            }
        });
        let answer = asked.await.map_err(|e| LogError::Unavailable(e.to_string()))?;
        answer.map_err(|error| log_error(&error))
    }

    /// The first offset kept and the end, of several partitions.
    pub(super) async fn bounds(
        &self,
        partitions: Vec<(Arc<str>, PartitionIndex)>,
    ) -> Result<Vec<Range<Offset>>, LogError> {
        self.ask(move |client, timeout| {
            let bounds = partitions.iter().map(|(topic, partition)| {
                let (low, high) = client.fetch_watermarks(topic, index(*partition), timeout)?;
                Ok(Offset(low)..Offset(high))
            });
            bounds.collect()
        })
        .await
    }

    /// The offset of the first record that was appended at or after an instant, or the end.
    pub(super) async fn offset_at(
        &self,
        topic: Arc<str>,
        partition: PartitionIndex,
        at: Timestamp,
    ) -> Result<Offset, LogError> {
        self.ask(move |client, timeout| {
            // The end is asked for first: what comes in between is later than the instant too.
            let (low, high) = client.fetch_watermarks(&topic, index(partition), timeout)?;
            let mut instants = TopicPartitionList::with_capacity(1);
            // A negative number would be one of the protocol's special ones.
            let millis = rdkafka::Offset::Offset(at.millis().max(0));
            instants.add_partition_offset(&topic, index(partition), millis)?;
            let found = client.offsets_for_times(instants, timeout)?;
            let elements = found.elements();
            let Some(found) = elements.first() else { return Ok(Offset(high)) };
            found.error()?;
            Ok(match found.offset() {
                rdkafka::Offset::Offset(offset) => Offset(offset.clamp(low, high.max(low))),
                _ => Offset(high),
            })
        })
        .await
    }
}

/// Whether a partition is only changing hands, or is new.
fn passes(error: &KafkaError) -> bool {
    matches!(
        error.rdkafka_error_code(),
        Some(
            RDKafkaErrorCode::FencedLeaderEpoch
                | RDKafkaErrorCode::LeaderNotAvailable
                | RDKafkaErrorCode::NotLeaderForPartition
                | RDKafkaErrorCode::OffsetNotAvailable
                | RDKafkaErrorCode::UnknownLeaderEpoch
        )
    )
}

/// Whether a topic is not there; the library goes on to say so of one that was made since, until
/// it is told to look again.
fn is_unknown(error: &KafkaError) -> bool {
    matches!(
        error.rdkafka_error_code(),
        Some(
            RDKafkaErrorCode::UnknownPartition
                | RDKafkaErrorCode::UnknownTopic
                | RDKafkaErrorCode::UnknownTopicOrPartition
        )
    )
}

/// The library's number of a partition.
pub(super) fn index(partition: PartitionIndex) -> i32 {
    // At most 4096 are ever checked in; another number names no partition, as it should.
    i32::try_from(partition.0).unwrap_or(i32::MAX)
}
