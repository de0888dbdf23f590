//! An answer is made in pieces that fit into memory: some places over all of the range, or one
//! place over some of its steps at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use kinhbac_domain::id::{SiteId, Source};
use kinhbac_domain::measure::Kind;
use kinhbac_domain::registry::Registry;

use crate::config::Config;
use crate::places::{Place, Places};
use crate::question::{Labels, Question};
use crate::survey::Survey;

/// Places that are read together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Which of the places.
    pub(crate) places: Range<usize>,
    /// Which part of the range; seconds since 1970.
    pub(crate) part: Range<i64>,
    /// How many steps at a time; all of them where there are several places.
    pub(crate) steps_at_once: usize,
}

/// How many labels a labelled measure is reckoned to have at a device.
const LABELS: u64 = 8;
/// How many plain cells a cell with a sketch is reckoned to be as large as.
const SKETCH: u64 = 16;

/// Cuts the places, in order, into pieces, each over a part of the range.
pub(crate) fn pieces(
    places: &Places,
    question: &Question,
    registry: &Registry,
    survey: Option<&Survey>,
    part: Range<i64>,
    config: &Config,
) -> Vec<Piece> {
    let reckoner = Reckoner::new(question, registry, survey);
    let room = config.cells_at_once as u64;
    let steps = question.span.steps_of(&part) + 2;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut taken = 0;
    for (at, place) in places.rows.iter().enumerate() {
        let cells_a_step = reckoner.cells_a_step(place);
        let cells = cells_a_step.saturating_mul(steps);
        match pieces.last_mut() {
            Some(last) if taken + cells <= room && last.places.len() < config.places_at_once => {
                last.places.end = at + 1;
                taken += cells;
            }
            _ => {
                let all = cells <= room;
                let some = usize::try_from(room / cells_a_step).unwrap_or(usize::MAX);
                let steps_at_once = if all { usize::MAX } else { some.max(1) };
                pieces.push(Piece { places: at..at + 1, part: part.clone(), steps_at_once });
                taken = cells;
            }
        }
    }
    pieces
}

/// Reckons how many cells a place has.
struct Reckoner<'a> {
    devices: BTreeMap<&'a SiteId, BTreeSet<&'a Source>>,
    survey: Option<&'a Survey>,
    cells_a_device: u64,
    cells_a_series: u64,
}

impl<'a> Reckoner<'a> {
    fn new(question: &Question, registry: &'a Registry, survey: Option<&'a Survey>) -> Self {
        let mut devices: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let kind = question.device_kind();
        for stay in registry.devices().filter(|stay| Some(stay.kind) == kind) {
            devices.entry(&stay.site).or_default().insert(&stay.source);
        }
        let sketched = matches!(question.kind(), Kind::Distribution | Kind::Distinct);
        let cells_a_series = if sketched { SKETCH } else { 1 };
        let labelled =
            question.measure.declared().label.is_some() && question.labels == Labels::Each;
        let cells_a_device = cells_a_series * if labelled { LABELS } else { 1 };
        Self { devices, survey, cells_a_device, cells_a_series }
    }

    /// At least 1.
    fn cells_a_step(&self, place: &Place) -> u64 {
        let Some(sites) = &place.sites else { return self.cells_a_device };
        if place.device.is_some() {
            return self.cells_a_device;
        }
        let at = |site: &SiteId| match self.survey.and_then(|survey| survey.sites.get(site)) {
            Some(devices) => {
                devices.values().map(BTreeSet::len).sum::<usize>() as u64 * self.cells_a_series
            }
            None => self.devices.get(site).map_or(1, BTreeSet::len) as u64 * self.cells_a_device,
        };
        sites.iter().map(at).sum::<u64>().max(1)
    }
}
