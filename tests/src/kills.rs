//! The real binary, killed at random moments under load and started again, the publisher
//! repeating what was not acknowledged: everything counted, nothing twice, and a watcher that
//! resumes with its token has the table of a new one.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kinhbac_api::v1::{CameraCount, Event, Outcome, QueryRequest, WatchRequest, event};
use kinhbac_api::wkt;
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::time::{Resolution, Timestamp, Zone};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::client::{Client, PATIENCE, Published};
use crate::process::Process;
use crate::system::sample_province;
use crate::table::{Table, Told};

const CAMERAS: u32 = 40;
const BATCH: usize = 100;
const HOUR: i64 = 3_600;
const MEASURE: &str = "camera.people";
/// Hours that are watched: some events are late by up to a day.
const BUCKETS: u32 = 30;

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

/// What the publisher knows to be in the log: people by camera and hour.
type Sums = BTreeMap<(String, i64), i64>;

/// Where the server is now; none while it is down.
type Address = watch::Receiver<Option<String>>;

/// Kills it so many times; `tick` is called after each.
///
/// # Errors
/// When anything acknowledged is lost or counted twice, or a table differs.
pub async fn run(kills: u32, seed: u64, mut tick: impl FnMut()) -> Result<Verdict> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let folder = tempfile::tempdir()?;
    let (address, server) = watch::channel(None);
    let stop = watch::Sender::new(false);
    let mut process = up(folder.path()).await?;
    Client::connect(&process.grpc).await?.import(&sample_province()).await?;
    address.send_replace(Some(process.grpc.clone()));

    let publishing = tokio::spawn(publish(server.clone(), stop.subscribe(), rng.random()));
    let watching = tokio::spawn(keep_watching(server, stop.subscribe()));
    for _ in 0..kills {
        sleep(Duration::from_millis(rng.random_range(50..2_500))).await;
        address.send_replace(None);
        process.kill().await?;
        process = up(folder.path()).await?;
        address.send_replace(Some(process.grpc.clone()));
        tick();
    }
    sleep(Duration::from_secs(1)).await;
    stop.send_replace(true);
    let (sums, published) = publishing.await??;
    let client = Client::connect(&process.grpc).await?;
    client.stored(&published).await.context("what was acknowledged is not stored")?;
    let (watched, resumes) = watching.await??;
    compare(&client, &sums, watched).await?;
    process.stop().await?;
    Ok(Verdict { kills, events: published.accepted + published.duplicate, resumes })
}

async fn up(folder: &Path) -> Result<Process> {
    Process::up(folder, &[("KINHBAC__AGGREGATOR__COMMIT_EVERY", "1s")]).await
}

/// Publishes until told to stop; repeats each batch until all of it is acknowledged.
async fn publish(
    mut server: Address,
    stop: watch::Receiver<bool>,
    seed: u64,
) -> Result<(Sums, Published)> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let zone = Zone::utc();
    let (mut sums, mut published) = (Sums::new(), Published::default());
    let mut client = None;
    let mut number = 0_u64;
    while !*stop.borrow() {
        let batch: Vec<Event> = (0..BATCH)
            .map(|_| {
                number += 1;
                make(number, &mut rng)
            })
            .collect();
        loop {
            if client.is_none() {
                client = Some(connect(&mut server).await?);
            }
            let Some(connected) = &client else { continue };
            match timeout(PATIENCE, connected.publish_batch(batch.clone())).await? {
                Ok(results) if results.iter().all(|r| r.outcome() != Outcome::Unavailable) => {
                    for result in &results {
                        published.take(result)?;
                    }
                    break;
                }
                Ok(_) => sleep(Duration::from_millis(20)).await,
                Err(_) => client = None,
            }
        }
        for event in &batch {
            let hour = zone.bucket(Resolution::Hour, at(event)).start;
            *sums.entry((event.source.clone(), hour)).or_default() += people(event);
        }
        sleep(Duration::from_millis(rng.random_range(0..60))).await;
    }
    ensure!(published.rejected.is_empty(), "refused: {:?}", published.rejected.first());
    Ok((sums, published))
}

