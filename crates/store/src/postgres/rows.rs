//! Cells' way into the tables and out of them.

use kinhbac_domain::time::Bucket;
use sqlx::Row;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Postgres};

use super::fault::Fault;
use super::instant::Instant;
use crate::series::SeriesId;
use crate::stored::{self, StoredCell};
use crate::tables::{Table, VALUES};

/// Cells by column, as a statement takes them.
#[derive(Default)]
pub(super) struct Columns {
    keys: Keys,
    count: Vec<i64>,
    sum: Vec<i64>,
    min: Vec<Option<i64>>,
    max: Vec<Option<i64>>,
    last: Vec<i64>,
    last_at: Vec<Option<Instant>>,
    last_offset: Vec<i64>,
    last_for: Vec<i64>,
    seconds: Vec<i64>,
    sketch: Vec<Option<Vec<u8>>>,
    partition: Vec<i64>,
    version: Vec<i64>,
    digest: Vec<i64>,
}

/// Keys by column.
#[derive(Default)]
pub(super) struct Keys {
    bucket: Vec<Instant>,
    resolution: Vec<i32>,
    series: Vec<i64>,
}

impl Keys {
    fn push(&mut self, bucket: Bucket, series: SeriesId) {
        self.bucket.push(Instant::of_seconds(bucket.start));
        self.resolution.push(bucket.resolution.number().into());
        self.series.push(series.0);
    }

    /// In the order of [`Table::key`].
    fn bind(self, table: Table, query: Statement) -> Statement {
        let query = query.bind(self.bucket);
        let query = if table == Table::Period { query.bind(self.resolution) } else { query };
        query.bind(self.series)
    }
}

type Statement = Query<'static, Postgres, PgArguments>;

impl Columns {
    pub(super) fn push(&mut self, cell: StoredCell) {
        self.digest.push(cell.digest());
        self.keys.push(cell.bucket, cell.series);
        self.count.push(cell.count);
        self.sum.push(cell.sum);
        self.min.push(cell.min);
        self.max.push(cell.max);
        self.last.push(cell.last);
        self.last_at.push(cell.last_at.map(instant));
        self.last_offset.push(cell.last_offset);
        self.last_for.push(cell.last_for);
        self.seconds.push(cell.seconds);
        self.sketch.push(cell.sketch);
        self.partition.push(cell.partition);
        self.version.push(cell.version);
    }

    /// The statement that writes them, each in place of the one with its key.
    pub(super) fn upsert(self, table: Table) -> Statement {
        let query = self.keys.bind(table, sqlx::query(AssertSqlSafe(upsert(table))));
        query
            .bind(self.count)
            .bind(self.sum)
            .bind(self.min)
            .bind(self.max)
            .bind(self.last)
            .bind(self.last_at)
            .bind(self.last_offset)
            .bind(self.last_for)
            .bind(self.seconds)
            .bind(self.sketch)
            .bind(self.partition)
            .bind(self.version)
            .bind(self.digest)
    }
}

fn upsert(table: Table) -> String {
    let columns = [table.key(), &VALUES].concat();
    let arrays: Vec<_> = (1..).zip(&columns).map(|(n, column)| array(n, column)).collect();
    let sets: Vec<_> = VALUES.iter().map(|value| format!("{value} = excluded.{value}")).collect();
    format!(
        "INSERT INTO {name} ({columns}) SELECT * FROM unnest({arrays})
         ON CONFLICT ({key}) DO UPDATE SET {sets}",
        name = table.name(),
        columns = columns.join(", "),
        arrays = arrays.join(", "),
        key = table.key().join(", "),
        sets = sets.join(", "),
    )
}

fn array(n: usize, column: &str) -> String {
    let of = match column {
        "bucket" | "last_at" => "timestamptz",
        "resolution" => "integer",
        "sketch" => "bytea",
        _ => "bigint",
    };
    format!("${n}::{of}[]")
}

/// The statement that finds the cells of keys. That no bucket lies beyond theirs spares the look
/// into other chunks.
pub(super) fn look_up(table: Table, keys: &[(Bucket, SeriesId)]) -> Statement {
    let key = table.key();
    let arrays: Vec<_> = (1..).zip(key).map(|(n, column)| array(n, column)).collect();
    let sql = format!(
        "SELECT {columns} FROM unnest({arrays}) AS wanted ({key})
         JOIN {name} AS c USING ({key}) WHERE c.bucket BETWEEN ${least} AND ${greatest}",
        columns = table.columns(),
        arrays = arrays.join(", "),
        key = key.join(", "),
        name = table.name(),
        least = key.len() + 1,
        greatest = key.len() + 2,
    );
    let mut columns = Keys::default();
    for (bucket, series) in keys {
        columns.push(*bucket, *series);
    }
    let (least, greatest) = (columns.bucket.iter().min(), columns.bucket.iter().max());
    let (least, greatest) = (least.copied(), greatest.copied());
    columns.bind(table, sqlx::query(AssertSqlSafe(sql))).bind(least).bind(greatest)
}

/// A row of [`Table::columns`]: the cell and the digest that was written with it.
pub(super) fn read(row: &PgRow) -> Result<(StoredCell, i64), Fault> {
    let Instant(start) = row.try_get(0)?;
    let resolution = stored::resolution(row.try_get::<i32, _>(1)?.into())?;
    let last_at: Option<Instant> = row.try_get(8)?;
    let cell = StoredCell {
        bucket: Bucket { resolution, start: start.seconds() },
        series: SeriesId(row.try_get(2)?),
        count: row.try_get(3)?,
        sum: row.try_get(4)?,
        min: row.try_get(5)?,
        max: row.try_get(6)?,
        last: row.try_get(7)?,
        last_at: last_at.map(|Instant(at)| at.millis()),
        last_offset: row.try_get(9)?,
        last_for: row.try_get(10)?,
        seconds: row.try_get(11)?,
        sketch: row.try_get(12)?,
        partition: row.try_get(13)?,
        version: row.try_get(14)?,
    };
    Ok((cell, row.try_get(15)?))
}

/// A stored instant: milliseconds since 1970.
fn instant(millis: i64) -> Instant {
    Instant(kinhbac_domain::time::Timestamp::from_millis(millis))
}
