//! The tables of cells: their statements, and a row's way in and out.

use std::sync::{Arc, LazyLock};

use kinhbac_domain::time::Bucket;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, AssertSqlSafe, Row};

use super::fault::Fault;
use crate::series::SeriesId;
use crate::stored::{self, StoredCell};
use crate::tables::{Table, VALUES};

/// Rows of one insert; then 16, then 1 for the rest, so that few statements are prepared.
const INSERT_ROWS: [usize; 3] = [128, 16, 1];
/// Keys of one look-up; a shorter one leaves the rest unbound, which SQLite takes as null.
pub(super) const LOOKUP_KEYS: usize = 256;

/// The texts of a table's statements.
pub(super) struct Statements {
    inserts: [Arc<str>; INSERT_ROWS.len()],
    pub(super) lookup: Arc<str>,
}

static STATEMENTS: LazyLock<[Statements; Table::ALL.len()]> =
    LazyLock::new(|| Table::ALL.map(Statements::of));

impl Table {
    /// Columns of a row.
    pub(super) fn width(self) -> usize {
        self.key().len() + VALUES.len()
    }

    pub(super) fn statements(self) -> &'static Statements {
        &STATEMENTS[self as usize]
    }
}

impl Statements {
    fn of(table: Table) -> Self {
        Self { inserts: INSERT_ROWS.map(|rows| insert(table, rows)), lookup: lookup(table) }
    }

    /// The statement and the number of rows for the next part of `left` rows.
    pub(super) fn insert(&self, left: usize) -> (AssertSqlSafe<Arc<str>>, usize) {
        let mut sizes = self.inserts.iter().zip(INSERT_ROWS);
        let fits = sizes.find(|(_, rows)| *rows <= left);
        let (sql, rows) = fits.unwrap_or((&self.inserts[INSERT_ROWS.len() - 1], 1));
        (AssertSqlSafe(Arc::clone(sql)), rows)
    }
}

/// `rows` times `(?, …)`.
fn placeholders(rows: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    vec![row; rows].join(", ")
}

fn insert(table: Table, rows: usize) -> Arc<str> {
    let key = table.key();
    let columns = [key, &VALUES].concat();
    let values = placeholders(rows, columns.len());
    let sets: Vec<_> = VALUES.iter().map(|value| format!("{value} = excluded.{value}")).collect();
    format!(
        "INSERT INTO {name} ({columns}) VALUES {values} ON CONFLICT ({key}) DO UPDATE SET {sets}",
        name = table.name(),
        columns = columns.join(", "),
        key = key.join(", "),
        sets = sets.join(", "),
    )
    .into()
}

fn lookup(table: Table) -> Arc<str> {
    let key = table.key();
    format!(
        "WITH wanted ({key}) AS (VALUES {values})
         SELECT {columns} FROM wanted CROSS JOIN {name} AS c USING ({key})",
        key = key.join(", "),
        values = placeholders(LOOKUP_KEYS, key.len()),
        columns = table.columns(),
        name = table.name(),
    )
    .into()
}

/// Binds a cell's key in the order of [`Table::key`].
pub(super) fn bind_key(
    table: Table,
    arguments: &mut SqliteArguments,
    bucket: Bucket,
    series: SeriesId,
) -> Result<(), Fault> {
    let mut add = |number: i64| arguments.add(number).map_err(sqlx::Error::Encode);
    add(bucket.start)?;
    if table == Table::Period {
        add(bucket.resolution.number().into())?;
    }
    Ok(add(series.0)?)
}

/// Binds a whole cell in the order of the insert's columns.
pub(super) fn bind_cell(
    table: Table,
    arguments: &mut SqliteArguments,
    cell: StoredCell,
) -> Result<(), Fault> {
    bind_key(table, arguments, cell.bucket, cell.series)?;
    let digest = cell.digest();
    let mut add = |number: Option<i64>| arguments.add(number).map_err(sqlx::Error::Encode);
    add(Some(cell.count))?;
    add(Some(cell.sum))?;
    add(cell.min)?;
    add(cell.max)?;
    add(Some(cell.last))?;
    add(cell.last_at)?;
    add(Some(cell.last_offset))?;
    add(Some(cell.last_for))?;
    add(Some(cell.seconds))?;
    arguments.add(cell.sketch).map_err(sqlx::Error::Encode)?;
    let mut add = |number: i64| arguments.add(number).map_err(sqlx::Error::Encode);
    add(cell.partition)?;
    add(cell.version)?;
    add(digest)?;
    Ok(())
}

/// A row of [`Table::columns`]: the cell and the digest that was written with it.
pub(super) fn read(row: &SqliteRow) -> Result<(StoredCell, i64), Fault> {
    let resolution = stored::resolution(row.try_get(1)?)?;
    let cell = StoredCell {
        bucket: Bucket { resolution, start: row.try_get(0)? },
        series: SeriesId(row.try_get(2)?),
        count: row.try_get(3)?,
        sum: row.try_get(4)?,
        min: row.try_get(5)?,
        max: row.try_get(6)?,
        last: row.try_get(7)?,
        last_at: row.try_get(8)?,
        last_offset: row.try_get(9)?,
        last_for: row.try_get(10)?,
        seconds: row.try_get(11)?,
        sketch: row.try_get(12)?,
        partition: row.try_get(13)?,
        version: row.try_get(14)?,
    };
    Ok((cell, row.try_get(15)?))
}
