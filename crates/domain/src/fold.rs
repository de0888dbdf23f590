//! The folding state machine: records of one partition index in, changed cells out.
//!
//! It has no I/O and no clock. What it needs from the store it asks for ([`Fold::wants`]), so the
//! same code runs in the service, in the property tests and in the seeded fault simulation.
//! Everything it decides (duplicate, late, counted) is a function of the log alone, whoever reads
//! it and however often.

mod cells;
mod config;
mod contributions;
mod identities;
mod incidents;
mod outcome;
mod readings;
mod sequences;

use std::collections::{BTreeMap, BTreeSet};

use crate::cell::{CellEntry, CellRef};
use crate::event::{Event, Payload};
use crate::ports::{Commit, IncidentKey, IncidentRow, TakeOver};
use crate::position::{
    Offset, Ownership, PartitionIndex, Position, Progress, Stream, StreamProgress,
};
use crate::time::{Resolution, Timestamp};

pub use config::{FoldConfig, Retention};
pub use outcome::{Blocked, Expired, Folded, Forgotten, Logged, Wants};

use cells::OpenCells;
use contributions::Contributions;
use identities::Identities;
use incidents::Incidents;
use readings::Readings;
use sequences::Sequences;

/// The state of one partition index, owned by one task.
#[derive(Debug)]
pub struct Fold {
    config: FoldConfig,
    owner: Ownership,
    progress: Progress,
    committed: Progress,
    cells: OpenCells,
    identities: Identities,
    sequences: Sequences,
    readings: Readings,
    incidents: Incidents,
    /// Reused for each event.
    contributions: Contributions,
}

impl Fold {
    /// Takes a partition index over from what the store told. The open cells of
    /// [`Fold::memory_floor`] must be supplied and the identities be remembered before the first
    /// record is folded.
    #[must_use]
    pub fn new(config: FoldConfig, partition: PartitionIndex, found: TakeOver) -> Self {
        let log_time = newest_log_time(&found.progress);
        Self {
            cells: OpenCells::new(&config, log_time),
            identities: Identities::new(config.duplicate_horizon, config.max_identities),
            sequences: Sequences::new(found.sequences, &config),
            readings: Readings::new(found.readings),
            incidents: Incidents::default(),
            contributions: Contributions::new(config.zone.clone(), config.retention),
            owner: Ownership { partition, epoch: found.epoch },
            committed: found.progress.clone(),
            progress: found.progress,
            config,
        }
    }

    /// The partition index.
    #[must_use]
    pub fn partition(&self) -> PartitionIndex {
        self.owner.partition
    }

    /// The partition index and the epoch in which it is owned.
    #[must_use]
    pub fn owner(&self) -> Ownership {
        self.owner
    }

    /// How far it is folded.
    #[must_use]
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// From which bucket on (seconds since 1970) memory holds all cells of a resolution.
    #[must_use]
    pub fn memory_floor(&self, resolution: Resolution) -> i64 {
        self.cells.floor(resolution)
    }

    /// From which instant of log time on the records before `progress` must be remembered.
    #[must_use]
    pub fn identities_since(&self, stream: Stream) -> Timestamp {
        self.identities.since(self.progress.of(stream).log_time)
    }

    /// Remembers a record before `progress`, in the order of the log; one that can't be decoded
    /// too, for it moves log time as well.
    pub fn remember(&mut self, logged: Logged, event: Option<&Event>) {
        if logged.offset < self.progress.of(logged.stream).next {
            self.identities.remember(logged, event);
        }
    }

    /// Takes in the cells in open buckets that are stored, at the beginning.
    pub fn supply_open(&mut self, entries: Vec<CellEntry>) {
        self.cells.supply_open(entries);
    }

