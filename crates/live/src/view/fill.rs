//! Sheets that changed and are not whole in memory: their other cells come from the store.

use futures::{StreamExt, TryStreamExt};
use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::ports::{HistoryStore, SeriesScan, StoreError};
use kinhbac_domain::position::PartitionIndex;
use kinhbac_domain::time::Timestamp;

use super::{SheetKey, View};

/// Holds a sheet in memory.
pub(crate) struct Pin<'a> {
    view: &'a View,
    key: &'a SheetKey,
}

impl View {
    /// Reads the cells of a sheet that are not in memory from the store, all of them. While it is
    /// pinned the sheet stays whole. None where there is no room for it.
    pub(crate) async fn fill<'a>(
        &'a self,
        key: &'a SheetKey,
        history: &dyn HistoryStore,
        now: Timestamp,
    ) -> Result<Option<Pin<'a>>, StoreError> {
        let pin = self.pin(key);
        loop {
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
