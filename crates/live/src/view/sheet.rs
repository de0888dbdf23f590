//! The cells of one measure, label and bucket, at all sites.

use std::collections::HashMap;

use kinhbac_domain::cell::{Cell, CellEntry};
use kinhbac_domain::id::{Device, Label, SiteId};
use kinhbac_domain::measure::Measure;
use kinhbac_domain::position::{Offset, PartitionIndex};
use kinhbac_domain::time::{Bucket, Timestamp};

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
    sites: HashMap<SiteId, Vec<Held>>,
    cells: usize,
    changed: u64,
    touched: Timestamp,
    filled: bool,
    pins: u32,
}

/// A device's cell at a site.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// The device; nobody for things told of a place.
    pub(crate) device: Device,
    /// The site's partition.
    pub(crate) partition: PartitionIndex,
    /// The log offset of its last change.
    pub(crate) version: Offset,
    /// What is known.
    pub(crate) cell: Cell,
    /// The number of the change by which the view came to know it.
    pub(crate) change: u64,
}

impl Sheet {
    /// Takes a cell in, if it is newer than what is held.
    pub(crate) fn put(&mut self, partition: PartitionIndex, entry: CellEntry, change: u64) {
        let CellEntry { key, cell, version } = entry;
        let here = self.sites.entry(key.series.site).or_default();
        match here.iter_mut().find(|held| held.device == key.series.device) {
            Some(held) if held.version >= version => return,
            Some(held) => {
                *held = Held { device: held.device.clone(), partition, version, cell, change };
            }
            None => {
                let device = key.series.device;
                here.push(Held { device, partition, version, cell, change });
                self.cells += 1;
            }
        }
        self.changed = self.changed.max(change);
    }

    /// Every cell, with its site.
    pub(crate) fn cells(&self) -> impl Iterator<Item = (&SiteId, &Held)> {
        self.sites.iter().flat_map(|(site, here)| here.iter().map(move |held| (site, held)))
    }

    /// How many cells are held.
    pub(crate) fn len(&self) -> usize {
        self.cells
    }

    /// The number of the newest change.
    pub(crate) fn changed(&self) -> u64 {
        self.changed
    }

    /// When something was put in last.
    pub(crate) fn touched(&self) -> Timestamp {
        self.touched
    }

    /// Something was put in now.
    pub(crate) fn touch(&mut self, now: Timestamp) {
        self.touched = self.touched.max(now);
    }

    /// Whether an old bucket's cells were all read from the store.
    pub(crate) fn is_filled(&self) -> bool {
        self.filled
    }

    /// An old bucket's cells were all read from the store, or can't be relied on any longer.
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
