//! `kinhbac simulate`.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use kinhbac_domain::clock::SystemClock;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::client::{self, Client, ServerArgs};
use crate::config::value;
use crate::publish::sender::{self, GaveUp, Manner};
use crate::simulate::measure::{Measured, Totals};
use crate::simulate::plan::{self, Rate};
use crate::simulate::producer::{BATCH, Producer};
use crate::simulate::watchers::Watchers;

/// Batches made ahead.
const AHEAD: usize = 4;
/// How long a server that does not answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long screens are given to see the last events.
const LAST_SIGHT: Duration = Duration::from_secs(1);

/// Plays the cameras and hotspots of a server's registry, and measures.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kinhbac simulate --for 60s\n  \
    kinhbac simulate --cameras 300 --rate max --watchers 10 --for 30s\n\n\
    Ends with one JSON line: published accepted rejected seconds rate ack_p50_ms ack_p99_ms\n\
    watchers receipt_p50_ms receipt_p99_ms beat_p50_ms beat_p99_ms. Times run from when an event\n\
    was due; a receipt is its arrival at a screen. The first watcher watches all devices at 0.2 s,\n\
    the others ask a thousand different questions and are told each second; beat: from when the\n\
    server looked for what is new to its arrival (both clocks are taken to be the same).")]
pub struct SimulateArgs {
    /// Plays the first N cameras, and hotspots in proportion; all if not given.
    #[arg(long, value_name = "N", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..))]
    pub cameras: Option<usize>,
    /// Events a second in all, or `max`; one a second for each device if not given.
    #[arg(long, value_name = "EVENTS_PER_S")]
    pub rate: Option<Rate>,
    /// Screens that watch meanwhile.
    #[arg(long, value_name = "N", default_value = "0")]
    pub watchers: usize,
    /// How long.
    #[arg(long = "for", value_name = "DURATION", default_value = "60s", value_parser = value::duration)]
    pub duration: Duration,
    /// The same seed makes the same traffic.
    #[arg(long, value_name = "N", default_value = "1")]
    pub seed: u64,
    /// Which server.
    #[command(flatten)]
    pub server: ServerArgs,
}

pub(super) async fn run(args: SimulateArgs) -> Result<ExitCode> {
    let client = Client::connect(&args.server).await?;
    let traffic = plan::cast(&client, args.cameras, args.seed, &SystemClock).await?;
    let devices = traffic.devices().len();
    let rate = args.rate.unwrap_or(Rate::PerSecond(devices as f64));
    let measured = Arc::new(Measured::default());
    let connect = async || Client::connect(&args.server).await;
    let watchers = Watchers::start(args.watchers, connect, &traffic, &measured).await?;

    let stop = CancellationToken::new();
    let (out, batches) = mpsc::channel(AHEAD);
    let producer = Producer { traffic, rate, clock: Arc::new(SystemClock), speed: 1, out };
    let begun = Instant::now();
    let producing = tokio::spawn(producer.run(stop.clone()));
    tokio::spawn(stop_after(args.duration, stop.clone()));
    let mut answers = &*measured;
    let manner = Manner { max_batch: BATCH, patience: PATIENCE, stop: CancellationToken::new() };
    let sent = sender::send(client.publisher(), batches, manner, &mut answers).await;
    // The batches that were not sent go with the rest: a producer that waits for room ends.
    let sent = sent.map_err(|GaveUp { unanswered, status, .. }| (unanswered, status));
    let took = begun.elapsed();
    stop.cancel();
    let published = producing.await?;
    if args.watchers > 0 {
        tokio::time::sleep(LAST_SIGHT).await;
    }
    let ended = watchers.stop();

    let refusal = measured.first_refusal();
    let mut clean = refusal.is_none() && ended.is_none();
    if let Some(refusal) = refusal {
        eprintln!("the first refusal: {refusal}");
    }
    if let Some((count, why)) = ended {
        eprintln!("{count} watchers ended early: {why}");
    }
    if let Err((unanswered, status)) = sent {
        eprintln!("given up, {unanswered} events unanswered: {}", client::words(&status));
        clean = false;
    }
    let totals = Totals { published, took, watchers: args.watchers };
    writeln!(std::io::stdout(), "{}", measured.line(totals))?;
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn stop_after(duration: Duration, stop: CancellationToken) {
    tokio::select! {
        () = tokio::time::sleep(duration) => {}
        // Where the signal can't be heard it ends the process by itself.
        _ = tokio::signal::ctrl_c() => {}
        () = stop.cancelled() => {}
    }
    stop.cancel();
}
