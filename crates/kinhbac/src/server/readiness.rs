//! Which parts are ready: asked again and again, told on `/readyz` and by gRPC health.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use kinhbac_aggregator::Status as AggregatorStatus;
use kinhbac_domain::ports::{EventLog, RegistryStore};
use kinhbac_domain::position::{PartitionIndex, Stream, Topic};
use kinhbac_live::Live;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

use super::engines::Engines;
use super::roles::Running;
use crate::output::json::Object;

/// Between two questions, until all is ready.
const SOON: Duration = Duration::from_millis(100);
/// Between two questions afterwards: each is one to the log and one to the store.
const LATER: Duration = Duration::from_millis(500);
/// An engine that does not answer for so long is not ready.
const ANSWER: Duration = Duration::from_secs(2);

/// Parts that are not ready, each with its reason.
type NotReady = BTreeMap<&'static str, String>;

/// Knows which parts are ready.
pub(super) struct Readiness {
    log: Arc<dyn EventLog>,
    store: Arc<dyn RegistryStore>,
    aggregator: Option<Arc<AggregatorStatus>>,
    live: Option<Arc<Live>>,
    state: watch::Sender<NotReady>,
    stopping: CancellationToken,
}

impl Readiness {
    /// Of a process's parts.
    pub(super) fn new(engines: &Engines, running: &Running) -> Self {
        let starting = NotReady::from([("server", "starting".to_owned())]);
        Self {
            log: engines.log.clone(),
            store: engines.store.clone(),
            aggregator: running.aggregator.clone(),
            live: running.live.clone(),
            state: watch::Sender::new(starting),
            stopping: CancellationToken::new(),
        }
    }

    /// Says that the server is stopping.
    pub(super) fn stopping(&self) {
        self.stopping.cancel();
        self.state.send_replace(NotReady::from([("server", "stopping".to_owned())]));
    }

    /// Waits until every part is ready.
    pub(super) async fn wait(&self) {
        // The sender is this one's own: it does not go away.
        let _ = self.state.subscribe().wait_for(BTreeMap::is_empty).await;
    }

    /// Whether all is ready, and the state as JSON.
    pub(super) fn page(&self) -> (bool, String) {
        let not_ready = self.state.borrow();
        let reasons = not_ready
            .iter()
            .fold(Object::default(), |object, (part, reason)| object.text(part, reason))
            .line();
        let ready = not_ready.is_empty();
        let page = Object::default().raw("ready", if ready { "true" } else { "false" });
        (ready, page.raw("notReady", &reasons).line())
    }

    /// Asks on and on, and tells gRPC health.
    pub(super) async fn run(
        self: Arc<Self>,
        health: (HealthReporter, Vec<&'static str>),
        stop: CancellationToken,
    ) -> Result<()> {
        let mut told = None;
        let mut pause = Duration::ZERO;
        while stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_some() {
            if !self.stopping.is_cancelled() {
                let now = self.ask().await;
                self.state.send_if_modified(|state| {
                    let changed = *state != now && !self.stopping.is_cancelled();
                    if changed {
                        *state = now;
                    }
                    changed
                });
            }
            let ready = self.state.borrow().is_empty();
            pause = if ready { LATER } else { SOON };
            if told.replace(ready) != Some(ready) {
                tell(&health, ready).await;
                let (_, state) = self.page();
                tracing::info!(ready, state, "readiness changed");
            }
        }
        Ok(())
    }

    async fn ask(&self) -> NotReady {
        let (log, store) = tokio::join!(self.ask_log(), self.ask_store());
        let aggregator = self.aggregator.as_ref().and_then(|status| status.not_ready());
        let live = self.live.as_ref().filter(|live| !live.is_ready());
        let live = live.map(|_| "the view has not caught up yet".to_owned());
        [("log", log), ("store", store), ("aggregator", aggregator), ("live", live)]
            .into_iter()
            .filter_map(|(part, reason)| Some((part, reason?)))
            .collect()
    }

    async fn ask_log(&self) -> Option<String> {
        let asking = self.log.bounds(Topic::Input(Stream::Camera), PartitionIndex(0));
        answered(asking).await
    }

    async fn ask_store(&self) -> Option<String> {
        answered(self.store.revision()).await
    }
}

/// Why an engine is not ready, if it is not.
async fn answered<T, E: std::fmt::Display>(
    asking: impl Future<Output = Result<T, E>>,
) -> Option<String> {
    match tokio::time::timeout(ANSWER, asking).await {
        Ok(Ok(_)) => None,
        Ok(Err(error)) => Some(error.to_string()),
        Err(_) => Some(format!("no answer for {} s", ANSWER.as_secs())),
    }
}

async fn tell((health, services): &(HealthReporter, Vec<&'static str>), ready: bool) {
    let status = if ready { ServingStatus::Serving } else { ServingStatus::NotServing };
    for service in [""].iter().chain(services) {
        health.set_service_status(*service, status).await;
    }
}
