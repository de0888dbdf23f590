//! `kinhbac config`.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;

use crate::cli::SettingsArgs;
use crate::config::{self, Config};

/// Prints the effective configuration.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kinhbac config > kinhbac.toml\n  \
                        KINHBAC__LOG__PARTITIONS=3 kinhbac config --config kinhbac.toml")]
pub struct ConfigArgs {
    /// Where it comes from.
    #[command(flatten)]
    pub settings: SettingsArgs,
}

pub(super) fn run(args: &ConfigArgs) -> Result<ExitCode> {
    let layers = args.settings.layers()?;
    Config::from_layers(&layers)?;
    std::io::stdout().write_all(config::print(&layers)?.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
