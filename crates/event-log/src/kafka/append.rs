//! Appending: room, the producer, and what to do when it does not answer.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use kinhbac_domain::ports::{AppendError, NewRecord};
use kinhbac_domain::position::Offset;
use rdkafka::config::ClientConfig;
use tokio::sync::Semaphore;

use super::client::Health;
use super::config::KafkaLogConfig;
use super::error::KafkaLogError;
use super::producer::{Call, Generation, after_a_failed_one};
use crate::metrics;

/// Room in the queue is given out by so many bytes.
const ROOM_UNIT: usize = 1 << 10;
/// What a record that waits takes besides its own bytes, in the library and here.
const RECORD_OVERHEAD: usize = 384;
/// How long the library may take to give back what it holds.
const GIVING_BACK: Duration = Duration::from_secs(5);

type Answer = Result<Offset, AppendError>;

/// Appends records.
pub(super) struct Appender {
    client: ClientConfig,
    partitions: u32,
    max_record_bytes: usize,
    timeout: Duration,
    health: Arc<Health>,
    current: Arc<RwLock<Arc<Generation>>>,
    room: Arc<Semaphore>,
    room_units: usize,
}

impl Appender {
    pub(super) fn new(config: &KafkaLogConfig) -> Result<Self, KafkaLogError> {
        let client = config.appending();
        let health = Arc::new(Health::default());
        let current = Generation::new(&client, health.clone())
            .map_err(|error| KafkaLogError::Config(error.to_string()))?;
        let room_units = config.queue_bytes.div_ceil(ROOM_UNIT).clamp(1, 1 << 20);
        Ok(Self {
            client,
            partitions: config.partitions,
            max_record_bytes: config.max_record_bytes,
            timeout: config.append_timeout,
            health,
            current: Arc::new(RwLock::new(current)),
            room: Arc::new(Semaphore::new(room_units)),
            room_units,
        })
    }

    /// Appends records and answers each, in their order.
    pub(super) async fn append(&self, topic: &str, records: Vec<NewRecord>) -> Vec<Answer> {
        let refusals = self.refusals(&records);
        let refused: Vec<_> = refusals.iter().map(Option::is_some).collect();
        if refused.iter().all(|refused| *refused) {
            return refusals.into_iter().flatten().map(Err).collect();
        }
        let answers = refusals.into_iter().map(|refusal| refusal.map(Err)).collect();
        // At most 2^20, so it is a u32; what is larger than the queue has it for itself.
        let units = units(&records).min(self.room_units) as u32;
        let Ok(room) = self.room.clone().acquire_many_owned(units).await else {
            let closed = || Err(AppendError::Unavailable("the log is closed".into()));
            return records.iter().map(|_| closed()).collect();
        };
        let call = Call::new(answers, self.health.clone(), room);
        let mut generation = self.current();
        while !generation.hand_over(topic, &records, &refused, &call) {
            // It was given up just now, or can go on no more.
            self.give_up(generation, "it takes no more records").await;
            generation = self.current();
        }
        drop(records);
        self.wait(generation, &call).await;
        call.take()
    }

    /// What is refused unseen: what is too large, or of no partition, and what comes after it.
    fn refusals(&self, records: &[NewRecord]) -> Vec<Option<AppendError>> {
        let mut failed = Vec::new();
        let refusal = |record: &NewRecord| {
            if failed.contains(&record.partition) {
                return Some(after_a_failed_one());
            }
            let (bytes, limit) = (record.bytes(), self.max_record_bytes);
            let error = if record.partition.0 >= self.partitions {
                let (partition, partitions) = (record.partition, self.partitions);
                let words = format!("there is no partition {partition}, only {partitions}");
                AppendError::Unavailable(words)
            } else if bytes > limit {
                AppendError::TooLarge { bytes, limit }
            } else {
                return None;
            };
            failed.push(record.partition);
            Some(error)
        };
        records.iter().map(refusal).collect()
    }

    fn current(&self) -> Arc<Generation> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for the answers; gives the producer up when they don't come.
    async fn wait(&self, generation: Arc<Generation>, call: &Call) {
        let mut fatal = generation.fatal.clone();
        let why = tokio::select! {
            biased;
            () = call.done.notified() => return,
            why = fatal.wait_for(Option::is_some) => {
                why.ok().and_then(|why| why.clone()).unwrap_or_default()
            }
            () = tokio::time::sleep(self.timeout) => {
                format!("no answer for {:?}", self.timeout)
            }
        };
        self.give_up(generation, &why).await;
        if tokio::time::timeout(GIVING_BACK, call.done.notified()).await.is_err() {
            tracing::warn!("the library gave records not back in time");
        }
    }

