//! The cells of one measure, label and bucket, at all sites.

use std::sync::atomic::{AtomicI64, Ordering};

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use kinhbac_domain::cell::{Cell, CellEntry};
use kinhbac_domain::id::Label;
use kinhbac_domain::measure::Measure;
use kinhbac_domain::position::{Offset, Stream, Topic};
use kinhbac_domain::time::{Bucket, Timestamp};

use super::evict::Stored;
use super::{Address, Spot};
use crate::positions::Positions;

/// What a row of a place is put together from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SheetKey {
    /// The bucket.
    pub(crate) bucket: Bucket,
    /// The measure.
    pub(crate) measure: Measure,
    /// The label; none where the measure has none.
    pub(crate) label: Label,
}

impl SheetKey {
    /// Of a cell.
    pub(crate) fn of(entry: &CellEntry) -> Self {
        let series = &entry.key.series;
        Self {
            bucket: entry.key.bucket,
            measure: series.measure.clone(),
            label: series.label.clone(),
        }
    }
}

/// The cells of one measure, label and bucket: all of them, or those that were told lately.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    /// Boxed: a flood of labels makes many sheets of one cell, whose map has room for three.
    cells: HashMap<Spot, Box<Held>>,
    changed: u64,
    touched: Timestamp,
    asked: Asked,
    filled: bool,
    pins: u32,
}

/// When somebody asked last, milliseconds since 1970; set by many who only read.
#[derive(Debug)]
struct Asked(AtomicI64);

/// A device's cell at a site.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// The log offset of its last change.
    pub(crate) version: Offset,
    /// What is known.
    pub(crate) cell: Cell,
    /// The number of the change by which the view came to know it; 0 while it is only known from the
    /// store, since before the first change or ahead of the log.
    pub(crate) change: u64,
}

impl Held {
    /// Whether it is below the position of its topic and partition: who has all up to there has it.
    pub(crate) fn is_before(&self, positions: &Positions, key: &SheetKey, spot: &Spot) -> bool {
        let topic = Topic::Input(key.measure.stream());
        self.version < positions.of(topic, spot.partition)
    }
}

impl Sheet {
    /// Takes a spot's cell in, if it is newer than what is held. Tells how many more are held.
    pub(crate) fn put(&mut self, spot: Spot, cell: Cell, version: Offset, change: u64) -> usize {
        let held = Held { version, cell, change };
        let more = match self.cells.entry(spot) {
            Entry::Occupied(there) if there.get().version > version => return 0,
            // The store may have had it first: its change is the one by which the log brings it.
            Entry::Occupied(there) if there.get().version == version && there.get().change > 0 => {
                return 0;
            }
            Entry::Occupied(mut there) => {
                **there.get_mut() = held;
                0
            }
            Entry::Vacant(free) => {
                free.insert(Box::new(held));
                1
            }
        };
        self.changed = self.changed.max(change);
        more
    }

    /// Every cell, with its spot.
    pub(crate) fn cells(&self) -> impl Iterator<Item = (&Spot, &Held)> {
        self.cells.iter().map(|(spot, held)| (spot, &**held))
    }

    /// The cell of a spot, if it is held.
    pub(crate) fn get(&self, spot: &Address) -> Option<(&Spot, &Held)> {
        self.cells.get_key_value(spot).map(|(spot, held)| (spot, &**held))
    }

    /// How many cells are held.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The number of the newest change.
    pub(crate) fn changed(&self) -> u64 {
        self.changed
    }

    /// Whether all of it, which is of a stream, is stored.
    pub(super) fn is_in(&self, stored: &Stored, stream: Stream) -> bool {
        self.cells().all(|(spot, held)| {
            stored.get(&spot.partition).is_some_and(|p| held.version < p.of(stream).next)
        })
    }

    /// When something was put in last.
    pub(crate) fn touched(&self) -> Timestamp {
        self.touched
    }

    /// Something was put in now.
    pub(crate) fn touch(&mut self, now: Timestamp) {
        self.touched = self.touched.max(now);
    }

    /// When somebody asked for it last.
    pub(super) fn asked(&self) -> Timestamp {
        Timestamp::from_millis(self.asked.0.load(Ordering::Relaxed))
    }

    /// Somebody asks for it now.
    pub(super) fn ask(&self, now: Timestamp) {
        self.asked.0.fetch_max(now.millis(), Ordering::Relaxed);
    }

    /// Whether all cells are held, whatever is said of its bucket.
    pub(crate) fn is_filled(&self) -> bool {
        self.filled
    }

    /// All cells are held, or what is held can't be relied on as being all.
    pub(crate) fn set_filled(&mut self, filled: bool) {
        self.filled = filled;
    }

    /// Whether somebody needs it here.
    pub(crate) fn is_pinned(&self) -> bool {
        self.pins > 0
    }

    /// Somebody needs it here.
    pub(crate) fn pin(&mut self) {
        self.pins += 1;
    }

    /// Somebody no longer needs it here.
    pub(crate) fn unpin(&mut self) {
        self.pins = self.pins.saturating_sub(1);
    }
}

impl Default for Asked {
    fn default() -> Self {
        Self(AtomicI64::new(Timestamp::MIN.millis()))
    }
}

impl Clone for Asked {
    fn clone(&self) -> Self {
        Self(AtomicI64::new(self.0.load(Ordering::Relaxed)))
    }
}
