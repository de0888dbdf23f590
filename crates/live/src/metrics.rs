//! What this crate counts.

use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};

const WATCHERS: &str = "kinhbac_watchers";
const CONFLATED: &str = "kinhbac_watch_conflated_total";
const ROWS: &str = "kinhbac_watch_rows_total";
const BYTES: &str = "kinhbac_watch_bytes_total";
const ENDED: &str = "kinhbac_watch_ended_total";
const LAG: &str = "kinhbac_watch_lag_seconds";
const VIEW_CELLS: &str = "kinhbac_view_cells";
const VIEW_EVICTED: &str = "kinhbac_view_evicted_cells_total";

/// Declares the metrics: unit and help. Called once, when the recorder stands.
pub fn describe() {
    describe_gauge!(WATCHERS, Unit::Count, "Screens that are watching.");
    describe_counter!(
        CONFLATED,
        Unit::Count,
        "Times that a slow screen was not told at its rate, and was told newer values later."
    );
    describe_counter!(
        ROWS,
        Unit::Count,
        "Rows put together for screens; once for all that have the same question."
    );
    describe_counter!(BYTES, Unit::Bytes, "Bytes of messages put out for screens.");
    describe_counter!(ENDED, Unit::Count, "Streams of screens ended by the server, by reason.");
    describe_histogram!(
        LAG,
        Unit::Seconds,
        "From when a beat's cells were logged to when the live view has them."
    );
    describe_gauge!(VIEW_CELLS, Unit::Count, "Cells that the live view holds.");
    describe_counter!(
        VIEW_EVICTED,
        Unit::Count,
        "Cells that left the live view, being stored: old, or asked for longest ago of too many."
    );
}

/// A screen came.
pub(crate) fn watcher_came() {
    gauge!(WATCHERS).increment(1.0);
}

/// A screen went.
pub(crate) fn watcher_went() {
    gauge!(WATCHERS).decrement(1.0);
}

/// A slow screen let some of its turns go by.
pub(crate) fn turns_conflated(turns: u64) {
    counter!(CONFLATED).increment(turns);
}

/// Rows were put together.
pub(crate) fn rows_made(rows: usize) {
    counter!(ROWS).increment(rows as u64);
}

/// A message was put out.
pub(crate) fn message_put_out(bytes: usize) {
    counter!(BYTES).increment(bytes as u64);
}

/// A stream was ended.
pub(crate) fn stream_ended(reason: &'static str) {
    counter!(ENDED, "reason" => reason).increment(1);
}

/// A record of cells was taken in, so long after it was logged.
pub(crate) fn cells_taken_in(lag_millis: i64) {
    histogram!(LAG).record(lag_millis.max(0) as f64 / 1000.0);
}

/// So many cells are held.
pub(crate) fn view_holds(cells: usize) {
    gauge!(VIEW_CELLS).set(cells as f64);
}

/// So many cells were let go.
pub(crate) fn cells_evicted(cells: usize) {
    counter!(VIEW_EVICTED).increment(cells as u64);
}
