//! An engine that is away is waited for, and readiness says so meanwhile.

use std::fmt::Display;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use kinhbac_domain::ports::{LogError, StoreError};
use kinhbac_domain::position::PartitionIndex;
use tokio_util::sync::CancellationToken;

use crate::Status;

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(200);
/// Said once, and again after so many tries: half a minute.
const SAY_EVERY: u32 = 150;

/// Who waits for engines: a partition's task, or the process; and until when.
#[derive(Clone)]
pub(crate) struct Patience {
    pub(crate) partition: Option<PartitionIndex>,
    pub(crate) status: Arc<Status>,
    pub(crate) stop: CancellationToken,
}

impl Patience {
    /// A wait that may come to be.
    pub(crate) fn wait(&self, what: &'static str) -> Wait {
        Wait { patience: self.clone(), what, tries: 0 }
    }

    /// Tries until the log is there; none when stopped meanwhile.
    pub(crate) async fn log<T, F>(
        &self,
        what: &'static str,
        attempt: impl FnMut() -> F,
    ) -> Result<Option<T>, LogError>
    where
        F: Future<Output = Result<T, LogError>>,
    {
        self.until(what, attempt, |error| matches!(error, LogError::Unavailable(_))).await
    }

    /// Tries until the store is there and has room; none when stopped meanwhile. Only for what
    /// may be done twice.
    pub(crate) async fn store<T, F>(
        &self,
        what: &'static str,
        attempt: impl FnMut() -> F,
    ) -> Result<Option<T>, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        let passes =
            |error: &StoreError| matches!(error, StoreError::Unavailable(_) | StoreError::Full(_));
        self.until(what, attempt, passes).await
    }

    async fn until<T, E, F>(
        &self,
        what: &'static str,
        mut attempt: impl FnMut() -> F,
        passes: impl Fn(&E) -> bool,
    ) -> Result<Option<T>, E>
    where
        E: Display + Sync,
        F: Future<Output = Result<T, E>>,
    {
        let mut wait = self.wait(what);
        loop {
            match attempt().await {
                Ok(done) => return Ok(Some(done)),
                Err(error) if passes(&error) => {
                    if !wait.pause(&error).await {
                        return Ok(None);
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// A wait for an engine, from the first failure until it is over or dropped.
pub(crate) struct Wait {
    patience: Patience,
    what: &'static str,
    tries: u32,
}

impl Wait {
    /// Pauses after a failure; false when stopped meanwhile.
    pub(crate) async fn pause(&mut self, error: &(dyn Display + Sync)) -> bool {
        let Patience { partition, status, stop } = &self.patience;
        if self.tries.is_multiple_of(SAY_EVERY) {
            let partition = partition.map(|partition| partition.0);
            tracing::warn!(%error, self.what, partition, self.tries, "waiting for an engine");
        }
        if self.tries == 0 {
            status.waits(*partition, self.what, error);
        }
        self.tries = self.tries.saturating_add(1);
        tokio::select! {
            biased;
            () = tokio::time::sleep(PAUSE) => true,
            () = stop.cancelled() => false,
        }
    }

    /// The engine has answered.
    pub(crate) fn over(&mut self) {
        if self.tries > 0 {
            self.patience.status.waits_no_more(self.patience.partition, self.what);
            self.tries = 0;
        }
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.over();
    }
}
