//! What holds of every store. An adapter is given by a [`Harness`] and put through all of it by
//! [`contract!`].

pub(crate) mod cells;
pub(crate) mod registry;
pub(crate) mod sample;
pub(crate) mod scan;
pub(crate) mod settings;

use std::sync::Arc;

use kinhbac_domain::ports::{CellStore, HistoryStore, RegistryStore, SettingsStore};

/// Opens an adapter on a place of its own, empty at first.
pub(crate) trait Harness {
    /// The adapter.
    type Store: CellStore + HistoryStore + RegistryStore + SettingsStore;

    /// A new, empty place.
    fn new() -> Self;

    /// Opens it.
    async fn open(&self) -> Arc<Self::Store>;

    /// Closes it and opens it again, as another process would.
    async fn reopen(&self, store: Arc<Self::Store>) -> Arc<Self::Store>;
}

/// Makes a test of each sentence of the contract for a harness.
macro_rules! contract {
    ($harness:ty: $($part:ident::$sentence:ident)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $sentence() {
            crate::contract::$part::$sentence(<$harness as crate::contract::Harness>::new()).await;
        }
    )*};
    ($harness:ty) => {
        crate::contract::contract! {$harness:
            cells::results_and_progress_are_committed_together
            cells::a_former_owner_cannot_write
            cells::a_former_owner_cannot_read
            cells::a_commit_that_is_refused_leaves_nothing
            cells::the_same_commit_twice_changes_nothing
            cells::cells_are_found_by_key
            cells::every_kind_of_cell_comes_back_to_the_bit
            cells::open_cells_are_those_of_the_partition_since
            cells::periods_that_begin_together_are_apart
            cells::sequences_and_readings_come_back
            cells::a_forgotten_source_is_gone
            cells::incidents_are_known_again
            cells::cells_before_are_forgotten_and_no_others
            cells::partitions_commit_side_by_side
            registry::a_registry_comes_back_as_it_was_written
            registry::a_registry_file_twice_changes_nothing
            registry::only_rows_that_differ_are_counted
            registry::a_stale_registry_revision_is_refused
            settings::a_setting_is_decided_once
            settings::a_forgotten_day_key_never_comes_back
        }

        #[test]
        fn a_scan_gives_exactly_the_cells_asked_for() {
            crate::contract::scan::a_scan_gives_exactly_the_cells_asked_for::<$harness>();
        }
    };
}
pub(crate) use contract;
