//! Many screens of the real binary under load, and others that do what hurts: one that stalls, some
//! that read slowly, and one visit after the other. Those who read must not notice, and what the
//! others took must come back.

mod others;
mod screens;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::time::{Instant, interval, sleep};

use crate::client::{self, Client};
use crate::process::{Process, resident_memory};
use crate::rude::allow_many_sockets;
use crate::system::sample_province;
use others::Others;
use screens::Screens;

/// A quiet 99th percentile below this counts as this: the machine's own tail makes it jump.
pub const FLOOR: Duration = Duration::from_millis(10);
/// How many times its quiet value the 99th percentile may become.
pub const MOST_SLOWER: f64 = 2.0;
/// By how much visits may let the memory grow from their first tenth on, bytes.
pub const MOST_GROWTH: u64 = 16 << 20;
/// After a part, until what it took must have come back.
const BREATH: Duration = Duration::from_secs(5);
/// The longest that the stalled and slow ones may be known after they have gone or been ended.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many of each.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How long each part is, longer where it must be.
    pub part: Duration,
    /// Screens that read, each with a question of its own, once a second.
    pub screens: usize,
    /// Screens that never read.
    pub stalled: usize,
    /// Screens that read 10 kB/s of what changes everywhere.
    pub slow: usize,
    /// Screens that connect, read one message and go.
    pub visits: usize,
    /// Events a second.
    pub rate: u32,
    /// Settings of the server, as in the environment.
    pub settings: Vec<(&'static str, &'static str)>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            part: Duration::from_secs(45),
            screens: 1_000,
            stalled: 1,
            slow: 100,
            visits: 100_000,
            rate: 3_500,
            // What a quarter of an hour's events take would come in meanwhile, and look like what
            // visits leave behind.
            settings: vec![
                ("KINHBAC__AGGREGATOR__MEMORY_HORIZON", "1m"),
                ("KINHBAC__AGGREGATOR__DUPLICATE_HORIZON", "1m"),
            ],
        }
    }
}

/// What the others do meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// There are none.
    Quiet,
    /// They never read.
    Stalled,
    /// They read slowly.
    Slow,
    /// They come and go.
    Visits,
}

impl Part {
    const ALL: [Self; 4] = [Self::Quiet, Self::Stalled, Self::Slow, Self::Visits];

    fn others(self, plan: &Plan) -> usize {
        match self {
            Self::Quiet => 0,
            Self::Stalled => plan.stalled,
            Self::Slow => plan.slow,
            Self::Visits => plan.visits,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Quiet => "nobody else",
            Self::Stalled => "stalled",
            Self::Slow => "reading 10 kB/s",
            Self::Visits => "coming and going",
        }
    }
}

/// What a part came to.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What the others did.
    pub part: Part,
    /// How many others there were.
    pub others: usize,
    /// Marks that the screens got.
    pub marks: usize,
    /// From when the server had looked at what is new to a mark's receipt: the median.
    pub p50: Duration,
    /// Of a hundred, one took longer.
    pub p99: Duration,
    /// `p99` against the quiet one or [`FLOOR`], whichever is more.
    pub ratio: f64,
    /// The server's memory before the part (of visits: after a tenth of them), at most in it, and
    /// after it, bytes.
    pub memory: [u64; 3],
}

impl Row {
    /// The head of a table of rows.
    pub const HEAD: &str = "the others           number    marks   p50 ms   p99 ms  ratio   MiB before   at most    after";

    /// What does not hold, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let (name, [before, _, after]) = (self.part.name(), self.memory);
        if self.part == Part::Visits {
            let growth = after.saturating_sub(before);
            let told = format!("{name}: memory grew by {} MiB", growth >> 20);
            return (growth > MOST_GROWTH).then_some(told);
        }
        let told = format!("{name}: p99 {:.2} times its quiet value", self.ratio);
        (self.ratio > MOST_SLOWER).then_some(told)
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
        let [before, most, after] = self.memory.map(|bytes| bytes >> 20);
        write!(
            f,
            "{:<18}{:>9}{:>9}{:>9.1}{:>9.1}{:>7.2}{before:>13}{most:>10}{after:>9}",
            self.part.name(),
            self.others,
            self.marks,
            millis(self.p50),
            millis(self.p99),
            self.ratio,
        )
    }
}

/// Runs the parts; `tell` hears of each as it ends, `visited` of each visit.
///
/// # Errors
/// When the server or its load ends, a screen that reads is ended, or the others are not forgotten.
pub async fn run(
    plan: &Plan,
    mut tell: impl FnMut(&Row),
    visited: impl Fn() + Send + Sync + 'static,
) -> Result<Vec<Row>> {
    allow_many_sockets(plan.slow + plan.screens)?;
    let folder = tempfile::tempdir()?;
    let server = Process::up(folder.path(), &plan.settings).await?;
    Client::connect(&server.grpc).await?.import(&sample_province()).await?;
    let mut load = screens::load(&server.grpc, plan.rate)?;
    let screens = Screens::open(&server.grpc, plan.screens).await?;
    let visited = Arc::new(visited);
    sleep(BREATH).await;
    let mut rows: Vec<Row> = Vec::new();
    for part in Part::ALL {
        let row = measure(plan, part, &server, &screens, visited.clone(), rows.first()).await?;
        tell(&row);
        rows.push(row);
        ensure!(load.try_wait()?.is_none(), "the load has ended");
    }
    load.kill().await?;
    server.stop().await?;
    Ok(rows)
}

async fn measure(
    plan: &Plan,
    part: Part,
    server: &Process,
    screens: &Screens,
    visited: Arc<dyn Fn() + Send + Sync>,
    quiet: Option<&Row>,
) -> Result<Row> {
    let pid = server.pid().context("it has ended")?;
    let mut before = resident_memory(pid)?;
    let mut most = before;
    screens.take();
    let others = Others::come(part, plan, server, visited)?;
    let begun = Instant::now();
    let mut looks = interval(Duration::from_millis(500));
    while begun.elapsed() < plan.part || !others.are_done() {
        looks.tick().await;
        let now = resident_memory(pid)?;
        most = most.max(now);
        if others.visits() < plan.visits as u64 / 10 {
            before = now;
        }
    }
    let mut took = screens.take();
    if part == Part::Stalled {
        // They are still connected: the server itself has ended them.
        forgotten(server, screens.count()).await?;
    }
    others.go()?;
    forgotten(server, screens.count()).await?;
    sleep(BREATH).await;
    let after = resident_memory(pid)?;
    took.sort_unstable();
    let at = |share: usize| took.get(took.len() * share / 100).copied();
    let (p50, p99) = at(50).zip(at(99)).context("no mark came")?;
    let quiet = quiet.map_or(p99, |quiet| quiet.p99).max(FLOOR);
    let ratio = p99.as_secs_f64() / quiet.as_secs_f64();
    let (others, memory) = (part.others(plan), [before, most, after]);
    Ok(Row { part, others, marks: took.len(), p50, p99, ratio, memory })
}

/// Waits until the server knows the screens that read, all of them, and no other.
async fn forgotten(server: &Process, screens: usize) -> Result<()> {
    let begun = Instant::now();
    let mut looks = interval(Duration::from_millis(200));
    loop {
        looks.tick().await;
        let page = client::get(&server.http, "/metrics").await?;
        let known = page.lines().find_map(|line| line.strip_prefix("kinhbac_watchers "));
        let known: f64 = known.context("no kinhbac_watchers")?.parse()?;
        if known as usize == screens {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            bail!("{known} screens are known, where {screens} are there");
        }
    }
}
