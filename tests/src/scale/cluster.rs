//! The processes and the engines that they stand on.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use kinhbac::config::{Config, Layers};
use kinhbac::server::{Prepare, Roles, Server};
use kinhbac_domain::clock::{Clock, SystemClock};
use kinhbac_domain::ports::EventLog;
use kinhbac_domain::time::Timestamp;
use kinhbac_event_log::kafka::KafkaLog;
use kinhbac_test_engines::{Engine, Own};
use sqlx::postgres::PgPool;
use tempfile::TempDir;
use tokio::sync::watch;

use super::publishing::{Book, Publisher};
use crate::client::Client;
use crate::engines::Apart;
use crate::load::{Address, Way};
use crate::member::Member;
use crate::process::peak_memory;
use crate::system::sample_province;

/// Each topic has so many, so that two to four aggregators share them.
const PARTITIONS: u32 = 6;
/// How far one gateway's clock is ahead, milliseconds.
const FAST: i64 = 120_000;
/// How often progress is stored: often, for what was not is done again after a kill.
const COMMIT_EVERY: &str = "1s";

/// A clock that is ahead.
struct FastClock;

impl Clock for FastClock {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus_millis(FAST)
    }
}

/// All of it.
pub(super) struct Cluster {
    folder: TempDir,
    pub(super) kafka: Own,
    pub(super) postgres: Own,
    apart: Apart,
    environment: Arc<Vec<(String, String)>>,
    pub(super) gateways: Vec<Member>,
    /// One with a fast clock, in this process.
    fast: Option<Server>,
    fast_address: watch::Sender<Option<String>>,
    pub(super) aggregators: Vec<Member>,
    pub(super) live: Vec<Member>,
}

impl Cluster {
    /// Starts engines of its own, and two of each role.
    pub(super) async fn start() -> Result<Self> {
        let starting = || Ok((Engine::Kafka.start_own()?, Engine::Timescale.start_own()?));
        let (kafka, postgres) =
            tokio::task::spawn_blocking(starting).await?.map_err(|e: std::io::Error| e)?;
        let apart = Apart::new(&kafka.url, &postgres.url, PARTITIONS).await?;
        let folder = tempfile::tempdir()?;
        let mut environment = apart.environment();
        for (key, value) in [
            ("PRIVACY__KEY_FILE", path(&folder.path().join("privacy.key"))?),
            ("AGGREGATOR__COMMIT_EVERY", COMMIT_EVERY.into()),
        ] {
            environment.push((format!("KINHBAC__{key}"), value));
        }
        let mut cluster = Self {
            folder,
            kafka,
            postgres,
            apart,
            environment: environment.into(),
            gateways: Vec::new(),
            fast: None,
            fast_address: watch::Sender::new(None),
            aggregators: Vec::new(),
            live: Vec::new(),
        };
        cluster.apart.migrate().await?;
        for number in 0..2 {
            let new = |name, roles| cluster.member(&format!("{name}-{number}"), roles);
            let (gateway, aggregator) =
                (new("gateway", &["gateway"]), new("aggregator", &["aggregator"]));
            let live = new("live", &["live", "history"]);
            cluster.gateways.push(gateway);
            cluster.aggregators.push(aggregator);
            cluster.live.push(live);
        }
        for number in 2..4 {
            let more = cluster.member(&format!("aggregator-{number}"), &["aggregator"]);
            cluster.aggregators.push(more);
        }
        for gateway in &mut cluster.gateways {
            gateway.start().await?;
        }
        let gateway = cluster.gateways[0].process()?;
        Client::connect(&gateway.grpc).await?.import(&sample_province()).await?;
        // From here on: a token of another revision of the registry would not be resumed.
        let aggregators = cluster.aggregators.iter_mut().take(2);
        for member in aggregators.chain(&mut cluster.live) {
            member.start().await?;
        }
        cluster.start_fast().await?;
        Ok(cluster)
    }

    fn member(&self, name: &str, roles: &'static [&'static str]) -> Member {
        Member::new(self.folder.path().join(name), roles, Arc::clone(&self.environment))
    }

    async fn start_fast(&mut self) -> Result<()> {
        let mut layers = Layers::defaults()?;
        layers.take_environment(self.environment.iter().cloned())?;
        for (key, value) in [
            ("data_dir", path(&self.folder.path().join("fast"))?),
            ("listen.grpc", "127.0.0.1:0".into()),
            ("listen.http", "127.0.0.1:0".into()),
        ] {
            layers.take_flag("the campaign", key, value)?;
        }
        let config = Config::from_layers(&layers)?;
        let roles = Roles { gateway: true, aggregator: false, live: false, history: false };
        let mut server = Server::start(config, Arc::new(FastClock), roles, Prepare::Check).await?;
        server.ready().await?;
        self.fast_address.send_replace(Some(format!("http://{}", server.grpc)));
        self.fast = Some(server);
        Ok(())
    }

    /// Where files of the campaign may stand.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A publisher to all gateways.
    pub(super) fn publisher(
        &self,
        number: usize,
        book: &Book,
        patience: Duration,
        seed: u64,
    ) -> Publisher {
        let addresses = self.gateways.iter().map(Member::address);
        let fast = self.fast_address.subscribe();
        let ways = addresses.chain([fast]).map(Way::to).collect();
        Publisher::new(format!("p{number}"), ways, book.clone(), patience, seed)
    }

    /// Where the live replicas are.
    pub(super) fn replicas(&self) -> Vec<Address> {
        self.live.iter().map(Member::address).collect()
    }

    /// A client of one of them.
    pub(super) async fn replica(&self) -> Result<Client> {
        Client::connect(&self.live[0].process()?.grpc).await
    }

    /// The topics, beside the processes.
    pub(super) async fn log(&self) -> Result<Arc<dyn EventLog>> {
        Ok(KafkaLog::open(self.apart.log_config()?)?)
    }

    /// The tables, beside the processes.
    pub(super) async fn sql(&self) -> Result<PgPool> {
        self.apart.sql().await
    }

    fn members(&self) -> impl Iterator<Item = &Member> {
        self.gateways.iter().chain(&self.aggregators).chain(&self.live)
    }

    /// The most memory that any process ever had, of those that are up, bytes.
    pub(super) fn peak_memory(&self) -> Result<u64> {
        let pids = self.members().filter_map(|m| m.process().ok()?.pid());
        let peaks: Vec<_> = pids.map(peak_memory).collect::<Result<_>>()?;
        peaks.into_iter().max().context("nothing is up")
    }

    /// Stops all of it in good order.
    pub(super) async fn stop(mut self) -> Result<()> {
        if let Some(fast) = self.fast.take() {
            fast.stop().await?;
        }
        let rest = self.aggregators.iter_mut().chain(&mut self.live);
        for member in self.gateways.iter_mut().chain(rest) {
            member.stop().await?;
        }
        // Engines are waited for when they are dropped.
        tokio::task::spawn_blocking(move || drop((self.kafka, self.postgres))).await?;
        Ok(())
    }
}

fn path(path: &Path) -> Result<String> {
    Ok(path.to_str().context("a folder with a name in UTF-8")?.to_owned())
}
