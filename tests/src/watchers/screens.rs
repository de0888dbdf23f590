//! Screens that read, and the load that they see.

use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use kinhbac_api::v1::watch_response::Event;
use kinhbac_api::v1::{WatchRequest, WatchResponse};
use kinhbac_api::wkt;
use kinhbac_domain::clock::{Clock, SystemClock};
use tokio::process::{Child, Command};
use tokio::task::JoinSet;
use tonic::Streaming;

use crate::client::Client;
use crate::process::binary;

/// Streams of a connection.
const STREAMS: usize = 100;
/// Cameras of the sample province.
const CAMERAS: usize = 3_200;

/// From when each mark was told to its receipt.
type Took = Arc<Mutex<Vec<Duration>>>;

/// Screens that read.
pub(super) struct Screens {
    took: Took,
    count: usize,
    _reading: JoinSet<()>,
}

impl Screens {
    /// So many, each on a camera.
    pub(super) async fn open(to: &str, count: usize) -> Result<Self> {
        let (took, mut reading) = (Took::default(), JoinSet::new());
        let mut client = None;
        for number in 0..count {
            if number % STREAMS == 0 {
                client = Some(Client::connect(to).await?);
            }
            let Some(client) = &client else { continue };
            let answer = client.watch(question(number)).await?;
            reading.spawn(read(answer, took.clone()));
        }
        Ok(Self { took, count, _reading: reading })
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// How long the marks took since the last call.
    pub(super) fn take(&self) -> Vec<Duration> {
        std::mem::take(&mut self.took.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn question(number: usize) -> WatchRequest {
    WatchRequest {
        place: format!("camera/cam-{:04}", number % CAMERAS + 1),
        rate: Some(wkt::Duration { seconds: 1, nanos: 0 }),
        ..WatchRequest::default()
    }
}

async fn read(mut answer: Streaming<WatchResponse>, all: Took) {
    while let Ok(Some(message)) = answer.message().await {
        let Some(Event::Mark(mark)) = message.event else { continue };
        let Some(told) = mark.told_at.and_then(|at| at.millis()) else { continue };
        let took = u64::try_from(SystemClock.now().millis() - told).unwrap_or(0);
        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(Duration::from_millis(took));
    }
}

/// Events of all cameras and hotspots, until it is killed.
pub(super) fn load(to: &str, rate: u32) -> Result<Child> {
    Ok(Command::new(binary()?)
        .args(["simulate", "--to", to, "--watchers", "0", "--rate", &rate.to_string()])
        .args(["--for", "24h"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?)
}
