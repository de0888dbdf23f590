//! Sends batches over one stream at a time. What got no answer before a stream broke is sent
//! again over the next one; the server sees a repeated event as a duplicate.

mod outstanding;

use std::time::Duration;

use kinhbac_api::status::retry_after;
use kinhbac_api::v1;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{Code, Status, Streaming};

use crate::client::{self, Publisher};
use outstanding::Outstanding;

/// Events sent and not yet answered; what is beyond waits.
const MAX_IN_FLIGHT: usize = 16_000;
/// The most bytes of a batch on the wire, less one event; a server takes 4 MiB by default.
pub const BATCH_BYTES: usize = 2 << 20;
/// Batches on their way to the transport.
const OUTBOX: usize = 4;
/// The first pause before sending again, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// An event to send, with what its sender wants to remember of it.
#[derive(Clone, Debug)]
pub struct Item<T> {
    /// The event.
    pub event: v1::Event,
    /// e.g. the line it stood on.
    pub note: T,
}

/// Hears what became of each item; of each exactly once.
pub trait Answers<T> {
    /// The final answer: accepted, duplicate or rejected.
    fn answered(&mut self, item: Item<T>, result: v1::PublishResult);
    /// A passing trouble, for people.
    fn trouble(&mut self, words: &str);
}

/// Sending ended before all was answered.
#[derive(Debug)]
pub struct GaveUp<T> {
    /// Items that got no answer.
    pub unanswered: u64,
    /// What was not sent at all.
    pub unsent: Option<mpsc::Receiver<Vec<Item<T>>>>,
    /// Why.
    pub status: Status,
}

/// How to send.
#[derive(Clone, Debug)]
pub struct Manner {
    /// The most events that are sent together.
    pub max_batch: usize,
    /// How long to go on while nothing is answered.
    pub patience: Duration,
    /// Ends sending, whatever is unanswered.
    pub stop: CancellationToken,
}

impl Manner {
    fn no_answer(&self) -> Status {
        Status::unavailable(format!("no answer for {} s", self.patience.as_secs()))
    }
}

/// Sends until the batches end and all is answered.
///
/// # Errors
/// When nothing was answered for so long, the server refuses the stream for good, or it is
/// stopped.
pub async fn send<T>(
    publisher: Publisher,
    batches: mpsc::Receiver<Vec<Item<T>>>,
    manner: Manner,
    answers: &mut impl Answers<T>,
) -> Result<(), GaveUp<T>> {
    let mut sending = Sending {
        publisher,
        batches: Some(batches),
        outstanding: Outstanding::new(manner.max_batch),
        manner,
        progress_at: Instant::now(),
        pause: PAUSES.0,
        hold_until: None,
        troubled: false,
    };
    loop {
        let status = match sending.stream(answers).await {
            Ok(()) => return Ok(()),
            Err(status) => status,
        };
        sending.outstanding.take_back();
        if !is_passing(&status) || sending.is_over() {
            let unanswered = sending.outstanding.waiting();
            return Err(GaveUp { unanswered, unsent: sending.batches, status });
        }
        sending.tell(&client::words(&status), answers);
        let pause = tokio::time::sleep(sending.next_pause(retry_after(&status)));
        // Where it is stopped meanwhile, the next stream ends at once.
        let _ = sending.manner.stop.run_until_cancelled(pause).await;
    }
}

/// Whether the same request may succeed later.
fn is_passing(status: &Status) -> bool {
    let is_final = matches!(
        status.code(),
        Code::InvalidArgument
            | Code::Unimplemented
            | Code::PermissionDenied
            | Code::Unauthenticated
            | Code::OutOfRange
            | Code::NotFound
            | Code::FailedPrecondition
            | Code::DataLoss
    );
    !is_final && !client::is_no_grpc(status)
}

struct Sending<T> {
    publisher: Publisher,
    /// None when they have ended.
    batches: Option<mpsc::Receiver<Vec<Item<T>>>>,
    outstanding: Outstanding<T>,
    manner: Manner,
    /// When an answer came last, or when there was nothing to be answered.
    progress_at: Instant,
    pause: Duration,
    /// Nothing is sent before, for the server asked for time.
    hold_until: Option<Instant>,
    /// Whether the trouble there is was told.
    troubled: bool,
}

impl<T> Sending<T> {
    /// One stream, until all is answered.
    async fn stream(&mut self, answers: &mut impl Answers<T>) -> Result<(), Status> {
        let (out, outbox) = mpsc::channel(OUTBOX);
        let mut results = self.open(outbox).await?;
        self.hold_until = None;
        let ended = self.exchange(&out, &mut results, answers).await;
        if self.outstanding.is_empty() {
            self.progress_at = Instant::now();
        }
        ended
    }

