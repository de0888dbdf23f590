//! What the readiness page is told.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kinhbac_domain::position::{Offset, PartitionIndex, Stream};

/// What each owned partition is doing, and which engines are waited for.
#[derive(Debug, Default)]
pub struct Status(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// None until the first assignment.
    partitions: Option<BTreeMap<PartitionIndex, State>>,
    /// Why each thing that is being done waits; without partition: the process itself.
    waits: BTreeMap<(Option<PartitionIndex>, &'static str), String>,
    folded: BTreeMap<PartitionIndex, BTreeMap<Stream, Offset>>,
    stored: BTreeMap<PartitionIndex, BTreeMap<Stream, Offset>>,
    /// Streams with records that the log may drop before they are stored.
    old: BTreeMap<PartitionIndex, Vec<&'static str>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    TakingOver,
    Folding,
    Stuck(String),
}

impl Inner {
    /// What is waited for.
    fn held_up(&self) -> Option<String> {
        if let Some(((partition, what), why)) = self.waits.first_key_value() {
            let who = partition.map_or("the group".into(), |p| format!("partition {p}"));
            return Some(format!("{who} waits to {what}: {why}"));
        }
        let Some(partitions) = self.partitions.as_ref() else {
            return Some("no partitions are assigned yet".into());
        };
        partitions.iter().find_map(|(partition, state)| match state {
            State::Folding => None,
            State::TakingOver => Some(format!("partition {partition} is being taken over")),
            State::Stuck(why) => Some(format!("partition {partition} waits: {why}")),
        })
    }

    /// What the log may drop too early.
    fn at_risk(&self) -> Option<String> {
        let (partition, streams) = self.old.iter().find(|(_, streams)| !streams.is_empty())?;
        Some(format!(
            "partition {partition} has records of {} that are not stored and older than half of \
             what the log keeps: raise the topics' retention until it has caught up",
            streams.join(", ")
        ))
    }
}

impl Status {
    /// Why the aggregator is not ready; none when it is. A process without partitions is ready:
    /// others hold them.
    #[must_use]
    pub fn not_ready(&self) -> Option<String> {
        let inner = self.lock();
        let reasons: Vec<_> = inner.held_up().into_iter().chain(inner.at_risk()).collect();
        (!reasons.is_empty()).then(|| reasons.join("; "))
    }

    pub(crate) fn assigned(&self, assigned: &BTreeSet<PartitionIndex>) {
        let mut inner = self.lock();
        inner.folded.retain(|partition, _| assigned.contains(partition));
        inner.stored.retain(|partition, _| assigned.contains(partition));
        inner.old.retain(|partition, _| assigned.contains(partition));
        let known = inner.partitions.get_or_insert_default();
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

    /// Up to where the streams of a partition are folded: the next offset of each that was read.
    pub(crate) fn folded_to(&self, partition: PartitionIndex, next: BTreeMap<Stream, Offset>) {
        self.lock().folded.insert(partition, next);
    }

    /// Which streams of a partition have records that are old and not stored.
    pub(crate) fn old_records(&self, partition: PartitionIndex, streams: Vec<&'static str>) {
        self.lock().old.insert(partition, streams);
    }

    /// Up to where the effects of a partition's streams are stored.
    pub(crate) fn stored_to(&self, partition: PartitionIndex, next: BTreeMap<Stream, Offset>) {
        self.lock().stored.insert(partition, next);
    }

    /// How far the owned partitions are stored.
    pub(crate) fn stored(&self) -> BTreeMap<PartitionIndex, BTreeMap<Stream, Offset>> {
        self.lock().stored.clone()
    }

    /// How far the owned partitions are folded.
    pub(crate) fn folded(&self) -> BTreeMap<PartitionIndex, BTreeMap<Stream, Offset>> {
        self.lock().folded.clone()
    }

    pub(crate) fn waits(
        &self,
        partition: Option<PartitionIndex>,
        what: &'static str,
        why: &dyn Display,
    ) {
        self.lock().waits.insert((partition, what), why.to_string());
    }

    pub(crate) fn waits_no_more(&self, partition: Option<PartitionIndex>, what: &'static str) {
        self.lock().waits.remove(&(partition, what));
    }

    fn set(&self, partition: PartitionIndex, state: State) {
        self.lock().partitions.get_or_insert_default().insert(partition, state);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Maps of plain values are whole whoever panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
