//! Rows: the cells of a sheet, grouped by place and put together (promise 4).

mod row;

use std::collections::BTreeSet;

use hashbrown::HashSet;
use kinhbac_api::v1::LiveCell;
use kinhbac_domain::cell::{Cell, Rollup};
use kinhbac_domain::position::Offset;
use kinhbac_domain::time::{Bucket, Timestamp, Zone};

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

/// A cell that counts in a row.
struct Member<'a> {
    place: &'a str,
    spot: &'a Spot,
    version: Offset,
    cell: &'a Cell,
}

/// The rows of a sheet of which a cell has changed; all of its rows if `all`. By place.
pub(crate) fn rows(
    scope: &Scope,
    key: &SheetKey,
    sheet: &Sheet,
    moment: &Moment,
    all: bool,
    changed: impl Fn(&Spot, &Held) -> bool,
) -> Vec<LiveCell> {
    let changed = sheet.cells().filter(|(spot, held)| !all && changed(spot, held));
    let dirty: HashSet<&str> = changed.filter_map(|(spot, _)| scope.row(spot)).collect();
    if !all && dirty.is_empty() {
        return Vec::new();
    }
    let members = sheet.cells().filter_map(|(spot, held)| {
        let place = scope.row(spot)?;
        let wanted = all || dirty.contains(place);
        wanted.then_some(Member { place, spot, version: held.version, cell: &held.cell })
    });
    let mut members: Vec<_> = members.collect();
    members.sort_unstable_by_key(|member| (member.place, &member.spot.device, &member.spot.site));
    let by_place = members.chunk_by(|a, b| a.place == b.place);
    by_place
        .map(|members| together(key, members, moment.now).row(scope.level(), key, moment))
        .collect()
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

/// Puts the members of one row together as they stand now, a device's cells at several sites first.
fn together<'a>(key: &SheetKey, members: &[Member<'a>], now: Timestamp) -> Together<'a> {
    let mut rollup = Rollup::default();
    let kind = key.measure.kind();
    let one_device = |a: &Member<'_>, b: &Member<'_>| {
        a.spot.device == b.spot.device && !a.spot.device.is_nobody()
    };
    for cells in members.chunk_by(one_device) {
        match cells {
            [only] => rollup.add_device(&only.cell.gone_by(kind, key.bucket.start, now)),
            several => {
                let mut cell = Cell::default();
                for member in several {
                    cell.merge(kind, &member.cell.gone_by(kind, key.bucket.start, now));
                }
                rollup.add_device(&cell);
            }
        }
    }
    Together {
        place: members.first().map_or("", |member| member.place),
        version: members.iter().map(|member| member.version).max().unwrap_or_default(),
        has_last: members.iter().any(|member| member.cell.last_at > Timestamp::MIN),
        rollup,
    }
}
