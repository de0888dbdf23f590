//! What leaves memory: old sheets that were left alone, and of too many cells those that were
//! asked for longest ago. Nothing leaves that the store does not have, or that somebody needs.

use std::collections::BTreeMap;

use kinhbac_domain::position::{PartitionIndex, Progress};
use kinhbac_domain::time::{Resolution, Timestamp};

use super::stand::ByResolution;
use super::{Sheet, SheetKey, Stand, View};
use crate::metrics;

/// How far the store stands.
pub(crate) type Stored = BTreeMap<PartitionIndex, Progress>;

impl View {
    /// Sets the first of the recent buckets forward. Lets those before go that were not touched
    /// since an instant, and if there are too many cells others, too.
    pub(super) fn evict(
        &self,
        recent_from: ByResolution<i64>,
        stored: &Stored,
        touched_before: Timestamp,
    ) {
        let mut stand = self.stand();
        stand.move_on(recent_from);
        self.narrow(stand.clone());
        self.let_go(stored, |key, sheet| !stand.is_whole(key) && sheet.touched() < touched_before);
        self.make_room(stored);
    }

    /// Of too many cells, lets as many go that it need not be done again soon.
    pub(super) fn make_room(&self, stored: &Stored) {
        if self.cells() <= self.max_cells {
            return;
        }
        let surplus = self.cells() - (self.max_cells - self.max_cells / 8);
        let sheets = self.sheets.iter().filter(|sheet| may_go(sheet.key(), sheet, stored));
        let mut ranks: Vec<_> = sheets.map(|sheet| rank(sheet.key(), &sheet)).collect();
        ranks.sort_unstable();
        let mut going = 0;
        let last = ranks.into_iter().find(|(.., cells)| {
            going += cells;
            going >= surplus
        });
        self.let_go(stored, |key, sheet| last.is_none_or(|last| rank(key, sheet) <= last));
    }

    fn let_go(&self, stored: &Stored, goes: impl Fn(&SheetKey, &Sheet) -> bool) {
        let mut stand = self.stand();
        let going = self.sheets.iter().filter(|s| goes(s.key(), s) && may_go(s.key(), s, stored));
        going.for_each(|sheet| stand.note_gap(sheet.key(), sheet.changed()));
        // Said before it is so: who does not find a sheet sees why.
        self.narrow(stand.clone());
        let mut gone = 0;
        self.sheets.retain(|key, sheet| {
            // One that was pinned a moment ago may go only if that was said.
            let said = stand.has_gap(key, sheet.changed());
            let stays = !(said && goes(key, sheet) && may_go(key, sheet, stored));
            gone += if stays { 0 } else { sheet.len() };
            stays
        });
        if gone > 0 {
            self.spots.forget_unheld();
        }
        self.count_out(gone);
        metrics::cells_evicted(gone);
    }

    /// Says that memory holds less. The sheets that are there now are still whole, each by itself;
    /// those that come anew to their buckets are not.
    fn narrow(&self, narrower: Stand) {
        let before = self.stand();
        if before.is_as_wide_as(&narrower) {
            return;
        }
        for mut sheet in self.sheets.iter_mut() {
            if before.is_whole(sheet.key()) && !narrower.is_whole(sheet.key()) {
                sheet.set_filled(true);
            }
        }
        self.stand.send_replace(narrower);
    }
}

fn may_go(key: &SheetKey, sheet: &Sheet, stored: &Stored) -> bool {
    !sheet.is_pinned() && sheet.is_in(stored, key.measure.stream())
}

/// The least goes first: what was asked for longest ago; then what ended first; then what is
/// soonest read again.
fn rank(key: &SheetKey, sheet: &Sheet) -> (Timestamp, i64, usize) {
    let about = match key.bucket.resolution {
        Resolution::Minute => 60,
        Resolution::Hour => 3_600,
        _ => 86_400,
    };
    (sheet.asked(), key.bucket.start + about, sheet.len())
}
