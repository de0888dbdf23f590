//! Dropping what is too old, whole segments at a time.

use kinhbac_domain::position::{PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;

use super::config::EmbeddedLogConfig;
use super::folder::Folder;
use super::group;
use super::meta::SegmentEntry;
use super::state::{Kept, Shared, TopicState};
use crate::metrics;

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
            drop_oldest(folder, shared, topic, &state, count, now)?;
        }
    }
    Ok(())
}

/// How many of the oldest segments can go.
fn droppable(topic: Topic, state: &TopicState, horizon: Timestamp) -> usize {
    let segments = state.segments.iter().enumerate();
    segments
        .take_while(|(index, kept)| {
            kept.bytes > 0
                && kept.newest_at <= horizon
                && (!waits_for_release(topic) || is_released(state, *index))
        })
        .count()
}

/// Whether a topic's records are kept until they are released, however old they are.
fn waits_for_release(topic: Topic) -> bool {
    matches!(topic, Topic::Input(_))
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
) -> fjall::Result<()> {
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
    metrics::trimmed(topic, bytes);
    kept.into_iter().for_each(|bytes| metrics::kept(topic, bytes));
    tracing::info!(topic = topic.name(), segments = count, bytes, "trimmed");
    Ok(())
}
