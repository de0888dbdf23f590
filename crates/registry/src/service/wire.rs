//! Rows of the registry as they go over the wire.

use kinhbac_api::v1::{Boundary, Device, Ring, Site, Unit};
use kinhbac_domain::registry::{BoundaryRow, DeviceRow, GroundPoint, SiteRow, UnitRow};
use kinhbac_domain::time::{Timestamp, Zone};

pub(super) fn unit(row: &UnitRow) -> Unit {
    let (latitude, longitude) = row.centre.unwrap_or_default();
    Unit {
        code: row.code.to_string(),
        level: row.level.name().into(),
        r#type: row.kind.clone(),
        name: row.name.clone(),
        parent_code: or_empty(row.parent.as_ref()),
        valid_from: row.valid_from.to_string(),
        valid_to: or_empty(row.valid_to),
        latitude,
        longitude,
        area_km2: row.area_km2.unwrap_or_default(),
        succeeded_by: row.succeeded_by.iter().map(ToString::to_string).collect(),
    }
}

pub(super) fn site(row: &SiteRow) -> Site {
    Site {
        site_id: row.site.to_string(),
        name: row.name.clone(),
        latitude: row.latitude,
        longitude: row.longitude,
        unit_code: row.unit.to_string(),
        valid_from: or_empty(row.valid_from),
        valid_to: or_empty(row.valid_to),
    }
}

pub(super) fn device(row: &DeviceRow, zone: &Zone) -> Device {
    Device {
        source: row.source.to_string(),
        kind: row.kind.name().into(),
        name: row.name.clone(),
        site_id: row.site.to_string(),
        valid_from: or_empty(row.valid_from.map(|at| instant(at, zone))),
        valid_to: or_empty(row.valid_to.map(|at| instant(at, zone))),
        expected_interval_seconds: row.expected_interval,
    }
}

pub(super) fn boundary(row: &BoundaryRow) -> Boundary {
    let rings = row.rings.iter().map(|points| Ring { deltas: deltas(points) }).collect();
    Boundary { code: row.unit.to_string(), rings }
}

/// Each point as its difference to the one before; the first to 0, 0.
fn deltas(points: &[GroundPoint]) -> Vec<i32> {
    let before = std::iter::once(&(0, 0)).chain(points);
    points.iter().zip(before).flat_map(|(p, b)| [p.0 - b.0, p.1 - b.1]).collect()
}

fn or_empty(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// As a file says it: the date, if it is the beginning of a local day.
fn instant(at: Timestamp, zone: &Zone) -> String {
    let date = zone.date(at);
    if zone.day_start(date) == at { date.to_string() } else { zone.print(at) }
}
