//! A fixed short slice of each long campaign (`cargo run --release -p kinhbac-tests --bin
//! campaign`).

use std::time::Duration;

use kinhbac_tests::engines::Engines;
use kinhbac_tests::scale::{self, Fault, Plan};
use kinhbac_tests::{kills, simulation};

use crate::support::on_all_engines;

#[test]
fn results_equal_a_recomputation_whatever_fails() {
    // The last one is of a commit that was not known to be made when the task was stopped.
    for seed in (0..120).chain([7_813]) {
        simulation::run(seed).unwrap_or_else(|error| {
            panic!("seed {seed} (campaign fold --seeds {seed}..{}): {error:#}", seed + 1)
        });
    }
}

on_all_engines! {
    acked_is_kept_and_counted_once_whenever_the_binary_is_killed
}

async fn acked_is_kept_and_counted_once_whenever_the_binary_is_killed(engines: Engines) {
    kills::run(engines, 5, 1, || ()).await.unwrap();
}

const FAULTS: [Fault; 5] = [
    Fault::KillAggregator,
    Fault::KillGateway,
    Fault::KillPostgres,
    Fault::PauseAggregator,
    Fault::Rebalance,
];

/// Faults on the real engines, each once. The broker's are left to the campaign: how long it takes
/// to be back differs too much for a test.
#[tokio::test(flavor = "multi_thread")]
async fn counted_once_on_kafka_and_postgres_whatever_process_is_killed_or_paused() {
    let plan = Plan { faults: FAULTS.to_vec(), seed: 1, pause: Duration::from_secs(8) };
    let verdict = scale::run(plan, || ()).await.unwrap();
    assert!(verdict.cells > 1_000, "{verdict}");
}
