//! The store's adapters: cells with their progress, the registry, and what an installation
//! decides once. [`sqlite`] is the embedded one, [`postgres`] the one at scale.

mod changes;
pub mod metrics;
mod pages;
#[cfg(feature = "postgres")]
pub mod postgres;
mod series;
pub mod sqlite;
mod standing;
mod stored;
mod tables;
