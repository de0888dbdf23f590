//! Samples, and the cells that they make: a fold in a few lines.

use kinhbac_domain::cell::{Cell, Sketch};
use kinhbac_domain::id::{Device, Label, SiteId};
use kinhbac_domain::measure::{Kind, Measure};
use kinhbac_domain::position::Offset;
use kinhbac_domain::sketch::{DistinctSketch, QuantileSketch};
use kinhbac_domain::time::{Resolution, Timestamp};

/// Something told of a series at an instant.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) site: SiteId,
    pub(crate) device: Device,
    pub(crate) measure: Measure,
    pub(crate) label: Label,
    pub(crate) at: Timestamp,
    pub(crate) offset: i64,
    /// An amount; of a state 1 or 0; of distinct ones a hash.
    pub(crate) amount: i64,
    /// Seconds covered, all in the minute of `at`; of a distribution the weight; of an indicator
    /// the revision.
    pub(crate) seconds: u64,
    /// Of an indicator: month, quarter or year.
    pub(crate) period: Option<Resolution>,
}

impl Sample {
    /// A plain one, of 60 seconds.
    pub(crate) fn new(
        site: &str,
        device: &str,
        measure: &str,
        label: &str,
        at: Timestamp,
        amount: i64,
    ) -> Self {
        Self {
            site: SiteId::new(site).unwrap(),
            device: Device::stored(device),
            measure: Measure::from_name(measure).unwrap(),
            label: Label::stored(label),
            at,
            offset: 0,
            amount,
            seconds: 60,
            period: None,
        }
    }

    /// The resolutions of the cells that it changes.
    pub(crate) fn resolutions(&self) -> Vec<Resolution> {
        self.period.map_or(Resolution::FOLDED.to_vec(), |period| vec![period])
    }

    /// What it adds to a cell.
    pub(crate) fn cell(&self) -> Cell {
        let seconds = i64::try_from(self.seconds).unwrap();
        let mut cell = Cell { count: 1, ..Cell::default() };
        match self.measure.kind() {
            Kind::Sum | Kind::Stock | Kind::Ratio => cell.sum = self.amount,
            Kind::Level | Kind::Share | Kind::State => {
                cell.sum = self.amount * seconds;
                cell.seconds = self.seconds;
            }
            Kind::Distribution => {
                let mut sketch = QuantileSketch::default();
                sketch.add(self.amount, self.seconds);
                cell.sum = self.amount * seconds;
                cell.sketch = Sketch::Quantiles(Box::new(sketch));
            }
            Kind::Distinct => {
                let mut sketch = DistinctSketch::default();
                sketch.add(self.amount.cast_unsigned());
                cell.sketch = Sketch::Distinct(Box::new(sketch));
            }
            Kind::Indicator => cell.seconds = self.seconds,
        }
        let holds = if self.measure.kind().holds() { self.seconds as u32 } else { 0 };
        cell.note_held(self.amount, self.at, Offset(self.offset), holds);
        cell
    }
}
