//! The real binary, killed at random moments under load and started again, the publisher
//! repeating what was not acknowledged: everything counted, nothing twice, and a watcher that
//! resumes with its token has the table of a new one.

use std::time::Duration;

use anyhow::{Context, Result};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::client::{Client, PATIENCE, Published};
use crate::engines::{Engines, Place};
use crate::load::{self, Address, BATCH, Sums, Way};
use crate::process::Process;
use crate::system::sample_province;

/// What a campaign came to.
#[derive(Clone, Copy, Debug)]
pub struct Verdict {
    /// Kills.
    pub kills: u32,
    /// Events acknowledged.
    pub events: usize,
    /// Times that the watcher came back with its token.
    pub resumes: u32,
}

/// Kills it so many times; `tick` is called after each.
///
/// # Errors
/// When anything acknowledged is lost or counted twice, or a table differs.
pub async fn run(
    engines: Engines,
    kills: u32,
    seed: u64,
    mut tick: impl FnMut(),
) -> Result<Verdict> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let folder = tempfile::tempdir()?;
    let place = Place::new(engines).await?;
    let environment = place.environment();
    let mut settings: Vec<_> = environment.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    settings.push(("KINHBAC__AGGREGATOR__COMMIT_EVERY", "1s"));
    let up = async || Process::up(folder.path(), &settings).await;
    let (address, server) = watch::channel(None);
    let stop = watch::Sender::new(false);
    let mut process = up().await?;
    Client::connect(&process.grpc).await?.import(&sample_province()).await?;
    address.send_replace(Some(process.grpc.clone()));

    let publishing = tokio::spawn(publish(server.clone(), stop.subscribe(), rng.random()));
    let watching = tokio::spawn(load::keep_watching(vec![server], stop.subscribe()));
    for _ in 0..kills {
        sleep(Duration::from_millis(rng.random_range(50..2_500))).await;
        address.send_replace(None);
        process.kill().await?;
        process = up().await?;
        address.send_replace(Some(process.grpc.clone()));
        tick();
    }
    sleep(Duration::from_secs(1)).await;
    stop.send_replace(true);
    let (sums, published) = publishing.await??;
    let client = Client::connect(&process.grpc).await?;
    client.stored(&published).await.context("what was acknowledged is not stored")?;
    let (watched, resumes) = watching.await??;
    load::compare(&client, &sums, watched).await?;
    process.stop().await?;
    Ok(Verdict { kills, events: published.accepted + published.duplicate, resumes })
}

/// Publishes until told to stop; repeats each batch until all of it is acknowledged. Tells what
/// is in the log, for all it knows.
async fn publish(
    server: Address,
    stop: watch::Receiver<bool>,
    seed: u64,
) -> Result<(Sums, Published)> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (mut sums, mut published) = (Sums::new(), Published::default());
    let mut ways = [Way::to(server)];
    for batch in 0.. {
        if *stop.borrow() {
            break;
        }
        let name = |n: usize| format!("e-{}", batch * BATCH + n);
        let batch: Vec<_> = (0..BATCH).map(|n| load::count(name(n), &mut rng)).collect();
        published.add(Way::publish(&mut ways, &batch, PATIENCE, &mut rng).await?);
        batch.iter().for_each(|event| load::add(&mut sums, event));
        sleep(Duration::from_millis(rng.random_range(0..60))).await;
    }
    Ok((sums, published))
}
