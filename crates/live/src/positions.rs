//! Up to where: the next offset of each topic and partition.

use std::collections::BTreeMap;

use kinhbac_domain::position::{Offset, PartitionIndex, Topic};

/// The next offset of each topic and partition; 0 where none stands. Of a stream's topic: cells
/// with a version below it are known; of the alerts' topic: those before it are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Positions(BTreeMap<(Topic, PartitionIndex), Offset>);

impl Positions {
    /// Of one topic and partition.
    pub(crate) fn of(&self, topic: Topic, partition: PartitionIndex) -> Offset {
        self.known(topic, partition).unwrap_or_default()
    }

    /// Of one topic and partition, if it was ever set.
    pub(crate) fn known(&self, topic: Topic, partition: PartitionIndex) -> Option<Offset> {
        self.0.get(&(topic, partition)).copied()
    }

    /// Sets one forward; never back.
    pub(crate) fn raise(&mut self, topic: Topic, partition: PartitionIndex, next: Offset) {
        let at = self.0.entry((topic, partition)).or_default();
        *at = next.max(*at);
    }

    /// Those of some topics.
    pub(crate) fn of_topics(&self, topics: &[Topic]) -> Self {
        let wanted = self.0.iter().filter(|((topic, _), _)| topics.contains(topic));
        Self(wanted.map(|(at, next)| (*at, *next)).collect())
    }

    /// Whether `other` stands at these or further.
    pub(crate) fn are_reached_by(&self, other: &Self) -> bool {
        self.0.iter().all(|((topic, partition), next)| other.of(*topic, *partition) >= *next)
    }

    /// The next offsets of a topic's partitions, from 0 to `partitions`.
    pub(crate) fn of_topic(&self, topic: Topic, partitions: u32) -> Vec<i64> {
        (0..partitions).map(|p| self.of(topic, PartitionIndex(p)).0).collect()
    }
}
