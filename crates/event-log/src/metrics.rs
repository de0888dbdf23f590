//! What the event log tells about itself.

use std::time::Duration;

use kinhbac_domain::ports::AppendError;
use kinhbac_domain::position::Topic;
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram};
use metrics::{gauge, histogram};

const APPEND_DURATION: &str = "kinhbac_log_append_duration_seconds";
const APPEND_FAILURES: &str = "kinhbac_log_append_failures_total";
const SYNC_DURATION: &str = "kinhbac_log_sync_duration_seconds";
const SYNC_RECORDS: &str = "kinhbac_log_sync_records";
const KEPT_BYTES: &str = "kinhbac_log_kept_bytes";
const TRIMMED_BYTES: &str = "kinhbac_log_trimmed_bytes_total";
const PRODUCERS_GIVEN_UP: &str = "kinhbac_log_producers_given_up_total";
const HEADERS_LEFT_OUT: &str = "kinhbac_log_headers_left_out_total";
const AVAILABLE: &str = "kinhbac_log_available";

/// Declares unit and help of each; call it once, after the recorder is installed.
pub fn describe() {
    describe_histogram!(
        APPEND_DURATION,
        Unit::Seconds,
        "From an append's call to its answer, waiting in the queue included."
    );
    describe_counter!(APPEND_FAILURES, Unit::Count, "Appends that were not taken, by reason.");
    describe_histogram!(SYNC_DURATION, Unit::Seconds, "One write and sync to disk.");
    describe_histogram!(SYNC_RECORDS, Unit::Count, "Records that shared one sync to disk.");
    describe_gauge!(KEPT_BYTES, Unit::Bytes, "Bytes of records kept, before compression.");
    describe_counter!(
        TRIMMED_BYTES,
        Unit::Bytes,
        "Bytes of records dropped: by their age, or before it for want of room."
    );
    describe_counter!(
        PRODUCERS_GIVEN_UP,
        Unit::Count,
        "Times that Kafka gave no answer in time and a new producer was begun."
    );
    describe_counter!(
        HEADERS_LEFT_OUT,
        Unit::Count,
        "Records read without their headers, whose names are no text."
    );
    describe_gauge!(AVAILABLE, Unit::Count, "1 while the log takes records, 0 while it does not.");
}

/// An append was answered.
pub(crate) fn append_answered(topic: Topic, took: Duration) {
    histogram!(APPEND_DURATION, "topic" => topic.name()).record(took);
}

/// An append was refused.
pub(crate) fn append_failed(error: &AppendError) {
    let reason = match error {
        AppendError::Full(_) => "full",
        AppendError::Unavailable(_) => "unavailable",
        AppendError::TooLarge { .. } => "too_large",
        AppendError::Unknown(_) => "unknown",
    };
    counter!(APPEND_FAILURES, "reason" => reason).increment(1);
}

/// Records are on disk for good.
pub(crate) fn synced(records: u64, took: Duration) {
    histogram!(SYNC_DURATION).record(took);
    // A group of records is far below 2^53.
    histogram!(SYNC_RECORDS).record(records as f64);
}

/// A topic keeps so many bytes.
pub(crate) fn kept(topic: Topic, bytes: u64) {
    gauge!(KEPT_BYTES, "topic" => topic.name()).set(bytes as f64);
}

/// Why records were dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dropped {
    /// They were as old as they are kept.
    Old,
    /// Others needed the room, and these were released.
    ForRoom,
}

impl Dropped {
    /// The name in metrics and messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Old => "age",
            Self::ForRoom => "room",
        }
    }
}

/// A topic dropped so many bytes.
pub(crate) fn trimmed(topic: Topic, why: Dropped, bytes: u64) {
    counter!(TRIMMED_BYTES, "topic" => topic.name(), "reason" => why.name()).increment(bytes);
}

/// A producer was given up and another begun.
#[cfg(feature = "kafka")]
pub(crate) fn producer_given_up() {
    counter!(PRODUCERS_GIVEN_UP).increment(1);
}

/// A record's headers could not be read.
#[cfg(feature = "kafka")]
pub(crate) fn headers_left_out(topic: Topic) {
    counter!(HEADERS_LEFT_OUT, "topic" => topic.name()).increment(1);
}

/// The log takes records, or not.
pub(crate) fn available(yes: bool) {
    gauge!(AVAILABLE).set(if yes { 1.0 } else { 0.0 });
}
