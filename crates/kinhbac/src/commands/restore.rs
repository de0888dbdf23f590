//! `kinhbac restore`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use indicatif::HumanBytes;

use super::backup::DataArgs;
use crate::backup::{self, Progress};

/// Puts a backup into an empty data folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kinhbac restore /mnt/backup/2026-11-22\n  \
    kinhbac restore --data-dir /var/lib/kinhbac /mnt/backup/2026-11-22\n\n\
    All of the backup is checked before anything is written. Nothing is overwritten: a data folder\n\
    that is not empty is refused.")]
pub struct RestoreArgs {
    /// The backup's folder.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// Where to.
    #[command(flatten)]
    pub data: DataArgs,
}

pub(super) async fn run(args: RestoreArgs) -> Result<ExitCode> {
    let RestoreArgs { dir, data } = args;
    let config = data.config()?;
    let progress = Progress::default();
    let restored = tokio::task::block_in_place(|| backup::restore(&config, &dir, &progress))?;
    drop(progress);
    eprintln!(
        "restored installation {} as of {} to {}: {} files, {}",
        restored.installation,
        restored.made_at,
        config.data_dir.display(),
        restored.files.len(),
        HumanBytes(restored.bytes())
    );
    Ok(ExitCode::SUCCESS)
}
