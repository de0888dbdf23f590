//! Series that are not known in memory are found in the table.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use kinhbac_domain::cell::SeriesKey;
use kinhbac_domain::measure::Measure;
use kinhbac_domain::ports::SeriesScan;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, AssertSqlSafe, QueryBuilder, Row, Sqlite, SqliteConnection};

use super::{Series, read};
use crate::series::{SeriesId, Wanted, wants_all};
use crate::sqlite::fault::Fault;
use crate::stored;

/// Series of one look-up; a shorter one leaves the rest unbound, which SQLite takes as null.
const LOOKUP_SERIES: usize = 256;

static LOOKUP: LazyLock<String> = LazyLock::new(|| {
    let values: Vec<_> = (0..LOOKUP_SERIES).map(|n| format!("({n}, ?, ?, ?, ?)")).collect();
    format!(
        "WITH wanted (n, site_id, device, measure, label) AS (VALUES {})
         SELECT n, series_id, digest
         FROM wanted CROSS JOIN series USING (site_id, device, measure, label)",
        values.join(", ")
    )
});

impl Series {
    /// The numbers of series; none where there is none.
    pub(in crate::sqlite) async fn ids(
        &self,
        conn: &mut SqliteConnection,
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

    /// The series of numbers that were seen in cells.
    pub(super) async fn names(&self, ids: &[SeriesId]) -> Result<Vec<Arc<SeriesKey>>, Fault> {
        let mut keys = self.catalog.keys(ids);
        let unknown = ids.iter().zip(&keys).filter(|(_, key)| key.is_none());
        let unknown: HashSet<SeriesId> = unknown.map(|(id, _)| *id).collect();
        if !unknown.is_empty() {
            let found = self.read_names(unknown).await?;
            for (id, key) in ids.iter().zip(&mut keys).filter(|(_, key)| key.is_none()) {
                *key = found.get(id).cloned();
            }
        }
        let all: Option<Vec<_>> = keys.into_iter().collect();
        Ok(all.ok_or_else(|| stored::damaged("a cell's series is missing"))?)
    }

    async fn read_names(
        &self,
        ids: HashSet<SeriesId>,
    ) -> Result<HashMap<SeriesId, Arc<SeriesKey>>, Fault> {
        let rows = sqlx::query(
            "SELECT series_id, site_id, device, measure, label, digest FROM series
             WHERE series_id IN (SELECT value FROM json_each(?1))",
        )
        .bind(json(ids))
        .fetch_all(&self.names)
        .await?;
        let found: HashMap<_, _> = read(&rows)?.into_iter().collect();
        self.catalog.learn(found.iter().map(|(id, key)| (*id, Arc::clone(key))));
        Ok(found)
    }

    /// What a scan is about; and how many series there are.
    pub(in crate::sqlite) async fn wanted(
        &self,
        conn: &mut SqliteConnection,
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

/// Looks up to `LOOKUP_SERIES` series up.
async fn look_up<'a>(
    conn: &mut SqliteConnection,
    keys: &[&'a SeriesKey],
) -> Result<Vec<(&'a SeriesKey, SeriesId)>, Fault> {
    let mut arguments = SqliteArguments::default();
    for key in keys {
        let mut add = |text: &str| arguments.add(text.to_owned()).map_err(sqlx::Error::Encode);
        add(key.site.as_str())?;
        add(key.device.as_str())?;
        add(key.measure.name().as_ref())?;
        add(key.label.as_str())?;
    }
    let rows = sqlx::query_with(AssertSqlSafe(LOOKUP.as_str()), arguments).fetch_all(conn).await?;
    let found = |row: &SqliteRow| {
        let place: u32 = row.try_get(0)?;
        let (key, id) = (keys[place as usize], SeriesId(row.try_get(1)?));
        stored::compare(stored::series_digest(id, key), row.try_get(2)?, "the name of a series")?;
        Ok((key, id))
    };
    rows.iter().map(found).collect()
}

/// The statement that finds the series of a scan.
fn search(scan: &SeriesScan) -> QueryBuilder<Sqlite> {
    let mut sql = QueryBuilder::new("SELECT series_id FROM series WHERE true");
    let mut one_of = |column: &str, names: String| {
        sql.push(format!(" AND {column} IN (SELECT value FROM json_each("));
        sql.push_bind(names).push("))");
    };
    if !scan.measures.is_empty() {
        one_of("measure", json_of_texts(scan.measures.iter().map(Measure::name)));
    }
    if let Some(sites) = &scan.sites {
        one_of("site_id", json_of_texts(sites));
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

/// A JSON array of numbers.
pub(in crate::sqlite) fn json(ids: impl IntoIterator<Item = SeriesId>) -> String {
    let numbers: Vec<_> = ids.into_iter().map(|id| id.0.to_string()).collect();
    format!("[{}]", numbers.join(","))
}

/// A JSON array of texts without control characters, as ids and names are.
fn json_of_texts(texts: impl IntoIterator<Item: AsRef<str>>) -> String {
    let quote = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let quoted: Vec<_> = texts.into_iter().map(|text| quote(text.as_ref())).collect();
    format!("[{}]", quoted.join(","))
}
