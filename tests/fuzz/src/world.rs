//! Where and when everything happens: a small province, on a morning.

use std::sync::LazyLock;

use kinhbac_domain::clock::Clock;
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::id::{SiteId, Source, UnitCode};
use kinhbac_domain::registry::{DeviceRow, Level, RegistryRows, SiteRow, UnitRow};
use kinhbac_domain::time::{Timestamp, Zone};

/// 2026-11-22T05:00:00Z.
const NOW: i64 = 1_795_323_600_000;
/// A reform of this day made two communes one and did away with districts.
const REFORM: &str = "2025-07-01";

/// The clock's time, always.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_millis(NOW)
}

/// A clock that stands.
pub(crate) struct StandingClock;

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        now()
    }
}

/// The installation's zone.
pub(crate) fn zone() -> &'static Zone {
    static ZONE: LazyLock<Zone> = LazyLock::new(|| Zone::named("Asia/Ho_Chi_Minh").unwrap());
    &ZONE
}

/// A province before and after a reform, two sites, and a device of each kind, of which the
/// camera has moved.
pub(crate) fn province() -> RegistryRows {
    let unit =
        |from: &str, to: Option<&str>, code: &str, level, parent: &str, heir: &str| UnitRow {
            valid_from: from.parse().unwrap(),
            valid_to: to.map(|day| day.parse().unwrap()),
            code: UnitCode::new(code).unwrap(),
            level,
            kind: String::new(),
            name: format!("{} {code}", level.name()),
            parent: UnitCode::new(parent).ok(),
            centre: Some((21.2, 106.1)),
            area_km2: None,
            succeeded_by: UnitCode::new(heir).into_iter().collect(),
        };
    let (first, until) = ("2020-01-01", Some(REFORM));
    RegistryRows {
        units: vec![
            unit(first, until, "27", Level::Province, "", "27"),
            unit(first, until, "256", Level::District, "27", ""),
            unit(first, until, "09163", Level::Commune, "256", "09166"),
            unit(first, until, "09166", Level::Commune, "256", "09166"),
            unit(REFORM, None, "27", Level::Province, "", ""),
            unit(REFORM, None, "09166", Level::Commune, "27", ""),
            unit(first, None, "soc", Level::Agency, "", ""),
        ],
        sites: vec![site("s-1", "09163"), site("s-2", "09166")],
        devices: vec![
            device("camera/1", DeviceKind::Camera, "s-1", None, Some("2026-11-01")),
            device("camera/1", DeviceKind::Camera, "s-2", Some("2026-11-01"), None),
            device("wifi/1", DeviceKind::Wifi, "s-1", None, None),
            device("conference/1", DeviceKind::Conference, "s-2", None, None),
        ],
        ..RegistryRows::default()
    }
}

fn site(id: &str, unit: &str) -> SiteRow {
    SiteRow {
        site: SiteId::new(id).unwrap(),
        name: id.into(),
        latitude: 21.2,
        longitude: 106.1,
        unit: UnitCode::new(unit).unwrap(),
        unit_as_of: "2020-01-01".parse().unwrap(),
        valid_from: None,
        valid_to: None,
    }
}

fn device(
    source: &str,
    kind: DeviceKind,
    site: &str,
    from: Option<&str>,
    to: Option<&str>,
) -> DeviceRow {
    let instant = |day: &str| zone().parse(day).unwrap();
    DeviceRow {
        source: Source::new(source).unwrap(),
        kind,
        name: String::new(),
        site: SiteId::new(site).unwrap(),
        valid_from: from.map(instant),
        valid_to: to.map(instant),
        expected_interval: 60,
    }
}
