//! The store.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use async_trait::async_trait;
use futures::StreamExt;
use futures::stream::BoxStream;
use jiff::civil::Date;
use kinhbac_domain::cell::{CellEntry, CellKey};
use kinhbac_domain::ports::{
    CellStore, Commit, HistoryStore, IncidentKey, RegistryStore, SeriesScan, SettingsStore,
    StoreError, TakeOver, Upserted,
};
use kinhbac_domain::position::{Ownership, PartitionIndex, Progress};
use kinhbac_domain::registry::RegistryRows;
use kinhbac_domain::time::{Resolution, Timestamp};

/// A store: a registry that can be written, and cells that can't.
pub(crate) struct MemoryStore {
    registry: Mutex<(u64, RegistryRows)>,
    cells: Vec<(PartitionIndex, CellEntry)>,
}

impl MemoryStore {
    /// With a registry and cells.
    pub(crate) fn new(rows: RegistryRows, cells: Vec<(PartitionIndex, CellEntry)>) -> Self {
        Self { registry: Mutex::new((1, rows)), cells }
    }
}

fn put<T: Clone + PartialEq, K: Ord>(kept: &mut Vec<T>, new: &[T], key: fn(&T) -> K) -> u32 {
    let mut rows: BTreeMap<K, T> = kept.drain(..).map(|row| (key(&row), row)).collect();
    let put = new.iter().filter(|row| rows.insert(key(row), (*row).clone()).as_ref() != Some(row));
    let changed = put.count() as u32;
    kept.extend(rows.into_values());
    changed
}

#[async_trait]
impl RegistryStore for MemoryStore {
    async fn revision(&self) -> Result<u64, StoreError> {
        Ok(self.registry.lock().unwrap().0)
    }

    async fn load(&self) -> Result<(u64, RegistryRows), StoreError> {
        Ok(self.registry.lock().unwrap().clone())
    }

    async fn upsert(&self, rows: &RegistryRows, _: u64) -> Result<Upserted, StoreError> {
        let (revision, all) = &mut *self.registry.lock().unwrap();
        let changed = put(&mut all.units, &rows.units, |r| (r.code.clone(), r.valid_from))
            + put(&mut all.sites, &rows.sites, |r| (r.site.clone(), r.valid_from))
            + put(&mut all.devices, &rows.devices, |r| (r.source.clone(), r.valid_from));
        *revision += u64::from(changed > 0);
        Ok(Upserted { changed, revision: *revision })
    }
}

#[async_trait]
impl SettingsStore for MemoryStore {
    async fn settle(&self, _: &str, proposed: &str) -> Result<String, StoreError> {
        Ok(proposed.into())
    }

    async fn day_key(&self, _: Date, proposed: [u8; 32]) -> Result<Option<[u8; 32]>, StoreError> {
        Ok(Some(proposed))
    }

    async fn forget_day_keys(&self, _: Date) -> Result<(), StoreError> {
        Ok(())
    }
}

impl HistoryStore for MemoryStore {
    fn scan(
        &self,
        scan: SeriesScan,
    ) -> BoxStream<'_, Result<(PartitionIndex, CellEntry), StoreError>> {
        let wanted = move |(_, entry): &&(PartitionIndex, CellEntry)| {
            let CellKey { series, bucket } = &entry.key;
            bucket.resolution == scan.resolution
                && scan.starts.contains(&bucket.start)
                && (scan.measures.is_empty() || scan.measures.contains(&series.measure))
                && scan.label.as_ref().is_none_or(|label| *label == series.label)
                && scan.sites.as_ref().is_none_or(|sites| sites.contains(&series.site))
                && scan.device.as_ref().is_none_or(|device| *device == series.device)
        };
        futures::stream::iter(self.cells.iter().filter(wanted).cloned().map(Ok)).boxed()
    }
}

#[async_trait]
impl CellStore for MemoryStore {
    async fn take_over(&self, _: PartitionIndex) -> Result<TakeOver, StoreError> {
        Ok(TakeOver::default())
    }

    async fn commit(&self, _: &Commit) -> Result<(), StoreError> {
        Err(StoreError::Refused("its cells stay as they are".into()))
    }

    async fn cells(&self, _: Ownership, _: &[CellKey]) -> Result<Vec<CellEntry>, StoreError> {
        Ok(Vec::new())
    }

    async fn open_cells(
        &self,
        _: Ownership,
        _: Resolution,
        _: i64,
    ) -> Result<Vec<CellEntry>, StoreError> {
        Ok(Vec::new())
    }

    async fn known_incidents(
        &self,
        _: Ownership,
        _: &[IncidentKey],
    ) -> Result<BTreeSet<IncidentKey>, StoreError> {
        Ok(BTreeSet::new())
    }

    async fn progress(&self) -> Result<Vec<(PartitionIndex, Progress)>, StoreError> {
        Ok(Vec::new())
    }

    async fn forget_cells(&self, _: Resolution, _: Timestamp) -> Result<u64, StoreError> {
        Ok(0)
    }
}
