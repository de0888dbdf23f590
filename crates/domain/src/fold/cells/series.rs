//! The series in memory, and which cells each of them has.

use std::cmp::Ordering;

use hashbrown::{Equivalent, HashMap};
use slab::Slab;

use super::{CellNo, OpenCell};
use crate::cell::SeriesKey;
use crate::event::Event;
use crate::fold::contributions::Contribution;
use crate::id::{Device, Label, SiteId};
use crate::measure::Measure;
use crate::time::{Bucket, Resolution};

/// The number of a series in memory.
pub(super) type SeriesNo = u32;

/// A series in memory.
#[derive(Debug)]
pub(super) struct OpenSeries {
    pub(super) key: SeriesKey,
    /// Whether all its cells from the floor on are held.
    pub(super) complete: bool,
    /// When it was touched last, in events.
    pub(super) touched: u64,
    /// Its cells by resolution, in the order of their beginnings.
    cells: [Vec<CellNo>; Resolution::ALL.len()],
}

impl OpenSeries {
    /// Its cell in a bucket; `held`: all cells.
    pub(super) fn cell(&self, bucket: Bucket, held: &Slab<OpenCell>) -> Option<CellNo> {
        let cells = &self.cells[slot(bucket.resolution)];
        let start = |no: CellNo| held[no as usize].bucket.start;
        let last = *cells.last()?;
        // Events come mostly in the order of time.
        match start(last).cmp(&bucket.start) {
            Ordering::Equal => Some(last),
            Ordering::Less => None,
            Ordering::Greater => {
                let at = cells.binary_search_by_key(&bucket.start, |no| start(*no)).ok()?;
                Some(cells[at])
            }
        }
    }

    /// Takes a cell in that is held and is none of its cells yet.
    pub(super) fn put(&mut self, no: CellNo, held: &Slab<OpenCell>) {
        let bucket = held[no as usize].bucket;
        let cells = &mut self.cells[slot(bucket.resolution)];
        let at = cells.partition_point(|no| held[*no as usize].bucket.start < bucket.start);
        cells.insert(at, no);
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(CellNo) -> bool) {
        self.cells.iter_mut().for_each(|cells| cells.retain(|no| keep(*no)));
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = CellNo> {
        self.cells.iter().flatten().copied()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.cells.iter().all(Vec::is_empty)
    }
}

fn slot(resolution: Resolution) -> usize {
    usize::from(resolution.number()) - 1
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct PlaceKey {
    site: SiteId,
    device: Device,
}

#[derive(Hash)]
struct PlaceRef<'a> {
    site: &'a str,
    device: &'a str,
}

impl Equivalent<PlaceKey> for PlaceRef<'_> {
    fn equivalent(&self, key: &PlaceKey) -> bool {
        self.site == key.site.as_str() && self.device == key.device.as_str()
    }
}

/// All series in memory, found by (site, device) first: an event touches several of one device.
#[derive(Debug)]
pub(super) struct SeriesTable {
    places: HashMap<PlaceKey, Vec<SeriesNo>>,
    series: Slab<OpenSeries>,
    complete: bool,
    limit: usize,
}

impl SeriesTable {
    pub(super) fn new(limit: usize) -> Self {
        Self { places: HashMap::new(), series: Slab::new(), complete: true, limit }
    }

    pub(super) fn len(&self) -> usize {
        self.series.len()
    }

    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// Whether a series that is not held has no cell from the floor on.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    pub(super) fn set_incomplete(&mut self) {
        self.complete = false;
    }

    pub(super) fn get(&self, series: SeriesNo) -> &OpenSeries {
        &self.series[series as usize]
    }

    pub(super) fn get_mut(&mut self, series: SeriesNo) -> &mut OpenSeries {
        &mut self.series[series as usize]
    }

    pub(super) fn touch(&mut self, series: SeriesNo, tick: u64) {
        self.get_mut(series).touched = tick;
    }

    /// The key of the series that a contribution of an event feeds.
    pub(super) fn key(event: &Event, contribution: &Contribution) -> SeriesKey {
        SeriesKey {
            site: event.site.clone(),
            device: event.device(),
            measure: contribution.measure.clone(),
            label: contribution.label.clone(),
        }
    }

    pub(super) fn find(&self, event: &Event, measure: &Measure, label: &Label) -> Option<SeriesNo> {
        let device = if event.stream().is_of_devices() { event.source.as_str() } else { "" };
        self.find_at(PlaceRef { site: event.site.as_str(), device }, measure, label)
    }

    fn find_at(&self, place: PlaceRef<'_>, measure: &Measure, label: &Label) -> Option<SeriesNo> {
        self.places.get(&place)?.iter().copied().find(|no| {
            let key = &self.get(*no).key;
            key.measure == *measure && key.label == *label
        })
    }

    pub(super) fn find_or_insert(&mut self, key: &SeriesKey) -> SeriesNo {
        let place = PlaceRef { site: key.site.as_str(), device: key.device.as_str() };
        match self.find_at(place, &key.measure, &key.label) {
            Some(series) => series,
            None => self.insert(key.clone()),
        }
    }

    pub(super) fn insert(&mut self, key: SeriesKey) -> SeriesNo {
        let place = PlaceKey { site: key.site.clone(), device: key.device.clone() };
        let complete = self.complete;
        let series = OpenSeries { key, complete, touched: 0, cells: Default::default() };
        // Bounded far below 2^32 by the bound on series.
        let no = self.series.insert(series) as SeriesNo;
        self.places.entry(place).or_default().push(no);
        no
    }

    /// Lets go the series for which `keep` says no.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&mut OpenSeries) -> bool) {
        let Self { places, series, .. } = self;
        series.retain(|no, open| {
            let kept = keep(open);
            if !kept {
                forget(places, open, no as SeriesNo);
            }
            kept
        });
    }

    /// The time of touch of the `count`-th series in the order of touch; 0 for none.
    pub(super) fn touched_longest_ago(&self, count: usize) -> u64 {
        let mut touched: Vec<u64> = self.series.iter().map(|(_, s)| s.touched).collect();
        touched.sort_unstable();
        count.checked_sub(1).and_then(|at| touched.get(at)).copied().unwrap_or(0)
    }
}

fn forget(places: &mut HashMap<PlaceKey, Vec<SeriesNo>>, series: &OpenSeries, no: SeriesNo) {
    let place = PlaceRef { site: series.key.site.as_str(), device: series.key.device.as_str() };
    let Some(numbers) = places.get_mut(&place) else { return };
    numbers.retain(|n| *n != no);
    if numbers.is_empty() {
        places.remove(&place);
    }
}
