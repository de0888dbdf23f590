//! The registry as it is written down: rows with their validity.

use jiff::civil::Date;

use crate::event::DeviceKind;
use crate::id::{SiteId, Source, UnitCode};
use crate::time::Timestamp;

/// A level of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A device.
    Device,
    /// A site.
    Site,
    /// A commune (xã, phường, thị trấn).
    Commune,
    /// A district, until 2025-06-30.
    District,
    /// A province.
    Province,
    /// An agency.
    Agency,
}

impl Level {
    /// All levels, finest first.
    pub const ALL: [Self; 6] =
        [Self::Device, Self::Site, Self::Commune, Self::District, Self::Province, Self::Agency];

    /// The name on command lines, in files and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Site => "site",
            Self::Commune => "commune",
            Self::District => "district",
            Self::Province => "province",
            Self::Agency => "agency",
        }
    }

    /// The level of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.name() == name)
    }

    /// Whether it is a level of administrative units.
    #[must_use]
    pub fn is_of_units(self) -> bool {
        !matches!(self, Self::Device | Self::Site)
    }
}

/// A unit in one of its lives; known by (`code`, `valid_from`).
#[derive(Clone, Debug, PartialEq)]
pub struct UnitRow {
    /// The first day.
    pub valid_from: Date,
    /// The day after the last; none while open.
    pub valid_to: Option<Date>,
    /// The official code.
    pub code: UnitCode,
    /// The level; one of units.
    pub level: Level,
    /// e.g. Phường.
    pub kind: String,
    /// The full name.
    pub name: String,
    /// The parent's code, as of `valid_from`.
    pub parent: Option<UnitCode>,
    /// The centre: degrees north and east.
    pub centre: Option<(f64, f64)>,
    /// km².
    pub area_km2: Option<f64>,
    /// The successors' codes, as of `valid_to`.
    pub succeeded_by: Vec<UnitCode>,
}

impl UnitRow {
    /// Whether the unit exists on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|end| day < end)
    }
}

/// A site; known by (`site`, `valid_from`).
#[derive(Clone, Debug, PartialEq)]
pub struct SiteRow {
    /// The id.
    pub site: SiteId,
    /// The name.
    pub name: String,
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
    /// The code of its unit, as of `unit_as_of`.
    pub unit: UnitCode,
    /// The day whose unit of that code is meant: `valid_from`, else the day of the import.
    pub unit_as_of: Date,
    /// The first day; none: from ever.
    pub valid_from: Option<Date>,
    /// The day after the last; none while open.
    pub valid_to: Option<Date>,
}

/// A device's stay at a site; known by (`source`, `valid_from`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// The `source` of its events.
    pub source: Source,
    /// The kind.
    pub kind: DeviceKind,
    /// The name.
    pub name: String,
    /// The site.
    pub site: SiteId,
    /// The first instant; none: from ever.
    pub valid_from: Option<Timestamp>,
    /// The first instant after; none while open.
    pub valid_to: Option<Timestamp>,
    /// Seconds between two signs of life, 1 to 86,400.
    pub expected_interval: u32,
}

/// A point on the ground: longitude and latitude in 10^-6 degrees.
pub type GroundPoint = (i32, i32);

/// The boundary of a unit; known by (`unit`, `valid_from`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundaryRow {
    /// The unit's code, as of `valid_from`.
    pub unit: UnitCode,
    /// The first day.
    pub valid_from: Date,
    /// The day after the last; none while open.
    pub valid_to: Option<Date>,
    /// Closed lines, each without its last point; outer ones and those of holes alike.
    pub rings: Vec<Vec<GroundPoint>>,
}

/// All rows, or those of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegistryRows {
    /// Units.
    pub units: Vec<UnitRow>,
    /// Sites.
    pub sites: Vec<SiteRow>,
    /// Devices.
    pub devices: Vec<DeviceRow>,
    /// Boundaries of units.
    pub boundaries: Vec<BoundaryRow>,
}
