//! Whether an event is in its cells: decided as the fold does, from what was read so far.
//!
//! The fold knows all that stands in the partition before a record, this only the events that
//! were asked for. That is enough for an event that is sent again as it was, for it has the same
//! place and time.

use std::collections::HashMap;
use std::time::Duration;

use kinhbac_domain::event::Event;
use kinhbac_domain::id::{EventId, Source};
use kinhbac_domain::ports::SequenceRanges;
use kinhbac_domain::position::Stream;
use kinhbac_domain::time::Timestamp;

use crate::config::Config;

/// The fold cuts log time into minutes.
const MINUTE: i64 = 60_000;

/// It is in its cells.
const COUNTED: &str = "";
const DUPLICATE: &str = "duplicate";
const LATE: &str = "late";

/// What was read so far of a stream of a partition.
#[derive(Debug)]
pub(super) struct Verdicts {
    log_time: Timestamp,
    /// Minutes.
    duplicate_horizon: i64,
    /// Milliseconds; none for a stream without such a limit.
    max_lateness: Option<i64>,
    /// The minute in which each was last seen, within the horizon.
    seen: HashMap<(Source, EventId), i64>,
    numbers: HashMap<Source, SequenceRanges>,
}

impl Verdicts {
    pub(super) fn new(stream: Stream, config: &Config) -> Self {
        let max_lateness = stream.has_lateness_limit().then(|| millis(config.max_lateness));
        let horizon = millis(config.duplicate_horizon);
        Self {
            log_time: Timestamp::MIN,
            duplicate_horizon: horizon / MINUTE + i64::from(horizon % MINUTE > 0),
            max_lateness,
            seen: HashMap::new(),
            numbers: HashMap::new(),
        }
    }

    /// Log time with a record that was appended at an instant.
    pub(super) fn log_time_with(&mut self, appended_at: Timestamp) -> Timestamp {
        let before = minute(self.log_time);
        self.log_time = self.log_time.max(appended_at);
        if minute(self.log_time) > before {
            let oldest = self.oldest_minute();
            self.seen.retain(|_, seen| *seen >= oldest);
        }
        self.log_time
    }

    /// Why an event is in no cell; empty where it is counted.
    pub(super) fn of(&mut self, event: &Event, log_time: Timestamp) -> &'static str {
        let identity = (event.source.clone(), event.id.clone());
        let seen = self.seen.insert(identity, minute(log_time));
        if seen.is_some_and(|seen| seen >= self.oldest_minute()) || self.has_number(event) {
            return DUPLICATE;
        }
        if self.max_lateness.is_some_and(|most| log_time.millis_since(event.time) > most) {
            return LATE;
        }
        if let Some(number) = event.sequence {
            self.numbers.entry(event.source.clone()).or_default().insert(number);
        }
        COUNTED
    }

    fn has_number(&self, event: &Event) -> bool {
        let numbers = self.numbers.get(&event.source);
        event.sequence.is_some_and(|number| numbers.is_some_and(|n| n.contains(number)))
    }

    fn oldest_minute(&self) -> i64 {
        minute(self.log_time) - self.duplicate_horizon
    }
}

fn minute(at: Timestamp) -> i64 {
    at.millis().div_euclid(MINUTE)
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}
