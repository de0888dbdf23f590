//! The task of one partition index: read, fold, publish at the beat, commit.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use kinhbac_api::cells::{Mark, encode_beat};
use kinhbac_api::event::decode_logged;
use kinhbac_domain::event::Event;
use kinhbac_domain::fold::{Blocked, Fold, Folded};
use kinhbac_domain::ports::{LogError, LogReader, NewRecord, Record};
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use crate::outbox::{self, Outbox};
use crate::take_over::{logged, take_over};
use crate::{AggregatorConfig, AggregatorError, Deps, Status, metrics, retry};

/// About the size of a record of the topic `cells`.
const CELLS_RECORD_BYTES: usize = 256 * 1024;
/// Late and dead records are written at so many, without waiting for the beat.
const OUTBOX_LIMIT: usize = 1_000;
/// Events looked ahead of, when something of the store is needed.
const LOOK_AHEAD: usize = 256;
/// The log is told at most this often what it may let go.
const RELEASE_EVERY: Duration = Duration::from_secs(60);

type Committing = Pin<Box<dyn Future<Output = Result<bool, AggregatorError>> + Send>>;

/// Owns a partition index until stopped; commits before it ends.
pub(crate) async fn run(
    partition: PartitionIndex,
    config: Arc<AggregatorConfig>,
    deps: Deps,
    status: Arc<Status>,
    stop: CancellationToken,
) -> Result<(), AggregatorError> {
    status.taking_over(partition);
    let Some((fold, reader)) = take_over(partition, &config, &deps, &stop).await? else {
        return Ok(());
    };
    tracing::debug!(%partition, identities = fold.identities(), cells = fold.cells(), "folding");
    status.folding(partition);
    let mut task = PartitionTask {
        cells_offset: fold.progress().cells_offset,
        fold,
        config,
        deps,
        status,
        outbox: Outbox::default(),
        unpublished: Vec::new(),
        published: Offset(-1),
        oldest_unpublished: None,
        read_at: Instant::now(),
        committed_at: Instant::now(),
        released_at: None,
        stop,
    };
    task.run(reader).await
}

struct PartitionTask {
    fold: Fold,
    config: Arc<AggregatorConfig>,
    deps: Deps,
    status: Arc<Status>,
    outbox: Outbox,
    /// What was to be published when the task was stopped.
    unpublished: Vec<NewRecord>,
    /// The next offset of the topic `cells` after what was published.
    cells_offset: Offset,
    /// The sum of the next offsets that the last mark told.
    published: Offset,
    /// When the oldest record whose cells are not published was appended.
    oldest_unpublished: Option<kinhbac_domain::time::Timestamp>,
    read_at: Instant,
    committed_at: Instant,
    released_at: Option<Instant>,
    stop: CancellationToken,
}

