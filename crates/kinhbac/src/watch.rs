//! Watching: what a server tells, as lines for programs or a table for people.

pub mod alerts;
pub mod board;
pub mod feed;
pub mod ndjson;
pub mod screen;
mod text;
