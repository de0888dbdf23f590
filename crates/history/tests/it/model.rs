//! A plain recomputation: what each row must be, from the samples alone.

use std::collections::BTreeMap;

use kinhbac_domain::cell::Number;
use kinhbac_domain::measure::{Fixed, Kind, Measure, Statistic};
use kinhbac_domain::sketch::{DistinctSketch, QuantileSketch};
use kinhbac_domain::time::{Resolution, Timestamp, Zone};

use crate::sample::Sample;

/// What is asked of the model.
pub(crate) struct Asked<'a> {
    pub(crate) zone: &'a Zone,
    pub(crate) measure: Measure,
    pub(crate) statistic: Statistic,
    pub(crate) step: Resolution,
    /// Whether each label has its row.
    pub(crate) by_label: bool,
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
}

/// A place, a step's beginning and a label.
pub(crate) type Key = (String, Timestamp, String);

impl Asked<'_> {
    /// The value of each row, as it is printed.
    pub(crate) fn rows(
        &self,
        samples: &[Sample],
        place: impl Fn(&Sample) -> Option<String>,
    ) -> BTreeMap<Key, String> {
        let mut rows: BTreeMap<Key, Vec<&Sample>> = BTreeMap::new();
        for sample in samples.iter().filter(|s| self.is_of(&s.measure) && s.at < self.to) {
            let Some(place) = place(sample) else { continue };
            let label =
                if self.by_label { sample.label.as_str().to_owned() } else { String::new() };
            let step = self.zone.bucket(self.step, sample.at).start_time();
            rows.entry((place, step, label)).or_default().push(sample);
        }
        let mut running: BTreeMap<(String, String), i128> = BTreeMap::new();
        let mut values = BTreeMap::new();
        for ((place, step, label), samples) in rows {
            let open = running.entry((place.clone(), label.clone())).or_default();
            *open += samples.iter().map(|s| i128::from(s.amount)).sum::<i128>();
            let value = match self.measure.kind() {
                Kind::Stock => Some(Number::whole(*open)),
                _ => self.value(&samples, step),
            };
            if let Some(value) = value
                && step >= self.from
            {
                values.insert((place, step, label), value.to_string());
            }
        }
        values
    }

    fn is_of(&self, measure: &Measure) -> bool {
        let inputs = [Fixed::ReportResolved.into(), Fixed::ReportOverdue.into()];
        match self.measure.kind() {
            Kind::Ratio => inputs.contains(measure),
            _ => self.measure == *measure,
        }
    }

    fn value(&self, samples: &[&Sample], step: Timestamp) -> Option<Number> {
        let kind = self.measure.kind();
        let decimals = self.measure.declared().decimals;
        let sum = |weigh: fn(&Sample) -> i64| -> i128 {
            samples.iter().map(|s| i128::from(s.amount) * i128::from(weigh(s))).sum()
        };
        let seconds = |sample: &Sample| i64::try_from(sample.seconds).unwrap();
        let covered: i128 = samples.iter().map(|s| i128::from(s.seconds)).sum();
        let bucket = self.zone.bucket(self.step, step);
        let length = i128::from(self.zone.bucket_end(bucket) - bucket.start);
        let amounts = samples.iter().map(|s| s.amount);
        match (self.statistic, kind) {
            (Statistic::Count, _) => Some(Number::whole(samples.len() as i128)),
            (Statistic::Sum, _) => Some(Number::new(sum(|_| 1), decimals)),
            (Statistic::Up, _) => Some(Number::whole(sum(seconds))),
            (Statistic::Known, _) => Some(Number::whole(covered)),
            (Statistic::Coverage, _) => Number::quotient(covered, 0, length),
            (Statistic::Mean, Kind::Level) => Number::quotient(sum(seconds), decimals, length),
            (Statistic::Mean, _) => Number::quotient(sum(seconds), decimals, covered),
            (Statistic::Min, _) => Some(Number::new(amounts.min()?.into(), decimals)),
            (Statistic::Max, _) => Some(Number::new(amounts.max()?.into(), decimals)),
            (Statistic::P50, _) => quantile(samples, 0.50, decimals),
            (Statistic::P95, _) => quantile(samples, 0.95, decimals),
            (Statistic::P99, _) => quantile(samples, 0.99, decimals),
            (Statistic::Distinct, _) => Some(distinct(samples)),
            (Statistic::Last, Kind::Ratio) => in_time(samples),
            (Statistic::Last, _) => Some(Number::new(lasts(samples), decimals)),
        }
    }
}

fn quantile(samples: &[&Sample], q: f64, decimals: u8) -> Option<Number> {
    let mut sketch = QuantileSketch::default();
    samples.iter().for_each(|sample| sketch.add(sample.amount, sample.seconds));
    let amounts = samples.iter().map(|sample| sample.amount as f64);
    let (least, most) = amounts.fold((f64::MAX, f64::MIN), |(a, b), x| (a.min(x), b.max(x)));
    sketch.quantile(q).map(|value| Number::estimate(value.min(most).max(least), decimals))
}

fn distinct(samples: &[&Sample]) -> Number {
    let mut sketch = DistinctSketch::default();
    samples.iter().for_each(|sample| sketch.add(sample.amount.cast_unsigned()));
    Number::whole(sketch.estimate().round() as i128)
}

fn in_time(samples: &[&Sample]) -> Option<Number> {
    let sum = |wanted: Fixed| -> i128 {
        let wanted = samples.iter().filter(|s| s.measure == wanted.into());
        wanted.map(|s| i128::from(s.amount)).sum()
    };
    let resolved = sum(Fixed::ReportResolved);
    Number::quotient(resolved - sum(Fixed::ReportOverdue), 0, resolved)
}

/// Σ of the devices' lasts.
fn lasts(samples: &[&Sample]) -> i128 {
    let mut last: BTreeMap<_, &Sample> = BTreeMap::new();
    for sample in samples {
        let known = last.entry(&sample.device).or_insert(sample);
        if (sample.at, sample.offset) > (known.at, known.offset) {
            *known = sample;
        }
    }
    last.values().map(|sample| i128::from(sample.amount)).sum()
}
