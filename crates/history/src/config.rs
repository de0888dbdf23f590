//! The bounds of an answer.

use std::time::Duration;

/// What an answer may take, in count, memory and time, and what it must know of other roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The most rows of an answer.
    pub max_rows: u64,
    /// Rows in one message of an answer.
    pub rows_per_message: usize,
    /// The longest that an answer may take, with the time that its reader needs.
    pub max_duration: Duration,
    /// The longest that a reader may leave a message of its answer where it is.
    pub max_stall: Duration,
    /// The most queries that are answered at a time; more wait.
    pub max_queries: usize,
    /// The most queries that wait until others are answered; more are told to try again.
    pub max_queued: usize,
    /// The longest that a query waits for that; then it is told to try again.
    pub max_queued_for: Duration,
    /// After how long a reader that leaves its answer where it is counts as slow, and lets others
    /// be answered until it reads on.
    pub slow_after: Duration,
    /// The most slow readers; of more, answers end that are not read for a second.
    pub max_slow: usize,
    /// The most series (site, device, label) that a question which must know them all may touch.
    pub max_series: usize,
    /// How many cells of devices a query aims to hold at a time.
    pub cells_at_once: usize,
    /// How many cells of devices a query may hold where there are more than it reckoned with.
    pub max_cells: usize,
    /// The most places that are read together.
    pub places_at_once: usize,
    /// The most events of an answer.
    pub max_events: u64,
    /// How far in the future of its appending an event's time may be, as the gateway has it.
    pub max_future: Duration,
    /// How far back the same identity is a duplicate, by log time, as the fold has it.
    pub duplicate_horizon: Duration,
    /// How late an event may be and still be counted, by log time, as the fold has it.
    pub max_lateness: Duration,
    /// How old a record must be, at least, for the log to drop it.
    pub log_retention: Duration,
    /// How often progress is read for those who wait until something is stored.
    pub poll_every: Duration,
    /// The longest that anybody waits until something is stored.
    pub max_wait: Duration,
    /// The most who wait at a time; more are told to try again.
    pub max_waiting: usize,
    /// The most positions that one may wait for.
    pub max_positions: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            max_rows: 5_000_000,
            rows_per_message: 1_000,
            max_duration: Duration::from_secs(600),
            max_stall: Duration::from_secs(30),
            max_queries: 16,
            max_queued: 64,
            max_queued_for: Duration::from_secs(5),
            slow_after: Duration::from_millis(100),
            max_slow: 16,
            max_series: 500_000,
            cells_at_once: 200_000,
            max_cells: 2_000_000,
            places_at_once: 64,
            max_events: 1_000_000,
            max_future: Duration::from_secs(5 * 60),
            duplicate_horizon: Duration::from_secs(15 * 60),
            max_lateness: Duration::from_secs(30 * 24 * 3600),
            log_retention: Duration::from_secs(7 * 24 * 3600),
            poll_every: Duration::from_millis(50),
            max_wait: Duration::from_secs(600),
            max_waiting: 256,
            max_positions: 10_000,
        }
    }
}
