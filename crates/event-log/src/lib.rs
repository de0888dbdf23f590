//! The event log's adapters: [`embedded`], in this process and one folder.

pub mod embedded;
pub mod metrics;
