//! `kinhbac watch`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use kinhbac_api::v1;
use kinhbac_api::v1::watch_response::Event;
use kinhbac_api::wkt;
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::time::{Timestamp, Zone};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::client::{self, Client, ServerArgs};
use crate::config::value;
use crate::output;
use crate::watch::alerts::Alerts;
use crate::watch::board::Board;
use crate::watch::feed::{self, Heard};
use crate::watch::ndjson;
use crate::watch::screen::{Moment, Screen, Surroundings};

/// Alerts that are shown below the table.
const ALERTS: usize = 5;
/// Between two frames.
const FRAME: Duration = Duration::from_secs(1);

/// Shows what is counted now, as it changes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    kinhbac watch --by commune --measure camera.vehicles --measure camera.people\n  \
    kinhbac watch --place 24 --by site --measure wifi.clients --resolution hour\n  \
    kinhbac watch --place camera/cam-0001 --buckets 60 --format ndjson\n  \
    kinhbac watch --by site --measure camera.incidents --measure report.submitted --alerts 20\n\n\
    Of incidents, reports and security alerts among the measures, each is told at once, beside the\n\
    numbers. \
    The table goes on by itself after a lost connection. ndjson ends with a line of type `end`,\n\
    whose `resume` --resume takes: what changed since then follows, and nothing else.")]
pub struct WatchArgs {
    /// The place whose inside is watched; everything if not given.
    #[arg(long, value_name = "CODE", default_value = "", hide_default_value = true)]
    pub place: String,
    /// A row for each place of this level; the place itself if not given.
    #[arg(long, value_name = "LEVEL", default_value = "", hide_default_value = true,
          value_parser = super::level_or_none())]
    pub by: String,
    /// A measure, e.g. camera.vehicles; may be repeated; all if not given.
    #[arg(long, value_name = "M")]
    pub measure: Vec<String>,
    /// The length of a bucket.
    #[arg(long, default_value = "minute", value_parser = ["minute", "hour", "day"])]
    pub resolution: String,
    /// How many buckets back from now, the open one included.
    #[arg(long, value_name = "N", default_value = "1",
          value_parser = clap::value_parser!(u32).range(1..=1500))]
    pub buckets: u32,
    /// The shortest time between two changes of the same cell; a multiple of 200ms.
    #[arg(long, value_name = "DURATION", default_value = "1s", value_parser = value::duration)]
    pub rate: Duration,
    /// How many of the newest alerts from before are told at the beginning.
    #[arg(long, value_name = "N", default_value = "0",
          value_parser = clap::value_parser!(u32).range(0..=1000))]
    pub alerts: u32,
    /// Goes on from a token of an earlier watch with the same question.
    #[arg(long, value_name = "TOKEN", default_value = "", hide_default_value = true)]
    pub resume: String,
    /// How it is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: WatchFormat,
    /// Which server.
    #[command(flatten)]
    pub server: ServerArgs,
}

/// How changes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum WatchFormat {
    /// For people.
    Table,
    /// A JSON object a line.
    Ndjson,
}

