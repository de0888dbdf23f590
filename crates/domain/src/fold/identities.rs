//! The identities of recent records: the same identity twice is one event.
//!
//! A record is a duplicate if its identity stands in its partition within the horizon before it,
//! by log time, whether or not that record was one itself. Log time is cut into whole minutes, so
//! that an identity costs 13 to 14 bytes and is dropped with its minute. The decision depends on
//! the records within the horizon alone: whoever reads them again decides the same.

mod table;

use std::num::NonZeroU64;

use xxhash_rust::xxh3::Xxh3;

use super::{Blocked, FoldConfig, Logged};
use crate::event::Event;
use crate::position::Stream;
use crate::time::Timestamp;

use table::Table;

const MINUTE: i64 = 60_000;

/// 80 bits of xxh3 over source and id: the chance that an event is taken for one of ten million
/// others in memory is below 10^-17, and once in ten years at 3,500 events/s below 10^-4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct IdentityHash {
    place: NonZeroU64,
    rest: u16,
}

impl IdentityHash {
    fn of(event: &Event) -> Self {
        let mut hasher = Xxh3::new();
        hasher.update(event.source.as_str().as_bytes());
        // No source has a control character in it.
        hasher.update(&[0]);
        hasher.update(event.id.as_str().as_bytes());
        let hash = hasher.digest128();
        let place = NonZeroU64::new(hash as u64).unwrap_or(NonZeroU64::MIN);
        Self { place, rest: (hash >> 64) as u16 }
    }
}

/// Identities of one stream, each with the minute that it was last seen in: the low bits of it, for
/// none is kept until they come round.
#[derive(Debug, Default)]
struct StreamIdentities {
    seen: Table,
    newest: u32,
    log_time: i64,
}

impl StreamIdentities {
    /// How many minutes before a later one an identity was last seen.
    fn age(&self, seen: u16, minute: u32) -> u32 {
        let before_newest = (self.newest as u16).wrapping_sub(seen);
        minute.saturating_sub(self.newest).saturating_add(before_newest.into())
    }

    /// Notes an identity at the newest minute.
    fn note(&mut self, hash: IdentityHash) {
        self.seen.put(hash, self.newest as u16);
    }

    /// Goes on to a minute; forgets what was last seen longer ago than the horizon.
    fn advance(&mut self, minute: u32, horizon: u32) {
        if minute <= self.newest {
            return;
        }
        let mut seen = std::mem::take(&mut self.seen);
        seen.retain(|seen| self.age(seen, minute) <= horizon);
        (self.seen, self.newest) = (seen, minute);
    }
}

/// The identities of all streams of a partition index.
#[derive(Debug)]
pub(super) struct Identities {
    streams: [StreamIdentities; Stream::ALL.len()],
    horizon: u32,
    limit: usize,
}

/// What a look-up found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Looked {
    stream: Stream,
    hash: IdentityHash,
    minute: u32,
    duplicate: bool,
}

impl Looked {
    pub(super) fn is_duplicate(self) -> bool {
        self.duplicate
    }
}

fn minute_of(log_time: Timestamp) -> u32 {
    // Log times are those of a running system; before 1970 and after the year 10,000 they stand
    // still.
    u32::try_from(log_time.millis().div_euclid(MINUTE).max(0)).unwrap_or(u32::MAX)
}

impl Identities {
    pub(super) fn new(horizon_millis: i64, limit: usize) -> Self {
        let horizon_millis = horizon_millis.clamp(0, FoldConfig::LONGEST_DUPLICATE_HORIZON);
        let minutes =
            horizon_millis.div_euclid(MINUTE) + i64::from(horizon_millis.rem_euclid(MINUTE) > 0);
        Self {
            streams: Default::default(),
            horizon: u32::try_from(minutes).unwrap_or(u32::MAX),
            limit,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.streams.iter().map(|s| s.seen.len()).sum()
    }

    /// From which instant on records can make a record at `log_time` a duplicate.
    pub(super) fn since(&self, log_time: Timestamp) -> Timestamp {
        let minute = minute_of(log_time).saturating_sub(self.horizon);
        Timestamp::from_millis(i64::from(minute) * MINUTE)
    }

    pub(super) fn look(&self, stream: Stream, log_time: Timestamp, event: &Event) -> Looked {
        let hash = IdentityHash::of(event);
        let minute = minute_of(log_time);
        let before = &self.streams[stream as usize];
        let seen = before.seen.get(hash);
        let duplicate = seen.is_some_and(|seen| before.age(seen, minute) <= self.horizon);
        Looked { stream, hash, minute, duplicate }
    }

    /// Takes in what was looked up.
    pub(super) fn insert(&mut self, looked: Looked) -> Result<(), Blocked> {
        let Looked { stream, hash, minute, duplicate } = looked;
        self.streams[stream as usize].advance(minute, self.horizon);
        if !duplicate && self.len() >= self.limit {
            return Err(Blocked::IdentitiesFull);
        }
        self.streams[stream as usize].note(hash);
        Ok(())
    }

    /// Takes in a record that was folded before, at its own log time.
    pub(super) fn remember(&mut self, logged: Logged, event: Option<&Event>) {
        let stream = &mut self.streams[logged.stream as usize];
        stream.log_time = stream.log_time.max(logged.appended_at.millis());
        stream.advance(minute_of(Timestamp::from_millis(stream.log_time)), self.horizon);
        if let Some(event) = event {
            stream.note(IdentityHash::of(event));
        }
    }
}
