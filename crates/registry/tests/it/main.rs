//! The registry service over real files, on a store in memory.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod boundaries;
mod cache;
mod files;
mod refusals;
mod sample;
mod service;
mod world;
