//! Cells: a series in a bucket, how they merge in time, and how they are put together in space.

mod number;
mod rollup;

pub use number::Number;
pub use rollup::Rollup;

use std::borrow::Cow;

use crate::id::{Device, Label, SiteId};
use crate::measure::{Kind, Measure};
use crate::position::Offset;
use crate::sketch::{DistinctSketch, NotASketch, Presence, QuantileSketch};
use crate::time::{Bucket, Timestamp};

/// What is counted where: the finest series that is stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesKey {
    /// The site.
    pub site: SiteId,
    /// The device; nobody for things told of a place.
    pub device: Device,
    /// The measure.
    pub measure: Measure,
    /// The label; none where the measure has none.
    pub label: Label,
}

/// A series in a bucket.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    /// The series.
    pub series: SeriesKey,
    /// The bucket.
    pub bucket: Bucket,
}

/// What is known of a series in a bucket. Amounts are integers of the measure's last decimal, so
/// that merging is associative and commutative to the bit. Sums stop at the ends of `i64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Samples folded in; a sample that spans buckets counts in the one of its beginning.
    pub count: u64,
    /// Sum: Σ amounts. Level, share: Σ value·seconds. State: seconds up. Stock: Σ changes.
    /// Distribution: Σ value·weight.
    pub sum: i64,
    /// The least amount; `i64::MAX` while there is none.
    pub min: i64,
    /// The greatest amount; `i64::MIN` while there is none.
    pub max: i64,
    /// The last amount by (`last_at`, `last_offset`).
    pub last: i64,
    /// Its event time.
    pub last_at: Timestamp,
    /// Its offset in the log.
    pub last_offset: Offset,
    /// Level, share, state: seconds after `last_at` until which it holds within the bucket; of
    /// other kinds 0.
    pub last_for: u32,
    /// Level, share: Σ seconds covered. State: seconds known. Indicator: the revision.
    pub seconds: u64,
    /// Where the kind needs one.
    pub sketch: Sketch,
}

/// The mergeable sketch of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sketch {
    /// The kind needs none.
    #[default]
    None,
    /// Of a distribution.
    Quantiles(Box<QuantileSketch>),
    /// Of distinct ones.
    Distinct(Box<DistinctSketch>),
    /// Of a state, at minutes.
    Presence(Presence),
}

impl Default for Cell {
    fn default() -> Self {
        Self {
            count: 0,
            sum: 0,
            min: i64::MAX,
            max: i64::MIN,
            last: 0,
            last_at: Timestamp::MIN,
            last_offset: Offset(-1),
            last_for: 0,
            seconds: 0,
            sketch: Sketch::None,
        }
    }
}

impl Cell {
    /// Takes an amount into `min`, `max` and `last`.
    pub fn note(&mut self, amount: i64, at: Timestamp, offset: Offset) {
        self.note_held(amount, at, offset, 0);
    }

    /// Takes an amount that holds for some seconds within the bucket, counted from `at`, into
    /// `min`, `max` and `last`.
    pub fn note_held(&mut self, amount: i64, at: Timestamp, offset: Offset, seconds: u32) {
        self.min = self.min.min(amount);
        self.max = self.max.max(amount);
        if (at, offset) >= (self.last_at, self.last_offset) {
            self.last = amount;
            self.last_at = at;
            self.last_offset = offset;
            self.last_for = seconds;
        }
    }

