//! The live view: the recent buckets' cells, and every cell that the store does not have yet.
//!
//! It is bounded: beyond `max_cells`, cells that the store has leave memory and are read again when
//! somebody asks.

mod evict;
mod fill;
mod follow;
mod load;
mod outage;
mod recall;
mod sheet;
mod spot;
mod stand;

pub(crate) use follow::Follower;
pub(crate) use sheet::{Held, Sheet, SheetKey};
pub(crate) use spot::{Address, At, News, Read, Spot, Spots};
pub(crate) use stand::Stand;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dashmap::DashMap;
use hashbrown::DefaultHashBuilder;
use kinhbac_api::cells::Mark;
use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::Timestamp;
use tokio::sync::watch;

use crate::alerts::{Alert, Alerts};
use crate::positions::Positions;
use fill::Fills;
use recall::Recall;
use stand::place_of;

/// The cells in memory. One task writes ([`Follower`]), many read.
#[derive(Debug)]
pub(crate) struct View {
    sheets: DashMap<SheetKey, Sheet, DefaultHashBuilder>,
    fills: Fills,
    spots: Spots,
    alerts: Alerts,
    stand: watch::Sender<Stand>,
    recall: Mutex<Recall>,
    cells: AtomicUsize,
    max_cells: usize,
}

impl View {
    /// An empty one, of at most so many cells, and what the store does not have yet.
    pub(crate) fn new(max_cells: usize) -> Self {
        Self {
            sheets: DashMap::default(),
            fills: Fills::default(),
            spots: Spots::default(),
            alerts: Alerts::default(),
            stand: watch::Sender::new(Stand::default()),
            recall: Mutex::default(),
            cells: AtomicUsize::new(0),
            max_cells,
        }
    }

    /// Up to where it stands now. To be asked before cells are looked at: what is looked at
    /// later is as new or newer.
    pub(crate) fn stand(&self) -> Stand {
        self.stand.borrow().clone()
    }

    /// How many cells are in memory.
    pub(crate) fn cells(&self) -> usize {
        self.cells.load(Ordering::Relaxed)
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
        self.recall().came(change, now);
        self.stand.send_modify(|stand| {
            stand.change = change;
            let offsets = mark.iter().flat_map(|mark| &mark.next_offsets);
            for (stream, next) in offsets {
                Arc::make_mut(&mut stand.marks).raise(Topic::Input(*stream), partition, *next);
            }
        });
    }

    /// The newest alerts.
    pub(crate) fn alerts(&self) -> &Alerts {
        &self.alerts
    }

    /// The alerts of a partition are read from an offset on, and not all before it came.
    fn begin_alerts(&self, partition: PartitionIndex, from: Offset) {
        let last = self.alerts.begin(partition, from);
        self.stand.send_modify(|stand| {
            stand.alerts = last;
            Arc::make_mut(&mut stand.marks).raise(Topic::Alerts, partition, from);
        });
    }

    /// Takes an alert in, or one that can't be read.
    fn take_alert_in(&self, partition: PartitionIndex, next: Offset, alert: Option<Alert>) {
        let last = alert.map(|alert| self.alerts.put(alert));
        self.stand.send_modify(|stand| {
            stand.alerts = last.unwrap_or(stand.alerts);
            Arc::make_mut(&mut stand.marks).raise(Topic::Alerts, partition, next);
        });
    }

    /// Puts cells in under the number of the next change, which it tells.
    fn put(
        &self,
        cells: impl IntoIterator<Item = (PartitionIndex, CellEntry)>,
        now: Timestamp,
    ) -> u64 {
        let change = self.stand.borrow().change + 1;
        let mut last = None;
        let mut recall = self.recall();
        for (partition, entry) in cells {
            let topic = Topic::Input(entry.key.series.measure.stream());
            recall.raise(topic, partition, entry.version);
            if place_of(entry.key.bucket.resolution).is_some() {
                let (key, spot) =
                    (SheetKey::of(&entry), self.spot(partition, &entry, last.as_ref()));
                let mut sheet = self.sheets.entry(key).or_default();
                sheet.touch(now);
                self.count_in(sheet.put(spot.clone(), entry.cell, entry.version, change));
                last = Some(spot);
            }
        }
        change
    }

    /// The newest change, as far as it is known, of which somebody has all cells of some topics who
    /// has all with a version below these positions.
    pub(crate) fn told_by(&self, positions: &Positions, topics: &[Topic]) -> Option<u64> {
        self.recall().told_by(positions, topics)
    }

    fn recall(&self) -> MutexGuard<'_, Recall> {
        self.recall.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The spot of a cell; `last`: of the one before, which often has the same.
    pub(crate) fn spot(
        &self,
        partition: PartitionIndex,
        entry: &CellEntry,
        last: Option<&Spot>,
    ) -> Spot {
        self.spots.of(&entry.key.series, partition, last)
    }

    /// The spots that something is held of.
    pub(crate) fn spots(&self) -> &Spots {
        &self.spots
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

    /// Looks at a sheet that is asked for; none when it is not in memory. Also tells whether all
    /// of its cells are.
    pub(crate) fn look<T>(
        &self,
        key: &SheetKey,
        now: Timestamp,
        look: impl FnOnce(&Sheet, bool) -> T,
    ) -> Option<T> {
        let sheet = self.sheets.get(key)?;
        sheet.ask(now);
        // Asked while the sheet can't be evicted: one that was, and is new, counts as not whole.
        let whole = sheet.is_filled() || self.stand.borrow().is_whole(key);
        Some(look(&sheet, whole))
    }

    fn count_in(&self, cells: usize) {
        self.cells.fetch_add(cells, Ordering::Relaxed);
    }

    fn count_out(&self, cells: usize) {
        self.cells.fetch_sub(cells, Ordering::Relaxed);
    }
}
