//! The aggregator's metrics.

use kinhbac_domain::fold::Forgotten;
use kinhbac_domain::position::{PartitionIndex, Stream, Topic};
use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};

/// Declares units and help once.
pub fn describe() {
    describe_histogram!(
        "kinhbac_event_lag_seconds",
        Unit::Seconds,
        "From an event's append to the log to its cells' publication."
    );
    describe_gauge!("kinhbac_log_lag_records", "Records appended and not yet folded.");
    describe_gauge!(
        "kinhbac_log_half_of_retention",
        "1 where records that are not stored are older than half of what the log keeps."
    );
    describe_counter!(
        "kinhbac_late_events_total",
        "Late events by what was done: restated (their cells had left memory), set_aside (to the \
         topic late), expired (counted, but not in buckets past their retention), sign_set_aside \
         (so too, and seconds of their sign of life were left out)."
    );
    describe_counter!(
        "kinhbac_duplicate_events_total",
        "Records whose identity stood in the log before."
    );
    describe_counter!(
        "kinhbac_sequences_forgotten_total",
        "Times that a bound made accepted sequence numbers be forgotten: a source's lowest range \
         (bound ranges) or a whole source (bound sources)."
    );
    describe_counter!("kinhbac_dead_letters_total", "Records that could not be folded, by reason.");
    describe_counter!(
        "kinhbac_stale_readings_total",
        "Readings of cumulative counters that were older than the last one, and set aside."
    );
    describe_gauge!("kinhbac_cells_open", "Cells in memory, by partition.");
    describe_gauge!("kinhbac_identities_open", "Identities in memory, by partition.");
    describe_counter!("kinhbac_cells_published_total", "Changed cells put on the topic cells.");
    describe_counter!(
        "kinhbac_series_evicted_total",
        "Series let go from memory because the bound on series was reached."
    );
}

pub(crate) fn event_lag(seconds: f64) {
    histogram!("kinhbac_event_lag_seconds").record(seconds);
}

pub(crate) fn log_lag(partition: PartitionIndex, stream: Stream, records: i64) {
    let topic = Topic::Input(stream).name();
    gauge!("kinhbac_log_lag_records", "topic" => topic, "partition" => partition.to_string())
        .set(records as f64);
}

pub(crate) fn half_of_retention(partition: PartitionIndex, stream: Stream, is_behind: bool) {
    let topic = Topic::Input(stream).name();
    gauge!("kinhbac_log_half_of_retention", "topic" => topic, "partition" => partition.to_string())
        .set(f64::from(u8::from(is_behind)));
}

pub(crate) fn late_restated() {
    counter!("kinhbac_late_events_total", "disposition" => "restated").increment(1);
}

pub(crate) fn late_set_aside() {
    counter!("kinhbac_late_events_total", "disposition" => "set_aside").increment(1);
}

pub(crate) fn late_expired() {
    counter!("kinhbac_late_events_total", "disposition" => "expired").increment(1);
}

pub(crate) fn late_sign_set_aside() {
    counter!("kinhbac_late_events_total", "disposition" => "sign_set_aside").increment(1);
}

pub(crate) fn sequences_forgotten(forgotten: Forgotten) {
    let bound = match forgotten {
        Forgotten::Range => "ranges",
        Forgotten::Source => "sources",
    };
    counter!("kinhbac_sequences_forgotten_total", "bound" => bound).increment(1);
}

pub(crate) fn duplicate() {
    counter!("kinhbac_duplicate_events_total").increment(1);
}

pub(crate) fn dead_letter(reason: &'static str) {
    counter!("kinhbac_dead_letters_total", "reason" => reason).increment(1);
}

pub(crate) fn stale_readings(count: u32) {
    counter!("kinhbac_stale_readings_total").increment(count.into());
}

pub(crate) fn memory(partition: PartitionIndex, cells: usize, identities: usize) {
    let partition = partition.to_string();
    gauge!("kinhbac_cells_open", "partition" => partition.clone()).set(cells as f64);
    gauge!("kinhbac_identities_open", "partition" => partition).set(identities as f64);
}

pub(crate) fn cells_published(count: usize) {
    counter!("kinhbac_cells_published_total").increment(count as u64);
}

pub(crate) fn series_evicted(count: usize) {
    counter!("kinhbac_series_evicted_total").increment(count as u64);
}
