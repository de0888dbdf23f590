//! Properties of the domain.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod fold;
mod merging;
mod sequences;
