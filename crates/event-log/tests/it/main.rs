//! The contract of the event log's port, and what is particular to each adapter.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on fails")]

mod contract;
mod embedded;
mod full;
mod full_disk;
#[cfg(feature = "kafka")]
mod kafka;
mod killed;
