//! The port of cells, by the verbs of the neighbouring files.

use std::collections::BTreeSet;
use std::time::Instant;

use async_trait::async_trait;
use kinhbac_domain::cell::{CellEntry, CellKey};
use kinhbac_domain::ports::{CellStore, Commit, IncidentKey, StoreError, TakeOver};
use kinhbac_domain::position::{Ownership, PartitionIndex, Progress};
use kinhbac_domain::time::{Resolution, Timestamp};

use super::PostgresStore;
use super::retry::Safe::{AfterRollback, Always};
use crate::metrics;

#[async_trait]
impl CellStore for PostgresStore {
    /// Made again after an unknown outcome, it raises the epoch once more: nobody is wronged.
    async fn take_over(&self, partition: PartitionIndex) -> Result<TakeOver, StoreError> {
        self.done("take_over", Always, || self.raise_epoch(partition)).await
    }

    async fn commit(&self, commit: &Commit) -> Result<(), StoreError> {
        let began = Instant::now();
        self.done("commit", AfterRollback, || self.write_commit(commit)).await?;
        metrics::committed(commit.cells.len(), began.elapsed());
        Ok(())
    }

    async fn cells(
        &self,
        owner: Ownership,
        keys: &[CellKey],
    ) -> Result<Vec<CellEntry>, StoreError> {
        self.done("cells", Always, || self.find_cells(owner, keys)).await
    }

    async fn open_cells(
        &self,
        owner: Ownership,
        resolution: Resolution,
        since: i64,
    ) -> Result<Vec<CellEntry>, StoreError> {
        self.done("open_cells", Always, || self.find_open_cells(owner, resolution, since)).await
    }

    async fn known_incidents(
        &self,
        owner: Ownership,
        keys: &[IncidentKey],
    ) -> Result<BTreeSet<IncidentKey>, StoreError> {
        self.done("known_incidents", Always, || self.find_incidents(owner, keys)).await
    }

    async fn progress(&self) -> Result<Vec<(PartitionIndex, Progress)>, StoreError> {
        self.done("progress", Always, || self.read_progress()).await
    }

    /// It counts what it deleted: after an unknown outcome the count would be short.
    async fn forget_cells(
        &self,
        resolution: Resolution,
        before: Timestamp,
    ) -> Result<u64, StoreError> {
        self.done("forget_cells", AfterRollback, || self.delete_cells(resolution, before)).await
    }
}
