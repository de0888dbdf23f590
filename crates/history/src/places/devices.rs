//! A row for each device.

use std::collections::{BTreeMap, BTreeSet};

use kinhbac_domain::id::{Device, Label, SiteId};
use kinhbac_domain::registry::Registry;
use kinhbac_domain::time::Timestamp;

use super::{Place, Places, sites_within, stays};
use crate::question::{Fill, Question, Within};
use crate::survey::Survey;

/// Rows for the devices with data, and to be filled also for those that stood there. A device
/// that moved has one row, put together over its sites within the place asked for.
pub(super) fn by_device(
    question: &Question,
    registry: &Registry,
    survey: Option<&Survey>,
) -> Places {
    let rows = match &question.within {
        Within::Device(device) => vec![Place {
            labels: survey.map(all_labels).unwrap_or_default(),
            ..place(question, registry, device.clone(), None)
        }],
        _ => sites_by_device(question, registry, survey)
            .into_iter()
            .map(|(device, sites)| place(question, registry, device, Some(sites)))
            .collect(),
    };
    Places { rows, unassigned: BTreeSet::new() }
}

fn place(
    question: &Question,
    registry: &Registry,
    device: Device,
    sites: Option<BTreeSet<SiteId>>,
) -> Place {
    Place {
        code: device.as_str().into(),
        name: name(question, registry, &device),
        sites,
        device: Some(device),
        ..Place::default()
    }
}

fn all_labels(survey: &Survey) -> BTreeSet<Label> {
    survey.sites.values().flat_map(BTreeMap::values).flatten().cloned().collect()
}

fn sites_by_device(
    question: &Question,
    registry: &Registry,
    survey: Option<&Survey>,
) -> BTreeMap<Device, BTreeSet<SiteId>> {
    let mut sites: BTreeMap<Device, BTreeSet<SiteId>> = BTreeMap::new();
    for (site, devices) in survey.iter().flat_map(|survey| &survey.sites) {
        for device in devices.keys().filter(|device| !device.is_nobody()) {
            sites.entry(device.clone()).or_default().insert(site.clone());
        }
    }
    let within = sites_within(question, registry);
    for stay in stays(question, registry) {
        let device = Device::from(stay.source.clone());
        let has_row = question.fill != Fill::None || sites.contains_key(&device);
        if has_row && within.as_ref().is_none_or(|within| within.contains(&stay.site)) {
            sites.entry(device).or_default().insert(stay.site.clone());
        }
    }
    sites
}

/// The name of its last stay that began before the end of the range, else of its first.
fn name(question: &Question, registry: &Registry, device: &Device) -> String {
    let stays = registry.stays(device.as_str());
    let end = Timestamp::from_seconds(question.span.bounds.end);
    let last = stays.iter().rev().find(|stay| stay.valid_from.is_none_or(|from| from < end));
    last.or(stays.first()).map(|stay| stay.name.clone()).unwrap_or_default()
}
