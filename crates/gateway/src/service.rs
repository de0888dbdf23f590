//! `PublishService` on the wire.

use std::sync::Arc;

use kinhbac_api::v1::publish_service_server::PublishService;
use kinhbac_api::v1::{
    Event, PublishRequest, PublishResponse, PublishResult, PublishStreamRequest,
    PublishStreamResponse,
};
use tokio::time::Instant;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, Streaming};

use crate::config::Config;
use crate::gateway::Gateway;
use crate::{Deps, metrics, stream};

/// Takes events in.
pub struct Publishing {
    gateway: Arc<Gateway>,
    shutdown: CancellationToken,
}

impl Publishing {
    /// Of which `shutdown` ends the streams, when they have answered what they took in.
    #[must_use]
    pub fn new(config: Config, deps: Deps, shutdown: CancellationToken) -> Self {
        Self { gateway: Arc::new(Gateway::new(config, deps)), shutdown }
    }
}

#[tonic::async_trait]
impl PublishService for Publishing {
    type PublishStreamStream = ReceiverStream<Result<PublishStreamResponse, Status>>;

    async fn publish(
        &self,
        request: Request<PublishRequest>,
    ) -> Result<Response<PublishResponse>, Status> {
        let gateway = self.gateway.clone();
        // On a task of its own: what a publisher that went away has sent is still settled.
        let batch = tokio::spawn(publish(gateway, request.into_inner().events));
        let answered = batch.await.map_err(|error| Status::internal(error.to_string()))?;
        let results = answered.inspect_err(|status| metrics::batch_turned_away(status.code()))?;
        Ok(Response::new(PublishResponse { results }))
    }

    async fn publish_stream(
        &self,
        request: Request<Streaming<PublishStreamRequest>>,
    ) -> Result<Response<Self::PublishStreamStream>, Status> {
        let (gateway, shutdown) = (self.gateway.clone(), self.shutdown.clone());
        let answers = stream::run(gateway, request.into_inner(), shutdown);
        Ok(Response::new(ReceiverStream::new(answers)))
    }
}

async fn publish(gateway: Arc<Gateway>, events: Vec<Event>) -> Result<Vec<PublishResult>, Status> {
    let begun = Instant::now();
    let admitted = gateway.admit(&events, Some(gateway.config.max_wait)).await?;
    let prepared = gateway.prepare(events, admitted).await;
    let answer = gateway.append(prepared).await;
    metrics::batch_answered(begun.elapsed());
    match answer.none_taken {
        Some(status) => Err(status),
        None => Ok(answer.results),
    }
}
