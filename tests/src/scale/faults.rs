//! What happens to the system.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kinhbac_test_engines::Own;
use rand::Rng;
use rand::seq::IteratorRandom;
use rand_chacha::ChaCha8Rng;
use tokio::task::block_in_place;
use tokio::time::{Instant, sleep};

use super::Fault;
use super::cluster::Cluster;
use crate::client::get;

/// The group misses a member after 6 s.
const LONGER_THAN_A_SESSION: std::ops::Range<u64> = 7_500..10_000;
/// How long readiness may take to tell what is away, or back.
const TELL: Duration = Duration::from_secs(30);

impl Cluster {
    /// Lets a fault happen, and be over.
    pub(super) async fn suffer(
        &mut self,
        fault: Fault,
        pause: Duration,
        rng: &mut ChaCha8Rng,
    ) -> Result<()> {
        match fault {
            Fault::KillAggregator => {
                let who = rng.random_range(0..2);
                self.aggregators[who].kill().await?;
                self.aggregators[who].start().await
            }
            Fault::KillGateway => {
                let who = rng.random_range(0..self.gateways.len());
                self.gateways[who].kill().await?;
                self.gateways[who].start().await
            }
            Fault::KillBroker => kill(&self.kafka, rng).await,
            Fault::KillPostgres => kill(&self.postgres, rng).await,
            Fault::PauseAggregator => {
                let who = self.aggregators[rng.random_range(0..2)].process()?;
                who.signal("-STOP")?;
                sleep(Duration::from_millis(rng.random_range(LONGER_THAN_A_SESSION))).await;
                who.signal("-CONT")
            }
            Fault::Rebalance => self.rebalance(rng).await,
            Fault::PauseEngines => self.pause_engines(pause).await,
        }
    }

    async fn rebalance(&mut self, rng: &mut ChaCha8Rng) -> Result<()> {
        let up = self.aggregators.iter().filter(|member| member.is_up()).count();
        let adds = up == 1 || up < self.aggregators.len() && rng.random();
        let those = self.aggregators.iter_mut().filter(|member| member.is_up() != adds);
        let who = those.choose(rng).context("one to add or to take away")?;
        match (adds, rng.random()) {
            (true, _) => who.start().await,
            (false, true) => who.stop().await,
            (false, false) => who.kill().await,
        }
    }

    async fn pause_engines(&mut self, pause: Duration) -> Result<()> {
        for (engine, part) in [(&self.postgres, "store"), (&self.kafka, "log")] {
            engine.signal("-STOP")?;
            let paused = Instant::now();
            let aggregator = self.aggregators[0].process()?;
            let told = readiness(&aggregator.http, false).await?;
            ensure!(told.contains(part), "readiness does not name the {part}: {told}");
            sleep(pause.saturating_sub(paused.elapsed())).await;
            engine.signal("-CONT")?;
            readiness(&aggregator.http, true).await?;
        }
        Ok(())
    }
}

async fn kill(engine: &Own, rng: &mut ChaCha8Rng) -> Result<()> {
    engine.signal("-KILL")?;
    sleep(Duration::from_millis(rng.random_range(0..4_000))).await;
    Ok(block_in_place(|| engine.restart())?)
}

/// Waits until a process says that it is ready, or that it is not; tells its words.
async fn readiness(http: &str, wanted: bool) -> Result<String> {
    let begun = Instant::now();
    loop {
        let told = get(http, "/readyz").await?;
        if told.starts_with("HTTP/1.1 200") == wanted {
            return Ok(told);
        }
        ensure!(begun.elapsed() < TELL, "ready should be {wanted}, but: {told}");
        sleep(Duration::from_millis(100)).await;
    }
}
