//! Screens that watch the devices that are played, and note when they see what.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use anyhow::Result;
use kinhbac_api::v1::watch_response::Event;
use kinhbac_api::{v1, wkt};
use kinhbac_domain::event::DeviceKind;
use tokio::task::JoinSet;
use tonic::Status;

use super::measure::Measured;
use crate::client::{self, Client};
use crate::traffic::Traffic;

/// What a screen watches: every event of a camera changes it.
const MEASURE: &str = "camera.people";
/// The fastest rate of a screen: the beat.
const RATE: wkt::Duration = wkt::Duration { seconds: 0, nanos: 200_000_000 };
/// Streams over one connection.
const STREAMS: usize = 100;

/// Screens at work; they end when this is dropped.
pub struct Watchers(JoinSet<Status>);

impl Watchers {
    /// Starts so many screens, and waits until each has its first table. The first one watches
    /// everything, the others a site each.
    ///
    /// # Errors
    /// When the server refuses one.
    pub async fn start(
        count: usize,
        connect: impl AsyncFn() -> Result<Client>,
        traffic: &Traffic,
        measured: &Arc<Measured>,
    ) -> Result<Self> {
        let cameras = || traffic.devices().iter().filter(|d| d.kind == DeviceKind::Camera);
        let sites: BTreeSet<&str> = cameras().map(|device| device.site.as_str()).collect();
        let places: Vec<&str> = [""].into_iter().chain(sites).collect();
        if count > 0 {
            measured.expect(cameras().map(|device| device.source.clone()));
        }
        let mut screens = JoinSet::new();
        let mut client = connect().await?;
        for i in 0..count {
            if i % STREAMS == STREAMS - 1 {
                client = connect().await?;
            }
            let screen = Screen::open(&client, places[i % places.len()], measured.clone()).await;
            let screen = screen.map_err(|status| client::refused(&status).context("a watcher"))?;
            screens.spawn(screen.run());
        }
        Ok(Self(screens))
    }

    /// Stops them; tells how many had ended before, and why the first of them.
    #[must_use]
    pub fn stop(mut self) -> Option<(usize, String)> {
        let mut ended = Vec::new();
        while let Some(screen) = self.0.try_join_next() {
            ended.push(screen.map_or_else(|e| e.to_string(), |status| client::words(&status)));
        }
        let first = ended.first()?.clone();
        Some((ended.len(), first))
    }
}

struct Screen {
    messages: tonic::Streaming<v1::WatchResponse>,
    measured: Arc<Measured>,
    versions: HashMap<String, i64>,
}

impl Screen {
    /// Opens the stream and reads the first table.
    async fn open(
        client: &Client,
        place: &str,
        measured: Arc<Measured>,
    ) -> std::result::Result<Self, Status> {
        let request = v1::WatchRequest {
            place: place.into(),
            by: "device".into(),
            measures: vec![MEASURE.into()],
            // With one bucket, the last events of a minute would be seen by the next one's.
            buckets: 2,
            rate: Some(RATE),
            ..v1::WatchRequest::default()
        };
        let messages = client.live().watch(request).await?.into_inner();
        let mut screen = Self { messages, measured, versions: HashMap::new() };
        loop {
            match screen.next().await? {
                Event::Cells(cells) => {
                    let seen = cells.cells.into_iter().filter_map(|c| Some((c.place, c.version?)));
                    screen.versions.extend(seen);
                }
                Event::CaughtUp(_) => return Ok(screen),
                _ => {}
            }
        }
    }

    /// Reads to the end; tells why it ended.
    async fn run(mut self) -> Status {
        loop {
            match self.next().await {
                Ok(Event::Cells(cells)) => cells.cells.into_iter().for_each(|cell| self.see(cell)),
                Ok(Event::End(end)) => return Status::aborted(end.reason),
                Ok(_) => {}
                Err(status) => return status,
            }
        }
    }

    async fn next(&mut self) -> std::result::Result<Event, Status> {
        let ended = || Status::unavailable("the server ended the stream");
        let message = self.messages.message().await?.ok_or_else(ended)?;
        message.event.ok_or_else(|| Status::internal("an empty message"))
    }

    fn see(&mut self, cell: v1::LiveCell) {
        let Some(version) = cell.version else { return };
        let before = self.versions.entry(cell.place.clone()).or_insert(-1);
        if version > *before {
            self.measured.seen(&cell.place, *before, version);
            *before = version;
        }
    }
}
