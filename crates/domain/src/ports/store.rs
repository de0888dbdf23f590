//! The store.

use std::collections::BTreeSet;
use std::ops::Range;

use async_trait::async_trait;
use futures_core::stream::BoxStream;
use jiff::civil::Date;

use crate::cell::{CellEntry, CellKey};
use crate::id::{Device, IncidentId, Label, SiteId, Source};
use crate::measure::Measure;
use crate::position::{Epoch, Offset, Ownership, PartitionIndex, Position, Progress, Stream};
use crate::registry::RegistryRows;
use crate::time::{Resolution, Timestamp};

/// A store operation failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The store is not there now, or busy: wait and try again. A commit may have been made.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// There is no room.
    #[error("the store is full: {0}")]
    Full(String),
    /// Another owner has taken the partition: stop writing.
    #[error("partition {partition} is owned by epoch {owner:?}, not by {ours:?}")]
    Fenced {
        /// Which.
        partition: PartitionIndex,
        /// The epoch that wrote.
        ours: Epoch,
        /// The epoch that owns it.
        owner: Epoch,
    },
    /// What is stored can't be read.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// The store refused something for good: a fault of the program.
    #[error("the store refused: {0}")]
    Refused(String),
}

/// The ranges of sequence numbers that were accepted from a source, sorted, apart from each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SequenceRanges(Vec<Range<u64>>);

impl SequenceRanges {
    /// From ranges as stored, in any order.
    #[must_use]
    pub fn from_ranges(ranges: impl IntoIterator<Item = Range<u64>>) -> Self {
        let mut ranges: Vec<_> = ranges.into_iter().filter(|r| !r.is_empty()).collect();
        ranges.sort_unstable_by_key(|r| r.start);
        let mut merged: Vec<Range<u64>> = Vec::new();
        for range in ranges {
            match merged.last_mut() {
                Some(last) if last.end >= range.start => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        Self(merged)
    }

    /// The ranges.
    #[must_use]
    pub fn ranges(&self) -> &[Range<u64>] {
        &self.0
    }

    /// Keeps so many ranges, the highest ones; false when they were no more.
    pub fn keep_highest(&mut self, count: usize) -> bool {
        let surplus = self.0.len().saturating_sub(count);
        self.0.drain(..surplus);
        surplus > 0
    }

    /// Whether a number was accepted.
    #[must_use]
    pub fn contains(&self, number: u64) -> bool {
        let after = self.0.partition_point(|r| r.start <= number);
        after > 0 && self.0[after - 1].contains(&number)
    }

    /// Takes a number in (below `u64::MAX`); false when it was there.
    pub fn insert(&mut self, number: u64) -> bool {
        let after = self.0.partition_point(|r| r.start <= number);
        if after > 0 && self.0[after - 1].contains(&number) {
            return false;
        }
        let joins_left = after > 0 && self.0[after - 1].end == number;
        let joins_right = self.0.get(after).is_some_and(|r| r.start == number + 1);
        match (joins_left, joins_right) {
            (true, true) => {
                let right = self.0.remove(after);
                self.0[after - 1].end = right.end;
            }
            (true, false) => self.0[after - 1].end = number + 1,
            (false, true) => self.0[after].start = number,
            (false, false) => self.0.insert(after, number..number + 1),
        }
        true
    }
}

/// The sequence numbers that were accepted from a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceSequence {
    /// The stream.
    pub stream: Stream,
    /// The source.
    pub source: Source,
    /// The numbers. None in a commit: the source is forgotten.
    pub ranges: SequenceRanges,
    /// Where in the stream the last of them was accepted.
    pub last: Offset,
}

/// A cumulative counter of a device.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReadingKey {
    /// The device.
    pub source: Source,
    /// The measure that the differences feed.
    pub measure: Measure,
    /// Its label.
    pub label: Label,
}

/// The newest reading of a cumulative counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The event time.
    pub at: Timestamp,
    /// The amount read.
    pub total: i64,
}

/// An incident: unique within its source and partition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IncidentKey {
    /// The camera.
    pub source: Source,
    /// The incident.
    pub incident: IncidentId,
}

/// An incident that was counted, for the table `event`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentRow {
    /// Which.
    pub key: IncidentKey,
    /// Where.
    pub site: SiteId,
    /// e.g. FIRE.
    pub category: Label,
    /// When it began, as its first phase in the log told.
    pub started_at: Timestamp,
    /// Where its first phase stands in the log.
    pub position: Position,
}

/// What an owner finds when it takes a partition index over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakeOver {
    /// The new owner's epoch: what others wrote with a lesser one is refused from now on.
    pub epoch: Epoch,
    /// How far it is folded.
    pub progress: Progress,
    /// The accepted sequence numbers of each source that numbers its events, in any order.
    pub sequences: Vec<SourceSequence>,
    /// The newest readings of cumulative counters.
    pub readings: Vec<(ReadingKey, Reading)>,
}

