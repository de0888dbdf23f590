//! The system under test: the fold on ports that fail on purpose, the whole system in one
//! process, and the real binary under faults.

pub mod auckland;
pub mod client;
pub mod deploy;
pub mod engines;
pub mod kills;
pub mod load;
mod member;
pub mod month;
pub mod peers;
pub mod process;
pub mod recompute;
pub mod rude;
pub mod scale;
pub mod seam;
pub mod simulation;
pub mod soak;
mod stage;
pub mod system;
pub mod table;
pub mod watchers;
