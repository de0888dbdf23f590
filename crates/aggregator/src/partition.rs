//! The task of one partition index: read, fold, publish at the beat, commit.

mod storing;
mod taking;

use std::sync::Arc;
use std::time::Duration;

use kinhbac_domain::fold::Fold;
use kinhbac_domain::ports::{LogError, LogReader, NewRecord, Record};
use kinhbac_domain::position::{Offset, PartitionIndex};
use tokio::task::JoinError;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::task::AbortOnDropHandle;

use crate::outbox::Outbox;
use crate::retry::Patience;
use crate::take_over::take_over;
use crate::{AggregatorConfig, AggregatorError, Deps};

/// A commit under way: a task of its own, so that it goes on whatever the fold waits for. It tells
/// whether the commit is known to be made; it is not when it was stopped before.
type Committing = AbortOnDropHandle<Result<bool, AggregatorError>>;

/// When few records were there, how long until more are looked for: far below a beat, and long
/// enough that reading what comes in one by one costs little.
const BREATH: Duration = Duration::from_millis(20);
/// Fewer than one in so many of a batch are few: where there are more to read than are asked for,
/// more of them come.
const FEW: usize = 8;

/// Owns a partition index until stopped; commits before it ends. Beats are counted from `began`.
pub(crate) async fn run(
    partition: PartitionIndex,
    config: Arc<AggregatorConfig>,
    deps: Deps,
    patience: Patience,
    began: Instant,
) -> Result<(), AggregatorError> {
    patience.status.taking_over(partition);
    let Some((fold, reader)) = take_over(partition, &config, &deps, &patience).await? else {
        return Ok(());
    };
    tracing::debug!(%partition, identities = fold.identities(), cells = fold.cells(), "folding");
    patience.status.folding(partition);
    patience.status.folded_to(partition, fold.mark());
    // Partitions that began together take turns at committing, which bounds what is copied at once.
    let turn = config.commit_every * partition.0 / deps.log.partitions().max(1);
    let now = Instant::now();
    let mut task = PartitionTask {
        cells_offset: fold.progress().cells_offset,
        fold,
        config,
        deps,
        patience,
        outbox: Outbox::default(),
        unpublished: Vec::new(),
        published: Offset(-1),
        oldest_unpublished: None,
        read_at: now,
        emptied_at: now,
        committed_at: now.checked_sub(turn).unwrap_or(now),
        given_up: false,
        released_at: None,
    };
    task.tell_stored();
    task.run(reader, began).await
}

struct PartitionTask {
    fold: Fold,
    config: Arc<AggregatorConfig>,
    deps: Deps,
    patience: Patience,
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
    /// When the outbox was emptied last.
    emptied_at: Instant,
    committed_at: Instant,
    /// Whether a commit was begun that is not known to be made.
    given_up: bool,
    released_at: Option<Instant>,
}

impl PartitionTask {
    async fn run(
        &mut self,
        mut reader: Box<dyn LogReader>,
        began: Instant,
    ) -> Result<(), AggregatorError> {
        let mut beat = tokio::time::interval_at(began, self.config.publish_every);
        beat.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut committing: Option<Committing> = None;
        let stop = self.patience.stop.clone();
        let mut reading = self.patience.wait("read");
        let (mut again_at, most) = (Instant::now(), self.config.read_batch);
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
                    self.empty_outbox().await;
                    if committing.is_none() && self.commit_is_due() {
                        committing = self.begin_commit().await;
                    }
                }
                records = next(&mut *reader, again_at, most), if self.has_room(&committing) => match records {
                    Ok(records) => {
                        reading.over();
                        if records.len() < most / FEW {
                            again_at = Instant::now() + BREATH;
                        }
                        self.take_in(records, &mut committing).await?;
                    }
                    Err(error @ LogError::Unavailable(_)) => {
                        reading.pause(&error).await;
                    }
                    Err(error) => return Err(error.into()),
                },
            }
        }
        self.finish(committing).await
    }

    /// Whether more may be folded: what a commit under way does not hold is bounded too.
    fn has_room(&self, committing: &Option<Committing>) -> bool {
        committing.is_none() || self.fold.uncommitted() < self.config.max_uncommitted
    }

    /// The last beat and the last commit. What can't be written now is folded again by the next
    /// owner.
    async fn finish(&mut self, committing: Option<Committing>) -> Result<(), AggregatorError> {
        if let Some(committing) = committing
            && !self.settle(committing).await?
        {
            return Ok(());
        }
        match self.begin_commit().await {
            Some(committing) => self.settle(committing).await.map(|_| ()),
            None => Ok(()),
        }
    }
}

/// Reads, not before an instant.
async fn next(
    reader: &mut dyn LogReader,
    not_before: Instant,
    most: usize,
) -> Result<Vec<Record>, LogError> {
    tokio::time::sleep_until(not_before).await;
    reader.next(most).await
}

/// Waits for a commit under way; for ever where there is none.
async fn committed(committing: &mut Option<Committing>) -> Result<bool, AggregatorError> {
    match committing {
        Some(committing) => outcome(committing.await),
        None => std::future::pending().await,
    }
}

/// What a commit's task came to.
fn outcome(
    ended: Result<Result<bool, AggregatorError>, JoinError>,
) -> Result<bool, AggregatorError> {
    ended.unwrap_or_else(|died| Err(AggregatorError::Died(died.to_string())))
}
