//! Rows: the cells of a sheet, grouped by place and put together (promise 4).

mod row;

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::civil::Date;
use kinhbac_api::v1::LiveCell;
use kinhbac_domain::cell::{Cell, Rollup};
use kinhbac_domain::time::{Bucket, Timestamp, Zone};

use crate::members::{Member, Members};
use crate::scope::Scope;
use crate::view::{Held, Sheet, SheetKey, Spot};
use row::Together;

/// The clock by which rows are made: all of an answer by the same.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    /// Now.
    pub(crate) now: Timestamp,
    /// How long after its end a bucket is closed, milliseconds.
    pub(crate) grace: i64,
    /// Where local days begin.
    pub(crate) zone: Zone,
}

impl Moment {
    /// The local day.
    pub(crate) fn today(&self) -> Date {
        self.zone.date(self.now)
    }

    /// When a bucket closes.
    pub(crate) fn closes_at(&self, bucket: Bucket) -> Timestamp {
        Timestamp::from_seconds(self.zone.bucket_end(bucket)).plus_millis(self.grace)
    }

    /// Whether a bucket has closed after an instant.
    pub(crate) fn has_closed_since(&self, at: Timestamp, bucket: Bucket) -> bool {
        let closes_at = self.closes_at(bucket);
        at < closes_at && closes_at <= self.now
    }

    /// Seconds of a bucket that have gone by.
    fn gone_by(&self, bucket: Bucket) -> i64 {
        (self.zone.bucket_end(bucket).min(self.now.seconds()) - bucket.start).max(0)
    }
}

/// The rows of a sheet of which a cell has changed; all of its rows if `all`. By place.
pub(crate) fn rows(
    scope: &Scope,
    members: &Members,
    key: &SheetKey,
    sheet: &Sheet,
    moment: &Moment,
    all: bool,
    changed: impl Fn(&Spot, &Held) -> bool,
) -> Vec<LiveCell> {
    let mut cells = Vec::new();
    let mut row = |members: &[Member], is_wanted: bool| {
        cells.clear();
        let held = members.iter().filter_map(|m| Some((m.device, sheet.get(&m.spot)?)));
        cells.extend(held);
        let wanted = is_wanted || cells.iter().any(|(_, (spot, held))| changed(spot, held));
        wanted.then(|| together(scope, key, &cells, moment)).flatten()
    };
    if all || members.len() <= 2 * sheet.len() {
        return members.rows().filter_map(|members| row(members, all)).collect();
    }
    let changed = sheet.cells().filter(|(spot, held)| changed(spot, held));
    let dirty: BTreeSet<_> = changed.filter_map(|(spot, _)| members.row_of(spot)).collect();
    dirty.into_iter().filter_map(|dirty| row(members.row(dirty), true)).collect()
}

impl Held {
    fn gone_by(&self, key: &SheetKey, moment: &Moment) -> Cow<'_, Cell> {
        self.cell.gone_by(key.measure.kind(), key.bucket.start, moment.now)
    }
}

/// The names of the rows that a sheet has under one scope and not under another.
pub(crate) fn gone(before: &Scope, after: &Scope, key: &SheetKey, sheet: &Sheet) -> Vec<LiveCell> {
    let mut gone = places(before, sheet);
    if before.level() == after.level() {
        let stay = places(after, sheet);
        gone.retain(|place| !stay.contains(place));
    }
    gone.into_iter().map(|place| row::name(place, before.level(), key)).collect()
}

fn places<'a>(scope: &'a Scope, sheet: &'a Sheet) -> BTreeSet<&'a str> {
    sheet.cells().filter_map(|(spot, _)| scope.row(spot)).collect()
}

/// Puts the cells of one row together as they stand now, a device's at several sites first. Each
/// comes with what tells its device from others; those of one device stand together.
fn together(
    scope: &Scope,
    key: &SheetKey,
    cells: &[(usize, (&Spot, &Held))],
    moment: &Moment,
) -> Option<LiveCell> {
    let (_, (first, _)) = cells.first()?;
    let kind = key.measure.kind();
    let mut rollup = Rollup::default();
    for of_device in cells.chunk_by(|(a, _), (b, _)| a == b) {
        match of_device {
            [(_, (_, only))] => rollup.add_device(&only.gone_by(key, moment)),
            several => {
                let mut cell = Cell::default();
                several
                    .iter()
                    .for_each(|(_, (_, held))| cell.merge(kind, &held.gone_by(key, moment)));
                rollup.add_device(&cell);
            }
        }
    }
    let held = || cells.iter().map(|(_, (_, held))| held);
    let together = Together {
        place: scope.row(first)?,
        version: held().map(|held| held.version).max().unwrap_or_default(),
        has_last: held().any(|held| held.cell.last_at > Timestamp::MIN),
        rollup,
    };
    Some(together.row(scope.level(), key, moment))
}
