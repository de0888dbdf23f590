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
use kinhbac_domain::ports::{NewRecord, Record};
use kinhbac_domain::position::{Offset, Topic};
use tempfile::TempDir;

use crate::client::Client;
use crate::engines::{Engines, Place, records};

/// Says how the system is to be.
pub struct Builder {
    engines: Engines,
    settings: Vec<(String, String)>,
    clock: Arc<dyn Clock>,
}

impl Builder {
    /// Stands on other engines than the embedded ones.
    #[must_use]
    pub fn on(mut self, engines: Engines) -> Self {
        self.engines = engines;
        self
    }

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
        let place = Place::new(self.engines).await?;
        let settings: Vec<_> = place.settings().into_iter().chain(self.settings).collect();
        let (kept, clock) = (Kept { folder, place }, self.clock);
        let server = start(&kept, &settings, &clock).await?;
        Ok(System { kept, settings, clock, server })
    }
}

/// What stays of a system that was stopped.
pub struct Kept {
    folder: TempDir,
    place: Place,
}

impl Kept {
    /// Its data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// All records of a topic.
    ///
    /// # Errors
    /// When the log can't be read.
    pub async fn records(&self, topic: Topic) -> Result<Vec<Record>> {
        let log = self.place.log(self.folder()).await?;
        records(&*log, topic).await
    }
}

/// A running system.
pub struct System {
    kept: Kept,
    settings: Vec<(String, String)>,
    clock: Arc<dyn Clock>,
    server: Server,
}

impl System {
    /// On embedded defaults, unless told otherwise.
    #[must_use]
    pub fn builder() -> Builder {
        let (engines, clock) = (Engines::Embedded, Arc::new(SystemClock));
        Builder { engines, settings: Vec::new(), clock }
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

    /// A key of the configuration that was set for it.
    #[must_use]
    pub fn setting(&self, key: &str) -> Option<&str> {
        let setting = self.settings.iter().rev().find(|(name, _)| name == key);
        setting.map(|(_, value)| value.as_str())
    }

    /// Stops it in good order and starts it again where its data is.
    ///
    /// # Errors
    /// When it does not stop well, or does not start.
    pub async fn restart(self) -> Result<Self> {
        let Self { kept, settings, clock, server } = self;
        server.stop().await?;
        let server = start(&kept, &settings, &clock).await?;
        Ok(Self { kept, settings, clock, server })
    }

    /// As [`System::restart`]; meanwhile another program writes to the log. Tells the offsets.
    ///
    /// # Errors
    /// When it does not stop well, the log does not take the records, or it does not start.
    pub async fn restart_after(
        self,
        topic: Topic,
        records: Vec<NewRecord>,
    ) -> Result<(Self, Vec<Offset>)> {
        let Self { kept, settings, clock, server } = self;
        server.stop().await?;
        let log = kept.place.log(kept.folder()).await?;
        let offsets = log.append(topic, records).await.into_iter().collect::<Result<_, _>>()?;
        drop(log);
        let server = start(&kept, &settings, &clock).await?;
        Ok((Self { kept, settings, clock, server }, offsets))
    }

    /// Stops it in good order, and gives what stays.
    ///
    /// # Errors
    /// When it does not stop well.
    pub async fn stop_and_keep(self) -> Result<Kept> {
        self.server.stop().await?;
        Ok(self.kept)
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
    kept: &Kept,
    settings: &[(String, String)],
    clock: &Arc<dyn Clock>,
) -> Result<Server> {
    let mut layers = Layers::defaults()?;
    let data_dir = kept.folder().to_str().context("a folder with a name in UTF-8")?;
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
