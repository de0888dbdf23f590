//! What Kinh Bắc is about, without any I/O: events, places, measures, cells and how they merge,
//! the folding state machine, the registry's rules for validity in time, and the ports behind
//! which the engines sit.

pub mod cell;
pub mod clock;
pub mod event;
pub mod fold;
pub mod id;
pub mod measure;
pub mod ports;
pub mod position;
pub mod registry;
pub mod sketch;
pub mod time;
