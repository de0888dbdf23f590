//! Reads the registry again before anything is called unknown.

use std::sync::Arc;

use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::StoreError;
use kinhbac_domain::registry::Registry;
use kinhbac_domain::time::Timestamp;
use kinhbac_registry::RegistryCache;
use tokio::sync::Mutex;

/// The least time between two readings, milliseconds: a flood of unknown sources is no load on
/// the store.
const EVERY_MILLIS: i64 = 200;

/// The registry, read again on demand.
pub(crate) struct FreshRegistry {
    cache: Arc<RegistryCache>,
    clock: Arc<dyn Clock>,
    /// When it was read last, and how that went. Held while it is read: those who ask meanwhile
    /// wait for that reading.
    last: Mutex<(Timestamp, Result<(), StoreError>)>,
}

impl FreshRegistry {
    pub(crate) fn new(cache: Arc<RegistryCache>, clock: Arc<dyn Clock>) -> Self {
        Self { cache, clock, last: Mutex::new((Timestamp::MIN, Ok(()))) }
    }

    /// As it was last read.
    pub(crate) fn current(&self) -> Arc<Registry> {
        self.cache.current()
    }

    /// As it was read just now, or by another batch a moment ago.
    ///
    /// # Errors
    /// When the store is not available: nothing can be called unknown then.
    pub(crate) async fn again(&self) -> Result<Arc<Registry>, StoreError> {
        let mut last = self.last.lock().await;
        let now = self.clock.now();
        if now.millis_since(last.0).abs() >= EVERY_MILLIS {
            let read = self.cache.refresh().await;
            *last = (now, read.map(drop));
        }
        last.1.clone().map(|()| self.cache.current())
    }
}
