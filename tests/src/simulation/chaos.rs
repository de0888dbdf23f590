//! Processes that are killed, stopped, started, and taken for dead while they live.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use kinhbac_aggregator::{AggregatorConfig, AggregatorError, Deps, Status};
use kinhbac_domain::position::PartitionIndex;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::World;
use super::log::Group;

/// The aggregators that are running.
pub(crate) struct Fleet<'a> {
    world: &'a World,
    processes: BTreeMap<String, Process>,
    started: u32,
}

struct Process {
    task: JoinHandle<Result<(), AggregatorError>>,
    stop: CancellationToken,
}

impl<'a> Fleet<'a> {
    pub(crate) fn new(world: &'a World) -> Self {
        let mut fleet = Self { world, processes: BTreeMap::new(), started: 0 };
        fleet.start();
        fleet.share_out();
        fleet
    }

    /// Does something cruel every few seconds, for ever; ends only when a process does that
    /// should not.
    pub(crate) async fn harass(
        &mut self,
        mut rng: ChaCha8Rng,
    ) -> anyhow::Result<std::convert::Infallible> {
        loop {
            tokio::time::sleep(Duration::from_millis(rng.random_range(0..6_000))).await;
            self.fail_if_one_ended().await?;
            match rng.random_range(0..8) {
                0 | 1 => self.kill(&mut rng),
                2 => self.stop_one(&mut rng).await?,
                3 if self.processes.len() < 3 => {
                    self.start();
                    self.share_out();
                }
                4 => self.make_zombie(&mut rng),
                5 => self.share_out(),
                6 => self.world.clock.jump(rng.random_range(-600_000..600_000)),
                // Much that is kept for a time is past it, while some partition lags.
                7 if rng.random_ratio(1, 3) => {
                    self.world.clock.jump(rng.random_range(0..4 * 86_400_000));
                }
                _ => {}
            }
            if self.processes.is_empty() {
                self.start();
                self.share_out();
            }
        }
    }

    /// One healthy owner for each partition.
    pub(crate) async fn settle(&mut self) {
        if self.processes.is_empty() {
            self.start();
        }
        self.share_out();
    }

    /// Stops all of them as an operator would.
    pub(crate) async fn stop(&mut self) -> anyhow::Result<()> {
        for (_, process) in std::mem::take(&mut self.processes) {
            process.stop.cancel();
            process.task.await??;
        }
        Ok(())
    }

    fn start(&mut self) {
        self.started += 1;
        let member = format!("aggregator-{}", self.started);
        let deps = Deps {
            log: Arc::new(self.world.log.of_member(&member)),
            store: Arc::<super::SimStore>::clone(&self.world.store),
            clock: Arc::<super::SimClock>::clone(&self.world.clock),
        };
        let stop = CancellationToken::new();
        let config: AggregatorConfig = self.world.config.clone();
        let running =
            kinhbac_aggregator::run(config, deps, Arc::new(Status::default()), stop.clone());
        let task = tokio::spawn(running);
        self.processes.insert(member, Process { task, stop });
    }

    /// As kill -9: what is in memory is gone at once.
    fn kill(&mut self, rng: &mut ChaCha8Rng) {
        if let Some(member) = self.pick(rng)
            && let Some(process) = self.processes.remove(&member)
        {
            process.task.abort();
            self.share_out();
        }
    }

    async fn stop_one(&mut self, rng: &mut ChaCha8Rng) -> anyhow::Result<()> {
        if let Some(member) = self.pick(rng)
            && let Some(process) = self.processes.remove(&member)
        {
            process.stop.cancel();
            process.task.await??;
            self.share_out();
        }
        Ok(())
    }

    /// Gives one's partitions to another while the first goes on as if they were its own.
    fn make_zombie(&mut self, rng: &mut ChaCha8Rng) {
        let Some(member) = self.pick(rng) else { return };
        let others: Vec<_> = self.processes.keys().filter(|m| **m != member).cloned().collect();
        if others.is_empty() {
            return;
        }
        let heir = others[rng.random_range(0..others.len())].clone();
        self.world.log.assign(|group| {
            let owned = group.get(&member).cloned().unwrap_or_default();
            group.entry(heir).or_default().extend(owned);
        });
    }

    fn pick(&self, rng: &mut ChaCha8Rng) -> Option<String> {
        let at = rng.random_range(0..self.processes.len().max(1));
        self.processes.keys().nth(at).cloned()
    }

    /// Each partition to one of the living.
    fn share_out(&self) {
        let members: Vec<_> = self.processes.keys().cloned().collect();
        let mut shares: Group = members.iter().map(|m| (m.clone(), BTreeSet::new())).collect();
        for partition in 0..self.world.partitions {
            let owner = members.get(partition as usize % members.len().max(1));
            if let Some(share) = owner.and_then(|m| shares.get_mut(m)) {
                share.insert(PartitionIndex(partition));
            }
        }
        self.world.log.assign(|group| *group = shares);
    }

    async fn fail_if_one_ended(&mut self) -> anyhow::Result<()> {
        let ended = self.processes.iter().find(|(_, p)| p.task.is_finished());
        if let Some(member) = ended.map(|(member, _)| member.clone())
            && let Some(process) = self.processes.remove(&member)
        {
            process.task.await??;
            anyhow::bail!("{member} ended by itself");
        }
        Ok(())
    }
}
