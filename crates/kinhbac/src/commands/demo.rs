//! `kinhbac demo`.

mod advice;
mod play;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::time::Zone;
use tokio_util::sync::CancellationToken;

use crate::cli::SettingsArgs;
use crate::client::ServerArgs;
use crate::config::{Config, Layers, Source, value};
use crate::server::signals::Signals;
use crate::server::{Prepare, Roles, Server};
use crate::traffic::clock::{PlayedClock, TimeOfDay};
use play::Show;

/// Shows a sample province with simulated traffic, in one process.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kinhbac demo\n  kinhbac demo --from 06:30 --speed 60\n  \
    kinhbac demo --for 30s --data-dir ./demo-data\n\n\
    3,440 devices of Bắc Ninh tell what they count, each once a second, as on a working day: rush\n\
    hours, school gates, evenings on the free Wi-Fi. Beside that a street of cameras goes dark and\n\
    comes back, an incident opens, gets worse and ends, citizens report, security alerts come in.\n\
    Nothing is left behind unless --data-dir is given.")]
pub struct DemoArgs {
    /// Where the configuration comes from; the data folder is a temporary one if none is named.
    #[command(flatten)]
    pub settings: SettingsArgs,
    /// Ends after so long; with Ctrl-C if not given.
    #[arg(long = "for", value_name = "DURATION", value_parser = value::duration)]
    pub duration: Option<Duration>,
    /// The same seed makes the same traffic.
    #[arg(long, value_name = "N", default_value = "1")]
    pub seed: u64,
    /// The demo's clock runs N times as fast, its server's included; up to 600.
    #[arg(long, value_name = "N", default_value = "1",
          value_parser = clap::value_parser!(u32).range(1..=600))]
    pub speed: u32,
    /// The demo's clock begins when it was this local time last; now if not given.
    #[arg(long, value_name = "HH:MM")]
    pub from: Option<TimeOfDay>,
}

pub(super) async fn run(args: DemoArgs) -> Result<ExitCode> {
    let mut signals = Signals::listen()?;
    let mut layers = args.settings.layers()?;
    let folder = temporary_folder(&mut layers)?;
    if folder.is_none() && (args.from.is_some() || args.speed != 1) {
        // What comes later, by the machine's clock, would be before what is in the log.
        bail!(
            "--from and --speed play in a time of their own and leave nothing behind: leave the \
             data folder out, or leave them out"
        );
    }
    let config = Config::from_layers(&layers)?;
    let clock = clock(&args, &config.time_zone);
    let mut server = Server::start(config, clock.clone(), Roles::ALL, Prepare::Make).await?;
    server.ready().await?;
    eprintln!("ready grpc={} http={}", server.grpc, server.http);

    let stop = CancellationToken::new();
    let to = ServerArgs { to: format!("http://{}", server.grpc), token: None };
    let show = Show { clock, seed: args.seed, speed: args.speed, http: server.http };
    let mut showing = tokio::spawn(show.run(to, stop.clone()));
    let ended = tokio::select! {
        ended = &mut showing => ended?,
        died = server.wait() => Err(died),
        () = signals.next() => Ok(()),
        () = expired(args.duration) => Ok(()),
    };
    signals.arm();
    stop.cancel();
    if !showing.is_finished() {
        showing.await??;
    }
    let stopped = server.stop().await;
    drop(folder);
    ended.and(stopped).map(|()| ExitCode::SUCCESS)
}

/// The clock that the demo lives by.
fn clock(args: &DemoArgs, zone: &Zone) -> Arc<dyn Clock> {
    let now = SystemClock.now();
    let first = args.from.map_or(now, |time| time.last(zone, now));
    Arc::new(PlayedClock::new(Arc::new(SystemClock), first, args.speed))
}

/// A folder that goes when the demo does, unless one is named somewhere.
fn temporary_folder(layers: &mut Layers) -> Result<Option<tempfile::TempDir>> {
    if layers.get("data_dir")?.source != Source::Default {
        return Ok(None);
    }
    let folder = tempfile::Builder::new()
        .prefix("kinhbac-demo-")
        .tempdir()
        .context("can't make a temporary folder: name one with --data-dir")?;
    let path = folder.path().to_str().ok_or_else(|| {
        anyhow!(
            "the temporary folder {} is no UTF-8: name one with --data-dir",
            folder.path().display()
        )
    })?;
    layers.take_flag("--data-dir", "data_dir", path.to_owned())?;
    Ok(Some(folder))
}

async fn expired(duration: Option<Duration>) {
    match duration {
        Some(duration) => tokio::time::sleep(duration).await,
        None => std::future::pending().await,
    }
}
