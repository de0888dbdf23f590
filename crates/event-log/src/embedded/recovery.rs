//! What a folder holds, found out when it is opened.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;

use fjall::Keyspace;
use kinhbac_domain::ports::LogError;
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;

use super::OpenError;
use super::folder::Folder;
use super::meta::SegmentEntry;
use super::segment::{Edge, Segment};
use super::state::{Kept, TopicState, Topics};

/// What was released of a partition.
pub(super) type Released = (Topic, PartitionIndex, Offset);

/// Finds out where each topic begins and ends.
pub(super) fn topics(
    folder: &Folder,
    partitions: u32,
    entries: Vec<(SegmentEntry, Keyspace)>,
) -> Result<Topics, OpenError> {
    let mut topics: Topics =
        Topic::ALL.into_iter().map(|t| (t, TopicState::empty(partitions))).collect();
    for (entry, keyspace) in entries {
        let state = topics.entry(entry.topic).or_insert_with(|| TopicState::empty(partitions));
        if entry.starts.len() != partitions as usize {
            return Err(folder.damaged("a segment's entry has another number of partitions"));
        }
        add(&mut state.segments, entry, keyspace);
    }
    for state in topics.values_mut() {
        find_ends(state).map_err(|e| folder.unreadable(&e))?;
    }
    for (topic, partition, before) in folder.released()? {
        let state = topics.get_mut(&topic).map(|t| &mut t.released);
        if let Some(released) = state.and_then(|r| r.get_mut(partition.0 as usize)) {
            *released = before;
        }
    }
    Ok(topics)
}

/// Adds a segment; its entry says how the one before was closed.
fn add(segments: &mut VecDeque<Kept>, entry: SegmentEntry, keyspace: Keyspace) {
    if let Some(before) = segments.back_mut() {
        before.bytes = entry.bytes_before;
        before.newest_at = entry.newest_before;
    }
    let segment = Arc::new(Segment::new(entry, keyspace));
    segments.push_back(Kept { segment, bytes: 0, newest_at: Timestamp::MIN });
}

/// Finds the ends of a topic: of each partition the last block tells.
fn find_ends(state: &mut TopicState) -> Result<(), LogError> {
    let Some(active) = state.segments.back_mut() else { return Ok(()) };
    for (partition, end) in (0..).map(PartitionIndex).zip(&mut state.ends) {
        match active.segment.last(partition)? {
            None => *end = active.segment.start(partition),
            Some(last) => {
                *end = Edge { offset: last.last.next(), log_time: last.head.log_time };
                active.bytes = active.bytes.max(last.head.segment_bytes);
                active.newest_at = active.newest_at.max(last.head.appended_at);
            }
        }
    }
    Ok(())
}

/// Takes away what was written and never acknowledged, so that it is true that it was not
/// appended, and checks that what was acknowledged is there.
pub(super) fn cut_back(
    folder: &Folder,
    found: &mut Topics,
    acked: &Topics,
) -> Result<(), OpenError> {
    let mut batch = folder.batch();
    for (topic, state) in found.iter_mut() {
        let Some(acked) = acked.get(topic) else { continue };
        for (partition, end) in (0..).map(PartitionIndex).zip(&acked.ends) {
            let there = state.end(partition).offset;
            if there < end.offset {
                return Err(folder.damaged(format!(
                    "{} partition {partition} ends at {there}, but records before {} were \
                     acknowledged",
                    topic.name(),
                    end.offset
                )));
            }
            let Some(active) = state.segments.back().filter(|_| there > end.offset) else {
                continue;
            };
            remove_from(&active.segment, partition, end.offset, |key| {
                batch.remove(&active.segment.keyspace, key);
            })
            .map_err(|e| folder.unreadable(&e))?;
        }
    }
    if batch.is_empty() {
        return Ok(());
    }
    folder.commit(batch).map_err(|e| folder.failed(e))?;
    found.values_mut().try_for_each(find_ends_anew).map_err(|e| folder.unreadable(&e))
}

fn find_ends_anew(state: &mut TopicState) -> Result<(), LogError> {
    if let Some(active) = state.segments.back_mut() {
        active.bytes = 0;
        active.newest_at = Timestamp::MIN;
    }
    find_ends(state)
}

fn remove_from(
    segment: &Segment,
    partition: PartitionIndex,
    from: Offset,
    mut remove: impl FnMut(super::segment::BlockKey),
) -> Result<(), LogError> {
    segment.visit(partition, from, |found| {
        remove(segment.key(partition, found.last));
        Ok(ControlFlow::Continue(()))
    })
}
