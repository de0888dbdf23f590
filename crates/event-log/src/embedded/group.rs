//! What shares one sync: a batch that is put together.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use fjall::OwnedWriteBatch;
use kinhbac_domain::position::{Offset, Topic};
use kinhbac_domain::time::Timestamp;

use super::block::{Draft, Head};
use super::config::EmbeddedLogConfig;
use super::folder::Folder;
use super::meta::{self, SegmentEntry};
use super::room::Room;
use super::segment::{Edge, Found, Segment};
use super::state::{Kept, Shared};
use super::waiting::{Tail, Waiting};
use super::writer::{Append, Release};

/// A batch that is being put together.
pub(super) struct Group<'a> {
    folder: &'a mut Folder,
    shared: &'a Shared,
    config: &'a EmbeddedLogConfig,
    now: Timestamp,
    batch: OwnedWriteBatch,
    room: Room,
    waiting: Waiting,
}

impl<'a> Group<'a> {
    pub(super) fn new(
        folder: &'a mut Folder,
        shared: &'a Shared,
        config: &'a EmbeddedLogConfig,
        now: Timestamp,
        room: Room,
    ) -> Self {
        let batch = folder.batch();
        Self { folder, shared, config, now, batch, room, waiting: Waiting::default() }
    }

    /// Adds an offset to remember as released, and that nothing is appended with an earlier time
    /// from now on.
    pub(super) fn release(&mut self, release: Release) {
        self.batch.insert(self.folder.meta(), meta::FLOOR_KEY, meta::encode_floor(self.now));
        let key = meta::released_key(release.topic, release.partition);
        self.batch.insert(self.folder.meta(), key, release.before.0.to_le_bytes());
        self.waiting.refusable.releases.push(release);
    }

    /// Adds the records of all appends; those for which there is no room are refused.
    pub(super) fn append_all(&mut self, appends: Vec<Append>) -> fjall::Result<()> {
        let mut added = Ok(());
        for append in appends {
            match added {
                Ok(()) => added = self.append(append),
                Err(_) => self.waiting.refusable.appends.push(append.answer),
            }
        }
        added
    }

    fn append(&mut self, append: Append) -> fjall::Result<()> {
        if let Err(full) = self.room.take(append.topic, append.bytes) {
            // Who does not wait for the answer any more does not need it.
            let _ = append.answer.send(Err(full));
            return Ok(());
        }
        self.waiting.refusable.appends.push(append.answer);
        self.open_tail(append.topic)?;
        let firsts = append.drafts.into_iter().map(|d| self.place(append.topic, d)).collect();
        self.waiting.firsts.push(firsts);
        Ok(())
    }

    /// Sees to it that the topic has a segment that takes records.
    fn open_tail(&mut self, topic: Topic) -> fjall::Result<()> {
        if self.waiting.tails.contains_key(&topic) {
            return Ok(());
        }
        let (kept, ends) = self.tail_now(topic);
        let tail = match kept {
            Some(active) if !self.is_done(&active) => {
                Tail { active, is_new: false, ends, grown: BTreeMap::new() }
            }
            before => {
                let active = begin(
                    self.folder,
                    &mut self.batch,
                    topic,
                    before.as_ref(),
                    ends.clone(),
                    self.now,
                )?;
                Tail { active, is_new: true, ends, grown: BTreeMap::new() }
            }
        };
        self.waiting.tails.insert(topic, tail);
        Ok(())
    }

    fn tail_now(&self, topic: Topic) -> (Option<Kept>, Vec<Edge>) {
        self.shared
            .look(topic, |state| (state.segments.back().cloned(), state.ends.clone()))
            // The writer alone closes the log, and writes only while it is open.
            .unwrap_or_else(|_| (None, vec![Edge::ZERO; self.config.partitions as usize]))
    }

    fn is_done(&self, active: &Kept) -> bool {
        active.bytes >= self.config.segment_limit()
            || self.now.millis_since(active.segment.created_at)
                >= self.config.segment_millis(active.segment.topic)
    }

    /// Gives a block its place; answers the offset of its first record.
    fn place(&mut self, topic: Topic, draft: Draft) -> Offset {
        let now = self.now;
        let Some(tail) = self.waiting.tails.get_mut(&topic) else { return Offset(0) };
        let (partition, count) = (draft.partition, draft.count);
        let Some(end) = tail.ends.get_mut(partition.0 as usize) else { return Offset(0) };
        let first = end.offset;
        *end = Edge { offset: Offset(first.0 + i64::from(count)), log_time: end.log_time.max(now) };
        tail.active.bytes += draft.len() as u64;
        tail.active.newest_at = tail.active.newest_at.max(now);
        let segment: &Segment = &tail.active.segment;
        let last = Offset(end.offset.0 - 1);
        let key = segment.key(partition, last);
        let head = Head {
            count,
            appended_at: now,
            log_time: end.log_time,
            segment_bytes: tail.active.bytes,
        };
        let block = Bytes::from(draft.seal(&key, head));
        self.batch.insert(&segment.keyspace, key, block.clone());
        tail.grown.entry(partition).or_default().push(Found { first, last, head, block });
        self.waiting.records += u64::from(count);
        first
    }

    /// Writes and syncs, unless adding failed.
    pub(super) fn commit(self, added: fjall::Result<()>) -> (fjall::Result<()>, Waiting) {
        (added.and_then(|()| self.folder.commit(self.batch)), self.waiting)
    }
}

/// Begins the next segment of a topic.
pub(super) fn begin(
    folder: &mut Folder,
    batch: &mut OwnedWriteBatch,
    topic: Topic,
    before: Option<&Kept>,
    starts: Vec<Edge>,
    now: Timestamp,
) -> fjall::Result<Kept> {
    let entry = SegmentEntry {
        number: folder.next_number(),
        topic,
        created_at: now,
        bytes_before: before.map_or(0, |k| k.bytes),
        newest_before: before.map_or(Timestamp::MIN, |k| k.newest_at),
        starts,
    };
    if let Some(before) = before {
        // Nothing more comes into it: what it has in memory can go to disk.
        before.segment.keyspace.rotate_memtable()?;
    }
    let segment: Arc<Segment> = folder.begin_segment(batch, entry)?;
    Ok(Kept { segment, bytes: 0, newest_at: Timestamp::MIN })
}
