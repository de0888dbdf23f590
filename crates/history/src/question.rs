//! A question about stored series, checked.

mod check;
mod place;

use jiff::civil::Date;
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::id::{Device, Label, SiteId};
use kinhbac_domain::measure::{Fixed, Kind, Measure, Statistic};
use kinhbac_domain::registry::{Level, UnitId};
use kinhbac_domain::time::Timestamp;

use crate::span::Span;

pub(crate) use check::{Checked, range, required};
pub(crate) use place::within;

/// What is asked; only [`Question::check`] makes one.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// Of what.
    pub(crate) measure: Measure,
    /// Which statistic of it; one of its kind's.
    pub(crate) statistic: Statistic,
    /// Of which labels.
    pub(crate) labels: Labels,
    /// When, and in which steps.
    pub(crate) span: Span,
    /// A row for each place of this level.
    pub(crate) by: Level,
    /// Inside of which place.
    pub(crate) within: Within,
    /// The day whose boundaries are used.
    pub(crate) as_of: Date,
    /// What stands where there is nothing.
    pub(crate) fill: Fill,
    /// Whether to tell how many devices were heard and expected.
    pub(crate) coverage: bool,
    /// When it was asked: until when an open bucket has gone by.
    pub(crate) asked_at: Timestamp,
}

/// Which labels, and how they make rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Labels {
    /// All, put together.
    Together,
    /// One of them.
    One(Label),
    /// A row for each.
    Each,
}

/// Inside of which place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Within {
    /// Everywhere.
    Everything,
    /// A unit.
    Unit(UnitId),
    /// A site.
    Site(SiteId),
    /// A device, wherever it stood.
    Device(Device),
}

/// What stands in a bucket without a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    /// No row.
    None,
    /// A row with an empty value.
    Null,
    /// 0.
    Zero,
    /// The last value before.
    Previous,
}

/// How many steps a range has at least that is worth a look at which days have data.
const LONG: u64 = 10_000;

impl Question {
    /// The stored measures that the answer is made of.
    pub(crate) fn inputs(&self) -> Vec<Measure> {
        match self.measure {
            Measure::Fixed(Fixed::ReportOnTimeShare) => {
                vec![Fixed::ReportResolved.into(), Fixed::ReportOverdue.into()]
            }
            _ => vec![self.measure.clone()],
        }
    }

    /// The measure's kind.
    pub(crate) fn kind(&self) -> Kind {
        self.measure.kind()
    }

    /// The kind of device that tells the measure; none where no device does.
    pub(crate) fn device_kind(&self) -> Option<DeviceKind> {
        DeviceKind::ALL.into_iter().find(|kind| kind.stream() == self.measure.stream())
    }

    /// The label that cells are read of; none: all. A device is heard whatever label it told.
    pub(crate) fn label_read(&self) -> Option<Label> {
        match &self.labels {
            Labels::One(label) if !self.coverage => Some(label.clone()),
            _ => None,
        }
    }

    /// The label of the row that a series of a label counts in; none when in no row.
    pub(crate) fn row_label(&self, label: &Label) -> Option<Label> {
        match &self.labels {
            Labels::Together => Some(Label::none()),
            Labels::One(one) => (one == label).then(|| one.clone()),
            Labels::Each => Some(label.clone()),
        }
    }

    /// Whether the series that have data must be known before the first row can be made, or
    /// should be, for the range is so long that most of it may be empty.
    pub(crate) fn needs_survey(&self) -> bool {
        let by_device = self.by == Level::Device && !matches!(self.within, Within::Device(_));
        let filled = self.fill != Fill::None;
        self.within == Within::Everything
            || by_device
            || self.span.steps() > LONG
            || (filled && (self.by == Level::Site || self.labels == Labels::Each))
    }
}