    /// What is known of the part of the bucket that has gone by at an instant: a sample holds for
    /// its period, of which a part may be yet to come. Exact where the last sample alone reaches
    /// beyond the instant. Sums, counts and sketches of what happens at an instant stay.
    #[must_use]
    pub fn gone_by(&self, kind: Kind, start: i64, now: Timestamp) -> Cow<'_, Self> {
        let ends = self.last_at.seconds().saturating_add(self.last_for.into());
        let from = now.seconds().max(self.last_at.seconds()).max(start);
        let to_come = ends.saturating_sub(from);
        if !kind.holds() || to_come <= 0 {
            return Cow::Borrowed(self);
        }
        let seconds = self.seconds.saturating_sub(to_come.unsigned_abs());
        let sum = self.sum.saturating_sub(self.last.saturating_mul(to_come));
        // Of several samples that hold at once, all reach into what is to come.
        let sum = if seconds == 0 { 0 } else { sum.max(0) };
        Cow::Owned(Self { seconds, sum, ..self.clone() })
    }

    /// Puts another cell of the same series in: a part of the same bucket, or another bucket of
    /// it. Associative and commutative to the bit, with `Cell::default()` as the neutral one.
    /// (Hours and days of a state are made by the fold as sums of their minutes.)
    pub fn merge(&mut self, kind: Kind, other: &Self) {
        if kind == Kind::Indicator {
            if other.newness() > self.newness() {
                let count = self.count.saturating_add(other.count);
                *self = other.clone();
                self.count = count;
            } else {
                self.count = self.count.saturating_add(other.count);
            }
            return;
        }
        self.count = self.count.saturating_add(other.count);
        self.sum = self.sum.saturating_add(other.sum);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        if (other.last_at, other.last_offset) > (self.last_at, self.last_offset) {
            self.last = other.last;
            self.last_at = other.last_at;
            self.last_offset = other.last_offset;
            self.last_for = other.last_for;
        }
        self.seconds = self.seconds.saturating_add(other.seconds);
        self.sketch.merge(&other.sketch);
    }

    fn newness(&self) -> (u64, Timestamp, Offset) {
        (self.seconds, self.last_at, self.last_offset)
    }
}

impl Sketch {
    /// Puts another one in; of two of different forms the first stays.
    pub fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Quantiles(a), Self::Quantiles(b)) => a.merge(b),
            (Self::Distinct(a), Self::Distinct(b)) => a.merge(b),
            (Self::Presence(a), Self::Presence(b)) => a.merge(b),
            (a @ Self::None, b) => *a = b.clone(),
            _ => {}
        }
    }

    /// The bytes to keep; empty for none.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::None => Vec::new(),
            Self::Quantiles(sketch) => sketch.to_bytes(),
            Self::Distinct(sketch) => sketch.to_bytes(),
            Self::Presence(presence) => presence.to_bytes(),
        }
    }

    /// Reads [`Sketch::to_bytes`] of a cell of a kind.
    ///
    /// # Errors
    /// When the bytes are not of that kind's form.
    pub fn from_bytes(kind: Kind, bytes: &[u8]) -> Result<Self, NotASketch> {
        if bytes.is_empty() {
            return Ok(Self::None);
        }
        match kind {
            Kind::Distribution => {
                QuantileSketch::from_bytes(bytes).map(|s| Self::Quantiles(Box::new(s)))
            }
            Kind::Distinct => {
                DistinctSketch::from_bytes(bytes).map(|s| Self::Distinct(Box::new(s)))
            }
            Kind::State => Presence::from_bytes(bytes).map(Self::Presence),
            _ => Ok(Self::None),
        }
    }
}

/// A cell as it stands in the store and goes to the `cells` topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellEntry {
    /// Series and bucket.
    pub key: CellKey,
    /// What is known.
    pub cell: Cell,
    /// The log offset of the last record that changed it, in its measure's stream; a greater one
    /// replaces a lesser one.
    pub version: Offset,
}

/// A [`CellEntry`] where it stands.
#[derive(Clone, Copy, Debug)]
pub struct CellRef<'a> {
    /// The series.
    pub series: &'a SeriesKey,
    /// The bucket.
    pub bucket: Bucket,
    /// What is known.
    pub cell: &'a Cell,
    /// The log offset of the last record that changed it.
    pub version: Offset,
}

impl<'a> From<&'a CellEntry> for CellRef<'a> {
    fn from(entry: &'a CellEntry) -> Self {
        let CellEntry { key: CellKey { series, bucket }, cell, version } = entry;
        Self { series, bucket: *bucket, cell, version: *version }
    }
}

impl From<CellRef<'_>> for CellEntry {
    fn from(cell: CellRef<'_>) -> Self {
        let key = CellKey { series: cell.series.clone(), bucket: cell.bucket };
        Self { key, cell: cell.cell.clone(), version: cell.version }
    }
}
