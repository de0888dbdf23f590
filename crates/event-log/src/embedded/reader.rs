//! Reading several partitions together.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;

use async_trait::async_trait;
use kinhbac_domain::ports::{LogError, LogReader, ReadFrom, Record};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;
use tokio::sync::Notify;

use super::blocking;
use super::segment::{Found, Segment};
use super::state::{Place, Shared};

/// Of one partition at most about so many bytes are read ahead.
const AHEAD_BYTES: usize = 1 << 20;

/// Reads on and on.
pub(super) struct Reader {
    shared: Arc<Shared>,
    cursors: Vec<Cursor>,
    /// Whose turn it is to be the first.
    turn: usize,
    grown: Arc<Notify>,
}

/// Where one partition is read.
struct Cursor {
    topic: Topic,
    partition: PartitionIndex,
    /// The offset after those that are ready.
    next: Offset,
    ready: VecDeque<Record>,
}

/// A read of one partition.
struct Job {
    cursor: usize,
    partition: PartitionIndex,
    segment: Arc<Segment>,
    from: Offset,
    until: Offset,
    /// The blocks from there on where they are in memory.
    recent: Vec<Found>,
    count: usize,
}

impl Reader {
    pub(super) fn new(shared: Arc<Shared>, from: &[ReadFrom]) -> Result<Self, LogError> {
        let grown = Arc::new(Notify::new());
        for from in from {
            locate(&shared, from.topic, from.partition, from.offset)?;
            shared.register(from.topic, from.partition, &grown);
        }
        let cursors = from.iter().map(Cursor::new).collect();
        Ok(Self { shared, cursors, turn: 0, grown })
    }

    /// Hands out what is ready, from each partition about the same number.
    fn hand_out(&mut self, max: usize) -> Vec<Record> {
        let mut out = Vec::new();
        while out.len() < max {
            let some = self.cursors.iter().filter(|c| !c.ready.is_empty()).count();
            if some == 0 {
                break;
            }
            let share = (max - out.len()).div_ceil(some);
            for step in 0..self.cursors.len() {
                let index = (self.turn + step) % self.cursors.len();
                let ready = &mut self.cursors[index].ready;
                let count = share.min(max - out.len()).min(ready.len());
                out.extend(ready.drain(..count));
            }
            self.turn += 1;
        }
        out
    }

    /// Reads the partitions that have more. Whatever happens to one, the others get on.
    async fn fetch(&mut self, max: usize) -> Result<(), LogError> {
        let jobs = self.jobs(max)?;
        if jobs.is_empty() {
            return Ok(());
        }
        let is_in_memory = jobs.iter().all(|job| !job.recent.is_empty());
        let run = move || jobs.into_iter().map(|job| (job.cursor, job.run())).collect::<Vec<_>>();
        let results = if is_in_memory { run() } else { blocking(run).await? };
        let mut failed = None;
        for (cursor, result) in results {
            match result {
                Ok(records) => self.cursors[cursor].add(records),
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(()), Err)
    }

    fn jobs(&self, max: usize) -> Result<Vec<Job>, LogError> {
        let mut jobs = Vec::new();
        for (index, cursor) in self.cursors.iter().enumerate() {
            let place = locate(&self.shared, cursor.topic, cursor.partition, cursor.next)?;
            if let Some(place) = place {
                jobs.push(cursor.job(index, place));
            }
        }
        let share = max.div_ceil(jobs.len().max(1));
        jobs.iter_mut().for_each(|job| job.count = share);
        Ok(jobs)
    }
}

/// Where records are: the segment, where the partition ends in it, and what is in memory.
type At = (Arc<Segment>, Offset, Vec<Found>);

/// Where the record of an offset is; none where it is ahead.
fn locate(
    shared: &Shared,
    topic: Topic,
    partition: PartitionIndex,
    wanted: Offset,
) -> Result<Option<At>, LogError> {
    match shared.place(topic, partition, wanted)? {
        Place::In(segment, until, recent) => Ok(Some((segment, until, recent))),
        Place::Ahead => Ok(None),
        Place::Gone(first) => Err(LogError::Gone { topic, partition, wanted, first }),
    }
}

impl Cursor {
    fn new(from: &ReadFrom) -> Self {
        let ReadFrom { topic, partition, offset } = *from;
        Self { topic, partition, next: offset, ready: VecDeque::new() }
    }

