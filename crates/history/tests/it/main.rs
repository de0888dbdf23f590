//! History, asked through its gRPC service over a store in memory.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod await_stored;
mod bounds;
mod coverage;
mod events;
mod fills;
mod laws;
mod log;
mod memory;
mod model;
mod places;
mod refusals;
mod sample;
mod values;
mod world;
