//! The roles of one process, on its engines.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use kinhbac_aggregator::AggregatorConfig;
use kinhbac_api::v1::dead_letter_service_server::SERVICE_NAME as DEAD_LETTERS;
use kinhbac_api::v1::history_service_server::SERVICE_NAME as HISTORY;
use kinhbac_api::v1::live_service_server::SERVICE_NAME as LIVE;
use kinhbac_api::v1::publish_service_server::SERVICE_NAME as PUBLISH;
use kinhbac_api::v1::registry_service_server::SERVICE_NAME as REGISTRY;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::fold::{FoldConfig, Retention};
use kinhbac_live::Live;
use kinhbac_registry::RegistryCache;
use tokio::runtime::Handle;
use tonic::service::RoutesBuilder;
use tonic_health::server::HealthReporter;

use super::Stops;
use super::engines::Engines;
use super::tasks::Tasks;
use crate::config::{Config, LogEngine};

/// The longest registry file, with what goes around it, bytes.
const MAX_REGISTRY_MESSAGE: usize = 33 << 20;

/// Which roles a process has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles {
    /// Takes events in.
    pub gateway: bool,
    /// Folds.
    pub aggregator: bool,
    /// Serves screens.
    pub live: bool,
    /// Answers queries.
    pub history: bool,
}

impl Roles {
    /// All of them.
    pub const ALL: Self = Self { gateway: true, aggregator: true, live: true, history: true };
}

/// The roles at work.
pub(super) struct Running {
    pub(super) aggregator: Option<Arc<kinhbac_aggregator::Status>>,
    pub(super) live: Option<Arc<Live>>,
    /// Their gRPC services.
    pub(super) routes: RoutesBuilder,
    /// The names of these.
    services: Vec<&'static str>,
    health: HealthReporter,
}

/// What each role is started with.
struct Start<'a> {
    config: &'a Config,
    engines: &'a Engines,
    registry: Arc<RegistryCache>,
    clock: &'a Arc<dyn Clock>,
    /// What answers are made on.
    answers: Handle,
    stops: &'a Stops,
    tasks: &'a mut Tasks,
}

impl Running {
    /// Starts the roles.
    ///
    /// # Errors
    /// When the registry can't be read.
    pub(super) async fn start(
        config: &Config,
        engines: &Engines,
        clock: &Arc<dyn Clock>,
        roles: Roles,
        answers: Handle,
        stops: &Stops,
        tasks: &mut Tasks,
    ) -> Result<Self> {
        let zone = config.time_zone.clone();
        let registry = RegistryCache::open(engines.store.clone(), zone).await?;
        let (health, health_service) = tonic_health::server::health_reporter();
        let mut routes = RoutesBuilder::default();
        routes.add_service(health_service);
        let mut running = Self { aggregator: None, live: None, routes, services: vec![], health };
        let mut start = Start { config, engines, registry, clock, answers, stops, tasks };
        running.serve_registry(&mut start);
        if roles.aggregator {
            running.aggregator = Some(start.aggregate());
        }
        if roles.gateway {
            running.take_in(&mut start);
        }
        if roles.live {
            running.show(&mut start);
        }
        if roles.history {
            running.answer(&start);
        }
        Ok(running)
    }

    /// Who tells gRPC health, of which services.
    pub(super) fn health(&self) -> (HealthReporter, Vec<&'static str>) {
        (self.health.clone(), self.services.clone())
    }

    fn serve_registry(&mut self, start: &mut Start<'_>) {
        let (registry, store) = (start.registry.clone(), start.engines.store.clone());
        let service = kinhbac_registry::service(registry.clone(), store, start.clock.clone());
        self.routes.add_service(service.max_decoding_message_size(MAX_REGISTRY_MESSAGE));
        self.services.push(REGISTRY);
        let stop = start.stops.rest.clone();
        start.tasks.start("registry", async move {
            registry.run(stop).await;
            Ok(())
        });
    }

