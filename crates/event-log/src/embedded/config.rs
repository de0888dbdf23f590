//! How the embedded log is set up.

use std::path::PathBuf;
use std::time::Duration;

use kinhbac_domain::position::Topic;

/// Smaller segments would cost more than they hold.
const LEAST_SEGMENT_BYTES: u64 = 64 << 10;

/// How the embedded log is set up.
#[derive(Clone, Debug)]
pub struct EmbeddedLogConfig {
    /// The folder; it is created if it is not there. One process at a time has it.
    pub dir: PathBuf,
    /// How many partitions each topic has, from 1 to 4096; fixed when the folder is created.
    pub partitions: u32,
    /// How long the records of input topics are kept, and longer where they are not yet released;
    /// zero: for ever. Shorter where [`Self::max_bytes`] or [`Self::min_free_bytes`] is met.
    pub retention: Duration,
    /// How long the records of `cells` are kept; zero: for ever.
    pub cells_retention: Duration,
    /// The most bytes of a record's key, value and headers; at most 64 MiB.
    pub max_record_bytes: usize,
    /// The most bytes of records kept, before compression; fjall's journal, at most 256 MiB, comes
    /// on top. 0: no limit. At it the oldest released records go, however young. Where none are,
    /// appends to input topics are refused as full, those to the aggregator's when
    /// [`Self::reserve_bytes`] are full too.
    pub max_bytes: u64,
    /// What the aggregator's topics have beyond [`Self::max_bytes`]: it writes before it commits
    /// and releases, so without room for that a full log would stay full. As input is refused
    /// meanwhile, they need what is written between two releases: about 580 bytes an event of the
    /// demo, so the default of 1 GiB is enough for 1.8 million events, 18 s at 100,000 a second.
    pub reserve_bytes: u64,
    /// Bytes of the disk that are left free: below it the oldest released records go, however
    /// young, and appends to input topics are refused as full. Half of it is the reserve of the
    /// aggregator's topics; the other half is left to the store.
    pub min_free_bytes: u64,
    /// A segment is closed when it has so many bytes, or a 64th of [`Self::max_bytes`] if that is
    /// less. Segments are what is trimmed, whole.
    pub segment_bytes: u64,
    /// A segment's newest records are held in memory up to so many bytes.
    pub memtable_bytes: u64,
    /// Bytes of memory for blocks that were read.
    pub cache_bytes: u64,
    /// The most bytes of records that wait to be written; beyond it `append` waits.
    pub queue_bytes: usize,
    /// How often records that are too old are trimmed.
    pub trim_every: Duration,
    #[cfg(test)]
    pub(super) faults: std::sync::Arc<super::faults::Faults>,
}

impl EmbeddedLogConfig {
    /// The default set-up in a folder.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        const DAY: Duration = Duration::from_secs(24 * 3600);
        Self {
            dir: dir.into(),
            partitions: 12,
            retention: 7 * DAY,
            cells_retention: DAY,
            max_record_bytes: 1 << 20,
            max_bytes: 0,
            reserve_bytes: 1 << 30,
            min_free_bytes: 256 << 20,
            segment_bytes: 256 << 20,
            memtable_bytes: 4 << 20,
            cache_bytes: 2 << 20,
            queue_bytes: 64 << 20,
            trim_every: Duration::from_secs(60),
            #[cfg(test)]
            faults: std::sync::Arc::default(),
        }
    }

    /// How long a topic's records are kept, in milliseconds; none: for ever.
    pub(super) fn retention_millis(&self, topic: Topic) -> Option<i64> {
        let retention = match topic {
            Topic::Cells => self.cells_retention,
            Topic::Input(_) | Topic::Alerts | Topic::Late | Topic::DeadLetter => self.retention,
        };
        (!retention.is_zero()).then(|| i64::try_from(retention.as_millis()).unwrap_or(i64::MAX))
    }

    /// How large a segment gets before it is closed, in bytes. Those that are appended to can't be
    /// trimmed, so all topics' together must be a small part of what is kept.
    pub(super) fn segment_limit(&self) -> u64 {
        match self.max_bytes {
            0 => self.segment_bytes,
            most => self.segment_bytes.min((most / 64).max(LEAST_SEGMENT_BYTES)),
        }
    }

    /// How old a segment gets before it is closed, in milliseconds: an eighth of the retention, so
    /// that little is kept longer for its neighbours' sake, and a day at most.
    pub(super) fn segment_millis(&self, topic: Topic) -> i64 {
        const DAY_MILLIS: i64 = 24 * 3600 * 1000;
        self.retention_millis(topic).map_or(DAY_MILLIS, |r| (r / 8).clamp(1, DAY_MILLIS))
    }

    /// What is wrong with it.
    pub(super) fn fault(&self) -> Option<String> {
        if !(1..=4096).contains(&self.partitions) {
            return Some(format!("{} partitions are not from 1 to 4096", self.partitions));
        }
        let most = 64 << 20;
        (self.max_record_bytes > most).then(|| {
            format!("records of {} bytes are more than the {most} possible", self.max_record_bytes)
        })
    }
}
