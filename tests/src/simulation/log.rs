//! An event log in memory that fails on purpose.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{
    AppendError, EventLog, LogError, LogReader, Membership, NewRecord, ReadFrom, Record,
};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use tokio::sync::Notify;

use super::SimClock;

/// Which member owns which partitions.
pub(crate) type Group = BTreeMap<String, BTreeSet<PartitionIndex>>;

/// A member's hold on the log; all members share the log itself.
#[derive(Clone)]
pub(crate) struct SimLog {
    shared: Arc<Shared>,
    member: String,
}

struct Shared {
    partitions: u32,
    clock: Arc<SimClock>,
    inner: Mutex<Inner>,
    /// Wakes readers and members. (A watch channel wakes in an order of its own random choice,
    /// and a seed would not say everything.)
    changed: Notify,
}

struct Inner {
    group: Group,
    records: BTreeMap<(Topic, PartitionIndex), Vec<Record>>,
    faults: ChaCha8Rng,
    failing: bool,
}

impl SimLog {
    pub(crate) fn new(partitions: u32, clock: Arc<SimClock>, faults: ChaCha8Rng) -> Self {
        let inner = Inner { group: Group::new(), records: BTreeMap::new(), faults, failing: true };
        let shared = Shared { partitions, clock, inner: Mutex::new(inner), changed: Notify::new() };
        Self { shared: Arc::new(shared), member: String::new() }
    }

    /// The same log, as a member of the group has it.
    pub(crate) fn of_member(&self, member: &str) -> Self {
        Self { shared: Arc::clone(&self.shared), member: member.into() }
    }

    /// Says who owns what from now on.
    pub(crate) fn assign(&self, change: impl FnOnce(&mut Group)) {
        change(&mut self.shared.inner().group);
        self.shared.changed.notify_waiters();
    }

    /// Fails no more.
    pub(crate) fn heal(&self) {
        self.shared.inner().failing = false;
    }

    /// All records of a partition of a topic.
    pub(crate) fn records(&self, topic: Topic, partition: PartitionIndex) -> Vec<Record> {
        self.shared.inner().records.get(&(topic, partition)).cloned().unwrap_or_default()
    }
}

impl Shared {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn pause(&self) {
        let millis = self.inner().faults.random_range(0..40);
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }

    fn may_fail(&self) -> Result<(), LogError> {
        if self.inner().fails(10) {
            return Err(LogError::Unavailable("on purpose".into()));
        }
        Ok(())
    }
}

impl Inner {
    fn fails(&mut self, one_in: u32) -> bool {
        self.failing && self.faults.random_ratio(1, one_in)
    }

    fn append(&mut self, topic: Topic, record: NewRecord, appended_at: Timestamp) -> Offset {
        let NewRecord { partition, key, value, headers } = record;
        // Kafka's offsets have holes too.
        let step = if self.faults.random_ratio(1, 20) { 3 } else { 1 };
        let records = self.records.entry((topic, partition)).or_default();
        let offset = Offset(records.last().map_or(0, |last| last.offset.0 + step));
        records.push(Record { topic, partition, offset, appended_at, key, value, headers });
        offset
    }
}

#[async_trait]
impl EventLog for SimLog {
    fn partitions(&self) -> u32 {
        self.shared.partitions
    }

    async fn append(
        &self,
        topic: Topic,
        records: Vec<NewRecord>,
    ) -> Vec<Result<Offset, AppendError>> {
        self.shared.pause().await;
        let at = self.shared.clock.now();
        let mut results = Vec::new();
        let mut stopped: BTreeSet<PartitionIndex> = BTreeSet::new();
        for record in records {
            let mut inner = self.shared.inner();
            let partition = record.partition;
            if stopped.contains(&partition) || inner.fails(15) {
                stopped.insert(partition);
                results.push(Err(AppendError::Unavailable("on purpose".into())));
                continue;
            }
            let offset = inner.append(topic, record, at);
            if inner.fails(15) {
                stopped.insert(partition);
                results.push(Err(AppendError::Unknown("the answer was lost".into())));
            } else {
                results.push(Ok(offset));
            }
        }
        self.shared.changed.notify_waiters();
        self.shared.pause().await;
        results
    }

