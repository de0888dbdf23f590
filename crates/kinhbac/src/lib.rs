//! The event-streaming backend of a provincial operations centre.

pub mod backup;
pub mod cli;
pub mod client;
pub mod commands;
pub mod config;
pub mod output;
pub mod publish;
pub mod server;
pub mod simulate;
pub mod traffic;
pub mod watch;
