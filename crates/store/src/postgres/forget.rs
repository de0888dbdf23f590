//! Forgetting old cells: whole chunks where there are chunks, and buckets one by one.

use kinhbac_domain::time::{Resolution, Timestamp};
use sqlx::{AssertSqlSafe, Row};

use super::PostgresStore;
use super::fault::Fault;
use super::instant::Instant;
use crate::tables::Table;

impl PostgresStore {
    pub(super) async fn delete_cells(
        &self,
        resolution: Resolution,
        before: Timestamp,
    ) -> Result<u64, Fault> {
        let table = Table::of(resolution);
        let dropped = self.drop_chunks(table, before).await?;
        Ok(dropped + self.delete_buckets(table, resolution, before).await?)
    }

    /// Drops the chunks that end by then, one a transaction, so that commits go on between. Their
    /// cells are counted first, which is reading, and still far less than deleting.
    async fn drop_chunks(&self, table: Table, before: Timestamp) -> Result<u64, Fault> {
        let there = "SELECT to_regclass('timescaledb_information.chunks') IS NOT NULL";
        if !sqlx::query_scalar::<_, bool>(there).fetch_one(&self.pool).await? {
            return Ok(0);
        }
        let chunks = sqlx::query(
            "SELECT format('%I.%I', chunk_schema, chunk_name), range_end
             FROM timescaledb_information.chunks
             WHERE hypertable_schema = current_schema() AND hypertable_name = $1
             AND range_end <= $2 ORDER BY range_end",
        )
        .bind(table.name())
        .bind(Instant(before))
        .fetch_all(&self.pool)
        .await?;
        let mut dropped = 0;
        for chunk in chunks {
            let (name, end): (&str, Instant) = (chunk.try_get(0)?, chunk.try_get(1)?);
            let count = AssertSqlSafe(format!("SELECT count(*) FROM {name}"));
            let mut tx = self.write().await?;
            let cells: i64 = sqlx::query_scalar(count).fetch_one(&mut *tx).await?;
            // Those before it are gone by now.
            sqlx::query("SELECT drop_chunks($1::regclass, older_than => $2::timestamptz)")
                .bind(table.name())
                .bind(end)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            dropped += cells.unsigned_abs();
        }
        Ok(dropped)
    }

    /// One bucket a transaction, so that commits go on between.
    async fn delete_buckets(
        &self,
        table: Table,
        resolution: Resolution,
        before: Timestamp,
    ) -> Result<u64, Fault> {
        let (name, of) = (table.name(), table.and_resolution(resolution));
        let oldest = format!("SELECT min(c.bucket) FROM {name} AS c WHERE c.bucket < $1{of}");
        let delete = format!("DELETE FROM {name} AS c WHERE c.bucket = $1{of}");
        let mut deleted = 0;
        loop {
            let bucket: Option<Instant> = sqlx::query_scalar(AssertSqlSafe(oldest.clone()))
                .bind(Instant(before))
                .fetch_one(&self.pool)
                .await?;
            let Some(bucket) = bucket else { return Ok(deleted) };
            let delete = sqlx::query(AssertSqlSafe(delete.clone())).bind(bucket);
            deleted += delete.execute(&self.pool).await?.rows_affected();
        }
    }
}
