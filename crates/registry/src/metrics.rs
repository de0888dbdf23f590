//! What the registry tells about itself.

use kinhbac_domain::registry::Registry;
use metrics::{Unit, counter, describe_counter, describe_gauge, gauge};

const REVISION: &str = "kinhbac_registry_revision";
const ROWS: &str = "kinhbac_registry_rows";
const IMPORTS: &str = "kinhbac_registry_imports_total";

/// Declares unit and help of each; call it once, after the recorder is installed.
pub fn describe() {
    describe_gauge!(REVISION, Unit::Count, "The registry's revision that this process serves.");
    describe_gauge!(
        ROWS,
        Unit::Count,
        "Rows of the registry that this process serves, by kind: a unit, site or device has one \
         for each of its validities."
    );
    describe_counter!(IMPORTS, Unit::Count, "Registry files taken in or not, by outcome.");
}

/// A revision is served from now on.
pub(crate) fn serving(registry: &Registry) {
    // Revisions and rows are far below 2^53.
    gauge!(REVISION).set(registry.revision() as f64);
    gauge!(ROWS, "kind" => "units").set(registry.units().count() as f64);
    gauge!(ROWS, "kind" => "sites").set(registry.sites().count() as f64);
    gauge!(ROWS, "kind" => "devices").set(registry.devices().count() as f64);
}

/// A file was taken in (`imported`), was not (`refused`), or could not be (`failed`).
pub(crate) fn import_ended(outcome: &'static str) {
    counter!(IMPORTS, "outcome" => outcome).increment(1);
}
