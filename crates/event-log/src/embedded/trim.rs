//! Dropping what is too old, and what there is no more room for, whole segments at a time.

use kinhbac_domain::position::{PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;

use super::config::EmbeddedLogConfig;
use super::folder::Folder;
use super::group;
use super::meta::SegmentEntry;
use super::room::is_input;
use super::state::{Kept, Shared, TopicState};
use crate::metrics::{self, Dropped};

/// Drops the segments that are older than their topic keeps them and, of an input topic, released.
pub(super) fn run(
    folder: &mut Folder,
    shared: &Shared,
    config: &EmbeddedLogConfig,
    now: Timestamp,
) -> fjall::Result<()> {
    for topic in Topic::ALL {
        let Some(retention) = config.retention_millis(topic) else { continue };
        let horizon = now.plus_millis(-retention);
        // Only while the log is open is there something to trim.
        let Ok(state) = shared.look(topic, TopicState::clone) else { return Ok(()) };
        let count = droppable(topic, &state, horizon);
        if count > 0 {
            drop_oldest(folder, shared, topic, &state, count, now, Dropped::Old)?;
        }
    }
    Ok(())
}

/// Drops so many bytes, if it can, of what nobody needs any more, however young: the oldest first,
/// whatever topic they are of, so that all topics go back about as far. Tells how many it dropped.
///
/// A bound in bytes is the operator's word on how much there may be; an age only says how long
/// there is no reason to let go.
pub(super) fn make_room(
    folder: &mut Folder,
    shared: &Shared,
    bytes: u64,
    now: Timestamp,
) -> fjall::Result<u64> {
    let mut dropped = 0;
    while dropped < bytes
        && let Some((topic, state)) = oldest_spare(shared)
    {
        dropped += drop_oldest(folder, shared, topic, &state, 1, now, Dropped::ForRoom)?;
    }
    Ok(dropped)
}

/// The topic whose oldest segment can best be spared.
fn oldest_spare(shared: &Shared) -> Option<(Topic, TopicState)> {
    let spare = Topic::ALL.into_iter().filter_map(|topic| {
        let newest_at = shared.look(topic, |state| spare(topic, state)).ok()??;
        // Nobody releases what was set aside, for people read it: it goes when all else is gone.
        Some((is_set_aside(topic), newest_at, topic))
    });
    let (_, _, topic) = spare.min()?;
    Some((topic, shared.look(topic, TopicState::clone).ok()?))
}

/// When the oldest segment of a topic was last appended to, if it can be spared.
fn spare(topic: Topic, state: &TopicState) -> Option<Timestamp> {
    let oldest = state.segments.front().filter(|kept| kept.bytes > 0)?;
    (is_set_aside(topic) || is_released(state, 0)).then_some(oldest.newest_at)
}

fn is_set_aside(topic: Topic) -> bool {
    matches!(topic, Topic::Late | Topic::DeadLetter)
}

/// How many of the oldest segments can go.
fn droppable(topic: Topic, state: &TopicState, horizon: Timestamp) -> usize {
    let segments = state.segments.iter().enumerate();
    segments
        .take_while(|(index, kept)| {
            kept.bytes > 0
                && kept.newest_at <= horizon
                && (!is_input(topic) || is_released(state, *index))
        })
        .count()
}

fn is_released(state: &TopicState, index: usize) -> bool {
    (0..).map(PartitionIndex).zip(&state.released).all(|(partition, released)| {
        let end = state.end_within(index, partition).offset;
        let start = state.segments[index].segment.start(partition).offset;
        end <= *released || end == start
    })
}

fn drop_oldest(
    folder: &mut Folder,
    shared: &Shared,
    topic: Topic,
    state: &TopicState,
    count: usize,
    now: Timestamp,
    why: Dropped,
) -> fjall::Result<u64> {
    let dropped: Vec<Kept> = state.segments.iter().take(count).cloned().collect();
    let mut batch = folder.batch();
    // The last one says where the topic ends, so it goes only when there is another.
    let next = match dropped.last() {
        Some(last) if count == state.segments.len() => {
            let ends = state.ends.clone();
            Some(group::begin(folder, &mut batch, topic, Some(last), ends, now)?)
        }
        _ => None,
    };
    for kept in &dropped {
        batch.remove(folder.meta(), SegmentEntry::key(kept.segment.number));
    }
    folder.commit(batch)?;
    let kept = shared.change(topic, |state| {
        state.segments.extend(next);
        state.segments.drain(..count);
        state.bytes()
    });
    dropped.iter().try_for_each(|kept| folder.unlink(&kept.segment))?;
    let bytes = dropped.iter().map(|kept| kept.bytes).sum();
    metrics::trimmed(topic, why, bytes);
    kept.into_iter().for_each(|bytes| metrics::kept(topic, bytes));
    tracing::info!(topic = topic.name(), segments = count, bytes, why = why.name(), "trimmed");
    Ok(bytes)
}
