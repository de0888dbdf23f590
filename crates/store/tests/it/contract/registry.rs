//! The registry and its revision.

use jiff::civil::date;
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::id::UnitCode;
use kinhbac_domain::ports::{RegistryStore, StoreError, Upserted};
use kinhbac_domain::registry::{BoundaryRow, DeviceRow, Level, RegistryRows, SiteRow, UnitRow};
use kinhbac_domain::time::Timestamp;

use super::Harness;
use super::sample::{MINUTE, site, source};

fn code(text: &str) -> UnitCode {
    UnitCode::new(text).unwrap()
}

/// Two lives of a unit, a site from ever, two stays of a device, a boundary.
fn rows() -> RegistryRows {
    let unit = UnitRow {
        valid_from: date(2020, 1, 1),
        valid_to: Some(date(2025, 7, 1)),
        code: code("09163"),
        level: Level::Commune,
        kind: "Phường".into(),
        name: "Phường Vũ Ninh".into(),
        parent: Some(code("256")),
        centre: Some((21.183_000_000_1, 106.07)),
        area_km2: Some(6.24),
        succeeded_by: vec![code("09190"), code("09169")],
    };
    let bare = UnitRow {
        valid_from: date(2025, 7, 1),
        valid_to: None,
        parent: None,
        centre: None,
        area_km2: None,
        succeeded_by: Vec::new(),
        ..unit.clone()
    };
    let stay = DeviceRow {
        source: source("camera/1"),
        kind: DeviceKind::Camera,
        name: "Cổng chính".into(),
        site: site("site-0"),
        valid_from: None,
        valid_to: Some(Timestamp::from_seconds(MINUTE)),
        expected_interval: 60,
    };
    let moved = DeviceRow {
        site: site("site-1"),
        valid_from: stay.valid_to,
        valid_to: None,
        ..stay.clone()
    };
    let place = SiteRow {
        site: site("site-0"),
        name: "Ngã sáu".into(),
        latitude: 21.18,
        longitude: 106.07,
        unit: code("09163"),
        unit_as_of: date(2024, 5, 1),
        valid_from: None,
        valid_to: None,
    };
    let boundary = BoundaryRow {
        unit: unit.code.clone(),
        valid_from: unit.valid_from,
        valid_to: unit.valid_to,
        rings: vec![vec![(106_000_000, 21_000_000), (-1, 2), (3, -4)], vec![(0, 0); 4]],
    };
    RegistryRows {
        units: vec![unit, bare],
        sites: vec![place],
        devices: vec![stay, moved],
        boundaries: vec![boundary],
    }
}

pub(crate) async fn a_registry_comes_back_as_it_was_written(harness: impl Harness) {
    let store = harness.open().await;
    assert_eq!(store.revision().await.unwrap(), 0);
    assert_eq!(store.load().await.unwrap(), (0, RegistryRows::default()));
    let done = store.upsert(&rows(), 0).await.unwrap();
    assert_eq!(done, Upserted { changed: 6, revision: 1 });
    let store = harness.reopen(store).await;
    assert_eq!(store.revision().await.unwrap(), 1);
    assert_eq!(store.load().await.unwrap(), (1, rows()));
}

pub(crate) async fn a_registry_file_twice_changes_nothing(harness: impl Harness) {
    let store = harness.open().await;
    store.upsert(&rows(), 0).await.unwrap();
    let again = store.upsert(&rows(), 1).await.unwrap();
    assert_eq!(again, Upserted { changed: 0, revision: 1 });
    assert_eq!(store.load().await.unwrap(), (1, rows()));
}

pub(crate) async fn only_rows_that_differ_are_counted(harness: impl Harness) {
    let store = harness.open().await;
    store.upsert(&rows(), 0).await.unwrap();
    let mut changed = rows();
    changed.units[0].succeeded_by.pop();
    changed.devices[0].name = "Cổng phụ".into();
    let done = store.upsert(&changed, 1).await.unwrap();
    assert_eq!(done, Upserted { changed: 2, revision: 2 });
    assert_eq!(store.load().await.unwrap(), (2, changed.clone()));

    let part = RegistryRows { sites: rows().sites, ..RegistryRows::default() };
    let done = store.upsert(&part, 2).await.unwrap();
    assert_eq!(done, Upserted { changed: 0, revision: 2 });
    assert_eq!(store.load().await.unwrap(), (2, changed), "rows of other files stay");
}

pub(crate) async fn a_stale_registry_revision_is_refused(harness: impl Harness) {
    let store = harness.open().await;
    store.upsert(&rows(), 0).await.unwrap();
    let mut changed = rows();
    changed.sites[0].name = "Ngã tư".into();
    let refused = store.upsert(&changed, 0).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert_eq!(store.load().await.unwrap(), (1, rows()));
}
