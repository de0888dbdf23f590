//! Places through time: on hand-made cases, on trees with moves and reforms whose truth is known,
//! and on rows of no sense at all.

mod history;
mod laws;

use super::*;
use history::{day, site, unit};

fn registry(units: Vec<UnitRow>, sites: Vec<SiteRow>) -> Registry {
    Registry::build(1, RegistryRows { units, sites, ..RegistryRows::default() }, Zone::utc())
}

fn code(registry: &Registry, found: AsOf) -> Option<(&str, bool)> {
    let unit = found.unit()?;
    Some((registry.unit_row(unit).code.as_str(), matches!(found, AsOf::Unit(_))))
}

/// Two districts of a province; on day 10 commune A of one is split into B and C, B goes to the
/// other district on day 20, and on day 30 the districts end without successors.
fn split() -> Registry {
    let units = vec![
        unit("P", Level::Province, 0.., "", ""),
        unit("D1", Level::District, 0..30, "P", ""),
        unit("D2", Level::District, 0..30, "P", ""),
        unit("A", Level::Commune, 0..10, "D1", "B|C"),
        unit("B", Level::Commune, 10..20, "D1", "B"),
        unit("B", Level::Commune, 20.., "D2", ""),
        unit("C", Level::Commune, 10.., "D1", ""),
    ];
    registry(units, vec![site("s", "A", 5)])
}

#[test]
fn a_split_unit_counts_at_the_nearest_unit_that_holds_all_of_it() {
    let registry = split();
    let [a] = registry.lives("A") else { panic!("one life") };
    let found = |n| code(&registry, registry.as_of(*a, day(n)));
    assert_eq!(found(9), Some(("A", true)));
    assert_eq!(found(10), Some(("D1", false)));
    assert_eq!(found(20), Some(("P", false)), "one half is in each district");
    assert_eq!(found(30), Some(("P", false)));
}

#[test]
fn a_part_is_followed_back_to_the_whole() {
    let registry = split();
    for part in ["B", "C"] {
        let last = *registry.lives(part).last().unwrap();
        assert_eq!(code(&registry, registry.as_of(last, day(5))), Some(("A", true)), "{part}");
    }
}

#[test]
fn a_child_of_an_ended_parent_belongs_to_the_one_above() {
    let registry = split();
    let c = registry.lives("C")[0];
    let parent = |n| registry.parent(c, day(n)).map(|unit| registry.unit_row(unit).code.as_str());
    assert_eq!((parent(29), parent(30)), (Some("D1"), Some("P")));
    assert_eq!(registry.ancestor(c, Level::District, day(30)), None);
}

#[test]
fn halves_that_meet_again_are_one_unit() {
    let units = vec![
        unit("A", Level::Commune, 0..10, "", "B|C"),
        unit("B", Level::Commune, 10..20, "", "D"),
        unit("C", Level::Commune, 10..20, "", "D"),
        unit("D", Level::Commune, 20.., "", ""),
    ];
    let registry = registry(units, Vec::new());
    let (a, d) = (registry.lives("A")[0], registry.lives("D")[0]);
    assert_eq!(registry.as_of(a, day(15)), AsOf::Nowhere);
    assert_eq!(registry.as_of(a, day(20)), AsOf::Unit(d));
    assert_eq!(registry.as_of(d, day(15)), AsOf::Nowhere, "two predecessors");
    assert_eq!(registry.as_of(d, day(9)), AsOf::Unit(a));
}

#[test]
fn a_code_given_again_is_another_unit() {
    let units = vec![
        unit("24", Level::Province, 0..10, "", "24"),
        unit("27", Level::Province, 0..10, "", "24"),
        unit("24", Level::Province, 10.., "", ""),
        unit("9", Level::Commune, 0..10, "", ""),
        unit("9", Level::Commune, 10.., "", ""),
    ];
    let registry = registry(units, Vec::new());
    let both = registry.unit("24", day(10)).unwrap();
    assert_eq!(registry.as_of(registry.unit("27", day(9)).unwrap(), day(10)), AsOf::Unit(both));
    assert_eq!(registry.as_of(both, day(9)), AsOf::Nowhere, "made of two");
    let nine = registry.unit("9", day(9)).unwrap();
    assert_eq!(registry.as_of(nine, day(10)), AsOf::Nowhere, "nothing says that 9 became 9");
}

#[test]
fn who_joins_a_unit_later_is_not_what_it_was() {
    let units = vec![
        unit("A", Level::Commune, 0..10, "", "B"),
        unit("B", Level::Commune, 10.., "", ""),
        unit("C", Level::Commune, 0..20, "", "B"),
    ];
    let registry = registry(units, Vec::new());
    let (a, b, c) = (registry.lives("A")[0], registry.lives("B")[0], registry.lives("C")[0]);
    assert_eq!(registry.as_of(b, day(5)), AsOf::Unit(a));
    assert_eq!(registry.as_of(c, day(20)), AsOf::Unit(b));
}

#[test]
fn an_ended_unit_whose_successor_is_its_own_child_leads_in_no_circle() {
    let units = vec![
        unit("D", Level::District, 0..10, "", "C"),
        unit("C", Level::Commune, 0..20, "D", ""),
        unit("X", Level::Commune, 0.., "D", ""),
    ];
    let registry = registry(units, Vec::new());
    let [d, c, x] = ["D", "C", "X"].map(|code| registry.lives(code)[0]);
    assert_eq!(registry.as_of(d, day(15)), AsOf::Unit(c));
    assert_eq!((registry.parent(c, day(15)), registry.parent(x, day(15))), (None, None));
    assert_eq!(registry.as_of(d, day(20)), AsOf::Nowhere);
}

#[test]
fn a_site_keeps_its_unit_before_and_after_its_own_days() {
    let mut moved = site("s", "A", 5);
    moved.valid_from = Some(day(5));
    moved.valid_to = Some(day(8));
    let units =
        vec![unit("A", Level::Commune, 0..10, "", "B"), unit("B", Level::Commune, 10.., "", "")];
    let registry = registry(units, vec![moved]);
    let s = SiteId::new("s").unwrap();
    let holder = |n| registry.unit_of_site(&s, day(n)).map(|u| registry.unit_row(u).code.as_str());
    assert_eq!((holder(0), holder(7), holder(12)), (Some("A"), Some("A"), Some("B")));
    assert!(registry.site("s", day(7)).is_some() && registry.site("s", day(8)).is_none());
}

#[test]
fn what_is_told_of_a_unit_counts_in_that_life() {
    let units = vec![
        unit("24", Level::Province, 0..10, "", "24"),
        unit("24", Level::Province, 10.., "", ""),
    ];
    let registry = registry(units, Vec::new());
    let [old, new] = registry.lives("24") else { panic!("two lives") };
    let told = registry.site_of_unit(*old);
    assert_eq!(told.as_str(), "unit:24@2020-01-01");
    assert_eq!(registry.unit_of_site(&told, day(3)), Some(*old));
    assert_eq!(registry.unit_of_site(&told, day(12)), Some(*new));
    let bare = SiteId::new("h3:8c4152c4a0c01ff").unwrap();
    assert_eq!(registry.unit_of_site(&bare, day(3)), None);
}
