//! One command a file.

pub mod backup;
pub mod completions;
pub mod config;
pub mod dead_letter;
pub mod demo;
pub mod events;
pub mod migrate;
pub mod publish;
pub mod query;
mod range;
pub mod registry;
pub mod restore;
pub mod serve;
pub mod simulate;
pub mod up;
pub mod watch;

use std::process::ExitCode;

use anyhow::{Context, Result};
use kinhbac_domain::registry::Level;
use tokio::runtime::Runtime;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::cli::{Cli, Command};
use crate::output;

/// Runs a command; words to standard error, and the process's exit code. It brings its own
/// runtime: a caller that awaited it would have all of it compiled a second time.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let runtime = Runtime::new().context("no threads to run on");
    match runtime.and_then(|runtime| runtime.block_on(dispatch(cli))) {
        Ok(code) => code,
        Err(error) if output::nobody_reads(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kinhbac: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(cli: Cli) -> Result<ExitCode> {
    start_logging(cli.log.as_deref().unwrap_or(cli.command.default_log()))?;
    match cli.command {
        Command::Demo(args) => demo::run(args).await,
        Command::Up(args) => up::run(args).await,
        Command::Serve(args) => serve::run(args).await,
        Command::Migrate(args) => migrate::run(args).await,
        Command::Publish(args) => publish::run(args).await,
        Command::Watch(args) => watch::run(args).await,
        Command::Query(args) => query::run(args).await,
        Command::Events(args) => events::run(args).await,
        Command::Registry(args) => registry::run(args).await,
        Command::Backup(args) => backup::run(args).await,
        Command::Restore(args) => restore::run(args).await,
        Command::Simulate(args) => simulate::run(args).await,
        Command::DeadLetter(args) => dead_letter::run(args).await,
        Command::Config(args) => config::run(&args),
        Command::Completions(args) => completions::run(&args),
    }
}

fn start_logging(filter: &str) -> Result<()> {
    // By target and level only: filters by span and field would bring regular expressions in, which
    // take longer to build than half of the crates here.
    let filter: Targets = filter.parse().map_err(|e| {
        anyhow::anyhow!("--log {filter}: {e}: write e.g. info, or kinhbac_live=debug")
    })?;
    let colours = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) && is_terminal();
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(colours);
    tracing_subscriber::registry().with(lines).with(filter).init();
    Ok(())
}

fn is_terminal() -> bool {
    std::io::IsTerminal::is_terminal(&std::io::stderr())
}

/// Levels of places by name, or nothing.
fn level_or_none() -> clap::builder::PossibleValuesParser {
    let names = Level::ALL.map(Level::name);
    let none = clap::builder::PossibleValue::new("").hide(true);
    clap::builder::PossibleValuesParser::new(
        names.into_iter().map(clap::builder::PossibleValue::new).chain([none]),
    )
}
