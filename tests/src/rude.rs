//! Rude clients against the real binary: while they do their worst, a polite publisher measures
//! how long its acknowledgements take, and a polite reader asks over a new connection each second.
//!
//! The rude ones have a thread of their own here, but share the machine's processors with the
//! server, which those of other machines would not.

mod crowd;
pub(crate) mod frames;
mod polite;

use std::fmt;
use std::time::Duration;

use anyhow::{Context, Result};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::client::Client;
use crate::process::{Process, peak_memory};
use crate::system::sample_province;
pub use crowd::Kind;
use crowd::{Crowd, Target};
use polite::Polite;

/// A quiet 99th percentile below this counts as this: a disk's own tail makes it jump.
pub const FLOOR: Duration = Duration::from_millis(10);
/// How many times its quiet value the 99th percentile may become.
pub const MOST_SLOWER: f64 = 2.0;
/// By how much the server's memory may grow over its quiet peak, bytes: 10,000 connections of
/// HTTP/2 and the answers that nobody reads.
pub const MOST_MEMORY: u64 = 256 << 20;
/// Before the quiet part, and after each rude one: not measured.
const BREATH: Duration = Duration::from_secs(2);

/// How rude.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How long each part is.
    pub part: Duration,
    /// Clients that send a byte a second.
    pub slow: usize,
    /// Connections that do nothing.
    pub idle: usize,
    /// Clients that ask and never read.
    pub unread: usize,
    /// Settings of the server, as in the environment.
    pub settings: Vec<(&'static str, &'static str)>,
}

impl Default for Plan {
    fn default() -> Self {
        let part = Duration::from_secs(20);
        Self { part, slow: 500, idle: 10_000, unread: 50, settings: Vec::new() }
    }
}

/// What one part came to.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Who was rude; none in the quiet part.
    pub kind: Option<Kind>,
    /// Batches acknowledged.
    pub acks: usize,
    /// From when a batch was due to its acknowledgement: the median.
    pub p50: Duration,
    /// Of a hundred, one took longer.
    pub p99: Duration,
    /// `p99` against the quiet one or [`FLOOR`], whichever is more.
    pub ratio: f64,
    /// The longest that a query over a new connection took.
    pub query: Duration,
    /// Queries that were refused because of others.
    pub refused: u64,
    /// The most memory that the server has had so far, bytes.
    pub peak: u64,
    /// Connections that the rude ones made.
    pub opened: u64,
    /// Connections that the server closed on them.
    pub closed: u64,
    /// Streams that they opened.
    pub streams: u64,
}

impl Row {
    /// The head of a table of rows.
    pub const HEAD: &str = "who is rude               acks   p50 ms   p99 ms  ratio  query ms  refused  peak MiB    opened    closed     streams";

    /// Whether the others noticed.
    #[must_use]
    pub fn is_noticed(&self) -> bool {
        self.ratio > MOST_SLOWER || self.refused > 0
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
        write!(
            f,
            "{:<24}{:>6}{:>9.1}{:>9.1}{:>7.2}{:>10.1}{:>9}{:>10}{:>10}{:>10}{:>12}",
            self.kind.map_or("nobody", Kind::name),
            self.acks,
            millis(self.p50),
            millis(self.p99),
            self.ratio,
            millis(self.query),
            self.refused,
            self.peak >> 20,
            self.opened,
            self.closed,
            self.streams,
        )
    }
}

/// Runs the quiet part and then each kind in turn; `tell` hears of each as it ends.
///
/// # Errors
/// When the server ends or does not answer, an event is refused, or a query fails.
pub async fn run(plan: &Plan, mut tell: impl FnMut(&Row)) -> Result<Vec<Row>> {
    allow_many_sockets(plan.idle)?;
    let folder = tempfile::tempdir()?;
    let server = Process::up(folder.path(), &plan.settings).await?;
    let pid = server.pid().context("it has ended")?;
    Client::connect(&server.grpc).await?.import(&sample_province()).await?;
    let target = Target::of(&server)?;
    let mut polite = Polite::connect(&server.grpc).await?;
    polite.measure(BREATH).await?;
    let mut rows: Vec<Row> = Vec::new();
    for kind in [None].into_iter().chain(Kind::ALL.map(Some)) {
        let crowd = kind.map(|kind| Crowd::gather(kind, &target, plan)).transpose()?;
        let figures = polite.measure(plan.part).await;
        let figures = figures.with_context(|| kind.map_or("nobody", Kind::name))?;
        let tally = crowd.map(Crowd::disperse).unwrap_or_default();
        let quiet = rows.first().map_or(figures.p99(), |quiet| quiet.p99).max(FLOOR);
        let row = Row {
            kind,
            acks: figures.acks(),
            p50: figures.p50(),
            p99: figures.p99(),
            ratio: figures.p99().as_secs_f64() / quiet.as_secs_f64(),
            query: figures.queries.slowest,
            refused: figures.queries.refused,
            peak: peak_memory(pid)?,
            opened: tally.opened,
            closed: tally.closed,
            streams: tally.streams,
        };
        tell(&row);
        rows.push(row);
        polite.measure(BREATH).await?;
    }
    server.stop().await?;
    Ok(rows)
}

/// Lets this process have so many sockets, if it may.
pub(crate) fn allow_many_sockets(wanted: usize) -> Result<()> {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })?;
    let enough = maximum.is_none_or(|most| most > wanted as u64 + 500);
    anyhow::ensure!(enough, "{wanted} connections need more open files: see ulimit -Hn");
    Ok(())
}
