//! The live view: the recent buckets' cells, and every cell that the store does not have yet.

mod fill;
mod follow;
mod load;
mod sheet;

pub(crate) use follow::Follower;
pub(crate) use sheet::{Held, Sheet, SheetKey};

use std::collections::BTreeMap;
use std::sync::Arc;

use dashmap::DashMap;
use kinhbac_api::cells::Mark;
use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::position::{PartitionIndex, Progress};
use kinhbac_domain::time::{Resolution, Timestamp};
use tokio::sync::watch;

use crate::positions::Positions;

/// Up to where the view stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stand {
    /// The number of the last change that is in it. All that came with it, or before, is in.
    pub(crate) change: u64,
    /// All cells with a version below these are in the view, or in the store.
    pub(crate) marks: Arc<Positions>,
    /// Whether it had caught up with the log once.
    pub(crate) ready: bool,
    /// The newest change that may have left memory: who was told less has to ask the store.
    pub(crate) evicted: u64,
    /// How often the view began with the store.
    loads: u64,
    /// From which bucket on memory holds all cells (seconds since 1970), by resolution.
    whole_from: [i64; Resolution::FOLDED.len()],
}

impl Stand {
    /// From which bucket on memory holds all cells of a resolution; seconds since 1970.
    pub(crate) fn whole_from(&self, resolution: Resolution) -> i64 {
        place_of(resolution).map_or(i64::MAX, |at| self.whole_from[at])
    }
}

fn place_of(resolution: Resolution) -> Option<usize> {
    Resolution::FOLDED.iter().position(|r| *r == resolution)
}

/// Which old sheets may leave memory.
pub(crate) struct Leaving {
    /// How far the store stands.
    pub(crate) stored: BTreeMap<PartitionIndex, Progress>,
    /// Those that were touched at or after this stay, unless there are too many cells.
    pub(crate) touched_before: Timestamp,
    /// Too many.
    pub(crate) max_cells: usize,
}

/// The cells in memory. One task writes ([`Follower`]), many read.
#[derive(Debug)]
pub(crate) struct View {
    sheets: DashMap<SheetKey, Sheet>,
    stand: watch::Sender<Stand>,
}

impl View {
    pub(crate) fn new() -> Self {
        Self { sheets: DashMap::new(), stand: watch::Sender::new(Stand::default()) }
    }

    /// Up to where it stands now. To be asked before cells are looked at: what is looked at
    /// later is as new or newer.
    pub(crate) fn stand(&self) -> Stand {
        self.stand.borrow().clone()
    }

    /// Waits until something is so.
    pub(crate) async fn until(&self, so: impl FnMut(&Stand) -> bool) {
        // The sender lives as long as the view.
        let _ = self.stand.subscribe().wait_for(so).await;
    }

    /// Takes a record of a beat in: its cells first, then its mark.
    fn take_in(
        &self,
        partition: PartitionIndex,
        cells: Vec<CellEntry>,
        mark: Option<&Mark>,
        now: Timestamp,
    ) {
        let change = self.put(cells.into_iter().map(|cell| (partition, cell)), now);
        self.stand.send_modify(|stand| {
            stand.change = change;
            let offsets = mark.iter().flat_map(|mark| &mark.next_offsets);
            for (stream, next) in offsets {
                Arc::make_mut(&mut stand.marks).raise(*stream, partition, *next);
            }
        });
    }

    /// Puts cells in under the number of the next change, which it tells.
    fn put(
        &self,
        cells: impl IntoIterator<Item = (PartitionIndex, CellEntry)>,
        now: Timestamp,
    ) -> u64 {
        let change = self.stand.borrow().change + 1;
        for (partition, entry) in cells {
            if place_of(entry.key.bucket.resolution).is_some() {
                let mut sheet = self.sheets.entry(SheetKey::of(&entry)).or_default();
                sheet.touch(now);
                sheet.put(partition, entry, change);
            }
        }
        change
    }

    /// The sheets of which something is so, given the number of their newest change; in order.
    pub(crate) fn find(&self, so: impl Fn(&SheetKey, u64) -> bool) -> Vec<SheetKey> {
        let sheets = self.sheets.iter();
        let mut found: Vec<_> = sheets
            .filter(|sheet| so(sheet.key(), sheet.changed()))
            .map(|sheet| sheet.key().clone())
            .collect();
        found.sort_unstable();
        found
    }

    /// Looks at a sheet; none when it is not in memory. Also tells whether all of its cells are.
    pub(crate) fn look<T>(
        &self,
        key: &SheetKey,
        look: impl FnOnce(&Sheet, bool) -> T,
    ) -> Option<T> {
        let sheet = self.sheets.get(key)?;
        // Asked while the sheet can't be evicted: one that was, and is new, counts as old here.
        let whole_from = self.stand.borrow().whole_from(key.bucket.resolution);
        let whole = sheet.is_filled() || key.bucket.start >= whole_from;
        Some(look(&sheet, whole))
    }

    /// Sets forward from which buckets on memory holds all cells, and lets older ones go that the
    /// store has. Tells how many cells stay.
    fn evict(&self, whole_from: [i64; Resolution::FOLDED.len()], leaving: &Leaving) -> usize {
        self.stand.send_if_modified(|stand| {
            let before = stand.whole_from;
            for (at, from) in stand.whole_from.iter_mut().zip(whole_from) {
                *at = from.max(*at);
            }
            before != stand.whole_from
        });
        let whole_from = self.stand.borrow().whole_from;
        let held: usize = self.sheets.iter().map(|sheet| sheet.len()).sum();
        let pressed = held > leaving.max_cells;
        let goes = |key: &SheetKey, sheet: &Sheet| {
            place_of(key.bucket.resolution).is_some_and(|at| key.bucket.start < whole_from[at])
                && !sheet.is_pinned()
                && (pressed || sheet.touched() < leaving.touched_before)
                && leaving.has_stored(key, sheet)
        };
        let sheets = self.sheets.iter();
        let going: Vec<_> = sheets
            .filter(|sheet| goes(sheet.key(), sheet))
            .map(|sheet| (sheet.key().clone(), sheet.changed(), sheet.len()))
            .collect();
        let Some(newest) = going.iter().map(|(_, changed, _)| *changed).max() else {
            return held;
        };
        self.note_eviction(newest);
        for (key, ..) in &going {
            self.sheets.remove_if(key, goes);
        }
        held - going.iter().map(|(.., cells)| cells).sum::<usize>()
    }

    /// Says that something leaves memory, before it does.
    fn note_eviction(&self, newest: u64) {
        self.stand.send_modify(|stand| {
            stand.evicted = newest.max(stand.evicted);
        });
    }
}

impl Leaving {
    fn has_stored(&self, key: &SheetKey, sheet: &Sheet) -> bool {
        let stream = key.measure.stream();
        sheet.cells().all(|(_, held)| {
            self.stored.get(&held.partition).is_some_and(|p| held.version < p.of(stream).next)
        })
    }
}
