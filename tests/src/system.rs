//! The whole system in one process, on ports of its own and in a temporary folder.
//!
//! ```ignore
//! let system = System::builder().zone("Pacific/Auckland").start().await?;
//! system.import(&["units.csv", "sites.csv", "devices.csv"]).await?;
//! ```

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use kinhbac::config::{Config, Layers};
use kinhbac::server::{Prepare, Roles, Server};
use kinhbac_domain::clock::{Clock, SystemClock};
use tempfile::TempDir;

use crate::client::Client;

/// Says how the system is to be.
pub struct Builder {
    settings: Vec<(String, String)>,
    clock: Arc<dyn Clock>,
}

impl Builder {
    /// Sets a key of the configuration.
    #[must_use]
    pub fn set(mut self, key: &str, value: &str) -> Self {
        self.settings.push((key.into(), value.into()));
        self
    }

    /// Sets the installation's zone.
    #[must_use]
    pub fn zone(self, name: &str) -> Self {
        self.set("time_zone", name)
    }

    /// Goes by another clock.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Starts it, and waits until it is ready.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(self) -> Result<System> {
        let folder = tempfile::tempdir()?;
        let Self { settings, clock } = self;
        let server = start(folder.path(), &settings, &clock).await?;
        Ok(System { folder, settings, clock, server })
    }
}

/// A running system.
pub struct System {
    folder: TempDir,
    settings: Vec<(String, String)>,
    clock: Arc<dyn Clock>,
    server: Server,
}

impl System {
    /// On embedded defaults, unless told otherwise.
    #[must_use]
    pub fn builder() -> Builder {
        Builder { settings: Vec::new(), clock: Arc::new(SystemClock) }
    }

    /// A client of it.
    ///
    /// # Errors
    /// When it can't be reached.
    pub async fn client(&self) -> Result<Client> {
        Client::connect(&format!("http://{}", self.server.grpc)).await
    }

    /// The address of its HTTP side, e.g. `http://127.0.0.1:40123`.
    #[must_use]
    pub fn http(&self) -> String {
        format!("http://{}", self.server.http)
    }

    /// Stops it in good order and starts it again on the same folder.
    ///
    /// # Errors
    /// When it does not stop well, or does not start.
    pub async fn restart(self) -> Result<Self> {
        let Self { folder, settings, clock, server } = self;
        server.stop().await?;
        let server = start(folder.path(), &settings, &clock).await?;
        Ok(Self { folder, settings, clock, server })
    }

    /// Stops it in good order, and gives its folder.
    ///
    /// # Errors
    /// When it does not stop well.
    pub async fn stop_and_keep(self) -> Result<TempDir> {
        self.server.stop().await?;
        Ok(self.folder)
    }

    /// Stops it in good order.
    ///
    /// # Errors
    /// When it does not stop well.
    pub async fn stop(self) -> Result<()> {
        self.server.stop().await
    }
}

async fn start(
    folder: &Path,
    settings: &[(String, String)],
    clock: &Arc<dyn Clock>,
) -> Result<Server> {
    let mut layers = Layers::defaults()?;
    let data_dir = folder.to_str().context("a folder with a name in UTF-8")?;
    for (key, value) in
        [("data_dir", data_dir), ("listen.grpc", "127.0.0.1:0"), ("listen.http", "127.0.0.1:0")]
    {
        layers.take_flag("the test", key, value.to_owned())?;
    }
    for (key, value) in settings {
        layers.take_flag("the test", key, value.clone())?;
    }
    let config = Config::from_layers(&layers)?;
    let mut server = Server::start(config, Arc::clone(clock), Roles::ALL, Prepare::Make).await?;
    server.ready().await?;
    Ok(server)
}

/// The sample province's registry files, in the order of import.
#[must_use]
pub fn sample_province() -> [PathBuf; 3] {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/sample");
    ["units.csv", "sites.csv", "devices.csv"].map(|file| sample.join(file))
}
