//! `kinhbac completions`.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use clap::CommandFactory;

use crate::cli::Cli;

/// Prints a script that completes this command line in a shell.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  kinhbac completions bash > ~/.local/share/bash-completion/completions/kinhbac\n  \
                        kinhbac completions fish > ~/.config/fish/completions/kinhbac.fish"
)]
pub struct CompletionsArgs {
    /// Which shell.
    pub shell: clap_complete::Shell,
}

pub(super) fn run(args: &CompletionsArgs) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "kinhbac", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
