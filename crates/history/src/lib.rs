//! Queries over stored series: a question by place, level, measure, label, statistic, range and
//! step, under the boundaries of a day, answered from stored cells and sent in chunks.
//!
//! The way of an answer: `question` checks what is asked; `survey` finds the series that have
//! data, where that must be known first; `places` says which cells count in which row; `plan`
//! cuts places and time into pieces that fit into memory; `gather` reads a piece; `value` and
//! `writer` make rows of it; `outbox` sends them. The events behind a cell are read from the log
//! (`events`).

mod answer;
mod await_stored;
mod config;
mod error;
mod events;
mod expected;
mod gather;
mod metrics;
mod outbox;
mod places;
mod plan;
mod query;
mod question;
mod seats;
mod service;
mod span;
mod survey;
mod value;
mod writer;

pub use config::Config;
pub use metrics::describe as describe_metrics;
pub use service::{Deps, service};
