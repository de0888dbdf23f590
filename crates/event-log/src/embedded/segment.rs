//! A segment: a stretch of a topic, in a keyspace of its own, so that what is too old goes by
//! unlinking files and costs nothing for each record.

use std::ops::ControlFlow;

use bytes::Bytes;
use fjall::{Guard, Keyspace};
use kinhbac_domain::ports::{LogError, Record};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;

use super::block::{Head, read_records};
use super::error::{self, WAY_OUT};
use super::meta::SegmentEntry;

/// A block's key: number of the segment, partition, offset of the block's *last* record. The
/// first key at or after a wanted offset so is that of the block that holds it. The number is in
/// it because fjall gives a new keyspace the id of a deleted one, whose blocks can still stand in
/// its journal.
pub(super) type BlockKey = [u8; 20];

/// How far a partition goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    /// The offset of the next record.
    pub(super) offset: Offset,
    /// The greatest append time of all records before it.
    pub(super) log_time: Timestamp,
}

impl Edge {
    /// The beginning of everything.
    pub(super) const ZERO: Self = Self { offset: Offset(0), log_time: Timestamp::MIN };
}

/// A stretch of a topic.
pub(super) struct Segment {
    pub(super) topic: Topic,
    /// Unique in the log; grows.
    pub(super) number: u64,
    /// When it was begun.
    pub(super) created_at: Timestamp,
    /// Where each partition begins in it.
    pub(super) starts: Vec<Edge>,
    pub(super) keyspace: Keyspace,
}

/// A block as it was written or found.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) first: Offset,
    pub(super) last: Offset,
    pub(super) head: Head,
    pub(super) block: Bytes,
}

impl Found {
    /// Its bytes.
    pub(super) fn len(&self) -> usize {
        self.block.len()
    }
}

impl Segment {
    pub(super) fn new(entry: SegmentEntry, keyspace: Keyspace) -> Self {
        let SegmentEntry { number, topic, created_at, starts, .. } = entry;
        Self { topic, number, created_at, starts, keyspace }
    }

    /// The key of the block of a partition that ends with an offset.
    pub(super) fn key(&self, partition: PartitionIndex, last: Offset) -> BlockKey {
        block_key(self.number, partition, last)
    }

    /// Where a partition begins in it.
    pub(super) fn start(&self, partition: PartitionIndex) -> Edge {
        self.starts.get(partition.0 as usize).copied().unwrap_or(Edge::ZERO)
    }

    /// Visits the blocks of a partition, in order, from the one that holds an offset.
    pub(super) fn visit(
        &self,
        partition: PartitionIndex,
        from: Offset,
        mut visit: impl FnMut(Found) -> Result<ControlFlow<()>, LogError>,
    ) -> Result<(), LogError> {
        let keys = self.key(partition, from)..=self.key(partition, Offset(i64::MAX));
        for guard in self.keyspace.range(keys) {
            if visit(self.found(partition, from, guard)?)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The last block of a partition.
    pub(super) fn last(&self, partition: PartitionIndex) -> Result<Option<Found>, LogError> {
        let from = self.start(partition).offset;
        let keys = self.key(partition, from)..=self.key(partition, Offset(i64::MAX));
        let guard = self.keyspace.range(keys).next_back();
        guard.map(|g| self.found(partition, from, g)).transpose()
    }

    fn found(
        &self,
        partition: PartitionIndex,
        from: Offset,
        guard: Guard,
    ) -> Result<Found, LogError> {
        let (key, value) =
            guard.into_inner().map_err(|e| self.storage_error(partition, from, &e))?;
        let last = offset_of(&key).unwrap_or(from);
        let head = Head::read(&key, &value).map_err(|what| self.damaged(partition, last, what))?;
        let first = Offset(last.0 + 1 - i64::from(head.count));
        Ok(Found { first, last, head, block: Bytes::from(value) })
    }

    /// The records of a block.
    pub(super) fn records(
        &self,
        partition: PartitionIndex,
        found: &Found,
    ) -> Result<Vec<Record>, LogError> {
        read_records(self.topic, partition, found.first, found.head, &found.block)
            .map_err(|what| self.damaged(partition, found.first, what))
    }

    /// Something is wrong at an offset.
    pub(super) fn damaged(
        &self,
        partition: PartitionIndex,
        offset: Offset,
        what: impl Into<String>,
    ) -> LogError {
        let folder = self.keyspace.path().display();
        let what = format!("{}, in {folder}: {WAY_OUT}", what.into());
        LogError::Damaged { topic: self.topic, partition, offset, what }
    }

    /// Tells a disk that does not answer from one that answers wrongly.
    fn storage_error(
        &self,
        partition: PartitionIndex,
        from: Offset,
        error: &fjall::Error,
    ) -> LogError {
        match error::disk_error(error) {
            Some(error) => LogError::Unavailable(error.to_string()),
            None => self.damaged(partition, from, error::damage(error)),
        }
    }
}

pub(super) fn block_key(number: u64, partition: PartitionIndex, last: Offset) -> BlockKey {
    let mut key = [0; 20];
    key[..8].copy_from_slice(&number.to_be_bytes());
    key[8..12].copy_from_slice(&partition.0.to_be_bytes());
    // Offsets are never negative, so their bytes sort as they do.
    key[12..].copy_from_slice(&last.0.to_be_bytes());
    key
}

fn offset_of(key: &[u8]) -> Option<Offset> {
    key.last_chunk::<8>().map(|bytes| Offset(i64::from_be_bytes(*bytes)))
}
