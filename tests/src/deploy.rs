//! A deploy: one of two live replicas is stopped, as an operator does, with thousands of screens on
//! both. Its screens go to the other with their tokens, and nobody misses anything.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kinhbac_api::v1::{Event, WatchRequest, WatchResponse};
use kinhbac_api::wkt;
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::time::{Resolution, Zone};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::sync::{Mutex, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use tonic::Streaming;

use crate::client::Client;
use crate::engines::Engines;
use crate::load::{self, Address};
use crate::stage::Stage;
use crate::table::{Table, Told};

/// Streams of a connection.
const STREAMS: usize = 100;
/// Cameras of the sample province.
const CAMERAS: usize = 3_200;
/// Hours that are watched: more than a replica holds in memory, so that who comes back must be told
/// what it missed without a look into the store for each.
const HOURS: u32 = 30;
/// The first pause of a screen that was refused; each is twice as long, up to two seconds.
const PAUSE: Duration = Duration::from_millis(100);
/// The longest that anything here may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Within so long all screens must be back.
pub const BACK_WITHIN: Duration = Duration::from_secs(10);

/// How it is done.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// On how many screens.
    pub screens: usize,
    /// How often a replica is stopped and started again.
    pub stops: usize,
    /// Says what is published.
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Verdict {
    /// Screens that had to go, in all.
    pub moved: usize,
    /// From the signal until the last of them was back.
    pub slowest: Duration,
    /// The most of them that asked for a stream within a second.
    pub peak: usize,
    /// How often one was given a whole snapshot.
    pub fresh: usize,
    /// Events that were published.
    pub events: usize,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { moved, slowest, peak, fresh, events } = self;
        let slowest = slowest.as_secs_f64();
        write!(
            f,
            "{moved} screens had to go, the last was back {slowest:.1} s after the signal, {peak} a \
             second at most, {fresh} with a whole snapshot; {events} events, all tables right"
        )
    }
}

/// When screens asked for streams, and got their tables, since their replicas were stopped.
#[derive(Debug, Default)]
struct Journal {
    asked: Vec<Instant>,
    back: Vec<Instant>,
    fresh: usize,
}

type Shared = Arc<Mutex<Journal>>;

/// Runs it; `tell` is told what each stop came to.
///
/// # Errors
/// When a screen is not back in time or is refused for good, or its table is not right.
pub async fn run(plan: Plan, mut tell: impl FnMut(&Verdict)) -> Result<Verdict> {
    let mut stage = Stage::open(Engines::Apart, &[]).await?;
    let stop = watch::Sender::new(false);
    let (to, until) = (stage.publishing(), stop.subscribe());
    let rng = ChaCha8Rng::seed_from_u64(plan.seed);
    let publishing = tokio::spawn(load::keep_publishing(to, until, rng, event));
    let journal = Shared::default();
    let mut screens = JoinSet::new();
    for number in 0..plan.screens.div_ceil(STREAMS) {
        let host = Host::new(stage.replicas(), number);
        let from = number * STREAMS;
        for camera in from..plan.screens.min(from + STREAMS) {
            let screen = Screen::open(host.clone(), camera % CAMERAS, journal.clone()).await?;
            screens.spawn(screen.run(stop.subscribe()));
        }
    }
    let mut verdict = Verdict::default();
    for turn in 0..plan.stops {
        sleep(Duration::from_secs(3)).await;
        *journal.lock().await = Journal::default();
        let replica = stage.replica(turn % 2);
        let signal = Instant::now();
        replica.stop().await.context("the replica did not stop well")?;
        await_back(&journal, signal).await?;
        replica.start().await?;
        let journal = journal.lock().await;
        let slowest = journal.back.iter().max().map(|back| back.duration_since(signal));
        verdict.moved += journal.back.len();
        verdict.slowest = verdict.slowest.max(slowest.unwrap_or_default());
        verdict.peak = verdict.peak.max(peak(&journal.asked));
        verdict.fresh += journal.fresh;
        tell(&verdict);
    }
    stop.send_replace(true);
    let published = publishing.await??;
    verdict.events = published.accepted;
    let client = load::connect(&mut stage.replicas()[0]).await?;
    client.stored(&published).await?;
    let tables: Vec<Screen> = screens.join_all().await.into_iter().collect::<Result<_>>()?;
    for screen in tables {
        screen.settle(&client).await?;
    }
    stage.stop().await?;
    Ok(verdict)
}

/// Waits until all who asked for streams since the signal have their tables, and no more come.
async fn await_back(journal: &Shared, signal: Instant) -> Result<()> {
    loop {
        let (asked, back) = {
            let journal = journal.lock().await;
            (journal.asked.last().copied(), journal.back.len())
        };
        let quiet = asked.is_none_or(|last| last.elapsed() > Duration::from_secs(2));
        if quiet && back > 0 {
            return Ok(());
        }
        ensure!(signal.elapsed() < PATIENCE, "{back} screens are back after {PATIENCE:?}");
        sleep(Duration::from_millis(100)).await;
    }
}

