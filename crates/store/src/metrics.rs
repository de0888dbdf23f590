//! What the store tells about itself.

use std::time::Duration;

#[cfg(feature = "postgres")]
use metrics::counter;
use metrics::{Unit, describe_counter, describe_histogram, histogram};

const COMMIT_DURATION: &str = "kinhbac_store_commit_duration_seconds";
const COMMIT_ROWS: &str = "kinhbac_store_commit_rows";
const RETRIES: &str = "kinhbac_store_retries_total";

/// Declares unit and help of each; call it once, after the recorder is installed.
pub fn describe() {
    describe_histogram!(
        COMMIT_DURATION,
        Unit::Seconds,
        "From a commit's call until it is on disk, waiting for the writer included."
    );
    describe_histogram!(COMMIT_ROWS, Unit::Count, "Cells written by one commit.");
    describe_counter!(
        RETRIES,
        Unit::Count,
        "Operations that the store did again by itself, by operation; only where that is safe."
    );
}

/// A commit is on disk.
pub(crate) fn committed(cells: usize, took: Duration) {
    histogram!(COMMIT_DURATION).record(took);
    // A commit's cells are far below 2^53.
    histogram!(COMMIT_ROWS).record(cells as f64);
}

/// An operation is done again.
#[cfg(feature = "postgres")]
pub(crate) fn retried(operation: &'static str) {
    counter!(RETRIES, "operation" => operation).increment(1);
}
