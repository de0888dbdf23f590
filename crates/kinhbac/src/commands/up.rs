//! `kinhbac up`.

use std::process::ExitCode;

use anyhow::Result;

use super::serve::until_stopped;
use crate::cli::SettingsArgs;
use crate::config::Config;
use crate::server::{Prepare, Roles};

/// Serves all roles in one process, on engines inside it unless the configuration names others.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kinhbac up\n  \
    kinhbac up --data-dir /var/lib/kinhbac --listen-grpc 0.0.0.0:7400\n\n\
    Prints `ready grpc=ADDR http=ADDR` when it is. SIGTERM or Ctrl-C: streams end with a token,\n\
    what is acknowledged is stored, exit 0; a second signal stops at once.")]
pub struct UpArgs {
    /// Where the configuration comes from.
    #[command(flatten)]
    pub settings: SettingsArgs,
}

pub(super) async fn run(args: UpArgs) -> Result<ExitCode> {
    let config = Config::from_layers(&args.settings.layers()?)?;
    until_stopped(config, Roles::ALL, Prepare::Make).await
}
