//! Those who stall, read slowly, or come and go: on a runtime of their own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kinhbac_api::v1::WatchRequest;
use kinhbac_api::wkt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::runtime::Runtime;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::{Part, Plan};
use crate::client::Client;
use crate::process::Process;
use crate::rude::frames;

const WATCH: &str = "/kinhbac.v1.LiveService/Watch";
/// Visits at once.
const VISITORS: u64 = 16;
/// A slow one reads so much, and then waits so long.
const SIP: usize = 1_000;
const BETWEEN_SIPS: Duration = Duration::from_millis(100);
/// What waits in a slow one's own socket, so that it is the server that feels it.
const SOCKET_BYTES: u32 = 8 << 10;

/// The others of a part.
pub(super) struct Others {
    runtime: Runtime,
    counts: Arc<Counts>,
    visits: u64,
}

#[derive(Default)]
struct Counts {
    visits: AtomicU64,
    failed: AtomicU64,
}

impl Others {
    pub(super) fn come(
        part: Part,
        plan: &Plan,
        server: &Process,
        visited: Arc<dyn Fn() + Send + Sync>,
    ) -> Result<Self> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let (counts, to) = (Arc::new(Counts::default()), server.grpc.clone());
        let address: SocketAddr = to.trim_start_matches("http://").parse().context("an address")?;
        let visits = if part == Part::Visits { plan.visits as u64 } else { 0 };
        match part {
            Part::Quiet => {}
            Part::Stalled => {
                for _ in 0..plan.stalled {
                    runtime.spawn(async move { stall(address).await });
                }
            }
            Part::Slow => {
                for _ in 0..plan.slow {
                    runtime.spawn(async move { sip(address).await });
                }
            }
            Part::Visits => {
                let left = Arc::new(AtomicU64::new(visits));
                for _ in 0..VISITORS {
                    let (left, to) = (left.clone(), to.clone());
                    let (counts, visited) = (counts.clone(), visited.clone());
                    runtime.spawn(async move {
                        let one_less = |n: u64| n.checked_sub(1);
                        while left
                            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less)
                            .is_ok()
                        {
                            if visit(&to).await.is_err() {
                                counts.failed.fetch_add(1, Ordering::Relaxed);
                            }
                            counts.visits.fetch_add(1, Ordering::Relaxed);
                            visited();
                        }
                    });
                }
            }
        }
        Ok(Self { runtime, counts, visits })
    }

    /// How many visits there were.
    pub(super) fn visits(&self) -> u64 {
        self.counts.visits.load(Ordering::Relaxed)
    }

    /// Whether all have been there who come and go.
    pub(super) fn are_done(&self) -> bool {
        self.visits() >= self.visits
    }

    /// Sends them home.
    pub(super) fn go(self) -> Result<()> {
        self.runtime.shutdown_background();
        let failed = self.counts.failed.load(Ordering::Relaxed);
        ensure!(failed == 0, "{failed} of {} visits failed", self.visits);
        Ok(())
    }
}

/// All devices, at every beat.
fn everything() -> WatchRequest {
    WatchRequest {
        by: "device".into(),
        rate: Some(wkt::Duration { seconds: 0, nanos: 200_000_000 }),
        ..WatchRequest::default()
    }
}

/// Watches everything, and lets the server send no byte of it.
async fn stall(to: SocketAddr) -> Result<()> {
    let mut stream = TcpStream::connect(to).await?;
    let mut out = frames::hello_without_windows();
    frames::request(&mut out, 1, WATCH);
    frames::body(&mut out, 1, &everything());
    stream.write_all(&out).await?;
    std::future::pending().await
}

/// Watches everything, a sip at a time.
async fn sip(to: SocketAddr) -> Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(SOCKET_BYTES)?;
    let mut stream = socket.connect(to).await?;
    let mut out = frames::hello();
    frames::request(&mut out, 1, WATCH);
    frames::body(&mut out, 1, &everything());
    stream.write_all(&out).await?;
    let mut due = interval(BETWEEN_SIPS);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut sip = [0; SIP];
    loop {
        due.tick().await;
        if stream.read(&mut sip).await? == 0 {
            // Ended by the server: that is for its own figures to say.
            sleep(Duration::MAX).await;
        }
    }
}

/// Connects, watches the province by commune, reads one message and goes.
async fn visit(to: &str) -> Result<()> {
    let client = Client::connect(to).await?;
    let question = WatchRequest { by: "commune".into(), ..WatchRequest::default() };
    let mut answer = client.watch(question).await?;
    answer.message().await?.context("no message")?;
    Ok(())
}
