//! How many devices stood in a place, step by step.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use kinhbac_domain::id::{SiteId, Source};
use kinhbac_domain::registry::{DeviceRow, Registry};

use crate::places::Place;
use crate::question::Question;
use crate::span::Window;

/// Where the devices that tell the measure stood, and when.
pub(crate) struct Standing<'a> {
    by_site: BTreeMap<&'a SiteId, Vec<&'a DeviceRow>>,
    registry: &'a Registry,
}

impl<'a> Standing<'a> {
    /// Of the devices of a question's measure.
    pub(crate) fn new(question: &Question, registry: &'a Registry) -> Self {
        let mut by_site: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let kind = question.device_kind();
        for stay in registry.devices().filter(|stay| Some(stay.kind) == kind) {
            by_site.entry(&stay.site).or_default().push(stay);
        }
        Self { by_site, registry }
    }

    /// How many devices stood in a place at any time in each step.
    pub(crate) fn expected(&self, place: &Place, window: &Window) -> Vec<u32> {
        let mut steps: BTreeMap<&Source, Vec<Range<usize>>> = BTreeMap::new();
        for stay in self.stays(place) {
            let met = window.steps_met(stay.valid_from, stay.valid_to);
            steps.entry(&stay.source).or_default().push(met);
        }
        count(window.len(), steps.into_values())
    }

    fn stays(&self, place: &Place) -> Vec<&'a DeviceRow> {
        let at_sites = |sites: &BTreeSet<SiteId>| {
            sites.iter().filter_map(|site| self.by_site.get(site)).flatten().copied().collect()
        };
        match (&place.device, &place.sites) {
            (None, Some(sites)) => at_sites(sites),
            (Some(device), sites) => {
                let within =
                    |stay: &&DeviceRow| sites.as_ref().is_none_or(|s| s.contains(&stay.site));
                self.registry.stays(device.as_str()).iter().filter(within).collect()
            }
            (None, None) => self.by_site.values().flatten().copied().collect(),
        }
    }
}

/// How many of some sets of ranges hold each number below `len`.
fn count(len: usize, sets: impl Iterator<Item = Vec<Range<usize>>>) -> Vec<u32> {
    let mut changes = vec![0_i64; len + 1];
    for mut set in sets {
        set.sort_unstable_by_key(|range| range.start);
        let mut end = 0;
        for range in set {
            let start = range.start.max(end);
            if start < range.end {
                changes[start] += 1;
                changes[range.end] -= 1;
                end = range.end;
            }
        }
    }
    let mut now = 0;
    let counts = changes[..len].iter().map(|change| {
        now += change;
        u32::try_from(now).unwrap_or_default()
    });
    counts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_comes_back_within_a_step_counts_once() {
        let met = |ranges: &[(usize, usize)]| ranges.iter().map(|(from, to)| *from..*to).collect();
        let devices = [met(&[(3, 5), (0, 2), (1, 4)]), met(&[(4, 6)])];
        assert_eq!(count(6, devices.into_iter()), [1, 1, 1, 1, 2, 1]);
        assert_eq!(count(2, [met(&[(2, 1), (1, 1)])].into_iter()), [0, 0]);
    }
}
