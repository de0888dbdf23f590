//! The cache that the roles of a process share.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use kinhbac_domain::ports::RegistryStore;
use kinhbac_domain::registry::RegistryRows;
use kinhbac_domain::time::Zone;
use kinhbac_registry::RegistryCache;
use tokio_util::sync::CancellationToken;

use crate::world::{MemoryStore, UNITS, World};

async fn rows_of_another_process() -> RegistryRows {
    let mut world = World::new("UTC").await;
    let unit = format!("{UNITS}2020-01-01,,P,province,,,,,,,\n");
    world.import("units.csv", unit).await.unwrap();
    world.store.rows()
}

#[tokio::test]
async fn what_another_process_imports_is_seen_also_after_an_outage() {
    let store = Arc::new(MemoryStore::default());
    let cache = RegistryCache::open(store.clone(), Zone::utc()).await.unwrap();
    let mut seen = cache.subscribe();
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(cache.clone().run(shutdown.clone()));

    store.upsert(&rows_of_another_process().await, 0).await.unwrap();
    store.away.store(true, Ordering::SeqCst);
    cache.refresh().await.unwrap_err();
    assert_eq!(cache.current().revision(), 0, "the last one serves");
    store.away.store(false, Ordering::SeqCst);
    seen.wait_for(|registry| registry.revision() == 1).await.unwrap();
    assert_eq!(cache.current().units().count(), 1);

    shutdown.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn the_rows_are_read_only_when_the_revision_is_another() {
    let store = Arc::new(MemoryStore::default());
    let cache = RegistryCache::open(store.clone(), Zone::utc()).await.unwrap();
    for _ in 0..3 {
        cache.refresh().await.unwrap();
    }
    assert_eq!(store.loads.load(Ordering::SeqCst), 1);
    store.upsert(&rows_of_another_process().await, 0).await.unwrap();
    let (one, other) = tokio::join!(cache.refresh(), cache.refresh());
    assert!(Arc::ptr_eq(&one.unwrap(), &other.unwrap()));
    assert_eq!(store.loads.load(Ordering::SeqCst), 2);
}
