//! A log of the topic `cells` in memory, a clock and a registry that the test sets.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{
    AppendError, EventLog, Headers, LogError, LogReader, Membership, NewRecord, ReadFrom, Record,
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

/// The topic `cells`.
pub(crate) struct CellsLog {
    partitions: Mutex<Vec<Kept>>,
    appended: watch::Sender<u64>,
}

#[derive(Clone, Default)]
struct Kept {
    first: i64,
    records: Vec<Record>,
}

impl CellsLog {
    pub(crate) fn new(partitions: u32) -> Arc<Self> {
        let partitions = vec![Kept::default(); partitions as usize];
        Arc::new(Self { partitions: Mutex::new(partitions), appended: watch::Sender::new(0) })
    }

    /// Appends a record; tells the next offset.
    pub(crate) fn push(&self, partition: PartitionIndex, value: Bytes, at: Timestamp) -> Offset {
        let mut partitions = self.partitions.lock().unwrap();
        let kept = &mut partitions[partition.0 as usize];
        let offset = Offset(kept.first + kept.records.len() as i64);
        kept.records.push(Record {
            topic: Topic::Cells,
            partition,
            offset,
            appended_at: at,
            key: Bytes::new(),
            value,
            headers: Headers::default(),
        });
        self.appended.send_modify(|n| *n += 1);
        offset.next()
    }

    /// Drops everything that is there.
    pub(crate) fn trim(&self) {
        for kept in self.partitions.lock().unwrap().iter_mut() {
            kept.first += kept.records.len() as i64;
            kept.records.clear();
        }
        self.appended.send_modify(|n| *n += 1);
    }
}

struct CellsReader {
    log: Arc<CellsLog>,
    next: BTreeMap<PartitionIndex, Offset>,
    appended: watch::Receiver<u64>,
}

impl CellsReader {
    fn ready(&mut self, max: usize) -> Result<Vec<Record>, LogError> {
        let partitions = self.log.partitions.lock().unwrap();
        let mut records = Vec::new();
        for (partition, next) in &mut self.next {
            let kept = &partitions[partition.0 as usize];
            let (topic, first) = (Topic::Cells, Offset(kept.first));
            let Ok(skipped) = usize::try_from(next.0 - kept.first) else {
                return Err(LogError::Gone { topic, partition: *partition, wanted: *next, first });
            };
            let room = max - records.len();
            records.extend(kept.records.iter().skip(skipped).take(room).cloned());
            if let Some(last) = records.last().filter(|r| r.partition == *partition) {
                *next = last.offset.next();
            }
        }
        Ok(records)
    }
}

#[async_trait]
impl LogReader for CellsReader {
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
pub(crate) struct SharedLog(pub(crate) Arc<CellsLog>);

#[async_trait]
impl EventLog for SharedLog {
    fn partitions(&self) -> u32 {
        self.0.partitions.lock().unwrap().len() as u32
    }

    async fn append(&self, _: Topic, records: Vec<NewRecord>) -> Vec<Result<Offset, AppendError>> {
        let refuse = |_| Err(AppendError::Unavailable("the live role appends nothing".into()));
        records.into_iter().map(refuse).collect()
    }

    async fn read(&self, from: &[ReadFrom]) -> Result<Box<dyn LogReader>, LogError> {
        let next = from.iter().map(|from| (from.partition, from.offset)).collect();
        let appended = self.0.appended.subscribe();
        let mut reader = CellsReader { log: Arc::clone(&self.0), next, appended };
        reader.ready(0)?;
        Ok(Box::new(reader))
    }

    async fn bounds(&self, _: Topic, partition: PartitionIndex) -> Result<Range<Offset>, LogError> {
        let kept = &self.0.partitions.lock().unwrap()[partition.0 as usize];
        Ok(Offset(kept.first)..Offset(kept.first + kept.records.len() as i64))
    }

    async fn offset_at(
        &self,
        _: Topic,
        _: PartitionIndex,
        _: Timestamp,
    ) -> Result<Offset, LogError> {
        Err(LogError::Unavailable("not asked for".into()))
    }

    async fn join(&self, _: &str) -> Result<Box<dyn Membership>, LogError> {
        Err(LogError::Unavailable("not asked for".into()))
    }

    async fn release(&self, _: Topic, _: PartitionIndex, _: Offset) -> Result<(), LogError> {
        Ok(())
    }
}
