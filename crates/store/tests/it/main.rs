//! The store's contract, and each adapter put through it.

#![expect(clippy::unwrap_used, reason = "what fails here fails a test")]

mod contract;
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;
