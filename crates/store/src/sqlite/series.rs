//! The table of series, and what of it is known in memory.

mod find;

pub(super) use find::json;

use std::sync::Arc;

use kinhbac_domain::cell::{CellEntry, SeriesKey};
use kinhbac_domain::position::PartitionIndex;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{Row, SqliteConnection};

use super::fault::Fault;
use crate::series::{Catalog, Numbered, SeriesId, Texts};
use crate::stored::{self, StoredCell};

/// Series and their numbers, known or read.
#[derive(Debug)]
pub(super) struct Series {
    catalog: Catalog,
    /// For names that are not known, while a scan has its own connection in use. Series are
    /// committed with their first cells and stay: whoever has seen a number finds its name.
    names: SqlitePool,
}

impl Series {
    /// Of which at most so many are known.
    pub(super) fn new(max_known: usize, names: SqlitePool) -> Self {
        Self { catalog: Catalog::new(max_known), names }
    }

    /// How many are known.
    pub(super) fn known(&self) -> usize {
        self.catalog.len()
    }

    /// Waits for those that read names.
    pub(super) async fn close(&self) {
        self.names.close().await;
    }

    /// Takes in what is committed and was not seen yet: at a start all, later what another process
    /// or a commit of unknown outcome has written. Of too many, the newest.
    pub(super) async fn catch_up(&self, conn: &mut SqliteConnection) -> Result<(), Fault> {
        let last = sqlx::query_scalar("SELECT ifnull(max(series_id), 0) FROM series");
        let last: i64 = last.fetch_one(&mut *conn).await?;
        let seen = self.catalog.last().0;
        if last <= seen {
            return Ok(());
        }
        let most = i64::try_from(self.catalog.max()).unwrap_or(i64::MAX).max(1);
        let after = seen.max(last.saturating_sub(most));
        let rows = sqlx::query(
            "SELECT series_id, site_id, device, measure, label, digest FROM series
             WHERE series_id > ?1 AND series_id <= ?2 ORDER BY series_id",
        )
        .bind(after)
        .bind(last)
        .fetch_all(conn)
        .await?;
        let read = read(&rows)?;
        let gapless = read.iter().map(|(id, _)| id.0).eq(after + 1..=last);
        if !gapless {
            return Err(stored::damaged("a number of a series is missing").into());
        }
        self.catalog.learn(read);
        Ok(())
    }

    /// The numbers of cells' series, new ones included: within a transaction that writes and has
    /// caught up.
    pub(super) async fn number(
        &self,
        conn: &mut SqliteConnection,
        cells: &[CellEntry],
    ) -> Result<Numbered, Fault> {
        let keys: Vec<_> = cells.iter().map(|entry| &entry.key.series).collect();
        let ids = self.ids(conn, &keys).await?;
        Ok(Numbered::new(cells, ids, self.catalog.last()))
    }

    /// Takes in what was new, and is committed now.
    pub(super) fn learn(&self, new: Vec<(SeriesId, Arc<SeriesKey>)>) {
        self.catalog.learn(new);
    }

    /// Gives rows the names of their series, and compares their digests.
    pub(super) async fn entries(
        &self,
        rows: Vec<(StoredCell, i64)>,
    ) -> Result<Vec<(PartitionIndex, CellEntry)>, Fault> {
        let ids: Vec<_> = rows.iter().map(|(cell, _)| cell.series).collect();
        let keys = self.names(&ids).await?;
        let named = rows.into_iter().zip(keys);
        named.map(|((cell, digest), key)| Ok(cell.entry(digest, &key)?)).collect()
    }
}

/// Rows of `series_id, site_id, device, measure, label, digest`.
fn read(rows: &[SqliteRow]) -> Result<Vec<(SeriesId, Arc<SeriesKey>)>, Fault> {
    let mut texts = Texts::default();
    rows.iter().map(|row| series(row, &mut texts)).collect()
}

fn series(row: &SqliteRow, texts: &mut Texts) -> Result<(SeriesId, Arc<SeriesKey>), Fault> {
    let site = texts.shared(row.try_get(1)?);
    let device = texts.shared(row.try_get(2)?);
    let label = texts.shared(row.try_get(4)?);
    let key = stored::series_key(site, device, row.try_get(3)?, label)?;
    let id = SeriesId(row.try_get(0)?);
    stored::compare(stored::series_digest(id, &key), row.try_get(5)?, "the name of a series")?;
    Ok((id, Arc::new(key)))
}

/// Writes new series under their numbers.
pub(super) async fn insert(
    conn: &mut SqliteConnection,
    new: &[(SeriesId, Arc<SeriesKey>)],
) -> Result<(), Fault> {
    for (id, key) in new {
        sqlx::query("INSERT INTO series VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            .bind(id.0)
            .bind(key.site.as_str())
            .bind(key.device.as_str())
            .bind(key.measure.name().as_ref())
            .bind(key.label.as_str())
            .bind(stored::series_digest(*id, key))
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}
