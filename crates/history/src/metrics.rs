//! What this crate counts.

use std::time::Duration;

use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};

const QUERY_DURATION: &str = "kinhbac_query_duration_seconds";
const QUERY_ROWS: &str = "kinhbac_query_rows_total";
const EVENTS_TOLD: &str = "kinhbac_query_events_total";

/// Declares the metrics: unit and help. Called once, when the recorder stands.
pub fn describe() {
    describe_histogram!(
        QUERY_DURATION,
        Unit::Seconds,
        "From a question to the last row or event of its answer, by outcome."
    );
    describe_counter!(EVENTS_TOLD, Unit::Count, "Events told from the log to who asked for them.");
    describe_counter!(QUERY_ROWS, Unit::Count, "Rows answered from stored series.");
}

/// A question is done with.
pub(crate) fn query_done(outcome: &'static str, took: Duration) {
    histogram!(QUERY_DURATION, "outcome" => outcome).record(took);
}

/// Rows were sent.
pub(crate) fn rows_sent(rows: usize) {
    counter!(QUERY_ROWS).increment(rows as u64);
}

/// Events were sent.
pub(crate) fn events_sent(events: usize) {
    counter!(EVENTS_TOLD).increment(events as u64);
}
