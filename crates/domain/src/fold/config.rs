//! What the fold is told once.

use crate::time::{Resolution, Timestamp, Zone};

/// What the fold is told once.
#[derive(Clone, Debug)]
pub struct FoldConfig {
    /// Where local days begin.
    pub zone: Zone,
    /// How far before log time cells are held in memory, milliseconds.
    pub memory_horizon: i64,
    /// How far before a record its identity is looked for, milliseconds of log time, counted in
    /// whole minutes; at most [`FoldConfig::LONGEST_DUPLICATE_HORIZON`].
    pub duplicate_horizon: i64,
    /// How far before log time a camera's or hotspot's event may lie, milliseconds.
    pub max_lateness: i64,
    /// How long cells are kept.
    pub retention: Retention,
    /// The most series held in memory.
    pub max_series: usize,
    /// The most identities held in memory.
    pub max_identities: usize,
    /// The most sources of a stream whose accepted sequence numbers are kept.
    pub max_sequence_sources: usize,
    /// The most ranges of accepted sequence numbers of a source that are kept, 16 bytes each.
    pub max_sequence_ranges: usize,
}

impl FoldConfig {
    /// The longest `duplicate_horizon`, milliseconds: 45 days, as many minutes as two bytes tell
    /// apart.
    pub const LONGEST_DUPLICATE_HORIZON: i64 = 45 * 86_400_000;

    /// The defaults of the configuration, for a zone.
    #[must_use]
    pub fn for_zone(zone: Zone) -> Self {
        Self {
            zone,
            memory_horizon: 10 * 60_000,
            duplicate_horizon: 15 * 60_000,
            max_lateness: 30 * 86_400_000,
            retention: Retention { minute: Some(90 * 86_400_000), ..Retention::FOR_EVER },
            max_series: 200_000,
            max_identities: 4_000_000,
            max_sequence_sources: 10_000,
            max_sequence_ranges: 1_024,
        }
    }
}

/// How long cells are kept, by resolution: milliseconds of log time after their bucket's end;
/// none: for ever. What is older is deleted from the store, so nothing may be folded into it: a
/// cell that began anew would tell a part for the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Minutes.
    pub minute: Option<i64>,
    /// Hours.
    pub hour: Option<i64>,
    /// Local days.
    pub day: Option<i64>,
}

impl Retention {
    /// Nothing is ever deleted.
    pub const FOR_EVER: Self = Self { minute: None, hour: None, day: None };

    /// A bucket of a resolution that ends at this instant or before is past its retention at a
    /// log time; none: no bucket ever is.
    #[must_use]
    pub fn past(&self, resolution: Resolution, log_time: Timestamp) -> Option<Timestamp> {
        let kept = match resolution {
            Resolution::Minute => self.minute,
            Resolution::Hour => self.hour,
            Resolution::Day => self.day,
            // Published figures are few, and asked for at any age.
            Resolution::Month | Resolution::Quarter | Resolution::Year => None,
        };
        kept.map(|millis| log_time.plus_millis(millis.saturating_neg()))
    }
}
