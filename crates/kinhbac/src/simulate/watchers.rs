//! Screens that watch the devices that are played, and note when they see what.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Result;
use kinhbac_api::v1::watch_response::Event;
use kinhbac_api::{v1, wkt};
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::event::DeviceKind;
use tokio::task::JoinSet;
use tonic::Status;

use super::crowd::Crowd;
use super::measure::Measured;
use crate::client::{self, Client};
use crate::traffic::Traffic;

/// What the first screen watches: every event of a camera changes it.
const MEASURE: &str = "camera.people";
/// Its rate, the fastest of a screen: the beat.
const RATE: wkt::Duration = wkt::Duration { seconds: 0, nanos: 200_000_000 };
/// Streams over one connection.
const STREAMS: usize = 100;

/// Screens at work; they end when this is dropped.
pub struct Watchers(JoinSet<Status>);

impl Watchers {
    /// Starts so many screens, and waits until each has its first table. The first one watches all
    /// devices at the fastest rate, the others are a crowd that is told each second.
    ///
    /// # Errors
    /// When the server refuses one.
    pub async fn start(
        count: usize,
        connect: impl AsyncFn() -> Result<Client>,
        traffic: &Traffic,
        measured: &Arc<Measured>,
    ) -> Result<Self> {
        let mut screens = JoinSet::new();
        if count == 0 {
            return Ok(Self(screens));
        }
        let cameras = traffic.devices().iter().filter(|d| d.kind == DeviceKind::Camera);
        measured.expect(cameras.map(|device| device.source.clone()));
        let mut client = connect().await?;
        let crowd = Crowd::gather(&client, traffic).await?;
        for i in 0..count {
            if i > 0 && i.is_multiple_of(STREAMS) {
                client = connect().await?;
            }
            let screen = match i.checked_sub(1) {
                None => Screen::open(&client, everything(), true, measured.clone()).await,
                Some(n) => Screen::open(&client, crowd.question(n), false, measured.clone()).await,
            };
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

/// What the first screen asks for.
fn everything() -> v1::WatchRequest {
    v1::WatchRequest {
        by: "device".into(),
        measures: vec![MEASURE.into()],
        // With one bucket, the last events of a minute would be seen by the next one's.
        buckets: 2,
        rate: Some(RATE),
        ..v1::WatchRequest::default()
    }
}

struct Screen {
    messages: tonic::Streaming<v1::WatchResponse>,
    measured: Arc<Measured>,
    /// Whether it notes when it sees which event; else only how old the marks are that it gets.
    notes_events: bool,
    versions: HashMap<String, i64>,
}

impl Screen {
    /// Opens the stream and reads the first table.
    async fn open(
        client: &Client,
        question: v1::WatchRequest,
        notes_events: bool,
        measured: Arc<Measured>,
    ) -> std::result::Result<Self, Status> {
        let messages = client.live().watch(question).await?.into_inner();
        let mut screen = Self { messages, measured, notes_events, versions: HashMap::new() };
        loop {
            match screen.next().await? {
                Event::Cells(cells) if screen.notes_events => {
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
                Ok(Event::Mark(mark)) => {
                    if let Some(at) = mark.told_at.and_then(|at| at.millis()) {
                        self.measured.told(SystemClock.now().millis() - at);
                    }
                }
                Ok(Event::Cells(cells)) if self.notes_events => {
                    cells.cells.into_iter().for_each(|cell| self.see(cell))
                }
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
