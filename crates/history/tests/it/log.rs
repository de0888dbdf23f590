//! A log in memory, of two partitions.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;

use async_trait::async_trait;
use bytes::Bytes;
use kinhbac_domain::ports::{
    AppendError, EventLog, Headers, LogError, LogReader, Membership, NewRecord, ReadFrom, Record,
};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;

const PARTITIONS: u32 = 2;

#[derive(Default)]
pub(crate) struct Log {
    partitions: Mutex<BTreeMap<(Topic, PartitionIndex), Partition>>,
    /// How many of the next reads fail.
    pub(crate) failures: Mutex<Vec<LogError>>,
}

#[derive(Default)]
struct Partition {
    first: usize,
    records: Vec<Record>,
}

impl Log {
    pub(crate) fn put(&self, topic: Topic, key: &str, value: Bytes, appended_at: Timestamp) {
        let partition = PartitionIndex::of_key(key.as_bytes(), PARTITIONS);
        let mut partitions = self.partitions.lock().unwrap();
        let records = &mut partitions.entry((topic, partition)).or_default().records;
        let offset = Offset(records.len().try_into().unwrap());
        let key = Bytes::copy_from_slice(key.as_bytes());
        records.push(Record {
            topic,
            partition,
            offset,
            appended_at,
            key,
            value,
            headers: Headers::default(),
        });
    }

    /// Drops the first records of every partition.
    pub(crate) fn trim(&self, count: usize) {
        for partition in self.partitions.lock().unwrap().values_mut() {
            partition.first = count.min(partition.records.len());
        }
    }

    fn look<T>(
        &self,
        topic: Topic,
        partition: PartitionIndex,
        look: impl FnOnce(&Partition) -> T,
    ) -> T {
        let partitions = self.partitions.lock().unwrap();
        look(partitions.get(&(topic, partition)).unwrap_or(&Partition::default()))
    }
}

fn offset(index: usize) -> Offset {
    Offset(index.try_into().unwrap())
}

#[async_trait]
impl EventLog for Log {
    fn partitions(&self) -> u32 {
        PARTITIONS
    }

    async fn append(&self, _: Topic, _: Vec<NewRecord>) -> Vec<Result<Offset, AppendError>> {
        unreachable!("history never writes")
    }

    async fn read(&self, from: &[ReadFrom]) -> Result<Box<dyn LogReader>, LogError> {
        if let Some(error) = self.failures.lock().unwrap().pop() {
            return Err(error);
        }
        let [ReadFrom { topic, partition, offset: wanted }] = *from else {
            unreachable!("one partition at a time")
        };
        self.look(topic, partition, |found| {
            let first = offset(found.first);
            if wanted < first {
                return Err(LogError::Gone { topic, partition, wanted, first });
            }
            let skipped = usize::try_from(wanted.0).unwrap();
            Ok(Box::new(Reader(found.records[skipped..].to_vec())) as Box<dyn LogReader>)
        })
    }

    async fn bounds(&self, t: Topic, p: PartitionIndex) -> Result<Range<Offset>, LogError> {
        Ok(self.look(t, p, |found| offset(found.first)..offset(found.records.len())))
    }

    async fn offset_at(
        &self,
        topic: Topic,
        partition: PartitionIndex,
        at: Timestamp,
    ) -> Result<Offset, LogError> {
        Ok(self.look(topic, partition, |found| {
            let older = found.records.partition_point(|record| record.appended_at < at);
            offset(older.max(found.first))
        }))
    }

    async fn join(&self, _: &str) -> Result<Box<dyn Membership>, LogError> {
        unreachable!("history owns nothing")
    }

    async fn release(&self, _: Topic, _: PartitionIndex, _: Offset) -> Result<(), LogError> {
        unreachable!("history releases nothing")
    }
}

struct Reader(Vec<Record>);

#[async_trait]
impl LogReader for Reader {
    async fn next(&mut self, max: usize) -> Result<Vec<Record>, LogError> {
        if self.0.is_empty() {
            std::future::pending::<()>().await;
        }
        Ok(self.0.drain(..max.min(self.0.len())).collect())
    }
}