/// All that a commit of a partition index writes, in one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Whose.
    pub owner: Ownership,
    /// How far everything here stands.
    pub progress: Progress,
    /// Changed cells, as they are now; a key at most once.
    pub cells: Vec<CellEntry>,
    /// All accepted ranges of the sources that had new ones, and the sources that were forgotten.
    pub sequences: Vec<SourceSequence>,
    /// Counters read anew.
    pub readings: Vec<(ReadingKey, Reading)>,
    /// Incidents counted anew.
    pub incidents: Vec<IncidentRow>,
}

/// Keeps cells and progress.
#[async_trait]
pub trait CellStore: Send + Sync + 'static {
    /// Takes a partition index over: raises its epoch and tells what is there.
    ///
    /// # Errors
    /// When the store is not available or damaged.
    async fn take_over(&self, partition: PartitionIndex) -> Result<TakeOver, StoreError>;

    /// Writes all of it or nothing. Making the same commit again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Fenced`] when another epoch owns the partition; after
    /// [`StoreError::Unavailable`] it may have been written: make it again.
    async fn commit(&self, commit: &Commit) -> Result<(), StoreError>;

    /// Those of the wanted cells that are stored, in any order.
    ///
    /// Reads are fenced as writes are: what another owner has committed is further than this
    /// one's fold, and counting on top of it would count twice.
    ///
    /// # Errors
    /// [`StoreError::Fenced`] when another epoch owns the partition; else when the store is not
    /// available or damaged.
    async fn cells(&self, owner: Ownership, keys: &[CellKey])
    -> Result<Vec<CellEntry>, StoreError>;

    /// All cells of a partition in the buckets of a resolution that begin at or after `since`
    /// (seconds since 1970).
    ///
    /// # Errors
    /// As for [`CellStore::cells`].
    async fn open_cells(
        &self,
        owner: Ownership,
        resolution: Resolution,
        since: i64,
    ) -> Result<Vec<CellEntry>, StoreError>;

    /// Those of the incidents that were counted in the partition before. (In another one they are
    /// others: what a partition's cells are must not depend on how far another is folded.)
    ///
    /// # Errors
    /// As for [`CellStore::cells`].
    async fn known_incidents(
        &self,
        owner: Ownership,
        keys: &[IncidentKey],
    ) -> Result<BTreeSet<IncidentKey>, StoreError>;

    /// The progress of every partition index that was ever committed.
    ///
    /// # Errors
    /// When the store is not available or damaged.
    async fn progress(&self) -> Result<Vec<(PartitionIndex, Progress)>, StoreError>;

    /// Deletes cells of a resolution whose buckets begin before an instant; tells how many.
    ///
    /// # Errors
    /// When the store is not available.
    async fn forget_cells(
        &self,
        resolution: Resolution,
        before: Timestamp,
    ) -> Result<u64, StoreError>;
}

/// Which stored cells to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesScan {
    /// The measures; all when empty.
    pub measures: Vec<Measure>,
    /// One label; all when none.
    pub label: Option<Label>,
    /// These sites only; all when none.
    pub sites: Option<Vec<SiteId>>,
    /// This device only; all when none.
    pub device: Option<Device>,
    /// The resolution.
    pub resolution: Resolution,
    /// Buckets that begin within; seconds since 1970.
    pub starts: Range<i64>,
}

/// Reads series.
#[async_trait]
pub trait HistoryStore: Send + Sync + 'static {
    /// The cells wanted, in any order, each with its partition, as of one moment.
    fn scan(
        &self,
        scan: SeriesScan,
    ) -> BoxStream<'_, Result<(PartitionIndex, CellEntry), StoreError>>;
}

/// What an upsert did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upserted {
    /// Rows that were new or changed something.
    pub changed: u32,
    /// The revision afterwards; raised by one if anything changed.
    pub revision: u64,
}

/// Keeps the registry.
#[async_trait]
pub trait RegistryStore: Send + Sync + 'static {
    /// The revision, from 0.
    ///
    /// # Errors
    /// When the store is not available.
    async fn revision(&self) -> Result<u64, StoreError>;

    /// All rows and their revision, as of one moment.
    ///
    /// # Errors
    /// When the store is not available or damaged.
    async fn load(&self) -> Result<(u64, RegistryRows), StoreError>;

    /// Writes rows, each in place of the one with its key, all or nothing, if the revision is
    /// still `expected`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the revision is another one: load and check again.
    async fn upsert(&self, rows: &RegistryRows, expected: u64) -> Result<Upserted, StoreError>;
}

/// Keeps what the installation decides once, and the keys of the days.
#[async_trait]
pub trait SettingsStore: Send + Sync + 'static {
    /// The value of a setting: the proposed one if none stood before.
    ///
    /// # Errors
    /// When the store is not available.
    async fn settle(&self, name: &str, proposed: &str) -> Result<String, StoreError>;

    /// The key of a local day for hashing clients' addresses: the proposed one if none stood
    /// before; none if the day's key was deleted or days after it were.
    ///
    /// # Errors
    /// When the store is not available.
    async fn day_key(&self, day: Date, proposed: [u8; 32]) -> Result<Option<[u8; 32]>, StoreError>;

    /// Deletes the keys of the days before one, for good.
    ///
    /// # Errors
    /// When the store is not available.
    async fn forget_day_keys(&self, before: Date) -> Result<(), StoreError>;
}
