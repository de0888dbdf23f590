//! The registry: rows of units, sites, devices and boundaries, and their one revision.

mod read;
mod write;

use async_trait::async_trait;
use kinhbac_domain::ports::{RegistryStore, StoreError, Upserted};
use kinhbac_domain::registry::RegistryRows;
use sqlx::SqliteConnection;

use super::SqliteStore;
use super::fault::Fault;
use crate::changes::{changes, count};

#[async_trait]
impl RegistryStore for SqliteStore {
    async fn revision(&self) -> Result<u64, StoreError> {
        let read = async { revision(&mut *self.readers.acquire().await?).await };
        self.named(read.await)
    }

    async fn load(&self) -> Result<(u64, RegistryRows), StoreError> {
        let load = async {
            let mut tx = self.readers.begin().await?;
            Ok((revision(&mut tx).await?, read::rows(&mut tx).await?))
        };
        self.named(load.await)
    }

    async fn upsert(&self, rows: &RegistryRows, expected: u64) -> Result<Upserted, StoreError> {
        self.named(self.write_registry(rows, expected).await)
    }
}

impl SqliteStore {
    async fn write_registry(&self, rows: &RegistryRows, expected: u64) -> Result<Upserted, Fault> {
        let mut tx = self.write().await?;
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
        sqlx::query("UPDATE registry_revision SET revision = ?1")
            .bind(revision.cast_signed())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(Upserted { changed, revision })
    }
}

async fn revision(conn: &mut SqliteConnection) -> Result<u64, Fault> {
    let revision: i64 =
        sqlx::query_scalar("SELECT revision FROM registry_revision").fetch_one(conn).await?;
    Ok(revision.cast_unsigned())
}
