//! An answer on its way: made beside the service, sent no faster than it is taken, ended when it
//! takes too long or when nobody wants it any more.

use std::pin::Pin;
use std::time::Duration;

use futures::{Stream, StreamExt};
use tokio::sync::mpsc::error::SendTimeoutError;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::Instant;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use crate::error::QueryError;
use crate::metrics;

/// Messages of an answer that are ready before they are taken.
const MESSAGES_AHEAD: usize = 2;

/// The messages of an answer.
pub(crate) type Answer<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// Where the maker of an answer puts its messages.
pub(crate) struct Client<T> {
    messages: mpsc::Sender<Result<T, Status>>,
    max_stall: Duration,
}

impl<T> Client<T> {
    /// Puts a message where the client takes it, once there is room.
    ///
    /// # Errors
    /// When the client has gone away, or has left what is there for too long.
    pub(crate) async fn send(&self, message: T) -> Result<(), QueryError> {
        self.messages.send_timeout(Ok(message), self.max_stall).await.map_err(|e| match e {
            SendTimeoutError::Timeout(_) => QueryError::Stalled(self.max_stall),
            SendTimeoutError::Closed(_) => QueryError::Gone,
        })
    }
}

/// An answer that is allowed to be made.
pub(crate) struct Allowed {
    /// What is asked, for the record.
    pub(crate) about: String,
    /// When it was asked.
    pub(crate) begun: Instant,
    /// The longest that it may take.
    pub(crate) max_duration: Duration,
    /// The longest that its reader may leave a message where it is.
    pub(crate) max_stall: Duration,
    /// Its place among those that are made at a time.
    pub(crate) permit: OwnedSemaphorePermit,
}

impl Allowed {
    /// Has the answer made.
    pub(crate) fn make<T, Made>(self, make: impl FnOnce(Client<T>) -> Made) -> Answer<T>
    where
        T: Send + 'static,
        Made: Future<Output = Result<(), QueryError>> + Send + 'static,
    {
        let (messages, answer) = mpsc::channel(MESSAGES_AHEAD);
        let client = Client { messages: messages.clone(), max_stall: self.max_stall };
        let ended = tokio::spawn(self.run(make(client), messages));
        // An answer that breaks off must not look whole.
        let broken = futures::stream::once(ended).filter_map(async |ended| {
            ended.err().map(|_| Err(Status::internal("the answer broke off")))
        });
        Box::pin(ReceiverStream::new(answer).chain(broken))
    }

    async fn run<T>(
        self,
        making: impl Future<Output = Result<(), QueryError>>,
        messages: mpsc::Sender<Result<T, Status>>,
    ) {
        let limited = tokio::time::timeout(self.max_duration, making);
        let made = tokio::select! {
            made = limited => made.unwrap_or(Err(QueryError::TooSlow(self.max_duration))),
            () = messages.closed() => Err(QueryError::Gone),
        };
        let outcome = made.as_ref().map_or_else(QueryError::outcome, |()| "answered");
        metrics::query_done(outcome, self.begun.elapsed());
        if let Err(error) = made {
            tracing::info!(outcome, %error, about = self.about, "query ended");
            let error = Err(error.into());
            // A client that stalled takes the error when it goes on, or goes away; then this
            // question holds nothing but its last message.
            drop(self.permit);
            _ = messages.send(error).await;
        }
    }
}
