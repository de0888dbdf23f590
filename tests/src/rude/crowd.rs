//! The rude ones.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use kinhbac_api::v1::WatchRequest;
use kinhbac_api::wkt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::runtime::Runtime;
use tokio::time::{Instant, sleep};

use super::{Plan, frames, polite};
use crate::process::Process;

/// Between two bytes of a slow client.
const SLOW: Duration = Duration::from_secs(1);
/// Before a client comes back that the server turned away at once.
const AGAIN: Duration = Duration::from_millis(100);
/// Streams that are opened before the first is reset.
const STREAMS: u32 = 200;
/// A client's largest number of a stream.
const LAST_STREAM: u32 = (1 << 31) - 1;
const PUBLISH: &str = "/kinhbac.v1.PublishService/Publish";
const WATCH: &str = "/kinhbac.v1.LiveService/Watch";
const QUERY: &str = "/kinhbac.v1.HistoryService/Query";

/// A way to be rude.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Sends HTTP/1 headers a byte a second, on both ports; comes back when it is sent away.
    SlowHeaders,
    /// Connects and sends nothing; comes back when it is sent away.
    Idle,
    /// Connects, speaks HTTP/2, and asks for nothing.
    IdleHttp2,
    /// Watches everything and asks for all there is, and reads no byte; half of them let the server
    /// send none.
    NeverReads,
    /// Sends a message a byte a second.
    SlowMessage,
    /// Opens streams and resets them, some hundreds at a time.
    Streams,
    /// Opens streams and resets each in the same breath.
    Resets,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::SlowHeaders,
        Self::Idle,
        Self::IdleHttp2,
        Self::NeverReads,
        Self::SlowMessage,
        Self::Streams,
        Self::Resets,
    ];

    /// In a few words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SlowHeaders => "headers a byte a second",
            Self::Idle => "connected, silent",
            Self::IdleHttp2 => "connected, HTTP/2, idle",
            Self::NeverReads => "never reads",
            Self::SlowMessage => "message a byte a second",
            Self::Streams => "streams, reset later",
            Self::Resets => "streams, reset at once",
        }
    }

    fn clients(self, plan: &Plan) -> usize {
        match self {
            Self::SlowHeaders | Self::SlowMessage => plan.slow,
            Self::Idle | Self::IdleHttp2 => plan.idle,
            Self::NeverReads => plan.unread,
            Self::Streams | Self::Resets => 1,
        }
    }
}

/// Where they go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    grpc: SocketAddr,
    http: SocketAddr,
}

impl Target {
    pub(super) fn of(server: &Process) -> Result<Self> {
        let address = |url: &str| url.trim_start_matches("http://").parse().context("an address");
        Ok(Self { grpc: address(&server.grpc)?, http: address(&server.http)? })
    }
}

/// What they did.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) opened: u64,
    pub(super) closed: u64,
    pub(super) streams: u64,
}

#[derive(Debug, Default)]
struct Counts {
    opened: AtomicU64,
    closed: AtomicU64,
    streams: AtomicU64,
}

/// Many rude clients, on a thread of their own.
pub(super) struct Crowd {
    runtime: Runtime,
    counts: Arc<Counts>,
}

impl Crowd {
    pub(super) fn gather(kind: Kind, target: &Target, plan: &Plan) -> Result<Self> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let counts = Arc::new(Counts::default());
        for number in 0..kind.clients(plan) {
            let (target, counts) = (*target, counts.clone());
            runtime.spawn(async move {
                loop {
                    let begun = Instant::now();
                    // That it ends badly is what it wants.
                    let _ = visit(kind, number, &target, &counts).await;
                    if begun.elapsed() < AGAIN && !matches!(kind, Kind::Streams | Kind::Resets) {
                        sleep(AGAIN).await;
                    }
                }
            });
        }
        Ok(Self { runtime, counts })
    }

    /// Sends them home.
    pub(super) fn disperse(self) -> Tally {
        self.runtime.shutdown_background();
        let Counts { opened, closed, streams } = &*self.counts;
        let [opened, closed, streams] =
            [opened, closed, streams].map(|count| count.load(Ordering::Relaxed));
        Tally { opened, closed, streams }
    }
}

