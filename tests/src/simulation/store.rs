//! A store in memory that fails on purpose.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use kinhbac_domain::cell::{Cell, CellEntry, CellKey};
use kinhbac_domain::id::Source;
use kinhbac_domain::ports::{
    CellStore, Commit, IncidentKey, IncidentRow, Reading, ReadingKey, SourceSequence, StoreError,
    TakeOver,
};
use kinhbac_domain::position::{Epoch, Offset, Ownership, PartitionIndex, Progress, Stream};
use kinhbac_domain::time::{Bucket, Resolution, Timestamp};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// The store, shared by all that are simulated.
pub(crate) struct SimStore(Mutex<Inner>);

struct Inner {
    partitions: BTreeMap<PartitionIndex, Partition>,
    /// Before which beginning (seconds since 1970) the buckets of a resolution were deleted.
    deleted: BTreeMap<Resolution, i64>,
    faults: ChaCha8Rng,
    failing: bool,
    away: bool,
}

#[derive(Clone, Default)]
struct Partition {
    epoch: Epoch,
    progress: Progress,
    cells: BTreeMap<CellKey, (Cell, Offset)>,
    sequences: BTreeMap<(Stream, Source), SourceSequence>,
    readings: BTreeMap<ReadingKey, Reading>,
    incidents: BTreeMap<IncidentKey, IncidentRow>,
}

impl SimStore {
    pub(crate) fn new(faults: ChaCha8Rng) -> Self {
        Self(Mutex::new(Inner {
            partitions: BTreeMap::new(),
            deleted: BTreeMap::new(),
            faults,
            failing: true,
            away: false,
        }))
    }

    /// Fails no more.
    pub(crate) fn heal(&self) {
        self.inner().failing = false;
    }

    /// Goes away until it comes back.
    #[cfg(test)]
    pub(crate) fn set_away(&self, away: bool) {
        self.inner().away = away;
    }

    /// Progress and all cells of a partition.
    pub(crate) fn stored(
        &self,
        partition: PartitionIndex,
    ) -> (Progress, BTreeMap<CellKey, (Cell, Offset)>) {
        let found = self.inner().partitions.get(&partition).cloned().unwrap_or_default();
        (found.progress, found.cells)
    }

    /// Whether the cells of a bucket were deleted.
    pub(crate) fn is_deleted(&self, bucket: Bucket) -> bool {
        self.inner().deleted.get(&bucket.resolution).is_some_and(|before| bucket.start < *before)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn pause(&self, most: u64) {
        let millis = self.inner().faults.random_range(0..most);
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }

    async fn read(&self, owner: Ownership) -> Result<Partition, StoreError> {
        self.pause(100).await;
        self.may_fail(8)?;
        let inner = self.inner();
        let stored = inner.partitions.get(&owner.partition).cloned().unwrap_or_default();
        stored.check(owner)?;
        Ok(stored)
    }

    fn may_fail(&self, one_in: u32) -> Result<(), StoreError> {
        let mut inner = self.inner();
        if inner.away || inner.failing && inner.faults.random_ratio(1, one_in) {
            return Err(StoreError::Unavailable("on purpose".into()));
        }
        Ok(())
    }
}

impl Inner {
    fn delete(&mut self, resolution: Resolution, before: i64) -> u64 {
        let deleted = self.deleted.entry(resolution).or_insert(before);
        *deleted = before.max(*deleted);
        let old = |key: &CellKey| key.bucket.resolution == resolution && key.bucket.start < before;
        let mut count = 0;
        for partition in self.partitions.values_mut() {
            let held = partition.cells.len();
            partition.cells.retain(|key, _| !old(key));
            count += held - partition.cells.len();
        }
        count as u64
    }
}

impl Partition {
    fn check(&self, owner: Ownership) -> Result<(), StoreError> {
        let Ownership { partition, epoch: ours } = owner;
        if self.epoch != ours {
            return Err(StoreError::Fenced { partition, ours, owner: self.epoch });
        }
        Ok(())
    }

    fn commit(&mut self, commit: &Commit) -> Result<(), StoreError> {
        self.check(commit.owner)?;
        self.progress = commit.progress.clone();
        let cells = commit.cells.iter().cloned();
        self.cells.extend(cells.map(|entry| (entry.key, (entry.cell, entry.version))));
        let sequences = commit.sequences.iter().cloned();
        self.sequences.extend(sequences.map(|s| ((s.stream, s.source.clone()), s)));
        self.sequences.retain(|_, s| !s.ranges.ranges().is_empty());
        self.readings.extend(commit.readings.iter().cloned());
        let incidents = commit.incidents.iter().cloned();
        self.incidents.extend(incidents.map(|row| (row.key.clone(), row)));
        Ok(())
    }
}

fn entry((key, (cell, version)): (&CellKey, &(Cell, Offset))) -> CellEntry {
    CellEntry { key: key.clone(), cell: cell.clone(), version: *version }
}

#[async_trait]
impl CellStore for SimStore {
    async fn take_over(&self, partition: PartitionIndex) -> Result<TakeOver, StoreError> {
        self.pause(100).await;
        self.may_fail(8)?;
        let mut inner = self.inner();
        let found = inner.partitions.entry(partition).or_default();
        found.epoch = Epoch(found.epoch.0 + 1);
        let taken = found.clone();
        drop(inner);
        // Half known: the epoch was raised, the answer is lost.
        self.may_fail(8)?;
        Ok(TakeOver {
            epoch: taken.epoch,
            progress: taken.progress,
            sequences: taken.sequences.into_values().collect(),
            readings: taken.readings.into_iter().collect(),
        })
    }

    async fn commit(&self, commit: &Commit) -> Result<(), StoreError> {
        self.pause(300).await;
        self.may_fail(6)?;
        self.inner().partitions.entry(commit.owner.partition).or_default().commit(commit)?;
        // Half known: it was committed, the answer is lost.
        self.may_fail(6)?;
        self.pause(300).await;
        Ok(())
    }

    async fn cells(
        &self,
        owner: Ownership,
        keys: &[CellKey],
    ) -> Result<Vec<CellEntry>, StoreError> {
        let stored = self.read(owner).await?;
        Ok(keys.iter().filter_map(|key| stored.cells.get_key_value(key)).map(entry).collect())
    }

    async fn open_cells(
        &self,
        owner: Ownership,
        resolution: Resolution,
        since: i64,
    ) -> Result<Vec<CellEntry>, StoreError> {
        let stored = self.read(owner).await?;
        let open = |key: &CellKey| key.bucket.resolution == resolution && key.bucket.start >= since;
        Ok(stored.cells.iter().filter(|(key, _)| open(key)).map(entry).collect())
    }

    async fn known_incidents(
        &self,
        owner: Ownership,
        keys: &[IncidentKey],
    ) -> Result<BTreeSet<IncidentKey>, StoreError> {
        let stored = self.read(owner).await?;
        Ok(keys.iter().filter(|key| stored.incidents.contains_key(*key)).cloned().collect())
    }

    async fn progress(&self) -> Result<Vec<(PartitionIndex, Progress)>, StoreError> {
        let inner = self.inner();
        Ok(inner.partitions.iter().map(|(p, found)| (*p, found.progress.clone())).collect())
    }

    async fn forget_cells(
        &self,
        resolution: Resolution,
        before: Timestamp,
    ) -> Result<u64, StoreError> {
        self.pause(300).await;
        self.may_fail(8)?;
        Ok(self.inner().delete(resolution, before.seconds()))
    }
}
