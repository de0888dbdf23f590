//! The tasks of a server, by name. None ends by itself: one that does takes the server down.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Result, anyhow};
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::timeout;

/// Tasks under way.
#[derive(Default)]
pub(super) struct Tasks {
    running: JoinSet<Result<()>>,
    names: HashMap<Id, (&'static str, AbortHandle)>,
    /// The first that failed.
    died: Option<anyhow::Error>,
}

impl Tasks {
    /// Starts a task.
    pub(super) fn start(
        &mut self,
        name: &'static str,
        task: impl Future<Output = Result<()>> + Send + 'static,
    ) {
        let handle = self.running.spawn(task);
        self.names.insert(handle.id(), (name, handle));
    }

    /// Waits until a task ends, well or not, which none should; why.
    pub(super) async fn died(&mut self) -> anyhow::Error {
        match self.running.join_next_with_id().await {
            Some(ended) => match self.note(ended) {
                (_, Err(error)) => error,
                (name, Ok(())) => anyhow!("{name} ended by itself"),
            },
            None => anyhow!("nothing is running"),
        }
    }

    /// Waits until the tasks of these names have ended.
    pub(super) async fn ended(&mut self, names: &[&str]) {
        while names.iter().any(|name| self.is_running(name)) {
            let Some(ended) = self.running.join_next_with_id().await else { return };
            self.keep(ended);
        }
    }

    /// Waits until all have ended; those that take longer are cut. The first failure, if any.
    pub(super) async fn end_all(mut self, limit: Duration) -> Result<()> {
        let all = async {
            while let Some(ended) = self.running.join_next_with_id().await {
                self.keep(ended);
            }
        };
        if timeout(limit, all).await.is_err() {
            let left: Vec<_> = self.names.values().map(|(name, _)| *name).collect();
            tracing::warn!(tasks = left.join(" "), "some tasks did not end in time and are cut");
            self.running.shutdown().await;
        }
        self.died.map_or(Ok(()), Err)
    }

    /// Whether a task of this name is running.
    pub(super) fn is_running(&self, name: &str) -> bool {
        self.names.values().any(|(running, _)| *running == name)
    }

    /// Whether one has failed.
    pub(super) fn has_died(&self) -> bool {
        self.died.is_some()
    }

    /// Cuts a task.
    pub(super) fn abort(&mut self, name: &str) {
        self.names.values().filter(|(running, _)| *running == name).for_each(|(_, h)| h.abort());
    }

    fn keep(&mut self, ended: Result<(Id, Result<()>), JoinError>) {
        if let (_, Err(error)) = self.note(ended) {
            self.died.get_or_insert(error);
        }
    }

    fn note(&mut self, ended: Result<(Id, Result<()>), JoinError>) -> (&'static str, Result<()>) {
        let (id, outcome) = match ended {
            Ok((id, outcome)) => (id, outcome),
            Err(error) if error.is_cancelled() => (error.id(), Ok(())),
            Err(error) => (error.id(), Err(anyhow!("{error}"))),
        };
        let name = self.names.remove(&id).map_or("a task", |(name, _)| name);
        (name, outcome.map_err(|error| error.context(format!("{name} died"))))
    }
}
