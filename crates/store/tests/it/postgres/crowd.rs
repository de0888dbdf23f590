//! More series than are known in memory.

use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::ports::CellStore;

use super::{Database, Plain};
use crate::contract::Harness;
use crate::contract::sample::{MINUTE, P, commit, entry, minute, own, people, sorted, stored};

#[tokio::test]
async fn a_flood_of_series_is_stored_and_not_all_known() {
    const KNOWN: usize = 1_000;
    let harness = Database::<Plain, KNOWN>::new();
    let store = harness.open().await;
    let owner = own(&*store, P).await;
    let flood = |count| -> Vec<CellEntry> {
        (0..50_000).map(|n| entry(people(n), minute(MINUTE), count)).collect()
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
