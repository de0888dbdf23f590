//! What a file's rows must agree with: each other, and what is registered.

use std::collections::BTreeMap;

use kinhbac_api::refusal::{FieldError, Reason};
use kinhbac_domain::registry::{DeviceRow, Registry, RegistryRows, SiteRow, UnitRow};

use crate::table::Row;

/// The farthest that a site lies from its unit's centre without a word, km.
const FAR_KM: f64 = 30.0;

/// Puts a file's rows in place of those with their key.
pub(crate) fn merged(mut known: RegistryRows, file: &RegistryRows) -> RegistryRows {
    merge(&mut known.units, &file.units, |row| (row.code.clone(), row.valid_from));
    merge(&mut known.sites, &file.sites, |row| (row.site.clone(), row.valid_from));
    merge(&mut known.devices, &file.devices, |row| (row.source.clone(), row.valid_from));
    known
}

fn merge<T: Clone, K: Ord>(known: &mut Vec<T>, file: &[T], key: impl Fn(&T) -> K) {
    let mut all: BTreeMap<K, T> = known.drain(..).map(|row| (key(&row), row)).collect();
    all.extend(file.iter().map(|row| (key(row), row.clone())));
    known.extend(all.into_values());
}

/// A key stands twice in a file, or at times that overlap in the registry as it would be.
pub(crate) fn overlaps<T, K: PartialEq, V: PartialOrd>(
    rows: &[(Row<'_>, T)],
    column: &str,
    all: &[T],
    key: impl Fn(&T) -> K,
    validity: impl Fn(&T) -> (Option<V>, Option<V>),
) -> Vec<FieldError> {
    let clash = |row: &T, other: &T| {
        let ((from, to), (other_from, other_to)) = (validity(row), validity(other));
        let begins_before = |from: &Option<V>, to: &Option<V>| match (from, to) {
            (Some(from), Some(to)) => from < to,
            _ => true,
        };
        key(row) == key(other)
            && from != other_from
            && begins_before(&from, &other_to)
            && begins_before(&other_from, &to)
    };
    let words =
        "it is there more than once at a time: end one row's validity where the next begins";
    rows.iter()
        .filter(|(_, row)| all.iter().any(|other| clash(row, other)))
        .map(|(at, _)| at.problem(column, Reason::NotAllowed, words))
        .collect()
}

/// A unit's parent must be there on its first day.
pub(crate) fn unit(row: &Row<'_>, unit: &UnitRow, registry: &Registry) -> Option<FieldError> {
    let parent = unit.parent.as_ref()?;
    if registry.unit(parent.as_str(), unit.valid_from).is_some() {
        return None;
    }
    let words =
        format!("no unit has this code on {}: import it first, or with it", unit.valid_from);
    Some(row.problem("parent_code", Reason::UnknownPlace, &words))
}

/// A unit's successors that are not there.
pub(crate) fn missing_successors(unit: &UnitRow, registry: &Registry) -> Option<String> {
    let end = unit.valid_to?;
    let missing: Vec<_> = unit
        .succeeded_by
        .iter()
        .filter(|code| registry.unit(code.as_str(), end).is_none())
        .map(|code| code.as_str())
        .collect();
    let UnitRow { code, valid_from, .. } = unit;
    (!missing.is_empty()).then(|| {
        format!("{code} of {valid_from} is succeeded by {}, not there on {end}", missing.join(", "))
    })
}

/// A site's unit must be there on the day that is meant.
pub(crate) fn site(row: &Row<'_>, site: &SiteRow, registry: &Registry) -> Option<FieldError> {
    if registry.unit(site.unit.as_str(), site.unit_as_of).is_some() {
        return None;
    }
    let day = site.unit_as_of;
    let words = format!(
        "no unit has this code on {day}: import the units first, or give the site a valid_from of \
         the unit's time"
    );
    Some(row.problem("unit_code", Reason::UnknownPlace, &words))
}

/// A site far from its unit's centre.
pub(crate) fn far(site: &SiteRow, registry: &Registry) -> Option<String> {
    let unit = registry.unit(site.unit.as_str(), site.unit_as_of)?;
    let centre = registry.unit_row(unit).centre?;
    let km = kilometres((site.latitude, site.longitude), centre);
    (km > FAR_KM).then(|| {
        format!("site {} lies {km:.0} km from the centre of its unit {}", site.site, site.unit)
    })
}

/// A device's site must be there.
pub(crate) fn device(row: &Row<'_>, device: &DeviceRow, registry: &Registry) -> Option<FieldError> {
    if !registry.site_rows(device.site.as_str()).is_empty() {
        return None;
    }
    let words = "no such site: import the sites first";
    Some(row.problem("site_id", Reason::UnknownPlace, words))
}

/// The distance of two points on a sphere (haversine), km.
fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    const EARTH_KM: f64 = 6371.0;
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let half_lat = ((lat_b - lat_a) / 2.0).sin().powi(2);
    let half_lon = ((b.1 - a.1).to_radians() / 2.0).sin().powi(2);
    2.0 * EARTH_KM * (half_lat + lat_a.cos() * lat_b.cos() * half_lon).sqrt().min(1.0).asin()
}
