//! The live view over ports that the test drives.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails a test")]

mod alerts;
mod bounds;
mod ends;
mod places;
mod ports;
mod random;
mod resume;
mod screen;
mod sharing;
mod store;
mod watch;
mod world;
