//! `kinhbac demo`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use kinhbac_api::v1;
use kinhbac_domain::clock::{Clock, SystemClock};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{registry, watch};
use crate::cli::SettingsArgs;
use crate::client::{self, Client, ServerArgs};
use crate::config::{Config, Layers, Source, value};
use crate::output;
use crate::publish::sender::{self, Answers, Item, Manner};
use crate::server::signals::Signals;
use crate::server::{Roles, Server};
use crate::simulate::plan::{self, Rate};
use crate::simulate::producer::{BATCH, Producer, Sent};
use crate::watch::screen::Surroundings;

/// The sample province: a file's name and content, in the order to import them.
const SAMPLE: [(&str, &[u8]); 3] = [
    ("units.csv", include_bytes!("../../../../deploy/sample/units.csv")),
    ("sites.csv", include_bytes!("../../../../deploy/sample/sites.csv")),
    ("devices.csv", include_bytes!("../../../../deploy/sample/devices.csv")),
];
/// What the terminal shows.
const MEASURES: [&str; 3] = ["camera.vehicles", "camera.people", "wifi.clients"];
/// Batches made ahead.
const AHEAD: usize = 2;
/// How long the publisher goes on while nothing answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// Shows a sample province with simulated traffic, in one process.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  kinhbac demo\n  kinhbac demo --for 30s --data-dir ./demo-data\n\n\
    3,440 devices of Bắc Ninh tell what they count, each once a second. Nothing is left behind\n\
    unless --data-dir is given."
)]
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
}

pub(super) async fn run(args: DemoArgs) -> Result<ExitCode> {
    let mut signals = Signals::listen()?;
    let mut layers = args.settings.layers()?;
    let folder = temporary_folder(&mut layers)?;
    let config = Config::from_layers(&layers)?;
    let mut server = Server::start(config, Arc::new(SystemClock), Roles::ALL).await?;
    server.ready().await?;
    eprintln!("ready grpc={} http={}", server.grpc, server.http);

    let stop = CancellationToken::new();
    let to = ServerArgs { to: format!("http://{}", server.grpc), token: None };
    let around = Surroundings { footer: what_to_try(&server), ..Default::default() };
    let mut showing = tokio::spawn(show(to, args.seed, around, stop.clone()));
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

/// Imports the sample, plays its devices, and shows what is counted.
async fn show(
    to: ServerArgs,
    seed: u64,
    mut around: Surroundings,
    stop: CancellationToken,
) -> Result<()> {
    let client = Client::connect(&to).await?;
    for (name, content) in SAMPLE {
        let done =
            registry::import_one(&client, name.into(), bytes::Bytes::from_static(content)).await?;
        tracing::info!("{done}");
    }
    let playing = tokio::spawn(play(client.clone(), seed, stop.clone()));
    around.names = watch::names(&client).await;
    if !output::is_screen() {
        around.footer.iter().for_each(|line| eprintln!("{line}"));
    }
    let request = v1::WatchRequest {
        by: "commune".into(),
        measures: MEASURES.map(str::to_owned).into(),
        ..v1::WatchRequest::default()
    };
    let shown = watch::table(client, request, &mut around, stop.cancelled()).await;
    stop.cancel();
    playing.await??;
    shown
}

/// Plays the devices until `stop`.
async fn play(client: Client, seed: u64, stop: CancellationToken) -> Result<()> {
    let traffic = plan::cast(&client, None, seed, &SystemClock).await?;
    let rate = Rate::PerSecond(traffic.devices().len() as f64);
    let (out, batches) = mpsc::channel(AHEAD);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let producing = tokio::spawn(Producer { traffic, rate, clock, out }.run(stop));
    let manner = Manner { max_batch: BATCH, patience: PATIENCE, stop: CancellationToken::new() };
    let sent = sender::send(client.publisher(), batches, manner, &mut Unheard::default()).await;
    producing.await?;
    sent.map_err(|gave_up| client::refused(&gave_up.status).context("the traffic ended"))
}

/// Answers that nobody counts; the first refusal is told.
#[derive(Default)]
struct Unheard {
    refused: bool,
}

impl Answers<Sent> for Unheard {
    fn answered(&mut self, item: Item<Sent>, result: v1::PublishResult) {
        let refusals = result.violations.first().filter(|_| !self.refused);
        if let Some(v1::FieldViolation { field, reason, description }) = refusals {
            self.refused = true;
            tracing::warn!(source = item.event.source, field, reason, description, "refused");
        }
    }

    fn trouble(&mut self, words: &str) {
        tracing::warn!("{words}");
    }
}

/// Commands that work as they stand, in a second terminal.
fn what_to_try(server: &Server) -> Vec<String> {
    let now = SystemClock.now();
    let (grpc, http) = (server.grpc, server.http);
    let to = if grpc.port() == 7400 { String::new() } else { format!(" --to http://{grpc}") };
    let from = now.plus_millis(-60_000 * 5);
    let until = now.plus_millis(60_000 * 60);
    vec![
        String::new(),
        format!("open http://{http}, or try in a second terminal (Ctrl-C here ends all of it):"),
        format!("  kinhbac watch --place 24 --by site --measure camera.vehicles{to}"),
        format!(
            "  kinhbac query --measure camera.people --by commune --step minute --from {from} --to {until}{to}"
        ),
        format!(
            "  echo '{{\"id\":\"my-1\",\"source\":\"camera/cam-0001\",\"time\":\"{now}\",\
             \"cameraCount\":{{\"people\":1000}}}}' | kinhbac publish --wait -{to}"
        ),
    ]
}
