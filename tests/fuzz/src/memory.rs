//! A log and a store in memory that take everything.

mod log;
mod store;

pub(crate) use log::MemoryLog;
pub(crate) use store::MemoryStore;
