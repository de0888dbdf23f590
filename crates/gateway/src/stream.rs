//! `PublishStream`: batches are prepared one after another, several are appended at once, and
//! each is answered in its turn. No more is read than is under way.

use std::sync::Arc;

use futures::stream::unfold;
use futures::{Stream, StreamExt};
use kinhbac_api::status;
use kinhbac_api::v1::{PublishResult, PublishStreamRequest, PublishStreamResponse};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tonic::Status;

use crate::batch::Prepared;
use crate::gateway::{Gateway, RETRY_AFTER};
use crate::metrics;

/// Answers that wait for the publisher to take them.
const ANSWERS: usize = 4;

type Answer = Result<PublishStreamResponse, Status>;

/// Serves a stream on a task of its own, until its publisher or `shutdown` ends it.
pub(crate) fn run(
    gateway: Arc<Gateway>,
    requests: impl Stream<Item = Result<PublishStreamRequest, Status>> + Send + 'static,
    shutdown: CancellationToken,
) -> mpsc::Receiver<Answer> {
    let (sender, answers) = mpsc::channel(ANSWERS);
    tokio::spawn(async move {
        let requests = requests.take_until(shutdown.clone().cancelled_owned());
        serve(&gateway, requests, &sender).await;
        if shutdown.is_cancelled() {
            let words = "this server is stopping: go on with another, or soon again with this one";
            let end = sender.send(Err(status::unavailable(words, RETRY_AFTER)));
            // Nobody may be there to hear it.
            let _ = timeout(gateway.config.max_wait, end).await;
        }
    });
    answers
}

async fn serve(
    gateway: &Arc<Gateway>,
    requests: impl Stream<Item = Result<PublishStreamRequest, Status>> + Send,
    answers: &mpsc::Sender<Answer>,
) {
    let gone = answers.clone();
    let requests = Box::pin(requests.take_until(async move { gone.closed().await }));
    let prepared = unfold(Some((gateway.clone(), requests)), |state| async move {
        let (gateway, mut requests) = state?;
        let batch = Batch::prepare(&gateway, requests.next().await?).await;
        // After a batch that is refused as a whole nothing more is read.
        let rest = batch.is_ok().then_some((gateway, requests));
        Some((batch, rest))
    });
    let answered = prepared
        .map(|batch| {
            let gateway = gateway.clone();
            async move { Ok(batch?.append(&gateway).await) }
        })
        .buffered(gateway.config.stream_batches.max(1));
    let mut answered = std::pin::pin!(answered);
    let mut first = 0;
    while let Some(answer) = answered.next().await {
        let answer = answer.map(|results| in_turn(&mut first, results));
        // Where the publisher is gone, what it sent is settled all the same.
        let _ = answers.send(answer).await;
    }
}

fn in_turn(first: &mut u64, results: Vec<PublishResult>) -> PublishStreamResponse {
    let answer = PublishStreamResponse { first: *first, results };
    *first += answer.results.len() as u64;
    answer
}

/// A batch of a stream, on its way to the log.
struct Batch {
    begun: Instant,
    prepared: Prepared,
}

impl Batch {
    async fn prepare(
        gateway: &Gateway,
        request: Result<PublishStreamRequest, Status>,
    ) -> Result<Self, Status> {
        let events = request?.events;
        let begun = Instant::now();
        let admitted = gateway.admit(&events, None).await.inspect_err(|status| {
            metrics::batch_turned_away(status.code());
        })?;
        Ok(Self { begun, prepared: gateway.prepare(events, admitted).await })
    }

    async fn append(self, gateway: &Gateway) -> Vec<PublishResult> {
        let answer = gateway.append(self.prepared).await;
        metrics::batch_answered(self.begun.elapsed());
        answer.results
    }
}
