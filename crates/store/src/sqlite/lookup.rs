//! Single cells, open buckets, known incidents; and forgetting.

use std::collections::BTreeSet;

use futures::TryStreamExt;
use kinhbac_domain::cell::{CellEntry, CellKey};
use kinhbac_domain::ports::IncidentKey;
use kinhbac_domain::position::Ownership;
use kinhbac_domain::time::{Bucket, Resolution, Timestamp};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::fault::Fault;
use super::tables::{self, LOOKUP_KEYS, bind_key};
use super::{SqliteStore, progress};
use crate::series::SeriesId;
use crate::stored::StoredCell;
use crate::tables::{Table, numbered_by_table, without_partitions};

impl SqliteStore {
    pub(super) async fn find_cells(
        &self,
        owner: Ownership,
        keys: &[CellKey],
    ) -> Result<Vec<CellEntry>, Fault> {
        let mut tx = self.read().await?;
        progress::fence(&mut tx, owner).await?;
        let mut found = Vec::new();
        let series: Vec<_> = keys.iter().map(|key| &key.series).collect();
        let ids = self.series.ids(&mut tx, &series).await?;
        for (table, keys) in numbered_by_table(keys, &ids) {
            for keys in keys.chunks(LOOKUP_KEYS) {
                let rows = find(&mut tx, table, keys).await?;
                found.extend(without_partitions(self.series.entries(rows).await?));
            }
        }
        Ok(found)
    }

    pub(super) async fn find_open_cells(
        &self,
        owner: Ownership,
        resolution: Resolution,
        since: i64,
    ) -> Result<Vec<CellEntry>, Fault> {
        let table = Table::of(resolution);
        let sql = format!(
            "SELECT {columns} FROM {table} AS c WHERE c.bucket >= ?1 AND c.partition = ?2{of}",
            columns = table.columns(),
            table = table.name(),
            of = table.and_resolution(resolution),
        );
        let mut tx = self.read().await?;
        progress::fence(&mut tx, owner).await?;
        let query = sqlx::query(AssertSqlSafe(sql)).bind(since).bind(owner.partition.0);
        let rows = query
            .fetch(&mut *tx)
            .map_err(Fault::from)
            .and_then(async |row: SqliteRow| tables::read(&row))
            .try_collect()
            .await?;
        Ok(without_partitions(self.series.entries(rows).await?).collect())
    }

    pub(super) async fn find_incidents(
        &self,
        owner: Ownership,
        keys: &[IncidentKey],
    ) -> Result<BTreeSet<IncidentKey>, Fault> {
        let mut tx = self.readers.begin().await?;
        progress::fence(&mut tx, owner).await?;
        let mut known = BTreeSet::new();
        for key in keys {
            let found: Option<i64> = sqlx::query_scalar(
                "SELECT 1 FROM event WHERE partition = ?1 AND source = ?2 AND incident_id = ?3",
            )
            .bind(owner.partition.0)
            .bind(key.source.as_str())
            .bind(key.incident.as_str())
            .fetch_optional(&mut *tx)
            .await?;
            known.extend(found.map(|_| key.clone()));
        }
        Ok(known)
    }

    /// One bucket a transaction, so that commits go on between.
    pub(super) async fn delete_cells(
        &self,
        resolution: Resolution,
        before: Timestamp,
    ) -> Result<u64, Fault> {
        let table = Table::of(resolution);
        let (name, of) = (table.name(), table.and_resolution(resolution));
        let oldest = format!("SELECT min(c.bucket) FROM {name} AS c WHERE c.bucket < ?1{of}");
        let delete = format!("DELETE FROM {name} AS c WHERE c.bucket = ?1{of}");
        // The first whole second that is not before it: no bucket begins within a second.
        let end = -(-before.millis()).div_euclid(1000);
        let mut deleted = 0;
        loop {
            let bucket: Option<i64> = sqlx::query_scalar(AssertSqlSafe(oldest.clone()))
                .bind(end)
                .fetch_one(&self.readers)
                .await?;
            let Some(bucket) = bucket else { return Ok(deleted) };
            let delete = sqlx::query(AssertSqlSafe(delete.clone())).bind(bucket);
            deleted += delete.execute(&self.writer).await?.rows_affected();
        }
    }
}

/// Looks up to `LOOKUP_KEYS` keys up.
async fn find(
    conn: &mut SqliteConnection,
    table: Table,
    keys: &[(Bucket, SeriesId)],
) -> Result<Vec<(StoredCell, i64)>, Fault> {
    let mut arguments = SqliteArguments::default();
    for (bucket, series) in keys {
        bind_key(table, &mut arguments, *bucket, *series)?;
    }
    let sql = AssertSqlSafe(table.statements().lookup.clone());
    let rows = sqlx::query_with(sql, arguments).fetch_all(conn).await?;
    rows.iter().map(tables::read).collect()
}