impl PartitionTask {
    async fn run(&mut self, mut reader: Box<dyn LogReader>) -> Result<(), AggregatorError> {
        let mut beat = tokio::time::interval(self.config.publish_every);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut committing: Option<Committing> = None;
        let stop = self.stop.clone();
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                done = committed(&mut committing) => {
                    committing = None;
                    if !done? {
                        return Ok(());
                    }
                    self.after_commit().await;
                }
                _ = beat.tick() => {
                    self.publish().await;
                    if committing.is_none() && self.commit_is_due() {
                        committing = self.begin_commit().await;
                    }
                }
                records = reader.next(self.config.read_batch) => match records {
                    Ok(records) => self.take_in(records, &mut committing).await?,
                    Err(error @ LogError::Unavailable(_)) => {
                        tracing::warn!(%error, "waiting for the log");
                        tokio::time::sleep(retry::PAUSE).await;
                    }
                    Err(error) => return Err(error.into()),
                },
            }
        }
        self.finish(committing).await
    }

    /// The last beat and the last commit. What can't be written now is folded again by the next
    /// owner.
    async fn finish(&mut self, committing: Option<Committing>) -> Result<(), AggregatorError> {
        if let Some(committing) = committing
            && !committing.await?
        {
            return Ok(());
        }
        match self.begin_commit().await {
            Some(committing) => committing.await.map(|_| ()),
            None => Ok(()),
        }
    }

    async fn take_in(
        &mut self,
        records: Vec<Record>,
        committing: &mut Option<Committing>,
    ) -> Result<(), AggregatorError> {
        self.read_at = Instant::now();
        if let Some(first) = records.first() {
            self.oldest_unpublished.get_or_insert(first.appended_at);
        }
        let mut decoded = Vec::with_capacity(records.len());
        for record in records {
            let event = decode_logged(&record.value, &self.config.fold.zone);
            decoded.push((record, event));
        }
        let mut rest = decoded.as_slice();
        while let Some(((record, event), others)) = rest.split_first() {
            let Some(logged) = logged(record) else { break };
            let folded = match event {
                Ok(event) => self.fold.fold(logged, event),
                Err(poison) => {
                    metrics::dead_letter(poison.reason);
                    self.fold.skip(logged);
                    self.outbox.dead(record.clone(), poison.reason);
                    rest = others;
                    continue;
                }
            };
            match folded {
                Ok(folded) => {
                    self.note(folded, record);
                    rest = others;
                }
                Err(blocked) => {
                    let ahead = rest.iter().take(LOOK_AHEAD).filter_map(|(_, e)| e.as_ref().ok());
                    if !self.unblock(blocked, ahead, committing).await? {
                        return Ok(());
                    }
                }
            }
        }
        if self.outbox.len() >= OUTBOX_LIMIT {
            self.outbox.flush(&*self.deps.log, &self.stop).await;
        }
        if committing.is_none() && self.fold.uncommitted() >= self.config.max_uncommitted {
            *committing = self.begin_commit().await;
        }
        Ok(())
    }

    fn note(&mut self, folded: Folded, record: &Record) {
        match folded {
            Folded::Counted { stale_readings, restated } => {
                if stale_readings > 0 {
                    metrics::stale_readings(stale_readings);
                }
                if restated {
                    metrics::late_restated();
                }
            }
            Folded::Duplicate => metrics::duplicate(),
            Folded::Late => {
                metrics::late_set_aside();
                self.outbox.late(record.clone());
            }
            Folded::Before => {}
        }
    }

    /// Makes folding possible again; false when stopped meanwhile.
    async fn unblock<'a>(
        &mut self,
        blocked: Blocked,
        ahead: impl Iterator<Item = &'a Event>,
        committing: &mut Option<Committing>,
    ) -> Result<bool, AggregatorError> {
        match blocked {
            Blocked::Missing => self.look_up(ahead).await,
            Blocked::SeriesFull => self.make_room(committing).await,
            Blocked::IdentitiesFull => {
                let why = "aggregator.max_identities is reached: raise it and restart";
                tracing::error!(partition = %self.fold.partition(), why, "folding stands still");
                self.status.stuck(self.fold.partition(), why);
                self.stop.cancelled().await;
                Ok(false)
            }
        }
    }

    async fn look_up<'a>(
        &mut self,
        ahead: impl Iterator<Item = &'a Event>,
    ) -> Result<bool, AggregatorError> {
        let wants = self.fold.wants(ahead);
        let (store, owner) = (&self.deps.store, self.fold.owner());
        let cells = retry::store("look cells up", &self.stop, || store.cells(owner, &wants.cells));
        let Some(cells) = cells.await? else { return Ok(false) };
        let incidents = retry::store("look incidents up", &self.stop, || {
            store.known_incidents(owner, &wants.incidents)
        });
        let Some(incidents) = incidents.await? else { return Ok(false) };
        self.fold.supply(wants, cells, &incidents);
        Ok(true)
    }

    async fn make_room(
        &mut self,
        committing: &mut Option<Committing>,
    ) -> Result<bool, AggregatorError> {
        if let Some(committing) = committing.take() {
            if !committing.await? {
                return Ok(false);
            }
            self.after_commit().await;
        }
        if let Some(committing) = self.begin_commit().await
            && !committing.await?
        {
            return Ok(false);
        }
        self.after_commit().await;
        let gone = self.fold.make_room();
        metrics::series_evicted(gone);
        tracing::debug!(gone, partition = %self.fold.partition(), "series let go");
        Ok(!self.stop.is_cancelled())
    }

    /// Puts the changed cells and the mark on the topic `cells`. When the log is away, they are
    /// published once it is back, and folding waits. False when stopped before it was done.
    async fn publish(&mut self) -> bool {
        let mark = Mark { next_offsets: self.fold.mark() };
        let at = Offset(mark.next_offsets.values().map(|next| next.0).sum());
        if at == self.published && self.unpublished.is_empty() {
            return true;
        }
        let (partition, cells) = (self.fold.partition(), self.fold.take_changed());
        let records = encode_beat(&cells, &mark, CELLS_RECORD_BYTES).into_iter();
        let mut records: Vec<_> = records.map(|value| outbox::plain(partition, value)).collect();
        records.splice(0..0, std::mem::take(&mut self.unpublished));
        let appended = outbox::append(&*self.deps.log, Topic::Cells, records, &self.stop).await;
        let last = match appended {
            Ok(last) => last,
            Err(unwritten) => {
                self.unpublished = unwritten;
                return false;
            }
        };
        self.cells_offset = last.map_or(self.cells_offset, Offset::next);
        self.published = at;
        metrics::cells_published(cells.len());
        if let Some(oldest) = self.oldest_unpublished.take() {
            metrics::event_lag(self.deps.clock.now().millis_since(oldest) as f64 / 1000.0);
        }
        true
    }

    fn commit_is_due(&self) -> bool {
        let quiet = self.read_at.elapsed() >= self.config.publish_every;
        let due = self.committed_at.elapsed() >= self.config.commit_every;
        self.fold.has_news() && (quiet || due)
    }

    /// Begins a commit of everything folded, all of which must be in the log's topics before:
    /// what progress has passed nobody publishes again. None when there is nothing new, or when
    /// stopped before it was published.
    async fn begin_commit(&mut self) -> Option<Committing> {
        if !self.fold.has_news()
            || !self.publish().await
            || !self.outbox.flush(&*self.deps.log, &self.stop).await
        {
            return None;
        }
        self.committed_at = Instant::now();
        let commit = self.fold.begin_commit(self.cells_offset);
        let (store, stop) = (Arc::clone(&self.deps.store), self.stop.clone());
        Some(Box::pin(async move {
            let made = retry::store("commit", &stop, || store.commit(&commit)).await?;
            Ok(made.is_some())
        }))
    }

    async fn after_commit(&mut self) {
        self.fold.committed();
        metrics::memory(self.fold.partition(), self.fold.cells(), self.fold.identities());
        if self.released_at.is_none_or(|at| at.elapsed() >= RELEASE_EVERY) {
            self.released_at = Some(Instant::now());
            self.release().await;
        }
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
        let end = log.bounds(topic, partition).await?.end;
        let (since, next) = self.fold.needed_from(stream);
        metrics::log_lag(partition, topic.name(), end.0 - next.0);
        let needed = log.offset_at(topic, partition, since).await?;
        log.release(topic, partition, needed.min(next)).await
    }
}

/// Waits for a commit under way; for ever where there is none.
async fn committed(committing: &mut Option<Committing>) -> Result<bool, AggregatorError> {
    match committing {
        Some(committing) => committing.await,
        None => std::future::pending().await,
    }
}