    fn take_in(&mut self, start: &mut Start<'_>) {
        let config = kinhbac_gateway::Config {
            max_batch: start.config.gateway.max_batch,
            max_event_bytes: start.config.gateway.max_event_bytes,
            max_request_bytes: start.config.listen.max_message,
            max_future: start.config.gateway.max_future,
            max_in_flight: start.config.gateway.max_in_flight,
            cloud_event_headers: start.config.log.cloud_event_headers,
            ..kinhbac_gateway::Config::new(start.engines.secret)
        };
        let deps = kinhbac_gateway::Deps {
            log: start.engines.log.clone(),
            registry: start.registry.clone(),
            settings: start.engines.store.clone(),
            clock: start.clock.clone(),
            zone: start.config.time_zone.clone(),
            new_key: Arc::new(rand::random),
        };
        let service = kinhbac_gateway::service(config, deps, start.stops.streams.clone());
        self.routes.add_service(service);
        self.services.push(PUBLISH);
        let deps = kinhbac_gateway::DeadLetterDeps {
            log: start.engines.log.clone(),
            settings: start.engines.store.clone(),
            clock: start.clock.clone(),
            zone: start.config.time_zone.clone(),
            new_claim: Arc::new(rand::random),
        };
        self.routes.add_service(kinhbac_gateway::dead_letter_service(deps));
        self.services.push(DEAD_LETTERS);
        let forgetting = kinhbac_gateway::forget_day_keys(
            start.engines.store.clone(),
            start.clock.clone(),
            start.config.time_zone.clone(),
            start.stops.rest.clone(),
        );
        start.tasks.start("day keys", async {
            forgetting.await;
            Ok(())
        });
    }

    fn show(&mut self, start: &mut Start<'_>) {
        let config = kinhbac_live::Config {
            max_watchers: start.config.live.max_watchers,
            max_cells: start.config.live.max_cells,
            max_watcher_bytes: start.config.live.max_watcher_bytes,
            stall_timeout: start.config.live.stall_timeout,
            grace: start.config.aggregator.grace,
            max_age: start.config.listen.connection_age,
            ..kinhbac_live::Config::default()
        };
        let deps = kinhbac_live::Deps {
            log: start.engines.log.clone(),
            cells: start.engines.store.clone(),
            history: start.engines.store.clone(),
            registry: start.registry.clone(),
            clock: start.clock.clone(),
            zone: start.config.time_zone.clone(),
            answers: start.answers.clone(),
        };
        let live = Live::new(config, deps, start.stops.streams.clone());
        self.routes.add_service(live.service());
        self.services.push(LIVE);
        self.live = Some(live.clone());
        start.tasks.start("live", async move { Ok(live.run().await?) });
    }

    fn answer(&mut self, start: &Start<'_>) {
        let deps = kinhbac_history::Deps {
            history: start.engines.store.clone(),
            cells: start.engines.store.clone(),
            log: start.engines.log.clone(),
            registry: start.registry.clone(),
            clock: start.clock.clone(),
            answers: start.answers.clone(),
        };
        let config = kinhbac_history::Config {
            max_future: start.config.gateway.max_future,
            duplicate_horizon: start.config.aggregator.duplicate_horizon,
            max_lateness: start.config.aggregator.max_lateness,
            log_retention: start.config.log.retention,
            ..kinhbac_history::Config::default()
        };
        self.routes.add_service(kinhbac_history::service(config, deps));
        self.services.push(HISTORY);
    }
}

impl Start<'_> {
    fn aggregate(&mut self) -> Arc<kinhbac_aggregator::Status> {
        let status = Arc::new(kinhbac_aggregator::Status::default());
        let deps = kinhbac_aggregator::Deps {
            log: self.engines.log.clone(),
            store: self.engines.store.clone(),
            clock: self.clock.clone(),
        };
        let run = kinhbac_aggregator::run(
            aggregator_config(self.config),
            deps,
            status.clone(),
            self.stops.fold.clone(),
        );
        self.tasks.start("aggregator", async { Ok(run.await?) });
        status
    }
}

/// The bounds of the configuration are the process's; the fold's are those of a partition.
fn aggregator_config(config: &Config) -> AggregatorConfig {
    let folding = &config.aggregator;
    let millis = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    let share = |bound: usize| bound.div_ceil(config.log.partitions as usize);
    let zone = config.time_zone.clone();
    let keeps_by_age = config.log.engine != LogEngine::Embedded;
    AggregatorConfig {
        log_retention: keeps_by_age.then_some(config.log.retention),
        publish_every: folding.publish_every,
        commit_every: folding.commit_every,
        fold: FoldConfig {
            zone: zone.clone(),
            memory_horizon: millis(folding.memory_horizon),
            duplicate_horizon: millis(folding.duplicate_horizon),
            max_lateness: millis(folding.max_lateness),
            retention: Retention {
                minute: config.retention.minute.map(millis),
                hour: config.retention.hour.map(millis),
                day: config.retention.day.map(millis),
            },
            max_series: share(folding.max_series),
            max_identities: share(folding.max_identities),
            ..FoldConfig::for_zone(zone.clone())
        },
        ..AggregatorConfig::for_zone(zone)
    }
}
