//! Letters on their way to a screen's client: bounded, and cut off when the client stalls.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use futures::Stream;
use futures::task::AtomicWaker;
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::Status;

use crate::letter::Letter;
use crate::metrics;

/// The client has taken nothing for too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stalled;

/// Where the watcher puts letters in.
#[derive(Debug)]
pub(crate) struct Outbox {
    shared: Arc<Shared>,
    gone: CancellationToken,
    max_bytes: usize,
    stall_timeout: Duration,
}

/// Where the client's connection takes them out.
#[derive(Debug)]
pub(crate) struct Letters {
    shared: Arc<Shared>,
    _gone: DropGuard,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    taken: Notify,
    put: AtomicWaker,
}

#[derive(Debug)]
struct State {
    letters: VecDeque<Result<Letter, Status>>,
    bytes: usize,
    /// The token of the last mark that was taken out.
    resume: Arc<str>,
    closed: bool,
}

/// An outbox of at most about `max_bytes`, for a screen whose token is `resume`.
pub(crate) fn outbox(
    max_bytes: usize,
    stall_timeout: Duration,
    resume: Arc<str>,
) -> (Outbox, Letters) {
    let state = State { letters: VecDeque::new(), bytes: 0, resume, closed: false };
    let (state, taken, put) = (Mutex::new(state), Notify::new(), AtomicWaker::new());
    let shared = Arc::new(Shared { state, taken, put });
    let gone = CancellationToken::new();
    let letters = Letters { shared: Arc::clone(&shared), _gone: gone.clone().drop_guard() };
    (Outbox { shared, gone, max_bytes, stall_timeout }, letters)
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outbox {
    /// Puts a letter in as soon as there is room.
    ///
    /// # Errors
    /// When the client has taken nothing for the stall timeout.
    pub(crate) async fn put(&self, letter: Letter) -> Result<(), Stalled> {
        let bytes = letter.bytes().len();
        self.wait(|state| state.bytes == 0 || state.bytes + bytes <= self.max_bytes).await?;
        let mut state = self.shared.state();
        state.bytes += bytes;
        state.letters.push_back(Ok(letter));
        drop(state);
        self.shared.put.wake();
        metrics::message_put_out(bytes);
        Ok(())
    }

    /// Waits until the client has taken everything.
    ///
    /// # Errors
    /// When the client has taken nothing for the stall timeout.
    pub(crate) async fn emptied(&self) -> Result<(), Stalled> {
        self.wait(|state| state.letters.is_empty()).await
    }

    /// Waits for something; as long as the client takes.
    async fn wait(&self, so: impl Fn(&State) -> bool) -> Result<(), Stalled> {
        while !so(&self.shared.state()) {
            timeout(self.stall_timeout, self.shared.taken.notified()).await.map_err(|_| Stalled)?;
        }
        Ok(())
    }

    /// Cancelled when the client has gone.
    pub(crate) fn gone(&self) -> CancellationToken {
        self.gone.clone()
    }

    /// Ends the stream after what is in it.
    pub(crate) fn end(self, reason: &'static str, resume: &str) {
        metrics::stream_ended(reason);
        self.last(Ok(Letter::end(reason, resume)));
    }

    /// Ends the stream with a status, after what is in it.
    pub(crate) fn fail(self, status: Status) {
        metrics::stream_ended("failed");
        self.last(Err(status));
    }

    /// Ends the stream without what the client has not taken, whose memory comes back.
    pub(crate) fn cut(self, reason: &'static str) {
        metrics::stream_ended(reason);
        let mut state = self.shared.state();
        state.letters = VecDeque::new();
        state.bytes = 0;
        let letter = Letter::end(reason, &state.resume);
        drop(state);
        self.last(Ok(letter));
    }

    fn last(&self, letter: Result<Letter, Status>) {
        self.shared.state().letters.push_back(letter);
    }
}

/// However the watcher ends, so does the stream.
impl Drop for Outbox {
    fn drop(&mut self) {
        self.shared.state().closed = true;
        self.shared.put.wake();
    }
}

impl Stream for Letters {
    type Item = Result<Letter, Status>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.shared.put.register(context.waker());
        let mut state = self.shared.state();
        let Some(letter) = state.letters.pop_front() else {
            return if state.closed { Poll::Ready(None) } else { Poll::Pending };
        };
        state.note_taken(&letter);
        drop(state);
        self.shared.taken.notify_one();
        Poll::Ready(Some(letter))
    }
}

impl State {
    fn note_taken(&mut self, letter: &Result<Letter, Status>) {
        let Ok(letter) = letter else { return };
        self.bytes = self.bytes.saturating_sub(letter.bytes().len());
        if let Some(resume) = letter.resume() {
            self.resume = Arc::clone(resume);
        }
    }
}
