//! The table of series, and what of it is known in memory.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kinhbac_domain::cell::{CellEntry, SeriesKey};
use kinhbac_domain::measure::Measure;
use kinhbac_domain::ports::SeriesScan;
use kinhbac_domain::position::PartitionIndex;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{Postgres, QueryBuilder, Row};

use super::fault::Fault;
use crate::series::{Catalog, Numbered, SeriesId, Texts, Wanted, wants_all};
use crate::stored::{self, StoredCell};

/// Series of one look-up.
const LOOKUP_SERIES: usize = 8192;
/// Held by whoever gives numbers, until they are committed: so there are no gaps, and whoever sees
/// a number sees all before it. "kbac", and which of our locks.
const NUMBERING: &str = "SELECT pg_advisory_xact_lock(1801609571, 2)";

/// Series and their numbers, known or read.
#[derive(Debug)]
pub(super) struct Series {
    catalog: Catalog,
}

impl Series {
    /// Of which at most so many are known.
    pub(super) fn new(max_known: usize) -> Self {
        Self { catalog: Catalog::new(max_known) }
    }

    /// How many are known.
    pub(super) fn known(&self) -> usize {
        self.catalog.len()
    }

    /// Takes in what is committed and was not seen yet: at a start all, later what other processes
    /// or a commit of unknown outcome have written. Of too many, the newest.
    pub(super) async fn catch_up(&self, conn: &mut PgConnection) -> Result<(), Fault> {
        let last = sqlx::query_scalar("SELECT coalesce(max(series_id), 0) FROM series");
        let last: i64 = last.fetch_one(&mut *conn).await?;
        let seen = self.catalog.last().0;
        if last <= seen {
            return Ok(());
        }
        let most = i64::try_from(self.catalog.max()).unwrap_or(i64::MAX).max(1);
        let after = seen.max(last.saturating_sub(most));
        let rows = sqlx::query(
            "SELECT series_id, site_id, device, measure, label, digest FROM series
             WHERE series_id > $1 AND series_id <= $2 ORDER BY series_id",
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

    /// The numbers of cells' series, new ones included and written: within a transaction that
    /// writes.
    pub(super) async fn number(
        &self,
        conn: &mut PgConnection,
        cells: &[CellEntry],
    ) -> Result<Numbered, Fault> {
        let keys: Vec<_> = cells.iter().map(|entry| &entry.key.series).collect();
        let mut ids = self.ids(conn, &keys).await?;
        if ids.iter().any(Option::is_none) {
            sqlx::query(NUMBERING).execute(&mut *conn).await?;
            self.catch_up(conn).await?;
            ids = self.ids(conn, &keys).await?;
        }
        let numbered = Numbered::new(cells, ids, self.catalog.last());
        insert(conn, &numbered.new).await?;
        Ok(numbered)
    }

    /// Takes in what was new, and is committed now.
    pub(super) fn learn(&self, new: Vec<(SeriesId, Arc<SeriesKey>)>) {
        self.catalog.learn(new);
    }

    /// The numbers of series; none where there is none. What was committed after the last catching
    /// up may be missed.
    pub(super) async fn ids(
        &self,
        conn: &mut PgConnection,
        keys: &[&SeriesKey],
    ) -> Result<Vec<Option<SeriesId>>, Fault> {
        let (mut ids, whole) = self.catalog.ids(keys);
        if whole {
            return Ok(ids);
        }
        let unknown = keys.iter().zip(&ids).filter(|(_, id)| id.is_none());
        let unknown: HashSet<&SeriesKey> = unknown.map(|(key, _)| *key).collect();
        let unknown: Vec<_> = unknown.into_iter().collect();
        let mut found = HashMap::new();
        for keys in unknown.chunks(LOOKUP_SERIES) {
            found.extend(look_up(conn, keys).await?);
        }
        self.catalog.learn(found.iter().map(|(key, id)| (*id, Arc::new((*key).clone()))));
        for (key, id) in keys.iter().zip(&mut ids) {
            *id = id.or_else(|| found.get(key).copied());
        }
        Ok(ids)
    }

    /// Gives rows the names of their series, and compares their digests. Series are committed with
    /// their first cells and stay: whoever has seen a number finds its name.
    pub(super) async fn entries(
        &self,
        conn: &mut PgConnection,
        rows: Vec<(StoredCell, i64)>,
    ) -> Result<Vec<(PartitionIndex, CellEntry)>, Fault> {
        let ids: Vec<_> = rows.iter().map(|(cell, _)| cell.series).collect();
        let keys = self.names(conn, &ids).await?;
        let named = rows.into_iter().zip(keys);
        named.map(|((cell, digest), key)| Ok(cell.entry(digest, &key)?)).collect()
    }

    async fn names(
        &self,
        conn: &mut PgConnection,
        ids: &[SeriesId],
    ) -> Result<Vec<Arc<SeriesKey>>, Fault> {
        let mut keys = self.catalog.keys(ids);
        let unknown = ids.iter().zip(&keys).filter(|(_, key)| key.is_none());
        let unknown: HashSet<i64> = unknown.map(|(id, _)| id.0).collect();
        if !unknown.is_empty() {
            let rows = sqlx::query(
                "SELECT series_id, site_id, device, measure, label, digest FROM series
                 WHERE series_id = ANY ($1)",
            )
            .bind(Vec::from_iter(unknown))
            .fetch_all(conn)
            .await?;
            let found: HashMap<_, _> = read(&rows)?.into_iter().collect();
            self.catalog.learn(found.iter().map(|(id, key)| (*id, Arc::clone(key))));
            for (id, key) in ids.iter().zip(&mut keys).filter(|(_, key)| key.is_none()) {
                *key = found.get(id).cloned();
            }
        }
        let all: Option<Vec<_>> = keys.into_iter().collect();
        Ok(all.ok_or_else(|| stored::damaged("a cell's series is missing"))?)
    }

    /// What a scan is about; and how many series there are.
    pub(super) async fn wanted(
        &self,
        conn: &mut PgConnection,
        scan: &SeriesScan,
    ) -> Result<(Wanted, usize), Fault> {
        let wanted = if wants_all(scan) {
            Wanted::All
        } else if let Some(known) = self.catalog.wanted(scan) {
            Wanted::These(known)
        } else {
            let found = search(scan).build_query_scalar().fetch_all(conn).await?;
            Wanted::These(found.into_iter().map(SeriesId).collect())
        };
        Ok((wanted, usize::try_from(self.catalog.last().0).unwrap_or(usize::MAX)))
    }
}

/// Rows of `series_id, site_id, device, measure, label, digest`.
fn read(rows: &[PgRow]) -> Result<Vec<(SeriesId, Arc<SeriesKey>)>, Fault> {
    let mut texts = Texts::default();
    rows.iter().map(|row| series(row, &mut texts)).collect()
}

fn series(row: &PgRow, texts: &mut Texts) -> Result<(SeriesId, Arc<SeriesKey>), Fault> {
    let site = texts.shared(row.try_get(1)?);
    let device = texts.shared(row.try_get(2)?);
    let label = texts.shared(row.try_get(4)?);
    let key = stored::series_key(site, device, row.try_get(3)?, label)?;
    let id = SeriesId(row.try_get(0)?);
    stored::compare(stored::series_digest(id, &key), row.try_get(5)?, "the name of a series")?;
    Ok((id, Arc::new(key)))
}

/// Series by column: sites, devices, measures, labels.
type Columns<'a> = (Vec<&'a str>, Vec<&'a str>, Vec<String>, Vec<&'a str>);

fn columns<'a>(keys: impl Iterator<Item = &'a SeriesKey>) -> Columns<'a> {
    let mut columns = Columns::default();
    for key in keys {
        columns.0.push(key.site.as_str());
        columns.1.push(key.device.as_str());
        columns.2.push(key.measure.name().into_owned());
        columns.3.push(key.label.as_str());
    }
    columns
}

