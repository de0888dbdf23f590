//! Which places have rows, and whose cells count in which.

mod devices;
mod units;

use std::collections::{BTreeSet, HashMap};

use kinhbac_domain::cell::SeriesKey;
use kinhbac_domain::id::{Device, Label, SiteId};
use kinhbac_domain::registry::{DeviceRow, Level, Registry};

use crate::question::{Fill, Question, Within};
use crate::survey::Survey;

pub(crate) use units::sites_of;

/// A place that has rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// A device's source, a site id or a unit code.
    pub(crate) code: String,
    /// Its name; empty where it has none.
    pub(crate) name: String,
    /// The sites whose cells count in it; everywhere where none.
    pub(crate) sites: Option<BTreeSet<SiteId>>,
    /// The one device whose cells count in it; all where none.
    pub(crate) device: Option<Device>,
    /// The labels that it is known to have, where they were asked for.
    pub(crate) labels: BTreeSet<Label>,
}

/// The places that have rows, and what counts in none of them.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// By code.
    pub(crate) rows: Vec<Place>,
    /// Sites that have no place of the level on the day asked for, with data or without.
    pub(crate) unassigned: BTreeSet<SiteId>,
}

impl Places {
    /// The places that a question has rows for. The survey is there if the question needs one.
    pub(crate) fn of(question: &Question, registry: &Registry, survey: Option<&Survey>) -> Self {
        let mut places = match question.by {
            Level::Device => devices::by_device(question, registry, survey),
            Level::Site => by_site(question, registry, survey),
            level => units::by_unit(question, registry, level, survey),
        };
        if let Some(survey) = survey {
            places.rows.iter_mut().for_each(|place| place.take_labels(survey));
        }
        places.rows.sort_unstable_by(|a, b| a.code.cmp(&b.code));
        places
    }
}

impl Place {
    fn take_labels(&mut self, survey: &Survey) {
        let Some(sites) = &self.sites else { return };
        let devices = sites.iter().filter_map(|site| survey.sites.get(site)).flatten();
        self.labels = devices
            .filter(|(device, _)| self.device.as_ref().is_none_or(|own| own == *device))
            .flat_map(|(_, labels)| labels.iter().cloned())
            .collect();
    }
}

/// The sites that a question is about; none: all that there are.
pub(crate) fn sites_within(question: &Question, registry: &Registry) -> Option<BTreeSet<SiteId>> {
    match &question.within {
        Within::Everything | Within::Device(_) => None,
        Within::Site(site) => Some(BTreeSet::from([site.clone()])),
        Within::Unit(unit) => Some(sites_of(*unit, registry, question.as_of)),
    }
}

/// A row for each site: those with data, and to be filled also those where a device of the
/// measure stood.
fn by_site(question: &Question, registry: &Registry, survey: Option<&Survey>) -> Places {
    let sites: BTreeSet<SiteId> = match (survey, sites_within(question, registry)) {
        (Some(survey), within) => {
            let stood = stays(question, registry).map(|stay| &stay.site);
            let stood = stood.filter(|site| within.as_ref().is_none_or(|w| w.contains(*site)));
            let filled = question.fill != Fill::None;
            survey.sites.keys().chain(stood.filter(|_| filled)).cloned().collect()
        }
        (None, within) => within.unwrap_or_default(),
    };
    let row = |site: SiteId| Place {
        code: site.as_str().into(),
        name: site_name(&site, question, registry),
        sites: Some(BTreeSet::from([site])),
        ..Place::default()
    };
    Places { rows: sites.into_iter().map(row).collect(), unassigned: BTreeSet::new() }
}

/// The stays, within the range, of the devices that tell the measure.
fn stays<'a>(question: &Question, registry: &'a Registry) -> impl Iterator<Item = &'a DeviceRow> {
    let kind = question.device_kind();
    let bounds = question.span.bounds.clone();
    registry.devices().filter(move |stay| {
        Some(stay.kind) == kind
            && stay.valid_from.is_none_or(|from| from.seconds() < bounds.end)
            && stay.valid_to.is_none_or(|to| to.seconds() > bounds.start)
    })
}

/// A registered site's name, as of the day asked for if it is one then; empty for others.
fn site_name(site: &SiteId, question: &Question, registry: &Registry) -> String {
    let rows = registry.site_rows(site.as_str());
    let row = registry.site(site.as_str(), question.as_of).or(rows.last());
    row.map(|row| row.name.clone()).unwrap_or_default()
}

/// Finds the place that a series counts in, among some that are read together.
pub(crate) enum Finder {
    /// By its site.
    BySite(HashMap<SiteId, usize>),
    /// By its device.
    ByDevice(HashMap<Device, usize>),
}

impl Finder {
    /// For some places, all with a device or all without.
    pub(crate) fn new(places: &[Place]) -> Self {
        if places.iter().any(|place| place.device.is_some()) {
            let by_device = |(at, place): (usize, &Place)| Some((place.device.clone()?, at));
            return Self::ByDevice(places.iter().enumerate().filter_map(by_device).collect());
        }
        let by_site = |(at, place): (usize, &Place)| {
            place.sites.iter().flatten().map(|site| (site.clone(), at)).collect::<Vec<_>>()
        };
        Self::BySite(places.iter().enumerate().flat_map(by_site).collect())
    }

    /// Which of the places; none of them where none.
    pub(crate) fn find(&self, series: &SeriesKey) -> Option<usize> {
        match self {
            Self::BySite(sites) => sites.get(&series.site).copied(),
            Self::ByDevice(devices) => devices.get(&series.device).copied(),
        }
    }
}
