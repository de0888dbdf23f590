//! Stored cells are kept for so long.

use std::time::Duration;

use kinhbac_domain::time::Resolution;
use tokio_util::sync::CancellationToken;

use crate::Deps;

/// How long stored cells are kept, by resolution; none: for ever.
#[derive(Clone, Debug)]
pub struct Retention {
    /// Minutes.
    pub minute: Option<Duration>,
    /// Hours.
    pub hour: Option<Duration>,
    /// Local days.
    pub day: Option<Duration>,
}

impl Default for Retention {
    fn default() -> Self {
        Self { minute: Some(Duration::from_secs(90 * 86_400)), hour: None, day: None }
    }
}

/// Between two clean-ups.
const EVERY: Duration = Duration::from_secs(3_600);

/// Deletes what is too old, each hour, until stopped.
pub(crate) async fn run(retention: Retention, deps: Deps, stop: CancellationToken) {
    loop {
        for (resolution, age) in [
            (Resolution::Minute, retention.minute),
            (Resolution::Hour, retention.hour),
            (Resolution::Day, retention.day),
        ] {
            if let Some(age) = age {
                forget(&deps, resolution, age).await;
            }
        }
        tokio::select! {
            biased;
            () = tokio::time::sleep(EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}

async fn forget(deps: &Deps, resolution: Resolution, age: Duration) {
    let age = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
    let before = deps.clock.now().plus_millis(-age);
    match deps.store.forget_cells(resolution, before).await {
        Ok(0) => {}
        Ok(cells) => tracing::info!(cells, resolution = resolution.name(), "old cells deleted"),
        // Tried again in an hour: nothing depends on it.
        Err(error) => tracing::warn!(%error, "old cells could not be deleted"),
    }
}
