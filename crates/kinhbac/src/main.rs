//! `kinhbac`: parses the command line and waits.

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    kinhbac::commands::run(kinhbac::cli::Cli::parse()).await
}
