//! Imports the sample province, plays its devices, and shows what is counted.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use kinhbac_api::v1;
use kinhbac_domain::clock::{Clock, SystemClock};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::super::{registry, watch};
use super::advice::Advice;
use crate::client::{self, Client, ServerArgs};
use crate::publish::sender::{self, Answers, Item, Manner};
use crate::simulate::plan::{self, Rate};
use crate::simulate::producer::{BATCH, Producer, Sent};
use crate::traffic::Traffic;
use crate::traffic::plot::Plot;
use crate::watch::screen::Surroundings;

/// The sample province: a file's name and content, in the order to import them.
const SAMPLE: [(&str, &[u8]); 3] = [
    ("units.csv", include_bytes!("../../../../../deploy/sample/units.csv")),
    ("sites.csv", include_bytes!("../../../../../deploy/sample/sites.csv")),
    ("devices.csv", include_bytes!("../../../../../deploy/sample/devices.csv")),
];
/// The sample's unit above all.
pub(super) const PROVINCE: &str = "24";
/// What the terminal shows, as many as have room.
const MEASURES: [&str; 6] = [
    "camera.vehicles",
    "camera.people",
    "wifi.clients",
    "camera.up",
    "camera.incidents",
    "camera.speed",
];
/// Lines of what happened.
const NEWS: usize = 4;
/// How fast a clock is when a minute is too short to be looked at.
const FAST: u32 = 10;
/// Batches made ahead.
const AHEAD: usize = 2;
/// How long the publisher goes on while nothing answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is shown, and where.
pub(super) struct Show {
    /// By which time.
    pub(super) clock: Arc<dyn Clock>,
    /// Of which traffic.
    pub(super) seed: u64,
    /// How fast that clock runs.
    pub(super) speed: u32,
    /// Where the server has its pages.
    pub(super) http: SocketAddr,
}

impl Show {
    /// Runs until `stop`.
    ///
    /// # Errors
    /// When the server refuses something.
    pub(super) async fn run(self, to: ServerArgs, stop: CancellationToken) -> Result<()> {
        let client = Client::connect(&to).await?;
        for (name, content) in SAMPLE {
            let content = bytes::Bytes::from_static(content);
            let done = registry::import_one(&client, name.into(), content).await?;
            tracing::info!("{done}");
        }
        let (traffic, plot) = self.cast(&client).await?;
        let around = self.surroundings(&client, &to, &traffic).await;
        let playing = tokio::spawn(self.play(client.clone(), traffic, stop.clone()));
        let request = v1::WatchRequest {
            by: "commune".into(),
            measures: MEASURES.map(str::to_owned).into(),
            resolution: self.step().into(),
            ..v1::WatchRequest::default()
        };
        let news = Box::new(move |at| plot.news(at, NEWS));
        // The news tell of alerts too.
        let beside = watch::Beside { clock: self.clock, news, alerts: 0 };
        let shown = watch::table(client, request, around, &beside, stop.cancelled()).await;
        stop.cancel();
        playing.await??;
        shown
    }

    /// The length of a bucket that can be looked at.
    fn step(&self) -> &'static str {
        if self.speed <= FAST { "minute" } else { "hour" }
    }

    /// Who plays what.
    async fn cast(&self, client: &Client) -> Result<(Traffic, Arc<Plot>)> {
        // The ids are of the machine's time: another run is another one.
        let mut traffic = plan::cast(client, None, self.seed, &SystemClock).await?;
        let units = client.registry().list_units(v1::ListUnitsRequest::default()).await;
        let answer = units.map_err(|status| client::refused(&status))?;
        let zone = client::zone(answer.metadata());
        let (units, when) = (answer.into_inner().units, (self.clock.now(), self.speed));
        let plot = Arc::new(Plot::new(traffic.devices(), units, zone, self.seed, when));
        traffic.follow(plot.clone());
        Ok((traffic, plot))
    }

    /// Says what to try, and makes what stands around the table.
    async fn surroundings(
        &self,
        client: &Client,
        to: &ServerArgs,
        traffic: &Traffic,
    ) -> Surroundings {
        let advice = Advice {
            now: self.clock.now(),
            zone: traffic.zone(),
            step: self.step(),
            speed: self.speed,
            to: &to.to,
            http: self.http,
        };
        let above = advice.lines();
        above.iter().for_each(|line| eprintln!("{line}"));
        let names = watch::names(client).await;
        let province = names.get(PROVINCE).map_or(PROVINCE, String::as_str);
        let pace = match self.speed {
            1 => String::new(),
            speed => format!(", {speed} times as fast"),
        };
        let title = Some(format!("{province}, sample traffic{pace}"));
        Surroundings { names, above, title, ..Surroundings::default() }
    }

    /// Plays the devices until `stop`.
    fn play(
        &self,
        client: Client,
        traffic: Traffic,
        stop: CancellationToken,
    ) -> impl Future<Output = Result<()>> + use<> {
        let (clock, speed) = (self.clock.clone(), self.speed);
        let rate = Rate::PerSecond(traffic.devices().len() as f64);
        let (out, batches) = mpsc::channel(AHEAD);
        let producing = tokio::spawn(Producer { traffic, rate, clock, speed, out }.run(stop));
        let manner =
            Manner { max_batch: BATCH, patience: PATIENCE, stop: CancellationToken::new() };
        async move {
            let mut unheard = Unheard::default();
            let sent = sender::send(client.publisher(), batches, manner, &mut unheard).await;
            producing.await?;
            sent.map_err(|gave_up| client::refused(&gave_up.status).context("the traffic ended"))
        }
    }
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
