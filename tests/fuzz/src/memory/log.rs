//! The log.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use kinhbac_domain::ports::{
    AppendError, EventLog, LogError, LogReader, Membership, NewRecord, ReadFrom, Record,
};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;

use crate::world::now;

/// Partitions of each topic.
const PARTITIONS: u32 = 2;

type Partitions = BTreeMap<(Topic, PartitionIndex), Vec<Record>>;

/// A log.
#[derive(Default)]
pub(crate) struct MemoryLog(Mutex<Partitions>);

impl MemoryLog {
    /// All that is in it.
    pub(crate) fn records(&self) -> Vec<Record> {
        self.partitions().values().flatten().cloned().collect()
    }

    fn partitions(&self) -> MutexGuard<'_, Partitions> {
        self.0.lock().unwrap()
    }

    fn put(&self, topic: Topic, record: NewRecord) -> Offset {
        let NewRecord { partition, key, value, headers } = record;
        let mut partitions = self.partitions();
        let records = partitions.entry((topic, partition)).or_default();
        let offset = Offset(records.len() as i64);
        records.push(Record { topic, partition, offset, appended_at: now(), key, value, headers });
        offset
    }
}

#[async_trait]
impl EventLog for MemoryLog {
    fn partitions(&self) -> u32 {
        PARTITIONS
    }

    async fn append(
        &self,
        topic: Topic,
        records: Vec<NewRecord>,
    ) -> Vec<Result<Offset, AppendError>> {
        records.into_iter().map(|record| Ok(self.put(topic, record))).collect()
    }

    async fn read(&self, from: &[ReadFrom]) -> Result<Box<dyn LogReader>, LogError> {
        let partitions = self.partitions();
        let wanted = from.iter().flat_map(|from| {
            let records = partitions.get(&(from.topic, from.partition)).into_iter().flatten();
            records.filter(|record| record.offset >= from.offset)
        });
        Ok(Box::new(MemoryReader(wanted.cloned().collect())))
    }

    async fn bounds(
        &self,
        topic: Topic,
        partition: PartitionIndex,
    ) -> Result<Range<Offset>, LogError> {
        let end = self.partitions().get(&(topic, partition)).map_or(0, Vec::len);
        Ok(Offset(0)..Offset(end as i64))
    }

    async fn offset_at(
        &self,
        _: Topic,
        _: PartitionIndex,
        _: Timestamp,
    ) -> Result<Offset, LogError> {
        Ok(Offset(0))
    }

    async fn join(&self, _: &str) -> Result<Box<dyn Membership>, LogError> {
        Err(LogError::Unavailable("nobody joins".into()))
    }

    async fn release(&self, _: Topic, _: PartitionIndex, _: Offset) -> Result<(), LogError> {
        Ok(())
    }
}

/// What was there when reading began; then it waits for ever.
struct MemoryReader(Vec<Record>);

#[async_trait]
impl LogReader for MemoryReader {
    async fn next(&mut self, max: usize) -> Result<Vec<Record>, LogError> {
        if self.0.is_empty() {
            return std::future::pending().await;
        }
        Ok(self.0.drain(..max.min(self.0.len())).collect())
    }
}
