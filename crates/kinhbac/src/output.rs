//! Data to standard output: csv, ndjson, and tables for people.

pub mod events;
pub mod json;
pub mod rows;
pub mod table;

use std::io::{ErrorKind, IsTerminal};

/// Whether an error is only that nobody reads the output any more, as after `| head`.
#[must_use]
pub fn nobody_reads(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == ErrorKind::BrokenPipe)
    })
}

/// Whether standard output is a terminal that may be drawn on.
#[must_use]
pub fn is_screen() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Whether words may be coloured: on a screen, unless `NO_COLOR` is set to something.
#[must_use]
pub fn may_colour() -> bool {
    is_screen() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
