//! The command line.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::commands;
use crate::config::Layers;

/// Takes in what a province's cameras, hotspots and citizens tell, counts it by place and time,
/// and shows it: live and back through the years.
#[derive(Debug, Parser)]
#[command(
    name = "kinhbac",
    version,
    arg_required_else_help = true,
    subcommand_required = true,
    after_help = "Begin with:\n  kinhbac demo\n\nand in a second terminal:\n  \
                  kinhbac watch --by commune --measure camera.vehicles\n  \
                  kinhbac query --measure camera.people --step minute --by commune --from \
                  2026-11-22 --to 2026-11-23\n\n\
                  Exit codes: 0 done, 1 failed or partly refused, 2 wrong usage."
)]
pub struct Cli {
    /// What to log, to standard error: a level, or `target=level` parted by commas.
    #[arg(long, global = true, value_name = "FILTER", env = "KINHBAC_LOG")]
    pub log: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Shows a sample province with simulated traffic, in one process.
    Demo(commands::demo::DemoArgs),
    /// Serves all roles in one process, on engines inside it unless the configuration names others.
    Up(commands::up::UpArgs),
    /// Serves some roles, on Kafka and PostgreSQL, beside other processes that do the same.
    Serve(commands::serve::ServeArgs),
    /// Makes the store's tables and the log's topics that are missing.
    Migrate(commands::migrate::MigrateArgs),
    /// Publishes events: one JSON object a line.
    Publish(commands::publish::PublishArgs),
    /// Shows what is counted now, as it changes.
    Watch(commands::watch::WatchArgs),
    /// Asks for stored series.
    Query(commands::query::QueryArgs),
    /// Tells the events behind a place's counts.
    Events(commands::events::EventsArgs),
    /// Units, sites and devices.
    Registry(commands::registry::RegistryArgs),
    /// Copies log and store together to another folder.
    Backup(commands::backup::BackupArgs),
    /// Puts a backup into an empty data folder.
    Restore(commands::restore::RestoreArgs),
    /// Plays the cameras and hotspots of a server's registry, and measures.
    Simulate(commands::simulate::SimulateArgs),
    /// Records that could not be folded: lists, shows and replays them.
    DeadLetter(commands::dead_letter::DeadLetterArgs),
    /// Prints the effective configuration.
    Config(commands::config::ConfigArgs),
    /// Prints a script that completes this command line in a shell.
    Completions(commands::completions::CompletionsArgs),
}

impl Command {
    /// What is logged unless `--log` says otherwise.
    #[must_use]
    pub fn default_log(&self) -> &'static str {
        match self {
            Self::Up(_) | Self::Serve(_) => "info,fjall=warn,lsm_tree=warn,sqlx=error",
            _ => "warn",
        }
    }
}

/// Where a server's configuration comes from.
#[derive(Clone, Debug, Default, Args)]
pub struct SettingsArgs {
    /// A configuration file (TOML); `kinhbac config` prints one.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder of log and store (key `data_dir`).
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<String>,
    /// Where to serve gRPC (key `listen.grpc`).
    #[arg(long, value_name = "ADDR")]
    pub listen_grpc: Option<String>,
    /// Where to serve HTTP (key `listen.http`).
    #[arg(long, value_name = "ADDR")]
    pub listen_http: Option<String>,
}

impl SettingsArgs {
    /// All layers: defaults, file, environment, flags.
    ///
    /// # Errors
    /// When a file can't be read, or a key or value is wrong.
    pub fn layers(&self) -> Result<Layers> {
        let mut layers = Layers::defaults()?;
        if let Some(path) = &self.config {
            layers.take_file(path)?;
        }
        layers.take_environment(std::env::vars_os())?;
        for (flag, key, value) in [
            ("--data-dir", "data_dir", &self.data_dir),
            ("--listen-grpc", "listen.grpc", &self.listen_grpc),
            ("--listen-http", "listen.http", &self.listen_http),
        ] {
            if let Some(value) = value {
                layers.take_flag(flag, key, value.clone())?;
            }
        }
        Ok(layers)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_an_example_that_is_one() {
        let mut commands = vec![Cli::command()];
        while let Some(command) = commands.pop() {
            commands.extend(command.get_subcommands().cloned());
            let name = command.get_name().to_owned();
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples = help.lines().filter_map(|line| line.trim_start().split_once("kinhbac "));
            let examples: Vec<_> = examples
                .filter(|(before, _)| before.is_empty() || before.ends_with("| "))
                .map(|(_, after)| after.split(['|', '>']).next().unwrap_or_default())
                .collect();
            assert!(!examples.is_empty(), "{name} has no example");
            for example in examples {
                let words = example.split_whitespace().map(|word| word.trim_matches('\''));
                let parsed = Cli::try_parse_from(["kinhbac"].into_iter().chain(words));
                assert!(parsed.is_ok(), "{name}: {example}");
            }
        }
    }
}
