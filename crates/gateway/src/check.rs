//! What an event may say by itself, whatever the registry knows.

mod payload;
mod refusals;

use std::time::Duration;

use kinhbac_api::refusal::{Reason, shown};
use kinhbac_api::v1;
use kinhbac_domain::event::MAX_AMOUNT;
use kinhbac_domain::id::{EventId, SiteId, Source, UnitCode};
use kinhbac_domain::time::Timestamp;

pub(crate) use refusals::Refusals;

/// Within which bounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The most bytes of an event on the wire.
    pub(crate) max_event_bytes: usize,
    /// How far ahead of `now` a time may be.
    pub(crate) max_future: Duration,
    /// The wall clock's time.
    pub(crate) now: Timestamp,
}

/// Checks an event of `bytes` bytes, and rounds its decimals to those that are kept. Its time, if
/// it has a payload and all by which its place can be found.
pub(crate) fn event(
    event: &mut v1::Event,
    bytes: usize,
    limits: &Limits,
    refusals: &mut Refusals,
) -> Option<Timestamp> {
    if bytes > limits.max_event_bytes {
        let words = format!("has {bytes} bytes, at most {}", limits.max_event_bytes);
        refusals.add("event", Reason::TooLong, words);
    }
    refusals.name("id", &event.id, EventId::MAX_BYTES);
    let has_source = refusals.name("source", &event.source, Source::MAX_BYTES);
    let time = refusals.time("time", event.time, limits);
    if let Some(sequence) = event.sequence {
        refusals.count("sequence", sequence);
    }
    let may_be_placed = place(event, refusals);
    match &mut event.payload {
        Some(told) => payload::check(told, limits, refusals),
        None => {
            let words = "has no payload: give one, e.g. cameraCount";
            refusals.add("event", Reason::Required, words);
        }
    }
    time.filter(|_| has_source && may_be_placed && event.payload.is_some())
}

/// Whether what it says of its place can be looked up.
fn place(event: &v1::Event, refusals: &mut Refusals) -> bool {
    let site = event.site.is_empty() || refusals.name("site", &event.site, SiteId::MAX_BYTES);
    let unit = event.unit.is_empty() || refusals.name("unit", &event.unit, UnitCode::MAX_BYTES);
    let point = event.point.is_none_or(|point| {
        refusals.within("point.latitude", point.latitude, -90.0..=90.0)
            & refusals.within("point.longitude", point.longitude, -180.0..=180.0)
    });
    if event.resolved.is_some() {
        let words = "is filled in by the gateway: leave it out";
        refusals.add("resolved", Reason::NotAllowed, words);
    }
    site && unit && point
}

impl Refusals {
    /// A required instant, from 1970 to a little ahead of the clock.
    fn time(
        &mut self,
        field: &str,
        time: Option<kinhbac_api::wkt::Timestamp>,
        limits: &Limits,
    ) -> Option<Timestamp> {
        let Some(time) = time else {
            self.add(field, Reason::Required, "is missing: e.g. 2026-11-22T01:02:03Z");
            return None;
        };
        let Some(at) = time.millis().filter(|millis| *millis >= 0).map(Timestamp::from_millis)
        else {
            let words = "is before 1970 or no instant: e.g. 2026-11-22T01:02:03Z";
            self.add(field, Reason::OutOfRange, words);
            return None;
        };
        let most = limits.now.plus_millis(millis(limits.max_future));
        if at > most {
            let words = format!("{at} is after {most}: the clock here says {}", limits.now);
            self.add(field, Reason::InFuture, words);
            return None;
        }
        Some(at)
    }

    /// A count or number: 0 to 2^53.
    fn count(&mut self, field: impl std::fmt::Display, count: i64) {
        if !(0..=MAX_AMOUNT).contains(&count) {
            self.add(field, Reason::OutOfRange, format!("{count} is not in 0 to {MAX_AMOUNT}"));
        }
    }

    /// A name: 1 to `most` bytes without control characters. Whether it is one.
    fn name(&mut self, field: impl std::fmt::Display, name: &str, most: usize) -> bool {
        let (reason, words) = if name.is_empty() {
            (Reason::Required, "is missing".into())
        } else if name.len() > most {
            let words = format!("has {} bytes, at most {most}: {}", name.len(), shown(name));
            (Reason::TooLong, words)
        } else if name.chars().any(char::is_control) {
            (Reason::Malformed, format!("{} has control characters", shown(name)))
        } else {
            return true;
        };
        self.add(field, reason, words);
        false
    }

    /// A number within bounds; NaN is in none.
    fn within(&mut self, field: &str, value: f64, bounds: std::ops::RangeInclusive<f64>) -> bool {
        let is_within = bounds.contains(&value);
        if !is_within {
            let words = format!("{value} is not in {} to {}", bounds.start(), bounds.end());
            self.add(field, Reason::OutOfRange, words);
        }
        is_within
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}
