//! Units, sites and devices through time: an immutable snapshot that answers, for any day, where
//! things stand and what they belong to.
//!
//! Official codes come back with another meaning, so inside a snapshot a unit is known by one of
//! its lives ([`UnitId`]). What was counted in one life is shown under the boundaries of another
//! day by [`Registry::as_of`].

mod changes;
mod epoch;
mod grouped;
mod lives;
mod places;
mod rows;
#[cfg(test)]
mod tests;

use jiff::civil::Date;

use crate::id::{SiteId, Source, UnitCode};
use crate::time::{Timestamp, Zone};
use changes::Changes;
use epoch::Epoch;
use grouped::Grouped;
use lives::Lives;
pub use rows::{BoundaryRow, DeviceRow, GroundPoint, Level, RegistryRows, SiteRow, UnitRow};

/// A unit in one of its lives, within one snapshot; it means nothing to another snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct UnitId(u32);

impl UnitId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a unit is on another day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AsOf {
    /// This unit: itself, or what it became or was.
    Unit(UnitId),
    /// Nothing of its own. It counts at this unit, the nearest above that exists on the day, and
    /// is listed there as unassigned.
    Ancestor(UnitId),
    /// Nothing, and nothing above it exists either.
    Nowhere,
}

impl AsOf {
    /// The unit where it counts.
    #[must_use]
    pub fn unit(self) -> Option<UnitId> {
        match self {
            Self::Unit(unit) | Self::Ancestor(unit) => Some(unit),
            Self::Nowhere => None,
        }
    }
}

/// All that is known of units, sites and devices at one revision.
#[derive(Debug)]
pub struct Registry {
    revision: u64,
    zone: Zone,
    lives: Lives,
    changes: Changes,
    sites: Grouped<SiteId, SiteRow>,
    devices: Grouped<Source, DeviceRow>,
    boundaries: Grouped<UnitCode, BoundaryRow>,
}

impl Registry {
    /// A snapshot of rows that stand as `revision`. Rows of one key must not overlap in time;
    /// where they do, the one that begins later wins.
    #[must_use]
    pub fn build(revision: u64, rows: RegistryRows, zone: Zone) -> Self {
        let lives = Lives::new(rows.units);
        Self {
            revision,
            zone,
            changes: Changes::of(&lives),
            lives,
            sites: Grouped::new(rows.sites, |row| &row.site, |row| row.valid_from),
            devices: Grouped::new(rows.devices, |row| &row.source, |row| row.valid_from),
            boundaries: Grouped::new(rows.boundaries, |row| &row.unit, |row| row.valid_from),
        }
    }

    /// The revision that it shows.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The installation's zone.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// A copy of all rows.
    #[must_use]
    pub fn rows(&self) -> RegistryRows {
        RegistryRows {
            units: self.lives.rows().to_vec(),
            sites: self.sites.rows().to_vec(),
            devices: self.devices.rows().to_vec(),
            boundaries: self.boundaries.rows().to_vec(),
        }
    }
}

/// Devices and sites.
impl Registry {
    /// Where a device stands at an instant.
    #[must_use]
    pub fn stay(&self, source: &str, at: Timestamp) -> Option<&DeviceRow> {
        let row = last_begun(self.stays(source), |row| row.valid_from.is_none_or(|d| d <= at))?;
        row.valid_to.is_none_or(|end| at < end).then_some(row)
    }

    /// All stays of a device, oldest first; none when it is not registered.
    #[must_use]
    pub fn stays(&self, source: &str) -> &[DeviceRow] {
        self.devices.of(source)
    }

    /// A registered site as it is on a day.
    #[must_use]
    pub fn site(&self, site: &str, day: Date) -> Option<&SiteRow> {
        let row = last_begun(self.site_rows(site), |row| row.valid_from.is_none_or(|d| d <= day))?;
        row.valid_to.is_none_or(|end| day < end).then_some(row)
    }

    /// All that a registered site was, oldest first; nothing when it is not registered.
    #[must_use]
    pub fn site_rows(&self, site: &str) -> &[SiteRow] {
        self.sites.of(site)
    }