    /// What some events need from the store, all together.
    pub fn wants<'a>(&mut self, events: impl IntoIterator<Item = &'a Event>) -> Wants {
        let mut wants = Wants::default();
        for event in events {
            // A record's log time is this or later: nothing that is past now is needed then.
            let log_time = self.progress.of(event.stream()).log_time;
            self.contributions.of(event, log_time);
            self.cells.wanted(event, &self.contributions, &mut wants.cells);
            if let Some(key) = incident_key(event)
                && !self.incidents.is_settled(&key)
            {
                wants.incidents.push(key);
            }
        }
        wants.cells.sort_unstable();
        wants.cells.dedup();
        wants.incidents.sort_unstable();
        wants.incidents.dedup();
        wants
    }

    /// Takes in what the store has of what was wanted; the rest is not there.
    pub fn supply(
        &mut self,
        wants: Wants,
        cells: Vec<CellEntry>,
        incidents: &BTreeSet<IncidentKey>,
    ) {
        self.cells.supply(wants.cells, cells);
        for key in wants.incidents {
            let known = incidents.contains(&key);
            self.incidents.settle(key, known);
        }
    }

    /// Folds a record.
    ///
    /// # Errors
    /// When it can't be folded now; then nothing was changed.
    pub fn fold(&mut self, logged: Logged, event: &Event) -> Result<Folded, Blocked> {
        let Some(log_time) = self.log_time_with(logged) else {
            return Ok(Folded::Before);
        };
        let identity = self.identities.look(logged.stream, log_time, event);
        let numbered = event.sequence.map(|n| self.sequences.contains(logged.stream, event, n));
        if identity.is_duplicate() || numbered == Some(true) {
            self.identities.insert(identity)?;
            self.advance(logged, log_time);
            return Ok(Folded::Duplicate);
        }
        if self.is_too_late(event, log_time) {
            self.identities.insert(identity)?;
            self.advance(logged, log_time);
            return Ok(Folded::Late);
        }
        let folded = self.count(logged, log_time, event, identity)?;
        self.advance(logged, log_time);
        Ok(folded)
    }

    /// Passes over a record that can't be folded ever.
    pub fn skip(&mut self, logged: Logged) {
        if let Some(log_time) = self.log_time_with(logged) {
            self.advance(logged, log_time);
        }
    }

    /// Forgets the series that were touched longest ago, so that half of the bound stays; those
    /// with changes that are not published or committed stay. Tells how many went. Call it when
    /// no commit is under way.
    pub fn make_room(&mut self) -> usize {
        self.cells.make_room()
    }

    /// The cells that changed since the last call, as they are now. Those that are not looked at
    /// count as taken too.
    pub fn take_changed(&mut self) -> impl Iterator<Item = CellRef<'_>> {
        self.cells.take_unpublished()
    }

    /// The next offset of each stream that was read: up to where the changed cells stand.
    #[must_use]
    pub fn mark(&self) -> BTreeMap<Stream, Offset> {
        self.progress.streams.iter().map(|(stream, at)| (*stream, at.next)).collect()
    }

    /// Cells to be committed.
    #[must_use]
    pub fn uncommitted(&self) -> usize {
        self.cells.uncommitted()
    }

    /// Whether anything was read since the last commit began.
    #[must_use]
    pub fn has_news(&self) -> bool {
        self.progress != self.committed
    }

    /// Takes everything to be committed. The same commit must be made until it is known to be,
    /// and [`Fold::committed`] be called then; folding may go on meanwhile.
    ///
    /// `cells_offset`: the next offset of the partition's `cells` topic after what was published.
    pub fn begin_commit(&mut self, cells_offset: Offset) -> Commit {
        self.progress.cells_offset = cells_offset.max(self.progress.cells_offset);
        self.committed = self.progress.clone();
        Commit {
            owner: self.owner,
            progress: self.progress.clone(),
            cells: self.cells.take_uncommitted(),
            sequences: self.sequences.take_changed(),
            readings: self.readings.take_changed(),
            incidents: self.incidents.take_new(),
        }
    }

    /// The commit begun last is in the store: evicts what is older than the memory horizon.
    pub fn committed(&mut self) {
        let log_time = newest_log_time(&self.progress);
        self.cells.evict(&self.config, log_time);
        self.incidents.evict();
    }

    /// The first record of a stream that a next owner would read if this one ended after the
    /// commit begun last: the instant of log time from which on it remembers identities, and the
    /// next offset that it folds.
    #[must_use]
    pub fn needed_from(&self, stream: Stream) -> (Timestamp, Offset) {
        let at = self.committed.of(stream);
        (self.identities.since(at.log_time), at.next)
    }

    /// Series in memory.
    #[must_use]
    pub fn series(&self) -> usize {
        self.cells.series()
    }

    /// Cells in memory.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.cells.len()
    }

    /// Identities in memory.
    #[must_use]
    pub fn identities(&self) -> usize {
        self.identities.len()
    }

    /// Log time with a record; none when it was folded before.
    fn log_time_with(&self, logged: Logged) -> Option<Timestamp> {
        let at = self.progress.of(logged.stream);
        (logged.offset >= at.next).then(|| at.log_time.max(logged.appended_at))
    }

    fn advance(&mut self, logged: Logged, log_time: Timestamp) {
        let at = StreamProgress { next: logged.offset.next(), log_time };
        self.progress.streams.insert(logged.stream, at);
    }

    fn is_too_late(&self, event: &Event, log_time: Timestamp) -> bool {
        event.stream().has_lateness_limit()
            && log_time.millis_since(event.time) > self.config.max_lateness
    }

    fn count(
        &mut self,
        logged: Logged,
        log_time: Timestamp,
        event: &Event,
        identity: identities::Looked,
    ) -> Result<Folded, Blocked> {
        let incident = incident_key(event);
        let first_phase = match &incident {
            Some(key) => !self.incidents.is_counted(key)?,
            None => false,
        };
        self.contributions.of(event, log_time);
        self.cells.resolve(event, &self.contributions)?;
        self.identities.insert(identity)?;
        let forgotten = event
            .sequence
            .and_then(|n| self.sequences.insert(logged.stream, event, n, logged.offset));
        if let (Some(key), true) = (incident, first_phase) {
            self.incidents.count(incident_row(key, event, self.position(logged)));
        }
        let mut stale_readings = 0;
        let restated = self.cells.apply(
            &self.contributions,
            logged.offset,
            |total| {
                let difference = self.readings.difference(event, total);
                stale_readings += u32::from(difference == readings::Difference::Stale);
                difference.amount()
            },
            first_phase,
        );
        let expired = self.contributions.expired(first_phase);
        Ok(Folded::Counted { stale_readings, restated, expired, forgotten })
    }

    fn position(&self, logged: Logged) -> Position {
        Position { stream: logged.stream, partition: self.owner.partition, offset: logged.offset }
    }
}

/// The greatest log time of the streams.
fn newest_log_time(progress: &Progress) -> Timestamp {
    progress.streams.values().map(|at| at.log_time).max().unwrap_or(Timestamp::MIN)
}

fn incident_key(event: &Event) -> Option<IncidentKey> {
    match &event.payload {
        Payload::CameraIncident { incident, .. } => {
            Some(IncidentKey { source: event.source.clone(), incident: incident.clone() })
        }
        _ => None,
    }
}

fn incident_row(key: IncidentKey, event: &Event, position: Position) -> IncidentRow {
    let (category, started_at) = match &event.payload {
        Payload::CameraIncident { category, started_at, .. } => (category.clone(), *started_at),
        _ => (crate::id::Label::none(), event.time),
    };
    IncidentRow { key, site: event.site.clone(), category, started_at, position }
}
