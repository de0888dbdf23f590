//! A file's rows in place of the registered ones with their key.

use std::collections::BTreeMap;
use std::fmt::Display;

use jiff::civil::Date;
use kinhbac_api::refusal::{Reason, shown};
use kinhbac_domain::registry::{BoundaryRow, DeviceRow, SiteRow, UnitRow};
use kinhbac_domain::time::Timestamp;

use super::problems::Problems;

/// A row that holds for a time; known by what it is about and when it begins.
pub(super) trait Dated: Clone + PartialEq {
    type Time: Ord + Copy + Display;

    /// What it is about.
    fn about(&self) -> &str;
    /// The beginning; none: from ever.
    fn from(&self) -> Option<Self::Time>;
    /// The end, exclusive; none while open.
    fn to(&self) -> Option<Self::Time>;
}

/// All rows as they would be.
#[derive(Debug)]
pub(super) struct Merged<R> {
    pub(super) rows: Vec<R>,
    /// Those of the file that are new or differ.
    pub(super) changed: Vec<R>,
}

/// Puts a file's rows, with their lines, among those registered. What stands twice in the file,
/// or would hold at the same time as another row, goes to the problems.
pub(super) fn merge<'a, R: Dated + 'a>(
    registered: impl Iterator<Item = &'a R>,
    file: &'a [(u64, R)],
    problems: &mut Problems,
) -> Merged<R> {
    let key = |row: &'a R| (row.about(), row.from());
    let mut all: BTreeMap<_, (&R, Option<u64>)> =
        registered.map(|row| (key(row), (row, None))).collect();
    let mut changed = Vec::new();
    for (line, row) in file {
        match all.insert(key(row), (row, Some(*line))) {
            Some((_, Some(first))) => {
                let words = format!("{} stands twice: see {}", of(row), problems.place(first));
                problems.row(*line, Reason::NotAllowed, words);
            }
            Some((before, None)) if before == row => {}
            _ => changed.push(row.clone()),
        }
    }
    let rows: Vec<_> = all.into_values().collect();
    for pair in rows.windows(2) {
        check_pair(pair[0], pair[1], problems);
    }
    Merged { rows: rows.into_iter().map(|(row, _)| row.clone()).collect(), changed }
}

/// Two rows, one after the other, must not hold at the same time.
fn check_pair<R: Dated>(
    (row, line): (&R, Option<u64>),
    (next, next_line): (&R, Option<u64>),
    problems: &mut Problems,
) {
    let ends = row.to().is_some_and(|to| next.from().is_some_and(|from| to <= from));
    if row.about() != next.about() || ends {
        return;
    }
    let Some(line) = next_line.or(line) else { return };
    let begins = next.from().map_or("ever".into(), |from| from.to_string());
    let words = format!("{} must end by {begins}, when the next one begins", of(row));
    problems.cell(line, "valid_from", Reason::NotAllowed, words);
}

fn of<R: Dated>(row: &R) -> String {
    let from = row.from().map_or("ever".into(), |from| from.to_string());
    format!("{} from {from}", shown(row.about()))
}

impl Dated for UnitRow {
    type Time = Date;

    fn about(&self) -> &str {
        self.code.as_str()
    }

    fn from(&self) -> Option<Date> {
        Some(self.valid_from)
    }

    fn to(&self) -> Option<Date> {
        self.valid_to
    }
}

impl Dated for BoundaryRow {
    type Time = Date;

    fn about(&self) -> &str {
        self.unit.as_str()
    }

    fn from(&self) -> Option<Date> {
        Some(self.valid_from)
    }

    fn to(&self) -> Option<Date> {
        self.valid_to
    }
}

impl Dated for SiteRow {
    type Time = Date;

    fn about(&self) -> &str {
        self.site.as_str()
    }

    fn from(&self) -> Option<Date> {
        self.valid_from
    }

    fn to(&self) -> Option<Date> {
        self.valid_to
    }
}

impl Dated for DeviceRow {
    type Time = Timestamp;

    fn about(&self) -> &str {
        self.source.as_str()
    }

    fn from(&self) -> Option<Timestamp> {
        self.valid_from
    }

    fn to(&self) -> Option<Timestamp> {
        self.valid_to
    }
}
