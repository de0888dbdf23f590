//! The same rows by a plain statement a table: what the store's own work is measured against.

use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::time::Resolution;
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgPool;

/// The rows of each table by column, made ready before the clock runs.
pub(crate) struct Plain([(&'static str, Columns); 3]);

#[derive(Default)]
struct Columns {
    seconds: Vec<i64>,
    numbers: [Vec<i64>; 12],
    last_at: Vec<i64>,
}

impl Plain {
    pub(crate) fn new(cells: &[CellEntry]) -> Self {
        let tables = [
            (Resolution::Minute, "cell_minute"),
            (Resolution::Hour, "cell_hour"),
            (Resolution::Day, "cell_day"),
        ];
        Self(tables.map(|(resolution, name)| {
            let mut columns = Columns::default();
            let of_table = cells.iter().filter(|entry| entry.key.bucket.resolution == resolution);
            for (series, entry) in (1..).zip(of_table) {
                columns.push(series, entry);
            }
            (name, columns)
        }))
    }

    /// In one transaction.
    pub(crate) async fn write(self, pool: &PgPool) {
        let mut tx = pool.begin().await.unwrap();
        for (name, Columns { seconds, numbers, last_at }) in self.0 {
            let mut query = sqlx::query(AssertSqlSafe(statement(name))).bind(seconds).bind(last_at);
            for numbers in numbers {
                query = query.bind(numbers);
            }
            query.execute(&mut *tx).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

impl Columns {
    fn push(&mut self, series: i64, entry: &CellEntry) {
        let cell = &entry.cell;
        self.seconds.push(entry.key.bucket.start);
        self.last_at.push(cell.last_at.seconds());
        let numbers = [
            series,
            cell.count.cast_signed(),
            cell.sum,
            cell.min,
            cell.max,
            cell.last,
            cell.last_offset.0,
            cell.last_for.into(),
            cell.seconds.cast_signed(),
            0,
            entry.version.0,
            series,
        ];
        for (column, number) in self.numbers.iter_mut().zip(numbers) {
            column.push(number);
        }
    }
}

fn statement(name: &str) -> String {
    let values = [
        "last_at",
        "count",
        "sum",
        "min",
        "max",
        "last",
        "last_offset",
        "last_for",
        "seconds",
        "partition",
        "version",
        "digest",
    ];
    let sets: Vec<_> = values.iter().map(|value| format!("{value} = excluded.{value}")).collect();
    let numbers: Vec<_> = (3..15).map(|n| format!("${n}::bigint[]")).collect();
    format!(
        "INSERT INTO {name} (bucket, last_at, series_id, {})
         SELECT to_timestamp(bucket), to_timestamp(last_at), series_id, {}
         FROM unnest($1::bigint[], $2::bigint[], {}) AS row (bucket, last_at, series_id, {})
         ON CONFLICT (bucket, series_id) DO UPDATE SET {}",
        values[1..].join(", "),
        values[1..].join(", "),
        numbers.join(", "),
        values[1..].join(", "),
        sets.join(", "),
    )
}
