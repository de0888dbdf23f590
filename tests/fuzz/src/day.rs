//! A morning of the small province: its events in a log, their cells in a store.

use std::sync::{Arc, LazyLock};

use kinhbac_api::v1::Event;
use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::position::PartitionIndex;

use crate::folding;
use crate::memory::{MemoryLog, MemoryStore};
use crate::publish;
use crate::world::{now, province};

/// As they are told.
pub(crate) fn events() -> Vec<Event> {
    publish::events(include_bytes!("../seeds/publish/morning.ndjson")).unwrap()
}

/// The log that took them all.
pub(crate) fn log() -> Arc<MemoryLog> {
    let log = Arc::new(MemoryLog::default());
    let events = events();
    let count = events.len();
    assert_eq!(publish::send(&log, events), Some(count), "each of them is good");
    log
}

/// What they are folded to.
pub(crate) fn cells() -> Vec<CellEntry> {
    static CELLS: LazyLock<Vec<CellEntry>> = LazyLock::new(|| {
        let logged: Vec<_> = log().records().iter().map(publish::read_back).collect();
        folding::fold(&logged, now())
    });
    CELLS.clone()
}

/// The store that has the cells.
pub(crate) fn store() -> Arc<MemoryStore> {
    let cells = cells().into_iter().map(|entry| (PartitionIndex(0), entry));
    Arc::new(MemoryStore::new(province(), cells.collect()))
}
