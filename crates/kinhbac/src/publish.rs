//! Publishing from the outside: lines in, batches over a stream, answers item by item.

pub mod lines;
pub mod reader;
pub mod sender;
pub mod stored;
pub mod tally;
