//! What is decided once, and the keys of the days.

use async_trait::async_trait;
use jiff::civil::Date;
use kinhbac_domain::ports::{SettingsStore, StoreError};
use sqlx::SqliteConnection;

use super::SqliteStore;
use super::fault::Fault;
use crate::stored;

#[async_trait]
impl SettingsStore for SqliteStore {
    async fn settle(&self, name: &str, proposed: &str) -> Result<String, StoreError> {
        self.named(self.settle_setting(name, proposed).await)
    }

    async fn day_key(&self, day: Date, proposed: [u8; 32]) -> Result<Option<[u8; 32]>, StoreError> {
        self.named(self.settle_day_key(day, proposed).await)
    }

    async fn forget_day_keys(&self, before: Date) -> Result<(), StoreError> {
        self.named(self.delete_day_keys(before).await)
    }
}

impl SqliteStore {
    async fn settle_setting(&self, name: &str, proposed: &str) -> Result<String, Fault> {
        let mut tx = self.write().await?;
        sqlx::query("INSERT INTO setting VALUES (?1, ?2) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(proposed)
            .execute(&mut *tx)
            .await?;
        let value = sqlx::query_scalar("SELECT value FROM setting WHERE name = ?1");
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
        if horizon(&mut tx).await?.is_some_and(|horizon| day < horizon) {
            return Ok(None);
        }
        sqlx::query("INSERT INTO day_key VALUES (?1, ?2) ON CONFLICT DO NOTHING")
            .bind(day.to_string())
            .bind(&proposed[..])
            .execute(&mut *tx)
            .await?;
        let key: Vec<u8> = sqlx::query_scalar("SELECT key FROM day_key WHERE day = ?1")
            .bind(day.to_string())
            .fetch_one(&mut *tx)
            .await?;
        tx.commit().await?;
        let key = key.try_into().map_err(|_| stored::damaged("the key of a day"))?;
        Ok(Some(key))
    }

    /// Overwrites the keys with zeros in the file, and folds the write-ahead log, which may have
    /// them too. Where a reader is in the way of that, the next folding does it.
    async fn delete_day_keys(&self, before: Date) -> Result<(), Fault> {
        let mut conn = self.writer.acquire().await?;
        sqlx::query("PRAGMA secure_delete = ON").execute(&mut *conn).await?;
        let deleted = delete_before(&mut conn, before).await;
        sqlx::query("PRAGMA secure_delete = OFF").execute(&mut *conn).await?;
        deleted?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *conn).await?;
        Ok(())
    }
}

async fn delete_before(conn: &mut SqliteConnection, before: Date) -> Result<(), Fault> {
    use sqlx::Connection as _;
    let mut tx = conn.begin_with("BEGIN IMMEDIATE").await?;
    if horizon(&mut tx).await?.is_none_or(|horizon| horizon < before) {
        sqlx::query(
            "INSERT INTO day_key_horizon VALUES (1, ?1)
             ON CONFLICT DO UPDATE SET before = excluded.before",
        )
        .bind(before.to_string())
        .execute(&mut *tx)
        .await?;
        sqlx::query("DELETE FROM day_key WHERE day < ?1")
            .bind(before.to_string())
            .execute(&mut *tx)
            .await?;
    }
    Ok(tx.commit().await?)
}

/// Days before this one have no key.
async fn horizon(conn: &mut SqliteConnection) -> Result<Option<Date>, Fault> {
    let day: Option<String> =
        sqlx::query_scalar("SELECT before FROM day_key_horizon").fetch_optional(conn).await?;
    let Some(day) = day else { return Ok(None) };
    Ok(Some(day.parse().map_err(|_| stored::damaged("the horizon of the days' keys"))?))
}
