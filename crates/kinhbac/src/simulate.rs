//! Playing the devices of a registry, at a rate, and measuring what comes of it.

mod crowd;
pub mod measure;
pub mod plan;
pub mod producer;
pub mod watchers;
