//! What the fuzzer drives: each reader of outside input as a function of bytes, which panics where
//! a promise is broken. A seed corpus of each is in `seeds`; see the README beside it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a panic is how a fault is told"
)]

mod cells;
mod config;
mod day;
mod disk;
mod folding;
mod history;
mod json;
mod live;
mod logged;
mod memory;
mod publish;
mod registry;
mod runtime;
pub mod seeds;
mod sketch;
mod times;
mod words;
mod world;

pub use cells::cells;
pub use config::config;
pub use disk::disk;
pub use history::{events, query};
pub use json::json;
pub use live::{token, watch};
pub use logged::logged;
pub use publish::publish;
pub use registry::registry;
pub use sketch::sketch;
pub use times::times;

/// A fuzz target.
pub type Target = fn(&[u8]);

/// Every target by its name; its seeds are in the folder of that name.
pub const TARGETS: [(&str, Target); 13] = [
    ("cells", cells),
    ("config", config),
    ("disk", disk),
    ("events", events),
    ("json", json),
    ("logged", logged),
    ("publish", publish),
    ("query", query),
    ("registry", registry),
    ("sketch", sketch),
    ("times", times),
    ("token", token),
    ("watch", watch),
];
