//! Units, sites and devices through time.

mod rows;

pub use rows::{DeviceRow, Level, RegistryRows, SiteRow, UnitRow};
