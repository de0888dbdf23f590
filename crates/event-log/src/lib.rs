//! The event log's adapters: [`embedded`], in this process and one folder, and `kafka`, on Apache
//! Kafka (feature `kafka`).

pub mod embedded;
#[cfg(feature = "kafka")]
pub mod kafka;
pub mod metrics;
