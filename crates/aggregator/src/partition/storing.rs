//! The beat's cells to the log, and everything to the store.

use std::sync::Arc;
use std::time::Duration;

use kinhbac_api::cells::{Mark, encode_beat};
use kinhbac_domain::ports::LogError;
use kinhbac_domain::position::{Offset, Stream, Topic};
use tokio::time::Instant;
use tokio_util::task::AbortOnDropHandle;

use super::{Committing, PartitionTask, outcome};
use crate::{AggregatorError, metrics, outbox};

/// About the size of a record of the topic `cells`.
const CELLS_RECORD_BYTES: usize = 256 * 1024;
/// The log is told at most this often what it may let go.
const RELEASE_EVERY: Duration = Duration::from_secs(60);

impl PartitionTask {
    /// Puts the changed cells and the mark on the topic `cells`. When the log is away, they are
    /// published once it is back, and folding waits. False when stopped before it was done.
    pub(super) async fn publish(&mut self) -> bool {
        let mark = Mark { next_offsets: self.fold.mark() };
        let at = Offset(mark.next_offsets.values().map(|next| next.0).sum());
        if at == self.published && self.unpublished.is_empty() {
            return true;
        }
        let partition = self.fold.partition();
        let mut published = 0;
        let cells = self.fold.take_changed().inspect(|_| published += 1);
        let records = encode_beat(cells, &mark, CELLS_RECORD_BYTES).into_iter();
        let mut records: Vec<_> = records.map(|value| outbox::plain(partition, value)).collect();
        records.splice(0..0, std::mem::take(&mut self.unpublished));
        let appended = outbox::append(&*self.deps.log, Topic::Cells, records, &self.patience).await;
        let last = match appended {
            Ok(last) => last,
            Err(unwritten) => {
                self.unpublished = unwritten;
                return false;
            }
        };
        self.cells_offset = last.map_or(self.cells_offset, Offset::next);
        self.published = at;
        self.patience.status.folded_to(partition, mark.next_offsets);
        metrics::cells_published(published);
        if let Some(oldest) = self.oldest_unpublished.take() {
            metrics::event_lag(self.deps.clock.now().millis_since(oldest) as f64 / 1000.0);
        }
        true
    }

    pub(super) fn commit_is_due(&self) -> bool {
        let quiet = self.read_at.elapsed() >= self.config.publish_every;
        let due = self.committed_at.elapsed() >= self.config.commit_every;
        self.fold.has_news() && (quiet || due)
    }

    /// Begins a commit of everything folded, all of which must be in the log's topics before:
    /// what progress has passed nobody publishes again. None when there is nothing new, or when
    /// stopped before it was published.
    pub(super) async fn begin_commit(&mut self) -> Option<Committing> {
        if self.given_up
            || !self.fold.has_news()
            || !self.publish().await
            || !self.outbox.flush(&*self.deps.log, &self.patience).await
        {
            return None;
        }
        self.committed_at = Instant::now();
        let commit = self.fold.begin_commit(self.cells_offset);
        let (store, patience) = (Arc::clone(&self.deps.store), self.patience.clone());
        Some(AbortOnDropHandle::new(tokio::spawn(async move {
            let made = patience.store("commit", || store.commit(&commit)).await?;
            Ok(made.is_some())
        })))
    }

    /// Waits for a commit; false when stopped before it was known to be made. Then nothing may be
    /// committed after it: what it had would be passed over.
    pub(super) async fn settle(&mut self, committing: Committing) -> Result<bool, AggregatorError> {
        if outcome(committing.await)? {
            self.after_commit().await;
        } else {
            self.given_up = true;
        }
        Ok(!self.given_up)
    }

    pub(super) async fn after_commit(&mut self) {
        self.fold.committed();
        self.tell_stored();
        metrics::memory(self.fold.partition(), self.fold.cells(), self.fold.identities());
        if self.released_at.is_none_or(|at| at.elapsed() >= RELEASE_EVERY) {
            self.released_at = Some(Instant::now());
            self.release().await;
        }
    }

    /// Tells the status how far the streams are stored.
    pub(super) fn tell_stored(&self) {
        let next = Stream::ALL.map(|stream| (stream, self.fold.needed_from(stream).1));
        self.patience.status.stored_to(self.fold.partition(), next.into());
    }

    /// Tells the log what nobody will read again: what is stored and beyond the duplicates'
    /// horizon. It is tried again in a minute where the log is away.
    async fn release(&self) {
        for stream in Stream::ALL {
            if let Err(error) = self.release_stream(stream).await {
                tracing::debug!(%error, "the log could not be told what to let go");
            }
        }
    }

    async fn release_stream(&self, stream: Stream) -> Result<(), LogError> {
        let (topic, partition) = (Topic::Input(stream), self.fold.partition());
        let log = &self.deps.log;
        let (since, next) = self.fold.needed_from(stream);
        let needed = log.offset_at(topic, partition, since).await?;
        log.release(topic, partition, needed.min(next)).await
    }
}
