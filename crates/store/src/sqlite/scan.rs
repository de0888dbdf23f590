//! Scans: many cells, as of one moment, told in pages.
//!
//! A task of its own reads them in one read transaction and hands pages over; it ends when nobody
//! listens any more, or when its listener takes nothing for too long.

use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::ports::{HistoryStore, SeriesScan, StoreError};
use kinhbac_domain::position::PartitionIndex;
use sqlx::{AssertSqlSafe, Sqlite, Transaction};
use tokio::sync::mpsc;

use super::SqliteStore;
use super::fault::Fault;
use super::series::{Series, Wanted, json};
use super::tables::{self, Table};

/// Cells of a page.
const PAGE: usize = 512;
/// Pages that wait for the listener.
const PAGES_AHEAD: usize = 4;
/// Taken as so many cells passed over for the price of finding one; either way the answer is the
/// same.
const FINDING_OVER_PASSING: usize = 6;

type Row = (PartitionIndex, CellEntry);

/// What the reading task tells.
enum Told {
    Page(Vec<Row>),
    /// That was all.
    End,
    Failed(Fault),
}

/// What the reading task needs.
struct Reading {
    tx: Transaction<'static, Sqlite>,
    series: Arc<Series>,
    stall_timeout: Duration,
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
        let reading =
            Reading { tx, series: Arc::clone(&self.series), stall_timeout: self.stall_timeout };
        let (tell, told) = mpsc::channel(PAGES_AHEAD);
        tokio::spawn(async move {
            tokio::select! {
                () = tell.closed() => {}
                () = reading.tell(&scan, &tell) => {}
            }
        });
        Ok(stream::unfold(Some(told), listen))
    }
}

/// The next page; a channel that closes without an end was cut short.
async fn listen(
    told: Option<mpsc::Receiver<Told>>,
) -> Option<(Result<Vec<Row>, Fault>, Option<mpsc::Receiver<Told>>)> {
    let mut told = told?;
    match told.recv().await {
        Some(Told::Page(page)) => Some((Ok(page), Some(told))),
        Some(Told::End) => None,
        Some(Told::Failed(fault)) => Some((Err(fault), None)),
        None => Some((Err(given_up()), None)),
    }
}

fn given_up() -> Fault {
    StoreError::Unavailable("a scan was given up: nothing was taken from it for too long".into())
        .into()
}

impl Reading {
    /// Tells everything, then the end.
    async fn tell(mut self, scan: &SeriesScan, tell: &mpsc::Sender<Told>) {
        let last = match self.tell_pages(scan, tell).await {
            Ok(()) => Told::End,
            Err(fault) => Told::Failed(fault),
        };
        // Nobody listens any more, or takes nothing: the channel closes without an end.
        let _ = tell.send_timeout(last, self.stall_timeout).await;
    }

    async fn tell_pages(
        &mut self,
        scan: &SeriesScan,
        tell: &mpsc::Sender<Told>,
    ) -> Result<(), Fault> {
        let (wanted, of) = self.series.wanted(&mut self.tx, scan).await?;
        let Some((sql, wanted)) = plan(scan, wanted, of) else { return Ok(()) };
        let query = sqlx::query(AssertSqlSafe(sql))
            .bind(scan.starts.start)
            .bind(scan.starts.end)
            .bind(wanted);
        let mut pages = query.fetch(&mut *self.tx).try_ready_chunks(PAGE);
        while let Some(rows) = pages.try_next().await.map_err(|error| error.1)? {
            let cells = rows.iter().map(tables::read).collect::<Result<_, _>>()?;
            let page = Told::Page(self.series.entries(cells).await?);
            tell.send_timeout(page, self.stall_timeout).await.map_err(|_| given_up())?;
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
