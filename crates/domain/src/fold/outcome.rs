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
    },
    /// Its identity stood in the partition before.
    Duplicate,
    /// It is too late: to the `late` topic with it.
    Late,
    /// It was folded before; nothing was done.
    Before,
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
