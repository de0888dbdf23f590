//! Who must not notice: a publisher at a steady modest rate, and a reader.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kinhbac_api::v1::{CameraCount, Event, Outcome, QueryRequest, event};
use kinhbac_domain::clock::{Clock, SystemClock};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tonic::{Code, Status};

use crate::client::{Client, PATIENCE};

/// Events in a batch.
const BATCH: u64 = 25;
/// Between two batches: 500 events a second.
const EVERY: Duration = Duration::from_millis(50);
/// Between two queries.
const ASK: Duration = Duration::from_secs(1);
/// Cameras of the sample province.
const CAMERAS: u64 = 3_200;
const HOUR_MILLIS: i64 = 3_600_000;

/// The polite ones.
pub(super) struct Polite {
    to: String,
    client: Client,
    sent: u64,
}

/// What they felt.
pub(super) struct Figures {
    /// From when each batch was due to its acknowledgement, the fastest first; never empty.
    took: Vec<Duration>,
    pub(super) queries: Queries,
}

/// What the reader felt.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Queries {
    /// The longest that connecting and asking took.
    pub(super) slowest: Duration,
    /// Refused because of others.
    pub(super) refused: u64,
}

impl Figures {
    pub(super) fn acks(&self) -> usize {
        self.took.len()
    }

    pub(super) fn p50(&self) -> Duration {
        self.took[self.took.len() / 2]
    }

    pub(super) fn p99(&self) -> Duration {
        self.took[self.took.len() * 99 / 100]
    }
}

impl Polite {
    pub(super) async fn connect(to: &str) -> Result<Self> {
        Ok(Self { to: to.to_owned(), client: Client::connect(to).await?, sent: 0 })
    }

    /// Publishes over one connection, and asks over a new one each second.
    pub(super) async fn measure(&mut self, during: Duration) -> Result<Figures> {
        let until = Instant::now() + during;
        let to = self.to.clone();
        let asking = async { timeout(during + PATIENCE, ask(&to, until)).await? };
        let (mut took, queries) = tokio::try_join!(self.publish(until), asking)?;
        took.sort_unstable();
        Ok(Figures { took, queries })
    }

    async fn publish(&mut self, until: Instant) -> Result<Vec<Duration>> {
        let mut due = interval(EVERY);
        // One that is late is late from when it was due.
        due.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut took = Vec::new();
        while took.is_empty() || Instant::now() < until {
            let due = due.tick().await;
            let batch = (0..BATCH).map(|_| self.event()).collect();
            let answer = timeout(PATIENCE, self.client.publish_batch(batch)).await;
            let results = answer.context("a batch was not answered")??;
            took.push(due.elapsed());
            let accepted = results.iter().filter(|result| result.outcome() == Outcome::Accepted);
            ensure!(accepted.count() as u64 == BATCH, "not all accepted: {results:?}");
        }
        Ok(took)
    }

    fn event(&mut self) -> Event {
        self.sent += 1;
        Event {
            id: format!("polite-{}", self.sent),
            source: format!("camera/cam-{:04}", self.sent % CAMERAS + 1),
            time: Some(SystemClock.now().into()),
            payload: Some(event::Payload::CameraCount(CameraCount {
                people: Some(1),
                ..CameraCount::default()
            })),
            ..Event::default()
        }
    }
}

async fn ask(to: &str, until: Instant) -> Result<Queries> {
    let mut due = interval(ASK);
    let mut queries = Queries::default();
    while Instant::now() < until {
        let due = due.tick().await;
        match Client::connect(to).await?.query(question("province")).await {
            Ok(_) => queries.slowest = queries.slowest.max(due.elapsed()),
            Err(error) if is_refusal(&error) => queries.refused += 1,
            Err(error) => return Err(error.context("a query")),
        }
    }
    Ok(queries)
}

fn is_refusal(error: &anyhow::Error) -> bool {
    error.downcast_ref::<Status>().is_some_and(|status| status.code() == Code::ResourceExhausted)
}

/// People by minute in the last hour.
pub(super) fn question(by: &str) -> QueryRequest {
    let now = SystemClock.now();
    QueryRequest {
        measure: "camera.people".into(),
        from: now.plus_millis(-HOUR_MILLIS).to_string(),
        to: now.plus_millis(HOUR_MILLIS).to_string(),
        step: "minute".into(),
        by: by.into(),
        ..QueryRequest::default()
    }
}
