//! A wall clock that jumps.

use std::sync::Mutex;
use std::sync::PoisonError;

use kinhbac_domain::clock::Clock;
use kinhbac_domain::time::Timestamp;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use tokio::time::Instant;

/// Goes on with simulated time, from a point of the year that the seed chooses (near the changes
/// of clocks, of the month and of the day, too), and can be set forward and back.
#[derive(Debug)]
pub(crate) struct SimClock {
    started: Instant,
    at_start: Mutex<i64>,
}

impl SimClock {
    pub(crate) fn new(rng: &mut ChaCha8Rng) -> Self {
        let points = [
            "2026-04-04T13:50:00Z", // an hour before New Zealand's clocks go back
            "2026-09-26T13:50:00Z", // ten minutes before they go forward
            "2026-11-30T16:55:00Z", // the end of a month in Vietnam
            "2026-06-15T03:00:00Z",
        ];
        let start: Timestamp =
            points[rng.random_range(0..points.len())].parse().unwrap_or(Timestamp::MIN);
        let at = start.millis() + rng.random_range(0..3_600_000);
        Self { started: Instant::now(), at_start: Mutex::new(at) }
    }

    /// Sets it forward (back, if negative).
    pub(crate) fn jump(&self, millis: i64) {
        *self.at_start.lock().unwrap_or_else(PoisonError::into_inner) += millis;
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        let at = *self.at_start.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_millis(at.saturating_add(gone))
    }
}
