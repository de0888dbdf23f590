//! What goes into the fold beside events, and what it answers.

use crate::cell::CellKey;
use crate::ports::IncidentKey;
use crate::position::{Offset, Stream};
use crate::time::Timestamp;

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    /// It was counted.
    Counted {
        /// Readings of cumulative counters that were older than the last one, and set aside.
        stale_readings: u32,
        /// Whether its cells had left memory: a late event, restated.
        restated: bool,
        /// What of it came too late for cells that are kept for a time only.
        expired: Expired,
        /// What was forgotten of the accepted sequence numbers to take its own in.
        forgotten: Option<Forgotten>,
    },
    /// Its identity stood in the partition before.
    Duplicate,
    /// It is too late: to the `late` topic with it.
    Late,
    /// It was folded before; nothing was done.
    Before,
}

/// How much of a counted event is past its retention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expired {
    /// Nothing: it counts in all its buckets.
    #[default]
    Nothing,
    /// It counts in its longer buckets only.
    Buckets,
    /// So too, and of its sign of life the seconds in such minutes were set aside, in hours and
    /// days too: without the minute nobody knows whether they were told before.
    Sign,
}

/// What a bound made the fold forget of the sequence numbers that it had accepted. A number that
/// is forgotten is new when it comes again, unless the event's identity says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgotten {
    /// The lowest range of the event's source.
    Range,
    /// The source of the stream that had nothing accepted for the longest time.
    Source,
}

/// A record could not be folded now; nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Blocked {
    /// Something of the store is needed: see [`Fold::wants`](super::Fold::wants).
    #[error("something of the store is needed")]
    Missing,
    /// The bound on series is reached: commit, then [`Fold::make_room`](super::Fold::make_room).
    #[error("the bound on series in memory is reached")]
    SeriesFull,
    /// The bound on identities is reached: only a greater bound helps.
    #[error("the bound on identities is reached")]
    IdentitiesFull,
}

/// What events need from the store before they can be folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wants {
    /// Cells that may be stored.
    pub cells: Vec<CellKey>,
    /// Incidents that may have been counted.
    pub incidents: Vec<IncidentKey>,
}

/// A record's coordinates, as the fold needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logged {
    /// The stream.
    pub stream: Stream,
    /// The offset.
    pub offset: Offset,
    /// When the log took it.
    pub appended_at: Timestamp,
}
