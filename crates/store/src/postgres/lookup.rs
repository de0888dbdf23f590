//! Single cells, open buckets, known incidents, progress.

use std::collections::BTreeSet;

use kinhbac_domain::cell::{CellEntry, CellKey};
use kinhbac_domain::id::IncidentId;
use kinhbac_domain::ports::IncidentKey;
use kinhbac_domain::position::{Ownership, PartitionIndex, Progress};
use kinhbac_domain::time::Resolution;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Row};

use super::fault::Fault;
use super::instant::Instant;
use super::progress::number;
use super::{PostgresStore, progress, rows};
use crate::stored;
use crate::tables::{Table, numbered_by_table, without_partitions};

/// Keys of one look-up.
const LOOKUP_KEYS: usize = 8192;

impl PostgresStore {
    pub(super) async fn find_cells(
        &self,
        owner: Ownership,
        keys: &[CellKey],
    ) -> Result<Vec<CellEntry>, Fault> {
        let mut tx = self.read().await?;
        progress::fence(&mut tx, owner).await?;
        self.series.catch_up(&mut tx).await?;
        let series: Vec<_> = keys.iter().map(|key| &key.series).collect();
        let ids = self.series.ids(&mut tx, &series).await?;
        let mut found = Vec::new();
        for (table, keys) in numbered_by_table(keys, &ids) {
            for keys in keys.chunks(LOOKUP_KEYS) {
                let rows = rows::look_up(table, keys).fetch_all(&mut *tx).await?;
                let rows = rows.iter().map(rows::read).collect::<Result<_, _>>()?;
                found.extend(without_partitions(self.series.entries(&mut tx, rows).await?));
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
            "SELECT {columns} FROM {table} AS c WHERE c.bucket >= $1 AND c.partition = $2{of}",
            columns = table.columns(),
            table = table.name(),
            of = table.and_resolution(resolution),
        );
        let mut tx = self.read().await?;
        progress::fence(&mut tx, owner).await?;
        self.series.catch_up(&mut tx).await?;
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(Instant::of_seconds(since))
            .bind(number(owner.partition))
            .fetch_all(&mut *tx)
            .await?;
        let rows = rows.iter().map(rows::read).collect::<Result<_, _>>()?;
        Ok(without_partitions(self.series.entries(&mut tx, rows).await?).collect())
    }

    pub(super) async fn find_incidents(
        &self,
        owner: Ownership,
        keys: &[IncidentKey],
    ) -> Result<BTreeSet<IncidentKey>, Fault> {
        let mut tx = self.read().await?;
        progress::fence(&mut tx, owner).await?;
        let rows = sqlx::query(
            "SELECT DISTINCT source, incident_id
             FROM unnest($2::text[], $3::text[]) AS wanted (source, incident_id)
             JOIN event USING (source, incident_id) WHERE event.partition = $1",
        )
        .bind(number(owner.partition))
        .bind(keys.iter().map(|key| key.source.as_str()).collect::<Vec<_>>())
        .bind(keys.iter().map(|key| key.incident.as_str()).collect::<Vec<_>>())
        .fetch_all(&mut *tx)
        .await?;
        let known = |row: &PgRow| {
            let source = stored::source(row.try_get(0)?)?;
            let incident = stored::text(IncidentId::new(row.try_get::<&str, _>(1)?))?;
            Ok(IncidentKey { source, incident })
        };
        rows.iter().map(known).collect()
    }

    pub(super) async fn read_progress(&self) -> Result<Vec<(PartitionIndex, Progress)>, Fault> {
        progress::all(&mut *self.read().await?).await
    }
}
