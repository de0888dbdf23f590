//! Up to where: the next offset of each stream and partition.

use std::collections::BTreeMap;

use kinhbac_domain::position::{Offset, PartitionIndex, Stream};

/// The next offset of each stream and partition; 0 where none stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Positions(BTreeMap<(Stream, PartitionIndex), Offset>);

impl Positions {
    /// Of one stream and partition.
    pub(crate) fn of(&self, stream: Stream, partition: PartitionIndex) -> Offset {
        self.0.get(&(stream, partition)).copied().unwrap_or_default()
    }

    /// Sets one forward; never back.
    pub(crate) fn raise(&mut self, stream: Stream, partition: PartitionIndex, next: Offset) {
        let at = self.0.entry((stream, partition)).or_default();
        *at = next.max(*at);
    }

    /// Those of some streams.
    pub(crate) fn of_streams(&self, streams: &[Stream]) -> Self {
        let wanted = self.0.iter().filter(|((stream, _), _)| streams.contains(stream));
        Self(wanted.map(|(at, next)| (*at, *next)).collect())
    }

    /// Whether `other` stands at these or further.
    pub(crate) fn are_reached_by(&self, other: &Self) -> bool {
        self.0.iter().all(|((stream, partition), next)| other.of(*stream, *partition) >= *next)
    }

    /// The next offsets of a stream's partitions, from 0 to `partitions`.
    pub(crate) fn of_stream(&self, stream: Stream, partitions: u32) -> Vec<i64> {
        (0..partitions).map(|p| self.of(stream, PartitionIndex(p)).0).collect()
    }
}
