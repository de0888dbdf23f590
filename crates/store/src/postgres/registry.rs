//! The registry: rows of units, sites, devices and boundaries, and their one revision.

mod read;
mod write;

use async_trait::async_trait;
use kinhbac_domain::ports::{RegistryStore, StoreError, Upserted};
use kinhbac_domain::registry::RegistryRows;
use sqlx::postgres::PgConnection;

use super::PostgresStore;
use super::fault::Fault;
use super::retry::Safe::{AfterRollback, Always};
use crate::changes::{changes, count};

#[async_trait]
impl RegistryStore for PostgresStore {
    async fn revision(&self) -> Result<u64, StoreError> {
        self.done("revision", Always, || self.read_revision()).await
    }

    async fn load(&self) -> Result<(u64, RegistryRows), StoreError> {
        self.done("load", Always, || self.load_registry()).await
    }

    /// After an unknown outcome the revision may be another one by itself: the caller looks.
    async fn upsert(&self, rows: &RegistryRows, expected: u64) -> Result<Upserted, StoreError> {
        self.done("upsert", AfterRollback, || self.write_registry(rows, expected)).await
    }
}

impl PostgresStore {
    async fn read_revision(&self) -> Result<u64, Fault> {
        revision(&mut *self.pool.acquire().await?).await
    }

    async fn load_registry(&self) -> Result<(u64, RegistryRows), Fault> {
        let mut tx = self.read().await?;
        Ok((revision(&mut tx).await?, read::rows(&mut tx).await?))
    }

    async fn write_registry(&self, rows: &RegistryRows, expected: u64) -> Result<Upserted, Fault> {
        let mut tx = self.write().await?;
        // Others wait here until we are done.
        sqlx::query("SELECT FROM registry_revision FOR UPDATE").execute(&mut *tx).await?;
        let revision = revision(&mut tx).await?;
        if revision != expected {
            let what = format!("the registry is at revision {revision}, not {expected}");
            return Err(StoreError::Unavailable(what).into());
        }
        let changes = changes(&read::rows(&mut tx).await?, rows);
        let changed = count(&changes);
        if changed == 0 {
            return Ok(Upserted { changed: 0, revision });
        }
        write::rows(&mut tx, &changes).await?;
        let revision = revision + 1;
        sqlx::query("UPDATE registry_revision SET revision = $1")
            .bind(revision.cast_signed())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(Upserted { changed, revision })
    }
}

async fn revision(conn: &mut PgConnection) -> Result<u64, Fault> {
    let revision: i64 =
        sqlx::query_scalar("SELECT revision FROM registry_revision").fetch_one(conn).await?;
    Ok(revision.cast_unsigned())
}