    /// Opens a stream, within the patience: what answers may be no server of ours, and silent.
    async fn open(
        &mut self,
        outbox: mpsc::Receiver<v1::PublishStreamRequest>,
    ) -> Result<Streaming<v1::PublishStreamResponse>, Status> {
        let limit = self.progress_at + self.manner.patience;
        let opening = self.publisher.publish_stream(ReceiverStream::new(outbox));
        tokio::select! {
            opened = opening => Ok(opened?.into_inner()),
            () = self.manner.stop.cancelled() => Err(Status::cancelled("stopped")),
            () = sleep_until(limit) => Err(self.manner.no_answer()),
        }
    }

    async fn exchange(
        &mut self,
        out: &mpsc::Sender<v1::PublishStreamRequest>,
        results: &mut Streaming<v1::PublishStreamResponse>,
        answers: &mut impl Answers<T>,
    ) -> Result<(), Status> {
        while self.batches.is_some() || !self.outstanding.is_empty() {
            let room = self.outstanding.unanswered() < MAX_IN_FLIGHT;
            let may_send = self.hold_until.is_none() && room;
            let limit = self.progress_at + self.manner.patience;
            let hold = self.hold_until.unwrap_or(limit);
            tokio::select! {
                message = results.message() => match message? {
                    Some(message) => self.take_answers(message, answers)?,
                    None => return Err(Status::unavailable("the server ended the stream")),
                },
                (permit, batch) = next(out, &mut self.outstanding, &mut self.batches), if may_send => {
                    if let Some(batch) = batch {
                        permit.send(self.on_its_way(batch));
                    }
                }
                () = self.manner.stop.cancelled() => return Err(Status::cancelled("stopped")),
                () = sleep_until(hold), if self.hold_until.is_some() => self.hold_until = None,
                () = sleep_until(limit), if !self.outstanding.is_empty() => {
                    return Err(self.manner.no_answer());
                }
            }
        }
        Ok(())
    }

    /// Whether there is no point in another stream.
    fn is_over(&self) -> bool {
        self.manner.stop.is_cancelled() || self.progress_at.elapsed() >= self.manner.patience
    }

    fn on_its_way(&mut self, batch: Vec<Item<T>>) -> v1::PublishStreamRequest {
        if self.outstanding.is_empty() && !self.troubled {
            self.progress_at = Instant::now();
        }
        self.outstanding.send(batch)
    }

    fn take_answers(
        &mut self,
        message: v1::PublishStreamResponse,
        answers: &mut impl Answers<T>,
    ) -> Result<(), Status> {
        let not_now = self.outstanding.answer(message, answers)?;
        if not_now == 0 {
            (self.progress_at, self.pause) = (Instant::now(), PAUSES.0);
            self.troubled = false;
        } else {
            self.tell(&format!("the server can't take {not_now} events now"), answers);
            self.hold_until = Some(Instant::now() + self.next_pause(None));
        }
        Ok(())
    }

    /// Tells of a trouble, once until it is over.
    fn tell(&mut self, words: &str, answers: &mut impl Answers<T>) {
        if !std::mem::replace(&mut self.troubled, true) {
            answers.trouble(words);
        }
    }

    fn next_pause(&mut self, wanted: Option<Duration>) -> Duration {
        let pause = wanted.unwrap_or(self.pause).min(PAUSES.1);
        self.pause = (self.pause * 2).min(PAUSES.1);
        pause
    }
}

/// Room in the outbox, and the next batch; none when there will be none any more. Safe to drop
/// while it waits.
async fn next<'a, T, R>(
    out: &'a mpsc::Sender<R>,
    outstanding: &mut Outstanding<T>,
    batches: &mut Option<mpsc::Receiver<Vec<Item<T>>>>,
) -> (mpsc::Permit<'a, R>, Option<Vec<Item<T>>>) {
    let Ok(permit) = out.reserve().await else {
        // The transport let go of it: the results will end with the reason.
        return std::future::pending().await;
    };
    if let Some(batch) = outstanding.next_again() {
        return (permit, Some(batch));
    }
    let Some(receiver) = batches else { return std::future::pending().await };
    let batch = receiver.recv().await;
    if batch.is_none() {
        *batches = None;
    }
    (permit, batch)
}

#[cfg(test)]
mod tests;
