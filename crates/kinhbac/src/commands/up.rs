//! `kinhbac up`.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use kinhbac_domain::clock::SystemClock;

use crate::cli::SettingsArgs;
use crate::config::Config;
use crate::server::signals::Signals;
use crate::server::{Roles, Server};

/// Serves all roles in one process, on engines inside it.
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
    let mut signals = Signals::listen()?;
    let mut server = Server::start(config, Arc::new(SystemClock), Roles::ALL).await?;
    let died = tokio::select! {
        died = serve(&mut server) => Some(died),
        () = signals.next() => None,
    };
    signals.arm();
    let stopped = server.stop().await;
    match died {
        Some(died) => Err(died),
        None => stopped.map(|()| ExitCode::SUCCESS),
    }
}

/// Says when it is ready; ends when a part dies.
async fn serve(server: &mut Server) -> anyhow::Error {
    match server.ready().await {
        Ok(()) => {
            eprintln!("ready grpc={} http={}", server.grpc, server.http);
            server.wait().await
        }
        Err(error) => error,
    }
}
