//! Publishers that repeat what was not acknowledged, and a watcher that comes back with its token,
//! on servers that come and go.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use kinhbac_api::v1::{
    CameraCount, Event, Outcome, QueryRequest, VehicleCount, WatchRequest, event,
};
use kinhbac_api::wkt;
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::time::{Resolution, Timestamp, Zone};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::client::{Client, Published};
use crate::table::{Table, Told};

/// Cameras that are told of, from the first on.
pub const CAMERAS: u32 = 40;
/// Events of a batch.
pub const BATCH: usize = 100;
/// Hours that are watched: some events are late by up to a day.
pub const BUCKETS: u32 = 30;
/// The measure that is watched.
pub const MEASURE: &str = "camera.people";

const HOUR: i64 = 3_600;
/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(20);
/// Between two batches.
const PACE: Duration = Duration::from_millis(100);
/// After so long in which nobody takes a batch, nobody will.
const NOBODY: Duration = Duration::from_secs(60);
/// The longest that an attempt may take, where others can be made.
const ATTEMPT: Duration = Duration::from_secs(10);

/// Where a server is now; none while it is down.
pub type Address = watch::Receiver<Option<String>>;

/// People by camera and hour.
pub type Sums = BTreeMap<(String, i64), i64>;

/// A server that is published to.
pub struct Way {
    address: Address,
    client: Option<Client>,
}

impl Way {
    /// To a server that may be down now.
    #[must_use]
    pub fn to(address: Address) -> Self {
        Self { address, client: None }
    }

    /// Publishes a batch once; none where not all of it was acknowledged.
    ///
    /// # Errors
    /// When an event is refused, or the server is gone for good.
    async fn attempt(&mut self, batch: &[Event]) -> Result<Option<Published>> {
        let client = match self.client.take() {
            Some(client) => client,
            None => connect(&mut self.address).await?,
        };
        // It was killed meanwhile, or not all of it was taken for now.
        let Ok(results) = client.publish_batch(batch.to_vec()).await else { return Ok(None) };
        self.client = Some(client);
        if results.iter().any(|result| result.outcome() == Outcome::Unavailable) {
            return Ok(None);
        }
        let mut published = Published::default();
        for result in &results {
            published.take(result)?;
        }
        match published.rejected.first() {
            Some(refused) => bail!("refused: {refused}"),
            None => Ok(Some(published)),
        }
    }

    /// Publishes a batch by one of several ways, chosen anew for each attempt, until all of it is
    /// acknowledged.
    ///
    /// # Errors
    /// When that takes too long, or an event is refused.
    pub async fn publish(
        ways: &mut [Self],
        batch: &[Event],
        patience: Duration,
        rng: &mut ChaCha8Rng,
    ) -> Result<Published> {
        let sending = async {
            loop {
                let way = rng.random_range(0..ways.len());
                match timeout(ATTEMPT, ways[way].attempt(batch)).await {
                    Ok(outcome) => {
                        if let Some(published) = outcome? {
                            return Ok(published);
                        }
                    }
                    // Another way may be better.
                    Err(_) => continue,
                }
                sleep(PAUSE).await;
            }
        };
        timeout(patience, sending).await.context("nobody takes a batch")?
    }
}

