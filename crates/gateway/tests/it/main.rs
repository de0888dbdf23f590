//! Publishing over a real connection, with a log, a registry and a clock that tests rule.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod places;
mod privacy;
mod publishing;
mod refusals;
mod streams;
mod support;
