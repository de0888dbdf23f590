//! What the writer and the readers share: where the log begins and ends. Only the writer changes
//! it, and only after what it says is on disk for good.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};

use kinhbac_domain::ports::LogError;
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;
use tokio::sync::Notify;

use super::recent::Recent;
use super::segment::{Edge, Found, Segment};

/// A segment that is kept.
#[derive(Clone)]
pub(super) struct Kept {
    pub(super) segment: Arc<Segment>,
    /// Bytes of its records.
    pub(super) bytes: u64,
    /// When it was last appended to; `MIN` if never.
    pub(super) newest_at: Timestamp,
}

/// A topic as it is on disk.
#[derive(Clone)]
pub(super) struct TopicState {
    /// Oldest first; the last one is appended to. Empty until the first append.
    pub(super) segments: VecDeque<Kept>,
    /// Where each partition ends.
    pub(super) ends: Vec<Edge>,
    /// What each partition's reader will not read again.
    pub(super) released: Vec<Offset>,
    /// Each partition's newest blocks.
    pub(super) recent: Vec<Recent>,
}

/// All topics.
pub(super) type Topics = BTreeMap<Topic, TopicState>;

/// Where a record is.
pub(super) enum Place {
    /// In a segment, which holds the partition up to an offset, exclusive; and its blocks from
    /// there on where they are in memory.
    In(Arc<Segment>, Offset, Vec<Found>),
    /// Not there yet.
    Ahead,
    /// Not there any more: the first that is kept.
    Gone(Offset),
}

impl TopicState {
    pub(super) fn empty(partitions: u32) -> Self {
        let count = partitions as usize;
        Self {
            segments: VecDeque::new(),
            ends: vec![Edge::ZERO; count],
            released: vec![Offset(0); count],
            recent: vec![Recent::default(); count],
        }
    }

    pub(super) fn bytes(&self) -> u64 {
        self.segments.iter().map(|k| k.bytes).sum()
    }

    pub(super) fn end(&self, partition: PartitionIndex) -> Edge {
        self.ends.get(partition.0 as usize).copied().unwrap_or(Edge::ZERO)
    }

    pub(super) fn first(&self, partition: PartitionIndex) -> Offset {
        self.segments.front().map_or(Offset(0), |k| k.segment.start(partition).offset)
    }

    /// Where the partition ends in the segment of an index.
    pub(super) fn end_within(&self, index: usize, partition: PartitionIndex) -> Edge {
        let next = self.segments.get(index + 1);
        next.map_or_else(|| self.end(partition), |k| k.segment.start(partition))
    }

    fn place(&self, partition: PartitionIndex, offset: Offset) -> Place {
        if offset < self.first(partition) {
            return Place::Gone(self.first(partition));
        }
        if offset >= self.end(partition).offset {
            return Place::Ahead;
        }
        let after = self.segments.partition_point(|k| k.segment.start(partition).offset <= offset);
        let index = after.saturating_sub(1);
        let Some(kept) = self.segments.get(index) else { return Place::Ahead };
        let until = self.end_within(index, partition).offset;
        let recent = self.recent.get(partition.0 as usize);
        let blocks = recent.map(|recent| recent.from(offset)).unwrap_or_default();
        Place::In(kept.segment.clone(), until, blocks)
    }
}

/// Shared by the writer and the readers.
pub(super) struct Shared {
    partitions: u32,
    /// The topics, or why the log is not available.
    topics: RwLock<Result<Topics, String>>,
    wakers: BTreeMap<Topic, Vec<Wakers>>,
}

/// Who waits at the end of a partition.
type Wakers = Mutex<Vec<Weak<Notify>>>;

impl Shared {
    pub(super) fn new(partitions: u32, topics: Topics) -> Self {
        let wakers = || (0..partitions).map(|_| Mutex::default()).collect();
        Self {
            partitions,
            topics: RwLock::new(Ok(topics)),
            wakers: Topic::ALL.into_iter().map(|t| (t, wakers())).collect(),
        }
    }

    pub(super) fn partitions(&self) -> u32 {
        self.partitions
    }

    /// Looks at a topic.
    pub(super) fn look<T>(
        &self,
        topic: Topic,
        look: impl FnOnce(&TopicState) -> T,
    ) -> Result<T, LogError> {
        let topics = self.topics.read().unwrap_or_else(PoisonError::into_inner);
        match &*topics {
            Ok(topics) => topics
                .get(&topic)
                .map(look)
                .ok_or_else(|| LogError::Unavailable(format!("no topic {}", topic.name()))),
            Err(reason) => Err(LogError::Unavailable(reason.clone())),
        }
    }

    /// Where a record is.
    pub(super) fn place(
        &self,
        topic: Topic,
        partition: PartitionIndex,
        offset: Offset,
    ) -> Result<Place, LogError> {
        if partition.0 >= self.partitions {
            return Err(LogError::Unavailable(self.no_partition(topic, partition)));
        }
        self.look(topic, |state| state.place(partition, offset))
    }

    pub(super) fn no_partition(&self, topic: Topic, partition: PartitionIndex) -> String {
        format!("{} has no partition {partition}, only {}", topic.name(), self.partitions)
    }

    /// Changes a topic; does nothing while the log is not available.
    pub(super) fn change<T>(
        &self,
        topic: Topic,
        change: impl FnOnce(&mut TopicState) -> T,
    ) -> Option<T> {
        let mut topics = self.topics.write().unwrap_or_else(PoisonError::into_inner);
        topics.as_mut().ok()?.get_mut(&topic).map(change)
    }

    /// Says that the log is available again, or why it is not, and wakes everybody. Gives back
    /// what was before.
    pub(super) fn replace(&self, topics: Result<Topics, String>) -> Result<Topics, String> {
        let mut shared = self.topics.write().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *shared, topics);
        drop(shared);
        self.wakers.values().flatten().for_each(wake);
        before
    }

    /// Wakes those who wait at the end of a partition.
    pub(super) fn wake(&self, topic: Topic, partition: PartitionIndex) {
        if let Some(wakers) = self.wakers_of(topic, partition) {
            wake(wakers);
        }
    }

    /// Has somebody woken whenever a partition grows.
    pub(super) fn register(&self, topic: Topic, partition: PartitionIndex, notify: &Arc<Notify>) {
        if let Some(wakers) = self.wakers_of(topic, partition) {
            let mut wakers = wakers.lock().unwrap_or_else(PoisonError::into_inner);
            wakers.retain(|w| w.strong_count() > 0);
            wakers.push(Arc::downgrade(notify));
        }
    }

    fn wakers_of(&self, topic: Topic, partition: PartitionIndex) -> Option<&Wakers> {
        self.wakers.get(&topic)?.get(partition.0 as usize)
    }
}

fn wake(wakers: &Wakers) {
    let wakers = wakers.lock().unwrap_or_else(PoisonError::into_inner);
    // A permit is stored for who is not waiting just now, so no wake-up is lost.
    wakers.iter().filter_map(Weak::upgrade).for_each(|notify| notify.notify_one());
}
