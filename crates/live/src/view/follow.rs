//! The task that keeps the view: it begins with the store and follows the topics `cells` and
//! `alerts`.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use kinhbac_api::cells;
use kinhbac_domain::clock::Clock;
use kinhbac_domain::ports::{CellStore, EventLog, HistoryStore, LogError, ReadFrom, Record};
use kinhbac_domain::position::{Offset, PartitionIndex, Topic};
use kinhbac_domain::time::{Resolution, Timestamp, Zone};
use tokio::sync::watch;

use super::View;
use super::evict::Stored;
use super::outage::{Away as _, PAUSE, waited_out};
use super::stand::ByResolution;
use crate::alerts::Alert;
use crate::config::Config;
use crate::live::LiveError;
use crate::metrics;

/// Records read together.
const BATCH: usize = 500;
/// Since when alerts are read at first, milliseconds.
const ALERTS_BACK: i64 = 3_600_000;

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

/// What is still to come of a reading.
#[derive(Default)]
struct Ahead {
    /// The ends of what is to be read further for the view to have caught up.
    ends: BTreeMap<(Topic, PartitionIndex), Offset>,
    /// The first records that could not be read. What they said is known once the store's progress
    /// is beyond them, for they were published before that was committed.
    unreadable: BTreeMap<PartitionIndex, Offset>,
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
                Ok(()) => tracing::warn!("the live view begins again: the store knows more"),
                Err(LiveError::Log(gone @ LogError::Gone { .. })) => {
                    tracing::warn!(error = %gone, "the live view begins again from the store");
                    tokio::time::sleep(PAUSE).await;
                }
                Err(error) => return Err(error),
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
        let recent_from = self.recent_from(now);
        let history = &*self.history;
        waited_out(|| self.view.load(history, &stored, recent_from, now)).await?;
        metrics::view_holds(self.view.cells());
        let mut from = Vec::new();
        for partition in (0..self.log.partitions()).map(PartitionIndex) {
            let offset = stored.get(&partition).map_or(Offset(0), |p| p.cells_offset);
            from.push(ReadFrom { topic: Topic::Cells, partition, offset });
            let offset = self.alerts_from(partition, now).await?;
            from.push(ReadFrom { topic: Topic::Alerts, partition, offset });
        }
        Ok(from)
    }

    /// From where on a partition's alerts are read: after those that came, at first since a while.
    async fn alerts_from(
        &self,
        partition: PartitionIndex,
        now: Timestamp,
    ) -> Result<Offset, LiveError> {
        let topic = Topic::Alerts;
        let came = self.view.stand().marks.known(topic, partition);
        let kept = waited_out(|| self.log.bounds(topic, partition)).await?;
        if let Some(came) = came.filter(|came| *came >= kept.start) {
            return Ok(came);
        }
        let since = now.plus_millis(-ALERTS_BACK);
        let since = waited_out(|| self.log.offset_at(topic, partition, since)).await?;
        let from = since.max(kept.start);
        self.view.begin_alerts(partition, from);
        Ok(from)
    }

    /// Reads on and on, until the store has what a record said that could not be read.
    async fn read(
        &self,
        from: &[ReadFrom],
        stored: &mut watch::Receiver<Stored>,
    ) -> Result<(), LiveError> {
        let mut ahead = Ahead { ends: self.ends(from).await?, ..Ahead::default() };
        let mut reader = waited_out(|| self.log.read(from)).await?;
        loop {
            self.look_whether_caught_up(&ahead);
            tokio::select! {
                records = reader.next(BATCH) => match records {
                    Ok(records) => records.iter().for_each(|r| self.take_in(r, &mut ahead)),
                    Err(error) if error.is_away() => {
                        tracing::warn!(%error, "waiting for the log");
                        tokio::time::sleep(PAUSE).await;
                    }
                    Err(error) => return Err(error.into()),
                },
                Ok(()) = stored.changed() => {
                    let stored = stored.borrow_and_update().clone();
                    if ahead.is_surpassed_by(&stored) {
                        return Ok(());
                    }
                    self.evict(&stored);
                }
            }
        }
    }

    async fn ends(
        &self,
        from: &[ReadFrom],
    ) -> Result<BTreeMap<(Topic, PartitionIndex), Offset>, LiveError> {
        let mut ends = BTreeMap::new();
        for ReadFrom { topic, partition, offset } in from {
            let end = waited_out(|| self.log.bounds(*topic, *partition)).await?.end;
            if *offset < end {
                ends.insert((*topic, *partition), end);
            }
        }
        Ok(ends)
    }

    fn look_whether_caught_up(&self, ahead: &Ahead) {
        self.view.stand.send_if_modified(|stand| {
            let news = ahead.ends.is_empty() && !stand.ready;
            stand.ready |= news;
            news
        });
    }

    fn take_in(&self, record: &Record, ahead: &mut Ahead) {
        match record.topic {
            Topic::Alerts => self.take_alert_in(record),
            _ => self.take_cells_in(record, ahead),
        }
        let (of, next) = ((record.topic, record.partition), record.offset.next());
        if ahead.ends.get(&of).is_some_and(|end| next >= *end) {
            ahead.ends.remove(&of);
        }
    }

    fn take_alert_in(&self, record: &Record) {
        let alert = Alert::read(record, &self.zone);
        let (partition, offset) = (record.partition, record.offset);
        if alert.is_none() {
            tracing::error!(%partition, %offset, "a record of alerts was left out");
        }
        self.view.take_alert_in(partition, offset.next(), alert);
    }

    fn take_cells_in(&self, record: &Record, ahead: &mut Ahead) {
        let (partition, offset, now) = (record.partition, record.offset, self.clock.now());
        match cells::decode(&record.value) {
            Ok((cells, mark)) => {
                // No mark says that all was seen where something was not.
                let mark = mark.filter(|_| !ahead.unreadable.contains_key(&partition));
                self.view.take_in(partition, cells, mark.as_ref(), now);
            }
            Err(error) => {
                tracing::error!(%partition, %offset, %error, "a record of cells was left out");
                ahead.unreadable.entry(partition).or_insert(offset);
            }
        }
        metrics::cells_taken_in(now.millis_since(record.appended_at));
    }

    fn evict(&self, stored: &Stored) {
        let now = self.clock.now();
        let keep = i64::try_from(self.config.keep.as_millis()).unwrap_or(i64::MAX);
        self.view.evict(self.recent_from(now), stored, now.plus_millis(-keep));
        metrics::view_holds(self.view.cells());
    }

    /// The first of the recent buckets.
    fn recent_from(&self, now: Timestamp) -> ByResolution<i64> {
        Resolution::FOLDED.map(|resolution| {
            let before = self.config.recent.of(resolution).saturating_sub(1);
            self.zone.bucket_back(self.zone.bucket(resolution, now), before).start
        })
    }
}

impl Ahead {
    /// Whether the store has what a record said that could not be read.
    fn is_surpassed_by(&self, stored: &Stored) -> bool {
        self.unreadable
            .iter()
            .any(|(partition, at)| stored.get(partition).is_some_and(|p| p.cells_offset > *at))
    }
}
