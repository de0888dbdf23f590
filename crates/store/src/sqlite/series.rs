//! The table of series, and the catalog kept equal to it.

use std::collections::HashSet;
use std::sync::Arc;

use kinhbac_domain::cell::SeriesKey;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::fault::Fault;
use crate::series::{Catalog, SeriesId};
use crate::stored;

/// Takes into the catalog what is committed and not known yet: at a start all, later what another
/// process or a commit of unknown outcome has written.
pub(super) async fn catch_up(catalog: &Catalog, conn: &mut SqliteConnection) -> Result<(), Fault> {
    let last = sqlx::query_scalar("SELECT ifnull(max(series_id), 0) FROM series");
    let last: i64 = last.fetch_one(&mut *conn).await?;
    let known = catalog.known().last();
    if last <= known.0 {
        return Ok(());
    }
    let rows = sqlx::query(
        "SELECT series_id, site_id, device, measure, label, digest FROM series WHERE series_id > ?1
         ORDER BY series_id",
    )
    .bind(known.0)
    .fetch_all(conn)
    .await?;
    let mut texts = Texts::default();
    let read = rows.iter().map(|row| series(row, &mut texts)).collect::<Result<Vec<_>, _>>()?;
    let gapless = read.iter().zip(known.0 + 1..).all(|((id, _), expected)| id.0 == expected);
    if !gapless {
        return Err(stored::damaged("a number of a series is missing").into());
    }
    catalog.learn(read);
    Ok(())
}

/// Each text once: most series share site and device with others.
#[derive(Default)]
struct Texts(HashSet<Arc<str>>);

impl Texts {
    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.0.insert(Arc::clone(&text));
        text
    }
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
