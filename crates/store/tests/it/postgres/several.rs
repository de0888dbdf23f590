//! Several processes on one database.

use kinhbac_domain::cell::CellEntry;
use kinhbac_domain::ports::CellStore;
use kinhbac_domain::position::PartitionIndex;

use super::{Database, Engine, on_each_engine};
use crate::contract::Harness;
use crate::contract::sample::{MINUTE, commit, entry, minute, own, people, sorted, stored};

on_each_engine! {
    new_series_of_several_processes_get_numbers_of_their_own
}

const PARTITIONS: u32 = 6;
const ROUNDS: u32 = 8;

/// Each partition's rounds bring new series, and all want their numbers at once.
async fn new_series_of_several_processes_get_numbers_of_their_own<E: Engine>() {
    let database = Database::<E>::new();
    let stores = [database.open().await, database.open().await, database.open().await];
    let cells = |p: u32, round: u32| -> Vec<CellEntry> {
        let camera = |n| 10_000 * p + 100 * round + n;
        (0..60).map(|n| entry(people(camera(n)), minute(MINUTE), u64::from(round) + 1)).collect()
    };
    let fold = async |p: u32| {
        let store = &stores[p as usize % stores.len()];
        let owner = own(&**store, PartitionIndex(p)).await;
        for round in 0..ROUNDS {
            let made = commit(owner, round.into(), cells(p, round));
            store.commit(&made).await.unwrap();
        }
        owner
    };
    let owners = futures::future::join_all((0..PARTITIONS).map(fold)).await;

    let late = database.open().await;
    for (p, owner) in (0..PARTITIONS).zip(owners) {
        let all: Vec<_> = (0..ROUNDS).flat_map(|round| cells(p, round)).collect();
        for store in stores.iter().chain([&late]) {
            assert_eq!(stored(&**store, owner, &all).await, sorted(all.clone()));
        }
    }
    let gapless = "SELECT count(*) = max(series_id) AND min(series_id) = 1 FROM series";
    let gapless: bool = sqlx::query_scalar(gapless).fetch_one(&database.sql().await).await.unwrap();
    assert!(gapless);
}