pub(super) async fn run(args: WatchArgs) -> Result<ExitCode> {
    let client = Client::connect(&args.server).await?;
    let (format, resume) = (args.format, args.resume.clone());
    let request = request(args);
    match format {
        WatchFormat::Ndjson => lines(&client, request, resume).await,
        WatchFormat::Table => {
            let around = Surroundings { names: names(&client).await, ..Default::default() };
            let beside = Beside {
                clock: Arc::new(SystemClock),
                news: Box::new(|_| Vec::new()),
                alerts: ALERTS,
            };
            let stop = async {
                // Where the signal can't be heard it ends the process by itself.
                let _ = tokio::signal::ctrl_c().await;
            };
            table(client, request, around, &beside, stop).await?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn request(args: WatchArgs) -> v1::WatchRequest {
    v1::WatchRequest {
        place: args.place,
        by: args.by,
        measures: args.measure,
        resolution: args.resolution,
        buckets: args.buckets,
        rate: Some(wkt_duration(args.rate)),
        resume: args.resume,
        alerts: args.alerts,
    }
}

/// A duration on the wire.
pub(super) fn wkt_duration(duration: Duration) -> wkt::Duration {
    // Durations of the command line are far below 2^63 s; nanoseconds are below 2^30.
    wkt::Duration { seconds: duration.as_secs() as i64, nanos: duration.subsec_nanos() as i32 }
}

/// One stream as JSON lines, to its end.
async fn lines(client: &Client, request: v1::WatchRequest, mut resume: String) -> Result<ExitCode> {
    let answer = client.live().watch(request).await.map_err(|status| client::refused(&status))?;
    let zone = client::zone(answer.metadata());
    let mut messages = answer.into_inner();
    let mut out = std::io::stdout().lock();
    loop {
        let message = tokio::select! {
            message = messages.message() => message,
            _ = tokio::signal::ctrl_c() => {
                ndjson::write_end(&mut out, "interrupted", &resume)?;
                return Ok(ExitCode::SUCCESS);
            }
        };
        match message {
            Ok(Some(v1::WatchResponse { event: Some(event) })) => {
                if let Some(token) = feed::resume_of(&event) {
                    token.clone_into(&mut resume);
                }
                ndjson::write(&mut out, &event, &zone)?;
                if let Event::End(v1::End { reason, .. }) = event {
                    let failed = reason == "failed";
                    return Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS });
                }
            }
            Ok(Some(v1::WatchResponse { event: None })) => {}
            lost => {
                ndjson::write_end(&mut out, "lost", &resume)?;
                if let Err(status) = lost {
                    eprintln!("kinhbac: {}", client::words(&status));
                }
                return Ok(ExitCode::FAILURE);
            }
        }
    }
}

/// Names of units and devices by code; what can't be had is left out.
pub(super) async fn names(client: &Client) -> std::collections::HashMap<String, String> {
    let (mut one, mut two) = (client.registry(), client.registry());
    let (units, devices) = tokio::join!(
        one.list_units(v1::ListUnitsRequest::default()),
        two.list_devices(v1::ListDevicesRequest::default()),
    );
    let units = units.map(|r| r.into_inner().units).unwrap_or_default();
    let devices = devices.map(|r| r.into_inner().devices).unwrap_or_default();
    let units = units.into_iter().map(|unit| (unit.code, unit.name));
    units.chain(devices.into_iter().map(|device| (device.source, device.name))).collect()
}

/// What a table shows beside what the server tells.
pub(super) struct Beside {
    /// What time it is.
    pub(super) clock: Arc<dyn Clock>,
    /// The newest lines at an instant.
    pub(super) news: Box<dyn Fn(Timestamp) -> Vec<String> + Send + Sync>,
    /// How many of the newest alerts.
    pub(super) alerts: usize,
}

/// A table, redrawn each second until `stop`.
pub(super) async fn table(
    client: Client,
    request: v1::WatchRequest,
    mut around: Surroundings,
    beside: &Beside,
    stop: impl Future<Output = ()>,
) -> Result<()> {
    let mut board = Board::new(request.measures.clone());
    let mut alerts = Alerts::new(beside.alerts);
    let mut heard = feed::start(client, request);
    let mut screen = Screen::new(std::io::stdout(), output::is_screen(), output::may_colour());
    let (mut zone, mut at) = (Zone::utc(), Instant::now());
    let mut frames = interval(FRAME);
    frames.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return Ok(()),
            _ = frames.tick() => {
                let now = beside.clock.now();
                around.news = (beside.news)(now);
                around.news.extend(alerts.lines(&around.names, &zone));
                let moment = Moment { now, zone: &zone, age: at.elapsed() };
                screen.draw(&board.frame(), &around, moment)?;
            }
            told = heard.recv() => match told {
                Some(Heard::Opened(of)) => (zone, around.trouble) = (of, None),
                Some(Heard::Event(event)) => {
                    at = Instant::now();
                    take(&mut board, &mut alerts, event);
                }
                Some(Heard::Lost(status)) => {
                    around.trouble = Some(format!("{}; trying again", client::words(&status)));
                }
                Some(Heard::Refused(status)) => return Err(client::refused(&status)),
                None => return Ok(()),
            }
        }
    }
}

fn take(board: &mut Board, alerts: &mut Alerts, event: Event) {
    match event {
        Event::Cells(changed) => changed.cells.into_iter().for_each(|cell| board.take(cell)),
        Event::Removed(removed) => removed.cells.iter().for_each(|cell| board.remove(cell)),
        Event::Alerts(came) => came.alerts.into_iter().for_each(|alert| alerts.take(alert)),
        Event::CaughtUp(_) | Event::Mark(_) | Event::End(_) => {}
    }
}
