//! `kinhbac migrate`.

use std::process::ExitCode;

use anyhow::{Context, Result};
use kinhbac_event_log::kafka::KafkaLog;
use kinhbac_store::postgres::PostgresStore;

use super::serve::apart;
use crate::cli::SettingsArgs;
use crate::config::Config;
use crate::server;

/// Makes the store's tables and the log's topics that are missing; what is there is not changed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kinhbac migrate --config kinhbac.toml\n\n\
    Once before the first `kinhbac serve`, and after each new version. Several at once do no harm.\n\
    A topic that has other settings than it should is named, and left as it is.")]
pub struct MigrateArgs {
    /// Where the configuration comes from.
    #[command(flatten)]
    pub settings: SettingsArgs,
}

pub(super) async fn run(args: MigrateArgs) -> Result<ExitCode> {
    let config = Config::from_layers(&args.settings.layers()?)?;
    apart(&config)?;
    let (log, store) = server::apart(&config)?;
    let migrated =
        PostgresStore::migrate(&store).await.context("the store could not be prepared")?;
    match migrated.timescale {
        Some(timescale) => {
            eprintln!("store: PostgreSQL {}, TimescaleDB {}", migrated.postgres, timescale.version);
        }
        None => eprintln!("store: PostgreSQL {}", migrated.postgres),
    }
    KafkaLog::open(log)?.ensure_topics().await?;
    eprintln!("log: topics of {} partitions", config.log.partitions);
    Ok(ExitCode::SUCCESS)
}
