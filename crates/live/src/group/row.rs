//! A row as the screen gets it.

use kinhbac_api::v1::LiveCell;
use kinhbac_domain::cell::{Number, Rollup};
use kinhbac_domain::measure::{Kind, Statistic};
use kinhbac_domain::position::Offset;
use kinhbac_domain::registry::Level;

use super::Moment;
use crate::view::SheetKey;

/// What a place's cells are together.
pub(super) struct Together<'a> {
    /// The place.
    pub(super) place: &'a str,
    /// The devices' cells.
    pub(super) rollup: Rollup,
    /// The greatest version of them.
    pub(super) version: Offset,
    /// Whether any of them has a last amount.
    pub(super) has_last: bool,
}

/// A row's name: it has no values.
pub(super) fn name(place: &str, level: Level, key: &SheetKey) -> LiveCell {
    LiveCell {
        place: place.into(),
        level: level.name().into(),
        time: Some(key.bucket.start_time().into()),
        resolution: key.bucket.resolution.name().into(),
        measure: key.measure.name().into(),
        label: key.label.as_str().into(),
        ..LiveCell::default()
    }
}

impl Together<'_> {
    /// The row.
    pub(super) fn row(&self, level: Level, key: &SheetKey, moment: &Moment) -> LiveCell {
        let gone_by = moment.gone_by(key.bucket);
        let value = |statistic| self.rollup.value(&key.measure, statistic, gone_by);
        let default = key.measure.kind().statistics().first();
        LiveCell {
            count: self.rollup.count(),
            sum: self.rollup.sum(&key.measure).to_f64(),
            min: self.has_amounts(key).then(|| value(Statistic::Min)).flatten().map(Number::to_f64),
            max: self.has_amounts(key).then(|| value(Statistic::Max)).flatten().map(Number::to_f64),
            last: self.last(key).map(Number::to_f64),
            mean: default.and_then(|s| value(*s)).map(Number::to_f64),
            version: (!level.is_of_units()).then_some(self.version.0),
            closed: moment.closes_at(key.bucket) <= moment.now,
            ..name(self.place, level, key)
        }
    }

    /// Whether the cells' least, greatest and last say something of the measure.
    fn has_amounts(&self, key: &SheetKey) -> bool {
        use Kind::{Distribution, Level, Share, Sum};
        matches!(key.measure.kind(), Sum | Level | Share | Distribution)
    }

    /// The last amount of one device; of several, Σ of the lasts where the kind adds so.
    fn last(&self, key: &SheetKey) -> Option<Number> {
        let kind = key.measure.kind();
        let adds = matches!(kind, Kind::Level | Kind::State);
        let of_one = self.rollup.devices() == 1 && self.has_amounts(key);
        (self.has_last && (adds || of_one)).then(|| self.rollup.last(&key.measure))
    }
}
