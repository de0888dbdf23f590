//! The system, end to end, on its embedded engines and on those that stand apart.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed unwrap is a failed test")]

mod auckland;
mod backup;
mod bad_input;
mod console;
mod counting;
mod damaged;
mod dead_letters;
mod faults;
mod full;
mod interchange;
mod late;
mod limits;
mod outside;
mod privacy;
mod rude;
mod screens;
mod seam;
mod stopping;
mod support;
mod watchers;
