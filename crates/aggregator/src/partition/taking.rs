//! Folds what was read, and gets from the store what folding needs.

use std::time::Duration;

use kinhbac_domain::event::Event;
use kinhbac_domain::fold::{Blocked, Expired, Folded};
use kinhbac_domain::ports::Record;
use tokio::time::Instant;

use super::{Committing, PartitionTask};
use crate::decode::{decode, logged};
use crate::{AggregatorError, metrics};

/// Late and dead records are written at so many, without waiting for the commit.
const OUTBOX_LIMIT: usize = 1_000;
/// Alerts are passed on at once, but not more often than this: under load there are some in each
/// batch, and each time costs a write to the log.
const EMPTY_EVERY: Duration = Duration::from_millis(50);
/// Events looked ahead of, when something of the store is needed.
const LOOK_AHEAD: usize = 256;

impl PartitionTask {
    pub(super) async fn take_in(
        &mut self,
        records: Vec<Record>,
        committing: &mut Option<Committing>,
    ) -> Result<(), AggregatorError> {
        self.read_at = Instant::now();
        if let Some(first) = records.first() {
            self.oldest_unpublished.get_or_insert(first.appended_at);
        }
        let partitions = self.deps.log.partitions();
        let mut decoded = Vec::with_capacity(records.len());
        for record in records {
            let event = decode(&record, &self.config.fold.zone, partitions);
            decoded.push((record, event));
        }
        let mut rest = decoded.as_slice();
        while let Some(((record, event), others)) = rest.split_first() {
            let Some(logged) = logged(record) else { break };
            let event = match event {
                Ok(event) => event,
                Err(poison) => {
                    metrics::dead_letter(poison.reason);
                    self.fold.skip(logged);
                    self.outbox.dead(record.clone(), poison);
                    rest = others;
                    continue;
                }
            };
            match self.fold.fold(logged, event) {
                Ok(folded) => {
                    self.note(folded, record, event);
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
        if self.outbox.len() >= OUTBOX_LIMIT || self.emptied_at.elapsed() >= EMPTY_EVERY {
            self.empty_outbox().await;
        }
        if committing.is_none() && self.fold.uncommitted() >= self.config.max_uncommitted {
            *committing = self.begin_commit().await;
        }
        Ok(())
    }

    /// Writes what waits for other topics, where people must hear of some of it, or it is much.
    pub(super) async fn empty_outbox(&mut self) {
        if self.outbox.has_alerts() || self.outbox.len() >= OUTBOX_LIMIT {
            self.outbox.flush(&*self.deps.log, &self.patience).await;
            self.emptied_at = Instant::now();
        }
    }

    fn note(&mut self, folded: Folded, record: &Record, event: &Event) {
        match folded {
            Folded::Counted { stale_readings, restated, expired, forgotten } => {
                if event.payload.alert().is_some() {
                    self.outbox.alert(record.clone());
                }
                if stale_readings > 0 {
                    metrics::stale_readings(stale_readings);
                }
                if restated {
                    metrics::late_restated();
                }
                match expired {
                    Expired::Nothing => {}
                    Expired::Buckets => metrics::late_expired(),
                    Expired::Sign => metrics::late_sign_set_aside(),
                }
                if let Some(forgotten) = forgotten {
                    metrics::sequences_forgotten(forgotten);
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
                // What is folded is stored first: an operator restarts this process next.
                if !self.store_all(committing).await? {
                    return Ok(false);
                }
                let why = "aggregator.max_identities is reached: raise it and restart";
                tracing::error!(partition = %self.fold.partition(), why, "folding stands still");
                self.patience.status.stuck(self.fold.partition(), why);
                self.patience.stop.cancelled().await;
                Ok(false)
            }
        }
    }

    async fn look_up<'a>(
        &mut self,
        ahead: impl Iterator<Item = &'a Event>,
    ) -> Result<bool, AggregatorError> {
        let wants = self.fold.wants(ahead);
        let (store, owner, patience) = (&self.deps.store, self.fold.owner(), &self.patience);
        let cells = patience.store("look cells up", || store.cells(owner, &wants.cells));
        let Some(cells) = cells.await? else { return Ok(false) };
        let incidents =
            patience.store("look incidents up", || store.known_incidents(owner, &wants.incidents));
        let Some(incidents) = incidents.await? else { return Ok(false) };
        self.fold.supply(wants, cells, &incidents);
        Ok(true)
    }

    async fn make_room(
        &mut self,
        committing: &mut Option<Committing>,
    ) -> Result<bool, AggregatorError> {
        if !self.store_all(committing).await? {
            return Ok(false);
        }
        let gone = self.fold.make_room();
        metrics::series_evicted(gone);
        tracing::debug!(gone, partition = %self.fold.partition(), "series let go");
        Ok(!self.patience.stop.is_cancelled())
    }

    /// Waits until all that is folded is stored; false when stopped before it was.
    async fn store_all(
        &mut self,
        committing: &mut Option<Committing>,
    ) -> Result<bool, AggregatorError> {
        if let Some(committing) = committing.take()
            && !self.settle(committing).await?
        {
            return Ok(false);
        }
        match self.begin_commit().await {
            Some(committing) => self.settle(committing).await,
            None => Ok(!self.fold.has_news()),
        }
    }
}
