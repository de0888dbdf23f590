//! What can be set.

use std::time::Duration;

use kinhbac_domain::time::Resolution;

/// Settings of the live role.
#[derive(Clone, Debug)]
pub struct Config {
    /// Screens at once; more are refused.
    pub max_watchers: usize,
    /// Bytes that wait for one screen's client at once.
    pub max_watcher_bytes: usize,
    /// Bytes of letters that are kept for several screens at once; beyond it each is told by itself.
    pub max_shared_bytes: usize,
    /// After how long without taking anything a screen's stream is ended.
    pub stall_timeout: Duration,
    /// At which age a stream is ended with a token, or up to a quarter earlier, so that screens
    /// spread again over replicas; never where none.
    pub max_age: Option<Duration>,
    /// How long after its end a bucket is said to be closed.
    pub grace: Duration,
    /// Which buckets are held whole in memory, unless that is too many cells.
    pub recent: Recent,
    /// How often the store is asked how far it stands.
    pub progress_every: Duration,
    /// How long a change of an old bucket stays in memory after the store has it: longer than the
    /// slowest rate of a screen, so that none has to ask the store for it.
    pub keep: Duration,
    /// Cells in memory beyond which those that were asked for longest ago go as soon as the store
    /// has them; about 300 bytes each, 500 where they are spread over as many labels.
    pub max_cells: usize,
    /// Cells that are read from the store together for one screen. A question that needs more of one
    /// bucket is refused.
    pub max_read: usize,
    /// How long a resuming screen is kept waiting for the view to reach its token.
    pub resume_wait: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            max_watchers: 10_000,
            max_watcher_bytes: 1 << 20,
            max_shared_bytes: 64 << 20,
            stall_timeout: Duration::from_secs(30),
            max_age: None,
            grace: Duration::from_secs(10),
            recent: Recent::default(),
            progress_every: Duration::from_secs(1),
            keep: Duration::from_secs(120),
            max_cells: 1_500_000,
            max_read: 500_000,
            resume_wait: Duration::from_secs(5),
        }
    }
}

/// How many buckets are held whole in memory, the open one included; at least 1 each.
#[derive(Clone, Copy, Debug)]
pub struct Recent {
    /// Minutes.
    pub minutes: u32,
    /// Hours.
    pub hours: u32,
    /// Days.
    pub days: u32,
}

impl Default for Recent {
    fn default() -> Self {
        Self { minutes: 5, hours: 3, days: 2 }
    }
}

impl Recent {
    /// How many of a resolution.
    pub(crate) fn of(self, resolution: Resolution) -> u32 {
        match resolution {
            Resolution::Minute => self.minutes,
            Resolution::Hour => self.hours,
            _ => self.days,
        }
    }
}