fn make(number: u64, rng: &mut ChaCha8Rng) -> Event {
    let late = match rng.random_range(0..20) {
        0 => rng.random_range(0..24 * HOUR),
        _ => rng.random_range(0..10),
    };
    let now = SystemClock.now().plus_millis(-late * 1000);
    let count = CameraCount { people: Some(rng.random_range(0..50)), ..CameraCount::default() };
    Event {
        id: format!("e-{number}"),
        source: format!("camera/cam-{:04}", rng.random_range(1..=CAMERAS)),
        time: Some(now.into()),
        payload: Some(event::Payload::CameraCount(count)),
        ..Event::default()
    }
}

fn at(event: &Event) -> Timestamp {
    let millis = event.time.as_ref().and_then(wkt::Timestamp::millis);
    Timestamp::from_millis(millis.unwrap_or(0))
}

fn people(event: &Event) -> i64 {
    match &event.payload {
        Some(event::Payload::CameraCount(count)) => count.people.unwrap_or(0),
        _ => 0,
    }
}

/// Waits until the server is up, and connects.
async fn connect(server: &mut Address) -> Result<Client> {
    loop {
        let address = server.wait_for(Option::is_some).await?.clone().unwrap_or_default();
        match Client::connect(&address).await {
            Ok(client) => return Ok(client),
            // It was killed meanwhile.
            Err(_) => sleep(Duration::from_millis(20)).await,
        }
    }
}

fn question(resume: String) -> WatchRequest {
    WatchRequest {
        by: "device".into(),
        measures: vec![MEASURE.into()],
        resolution: "hour".into(),
        buckets: BUCKETS,
        rate: Some(wkt::Duration { seconds: 0, nanos: 200_000_000 }),
        resume,
        ..WatchRequest::default()
    }
}

/// Watches, and comes back with its token as often as it must, until told to stop. Tells how
/// often it came back.
async fn keep_watching(mut server: Address, stop: watch::Receiver<bool>) -> Result<(Table, u32)> {
    let mut table = Table::default();
    let mut resumes = 0;
    while !*stop.borrow() {
        let client = connect(&mut server).await?;
        let resumed = !table.token.is_empty();
        let Ok(mut answer) = client.watch(question(table.token.clone())).await else {
            sleep(Duration::from_millis(20)).await;
            continue;
        };
        if table.catch_up(&mut answer).await.is_err() {
            continue;
        }
        ensure!(table.fresh_because.is_empty(), "not resumed: {}", table.fresh_because);
        resumes += u32::from(resumed);
        // To the next kill.
        while !*stop.borrow()
            && matches!(table.take(&mut answer).await, Ok(Told::Rows | Told::Mark))
        {}
    }
    Ok((table, resumes))
}

/// The published sums, a query, a new watcher, and the one that came back: all the same.
async fn compare(client: &Client, sums: &Sums, mut watched: Table) -> Result<()> {
    let mut answer = client.watch(question(watched.token.clone())).await?;
    watched.catch_up(&mut answer).await?;
    let mut fresh = Table::default();
    fresh.catch_up(&mut client.watch(question(String::new())).await?).await?;
    let now = SystemClock.now();
    let hour = Zone::utc().bucket(Resolution::Hour, now);
    let since = hour.start - HOUR * i64::from(BUCKETS - 1);
    let queried = query(client, since, hour.start + HOUR).await?;
    equal("query", &queried, sums)?;
    equal("a new watcher", &fresh.sums(MEASURE, since), sums)?;
    equal("the watcher that came back", &watched.sums(MEASURE, since), sums)
}

async fn query(client: &Client, from: i64, to: i64) -> Result<Sums> {
    let rows = client
        .query(QueryRequest {
            measure: MEASURE.into(),
            from: Timestamp::from_seconds(from).to_string(),
            to: Timestamp::from_seconds(to).to_string(),
            step: "hour".into(),
            by: "device".into(),
            ..QueryRequest::default()
        })
        .await?;
    rows.into_iter()
        .map(|row| {
            let start = row.time.as_ref().map_or(0, |time| time.seconds);
            Ok(((row.place, start), row.value.parse()?))
        })
        .collect()
}

fn equal(what: &str, found: &Sums, expected: &Sums) -> Result<()> {
    let wrong = expected.iter().find(|(key, sum)| found.get(*key) != Some(sum));
    if let Some((key, sum)) = wrong {
        anyhow::bail!("{what} has {:?} for {key:?} instead of {sum}", found.get(key));
    }
    ensure!(found.len() == expected.len(), "{what} has rows that nobody published");
    Ok(())
}
