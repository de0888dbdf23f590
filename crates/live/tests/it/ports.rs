//! A log of the topics `cells` and `alerts` in memory, a clock and a registry that the test sets.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{
    AppendError, EventLog, LogError, LogReader, Membership, NewRecord, ReadFrom, Record,
    RegistryStore, StoreError, Upserted,
};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::registry::RegistryRows;
use kinhbac_domain::time::Timestamp;
use tokio::sync::watch;

/// The wall clock, as the test sets it.
pub(crate) struct SetClock(Mutex<Timestamp>);

impl SetClock {
    pub(crate) fn at(text: &str) -> Arc<Self> {
        Arc::new(Self(Mutex::new(text.parse().unwrap())))
    }

    pub(crate) fn advance(&self, seconds: i64) {
        let mut now = self.0.lock().unwrap();
        *now = now.plus_millis(seconds * 1000);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// A registry that the test writes.
#[derive(Default)]
pub(crate) struct Books(Mutex<(u64, RegistryRows)>);

impl Books {
    pub(crate) fn change(&self, change: impl FnOnce(&mut RegistryRows)) {
        let mut books = self.0.lock().unwrap();
        change(&mut books.1);
        books.0 += 1;
    }
}

#[async_trait]
impl RegistryStore for Books {
    async fn revision(&self) -> Result<u64, StoreError> {
        Ok(self.0.lock().unwrap().0)
    }

    async fn load(&self) -> Result<(u64, RegistryRows), StoreError> {
        Ok(self.0.lock().unwrap().clone())
    }

    async fn upsert(&self, _: &RegistryRows, _: u64) -> Result<Upserted, StoreError> {
        Err(StoreError::Refused("the test writes by itself".into()))
    }
}

/// The topics `cells` and `alerts`.
pub(crate) struct OwnLog {
    partitions: u32,
    topics: Mutex<BTreeMap<(Topic, PartitionIndex), Kept>>,
    appended: watch::Sender<u64>,
}

#[derive(Clone, Default)]
struct Kept {
    first: i64,
    records: Vec<Record>,
}

impl OwnLog {
    pub(crate) fn new(partitions: u32) -> Arc<Self> {
        let (topics, appended) = (Mutex::default(), watch::Sender::new(0));
        Arc::new(Self { partitions, topics, appended })
    }

    /// Appends a record; tells the next offset.
    pub(crate) fn push(&self, topic: Topic, record: NewRecord, at: Timestamp) -> Offset {
        let mut topics = self.topics.lock().unwrap();
        let NewRecord { partition, key, value, headers } = record;
        let kept = topics.entry((topic, partition)).or_default();
        let offset = Offset(kept.first + kept.records.len() as i64);
        kept.records.push(Record {
            topic,
            partition,
            offset,
            appended_at: at,
            key,
            value,
            headers,
        });
        self.appended.send_modify(|n| *n += 1);
        offset.next()
    }

    /// Drops everything of a topic that is there.
    pub(crate) fn trim(&self, topic: Topic) {
        let mut topics = self.topics.lock().unwrap();
        for (_, kept) in topics.iter_mut().filter(|((of, _), _)| *of == topic) {
            kept.first += kept.records.len() as i64;
            kept.records.clear();
        }
        self.appended.send_modify(|n| *n += 1);
    }
}

struct OwnReader {
    log: Arc<OwnLog>,
    next: BTreeMap<(Topic, PartitionIndex), Offset>,
    appended: watch::Receiver<u64>,
}

impl OwnReader {
    fn ready(&mut self, max: usize) -> Result<Vec<Record>, LogError> {
        let topics = self.log.topics.lock().unwrap();
        let mut records = Vec::new();
        for (of, next) in &mut self.next {
            let Some(kept) = topics.get(of) else { continue };
            let (&(topic, partition), first) = (of, Offset(kept.first));
            let Ok(skipped) = usize::try_from(next.0 - kept.first) else {
                return Err(LogError::Gone { topic, partition, wanted: *next, first });
            };
            let room = max - records.len();
            records.extend(kept.records.iter().skip(skipped).take(room).cloned());
            if let Some(last) = records.last().filter(|r| (r.topic, r.partition) == *of) {
                *next = last.offset.next();
            }
        }
        Ok(records)
    }
}

#[async_trait]
impl LogReader for OwnReader {
    async fn next(&mut self, max: usize) -> Result<Vec<Record>, LogError> {
        loop {
            self.appended.borrow_and_update();
            let records = self.ready(max)?;
            if !records.is_empty() {
                return Ok(records);
            }
            let _ = self.appended.changed().await;
        }
    }
}

/// The log as the live role sees it.
pub(crate) struct SharedLog(pub(crate) Arc<OwnLog>);

#[async_trait]
impl EventLog for SharedLog {
    fn partitions(&self) -> u32 {
        self.0.partitions
    }

    async fn append(&self, _: Topic, records: Vec<NewRecord>) -> Vec<Result<Offset, AppendError>> {
        let refuse = |_| Err(AppendError::Unavailable("the live role appends nothing".into()));
        records.into_iter().map(refuse).collect()
    }

    async fn read(&self, from: &[ReadFrom]) -> Result<Box<dyn LogReader>, LogError> {
        let next = from.iter().map(|from| ((from.topic, from.partition), from.offset)).collect();
        let appended = self.0.appended.subscribe();
        let mut reader = OwnReader { log: Arc::clone(&self.0), next, appended };
        reader.ready(0)?;
        Ok(Box::new(reader))
    }

    async fn bounds(
        &self,
        topic: Topic,
        partition: PartitionIndex,
    ) -> Result<Range<Offset>, LogError> {
        let mut topics = self.0.topics.lock().unwrap();
        let kept = topics.entry((topic, partition)).or_default();
        Ok(Offset(kept.first)..Offset(kept.first + kept.records.len() as i64))
    }

    async fn offset_at(
        &self,
        topic: Topic,
        partition: PartitionIndex,
        since: Timestamp,
    ) -> Result<Offset, LogError> {
        let mut topics = self.0.topics.lock().unwrap();
        let kept = topics.entry((topic, partition)).or_default();
        let older = kept.records.iter().take_while(|record| record.appended_at < since).count();
        Ok(Offset(kept.first + older as i64))
    }

    async fn join(&self, _: &str) -> Result<Box<dyn Membership>, LogError> {
        Err(LogError::Unavailable("not asked for".into()))
    }

    async fn release(&self, _: Topic, _: PartitionIndex, _: Offset) -> Result<(), LogError> {
        Ok(())
    }
}
