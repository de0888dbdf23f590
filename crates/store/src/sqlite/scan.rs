//! Scans: many cells, as of one moment, told in pages.

use std::sync::Arc;

use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use kinhbac_domain::ports::{HistoryStore, SeriesScan, StoreError};
use sqlx::{AssertSqlSafe, Sqlite, Transaction};

use super::SqliteStore;
use super::fault::Fault;
use super::series::{Series, json};
use super::tables;
use crate::pages::{self, PAGE, Reader, Row, Teller};
use crate::series::Wanted;
use crate::tables::Table;

/// Taken as so many cells passed over for the price of finding one; either way the answer is the
/// same.
const FINDING_OVER_PASSING: usize = 6;

/// What the reading task needs.
struct Reading {
    scan: SeriesScan,
    tx: Transaction<'static, Sqlite>,
    series: Arc<Series>,
}

impl HistoryStore for SqliteStore {
    fn scan(&self, scan: SeriesScan) -> BoxStream<'_, Result<Row, StoreError>> {
        let pages = stream::once(self.begin_scan(scan)).try_flatten();
        let rows = pages.map_ok(|page| stream::iter(page).map(Ok::<_, Fault>)).try_flatten();
        rows.map(|row| self.named(row)).boxed()
    }
}

impl SqliteStore {
    async fn begin_scan(
        &self,
        scan: SeriesScan,
    ) -> Result<impl futures::Stream<Item = Result<Vec<Row>, Fault>> + use<>, Fault> {
        let mut tx = self.readers.begin().await?;
        self.series.catch_up(&mut tx).await?;
        let reading = Reading { scan, tx, series: Arc::clone(&self.series) };
        Ok(pages::told(reading, self.stall_timeout))
    }
}

impl Reader for Reading {
    type Fault = Fault;

    async fn read(&mut self, teller: &Teller<Fault>) -> Result<(), Fault> {
        let Self { scan, tx, series } = self;
        let (wanted, of) = series.wanted(tx, scan).await?;
        let Some((sql, wanted)) = plan(scan, wanted, of) else { return Ok(()) };
        let query = sqlx::query(AssertSqlSafe(sql))
            .bind(scan.starts.start)
            .bind(scan.starts.end)
            .bind(wanted);
        let mut pages = query.fetch(&mut **tx).try_ready_chunks(PAGE);
        while let Some(rows) = pages.try_next().await.map_err(|error| error.1)? {
            let cells = rows.iter().map(tables::read).collect::<Result<_, _>>()?;
            teller.page(series.entries(cells).await?).await?;
        }
        Ok(())
    }
}

/// The statement, and the numbers of the wanted of so many series as a JSON array where not all
/// are; none where nothing is wanted.
fn plan(scan: &SeriesScan, wanted: Wanted, series: usize) -> Option<(String, Option<String>)> {
    let table = Table::of(scan.resolution);
    let (columns, name) = (table.columns(), table.name());
    let of = table.and_resolution(scan.resolution);
    let within = "c.bucket >= ?1 AND c.bucket < ?2";
    let wanted = match wanted {
        Wanted::All => {
            return Some((format!("SELECT {columns} FROM {name} AS c WHERE {within}{of}"), None));
        }
        Wanted::These(none) if none.is_empty() => return None,
        Wanted::These(some) => some,
    };
    let few = wanted.len() * FINDING_OVER_PASSING < series;
    let sql = if few {
        find_each(table, &of)
    } else {
        format!(
            "SELECT {columns} FROM {name} AS c
             WHERE {within}{of} AND c.series_id IN (SELECT value FROM json_each(?3))"
        )
    };
    Some((sql, Some(json(wanted))))
}

/// Goes from bucket to bucket (whichever there are) and finds each wanted series there.
fn find_each(table: Table, of: &str) -> String {
    format!(
        "WITH RECURSIVE
         present (bucket) AS (
             SELECT min(bucket) FROM {name} WHERE bucket >= ?1 AND bucket < ?2
             UNION ALL
             SELECT (SELECT min(bucket) FROM {name} WHERE bucket > present.bucket AND bucket < ?2)
             FROM present WHERE present.bucket IS NOT NULL
         ),
         wanted (series_id) AS MATERIALIZED (SELECT value FROM json_each(?3))
         SELECT {columns} FROM present CROSS JOIN wanted CROSS JOIN {name} AS c
         ON c.bucket = present.bucket AND c.series_id = wanted.series_id{of}",
        name = table.name(),
        columns = table.columns(),
    )
}
