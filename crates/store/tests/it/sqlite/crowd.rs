//! More series than are known in memory: the whole contract again, and the bound.

use std::sync::Arc;

use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::ports::CellStore;
use kinhbac_store::sqlite::{SqliteConfig, SqliteStore};

use super::{Folder, at};
use crate::contract::sample::{MINUTE, P, commit, entry, minute, own, people, sorted, stored};
use crate::contract::{Harness, contract};

/// A store that knows three series, or another number.
struct Crowded<const KNOWN: usize = 3>(Folder);

impl<const KNOWN: usize> Harness for Crowded<KNOWN> {
    type Store = SqliteStore;

    fn new() -> Self {
        Self(Folder::new())
    }

    async fn open(&self) -> Arc<SqliteStore> {
        let config = SqliteConfig { max_series_cached: KNOWN, ..at(&self.0.file()) };
        SqliteStore::open(config).await.unwrap()
    }

    async fn reopen(&self, store: Arc<SqliteStore>) -> Arc<SqliteStore> {
        store.close().await;
        self.open().await
    }
}

contract!(Crowded);

#[tokio::test]
async fn a_flood_of_series_is_stored_and_not_all_known() {
    const KNOWN: usize = 1_000;
    let harness = Crowded::<KNOWN>::new();
    let store = harness.open().await;
    let owner = own(&*store, P).await;
    let flood = |count| -> Vec<CellEntry> {
        (0..200_000).map(|n| entry(people(n), minute(MINUTE), count)).collect()
    };
    store.commit(&commit(owner, 1, flood(1))).await.unwrap();
    assert!(store.series_cached() <= KNOWN, "{} known", store.series_cached());

    let store = harness.reopen(store).await;
    assert!(store.series_cached() <= KNOWN, "{} known after a start", store.series_cached());
    // None of them is taken for a new one.
    let again = flood(2);
    store.commit(&commit(owner, 2, again.clone())).await.unwrap();
    assert!(store.series_cached() <= KNOWN, "{} known again", store.series_cached());
    assert_eq!(stored(&*store, owner, &again).await, sorted(again));
}
