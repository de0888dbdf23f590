//! What is decided once, and the keys of the days.

use async_trait::async_trait;
use jiff::civil::Date;
use kinhbac_domain::ports::{SettingsStore, StoreError};

use super::PostgresStore;
use super::fault::Fault;
use super::retry::Safe::Always;
use crate::stored;

/// Each of these settles or deletes the same when it is done again.
#[async_trait]
impl SettingsStore for PostgresStore {
    async fn settle(&self, name: &str, proposed: &str) -> Result<String, StoreError> {
        self.done("settle", Always, || self.settle_setting(name, proposed)).await
    }

    async fn day_key(&self, day: Date, proposed: [u8; 32]) -> Result<Option<[u8; 32]>, StoreError> {
        self.done("day_key", Always, || self.settle_day_key(day, proposed)).await
    }

    async fn forget_day_keys(&self, before: Date) -> Result<(), StoreError> {
        self.done("forget_day_keys", Always, || self.delete_day_keys(before)).await
    }
}

impl PostgresStore {
    async fn settle_setting(&self, name: &str, proposed: &str) -> Result<String, Fault> {
        let mut tx = self.write().await?;
        sqlx::query("INSERT INTO setting VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(proposed)
            .execute(&mut *tx)
            .await?;
        let value = sqlx::query_scalar("SELECT value FROM setting WHERE name = $1");
        let value = value.bind(name).fetch_one(&mut *tx).await?;
        tx.commit().await?;
        Ok(value)
    }

    async fn settle_day_key(
        &self,
        day: Date,
        proposed: [u8; 32],
    ) -> Result<Option<[u8; 32]>, Fault> {
        let mut tx = self.write().await?;
        let open: bool =
            sqlx::query_scalar("SELECT before <= $1::text::date FROM day_key_horizon FOR SHARE")
                .bind(day.to_string())
                .fetch_one(&mut *tx)
                .await?;
        if !open {
            return Ok(None);
        }
        sqlx::query("INSERT INTO day_key VALUES ($1::text::date, $2) ON CONFLICT DO NOTHING")
            .bind(day.to_string())
            .bind(&proposed[..])
            .execute(&mut *tx)
            .await?;
        let key: Vec<u8> = sqlx::query_scalar("SELECT key FROM day_key WHERE day = $1::text::date")
            .bind(day.to_string())
            .fetch_one(&mut *tx)
            .await?;
        tx.commit().await?;
        let key = key.try_into().map_err(|_| stored::damaged("the key of a day"))?;
        Ok(Some(key))
    }

    /// The table is written anew without the deleted keys, so that they stand in none of its
    /// pages. (Where an older transaction still sees them, the next forgetting does it; the
    /// server's write-ahead log and backups have them for as long as they are kept.)
    async fn delete_day_keys(&self, before: Date) -> Result<(), Fault> {
        let mut tx = self.write().await?;
        sqlx::query(
            "UPDATE day_key_horizon SET before = $1::text::date WHERE before < $1::text::date",
        )
        .bind(before.to_string())
        .execute(&mut *tx)
        .await?;
        let deleted =
            sqlx::query("DELETE FROM day_key WHERE day < (SELECT before FROM day_key_horizon)")
                .execute(&mut *tx)
                .await?;
        tx.commit().await?;
        if deleted.rows_affected() > 0 {
            sqlx::query("VACUUM FULL day_key").execute(&self.pool).await?;
        }
        Ok(())
    }
}
