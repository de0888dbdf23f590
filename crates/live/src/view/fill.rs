//! Old buckets that changed: their other cells come from the store.

use futures::TryStreamExt;
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
    /// Reads the cells of an old bucket that are not in memory from the store, all of them. While
    /// it is pinned the sheet stays whole.
    pub(crate) async fn fill<'a>(
        &'a self,
        key: &'a SheetKey,
        history: &dyn HistoryStore,
        now: Timestamp,
    ) -> Result<Pin<'a>, StoreError> {
        let pin = self.pin(key);
        loop {
            let loads = self.stand.borrow().loads;
            let scan = SeriesScan {
                measures: vec![key.measure.clone()],
                label: Some(key.label.clone()),
                sites: None,
                device: None,
                resolution: key.bucket.resolution,
                starts: key.bucket.start..key.bucket.start + 1,
            };
            let stored = history.scan(scan).try_collect().await?;
            if self.filled(key, stored, loads, now) {
                return Ok(pin);
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
            sheet.put(partition, entry, 0);
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