    /// Gives a producer up and puts another in its place, once.
    async fn give_up(&self, generation: Arc<Generation>, why: &str) {
        self.health.is_away(why);
        let (current, client) = (self.current.clone(), self.client.clone());
        let health = self.health.clone();
        let why = why.to_owned();
        let changing = tokio::task::spawn_blocking(move || {
            generation.give_up();
            let mut current = current.write().unwrap_or_else(PoisonError::into_inner);
            if !Arc::ptr_eq(&current, &generation) {
                return;
            }
            match Generation::new(&client, health) {
                Ok(next) => {
                    tracing::warn!(why, "the producer was given up and begun anew");
                    metrics::producer_given_up();
                    *current = next;
                }
                Err(error) => {
                    // Out of threads or memory: the next append tries again.
                    tracing::error!(%error, "there is no producer");
                    std::thread::sleep(Duration::from_millis(100));
                }
            }
        });
        if let Err(error) = changing.await {
            tracing::error!(%error, "the producer could not be given up");
        }
    }
}

fn units(records: &[NewRecord]) -> usize {
    let bytes: usize = records.iter().map(|r| r.bytes() + RECORD_OVERHEAD).sum();
    bytes.div_ceil(ROOM_UNIT)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use kinhbac_domain::ports::Headers;
    use kinhbac_domain::position::PartitionIndex;
    use tokio::task::JoinSet;

    use super::*;

    fn record(partition: u32, bytes: usize) -> NewRecord {
        NewRecord {
            partition: PartitionIndex(partition),
            key: Bytes::new(),
            value: vec![7; bytes].into(),
            headers: Headers::default(),
        }
    }

    /// One whose brokers are nowhere.
    fn appender(queue_bytes: usize, append_timeout: Duration) -> Arc<Appender> {
        let config = KafkaLogConfig {
            partitions: 3,
            max_record_bytes: 20 << 10,
            queue_bytes,
            append_timeout,
            ..KafkaLogConfig::new("127.0.0.1:1")
        };
        Arc::new(Appender::new(&config).unwrap())
    }

    #[tokio::test]
    async fn what_waits_is_bounded_and_each_is_answered_in_its_turn() {
        let appender = appender(100 << 10, Duration::from_millis(200));
        let mut appends = JoinSet::new();
        for _ in 0..30 {
            let appender = appender.clone();
            appends.spawn(async move { appender.append("t", vec![record(0, 10 << 10)]).await });
        }
        let mut most = 0;
        while !appends.is_empty() {
            most = most.max(appender.current().waiting());
            let ended = tokio::time::timeout(Duration::from_millis(10), appends.join_next()).await;
            let Ok(Some(answers)) = ended else { continue };
            let answer = answers.unwrap().remove(0);
            assert!(matches!(answer, Err(AppendError::Unknown(_))), "{answer:?}");
        }
        // Room for nine, and those that are being given back.
        assert!((1..=18).contains(&most), "{most} waited in the library");
    }

    #[tokio::test]
    async fn what_is_too_large_or_of_no_partition_is_refused_and_what_comes_after_it() {
        let appender = appender(100 << 10, Duration::from_millis(50));
        let records = vec![record(0, 21 << 10), record(0, 1), record(3, 1), record(3, 1)];
        let answers = appender.append("t", records).await;
        let (bytes, limit) = (21 << 10, 20 << 10);
        assert_eq!(answers[0], Err(AppendError::TooLarge { bytes, limit }));
        for answer in &answers[1..] {
            assert!(matches!(answer, Err(AppendError::Unavailable(_))), "{answer:?}");
        }
    }

    #[tokio::test]
    async fn what_is_larger_than_the_queue_has_it_for_itself() {
        let appender = appender(1 << 10, Duration::from_millis(50));
        let answers = appender.append("t", vec![record(0, 10 << 10)]).await;
        assert!(matches!(answers[0], Err(AppendError::Unknown(_))), "{answers:?}");
    }
}
