//! A file of sites.

use jiff::civil::Date;
use kinhbac_api::refusal::{FieldError, Reason};
use kinhbac_domain::id::{SiteId, UnitCode};
use kinhbac_domain::registry::{Registry, RegistryRows, SiteRow};

use super::Plan;
use super::merge::{Merged, merge};
use super::notes::Notes;
use super::table::{BadCell, Row, Table};

/// The most rows of sites.
const MAX_SITES: usize = 500_000;
/// The farthest that a site is from the centre of its unit without a note, km.
const FAR_KM: f64 = 30.0;
/// The earth's mean radius, km.
const EARTH_KM: f64 = 6_371.0;

pub(super) fn plan(
    table: &Table,
    registry: &Registry,
    today: Date,
) -> Result<Plan, Vec<FieldError>> {
    let mut problems = table.problems();
    let file = table
        .parse(&mut problems, |row| read(row, today).map(|site| as_registered(site, registry)));
    if registry.units().next().is_none() {
        problems.file(Reason::UnknownPlace, "no unit is registered yet: import a units file first");
    }
    if !problems.is_empty() {
        return Err(problems.into_errors());
    }
    let Merged { rows, changed } = merge(registry.sites(), &file, &mut problems);
    if rows.len() > MAX_SITES {
        let words = format!("there would be {} rows of sites, at most {MAX_SITES}", rows.len());
        problems.file(Reason::TooMany, words);
    }
    let mut notes = Notes::default();
    for (line, site) in &file {
        problems.check(*line, check_unit(site, registry));
        if let Some(km) = distance_to_centre(site, registry).filter(|km| *km > FAR_KM) {
            let (id, unit) = (&site.site, &site.unit);
            notes.add(|| format!("site {id} is {km:.0} km from the centre of its unit {unit}"));
        }
    }
    let changes = RegistryRows { sites: changed, ..RegistryRows::default() };
    problems.unless(Plan { changes, notes: notes.into_told() })
}

fn read(row: Row<'_>, today: Date) -> Result<SiteRow, BadCell> {
    let site = row.id("site_id", SiteId::new)?;
    if site.is_reserved() {
        let words = "h3: and unit: begin the ids of bare points and units";
        return Err(row.bad("site_id", Reason::NotAllowed, words));
    }
    let valid_from = row.date("valid_from")?;
    let (latitude, longitude) = row.point()?;
    Ok(SiteRow {
        site,
        name: row.name("name")?,
        latitude,
        longitude,
        unit: row.id("unit_code", UnitCode::new)?,
        unit_as_of: valid_from.unwrap_or(today),
        valid_from,
        valid_to: row.after(valid_from, row.date("valid_to")?)?,
    })
}

/// The row as it is registered, if it says the same but for the day of the import: importing a
/// file again changes nothing, on another day too.
fn as_registered(site: SiteRow, registry: &Registry) -> SiteRow {
    let same = registry.site_rows(site.site.as_str()).iter().find(|known| {
        site.valid_from.is_none()
            && **known == SiteRow { unit_as_of: known.unit_as_of, ..site.clone() }
    });
    same.cloned().unwrap_or(site)
}

fn check_unit(site: &SiteRow, registry: &Registry) -> Result<(), BadCell> {
    let (code, day) = (site.unit.as_str(), site.unit_as_of);
    if registry.unit(code, day).is_some() {
        return Ok(());
    }
    let words = match registry.lives(code) {
        [] => "no such unit; import a units file with it first".to_owned(),
        _ => format!("no unit on {day}; give a valid_from of its time, or its successor"),
    };
    Err(BadCell::of("unit_code", code, Reason::UnknownPlace, &words))
}

fn distance_to_centre(site: &SiteRow, registry: &Registry) -> Option<f64> {
    let unit = registry.unit(site.unit.as_str(), site.unit_as_of)?;
    let centre = registry.unit_row(unit).centre?;
    Some(kilometres((site.latitude, site.longitude), centre))
}

/// The distance of two points, degrees north and east, along the surface (haversine).
fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (north_a, north_b) = (a.0.to_radians(), b.0.to_radians());
    let half_north = ((north_b - north_a) / 2.0).sin().powi(2);
    let half_east = ((b.1 - a.1).to_radians() / 2.0).sin().powi(2);
    let chord = half_north + north_a.cos() * north_b.cos() * half_east;
    2.0 * EARTH_KM * chord.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_along_the_surface() {
        let (bac_ninh, bac_giang) = ((21.178_177, 106.071_026), (21.281_992, 106.197_477));
        assert!((kilometres(bac_ninh, bac_giang) - 17.45).abs() < 0.1);
        assert!((kilometres((0.0, 179.5), (0.0, -179.5)) - 111.19).abs() < 0.1);
    }
}
