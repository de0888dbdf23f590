//! An answer in the making: whole, or what a screen has not seen, from memory and beyond it from
//! the store.

mod changes;

pub(crate) use changes::Turn;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use futures::StreamExt;
use kinhbac_domain::ports::{HistoryStore, SeriesScan, StoreError};
use kinhbac_domain::time::{Bucket, Timestamp};

use crate::group::{self, Moment};
use crate::outbox::Stalled;
use crate::parcel::Parcel;
use crate::positions::Positions;
use crate::question::Question;
use crate::scope::Scope;
use crate::view::{Sheet, SheetKey, View};

/// So many sites' buckets are read from the store together, which bounds an answer's memory.
const SITES_AT_ONCE: usize = 2_000;

/// Which rows are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All.
    All,
    /// Those with a cell that has changed since, and those of buckets that closed since.
    Since {
        /// Cells with a version below these were seen.
        positions: Positions,
        /// When: buckets that closed later were not seen closed.
        at: Timestamp,
    },
}

/// An answer is not to be had.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Halt {
    /// The client takes nothing.
    #[error("the client takes nothing")]
    Stalled,
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Stalled> for Halt {
    fn from(Stalled: Stalled) -> Self {
        Self::Stalled
    }
}

/// Makes answers to a question at a moment.
pub(crate) struct Answer<'a> {
    pub(crate) view: &'a View,
    pub(crate) history: &'a dyn HistoryStore,
    pub(crate) question: &'a Question,
    pub(crate) scope: &'a Scope,
    /// What the screen's rows were made under, if it was another one: those that are none any
    /// more are told as removed.
    pub(crate) before: Option<&'a Scope>,
    pub(crate) moment: &'a Moment,
}

impl Answer<'_> {
    /// Puts the rows wanted into a parcel. Whatever changes meanwhile may be in it or not.
    pub(crate) async fn sweep(&self, wanted: &Wanted, parcel: &mut Parcel<'_>) -> Result<(), Halt> {
        let start = self.question.window_start(&self.moment.zone, self.moment.now);
        let whole_from = start.max(self.whole_from());
        self.sweep_store(start..whole_from, wanted, parcel).await?;
        self.sweep_memory(whole_from, wanted, parcel).await?;
        // What has become old meanwhile may have left memory before it was looked at.
        self.sweep_store(whole_from..self.whole_from(), wanted, parcel).await
    }

    fn whole_from(&self) -> i64 {
        self.view.stand().whole_from(self.question.resolution)
    }

    fn takes(&self, key: &SheetKey, starts: &Range<i64>) -> bool {
        key.bucket.resolution == self.question.resolution
            && starts.contains(&key.bucket.start)
            && self.question.measures.contains(&key.measure)
    }

    async fn sweep_memory(
        &self,
        start: i64,
        wanted: &Wanted,
        parcel: &mut Parcel<'_>,
    ) -> Result<(), Halt> {
        for key in self.view.find(|key, _| self.takes(key, &(start..i64::MAX))) {
            let rows = self.view.look(&key, |sheet, _| self.rows(&key, sheet, wanted));
            if let Some(rows) = rows {
                rows.put_into(parcel).await?;
            }
        }
        Ok(())
    }

    async fn sweep_store(
        &self,
        starts: Range<i64>,
        wanted: &Wanted,
        parcel: &mut Parcel<'_>,
    ) -> Result<(), Halt> {
        for block in self.blocks(starts) {
            for (key, sheet) in self.block(block).await? {
                self.rows(&key, &sheet, wanted).put_into(parcel).await?;
            }
        }
        Ok(())
    }

    /// Cuts a range into pieces that fit into memory.
    fn blocks(&self, starts: Range<i64>) -> Vec<Range<i64>> {
        let (zone, resolution) = (&self.moment.zone, self.question.resolution);
        let at_once = (SITES_AT_ONCE / self.breadth()).max(1);
        let after = |start| {
            (0..at_once).fold(start, |start, _| zone.bucket_end(Bucket { resolution, start }))
        };
        let first = Some(starts.start).filter(|start| *start < starts.end);
        let next = |start: &i64| Some(after(*start)).filter(|next| *next < starts.end);
        let begins = std::iter::successors(first, next);
        begins.map(|start| start..after(start).min(starts.end)).collect()
    }

    fn breadth(&self) -> usize {
        let before = self.before.map_or(1, Scope::breadth);
        self.scope.breadth().max(before)
    }

    /// The sheets of old buckets: what the store has, and what memory has that is newer. Memory
    /// is asked first: what it has no longer is in the store by then.
    async fn block(&self, starts: Range<i64>) -> Result<BTreeMap<SheetKey, Sheet>, Halt> {
        let held = self.view.find(|key, _| self.takes(key, &starts)).into_iter();
        let mut sheets: BTreeMap<_, _> = held
            .filter_map(|key| self.view.look(&key, |sheet, _| sheet.clone()).map(|s| (key, s)))
            .collect();
        let Some(scan) = self.scan(starts) else { return Ok(sheets) };
        let mut stored = self.history.scan(scan);
        while let Some(next) = stored.next().await {
            let (partition, entry) = next?;
            let sheet: &mut Sheet = sheets.entry(SheetKey::of(&entry)).or_default();
            sheet.put(partition, entry, 0);
        }
        Ok(sheets)
    }

    /// What is to be read of the store; none where nothing can count.
    fn scan(&self, starts: Range<i64>) -> Option<SeriesScan> {
        let scopes = || self.before.into_iter().chain([self.scope]);
        let sites: Option<BTreeSet<_>> =
            scopes().map(Scope::sites).try_fold(BTreeSet::new(), |mut all, sites| {
                all.extend(sites?);
                Some(all)
            });
        let of_device = self.before.is_none().then(|| self.scope.device()).flatten();
        let nothing = sites.as_ref().is_some_and(BTreeSet::is_empty);
        (!nothing).then(|| SeriesScan {
            measures: self.question.measures.clone(),
            label: None,
            sites: sites.map(|sites| sites.into_iter().collect()),
            device: of_device,
            resolution: self.question.resolution,
            starts,
        })
    }

    fn rows(&self, key: &SheetKey, sheet: &Sheet, wanted: &Wanted) -> Rows {
        let (all, positions) = match wanted {
            Wanted::All => (true, None),
            Wanted::Since { positions, at } => {
                (self.moment.has_closed_since(*at, key.bucket), Some(positions))
            }
        };
        let stream = key.measure.stream();
        let changed = group::rows(self.scope, key, sheet, self.moment, all, |held| {
            positions.is_none_or(|p| held.version >= p.of(stream, held.partition))
        });
        let gone = |before| group::gone(before, self.scope, key, sheet);
        Rows { changed, removed: self.before.map(gone).unwrap_or_default() }
    }
}

/// Rows of a sheet.
struct Rows {
    changed: Vec<kinhbac_api::v1::LiveCell>,
    removed: Vec<kinhbac_api::v1::LiveCell>,
}

impl Rows {
    async fn put_into(self, parcel: &mut Parcel<'_>) -> Result<(), Halt> {
        parcel.removed(self.removed).await?;
        parcel.changed(self.changed).await?;
        Ok(())
    }
}