/// An event of a camera: people and cars of a moment ago, of one in twenty up to a day ago.
pub fn count(id: String, rng: &mut ChaCha8Rng) -> Event {
    let late = match rng.random_range(0..20) {
        0 => rng.random_range(0..24 * HOUR * 1000),
        _ => rng.random_range(0..10_000),
    };
    let camera = rng.random_range(1..=CAMERAS);
    let cars = Some(rng.random_range(1..5));
    let cars = VehicleCount { r#type: "CAR".into(), count: cars, ..VehicleCount::default() };
    let count = CameraCount {
        people: Some(rng.random_range(0..50)),
        vehicles: vec![cars],
        ..CameraCount::default()
    };
    Event {
        id,
        source: format!("camera/cam-{camera:04}"),
        time: Some(SystemClock.now().plus_millis(-late).into()),
        payload: Some(event::Payload::CameraCount(count)),
        ..Event::default()
    }
}

/// When an event was.
#[must_use]
pub fn at(event: &Event) -> Timestamp {
    let millis = event.time.as_ref().and_then(wkt::Timestamp::millis);
    Timestamp::from_millis(millis.unwrap_or(0))
}

/// The people and cars that it tells of.
#[must_use]
pub fn told(event: &Event) -> (i64, i64) {
    match &event.payload {
        Some(event::Payload::CameraCount(count)) => {
            let cars = count.vehicles.iter().filter_map(|vehicles| vehicles.count).sum();
            (count.people.unwrap_or(0), cars)
        }
        _ => (0, 0),
    }
}

/// Publishes batches of events, which are made by their number, until told to stop.
///
/// # Errors
/// When nobody takes a batch for a minute, or an event is refused.
pub async fn keep_publishing(
    to: Address,
    stop: watch::Receiver<bool>,
    mut rng: ChaCha8Rng,
    event: impl Fn(usize, &mut ChaCha8Rng) -> Event,
) -> Result<Published> {
    let (mut ways, mut published) = ([Way::to(to)], Published::default());
    let mut number = 0;
    while !*stop.borrow() {
        let batch: Vec<_> = (number..number + BATCH).map(|n| event(n, &mut rng)).collect();
        number += BATCH;
        published.add(Way::publish(&mut ways, &batch, NOBODY, &mut rng).await?);
        sleep(PACE).await;
    }
    Ok(published)
}

/// Adds an event's people to its hour.
pub fn add(sums: &mut Sums, event: &Event) {
    let hour = Zone::utc().bucket(Resolution::Hour, at(event)).start;
    *sums.entry((event.source.clone(), hour)).or_default() += told(event).0;
}

/// Waits until a server is up, and connects.
///
/// # Errors
/// When it is gone for good.
pub async fn connect(server: &mut Address) -> Result<Client> {
    loop {
        let address = server.wait_for(Option::is_some).await?.clone().unwrap_or_default();
        match Client::connect(&address).await {
            Ok(client) => return Ok(client),
            // It was killed meanwhile.
            Err(_) => sleep(PAUSE).await,
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

/// Watches, and comes back with its token as often as it must, to the next of the servers that is
/// up, until told to stop. Tells how often it came back.
///
/// # Errors
/// When a token is not taken.
pub async fn keep_watching(
    mut servers: Vec<Address>,
    stop: watch::Receiver<bool>,
) -> Result<(Table, u32)> {
    let mut table = Table::default();
    let (mut resumes, mut turn) = (0, 0);
    while !*stop.borrow() {
        turn += 1;
        let next = turn % servers.len();
        let Ok(client) = timeout(ATTEMPT, connect(&mut servers[next])).await else { continue };
        let resumed = !table.token.is_empty();
        let Ok(mut answer) = client?.watch(question(table.token.clone())).await else {
            sleep(PAUSE).await;
            continue;
        };
        if table.catch_up(&mut answer).await.is_err() {
            continue;
        }
        ensure!(table.fresh_because.is_empty(), "not resumed: {}", table.fresh_because);
        resumes += u32::from(resumed);
        // To the next kill, or for a while where there are several.
        let stay = if servers.len() > 1 { Duration::from_secs(2) } else { Duration::MAX };
        let staying = async {
            while !*stop.borrow()
                && matches!(table.take(&mut answer).await, Ok(Told::Rows | Told::Mark))
            {
            }
        };
        // Who stays for good is not timed.
        let _ = timeout(stay, staying).await;
    }
    Ok((table, resumes))
}

/// The published sums, a query, a new watcher, and one that came back: all the same.
///
/// # Errors
/// When two of them differ, with what and where.
pub async fn compare(client: &Client, sums: &Sums, mut watched: Table) -> Result<()> {
    let mut answer = client.watch(question(watched.token.clone())).await?;
    watched.catch_up(&mut answer).await?;
    let mut fresh = Table::default();
    fresh.catch_up(&mut client.watch(question(String::new())).await?).await?;
    let hour = Zone::utc().bucket(Resolution::Hour, SystemClock.now());
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
        bail!("{what} has {:?} for {key:?} instead of {sum}", found.get(key));
    }
    ensure!(found.len() == expected.len(), "{what} has rows that nobody published");
    Ok(())
}
