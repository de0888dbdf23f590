//! An answer on its way: made beside the service, sent no faster than it is taken, ended when it
//! takes too long or when nobody wants it any more.

use std::pin::Pin;
use std::time::Duration;

use futures::{Stream, StreamExt};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use crate::error::QueryError;
use crate::metrics;
use crate::seats::{NoRoom, Seat};

/// Messages of an answer that are ready before they are taken.
const MESSAGES_AHEAD: usize = 2;
/// How long a slow reader is waited for where there are too many of them.
const CROWDED_STALL: Duration = Duration::from_secs(1);

/// The messages of an answer.
pub(crate) type Answer<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// Where the maker of an answer puts its messages.
pub(crate) struct Client<T> {
    messages: mpsc::Sender<Result<T, Status>>,
    seat: Seat,
    slow_after: Duration,
    max_stall: Duration,
}

impl<T> Client<T> {
    /// Puts a message where the client takes it, once there is room.
    ///
    /// # Errors
    /// When the client has gone away, or has left what is there for too long.
    pub(crate) async fn send(&mut self, message: T) -> Result<(), QueryError> {
        let begun = Instant::now();
        let slow_after = self.slow_after.min(self.max_stall);
        let room = match timeout(slow_after, self.messages.reserve()).await {
            Ok(room) => Some(room),
            Err(_) => {
                let patience = self.max_stall - slow_after;
                match self.seat.leave_for(timeout(patience, self.messages.reserve())).await {
                    Ok(room) => room.ok(),
                    Err(NoRoom) => {
                        let patience = patience.min(CROWDED_STALL);
                        timeout(patience, self.messages.reserve()).await.ok()
                    }
                }
            }
        };
        let room = room.ok_or_else(|| QueryError::Stalled(begun.elapsed()))?;
        room.map_err(|_| QueryError::Gone)?.send(Ok(message));
        self.seat.sit_down().await;
        Ok(())
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
    /// After how long a reader that leaves a message where it is counts as slow.
    pub(crate) slow_after: Duration,
    /// Its place among those that are made at a time.
    pub(crate) seat: Seat,
    /// What it is made on.
    pub(crate) runtime: Handle,
}

impl Allowed {
    /// Has the answer made.
    pub(crate) fn make<T, Made>(self, make: impl FnOnce(Client<T>) -> Made) -> Answer<T>
    where
        T: Send + 'static,
        Made: Future<Output = Result<(), QueryError>> + Send + 'static,
    {
        let (messages, answer) = mpsc::channel(MESSAGES_AHEAD);
        let Self { about, begun, max_duration, max_stall, slow_after, seat, runtime } = self;
        let client = Client { messages: messages.clone(), seat, slow_after, max_stall };
        let record = Record { about, begun, max_duration };
        let ended = runtime.spawn(record.run(make(client), messages));
        // An answer that breaks off must not look whole.
        let broken = futures::stream::once(ended).filter_map(async |ended| {
            ended.err().map(|_| Err(Status::internal("the answer broke off")))
        });
        Box::pin(ReceiverStream::new(answer).chain(broken))
    }
}

/// An answer that is made.
struct Record {
    about: String,
    begun: Instant,
    max_duration: Duration,
}

impl Record {
    async fn run<T>(
        self,
        making: impl Future<Output = Result<(), QueryError>>,
        messages: mpsc::Sender<Result<T, Status>>,
    ) {
        let limited = timeout(self.max_duration, making);
        let made = tokio::select! {
            made = limited => made.unwrap_or(Err(QueryError::TooSlow(self.max_duration))),
            () = messages.closed() => Err(QueryError::Gone),
        };
        let outcome = made.as_ref().map_or_else(QueryError::outcome, |()| "answered");
        metrics::query_done(outcome, self.begun.elapsed());
        if let Err(error) = made {
            tracing::info!(outcome, %error, about = self.about, "query ended");
            let error = Err(error.into());
            // A client that stalled takes the error when it goes on, or goes away; this question
            // holds nothing but its last message by now.
            _ = messages.send(error).await;
        }
    }
}
