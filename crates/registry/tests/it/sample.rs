//! The real units of two provinces before and after their merger, and Auckland's counters.

use std::collections::BTreeSet;

use kinhbac_domain::registry::{AsOf, Level};

use crate::world::{World, date, read};

const BEFORE: &str = "2025-06-30";
const AFTER: &str = "2025-07-01";

#[tokio::test]
async fn the_sample_province_is_as_it_was_published() {
    let world = World::sample().await;
    let registry = world.registry();
    let count = |day, level| registry.units_on(date(day), Some(level)).len();
    let counts = |day| Level::ALL.map(|level| count(day, level));
    assert_eq!(counts(BEFORE), [0, 0, 313, 18, 2, 0]);
    assert_eq!(counts(AFTER), [0, 0, 99, 0, 1, 0]);
    assert_eq!(registry.sites().count(), 1_038);
    assert_eq!(registry.devices().count(), 3_200 + 240);
}

#[tokio::test]
async fn every_site_follows_forward_to_one_of_the_new_communes() {
    let world = World::sample().await;
    let registry = world.registry();
    let new: BTreeSet<_> =
        registry.units_on(date(AFTER), Some(Level::Commune)).into_iter().collect();
    for site in registry.sites() {
        let unit = registry.unit_of_site(&site.site, date(AFTER)).unwrap();
        assert!(new.contains(&unit), "{site:?}");
    }
    let [province] = registry.units_on(date(AFTER), Some(Level::Province))[..] else {
        panic!("one province")
    };
    assert_eq!(registry.sites_in(province, date(AFTER)).len(), 1_038);
    let by_commune = new.iter().map(|unit| registry.sites_in(*unit, date(AFTER)).len());
    assert_eq!(by_commune.sum::<usize>(), 1_038);
}

#[tokio::test]
async fn code_24_is_bac_giang_before_and_the_new_bac_ninh_after() {
    let world = World::sample().await;
    let registry = world.registry();
    let unit = |code, day| registry.unit(code, date(day)).unwrap();
    let name = |unit| registry.unit_row(unit).name.as_str();
    let (old, new) = (unit("24", BEFORE), unit("24", AFTER));
    assert_eq!((name(old), name(new)), ("Tỉnh Bắc Giang", "Tỉnh Bắc Ninh"));
    let bac_ninh = unit("27", BEFORE);
    assert_eq!(registry.as_of(bac_ninh, date("2026-11-22")), AsOf::Unit(new));
    assert_eq!(registry.as_of(old, date("2026-11-22")), AsOf::Unit(new));
    assert_eq!(registry.unit("27", date(AFTER)), None);
    let both = registry.sites_in(old, date(BEFORE)).len();
    assert_eq!(both + registry.sites_in(bac_ninh, date(BEFORE)).len(), 1_038);
}

#[tokio::test]
async fn an_ended_district_counts_at_the_province() {
    let world = World::sample().await;
    let registry = world.registry();
    let district = registry.unit("213", date(BEFORE)).unwrap();
    let province = registry.unit("24", date(AFTER)).unwrap();
    assert_eq!(registry.as_of(district, date(AFTER)), AsOf::Ancestor(province));
    assert!(!registry.sites_in(district, date(BEFORE)).is_empty());
    assert!(registry.sites_in(district, date(AFTER)).is_empty());
}

#[tokio::test]
async fn importing_the_sample_again_on_another_day_changes_nothing() {
    let mut world = World::sample().await;
    let (before, loads) =
        (world.store.rows(), world.store.loads.load(std::sync::atomic::Ordering::SeqCst));
    world.today("2027-03-01");
    for kind in ["units", "sites", "devices"] {
        let file = format!("{kind}.csv");
        let done = world.import(&file, read(&format!("deploy/sample/{file}"))).await.unwrap();
        assert_eq!((done.changed, done.revision), (0, 3), "{kind}");
    }
    assert_eq!(world.store.rows(), before);
    assert_eq!(world.store.loads.load(std::sync::atomic::Ordering::SeqCst), loads);
}

#[tokio::test]
async fn the_sample_has_one_note_about_its_districts() {
    let mut world = World::new("Asia/Ho_Chi_Minh").await;
    let done = world.import("units.csv", read("deploy/sample/units.csv")).await.unwrap();
    assert_eq!(
        done.notes,
        ["ended without a successor, counted at the unit above from then on: 213, 215, 216, 217, \
          218 and 13 more"]
    );
    let done = world.import("sites.csv", read("deploy/sample/sites.csv")).await.unwrap();
    assert_eq!(done.notes, [""; 0], "no site is far from its commune");
}

#[tokio::test]
async fn aucklands_counters_are_taken_in_their_own_zone() {
    let mut world = World::new("Pacific/Auckland").await;
    for (kind, rows) in [("units", 3), ("sites", 21), ("devices", 21)] {
        let file = format!("tests/data/auckland/{kind}.csv");
        let done = world.import(&file, read(&file)).await.unwrap();
        assert_eq!((done.kind.as_str(), done.rows, done.changed), (kind, rows, rows));
        assert_eq!(done.notes, [""; 0]);
    }
    let registry = world.registry();
    let [stay] = registry.stays("camera/akl-01") else { panic!("one stay") };
    assert_eq!(stay.expected_interval, 3_600);
    assert_eq!(stay.valid_from.unwrap().to_string(), "2017-12-31T11:00:00Z");
}
