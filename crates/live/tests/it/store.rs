//! A store in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt;
use futures::stream::BoxStream;
use kinhbac_domain::cell::{CellEntry, CellKey};
use kinhbac_domain::ports::{
    CellStore, Commit, HistoryStore, IncidentKey, SeriesScan, StoreError, TakeOver,
};
use kinhbac_domain::position::{Ownership, PartitionIndex, Progress};
use kinhbac_domain::time::{Resolution, Timestamp};

/// Cells and progress.
#[derive(Default)]
pub(crate) struct Store {
    kept: Mutex<Kept>,
    down: AtomicBool,
    scans: AtomicUsize,
    pause: Mutex<Duration>,
}

#[derive(Default)]
struct Kept {
    cells: BTreeMap<CellKey, (PartitionIndex, CellEntry)>,
    progress: BTreeMap<PartitionIndex, Progress>,
}

impl Store {
    pub(crate) fn write(
        &self,
        partition: PartitionIndex,
        cells: Vec<CellEntry>,
        progress: Progress,
    ) {
        let mut kept = self.kept.lock().unwrap();
        for entry in cells {
            kept.cells.insert(entry.key.clone(), (partition, entry));
        }
        kept.progress.insert(partition, progress);
    }

    pub(crate) fn progress_of(&self, partition: PartitionIndex) -> Progress {
        self.kept.lock().unwrap().progress.get(&partition).cloned().unwrap_or_default()
    }

    /// All cells of a partition.
    pub(crate) fn all(&self, partition: PartitionIndex) -> Vec<CellEntry> {
        let kept = self.kept.lock().unwrap();
        let own = kept.cells.values().filter(|(p, _)| *p == partition);
        own.map(|(_, entry)| entry.clone()).collect()
    }

    pub(crate) fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// Makes the reading of series take so long.
    pub(crate) fn slow_down(&self, pause: Duration) {
        *self.pause.lock().unwrap() = pause;
    }

    /// How often series were read.
    pub(crate) fn scans(&self) -> usize {
        self.scans.load(Ordering::SeqCst)
    }

    fn check(&self) -> Result<(), StoreError> {
        let down = self.down.load(Ordering::SeqCst);
        if down { Err(StoreError::Unavailable("pulled out".into())) } else { Ok(()) }
    }
}

fn unused<T>() -> Result<T, StoreError> {
    Err(StoreError::Refused("the live role has no use for it".into()))
}

#[async_trait]
impl CellStore for Store {
    async fn take_over(&self, _: PartitionIndex) -> Result<TakeOver, StoreError> {
        unused()
    }

    async fn commit(&self, _: &Commit) -> Result<(), StoreError> {
        unused()
    }

    async fn cells(&self, _: Ownership, _: &[CellKey]) -> Result<Vec<CellEntry>, StoreError> {
        unused()
    }

    async fn open_cells(
        &self,
        _: Ownership,
        _: Resolution,
        _: i64,
    ) -> Result<Vec<CellEntry>, StoreError> {
        unused()
    }

    async fn known_incidents(
        &self,
        _: Ownership,
        _: &[IncidentKey],
    ) -> Result<BTreeSet<IncidentKey>, StoreError> {
        unused()
    }

    async fn progress(&self) -> Result<Vec<(PartitionIndex, Progress)>, StoreError> {
        self.check()?;
        let kept = self.kept.lock().unwrap();
        Ok(kept.progress.iter().map(|(p, progress)| (*p, progress.clone())).collect())
    }

    async fn forget_cells(&self, _: Resolution, _: Timestamp) -> Result<u64, StoreError> {
        unused()
    }
}

impl HistoryStore for Store {
    fn scan(
        &self,
        scan: SeriesScan,
    ) -> BoxStream<'_, Result<(PartitionIndex, CellEntry), StoreError>> {
        self.scans.fetch_add(1, Ordering::SeqCst);
        if let Err(down) = self.check() {
            return futures::stream::iter([Err(down)]).boxed();
        }
        let kept = self.kept.lock().unwrap();
        let wanted = kept.cells.values().filter(|(_, entry)| {
            let CellKey { series, bucket } = &entry.key;
            bucket.resolution == scan.resolution
                && scan.starts.contains(&bucket.start)
                && (scan.measures.is_empty() || scan.measures.contains(&series.measure))
                && scan.label.as_ref().is_none_or(|label| *label == series.label)
                && scan.sites.as_ref().is_none_or(|sites| sites.contains(&series.site))
                && scan.device.as_ref().is_none_or(|device| *device == series.device)
        });
        let wanted: Vec<_> = wanted.cloned().collect();
        // As of now, but read slowly: much can happen meanwhile.
        let pause = *self.pause.lock().unwrap();
        let slowly = async move {
            tokio::time::sleep(pause).await;
            futures::stream::iter(wanted.into_iter().map(Ok))
        };
        futures::stream::once(slowly).flatten().boxed()
    }
}