    /// All sites by id, each as often as it changed.
    pub fn sites(&self) -> impl Iterator<Item = &SiteRow> {
        self.sites.rows().iter()
    }

    /// All stays of all devices, by source.
    pub fn devices(&self) -> impl Iterator<Item = &DeviceRow> {
        self.devices.rows().iter()
    }
}

/// Units.
impl Registry {
    /// The life of a code on a day.
    #[must_use]
    pub fn unit(&self, code: &str, day: Date) -> Option<UnitId> {
        self.lives.on(code, day)
    }

    /// All lives of a code, oldest first.
    #[must_use]
    pub fn lives(&self, code: &str) -> &[UnitId] {
        self.lives.of(code)
    }

    /// What is registered of a unit of this snapshot.
    #[must_use]
    pub fn unit_row(&self, unit: UnitId) -> &UnitRow {
        self.lives.row(unit)
    }

    /// All lives of all units, by code.
    pub fn units(&self) -> impl Iterator<Item = (UnitId, &UnitRow)> {
        self.lives.iter()
    }

    /// The units of a day, of one level or all: coarse ones first, agencies last, each level by
    /// code.
    #[must_use]
    pub fn units_on(&self, day: Date, level: Option<Level>) -> Vec<UnitId> {
        let wanted = |row: &UnitRow| row.holds_on(day) && level.is_none_or(|l| l == row.level);
        self.lives.ranked().iter().copied().filter(|&u| wanted(self.unit_row(u))).collect()
    }

    /// The boundary that a unit's code has on a day, if one was imported.
    #[must_use]
    pub fn boundary(&self, code: &str, day: Date) -> Option<&BoundaryRow> {
        let row = last_begun(self.boundaries.of(code), |row| row.valid_from <= day)?;
        row.valid_to.is_none_or(|end| day < end).then_some(row)
    }

    /// All boundaries, by code.
    pub fn boundaries(&self) -> impl Iterator<Item = &BoundaryRow> {
        self.boundaries.rows().iter()
    }

    /// What a unit is under the boundaries of a day.
    ///
    /// Later days are reached through `succeeded_by`, from successor to successor; earlier ones
    /// through the predecessor, where there is one only. Where the ways part and don't meet
    /// again, where no way leads on, or a successor is not registered, it counts at the nearest
    /// unit of that day that is above: the one that holds all the ways' ends, else its own
    /// nearest ancestor.
    #[must_use]
    pub fn as_of(&self, unit: UnitId, day: Date) -> AsOf {
        self.epoch(day).as_of(unit)
    }

    /// The unit right above in the tree of a day; `unit` is first taken as of that day.
    #[must_use]
    pub fn parent(&self, unit: UnitId, day: Date) -> Option<UnitId> {
        let epoch = self.epoch(day);
        epoch.parent(epoch.as_of(unit).unit()?)
    }

    /// The unit itself or the one above it that is of a level, in the tree of a day; `unit` is
    /// first taken as of that day.
    #[must_use]
    pub fn ancestor(&self, unit: UnitId, level: Level, day: Date) -> Option<UnitId> {
        let epoch = self.epoch(day);
        epoch.upwards(epoch.as_of(unit).unit()?).find(|&above| self.unit_row(above).level == level)
    }

    /// Whether a unit counts in another, itself or one above it, in the tree of a day; both are
    /// first taken as of that day.
    #[must_use]
    pub fn is_within(&self, unit: UnitId, whole: UnitId, day: Date) -> bool {
        let epoch = self.epoch(day);
        let (Some(unit), AsOf::Unit(whole)) = (epoch.as_of(unit).unit(), epoch.as_of(whole)) else {
            return false;
        };
        epoch.upwards(unit).any(|above| above == whole)
    }

    fn epoch(&self, day: Date) -> &Epoch {
        self.changes.epoch(&self.lives, day)
    }
}

/// The last of rows, oldest first, that has begun.
fn last_begun<T>(rows: &[T], begun: impl Fn(&T) -> bool) -> Option<&T> {
    rows[..rows.partition_point(begun)].last()
}
