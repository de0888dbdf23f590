//! Who waits for a sync, and what will be so after it.

use std::collections::BTreeMap;

use kinhbac_domain::ports::{AppendError, LogError};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use tokio::sync::oneshot;

use super::segment::{Edge, Found};
use super::state::{Kept, Shared, TopicState};
use super::writer::Release;
use crate::metrics;

/// Who waits for a batch, and what will be so when it is on disk.
#[derive(Default)]
pub(super) struct Waiting {
    pub(super) tails: BTreeMap<Topic, Tail>,
    pub(super) refusable: Refusable,
    /// What each append is answered, in their order.
    pub(super) firsts: Vec<Vec<Offset>>,
    pub(super) records: u64,
}

/// Who waits.
#[derive(Default)]
pub(super) struct Refusable {
    pub(super) releases: Vec<Release>,
    pub(super) appends: Vec<oneshot::Sender<Result<Vec<Offset>, AppendError>>>,
}

/// The end of a topic.
pub(super) struct Tail {
    pub(super) active: Kept,
    /// Whether the active segment was begun in this group.
    pub(super) is_new: bool,
    pub(super) ends: Vec<Edge>,
    /// What each partition grew by.
    pub(super) grown: BTreeMap<PartitionIndex, Vec<Found>>,
}

impl Waiting {
    /// It is on disk: says so to everybody.
    pub(super) fn apply(self, shared: &Shared) {
        for release in &self.refusable.releases {
            shared.change(release.topic, |state| {
                if let Some(released) = state.released.get_mut(release.partition.0 as usize) {
                    *released = release.before;
                }
            });
        }
        for (topic, tail) in self.tails {
            let grown: Vec<_> = tail.grown.keys().copied().collect();
            let kept = shared.change(topic, |state| tail.apply(state));
            kept.into_iter().for_each(|bytes| metrics::kept(topic, bytes));
            grown.into_iter().for_each(|partition| shared.wake(topic, partition));
        }
        // Who does not wait for the answer any more does not need it.
        let Refusable { releases, appends } = self.refusable;
        appends.into_iter().zip(self.firsts).for_each(|(a, firsts)| drop(a.send(Ok(firsts))));
        releases.into_iter().for_each(|release| drop(release.answer.send(Ok(()))));
    }

    /// It is not on disk: lets go of the segments, and tells who waits.
    pub(super) fn give_up(self) -> Refusable {
        self.refusable
    }
}

impl Refusable {
    /// Refuses everything.
    pub(super) fn refuse(self, error: &AppendError) {
        let unavailable = || Err(LogError::Unavailable(error.to_string()));
        self.appends.into_iter().for_each(|answer| drop(answer.send(Err(error.clone()))));
        self.releases.into_iter().for_each(|release| drop(release.answer.send(unavailable())));
    }
}

impl Tail {
    /// Makes it so; answers the bytes that the topic keeps.
    fn apply(self, state: &mut TopicState) -> u64 {
        if !self.is_new {
            state.segments.pop_back();
        }
        state.segments.push_back(self.active);
        state.ends = self.ends;
        let partitions = state.recent.len();
        for (partition, blocks) in self.grown {
            if let Some(recent) = state.recent.get_mut(partition.0 as usize) {
                recent.add(blocks, partitions);
            }
        }
        state.bytes()
    }
}
