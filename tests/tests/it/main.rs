//! The system, end to end, on its embedded engines.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed unwrap is a failed test")]

mod auckland;
mod backup;
mod bad_input;
mod counting;
mod faults;
mod late;
mod limits;
mod privacy;
mod rude;
mod screens;
mod support;
