//! `kinhbac backup`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use indicatif::HumanBytes;
use kinhbac_domain::clock::SystemClock;

use crate::backup::{self, Progress};
use crate::cli::SettingsArgs;
use crate::config::Config;

/// Copies log and store together to another folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kinhbac backup /mnt/backup/2026-11-22\n  \
    kinhbac backup --data-dir /var/lib/kinhbac /mnt/backup/2026-11-22\n\n\
    The server must be stopped. Give the same configuration as to the server. The backup holds\n\
    keys and personal data: keep it as you keep the data folder, and no longer than you may.")]
pub struct BackupArgs {
    /// Where to: a folder that is empty, or not there yet.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// Which installation.
    #[command(flatten)]
    pub data: DataArgs,
}

/// Which installation, of a command that no server may be beside of.
#[derive(Clone, Debug, clap::Args)]
pub struct DataArgs {
    /// A configuration file (TOML); `kinhbac config` prints one.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder of log and store (key `data_dir`).
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<String>,
}

impl DataArgs {
    /// The configuration, as a server would have it.
    ///
    /// # Errors
    /// When a file can't be read, or a key or value is wrong.
    pub(super) fn config(self) -> Result<Config> {
        let Self { config, data_dir } = self;
        let settings = SettingsArgs { config, data_dir, ..SettingsArgs::default() };
        Config::from_layers(&settings.layers()?)
    }
}

pub(super) async fn run(args: BackupArgs) -> Result<ExitCode> {
    let config = args.data.config()?;
    let progress = Progress::default();
    let made = backup::back_up(&config, &args.dir, Arc::new(SystemClock), &progress).await?;
    drop(progress);
    eprintln!(
        "backed up installation {} to {}: {} files, {}",
        made.installation,
        args.dir.display(),
        made.files.len(),
        HumanBytes(made.bytes())
    );
    Ok(ExitCode::SUCCESS)
}
