//! The system under test: the fold on ports that fail on purpose, the whole system in one
//! process, and the real binary under faults.

pub mod recompute;
pub mod simulation;
