//! Where the view stands, and what of it memory holds whole.

use std::collections::HashMap;
use std::sync::Arc;

use kinhbac_domain::measure::Measure;
use kinhbac_domain::time::Resolution;

use super::SheetKey;
use crate::positions::Positions;

/// Something of each resolution that is folded, in their order.
pub(super) type ByResolution<T> = [T; Resolution::FOLDED.len()];

/// Up to where the view stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stand {
    /// The number of the last change that is in it. All that came with it, or before, is in.
    pub(crate) change: u64,
    /// All cells with a version below these are in the view, or in the store; all alerts before
    /// these have come.
    pub(crate) marks: Arc<Positions>,
    /// The number of the last alert that came.
    pub(crate) alerts: u64,
    /// Whether it had caught up with the log once.
    pub(crate) ready: bool,
    /// How often the view began with the store.
    pub(super) loads: u64,
    /// The change by which it did so last.
    pub(super) loaded: u64,
    /// The first of the recent buckets (seconds since 1970).
    recent_from: ByResolution<i64>,
    /// Where cells had to leave memory. As many as there are measures.
    gaps: Arc<ByResolution<HashMap<Measure, Gap>>>,
}

/// What left memory of a measure.
#[derive(Clone, Copy, Debug, Default)]
struct Gap {
    /// The first bucket of which nothing did (seconds since 1970); nor of any later one.
    whole_from: i64,
    /// The newest change that did.
    change: u64,
}

impl Stand {
    /// From which bucket on memory holds all cells of measures; seconds since 1970.
    pub(crate) fn whole_from(&self, resolution: Resolution, measures: &[Measure]) -> i64 {
        let Some(at) = place_of(resolution) else { return i64::MAX };
        let gaps = self.gaps(at, measures).map(|gap| gap.whole_from);
        gaps.fold(self.recent_from[at], i64::max)
    }

    /// The newest change of measures that may have left memory: who was told less has to ask the
    /// store.
    pub(crate) fn evicted(&self, resolution: Resolution, measures: &[Measure]) -> u64 {
        let Some(at) = place_of(resolution) else { return self.loaded };
        self.gaps(at, measures).map(|gap| gap.change).fold(self.loaded, u64::max)
    }

    /// Whether memory holds all cells of a sheet, as far as its bucket and measure say.
    pub(super) fn is_whole(&self, key: &SheetKey) -> bool {
        let measure = std::slice::from_ref(&key.measure);
        key.bucket.start >= self.whole_from(key.bucket.resolution, measure)
    }

    /// Sets the first of the recent buckets forward.
    pub(super) fn move_on(&mut self, recent_from: ByResolution<i64>) {
        for (at, from) in self.recent_from.iter_mut().zip(recent_from) {
            *at = from.max(*at);
        }
    }

    /// Notes that a sheet leaves memory, with all changes up to one.
    pub(super) fn note_gap(&mut self, key: &SheetKey, change: u64) {
        let Some(at) = place_of(key.bucket.resolution) else { return };
        let gap = Arc::make_mut(&mut self.gaps)[at].entry(key.measure.clone()).or_default();
        gap.whole_from = gap.whole_from.max(key.bucket.start + 1);
        gap.change = gap.change.max(change);
    }

    /// Whether that was noted.
    pub(super) fn has_gap(&self, key: &SheetKey, change: u64) -> bool {
        let measure = std::slice::from_ref(&key.measure);
        !self.is_whole(key) && self.evicted(key.bucket.resolution, measure) >= change
    }

    /// Whether it says the same as another of what memory holds whole.
    pub(super) fn is_as_wide_as(&self, other: &Self) -> bool {
        self.recent_from == other.recent_from && Arc::ptr_eq(&self.gaps, &other.gaps)
    }

    fn gaps(&self, at: usize, measures: &[Measure]) -> impl Iterator<Item = &Gap> {
        measures.iter().filter_map(move |measure| self.gaps[at].get(measure))
    }
}

/// Where a resolution stands among those that are folded.
pub(super) fn place_of(resolution: Resolution) -> Option<usize> {
    Resolution::FOLDED.iter().position(|r| *r == resolution)
}
