//! A store in memory that gives cells in an order that nobody should rely on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use async_trait::async_trait;
use futures::StreamExt;
use futures::stream::BoxStream;
use kinhbac_domain::cell::{CellEntry, CellKey};
use kinhbac_domain::ports::{
    CellStore, Commit, HistoryStore, IncidentKey, RegistryStore, SeriesScan, StoreError, TakeOver,
    Upserted,
};
use kinhbac_domain::position::{Ownership, PartitionIndex, Progress};
use kinhbac_domain::registry::RegistryRows;
use kinhbac_domain::time::{Resolution, Timestamp};

#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) cells: Mutex<BTreeMap<CellKey, CellEntry>>,
    pub(crate) registry: Mutex<RegistryRows>,
    pub(crate) progress: Mutex<BTreeMap<PartitionIndex, Progress>>,
    /// How many of the next calls fail, and how.
    pub(crate) failures: Mutex<Vec<StoreError>>,
    /// What was scanned.
    pub(crate) scans: Mutex<Vec<SeriesScan>>,
}

impl Memory {
    fn fail(&self) -> Result<(), StoreError> {
        self.failures.lock().unwrap().pop().map_or(Ok(()), Err)
    }
}

fn is_wanted(scan: &SeriesScan, key: &CellKey) -> bool {
    let series = &key.series;
    (scan.measures.is_empty() || scan.measures.contains(&series.measure))
        && scan.label.as_ref().is_none_or(|label| *label == series.label)
        && scan.sites.as_ref().is_none_or(|sites| sites.contains(&series.site))
        && scan.device.as_ref().is_none_or(|device| *device == series.device)
        && scan.resolution == key.bucket.resolution
        && scan.starts.contains(&key.bucket.start)
}

impl HistoryStore for Memory {
    fn scan(
        &self,
        scan: SeriesScan,
    ) -> BoxStream<'_, Result<(PartitionIndex, CellEntry), StoreError>> {
        if let Err(error) = self.fail() {
            return futures::stream::iter([Err(error)]).boxed();
        }
        let cells = self.cells.lock().unwrap();
        let wanted = cells.values().rev().filter(|entry| is_wanted(&scan, &entry.key));
        let wanted: Vec<_> = wanted.map(|entry| Ok((PartitionIndex(0), entry.clone()))).collect();
        self.scans.lock().unwrap().push(scan);
        futures::stream::iter(wanted).boxed()
    }
}

#[async_trait]
impl RegistryStore for Memory {
    async fn revision(&self) -> Result<u64, StoreError> {
        Ok(1)
    }

    async fn load(&self) -> Result<(u64, RegistryRows), StoreError> {
        Ok((1, self.registry.lock().unwrap().clone()))
    }

    async fn upsert(&self, _: &RegistryRows, _: u64) -> Result<Upserted, StoreError> {
        unreachable!("history never writes")
    }
}

#[async_trait]
impl CellStore for Memory {
    async fn progress(&self) -> Result<Vec<(PartitionIndex, Progress)>, StoreError> {
        self.fail()?;
        let progress = self.progress.lock().unwrap();
        Ok(progress.iter().map(|(partition, progress)| (*partition, progress.clone())).collect())
    }

    async fn take_over(&self, _: PartitionIndex) -> Result<TakeOver, StoreError> {
        unreachable!("history never writes")
    }

    async fn commit(&self, _: &Commit) -> Result<(), StoreError> {
        unreachable!("history never writes")
    }

    async fn cells(&self, _: Ownership, _: &[CellKey]) -> Result<Vec<CellEntry>, StoreError> {
        unreachable!("history scans")
    }

    async fn open_cells(
        &self,
        _: Ownership,
        _: Resolution,
        _: i64,
    ) -> Result<Vec<CellEntry>, StoreError> {
        unreachable!("history scans")
    }

    async fn known_incidents(
        &self,
        _: Ownership,
        _: &[IncidentKey],
    ) -> Result<BTreeSet<IncidentKey>, StoreError> {
        unreachable!("history scans")
    }

    async fn forget_cells(&self, _: Resolution, _: Timestamp) -> Result<u64, StoreError> {
        unreachable!("history never writes")
    }
}
