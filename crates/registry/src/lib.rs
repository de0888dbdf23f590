//! Devices, sites and units through time: files in, and what every role knows of them.

mod cache;
mod check;
mod import;
mod parse;
mod service;
mod table;

pub use cache::RegistryCache;
pub use service::service;