/// The most instants within a second.
fn peak(instants: &[Instant]) -> usize {
    let mut sorted = instants.to_vec();
    sorted.sort_unstable();
    let within = |from: usize| {
        let end = sorted[from] + Duration::from_secs(1);
        sorted[from..].partition_point(|at| *at < end)
    };
    (0..sorted.len()).map(within).max().unwrap_or(0)
}

/// A connection of many screens; to the next replica that is up, when one is lost.
#[derive(Clone)]
struct Host {
    replicas: Vec<Address>,
    number: usize,
    /// The client, and to which replica it is.
    client: Arc<Mutex<Option<(usize, Client)>>>,
}

impl Host {
    fn new(replicas: Vec<Address>, number: usize) -> Self {
        Self { replicas, number, client: Arc::default() }
    }

    /// A client, of another replica than one that is being left.
    async fn client(&mut self, left: Option<usize>) -> Result<(usize, Client)> {
        let mut client = self.client.lock().await;
        if let Some(there) = client.as_ref().filter(|(to, _)| Some(*to) != left) {
            return Ok(there.clone());
        }
        let count = self.replicas.len();
        let to = left.map_or(self.number % count, |left| (left + 1) % count);
        let fresh = (to, timeout(PATIENCE, load::connect(&mut self.replicas[to])).await??);
        *client = Some(fresh.clone());
        Ok(fresh)
    }
}

/// A screen of one camera.
struct Screen {
    host: Host,
    camera: usize,
    table: Table,
    answer: Streaming<WatchResponse>,
    /// To which replica it is.
    at: usize,
    journal: Shared,
}

fn question(camera: usize, resume: &str) -> WatchRequest {
    WatchRequest {
        place: source(camera),
        measures: vec![load::MEASURE.into()],
        resolution: "hour".into(),
        buckets: HOURS,
        rate: Some(wkt::Duration { seconds: 1, nanos: 0 }),
        resume: resume.into(),
        ..WatchRequest::default()
    }
}

fn source(camera: usize) -> String {
    format!("camera/cam-{:04}", camera + 1)
}

impl Screen {
    async fn open(mut host: Host, camera: usize, journal: Shared) -> Result<Self> {
        let (at, client) = host.client(None).await?;
        let mut table = Table::default();
        let mut answer = client.watch(question(camera, "")).await?;
        table.catch_up(&mut answer).await?;
        Ok(Self { host, camera, table, answer, at, journal })
    }

    /// Reads, and goes to the other replica when its stream ends, until told to stop.
    async fn run(mut self, mut stop: watch::Receiver<bool>) -> Result<Self> {
        loop {
            let told = tokio::select! {
                told = self.table.take(&mut self.answer) => told,
                _ = stop.wait_for(|stop| *stop) => return Ok(self),
            };
            if !matches!(told, Ok(Told::Rows | Told::Alerts | Told::Mark)) {
                self.go_on().await?;
            }
        }
    }

    async fn go_on(&mut self) -> Result<()> {
        let (began, mut pause) = (Instant::now(), PAUSE);
        loop {
            let (at, client) = self.host.client(Some(self.at)).await?;
            self.journal.lock().await.asked.push(Instant::now());
            if let Ok(mut answer) = client.watch(question(self.camera, &self.table.token)).await
                && self.table.catch_up(&mut answer).await.is_ok()
            {
                (self.at, self.answer) = (at, answer);
                let mut journal = self.journal.lock().await;
                journal.back.push(Instant::now());
                journal.fresh += usize::from(!self.table.fresh_because.is_empty());
                return Ok(());
            }
            ensure!(began.elapsed() < PATIENCE, "no replica takes a screen");
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(2));
        }
    }

    /// Reads until it has what a new screen gets.
    async fn settle(mut self, client: &Client) -> Result<()> {
        let mut fresh = Table::default();
        fresh.catch_up(&mut client.watch(question(self.camera, "")).await?).await?;
        let sums = |table: &Table| {
            let open = Zone::utc().bucket(Resolution::Hour, SystemClock.now());
            table.sums(load::MEASURE, Zone::utc().bucket_back(open, HOURS - 1).start)
        };
        let began = Instant::now();
        while sums(&self.table) != sums(&fresh) {
            ensure!(began.elapsed() < PATIENCE, "{} has another table", source(self.camera));
            let _ = timeout(Duration::from_millis(200), self.table.take(&mut self.answer)).await;
        }
        Ok(())
    }
}

/// Of all cameras; some are late by up to a day.
fn event(number: usize, rng: &mut ChaCha8Rng) -> Event {
    let source = source(rng.random_range(0..CAMERAS));
    Event { source, ..load::count(format!("deploy-{number}"), rng) }
}
