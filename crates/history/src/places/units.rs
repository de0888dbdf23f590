//! A row for each unit of a level, under the boundaries of a day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kinhbac_domain::id::SiteId;
use kinhbac_domain::measure::Kind;
use kinhbac_domain::registry::{AsOf, Level, Registry, UnitId, UnitRow};

use super::{Place, Places};
use crate::question::{Question, Within};
use crate::survey::Survey;

/// Rows for the units of a level inside of the place asked for, whether they have data or not.
pub(super) fn by_unit(
    question: &Question,
    registry: &Registry,
    level: Level,
    survey: Option<&Survey>,
) -> Places {
    let day = question.as_of;
    let mut rows: BTreeMap<UnitId, Place> = registry
        .units_on(day, Some(level))
        .into_iter()
        .filter(|unit| is_asked(*unit, question, registry))
        .map(|unit| (unit, row(registry.unit_row(unit))))
        .collect();
    let mut unassigned = BTreeSet::new();
    let mut count =
        |site: SiteId, unit: Option<UnitId>| match unit.and_then(|unit| rows.get_mut(&unit)) {
            Some(place) => _ = place.sites.get_or_insert_default().insert(site),
            None => _ = unassigned.insert(site),
        };
    if question.kind() == Kind::Indicator {
        for (site, unit) in published(level, day, registry) {
            if is_site_asked(&site, question, registry) {
                count(site, unit);
            }
        }
    } else {
        let of_no_registry = survey.iter().flat_map(|survey| survey.sites.keys().cloned());
        for site in all_sites(registry).chain(of_no_registry).collect::<BTreeSet<_>>() {
            let unit = registry.unit_of_site(&site, day);
            if is_site_asked(&site, question, registry) {
                count(site, unit.and_then(|unit| registry.ancestor(unit, level, day)));
            }
        }
    }
    Places { rows: rows.into_values().collect(), unassigned }
}

fn row(unit: &UnitRow) -> Place {
    Place {
        code: unit.code.as_str().into(),
        name: unit.name.clone(),
        sites: Some(BTreeSet::new()),
        ..Place::default()
    }
}

/// The sites that count in a unit on a day.
pub(crate) fn sites_of(unit: UnitId, registry: &Registry, day: Date) -> BTreeSet<SiteId> {
    let own = |site: &SiteId| registry.unit_of_site(site, day);
    let is_in = |site: &SiteId| own(site).is_some_and(|own| registry.is_within(own, unit, day));
    all_sites(registry).filter(is_in).collect()
}

/// The sites of the registry, those of the units themselves included.
fn all_sites(registry: &Registry) -> impl Iterator<Item = SiteId> {
    let registered = registry.sites().map(|row| row.site.clone());
    registered.chain(unit_sites(registry).map(|(_, site)| site))
}

/// The site ids of things told of a unit, of all units in all their lives.
pub(super) fn unit_sites(registry: &Registry) -> impl Iterator<Item = (UnitId, SiteId)> {
    registry.units().map(|(unit, _)| (unit, registry.site_of_unit(unit)))
}

fn is_asked(unit: UnitId, question: &Question, registry: &Registry) -> bool {
    match question.within {
        Within::Unit(asked) => registry.is_within(unit, asked, question.as_of),
        _ => true,
    }
}

fn is_site_asked(site: &SiteId, question: &Question, registry: &Registry) -> bool {
    match question.within {
        Within::Unit(_) => registry
            .unit_of_site(site, question.as_of)
            .is_some_and(|unit| is_asked(unit, question, registry)),
        _ => true,
    }
}

/// The sites of figures published of the units of a level, and the unit that each belongs to on
/// a day: the life that its unit is then, if it goes on as the same. A merger is another unit: its
/// figure is not that of one of those that it was made of.
fn published(level: Level, day: Date, registry: &Registry) -> Vec<(SiteId, Option<UnitId>)> {
    let mut lives: BTreeMap<UnitId, Vec<UnitId>> = BTreeMap::new();
    let of_level = || unit_sites(registry).filter(|(u, _)| registry.unit_row(*u).level == level);
    let then = |life| match registry.as_of(life, day) {
        AsOf::Unit(then) => Some(then),
        AsOf::Ancestor(_) | AsOf::Nowhere => None,
    };
    for (life, _) in of_level() {
        if let Some(then) = then(life) {
            lives.entry(then).or_default().push(life);
        }
    }
    let goes_on = |life: UnitId, then: &UnitId| {
        let others = lives[then].iter().filter(|other| **other != life);
        *then == life
            || !others.map(|o| registry.unit_row(*o)).any(|o| overlap(registry.unit_row(life), o))
    };
    of_level().map(|(life, site)| (site, then(life).filter(|then| goes_on(life, then)))).collect()
}

fn overlap(a: &UnitRow, b: &UnitRow) -> bool {
    let before = |a: &UnitRow, b: &UnitRow| a.valid_to.is_some_and(|to| to <= b.valid_from);
    !before(a, b) && !before(b, a)
}
