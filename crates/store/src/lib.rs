//! The store's adapters: cells with their progress, the registry, and what an installation
//! decides once. [`sqlite`] is the embedded one.

pub mod metrics;
mod series;
pub mod sqlite;
mod stored;
