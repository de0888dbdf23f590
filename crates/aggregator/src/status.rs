//! What the readiness page is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kinhbac_domain::position::PartitionIndex;

/// What each owned partition is doing.
#[derive(Debug, Default)]
pub struct Status {
    partitions: Mutex<Option<BTreeMap<PartitionIndex, State>>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    TakingOver,
    Folding,
    Stuck(String),
}

impl Status {
    /// Why the aggregator is not ready; none when it is. A process without partitions is ready:
    /// others hold them.
    #[must_use]
    pub fn not_ready(&self) -> Option<String> {
        let partitions = self.lock();
        let Some(partitions) = partitions.as_ref() else {
            return Some("no partitions are assigned yet".into());
        };
        partitions.iter().find_map(|(partition, state)| match state {
            State::Folding => None,
            State::TakingOver => Some(format!("partition {partition} is being taken over")),
            State::Stuck(why) => Some(format!("partition {partition} waits: {why}")),
        })
    }

    pub(crate) fn assigned(&self, assigned: &BTreeSet<PartitionIndex>) {
        let mut partitions = self.lock();
        let known = partitions.get_or_insert_default();
        known.retain(|partition, _| assigned.contains(partition));
        for partition in assigned {
            known.entry(*partition).or_insert(State::TakingOver);
        }
    }

    pub(crate) fn taking_over(&self, partition: PartitionIndex) {
        self.set(partition, State::TakingOver);
    }

    pub(crate) fn folding(&self, partition: PartitionIndex) {
        self.set(partition, State::Folding);
    }

    pub(crate) fn stuck(&self, partition: PartitionIndex, why: &str) {
        self.set(partition, State::Stuck(why.into()));
    }

    fn set(&self, partition: PartitionIndex, state: State) {
        self.lock().get_or_insert_default().insert(partition, state);
    }

    fn lock(&self) -> MutexGuard<'_, Option<BTreeMap<PartitionIndex, State>>> {
        // A map of plain values is whole whoever panicked.
        self.partitions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
