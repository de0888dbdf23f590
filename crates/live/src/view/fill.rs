//! Sheets that changed and are not whole in memory: their other cells come from the store.

use std::hash::BuildHasher;

use futures::{StreamExt, TryStreamExt};
use hashbrown::DefaultHashBuilder;
use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::ports::{HistoryStore, SeriesScan, StoreError};
use kinhbac_domain::position::PartitionIndex;
use kinhbac_domain::time::Timestamp;
use tokio::sync::Mutex;

use super::{SheetKey, View};

/// So many sheets are read at the same time at most.
const AT_ONCE: usize = 16;

/// Who reads a sheet does so alone; others find it there when it is their turn.
#[derive(Debug, Default)]
pub(super) struct Fills {
    turns: [Mutex<()>; AT_ONCE],
    hasher: DefaultHashBuilder,
}

impl Fills {
    /// The turns of a sheet, and of some others.
    fn of(&self, key: &SheetKey) -> &Mutex<()> {
        let at = self.hasher.hash_one(key) % AT_ONCE as u64;
        &self.turns[at as usize]
    }
}

/// Holds a sheet in memory.
pub(crate) struct Pin<'a> {
    view: &'a View,
    key: &'a SheetKey,
}

impl View {
    /// Reads the cells of a sheet that are not in memory from the store, all of them, once for all
    /// who need it. While it is pinned the sheet stays whole. None where there is no room for it.
    pub(crate) async fn fill<'a>(
        &'a self,
        key: &'a SheetKey,
        history: &dyn HistoryStore,
        now: Timestamp,
    ) -> Result<Option<Pin<'a>>, StoreError> {
        let pin = self.pin(key);
        let _turn = self.fills.of(key).lock().await;
        loop {
            if self.sheets.get(key).is_some_and(|sheet| sheet.is_filled()) {
                return Ok(Some(pin));
            }
            let loads = self.stand.borrow().loads;
            let room = self.max_cells.saturating_sub(self.cells());
            let stored = history.scan(all_of(key)).take(room.saturating_add(1));
            let stored: Vec<_> = stored.try_collect().await?;
            if stored.len() > room {
                return Ok(None);
            }
            if self.filled(key, stored, loads, now) {
                return Ok(Some(pin));
            }
        }
    }

    fn pin<'a>(&'a self, key: &'a SheetKey) -> Pin<'a> {
        self.sheets.entry(key.clone()).or_default().pin();
        Pin { view: self, key }
    }

    /// Takes what was read in; not so if the view began with the store again meanwhile: what it
    /// did not see before may be newer than what was read.
    fn filled(
        &self,
        key: &SheetKey,
        stored: Vec<(PartitionIndex, CellEntry)>,
        loads: u64,
        now: Timestamp,
    ) -> bool {
        let Some(mut sheet) = self.sheets.get_mut(key) else { return false };
        if self.stand.borrow().loads != loads {
            return false;
        }
        for (partition, entry) in stored {
            let spot = self.spot(partition, &entry, None);
            self.count_in(sheet.put(spot, entry.cell, entry.version, 0));
        }
        sheet.touch(now);
        sheet.set_filled(true);
        true
    }
}

impl Drop for Pin<'_> {
    fn drop(&mut self) {
        if let Some(mut sheet) = self.view.sheets.get_mut(self.key) {
            sheet.unpin();
        }
    }
}

/// The scan that reads all that the store has of a sheet.
fn all_of(key: &SheetKey) -> SeriesScan {
    SeriesScan {
        measures: vec![key.measure.clone()],
        label: Some(key.label.clone()),
        sites: None,
        device: None,
        resolution: key.bucket.resolution,
        starts: key.bucket.start..key.bucket.start + 1,
    }
}
