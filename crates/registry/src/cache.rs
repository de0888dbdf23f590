//! The registry as all roles of a process know it.

use std::sync::Arc;
use std::time::Duration;

use kinhbac_domain::ports::{RegistryStore, StoreError};
use kinhbac_domain::registry::Registry;
use kinhbac_domain::time::Zone;
use tokio::sync::{Mutex, watch};
use tokio_util::sync::CancellationToken;

use crate::metrics;

/// Between two looks at the store's revision.
const EVERY: Duration = Duration::from_secs(1);

/// Holds the newest revision that was seen; one a process, shared by its roles.
pub struct RegistryCache {
    store: Arc<dyn RegistryStore>,
    zone: Zone,
    newest: watch::Sender<Arc<Registry>>,
    /// One look at a time: an older answer of the store must not come after a newer one.
    looking: Mutex<()>,
}

impl RegistryCache {
    /// Loads what the store has.
    ///
    /// # Errors
    /// When the store is not available or damaged.
    pub async fn open(store: Arc<dyn RegistryStore>, zone: Zone) -> Result<Arc<Self>, StoreError> {
        let first = load(store.as_ref(), &zone).await?;
        let newest = watch::Sender::new(first);
        Ok(Arc::new(Self { store, zone, newest, looking: Mutex::default() }))
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
    /// When the store is not available or damaged; the last revision goes on serving.
    pub async fn refresh(&self) -> Result<Arc<Registry>, StoreError> {
        let _one_at_a_time = self.looking.lock().await;
        let known = self.current();
        if self.store.revision().await? == known.revision() {
            return Ok(known);
        }
        let registry = load(self.store.as_ref(), &self.zone).await?;
        self.newest.send_replace(Arc::clone(&registry));
        Ok(registry)
    }

    /// Looks each second, until shutdown; an outage of the store is waited out.
    pub async fn run(self: Arc<Self>, shutdown: CancellationToken) {
        let mut away = false;
        while shutdown.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
            let Some(seen) = shutdown.run_until_cancelled(self.refresh()).await else { return };
            match &seen {
                Ok(_) if away => tracing::info!("the registry can be read again"),
                Err(error) if !away => {
                    tracing::warn!(%error, "the registry can't be read; the last one serves");
                }
                _ => {}
            }
            away = seen.is_err();
        }
    }
}

async fn load(store: &dyn RegistryStore, zone: &Zone) -> Result<Arc<Registry>, StoreError> {
    let (revision, rows) = store.load().await?;
    let registry = Registry::build(revision, rows, zone.clone());
    metrics::serving(&registry);
    Ok(Arc::new(registry))
}
