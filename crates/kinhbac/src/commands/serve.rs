//! `kinhbac serve`.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, bail};
use kinhbac_domain::clock::SystemClock;

use crate::cli::SettingsArgs;
use crate::config::{Config, LogEngine, StoreEngine};
use crate::server::signals::Signals;
use crate::server::{Prepare, Roles, Server};

/// Serves some roles, on Kafka and PostgreSQL, beside other processes that do the same.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kinhbac serve gateway --config kinhbac.toml\n  \
    kinhbac serve live history --config kinhbac.toml --data-dir /var/lib/kinhbac-2\n\n\
    `kinhbac migrate` prepares the engines before. Each process has a data folder of its own;\n\
    gateways share one key (`privacy.key_file`). SIGTERM or Ctrl-C drains.")]
pub struct ServeArgs {
    /// Which roles.
    #[arg(required = true, value_name = "ROLE", value_parser = ROLES)]
    pub roles: Vec<String>,
    /// Where the configuration comes from.
    #[command(flatten)]
    pub settings: SettingsArgs,
}

const ROLES: [&str; 4] = ["gateway", "aggregator", "live", "history"];

pub(super) async fn run(args: ServeArgs) -> Result<ExitCode> {
    let config = Config::from_layers(&args.settings.layers()?)?;
    apart(&config)?;
    let has = |role: &str| args.roles.iter().any(|named| named == role);
    let [gateway, aggregator, live, history] = ROLES.map(has);
    let roles = Roles { gateway, aggregator, live, history };
    until_stopped(config, roles, Prepare::Check).await
}

/// Other processes reach the engines only when these stand apart.
pub(super) fn apart(config: &Config) -> Result<()> {
    if config.log.engine == LogEngine::Embedded || config.store.engine == StoreEngine::Sqlite {
        bail!(
            "the log or the store would be inside of this process: set `log.url` to \
             kafka://host:port and `store.url` to postgres://user:password@host:port/database, or \
             serve all roles in one process with `kinhbac up`"
        );
    }
    Ok(())
}

/// Serves until a signal, or until a part dies.
pub(super) async fn until_stopped(
    config: Config,
    roles: Roles,
    prepare: Prepare,
) -> Result<ExitCode> {
    let mut signals = Signals::listen()?;
    let mut server = Server::start(config, Arc::new(SystemClock), roles, prepare).await?;
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
