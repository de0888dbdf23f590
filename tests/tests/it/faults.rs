//! A fixed short slice of each long campaign (`cargo run --release -p kinhbac-tests --bin
//! campaign`).

use kinhbac_tests::{kills, simulation};

#[test]
fn results_equal_a_recomputation_whatever_fails() {
    // The last one is of a commit that was not known to be made when the task was stopped.
    for seed in (0..120).chain([7_813]) {
        simulation::run(seed).unwrap_or_else(|error| {
            panic!("seed {seed} (campaign fold --seeds {seed}..{}): {error:#}", seed + 1)
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn acked_is_kept_and_counted_once_whenever_the_binary_is_killed() {
    kills::run(5, 1, || ()).await.unwrap();
}
