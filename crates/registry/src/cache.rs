//! The registry as the roles of one process know it.

use std::sync::Arc;
use std::time::Duration;

use kinhbac_domain::ports::{RegistryStore, StoreError};
use kinhbac_domain::registry::Registry;
use kinhbac_domain::time::Zone;
use tokio::sync::{Mutex, watch};
use tokio_util::sync::CancellationToken;

/// Between two looks at the revision.
const EVERY: Duration = Duration::from_secs(1);

/// Holds the newest revision that was seen; one a process, shared by its roles.
pub struct RegistryCache {
    store: Arc<dyn RegistryStore>,
    zone: Zone,
    newest: watch::Sender<Arc<Registry>>,
    /// One load at a time: those who wait for it find its result.
    loading: Mutex<()>,
}

impl RegistryCache {
    /// Loads what there is.
    ///
    /// # Errors
    /// When the store is not available or damaged.
    pub async fn open(store: Arc<dyn RegistryStore>, zone: Zone) -> Result<Arc<Self>, StoreError> {
        let (revision, rows) = store.load().await?;
        let registry = Arc::new(Registry::build(revision, rows, zone.clone()));
        let newest = watch::Sender::new(registry);
        Ok(Arc::new(Self { store, zone, newest, loading: Mutex::new(()) }))
    }

    /// The newest revision that was seen.
    #[must_use]
    pub fn current(&self) -> Arc<Registry> {
        Arc::clone(&self.newest.borrow())
    }

    /// Tells of each new revision.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<Arc<Registry>> {
        self.newest.subscribe()
    }

    /// Looks at the store's revision, and loads it if it is another.
    ///
    /// # Errors
    /// When the store is not available or damaged.
    pub async fn refresh(&self) -> Result<Arc<Registry>, StoreError> {
        let _one_at_a_time = self.loading.lock().await;
        let known = self.current();
        if self.store.revision().await? == known.revision() {
            return Ok(known);
        }
        let (revision, rows) = self.store.load().await?;
        let registry = Arc::new(Registry::build(revision, rows, self.zone.clone()));
        self.newest.send_replace(Arc::clone(&registry));
        Ok(registry)
    }

    /// Looks each second, until shutdown; a store that is away is waited for.
    pub async fn run(self: Arc<Self>, shutdown: CancellationToken) {
        let mut away = false;
        loop {
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = shutdown.cancelled() => return,
            }
            match self.refresh().await {
                Ok(_) => away = false,
                Err(error) => {
                    if !std::mem::replace(&mut away, true) {
                        tracing::warn!(%error, "the registry can't be read; the last one serves");
                    }
                }
            }
        }
    }
}
