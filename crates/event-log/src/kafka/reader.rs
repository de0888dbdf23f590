//! Reading several partitions together.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use kinhbac_domain::ports::{LogError, LogReader, ReadFrom, Record};
use kinhbac_domain::position::Offset;
use rdkafka::TopicPartitionList;
use rdkafka::config::FromClientConfigAndContext;
use rdkafka::consumer::base_consumer::PartitionQueue;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use tokio::sync::Notify;

use super::asker::{Asker, Asking, index};
use super::config::KafkaLogConfig;
use super::error::log_error;
use super::record;

/// How often a reader that waits looks at what the library has to say, and whether the end has
/// come to where it was asked to begin.
const TICK: Duration = Duration::from_millis(500);

/// Reads on and on.
pub(super) struct Reader {
    asker: Asker,
    cursors: Vec<Cursor>,
    /// Whose turn it is to be the first.
    turn: usize,
    /// The library has more.
    more: Arc<Notify>,
    /// A partition is not read on before its place is found again: nothing was at its offset.
    lost: bool,
    /// When the places were found last.
    found: Instant,
    failed: Option<LogError>,
    consumer: OffThread,
}

/// Where one partition is read.
struct Cursor {
    from: ReadFrom,
    name: Arc<str>,
    /// The next offset wanted.
    next: Offset,
    /// The end has not come to `next` yet.
    ahead: bool,
    queue: PartitionQueue<Asking>,
}

/// A consumer whose end is waited for elsewhere, for it takes the library a while.
struct OffThread(Option<Arc<BaseConsumer<Asking>>>);

impl Drop for OffThread {
    fn drop(&mut self) {
        let consumer = self.0.take();
        std::thread::spawn(move || drop(consumer));
    }
}

impl Reader {
    pub(super) async fn open(
        config: &KafkaLogConfig,
        asker: Asker,
        places: Vec<(ReadFrom, Arc<str>)>,
    ) -> Result<Self, LogError> {
        let client = config.reading(places.len());
        let made = asker.ask(move |_, timeout| {
            let consumer = Arc::new(BaseConsumer::from_config_and_context(&client, Asking)?);
            let kept = OffThread(Some(consumer.clone()));
            let mut names: Vec<_> = places.iter().map(|(_, name)| name.clone()).collect();
            names.dedup();
            for name in names {
                // The library would ask by itself, half a second later.
                consumer.fetch_metadata(Some(&name), timeout)?;
            }
            let more = Arc::new(Notify::new());
            let places = places.iter().cloned();
            let cursors: KafkaResult<Vec<_>> =
                places.map(|place| Cursor::new(&consumer, place, &more)).collect();
            Ok((kept, cursors?, more))
        });
        let (consumer, cursors, more) = made.await?;
        let found = Instant::now();
        let mut reader =
            Self { asker, cursors, turn: 0, more, lost: true, found, failed: None, consumer };
        reader.find_places().await?;
        Ok(reader)
    }

    /// Whether places are to be found again.
    fn is_astray(&self) -> bool {
        self.lost || self.found.elapsed() >= TICK && self.cursors.iter().any(|c| c.ahead)
    }

    /// Begins to read each partition where it is wanted.
    async fn find_places(&mut self) -> Result<(), LogError> {
        let partitions = self.cursors.iter().map(|c| (c.name.clone(), c.from.partition)).collect();
        let bounds = self.asker.bounds(partitions).await?;
        let mut assigned = TopicPartitionList::with_capacity(bounds.len());
        for (cursor, bounds) in self.cursors.iter_mut().zip(&bounds) {
            let (ReadFrom { topic, partition, .. }, wanted) = (cursor.from, cursor.next);
            if wanted < bounds.start {
                return Err(LogError::Gone { topic, partition, wanted, first: bounds.start });
            }
            if wanted > bounds.end && !cursor.ahead {
                let (end, topic) = (bounds.end, topic.name());
                tracing::warn!(topic, %partition, %wanted, %end, "waiting for the log's end");
            }
            self.lost |= cursor.ahead && wanted <= bounds.end;
            cursor.ahead = wanted > bounds.end;
            if !cursor.ahead {
                let offset = rdkafka::Offset::Offset(wanted.0);
                assigned
                    .add_partition_offset(&cursor.name, index(partition), offset)
                    .map_err(|error| log_error(&error))?;
            }
        }
        self.found = Instant::now();
        if !self.lost {
            return Ok(());
        }
        // What the library has read ahead from the places before it throws away.
        self.consumer.get().and_then(|c| c.assign(&assigned)).map_err(|error| log_error(&error))?;
        self.lost = false;
        Ok(())
    }

