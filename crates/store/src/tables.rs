//! The tables of cells, as both engines have them: one a resolution, and one of the periods.

use std::fmt::Write as _;

use kinhbac_domain::cell::{CellEntry, CellKey};
use kinhbac_domain::position::PartitionIndex;
use kinhbac_domain::time::{Bucket, Resolution};

use crate::series::SeriesId;

/// A table of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Minute,
    Hour,
    Day,
    /// Of months, quarters and years.
    Period,
}

/// What stands beside a cell's key.
pub(crate) const VALUES: [&str; 13] = [
    "count",
    "sum",
    "min",
    "max",
    "last",
    "last_at",
    "last_offset",
    "last_for",
    "seconds",
    "sketch",
    "partition",
    "version",
    "digest",
];

impl Table {
    pub(crate) const ALL: [Self; 4] = [Self::Minute, Self::Hour, Self::Day, Self::Period];

    /// Where a resolution's cells stand.
    pub(crate) fn of(resolution: Resolution) -> Self {
        match resolution {
            Resolution::Minute => Self::Minute,
            Resolution::Hour => Self::Hour,
            Resolution::Day => Self::Day,
            Resolution::Month | Resolution::Quarter | Resolution::Year => Self::Period,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Minute => "cell_minute",
            Self::Hour => "cell_hour",
            Self::Day => "cell_day",
            Self::Period => "cell_period",
        }
    }

    pub(crate) fn key(self) -> &'static [&'static str] {
        match self {
            Self::Period => &["bucket", "resolution", "series_id"],
            _ => &["bucket", "series_id"],
        }
    }

    /// All columns of a row, of the table or its alias `c`: bucket, resolution (of the first three
    /// tables it goes without saying), series, values.
    pub(crate) fn columns(self) -> String {
        let resolution = match self {
            Self::Minute => "1",
            Self::Hour => "2",
            Self::Day => "3",
            Self::Period => "c.resolution",
        };
        let mut columns = format!("c.bucket, {resolution}, c.series_id");
        for value in VALUES {
            let _ = write!(columns, ", c.{value}");
        }
        columns
    }

    /// The condition that a row is of a resolution, to follow others.
    pub(crate) fn and_resolution(self, resolution: Resolution) -> String {
        match self {
            Self::Period => format!(" AND c.resolution = {}", resolution.number()),
            _ => String::new(),
        }
    }
}

/// The keys whose series there are, by table and in its order.
pub(crate) fn numbered_by_table(
    keys: &[CellKey],
    ids: &[Option<SeriesId>],
) -> [(Table, Vec<(Bucket, SeriesId)>); Table::ALL.len()] {
    Table::ALL.map(|table| {
        let numbered = keys.iter().zip(ids).filter_map(|(key, id)| Some((key.bucket, (*id)?)));
        let mut numbered: Vec<_> =
            numbered.filter(|(bucket, _)| Table::of(bucket.resolution) == table).collect();
        numbered.sort_unstable();
        numbered.dedup();
        (table, numbered)
    })
}

/// Cells and the numbers of their series in the order of the tables, so that neighbours go to one
/// page one after the other; by table.
pub(crate) fn in_order_of_tables<'a>(
    cells: &'a [CellEntry],
    series: &[SeriesId],
) -> Vec<(&'a CellEntry, SeriesId)> {
    let mut cells: Vec<_> = cells.iter().zip(series.iter().copied()).collect();
    cells.sort_unstable_by_key(|(entry, series)| {
        let bucket = entry.key.bucket;
        (Table::of(bucket.resolution) as u8, bucket.start, bucket.resolution, *series)
    });
    cells
}

pub(crate) fn without_partitions(
    rows: Vec<(PartitionIndex, CellEntry)>,
) -> impl Iterator<Item = CellEntry> {
    rows.into_iter().map(|(_, entry)| entry)
}
