//! A clock that begins at another time, and may run faster.

use std::str::FromStr;
use std::sync::Arc;

use kinhbac_domain::clock::Clock;
use kinhbac_domain::time::{Timestamp, Zone};

/// Runs from a given instant, so many times as fast as another clock. A server that is given one
/// lives in that time: what is told to it by the same clock is never in its future.
pub struct PlayedClock {
    real: Arc<dyn Clock>,
    begun: Timestamp,
    first: Timestamp,
    speed: i64,
}

impl PlayedClock {
    /// Shows `first` now, and goes on `speed` times as fast as `real`.
    #[must_use]
    pub fn new(real: Arc<dyn Clock>, first: Timestamp, speed: u32) -> Self {
        let begun = real.now();
        Self { real, begun, first, speed: speed.into() }
    }
}

impl Clock for PlayedClock {
    fn now(&self) -> Timestamp {
        let gone = self.real.now().millis_since(self.begun);
        self.first.plus_millis(gone.saturating_mul(self.speed))
    }
}

/// An hour and a minute of a local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOfDay {
    minutes: i64,
}

impl TimeOfDay {
    /// When it was that time last, at `now` or before.
    #[must_use]
    pub fn last(self, zone: &Zone, now: Timestamp) -> Timestamp {
        let today = zone.date(now);
        let of = |day| zone.day_start(day).plus_millis(60_000 * self.minutes);
        let at = of(today);
        // There is a day before today, but for the first one of all.
        if at > now { today.yesterday().map_or(at, of) } else { at }
    }
}

/// `HH:MM`.
impl FromStr for TimeOfDay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str, most: i64| -> Option<i64> {
            let is_two_digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
            text.parse().ok().filter(|n| is_two_digits && *n <= most)
        };
        let parsed = text.split_once(':').and_then(|(hour, minute)| {
            Some(Self { minutes: number(hour, 23)? * 60 + number(minute, 59)? })
        });
        parsed.ok_or_else(|| "no time of day: write e.g. 06:30".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    struct Hand(Mutex<Timestamp>);

    impl Clock for Hand {
        fn now(&self) -> Timestamp {
            *self.0.lock().unwrap()
        }
    }

    #[test]
    fn a_played_clock_begins_where_it_is_told_and_runs_faster() {
        let real = Arc::new(Hand(Mutex::new(Timestamp::from_seconds(1_000))));
        let clock = PlayedClock::new(real.clone(), Timestamp::from_seconds(50), 60);
        assert_eq!(clock.now(), Timestamp::from_seconds(50));
        *real.0.lock().unwrap() = Timestamp::from_millis(1_000_500);
        assert_eq!(clock.now(), Timestamp::from_seconds(80));
    }

    #[test]
    fn a_time_of_day_is_todays_or_yesterdays() {
        let zone = Zone::named("Asia/Ho_Chi_Minh").unwrap();
        let at: TimeOfDay = "06:30".parse().unwrap();
        let last = |now: &str| zone.print(at.last(&zone, now.parse().unwrap()));
        assert_eq!(last("2026-11-22T06:30:00+07:00"), "2026-11-22T06:30:00+07:00");
        assert_eq!(last("2026-11-22T06:29:59+07:00"), "2026-11-21T06:30:00+07:00");
        for wrong in ["6:30", "24:00", "06:60", "0630", "", "+6:30"] {
            assert!(wrong.parse::<TimeOfDay>().is_err(), "{wrong}");
        }
    }
}