/// Looks up to `LOOKUP_SERIES` series up.
async fn look_up<'a>(
    conn: &mut PgConnection,
    keys: &[&'a SeriesKey],
) -> Result<Vec<(&'a SeriesKey, SeriesId)>, Fault> {
    let (sites, devices, measures, labels) = columns(keys.iter().copied());
    let rows = sqlx::query(
        "SELECT n, series_id, digest
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
         WITH ORDINALITY AS wanted (site_id, device, measure, label, n)
         JOIN series USING (site_id, device, measure, label)",
    )
    .bind(sites)
    .bind(devices)
    .bind(measures)
    .bind(labels)
    .fetch_all(conn)
    .await?;
    let found = |row: &PgRow| {
        let place: i64 = row.try_get(0)?;
        // It counts from 1.
        let key = usize::try_from(place - 1).ok().and_then(|place| keys.get(place));
        let key = *key.ok_or_else(|| stored::damaged("the place of a series"))?;
        let id = SeriesId(row.try_get(1)?);
        stored::compare(stored::series_digest(id, key), row.try_get(2)?, "the name of a series")?;
        Ok((key, id))
    };
    rows.iter().map(found).collect()
}

/// Writes new series under their numbers.
async fn insert(conn: &mut PgConnection, new: &[(SeriesId, Arc<SeriesKey>)]) -> Result<(), Fault> {
    for new in new.chunks(LOOKUP_SERIES) {
        let ids: Vec<_> = new.iter().map(|(id, _)| id.0).collect();
        let digests: Vec<_> = new.iter().map(|(id, key)| stored::series_digest(*id, key)).collect();
        let (sites, devices, measures, labels) = columns(new.iter().map(|(_, key)| &**key));
        sqlx::query(
            "INSERT INTO series (series_id, site_id, device, measure, label, digest) SELECT * FROM
             unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])",
        )
        .bind(ids)
        .bind(sites)
        .bind(devices)
        .bind(measures)
        .bind(labels)
        .bind(digests)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// The statement that finds the series of a scan.
fn search(scan: &SeriesScan) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new("SELECT series_id FROM series WHERE true");
    let mut one_of = |column: &str, names: Vec<String>| {
        sql.push(format!(" AND {column} = ANY ("));
        sql.push_bind(names).push(")");
    };
    if !scan.measures.is_empty() {
        let name = |measure: &Measure| measure.name().into_owned();
        one_of("measure", scan.measures.iter().map(name).collect());
    }
    if let Some(sites) = &scan.sites {
        one_of("site_id", sites.iter().map(|site| site.as_str().to_owned()).collect());
    }
    if let Some(label) = &scan.label {
        sql.push(" AND label = ").push_bind(label.as_str().to_owned());
    }
    if let Some(device) = &scan.device {
        sql.push(" AND device = ").push_bind(device.as_str().to_owned());
    }
    sql.push(" ORDER BY series_id");
    sql
}
