//! Cells of several devices and sites, put together into a place's value.

use super::{Cell, Number, Sketch};
use crate::measure::{Kind, Measure, Statistic};

/// What several devices' cells of one measure and bucket are together: a parent is its children
/// put together (promise 4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rollup {
    count: u64,
    sum: i128,
    seconds: u128,
    last: i128,
    min: Option<i64>,
    max: Option<i64>,
    devices: u32,
    sketch: Sketch,
}

impl Rollup {
    /// Puts a device's cell in; of an open bucket the part that has gone by
    /// ([`Cell::gone_by`]). A device's cells at two sites of the place are one device: merge
    /// them first ([`Cell::merge`]).
    pub fn add_device(&mut self, cell: &Cell) {
        self.count = self.count.saturating_add(cell.count);
        self.sum += i128::from(cell.sum);
        self.seconds += u128::from(cell.seconds);
        self.last += i128::from(cell.last);
        if cell.min <= cell.max {
            self.min = Some(self.min.map_or(cell.min, |min| min.min(cell.min)));
            self.max = Some(self.max.map_or(cell.max, |max| max.max(cell.max)));
        }
        self.devices += 1;
        // Presence is of one device's minute; put together it would say nothing.
        if !matches!(cell.sketch, Sketch::Presence(_)) {
            self.sketch.merge(&cell.sketch);
        }
    }

    /// Puts another place's in: that of devices which are none of this one's.
    pub fn merge(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        self.sum += other.sum;
        self.seconds += other.seconds;
        self.last += other.last;
        self.min = self.min.into_iter().chain(other.min).min();
        self.max = self.max.into_iter().chain(other.max).max();
        self.devices += other.devices;
        self.sketch.merge(&other.sketch);
    }

    /// Samples folded.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Devices put together; of a state: how many are known last.
    #[must_use]
    pub fn devices(&self) -> u32 {
        self.devices
    }

    /// Σ amounts as kept in cells (Σ value·seconds of levels and shares, seconds up of states).
    #[must_use]
    pub fn sum(&self, measure: &Measure) -> Number {
        Number::new(self.sum, measure.declared().decimals)
    }

    /// Σ of the devices' last amounts; of a state: how many are up last.
    #[must_use]
    pub fn last(&self, measure: &Measure) -> Number {
        Number::new(self.last, measure.declared().decimals)
    }

    /// A statistic of the measure. `length`: seconds of the bucket that have gone by. None where
    /// there is nothing to tell (a quantile of nothing, a minimum above one device, a level in a
    /// bucket that is yet to begin).
    #[must_use]
    pub fn value(&self, measure: &Measure, statistic: Statistic, length: i64) -> Option<Number> {
        let declared = measure.declared();
        let decimals = declared.decimals;
        let several = self.devices > 1 && !declared.kind.adds_in_space(statistic);
        let to_begin = length <= 0 && declared.kind.holds() && statistic.is_of_time();
        match statistic {
            _ if several || to_begin => None,
            Statistic::Count => Some(Number::whole(self.count)),
            Statistic::Sum => Some(Number::new(self.sum, decimals)),
            Statistic::Last => Some(self.last_or_running(declared.kind, decimals)),
            Statistic::Min => self.min.map(|min| Number::new(min.into(), decimals)),
            Statistic::Max => self.max.map(|max| Number::new(max.into(), decimals)),
            Statistic::Mean => self.mean(declared.kind, decimals, length),
            Statistic::Coverage => {
                Number::quotient(i128::try_from(self.seconds).ok()?, 0, length.into())
            }
            Statistic::Up => Some(Number::whole(self.sum)),
            Statistic::Known => Some(Number::whole(i128::try_from(self.seconds).ok()?)),
            Statistic::P50 => self.quantile(0.50, decimals),
            Statistic::P95 => self.quantile(0.95, decimals),
            Statistic::P99 => self.quantile(0.99, decimals),
            Statistic::Distinct => match &self.sketch {
                Sketch::Distinct(sketch) => Some(Number::whole(sketch.estimate().round() as i128)),
                _ => None,
            },
        }
    }

    fn last_or_running(&self, kind: Kind, decimals: u8) -> Number {
        let units = if kind == Kind::Stock { self.sum } else { self.last };
        Number::new(units, decimals)
    }

    fn mean(&self, kind: Kind, decimals: u8, length: i64) -> Option<Number> {
        let by = match (kind, &self.sketch) {
            (Kind::Level, _) => i128::from(length),
            (Kind::Distribution, Sketch::Quantiles(sketch)) => {
                i128::try_from(sketch.weight()).ok()?
            }
            _ => i128::try_from(self.seconds).ok()?,
        };
        Number::quotient(self.sum, decimals, by)
    }

    fn quantile(&self, q: f64, decimals: u8) -> Option<Number> {
        match &self.sketch {
            Sketch::Quantiles(sketch) => {
                // The sketch's buckets reach beyond the values in them; the extremes are exact.
                let least = self.min.map_or(f64::MIN, |min| min as f64);
                let most = self.max.map_or(f64::MAX, |max| max as f64);
                let estimate = sketch.quantile(q)?.min(most).max(least);
                Some(Number::estimate(estimate, decimals))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Fixed;
    use crate::position::Offset;
    use crate::sketch::QuantileSketch;
    use crate::time::Timestamp;

    #[test]
    fn no_percentile_lies_beyond_the_extremes() {
        let mut sketch = QuantileSketch::default();
        let mut cell = Cell::default();
        for (offset, value) in [313, 315, 316].into_iter().enumerate() {
            sketch.add(value, 1);
            cell.note(value, Timestamp::from_seconds(1), Offset(offset as i64));
        }
        cell.sketch = Sketch::Quantiles(Box::new(sketch));
        let mut rollup = Rollup::default();
        rollup.add_device(&cell);
        let value = |statistic| {
            rollup.value(&Measure::Fixed(Fixed::CameraSpeed), statistic, 60).unwrap().to_f64()
        };
        assert!(value(Statistic::P99) <= value(Statistic::Max));
        assert!(value(Statistic::P50) >= value(Statistic::Min));
    }
}
