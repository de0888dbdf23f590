//! What the fold is told once.

use crate::time::Zone;

/// What the fold is told once.
#[derive(Clone, Debug)]
pub struct FoldConfig {
    /// Where local days begin.
    pub zone: Zone,
    /// How far before log time cells are held in memory, milliseconds.
    pub memory_horizon: i64,
    /// How far before a record its identity is looked for, milliseconds of log time, counted in
    /// whole minutes.
    pub duplicate_horizon: i64,
    /// How far before log time a camera's or hotspot's event may lie, milliseconds.
    pub max_lateness: i64,
    /// The most series held in memory.
    pub max_series: usize,
    /// The most identities held in memory.
    pub max_identities: usize,
}

impl FoldConfig {
    /// The defaults of the configuration, for a zone.
    #[must_use]
    pub fn for_zone(zone: Zone) -> Self {
        Self {
            zone,
            memory_horizon: 10 * 60_000,
            duplicate_horizon: 15 * 60_000,
            max_lateness: 30 * 86_400_000,
            max_series: 200_000,
            max_identities: 4_000_000,
        }
    }
}
