//! The identities of recent records: the same identity twice is one event.
//!
//! A record is a duplicate if its identity stands in its partition within the horizon before it,
//! by log time, whether or not that record was one itself. Log time is cut into whole minutes, so
//! that an identity costs 20 bytes and is dropped with its minute. The decision depends on the
//! records within the horizon alone: whoever reads them again decides the same.

use std::hash::{BuildHasherDefault, Hash, Hasher};

use hashbrown::HashMap;
use xxhash_rust::xxh3::Xxh3;

use super::{Blocked, Logged};
use crate::event::Event;
use crate::position::Stream;
use crate::time::Timestamp;

const MINUTE: i64 = 60_000;

/// 128 bits of xxh3 over source and id: among ten million identities in memory the chance that
/// any two share one is below 10^-24.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct IdentityHash([u32; 4]);

impl IdentityHash {
    fn of(event: &Event) -> Self {
        let mut hasher = Xxh3::new();
        hasher.update(event.source.as_str().as_bytes());
        // No source has a control character in it.
        hasher.update(&[0]);
        hasher.update(event.id.as_str().as_bytes());
        let hash = hasher.digest128();
        Self([hash as u32, (hash >> 32) as u32, (hash >> 64) as u32, (hash >> 96) as u32])
    }
}

impl Hash for IdentityHash {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(u64::from(self.0[0]) << 32 | u64::from(self.0[1]));
    }
}

/// The table needs no second hash of a hash.
#[derive(Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Identities of one stream, each with the minute of log time that it was last seen in.
#[derive(Debug, Default)]
struct StreamIdentities {
    seen: HashMap<IdentityHash, u32, BuildHasherDefault<AsItIs>>,
    newest: u32,
    log_time: i64,
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
        let minutes = horizon_millis.max(0).div_euclid(MINUTE)
            + i64::from(horizon_millis.rem_euclid(MINUTE) > 0);
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
        let oldest = minute.saturating_sub(self.horizon);
        let seen = self.streams[stream as usize].seen.get(&hash);
        Looked { stream, hash, minute, duplicate: seen.is_some_and(|at| *at >= oldest) }
    }

    /// Takes in what was looked up.
    pub(super) fn insert(&mut self, looked: Looked) -> Result<(), Blocked> {
        let Looked { stream, hash, minute, duplicate } = looked;
        self.forget_before(stream, minute);
        if !duplicate && self.len() >= self.limit {
            return Err(Blocked::IdentitiesFull);
        }
        self.streams[stream as usize].seen.insert(hash, minute);
        Ok(())
    }

    /// Takes in a record that was folded before, at its own log time.
    pub(super) fn remember(&mut self, logged: Logged, event: Option<&Event>) {
        let stream = &mut self.streams[logged.stream as usize];
        stream.log_time = stream.log_time.max(logged.appended_at.millis());
        let minute = minute_of(Timestamp::from_millis(stream.log_time));
        stream.newest = minute;
        if let Some(event) = event {
            stream.seen.insert(IdentityHash::of(event), minute);
        }
    }

    fn forget_before(&mut self, stream: Stream, minute: u32) {
        let stream = &mut self.streams[stream as usize];
        if minute > stream.newest {
            stream.newest = minute;
            let oldest = minute.saturating_sub(self.horizon);
            stream.seen.retain(|_, at| *at >= oldest);
        }
    }
}
