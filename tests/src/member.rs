//! A process of the system that comes and goes, and those who want to know where it is.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::sync::watch;

use crate::load::Address;
use crate::process::Process;

/// A process that comes and goes.
pub(crate) struct Member {
    roles: &'static [&'static str],
    folder: PathBuf,
    settings: Arc<Vec<(String, String)>>,
    process: Option<Process>,
    address: watch::Sender<Option<String>>,
}

impl Member {
    /// One with some roles, with all of them where none is named; `settings` as in the environment.
    pub(crate) fn new(
        folder: PathBuf,
        roles: &'static [&'static str],
        settings: Arc<Vec<(String, String)>>,
    ) -> Self {
        Self { roles, folder, settings, process: None, address: watch::Sender::new(None) }
    }

    /// Where it is, while it is up.
    pub(crate) fn address(&self) -> Address {
        self.address.subscribe()
    }

    /// Starts it, and waits until it is ready.
    pub(crate) async fn start(&mut self) -> Result<()> {
        let settings: Vec<_> =
            self.settings.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let process = match self.roles {
            [] => Process::up(&self.folder, &settings).await?,
            roles => Process::serve(roles, &self.folder, &settings).await?,
        };
        self.address.send_replace(Some(process.grpc.clone()));
        self.process = Some(process);
        Ok(())
    }

    pub(crate) fn is_up(&self) -> bool {
        self.process.is_some()
    }

    /// As kill -9.
    pub(crate) async fn kill(&mut self) -> Result<()> {
        self.address.send_replace(None);
        match self.process.take() {
            Some(process) => process.kill().await,
            None => Ok(()),
        }
    }

    /// As an operator stops it.
    pub(crate) async fn stop(&mut self) -> Result<()> {
        self.address.send_replace(None);
        match self.process.take() {
            Some(process) => process.stop().await,
            None => Ok(()),
        }
    }

    pub(crate) fn process(&self) -> Result<&Process> {
        self.process.as_ref().context("it is not up")
    }
}
