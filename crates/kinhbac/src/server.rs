//! A server: engines, what the roles share, the roles, and the two addresses that they are
//! reached at. Started as a whole, stopped in the order that loses nothing.

mod answering;
mod data_dir;
mod engines;
mod grpc;
mod http;
mod incoming;
mod installation;
pub mod metrics;
mod readiness;
mod roles;
pub mod signals;
mod tasks;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow};
use kinhbac_domain::clock::Clock;
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use answering::Answering;
use incoming::{Incoming, Room};
use readiness::Readiness;
use roles::Running;
use tasks::Tasks;

pub(crate) use data_dir::DataDir;
pub use engines::Prepare;
pub(crate) use engines::{Engines, apart};
pub(crate) use installation::mark_of;
pub use roles::Roles;

/// How long streams and requests are given to end.
const DRAIN: Duration = Duration::from_secs(4);
/// How long the fold is given to store what was acknowledged.
const FOLD: Duration = Duration::from_secs(3);
/// How often it is asked.
const ASK: Duration = Duration::from_millis(50);

/// A server at work.
pub struct Server {
    /// Where gRPC is served.
    pub grpc: SocketAddr,
    /// Where HTTP is served.
    pub http: SocketAddr,
    engines: Engines,
    readiness: Arc<Readiness>,
    tasks: Tasks,
    stops: Stops,
    answering: Answering,
}

/// What stops what.
#[derive(Clone, Debug, Default)]
struct Stops {
    /// Streams end with a token; publishers are answered.
    streams: CancellationToken,
    /// The aggregator commits and leaves.
    fold: CancellationToken,
    /// All the rest.
    rest: CancellationToken,
}

impl Server {
    /// Starts: takes the data folder, opens the engines, binds both addresses, starts the roles.
    /// It may be asked at once, and says whether it is ready.
    ///
    /// # Errors
    /// When the folder or an address is taken, an engine is damaged, or the installation was
    /// settled otherwise; the error says what to do.
    pub async fn start(
        config: Config,
        clock: Arc<dyn Clock>,
        roles: Roles,
        prepare: Prepare,
    ) -> Result<Self> {
        let metrics = metrics::install();
        incoming::describe_metrics();
        let folder = DataDir::take(&config.data_dir)?;
        let grpc = bind(config.listen.grpc, "--listen-grpc", "listen.grpc").await?;
        let http = bind(config.listen.http, "--listen-http", "listen.http").await?;
        let engines = Engines::open(&config, folder, &clock, prepare).await?;
        let stops = Stops::default();
        let mut tasks = Tasks::default();
        let answering = Answering::start()?;
        let answers = answering.handle();
        let running =
            Running::start(&config, &engines, &clock, roles, answers, &stops, &mut tasks).await?;
        let readiness = Arc::new(Readiness::new(&engines, &running));
        tasks.start("readiness", readiness.clone().run(running.health(), stops.rest.clone()));
        tasks.start("metrics", metrics::keep_up(metrics.clone(), stops.rest.clone()));

        let server = Self {
            grpc: grpc.local_addr()?,
            http: http.local_addr()?,
            engines,
            readiness: readiness.clone(),
            tasks,
            stops,
            answering,
        };
        let page = http::Page { metrics, readiness };
        server.serve(&config, running, (grpc, http), page)
    }

    fn serve(
        mut self,
        config: &Config,
        running: Running,
        (grpc, http): (TcpListener, TcpListener),
        page: http::Page,
    ) -> Result<Self> {
        let listen = &config.listen;
        let room = Room::for_connections(listen.max_connections);
        let routes = grpc::routes(running.routes)?;
        let pages = http::pages(config, page, routes.clone())?;
        let stop = self.stops.streams.clone();
        let incoming = Incoming::new(grpc, "grpc", room.grpc, listen.first_request, stop.clone());
        self.tasks.start("grpc", grpc::serve(config, routes, incoming, stop)?);
        let stop = self.stops.rest.clone();
        let incoming = Incoming::new(http, "http", room.http, listen.first_request, stop.clone());
        self.tasks.start("http", http::serve(pages, incoming, listen.keep_alive, stop));
        Ok(self)
    }

    /// Waits until every part is ready.
    ///
    /// # Errors
    /// When a part dies before.
    pub async fn ready(&mut self) -> Result<()> {
        tokio::select! {
            () = self.readiness.wait() => Ok(()),
            died = self.tasks.died() => Err(died),
        }
    }

    /// Waits until a part dies, which none does by itself.
    pub async fn wait(&mut self) -> anyhow::Error {
        self.tasks.died().await
    }

    /// Stops in order: streams end with a token and publishers get their last answers; what is
    /// acknowledged is folded and stored; then everything is closed.
    ///
    /// # Errors
    /// When a part had died, or dies now.
    pub async fn stop(mut self) -> Result<()> {
        self.readiness.stopping();
        self.stops.streams.cancel();
        let streams = self.tasks.ended(&["grpc", "live"]);
        if timeout(DRAIN, streams).await.is_err() {
            tracing::warn!("some connections did not end in time and are cut");
            self.tasks.abort("grpc");
        }
        if !self.tasks.has_died() {
            self.let_the_fold_catch_up().await;
        }
        self.stops.fold.cancel();
        self.tasks.ended(&["aggregator"]).await;
        self.stops.rest.cancel();
        let outcome = self.tasks.end_all(DRAIN).await;
        drop(self.answering);
        drop(self.readiness);
        drop(self.engines.close().await);
        outcome
    }

    /// Nothing new comes in any more: waits until progress is at the log's end, if that is soon.
    async fn let_the_fold_catch_up(&mut self) {
        let limit = Instant::now() + FOLD;
        while self.tasks.is_running("aggregator") && Instant::now() < limit {
            match self.engines.is_folded().await {
                Ok(true) => return,
                Ok(false) => sleep(ASK).await,
                // What is not folded now is folded after the next start.
                Err(error) => return tracing::warn!(%error, "stopped before all was folded"),
            }
        }
    }
}

async fn bind(address: SocketAddr, flag: &str, key: &str) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let perhaps = match error.kind() {
            ErrorKind::AddrInUse => "; perhaps another kinhbac is running",
            _ => "",
        };
        anyhow!(
            "can't listen on {address}: {error}{perhaps}. Choose another address with {flag} or \
             the key `{key}`"
        )
    })
}
