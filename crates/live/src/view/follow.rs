//! The task that keeps the view: it begins with the store and follows the topic `cells`.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use kinhbac_api::cells;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{
    CellStore, EventLog, HistoryStore, LogError, ReadFrom, Record, StoreError,
};
use kinhbac_domain::position::{Offset, PartitionIndex, Progress, Topic};
use kinhbac_domain::time::{Resolution, Timestamp, Zone};
use tokio::sync::watch;

use super::{Leaving, View};
use crate::config::Config;
use crate::live::LiveError;
use crate::metrics;

/// Records read together.
const BATCH: usize = 500;
/// Between two tries, while the log or the store is away.
const PAUSE: Duration = Duration::from_millis(500);

type Stored = BTreeMap<PartitionIndex, Progress>;

/// Keeps a view: the only one that writes to it.
pub(crate) struct Follower {
    pub(crate) view: Arc<View>,
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) cells: Arc<dyn CellStore>,
    pub(crate) history: Arc<dyn HistoryStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) zone: Zone,
    pub(crate) config: Config,
}

impl Follower {
    /// Keeps the view, waiting outages out.
    ///
    /// # Errors
    /// When the log or the store is damaged.
    pub(crate) async fn run(&self) -> Result<Infallible, LiveError> {
        let (sender, receiver) = watch::channel(Stored::new());
        tokio::select! {
            ended = self.follow(receiver) => ended,
            ended = self.poll(sender) => ended,
        }
    }

    async fn follow(&self, mut stored: watch::Receiver<Stored>) -> Result<Infallible, LiveError> {
        loop {
            let from = self.load().await?;
            match self.read(&from, &mut stored).await {
                Err(LiveError::Log(gone @ LogError::Gone { .. })) => {
                    tracing::warn!(error = %gone, "the live view begins again from the store");
                    tokio::time::sleep(PAUSE).await;
                }
                ended => return ended,
            }
        }
    }

    /// Asks again and again how far the store stands. Apart from reading, so that a store that
    /// is away holds nothing up.
    async fn poll(&self, stored: watch::Sender<Stored>) -> Result<Infallible, LiveError> {
        loop {
            tokio::time::sleep(self.config.progress_every).await;
            let progress = waited_out(|| self.cells.progress()).await?;
            stored.send_replace(progress.into_iter().collect());
        }
    }

    /// Begins with what the store has; tells from where to read on.
    async fn load(&self) -> Result<Vec<ReadFrom>, LiveError> {
        let stored: Stored = waited_out(|| self.cells.progress()).await?.into_iter().collect();
        let now = self.clock.now();
        let whole_from = self.whole_from(now);
        let history = &*self.history;
        waited_out(|| self.view.load(history, &stored, whole_from, now)).await?;
        let from = |partition| ReadFrom {
            topic: Topic::Cells,
            partition,
            offset: stored.get(&partition).map_or(Offset(0), |p| p.cells_offset),
        };
        Ok((0..self.log.partitions()).map(PartitionIndex).map(from).collect())
    }

    /// Reads on and on.
    async fn read(
        &self,
        from: &[ReadFrom],
        stored: &mut watch::Receiver<Stored>,
    ) -> Result<Infallible, LiveError> {
        let mut ends = self.ends(from).await?;
        let mut reader = waited_out(|| self.log.read(from)).await?;
        loop {
            self.look_whether_caught_up(&ends);
            tokio::select! {
                records = reader.next(BATCH) => match records {
                    Ok(records) => records.iter().for_each(|record| self.take_in(record, &mut ends)),
                    Err(error) if error.is_away() => {
                        tracing::warn!(%error, "waiting for the log");
                        tokio::time::sleep(PAUSE).await;
                    }
                    Err(error) => return Err(error.into()),
                },
                Ok(()) = stored.changed() => self.evict(stored.borrow_and_update().clone()),
            }
        }
    }

    /// The ends of those partitions that are to be read further for the view to have caught up.
    async fn ends(&self, from: &[ReadFrom]) -> Result<BTreeMap<PartitionIndex, Offset>, LiveError> {
        let mut ends = BTreeMap::new();
        for from in from {
            let end = waited_out(|| self.log.bounds(from.topic, from.partition)).await?.end;
            if from.offset < end {
                ends.insert(from.partition, end);
            }
        }
        Ok(ends)
    }

    fn look_whether_caught_up(&self, ends: &BTreeMap<PartitionIndex, Offset>) {
        self.view.stand.send_if_modified(|stand| {
            let news = ends.is_empty() && !stand.ready;
            stand.ready |= news;
            news
        });
    }

    fn take_in(&self, record: &Record, ends: &mut BTreeMap<PartitionIndex, Offset>) {
        let now = self.clock.now();
        match cells::decode(&record.value) {
            Ok((cells, mark)) => self.view.take_in(record.partition, cells, mark.as_ref(), now),
            Err(error) => {
                let (partition, offset) = (record.partition, record.offset);
                tracing::error!(%partition, %offset, %error, "a record of cells was left out");
            }
        }
        metrics::cells_taken_in(now.millis_since(record.appended_at));
        if ends.get(&record.partition).is_some_and(|end| record.offset.next() >= *end) {
            ends.remove(&record.partition);
        }
    }

    fn evict(&self, stored: Stored) {
        let now = self.clock.now();
        let keep = i64::try_from(self.config.keep.as_millis()).unwrap_or(i64::MAX);
        let touched_before = now.plus_millis(-keep);
        let leaving = Leaving { stored, touched_before, max_cells: self.config.max_cells };
        metrics::view_holds(self.view.evict(self.whole_from(now), &leaving));
    }

    /// The first of the recent buckets, by resolution.
    fn whole_from(&self, now: Timestamp) -> [i64; Resolution::FOLDED.len()] {
        Resolution::FOLDED.map(|resolution| {
            let before = self.config.recent.of(resolution).saturating_sub(1);
            self.zone.bucket_back(self.zone.bucket(resolution, now), before).start
        })
    }
}

/// An engine is away and may be asked again; else its error is for good.
trait Away: std::fmt::Display + Into<LiveError> {
    fn is_away(&self) -> bool;
}

impl Away for StoreError {
    fn is_away(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Full(_))
    }
}

impl Away for LogError {
    fn is_away(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

/// Tries until it is not for an outage that it fails.
async fn waited_out<T, E: Away, F: Future<Output = Result<T, E>>>(
    mut attempt: impl FnMut() -> F,
) -> Result<T, LiveError> {
    let mut tries = 0_u32;
    loop {
        match attempt().await {
            Err(error) if error.is_away() => {
                if tries.is_multiple_of(60) {
                    tracing::warn!(%error, "waiting");
                }
                tries = tries.saturating_add(1);
                tokio::time::sleep(PAUSE).await;
            }
            done => return done.map_err(Into::into),
        }
    }
}
