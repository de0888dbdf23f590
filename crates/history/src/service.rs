//! `HistoryService`: questions in, streams of rows out.

use std::pin::Pin;
use std::sync::Arc;

use futures::{Stream, StreamExt};
use kinhbac_api::status;
use kinhbac_api::v1::history_service_server::{HistoryService, HistoryServiceServer};
use kinhbac_api::v1::{AwaitStoredRequest, AwaitStoredResponse, QueryRequest, QueryResponse};
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{CellStore, HistoryStore};
use kinhbac_domain::registry::Registry;
use kinhbac_registry::RegistryCache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::Instant;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::await_stored::Waiters;
use crate::config::Config;
use crate::error::QueryError;
use crate::metrics;
use crate::outbox::Outbox;
use crate::query::Query;
use crate::question::Question;

/// Messages of an answer that are ready before they are taken.
const MESSAGES_AHEAD: usize = 2;

/// What the service works with.
#[derive(Clone)]
pub struct Deps {
    /// Where the series are.
    pub history: Arc<dyn HistoryStore>,
    /// Tells how far is stored.
    pub cells: Arc<dyn CellStore>,
    /// Places through time, and the installation's zone.
    pub registry: Arc<RegistryCache>,
    /// Says until when an open bucket has gone by, and what today is.
    pub clock: Arc<dyn Clock>,
}

/// The service that answers analysts.
pub fn service(config: Config, deps: Deps) -> HistoryServiceServer<impl HistoryService> {
    let running = Arc::new(Semaphore::new(config.max_queries));
    let waiters = Waiters::new(deps.cells.clone(), &config);
    HistoryServiceServer::new(History { config: Arc::new(config), deps, running, waiters })
}

struct History {
    config: Arc<Config>,
    deps: Deps,
    running: Arc<Semaphore>,
    waiters: Waiters,
}

#[tonic::async_trait]
impl HistoryService for History {
    type QueryStream = Pin<Box<dyn Stream<Item = Result<QueryResponse, Status>> + Send>>;

    async fn query(
        &self,
        request: Request<QueryRequest>,
    ) -> Result<Response<Self::QueryStream>, Status> {
        let begun = Instant::now();
        let registry = self.deps.registry.current();
        let asked_at = self.deps.clock.now();
        let question = Question::check(request.get_ref(), &registry, asked_at)
            .inspect_err(|_| metrics::query_done("refused", begun.elapsed()))
            .map_err(QueryError::from)?;
        let permit =
            self.running.clone().try_acquire_owned().map_err(|_| {
                status::exhausted("too many queries at a time", self.config.poll_every)
            })?;
        let (client, answer) = mpsc::channel(MESSAGES_AHEAD);
        let running = Running { question, registry, begun, _permit: permit };
        let ended =
            tokio::spawn(running.run(self.deps.history.clone(), self.config.clone(), client));
        // An answer that breaks off must not look whole.
        let broken = futures::stream::once(ended).filter_map(async |ended| {
            ended.err().map(|_| Err(Status::internal("the answer broke off")))
        });
        Ok(Response::new(Box::pin(ReceiverStream::new(answer).chain(broken))))
    }

    async fn await_stored(
        &self,
        request: Request<AwaitStoredRequest>,
    ) -> Result<Response<AwaitStoredResponse>, Status> {
        self.waiters.wait(request).await.map(Response::new)
    }
}

/// A question on its way to its answer.
struct Running {
    question: Question,
    registry: Arc<Registry>,
    begun: Instant,
    _permit: OwnedSemaphorePermit,
}

impl Running {
    async fn run(
        self,
        store: Arc<dyn HistoryStore>,
        config: Arc<Config>,
        client: mpsc::Sender<Result<QueryResponse, Status>>,
    ) {
        let (question, registry) = (&self.question, &*self.registry);
        let query = Query { question, registry, store: &*store, config: &config };
        let answer = tokio::time::timeout(
            config.max_duration,
            query.answer(Outbox::new(client.clone(), &config)),
        );
        let answered = tokio::select! {
            answered = answer => answered.unwrap_or(Err(QueryError::TooSlow(config.max_duration))),
            () = client.closed() => Err(QueryError::Gone),
        };
        let outcome = answered.as_ref().map_or_else(QueryError::outcome, |()| "answered");
        metrics::query_done(outcome, self.begun.elapsed());
        if let Err(error) = answered {
            tracing::info!(outcome, %error, measure = %self.question.measure.name(), "query ended");
            let error = Err(error.into());
            // A client that stalled takes the error when it goes on, or goes away; then this
            // question holds nothing but its last message.
            drop(self);
            _ = client.send(error).await;
        }
    }
}
