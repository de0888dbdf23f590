//! How long things took: from when an event was due to its acknowledgement, and to its arrival at
//! a screen.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kinhbac_api::v1;
use kinhbac_domain::sketch::QuantileSketch;
use tokio::time::Instant;

use super::producer::Sent;
use crate::output::json::Object;
use crate::publish::sender::{Answers, Item};

/// Acknowledged events of a device that are remembered, for the slowest screen.
const REMEMBERED: usize = 4_096;

/// Everything measured; shared by the publisher and the watchers.
#[derive(Default)]
pub struct Measured(Mutex<State>);

#[derive(Default)]
struct State {
    accepted: u64,
    duplicate: u64,
    rejected: u64,
    /// Microseconds.
    acks: QuantileSketch,
    /// Microseconds.
    receipts: QuantileSketch,
    /// Milliseconds.
    tellings: QuantileSketch,
    /// Of each device that a screen shows: its events by offset.
    pending: HashMap<String, VecDeque<(i64, Instant)>>,
    first_refusal: Option<String>,
}

/// What a run comes to.
#[derive(Clone, Copy, Debug)]
pub struct Totals {
    /// Events made.
    pub published: u64,
    /// From the first event to the last answer.
    pub took: Duration,
    /// Screens.
    pub watchers: usize,
}

impl Measured {
    /// Says that a screen shows these devices, so that their receipts are measured.
    pub fn expect(&self, sources: impl IntoIterator<Item = String>) {
        let mut state = self.lock();
        for source in sources {
            state.pending.entry(source).or_default();
        }
    }

    /// A screen that had seen a device up to a version has now seen it up to another.
    pub fn seen(&self, source: &str, before: i64, version: i64) {
        let now = Instant::now();
        let mut state = self.lock();
        let State { pending, receipts, .. } = &mut *state;
        let Some(events) = pending.get(source) else { return };
        let newest_first = events.iter().rev().take_while(|(offset, _)| *offset > before);
        for (_, due) in newest_first.filter(|(offset, _)| *offset <= version) {
            receipts.add(micros(now - *due), 1);
        }
    }

    /// A screen got what it was told so many milliseconds ago.
    pub fn told(&self, millis: i64) {
        self.lock().tellings.add(millis.max(0), 1);
    }

    /// The first refusal, if there was any.
    #[must_use]
    pub fn first_refusal(&self) -> Option<String> {
        self.lock().first_refusal.clone()
    }

    /// The closing line.
    #[must_use]
    pub fn line(&self, totals: Totals) -> String {
        let state = self.lock();
        let seconds = totals.took.as_secs_f64();
        let round = |value: f64| (value * 1_000.0).round() / 1_000.0;
        let millis = |sketch: &QuantileSketch, q| match sketch.quantile(q) {
            Some(micros) => round(micros / 1_000.0),
            None => f64::NAN,
        };
        Object::default()
            .whole("published", totals.published)
            .whole("accepted", state.accepted)
            .whole("rejected", state.rejected)
            .number("seconds", round(seconds))
            .number("rate", round(state.accepted as f64 / seconds.max(1e-9)))
            .number("ack_p50_ms", millis(&state.acks, 0.5))
            .number("ack_p99_ms", millis(&state.acks, 0.99))
            .whole("watchers", totals.watchers as u64)
            .number("receipt_p50_ms", millis(&state.receipts, 0.5))
            .number("receipt_p99_ms", millis(&state.receipts, 0.99))
            .number("beat_p50_ms", state.tellings.quantile(0.5).map_or(f64::NAN, round))
            .number("beat_p99_ms", state.tellings.quantile(0.99).map_or(f64::NAN, round))
            .line()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Counts and queues are whole whoever panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answers<Sent> for &Measured {
    fn answered(&mut self, item: Item<Sent>, result: v1::PublishResult) {
        let now = Instant::now();
        let mut state = self.lock();
        match result.outcome() {
            v1::Outcome::Accepted => state.accepted += 1,
            v1::Outcome::Duplicate => state.duplicate += 1,
            _ => {
                state.rejected += 1;
                let first = result.violations.first();
                let words = first.map(|v| format!("{}: {}: {}", v.field, v.reason, v.description));
                state.first_refusal = state.first_refusal.take().or(words);
                return;
            }
        }
        state.acks.add(micros(now - item.note.due), 1);
        if let Some(position) = result.position
            && let Some(events) = state.pending.get_mut(&item.event.source)
        {
            events.push_back((position.offset, item.note.due));
            if events.len() > REMEMBERED {
                events.pop_front();
            }
        }
    }

    fn trouble(&mut self, words: &str) {
        eprintln!("{words}; trying again");
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(measured: &Measured, offset: i64, due: Instant) {
        let mut answers = measured;
        let event = v1::Event { source: "camera/1".into(), ..Default::default() };
        let position = Some(v1::Position { stream: "camera".into(), partition: 0, offset });
        let outcome = v1::Outcome::Accepted.into();
        let result = v1::PublishResult { outcome, position, violations: vec![] };
        answers.answered(Item { event, note: Sent { due } }, result);
    }

    #[test]
    fn each_event_is_seen_once_by_a_screen_and_the_line_has_the_agreed_keys() {
        let measured = Measured::default();
        measured.expect(["camera/1".to_owned()]);
        let due = Instant::now();
        for offset in 0..4 {
            answer(&measured, offset, due);
        }
        measured.seen("camera/1", -1, 2);
        measured.seen("camera/1", 2, 3);
        assert_eq!(measured.lock().receipts.weight(), 4);
        let totals = Totals { published: 4, took: Duration::from_secs(2), watchers: 1 };
        let line: serde_json::Value = serde_json::from_str(&measured.line(totals)).unwrap();
        assert_eq!(line["accepted"], 4);
        assert_eq!(line["rate"], 2);
        let keys: Vec<_> = line.as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys.len(), 12, "{keys:?}");
    }
}
