//! `HistoryService`: questions in, streams of rows and events out.

use std::sync::Arc;

use kinhbac_api::v1::history_service_server::{HistoryService, HistoryServiceServer};
use kinhbac_api::v1::{
    AwaitStoredRequest, AwaitStoredResponse, EventsRequest, EventsResponse, QueryRequest,
    QueryResponse,
};
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{CellStore, EventLog, HistoryStore};
use kinhbac_registry::RegistryCache;
use tokio::runtime::Handle;
use tokio::time::Instant;
use tonic::{Request, Response, Status};

use crate::answer::{Allowed, Answer};
use crate::await_stored::Waiters;
use crate::config::Config;
use crate::error::QueryError;
use crate::events::{EventsQuestion, Reading};
use crate::metrics;
use crate::outbox::Outbox;
use crate::query::Query;
use crate::question::{Checked, Question};
use crate::seats::Seats;

/// What the service works with.
#[derive(Clone)]
pub struct Deps {
    /// Where the series are.
    pub history: Arc<dyn HistoryStore>,
    /// Tells how far is stored.
    pub cells: Arc<dyn CellStore>,
    /// Where the events are.
    pub log: Arc<dyn EventLog>,
    /// Places through time, and the installation's zone.
    pub registry: Arc<RegistryCache>,
    /// Says until when an open bucket has gone by, and what today is.
    pub clock: Arc<dyn Clock>,
    /// What answers are made on: apart from what takes events in, which must not wait for them.
    pub answers: Handle,
}

/// The service that answers analysts.
pub fn service(config: Config, deps: Deps) -> HistoryServiceServer<impl HistoryService> {
    let seats = Seats::new(&config);
    let waiters = Waiters::new(deps.cells.clone(), &config);
    HistoryServiceServer::new(History { config: Arc::new(config), deps, seats, waiters })
}

struct History {
    config: Arc<Config>,
    deps: Deps,
    seats: Arc<Seats>,
    waiters: Waiters,
}

impl History {
    /// Lets a question be answered that was found to be one, once not too many are.
    async fn allow<Q>(
        &self,
        begun: Instant,
        checked: Checked<Q>,
        about: impl FnOnce(&Q) -> String,
    ) -> Result<(Q, Allowed), Status> {
        let question = checked
            .inspect_err(|_| metrics::query_done("refused", begun.elapsed()))
            .map_err(QueryError::from)?;
        let seat = self.seats.take().await?;
        let (about, runtime) = (about(&question), self.deps.answers.clone());
        let Config { max_duration, max_stall, slow_after, .. } = *self.config;
        let allowed = Allowed { about, begun, max_duration, max_stall, slow_after, seat, runtime };
        Ok((question, allowed))
    }
}

#[tonic::async_trait]
impl HistoryService for History {
    type QueryStream = Answer<QueryResponse>;
    type EventsStream = Answer<EventsResponse>;

    async fn query(
        &self,
        request: Request<QueryRequest>,
    ) -> Result<Response<Self::QueryStream>, Status> {
        let begun = Instant::now();
        let registry = self.deps.registry.current();
        let asked_at = self.deps.clock.now();
        let checked = Question::check(request.get_ref(), &registry, asked_at);
        let about = |question: &Question| question.measure.name().to_string();
        let (question, allowed) = self.allow(begun, checked, about).await?;
        let (store, config) = (self.deps.history.clone(), self.config.clone());
        let answer = allowed.make(|client| async move {
            let (question, registry, config) = (&question, &*registry, &*config);
            let query = Query { question, registry, store: &*store, config };
            query.answer(Outbox::new(client, config)).await
        });
        Ok(Response::new(answer))
    }

    async fn events(
        &self,
        request: Request<EventsRequest>,
    ) -> Result<Response<Self::EventsStream>, Status> {
        let begun = Instant::now();
        let registry = self.deps.registry.current();
        let asked_at = self.deps.clock.now();
        let checked = EventsQuestion::check(request.get_ref(), &registry, asked_at);
        let (question, allowed) = self.allow(begun, checked, |_| "events".into()).await?;
        let (log, config) = (self.deps.log.clone(), self.config.clone());
        let answer = allowed.make(|client| async move {
            let (log, zone, config) = (&*log, registry.zone(), &*config);
            Reading::new(&question, log, zone, config, client).answer().await
        });
        Ok(Response::new(answer))
    }

    async fn await_stored(
        &self,
        request: Request<AwaitStoredRequest>,
    ) -> Result<Response<AwaitStoredResponse>, Status> {
        self.waiters.wait(request).await.map(Response::new)
    }
}