/// One connection, until the server closes it.
async fn visit(kind: Kind, number: usize, target: &Target, counts: &Counts) -> Result<()> {
    let address = match kind {
        Kind::SlowHeaders if number.is_multiple_of(2) => target.http,
        _ => target.grpc,
    };
    let stream = TcpStream::connect(address).await?;
    counts.opened.fetch_add(1, Ordering::Relaxed);
    let (mut read, write) = stream.into_split();
    let read_on = async {
        if kind == Kind::NeverReads {
            std::future::pending::<()>().await;
        }
        let mut buffer = [0; 4_096];
        while matches!(read.read(&mut buffer).await, Ok(1..)) {}
    };
    tokio::select! {
        () = read_on => {}
        _ = behave(kind, number, write, counts) => {}
    }
    counts.closed.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

/// What is sent, until it can't be.
async fn behave(
    kind: Kind,
    number: usize,
    mut write: OwnedWriteHalf,
    counts: &Counts,
) -> Result<()> {
    match kind {
        Kind::SlowHeaders => slowly(&mut write, b"GET / HTTP/1.1\r\nX: ").await,
        Kind::Idle => std::future::pending().await,
        Kind::IdleHttp2 => {
            write.write_all(&frames::hello()).await?;
            std::future::pending().await
        }
        Kind::NeverReads => {
            let hello = match number.is_multiple_of(2) {
                true => frames::hello(),
                false => frames::hello_without_windows(),
            };
            write.write_all(&questions(hello)).await?;
            std::future::pending().await
        }
        Kind::SlowMessage => slow_message(&mut write, counts).await,
        Kind::Streams => flood(&mut write, counts, STREAMS).await,
        Kind::Resets => flood(&mut write, counts, 1).await,
    }
}

/// Text, and then more of its last line, a byte at a time.
async fn slowly(write: &mut OwnedWriteHalf, text: &[u8]) -> Result<()> {
    for byte in text.iter().chain(std::iter::repeat(&b'x')) {
        write.write_all(&[*byte]).await?;
        sleep(SLOW).await;
    }
    Ok(())
}

/// A live watch over all, and a query for all.
fn questions(mut out: Vec<u8>) -> Vec<u8> {
    let watch = WatchRequest {
        by: "device".into(),
        buckets: 5,
        rate: Some(wkt::Duration { seconds: 0, nanos: 200_000_000 }),
        ..WatchRequest::default()
    };
    frames::request(&mut out, 1, WATCH);
    frames::body(&mut out, 1, &watch);
    frames::request(&mut out, 3, QUERY);
    frames::body(&mut out, 3, &polite::question("device"));
    out
}

/// A message of 1 MiB, of which a byte comes each second.
async fn slow_message(write: &mut OwnedWriteHalf, counts: &Counts) -> Result<()> {
    let mut out = frames::hello();
    frames::request(&mut out, 1, PUBLISH);
    frames::piece(&mut out, 1, &[0, 0, 0x10, 0, 0]);
    counts.streams.fetch_add(1, Ordering::Relaxed);
    loop {
        write.write_all(&out).await?;
        sleep(SLOW).await;
        out.clear();
        frames::piece(&mut out, 1, &[0x0a]);
    }
}

/// Opens streams and resets them, so many at a time, as fast as they are taken.
async fn flood(write: &mut OwnedWriteHalf, counts: &Counts, together: u32) -> Result<()> {
    write.write_all(&frames::hello()).await?;
    let mut first = 1;
    while first < LAST_STREAM - 2 * STREAMS {
        let last = first + 2 * STREAMS;
        let mut out = Vec::new();
        for begin in (first..last).step_by(2 * together as usize) {
            let streams = (begin..begin + 2 * together).step_by(2);
            streams.clone().for_each(|stream| frames::request(&mut out, stream, PUBLISH));
            if together > 1 {
                // The server sees them open before it sees them reset.
                write.write_all(&out).await?;
                out.clear();
            }
            streams.for_each(|stream| frames::reset(&mut out, stream));
        }
        write.write_all(&out).await?;
        counts.streams.fetch_add(u64::from(STREAMS), Ordering::Relaxed);
        first = last;
    }
    Ok(())
}
