//! Devices, sites and units through time: files in, and what every role knows of them.
//!
//! [`RegistryCache`] holds the newest [`kinhbac_domain::registry::Registry`] that the store has,
//! for all roles of a process; [`service`] answers `RegistryService` from it and takes registry
//! files in.

mod cache;
mod import;
pub mod metrics;
mod service;

pub use cache::RegistryCache;
pub use import::MAX_FILE_BYTES;
pub use service::service;