    /// Hands out what is there, from each partition about the same number.
    fn hand_out(&mut self, max: usize) -> Vec<Record> {
        let mut out = Vec::new();
        let mut open: Vec<_> = (0..self.cursors.len()).collect();
        if !open.is_empty() {
            open.rotate_left(self.turn % self.cursors.len());
        }
        while out.len() < max && !open.is_empty() {
            let share = (max - out.len()).div_ceil(open.len());
            open.retain(|index| {
                let count = share.min(max - out.len());
                let taken = self.cursors[*index].take(count, &mut out);
                match taken {
                    Ok(taken) => taken == count,
                    Err(error) => {
                        if is_lost(&error) {
                            self.lost = true;
                        } else {
                            self.failed = Some(log_error(&error));
                        }
                        false
                    }
                }
            });
        }
        self.turn = self.turn.wrapping_add(1);
        out
    }

    /// What the library has to say besides.
    fn hear(&mut self) {
        while let Some(said) = self.consumer.get().ok().and_then(|c| c.poll(Duration::ZERO)) {
            // All partitions have queues of their own, so no record comes this way.
            let Err(error) = said else { continue };
            if is_lost(&error) {
                self.lost = true;
            } else {
                self.failed = Some(log_error(&error));
            }
        }
    }
}

/// Whether an error says that there is nothing at an offset, or no longer.
fn is_lost(error: &KafkaError) -> bool {
    matches!(
        error.rdkafka_error_code(),
        Some(RDKafkaErrorCode::AutoOffsetReset | RDKafkaErrorCode::OffsetOutOfRange)
    )
}

impl OffThread {
    fn get(&self) -> KafkaResult<&BaseConsumer<Asking>> {
        self.0.as_deref().ok_or(KafkaError::Canceled)
    }
}

impl Cursor {
    fn new(
        consumer: &Arc<BaseConsumer<Asking>>,
        (from, name): (ReadFrom, Arc<str>),
        more: &Arc<Notify>,
    ) -> KafkaResult<Self> {
        let unknown = || KafkaError::MetadataFetch(RDKafkaErrorCode::UnknownPartition);
        let mut queue =
            consumer.split_partition_queue(&name, index(from.partition)).ok_or_else(unknown)?;
        let more = more.clone();
        queue.set_nonempty_callback(move || more.notify_one());
        Ok(Self { from, name, next: from.offset, ahead: false, queue })
    }

    /// Takes at most so many records that are there, and answers how many.
    fn take(&mut self, count: usize, out: &mut Vec<Record>) -> KafkaResult<usize> {
        let mut taken = 0;
        while taken < count {
            let Some(message) = self.queue.poll(Duration::ZERO) else { break };
            let record = record::read(self.from.topic, self.from.partition, &message?);
            self.next = record.offset.next();
            out.push(record);
            taken += 1;
        }
        Ok(taken)
    }
}

#[async_trait]
impl LogReader for Reader {
    async fn next(&mut self, max: usize) -> Result<Vec<Record>, LogError> {
        let max = max.max(1);
        loop {
            if self.is_astray() {
                self.find_places().await?;
            }
            // No record is held across an await: a wait that is dropped loses none.
            let records = self.hand_out(max);
            if !records.is_empty() {
                return Ok(records);
            }
            self.hear();
            if let Some(error) = self.failed.take() {
                return Err(error);
            }
            if !self.lost {
                // Whether it is the library or the time that wakes it, it looks again.
                let _ = tokio::time::timeout(TICK, self.more.notified()).await;
            }
        }
    }
}
