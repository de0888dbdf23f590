//! What holds for every registry.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::*;
use super::history::{Change, History, day, site, unit};
use super::registry;

/// A site on each patch as of each day of change, by the unit that held it then.
fn sites(history: &History) -> Vec<(u16, usize, SiteRow)> {
    let mut sites = Vec::new();
    for (as_of, held) in &history.truth {
        for (patch, held) in held.iter().enumerate() {
            let code = history.rows[held[0]].code.as_str();
            sites.push((*as_of, patch, site(&format!("{as_of}-{patch}"), code, *as_of)));
        }
    }
    sites
}

/// What the truth says of a site on a day (the units above its patch), and what the registry does.
fn compare(
    history: &History,
    check: impl Fn(&[&UnitRow], Option<&UnitRow>) -> Result<(), TestCaseError>,
    backward: bool,
) -> Result<(), TestCaseError> {
    let sites = sites(history);
    let rows = sites.iter().map(|(.., row)| row.clone()).collect();
    let registry = registry(history.rows.clone(), rows);
    for (as_of, patch, row) in &sites {
        // A district is itself on earlier days too, however its ground has changed since.
        let in_commune = history.rows[history.truth[as_of][*patch][0]].level == Level::Commune;
        let backward = backward && in_commune;
        for (n, held) in history.truth.iter().filter(|(n, _)| backward || *n >= as_of) {
            let truth: Vec<_> = held[*patch].iter().map(|row| &history.rows[*row]).collect();
            let found = registry.unit_of_site(&row.site, day(*n));
            check(&truth, found.map(|found| registry.unit_row(found)))?;
        }
    }
    Ok(())
}

fn check_laws(registry: &Registry, on: Date) -> Result<(), TestCaseError> {
    let all_sites: BTreeSet<SiteId> = registry.sites().map(|row| row.site.clone()).collect();
    for (unit, row) in registry.units() {
        let as_of = registry.as_of(unit, on);
        if row.holds_on(on) {
            prop_assert_eq!(as_of, AsOf::Unit(unit), "the day itself is identity");
        }
        if let Some(there) = as_of.unit() {
            prop_assert!(registry.unit_row(there).holds_on(on));
            prop_assert_eq!(registry.as_of(there, on), AsOf::Unit(there), "asked again");
        }
    }
    for unit in registry.units_on(on, None) {
        let children = registry.units_on(on, None);
        let children = children.into_iter().filter(|u| registry.parent(*u, on) == Some(unit));
        let own = all_sites.iter().filter(|s| registry.unit_of_site(s, on) == Some(unit)).cloned();
        let mut parts: Vec<SiteId> =
            children.flat_map(|child| registry.sites_in(child, on)).chain(own).collect();
        parts.sort();
        prop_assert_eq!(registry.sites_in(unit, on), parts, "its children put together");
    }
    for level in Level::ALL {
        for site in &all_sites {
            let holders: Vec<UnitId> = registry
                .units_on(on, Some(level))
                .into_iter()
                .filter(|unit| registry.sites_in(*unit, on).contains(site))
                .collect();
            let holder = registry.unit_of_site(site, on);
            let holder = holder.and_then(|unit| registry.ancestor(unit, level, on));
            prop_assert_eq!(holders, Vec::from_iter(holder), "one of a level, or none");
        }
    }
    Ok(())
}

fn nonsense() -> impl Strategy<Value = Vec<UnitRow>> {
    let code = "[A-F]";
    let level = prop::sample::select(&Level::ALL[2..]);
    let row = (code, level, 0..40_u16, 1..30_u16, any::<bool>(), "[A-F]?", "([A-F](\\|[A-F])?)?");
    let row = row.prop_map(|(code, level, from, length, open, parent, succeeded_by)| {
        let mut row = unit(&code, level, from..from + length, &parent, &succeeded_by);
        row.valid_to = row.valid_to.filter(|_| !open);
        row
    });
    prop::collection::vec(row, 0..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_parent_is_its_children_put_together_through_moves_and_reforms(
        changes in prop::collection::vec(Change::any(true, true, true), 0..7),
    ) {
        let history = History::of(&changes);
        let sites = sites(&history).into_iter().map(|(.., row)| row).step_by(7).collect();
        let registry = registry(history.rows.clone(), sites);
        for n in history.truth.keys() {
            check_laws(&registry, day(*n))?;
        }
    }

    #[test]
    fn a_parent_is_its_children_put_together_even_where_rows_make_no_sense(
        units in nonsense(),
        sites in prop::collection::vec(("[a-h]", "[A-F]", 0..60_u16), 0..10),
    ) {
        let sites = sites.iter().map(|(id, unit, as_of)| site(id, unit, *as_of)).collect();
        let registry = registry(units, sites);
        for n in (0..70).step_by(9) {
            check_laws(&registry, day(n))?;
        }
    }

    #[test]
    fn a_site_counts_where_it_truly_is_on_every_later_day(
        changes in prop::collection::vec(Change::any(true, true, true), 0..12),
    ) {
        let history = History::of(&changes);
        compare(&history, |truth, found| {
            prop_assert!(found.is_some_and(|unit| truth.contains(&unit)), "{truth:?} {found:?}");
            Ok(())
        }, false)?;
    }

    #[test]
    fn a_site_counts_in_the_very_unit_where_nothing_is_split(
        changes in prop::collection::vec(Change::any(true, false, true), 0..12),
    ) {
        let history = History::of(&changes);
        compare(&history, |truth, found| {
            prop_assert_eq!(Some(truth[0]), found);
            Ok(())
        }, false)?;
    }

    #[test]
    fn following_forward_in_steps_is_the_same_as_at_once_where_nothing_is_split(
        changes in prop::collection::vec(Change::any(true, false, true), 0..12),
    ) {
        let history = History::of(&changes);
        let registry = registry(history.rows.clone(), Vec::new());
        let days: Vec<Date> = history.truth.keys().map(|n| day(*n)).collect();
        for (unit, row) in registry.units() {
            for (n, between) in days.iter().enumerate().filter(|(_, on)| **on >= row.valid_from) {
                let Some(there) = registry.as_of(unit, *between).unit() else { continue };
                for later in &days[n..] {
                    let (once, twice) = (registry.as_of(unit, *later), registry.as_of(there, *later));
                    prop_assert_eq!(once.unit(), twice.unit(), "{:?} {} {}", row, between, later);
                }
            }
        }
    }

    #[test]
    fn a_communes_site_counts_where_it_truly_was_on_every_earlier_day(
        changes in prop::collection::vec(Change::any(false, true, false), 0..12),
    ) {
        let history = History::of(&changes);
        compare(&history, |truth, found| {
            prop_assert!(found.is_some_and(|unit| truth.contains(&unit)), "{truth:?} {found:?}");
            Ok(())
        }, true)?;
    }

    #[test]
    fn the_order_of_the_rows_does_not_matter(
        changes in prop::collection::vec(Change::any(true, true, true), 0..9),
        seed in any::<prop::sample::Index>(),
    ) {
        let history = History::of(&changes);
        let mut turned = history.rows.clone();
        turned.rotate_left(seed.index(history.rows.len()));
        turned.reverse();
        let (one, other) = (registry(history.rows.clone(), vec![]), registry(turned, vec![]));
        for n in history.truth.keys() {
            for (unit, row) in one.units() {
                prop_assert_eq!(row, other.unit_row(unit));
                prop_assert_eq!(one.as_of(unit, day(*n)), other.as_of(unit, day(*n)));
            }
        }
    }
}