    fn job(&self, cursor: usize, (segment, until, recent): At) -> Job {
        let (partition, from) = (self.partition, self.next);
        Job { cursor, partition, segment, from, until, recent, count: 0 }
    }

    fn add(&mut self, records: Vec<Record>) {
        if let Some(last) = records.last() {
            self.next = last.offset.next();
        }
        self.ready.extend(records);
    }
}

impl Job {
    /// Reads at least a block. Offsets go by one here, so a block that is missing is seen.
    fn run(mut self) -> Result<Vec<Record>, LogError> {
        let mut out: Vec<Record> = Vec::new();
        let (mut next, mut bytes) = (self.from, 0);
        let recent = std::mem::take(&mut self.recent);
        let read = |found: Found| {
            if found.first >= self.until {
                return Ok(ControlFlow::Break(()));
            }
            if found.first > next {
                return Err(self.missing(next));
            }
            let records = self.segment.records(self.partition, &found)?;
            bytes += records.iter().map(|r| r.key.len() + r.value.len()).sum::<usize>();
            out.extend(records.into_iter().filter(|r| r.offset >= next));
            next = found.last.next();
            let enough = out.len() >= self.count || bytes >= AHEAD_BYTES || next >= self.until;
            Ok(if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        };
        self.blocks(recent, read)?;
        if out.is_empty() { Err(self.missing(next)) } else { Ok(out) }
    }

    /// Visits the blocks that are in memory, or else those on disk.
    fn blocks(
        &self,
        recent: Vec<Found>,
        mut visit: impl FnMut(Found) -> Result<ControlFlow<()>, LogError>,
    ) -> Result<(), LogError> {
        if recent.is_empty() {
            return self.segment.visit(self.partition, self.from, visit);
        }
        for found in recent {
            if visit(found)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn missing(&self, offset: Offset) -> LogError {
        self.segment.damaged(self.partition, offset, "records are missing")
    }
}

#[async_trait]
impl LogReader for Reader {
    async fn next(&mut self, max: usize) -> Result<Vec<Record>, LogError> {
        let max = max.max(1);
        loop {
            let records = self.hand_out(max);
            if !records.is_empty() {
                return Ok(records);
            }
            self.fetch(max).await?;
            if self.cursors.iter().all(|c| c.ready.is_empty()) {
                self.grown.notified().await;
            }
        }
    }
}

/// The offset of the first record that was appended at or after an instant, or the end. Log time
/// never steps back, so halving finds it.
pub(super) fn offset_at(
    shared: &Shared,
    topic: Topic,
    partition: PartitionIndex,
    at: Timestamp,
) -> Result<Offset, LogError> {
    let found = shared.look(topic, |state| {
        let segments = state.segments.iter().enumerate();
        let mut ends = segments.map(|(i, kept)| (kept, state.end_within(i, partition)));
        let found = ends.find(|(kept, end)| {
            end.log_time >= at && end.offset > kept.segment.start(partition).offset
        });
        (found.map(|(kept, end)| (kept.segment.clone(), end.offset)), state.end(partition).offset)
    })?;
    match found {
        (Some((segment, end)), _) => halve(&segment, partition, end, at),
        (None, end) => Ok(end),
    }
}

fn halve(
    segment: &Segment,
    partition: PartitionIndex,
    end: Offset,
    at: Timestamp,
) -> Result<Offset, LogError> {
    let (mut low, mut high) = (segment.start(partition).offset, end);
    while low < high {
        let middle = Offset(low.0 + (high.0 - low.0) / 2);
        let mut found = None;
        segment.visit(partition, middle, |block| {
            found = Some(block);
            Ok(ControlFlow::Break(()))
        })?;
        let missing = || segment.damaged(partition, middle, "records are missing");
        let block = found.filter(|b| b.first <= middle).ok_or_else(missing)?;
        if block.head.log_time >= at {
            high = block.first;
        } else {
            low = block.last.next();
        }
    }
    Ok(low)
}
