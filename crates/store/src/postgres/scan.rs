//! Scans: many cells, as of one moment, told in pages that a cursor gives.

use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use kinhbac_domain::ports::{HistoryStore, SeriesScan, StoreError};
use sqlx::{AssertSqlSafe, Postgres, Transaction};

use super::config::millis;
use super::fault::Fault;
use super::instant::Instant;
use super::series::Series;
use super::{PostgresStore, SNAPSHOT, rows};
use crate::pages::{self, PAGE, Reader, Row, Teller};
use crate::series::{SeriesId, Wanted};
use crate::tables::Table;

/// Pages that one fetch brings.
const PAGES_OF_FETCH: usize = 8;
/// Taken as so many cells passed over for the price of finding one; either way the answer is the
/// same.
const FINDING_OVER_PASSING: usize = 6;
/// The server's bound on an idle transaction lies so far beyond a stalled reader's.
const BEYOND_STALL: Duration = Duration::from_secs(5);

/// What the reading task needs.
struct Reading {
    scan: SeriesScan,
    tx: Transaction<'static, Postgres>,
    series: Arc<Series>,
}

impl HistoryStore for PostgresStore {
    fn scan(&self, scan: SeriesScan) -> BoxStream<'_, Result<Row, StoreError>> {
        let pages = stream::once(self.begin_scan(scan)).try_flatten();
        let rows = pages.map_ok(|page| stream::iter(page).map(Ok::<_, Fault>)).try_flatten();
        rows.map(|row| row.map_err(|fault| fault.at(&self.server))).boxed()
    }
}

impl PostgresStore {
    async fn begin_scan(
        &self,
        scan: SeriesScan,
    ) -> Result<impl futures::Stream<Item = Result<Vec<Row>, Fault>> + use<>, Fault> {
        let mut tx = self.scans.begin_with(SNAPSHOT).await?;
        let settings = format!(
            "SET LOCAL idle_in_transaction_session_timeout = {};
             SET LOCAL cursor_tuple_fraction = 1",
            millis(self.stall_timeout.saturating_add(BEYOND_STALL))
        );
        sqlx::raw_sql(AssertSqlSafe(settings)).execute(&mut *tx).await?;
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
        let sql = AssertSqlSafe(format!("DECLARE scan NO SCROLL CURSOR FOR {sql}"));
        let declare = sqlx::query(sql)
            .persistent(false)
            .bind(Instant::of_seconds(scan.starts.start))
            .bind(Instant::of_seconds(scan.starts.end));
        let declare = if let Some(wanted) = wanted { declare.bind(wanted) } else { declare };
        declare.execute(&mut **tx).await?;
        let fetch = format!("FETCH {} FROM scan", PAGE * PAGES_OF_FETCH);
        loop {
            let fetch = sqlx::query(AssertSqlSafe(fetch.clone())).persistent(false);
            let rows = fetch.fetch_all(&mut **tx).await?;
            if rows.is_empty() {
                return Ok(());
            }
            for rows in rows.chunks(PAGE) {
                let cells = rows.iter().map(rows::read).collect::<Result<_, _>>()?;
                teller.page(series.entries(tx, cells).await?).await?;
            }
        }
    }
}

/// The statement, and the numbers of the wanted of so many series where not all are; none where
/// nothing is wanted.
fn plan(scan: &SeriesScan, wanted: Wanted, series: usize) -> Option<(String, Option<Vec<i64>>)> {
    let table = Table::of(scan.resolution);
    let (columns, name) = (table.columns(), table.name());
    let of = table.and_resolution(scan.resolution);
    let within = format!("c.bucket >= $1 AND c.bucket < $2{of}");
    let wanted = match wanted {
        Wanted::All => {
            return Some((format!("SELECT {columns} FROM {name} AS c WHERE {within}"), None));
        }
        Wanted::These(none) if none.is_empty() => return None,
        Wanted::These(some) => some,
    };
    let few = wanted.len() * FINDING_OVER_PASSING < series;
    let sql = if few {
        find_each(table, &within)
    } else {
        format!("SELECT {columns} FROM {name} AS c WHERE {within} AND c.series_id = ANY ($3)")
    };
    Some((sql, Some(wanted.into_iter().map(|SeriesId(id)| id).collect())))
}

/// Goes from bucket to bucket (whichever there are) and finds each wanted series there. `OFFSET 0`
/// keeps the planner from turning that into one pass over all, as it does with chunks.
fn find_each(table: Table, within: &str) -> String {
    format!(
        "WITH RECURSIVE present (bucket) AS (
             (SELECT min(c.bucket) FROM {name} AS c WHERE {within})
             UNION ALL
             SELECT (SELECT min(c.bucket) FROM {name} AS c
                     WHERE c.bucket > present.bucket AND {within})
             FROM present WHERE present.bucket IS NOT NULL
         )
         SELECT found.* FROM present CROSS JOIN LATERAL (
             SELECT {columns} FROM {name} AS c
             WHERE c.bucket = present.bucket AND c.series_id = ANY ($3) AND {within}
             OFFSET 0
         ) AS found",
        name = table.name(),
        columns = table.columns(),
    )
}