    async fn read(&self, from: &[ReadFrom]) -> Result<Box<dyn LogReader>, LogError> {
        self.shared.pause().await;
        self.shared.may_fail()?;
        Ok(Box::new(SimReader { shared: Arc::clone(&self.shared), from: from.to_vec() }))
    }

    async fn bounds(
        &self,
        topic: Topic,
        partition: PartitionIndex,
    ) -> Result<Range<Offset>, LogError> {
        self.shared.may_fail()?;
        let records = self.records(topic, partition);
        Ok(Offset(0)..records.last().map_or(Offset(0), |last| last.offset.next()))
    }

    async fn offset_at(
        &self,
        topic: Topic,
        partition: PartitionIndex,
        at: Timestamp,
    ) -> Result<Offset, LogError> {
        self.shared.may_fail()?;
        let records = self.records(topic, partition);
        let end = records.last().map_or(Offset(0), |last| last.offset.next());
        let found = records.iter().find(|record| record.appended_at >= at);
        Ok(found.map_or(end, |record| record.offset))
    }

    async fn join(&self, _: &str) -> Result<Box<dyn Membership>, LogError> {
        self.shared.may_fail()?;
        Ok(Box::new(SimMembership { log: self.clone(), told: None }))
    }

    async fn release(&self, _: Topic, _: PartitionIndex, _: Offset) -> Result<(), LogError> {
        self.shared.may_fail()
    }
}

struct SimReader {
    shared: Arc<Shared>,
    from: Vec<ReadFrom>,
}

impl SimReader {
    /// Some records of one of the partitions; at times some that were read before.
    fn take(&mut self, max: usize) -> Vec<Record> {
        let mut inner = self.shared.inner();
        let first = inner.faults.random_range(0..self.from.len());
        let again = if inner.fails(10) { inner.faults.random_range(1..10) } else { 0 };
        for at in (first..self.from.len()).chain(0..first) {
            let from = &mut self.from[at];
            let all = inner.records.get(&(from.topic, from.partition));
            let all = all.map_or(&[][..], Vec::as_slice);
            let next = all.partition_point(|record| record.offset < from.offset);
            if next < all.len() {
                let end = all.len().min(next + max);
                from.offset = all[end - 1].offset.next();
                return all[next.saturating_sub(again)..end].to_vec();
            }
        }
        Vec::new()
    }
}

#[async_trait]
impl LogReader for SimReader {
    async fn next(&mut self, max: usize) -> Result<Vec<Record>, LogError> {
        let shared = Arc::clone(&self.shared);
        loop {
            let changed = shared.changed.notified();
            shared.may_fail()?;
            let max = shared.inner().faults.random_range(1..=max);
            let records = self.take(max);
            if !records.is_empty() {
                return Ok(records);
            }
            changed.await;
        }
    }
}

struct SimMembership {
    log: SimLog,
    told: Option<BTreeSet<PartitionIndex>>,
}

#[async_trait]
impl Membership for SimMembership {
    async fn assigned(&mut self) -> Result<BTreeSet<PartitionIndex>, LogError> {
        let SimLog { shared, member } = &self.log;
        loop {
            let changed = shared.changed.notified();
            let mine = shared.inner().group.get(member).cloned().unwrap_or_default();
            if self.told.as_ref() != Some(&mine) {
                self.told = Some(mine.clone());
                return Ok(mine);
            }
            changed.await;
        }
    }

    async fn released(&mut self) {}

    fn tell(&self, _: &[(Topic, PartitionIndex, Offset)]) {}

    async fn leave(self: Box<Self>) {}
}
