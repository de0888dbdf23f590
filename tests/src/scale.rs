//! Many processes on Apache Kafka and PostgreSQL, one or the other killed, paused or moved at
//! random moments under load. All the while batches are sent three times by three gateways, one
//! gateway's clock is two minutes fast, a spool of numbered events is sent twice, and records that
//! nobody can fold stand on every topic. In the end each stored cell is compared with a
//! recomputation by SQL over the published file, and a watcher that moved between two replicas
//! with a new one.

mod cluster;
mod faults;
mod poison;
mod publishing;
mod verdict;

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::client::{Client, Published};
use crate::load::{self, Sums};
use cluster::Cluster;
use poison::Poison;
use publishing::Book;

pub use verdict::Verdict;

/// Publishers of batches, beside the one with the spool.
const PUBLISHERS: usize = 2;
/// How long what was acknowledged may take to be stored, once all faults are over.
const CATCH_UP: u32 = 5;
/// The most memory of any process, bytes.
const MOST_MEMORY: u64 = 1 << 30;

/// What happens to the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Fault {
    /// An aggregator is killed, and started again.
    KillAggregator,
    /// A gateway is killed with publishes in flight, and started again.
    KillGateway,
    /// The broker is killed, and started again after a while.
    KillBroker,
    /// PostgreSQL is killed, and started again after a while.
    KillPostgres,
    /// An aggregator is paused for longer than its session, and goes on as a zombie.
    PauseAggregator,
    /// Aggregators are added, stopped and killed: one to four of them.
    Rebalance,
    /// PostgreSQL is paused, then the broker.
    PauseEngines,
}

impl Fault {
    /// How often it happens in a whole campaign.
    #[must_use]
    pub fn usual_count(self) -> usize {
        match self {
            Self::KillAggregator | Self::KillGateway => 50,
            Self::KillBroker | Self::KillPostgres => 10,
            Self::PauseAggregator => 20,
            Self::Rebalance => 30,
            Self::PauseEngines => 1,
        }
    }
}

/// What is to happen, and from which seed.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What, one after the other.
    pub faults: Vec<Fault>,
    /// Says when, to whom, and what is published.
    pub seed: u64,
    /// How long engines are paused.
    pub pause: Duration,
}

/// Runs it; `tick` is called after each fault.
///
/// # Errors
/// When anything acknowledged is lost or counted twice, a cell or a table differs, a process ends
/// by itself, or something is not waited out.
pub async fn run(plan: Plan, mut tick: impl FnMut()) -> Result<Verdict> {
    let mut rng = ChaCha8Rng::seed_from_u64(plan.seed);
    let mut cluster = Cluster::start().await?;
    let book = Book::open(cluster.folder())?;
    let stop = watch::Sender::new(false);
    let patience = plan.pause + Duration::from_secs(120);
    let mut publishing = Vec::new();
    for number in 0..PUBLISHERS {
        let publisher = cluster.publisher(number, &book, patience, rng.random());
        publishing.push(tokio::spawn(publisher.publish(stop.subscribe())));
    }
    let spool = cluster.publisher(PUBLISHERS, &book, patience, rng.random());
    publishing.push(tokio::spawn(spool.send_a_spool(stop.subscribe())));
    let poisoning = Poison::new(cluster.log().await?, rng.random());
    let poisoning = tokio::spawn(poisoning.write(stop.subscribe()));
    let watching = tokio::spawn(load::keep_watching(cluster.replicas(), stop.subscribe()));

    for fault in &plan.faults {
        sleep(Duration::from_millis(rng.random_range(500..2_500))).await;
        cluster.suffer(*fault, plan.pause, &mut rng).await?;
        tick();
    }
    sleep(Duration::from_secs(1)).await;
    stop.send_replace(true);
    let (mut sums, mut published) = (Sums::new(), Published::default());
    for publisher in publishing {
        let (told, acknowledged) = publisher.await??;
        published.add(acknowledged);
        for (key, people) in told {
            *sums.entry(key).or_default() += people;
        }
    }
    let poisoned = poisoning.await??;
    let client = cluster.replica().await?;
    stored(&client, &published).await?;
    let (watched, resumes) = watching.await??;
    load::compare(&client, &sums, watched).await?;
    let cells = verdict::compare_cells(&cluster.sql().await?, book.close()?).await?;
    let dead_letters = verdict::compare_dead_letters(&*cluster.log().await?, &poisoned).await?;
    let memory = cluster.peak_memory()?;
    ensure!(memory <= MOST_MEMORY, "a process had {} MiB", memory >> 20);
    cluster.stop().await?;
    let (faults, events) = (plan.faults.len(), published.accepted + published.duplicate);
    Ok(Verdict { faults, events, cells, dead_letters, resumes, memory })
}

/// Waits until the effects of all that was published are stored.
async fn stored(client: &Client, published: &Published) -> Result<()> {
    let mut last = Ok(());
    for _ in 0..CATCH_UP {
        last = client.stored(published).await;
        if last.is_ok() {
            break;
        }
    }
    last.context("what was acknowledged is not stored")
}
