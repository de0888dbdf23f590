//! The aggregator in a seeded simulation, on ports that fail on purpose: lost acknowledgements,
//! failed and half-known commits, take-overs, zombies, repeated reads, clocks that jump.
//!
//! Time is tokio's paused time on one thread, so that a seed says everything that happens.

mod chaos;
mod clock;
mod log;
#[cfg(test)]
mod outage;
mod store;
mod traffic;
mod verdict;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use kinhbac_aggregator::AggregatorConfig;
use kinhbac_domain::fold::{FoldConfig, Retention};
use kinhbac_domain::time::Zone;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub(crate) use clock::SimClock;
pub(crate) use log::SimLog;
pub(crate) use store::SimStore;

/// Runs one seed to its end and compares all that is stored and published with a plain
/// recomputation. Tells how many events were in the log.
///
/// # Errors
/// When anything differs, or when the system does not come to rest.
pub fn run(seed: u64) -> anyhow::Result<usize> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    runtime.block_on(async {
        // Far more of simulated time than any seed needs.
        tokio::time::timeout(Duration::from_secs(48 * 3600), run_seed(seed))
            .await
            .context("the system did not come to rest")?
    })
}

/// What is simulated, all of it chosen by the seed.
pub(crate) struct World {
    pub(crate) partitions: u32,
    pub(crate) config: AggregatorConfig,
    pub(crate) log: Arc<SimLog>,
    pub(crate) store: Arc<SimStore>,
    pub(crate) clock: Arc<SimClock>,
}

async fn run_seed(seed: u64) -> anyhow::Result<usize> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let world = World::new(&mut rng);
    let publishing = traffic::publish(&world, ChaCha8Rng::seed_from_u64(rng.random()));
    let mut fleet = chaos::Fleet::new(&world);
    let chaos = fleet.harass(ChaCha8Rng::seed_from_u64(rng.random()));
    let published = tokio::select! {
        biased;
        published = publishing => published?,
        never = chaos => match never? {},
    };
    world.log.heal();
    world.store.heal();
    fleet.settle().await;
    verdict::rest(&world).await;
    fleet.stop().await?;
    verdict::compare(&world)?;
    Ok(published)
}

impl World {
    fn new(rng: &mut ChaCha8Rng) -> Self {
        let zones = ["Asia/Ho_Chi_Minh", "Pacific/Auckland", "UTC"];
        let zone = Zone::named(zones[rng.random_range(0..zones.len())]).unwrap_or(Zone::utc());
        let partitions = rng.random_range(1..=3);
        let clock = Arc::new(SimClock::new(rng));
        let fold = FoldConfig {
            memory_horizon: rng.random_range(0..=600_000),
            duplicate_horizon: rng.random_range(0..=300_000),
            max_lateness: rng.random_range(60_000..=40 * 86_400_000),
            retention: retention(rng),
            max_series: rng.random_range(12..=200),
            max_sequence_sources: rng.random_range(1..=4),
            max_sequence_ranges: rng.random_range(1..=5),
            ..FoldConfig::for_zone(zone)
        };
        let config = AggregatorConfig {
            publish_every: Duration::from_millis(rng.random_range(50..=500)),
            commit_every: Duration::from_millis(rng.random_range(100..=5_000)),
            max_uncommitted: rng.random_range(20..=2_000),
            log_retention: None,
            read_batch: rng.random_range(1..=50),
            fold,
        };
        let faults = ChaCha8Rng::seed_from_u64(rng.random());
        let log = Arc::new(SimLog::new(partitions, Arc::clone(&clock), faults));
        let store = Arc::new(SimStore::new(ChaCha8Rng::seed_from_u64(rng.random())));
        Self { partitions, config, log, store, clock }
    }
}

/// Minutes to weeks, by resolution; at times for ever.
fn retention(rng: &mut ChaCha8Rng) -> Retention {
    let mut kept = |most: i64| rng.random_ratio(2, 3).then(|| rng.random_range(1..=most));
    let (minute, hour, day) = (kept(3 * 3_600_000), kept(2 * 86_400_000), kept(30 * 86_400_000));
    Retention { minute, hour, day }
}
