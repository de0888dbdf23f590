//! An answer in the making: whole, or what a screen has not seen, from memory and beyond it from
//! the store.

mod changes;
mod stored;

pub(crate) use changes::{Seen, Turn};

use std::ops::Range;
use std::sync::Arc;

use kinhbac_api::v1::LiveCell;
use kinhbac_domain::ports::{HistoryStore, StoreError};
use kinhbac_domain::time::Timestamp;
use tokio::sync::Semaphore;

use crate::group::{self, Moment};
use crate::outbox::Stalled;
use crate::parcel::Parcel;
use crate::positions::Positions;
use crate::question::Question;
use crate::scope::Scope;
use crate::view::{Held, Sheet, SheetKey, Spot, View};

/// Which rows are wanted.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    /// All.
    All,
    /// All, to one who has those that were made under another scope: what is none any more is told
    /// as removed.
    Moved(Arc<Scope>),
    /// Those with a cell that has changed since, and those of buckets that closed since.
    Since {
        /// Cells with a version below these were seen.
        positions: Positions,
        /// When: buckets that closed later were not seen closed.
        at: Timestamp,
    },
}

impl Wanted {
    /// The scope under which the rows were made that the screen has, if it was another one.
    fn before(&self) -> Option<&Arc<Scope>> {
        match self {
            Self::Moved(before) => Some(before),
            _ => None,
        }
    }
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, Self::All) => true,
            (Self::Moved(before), Self::Moved(other)) => Arc::ptr_eq(before, other),
            (Self::Since { positions, at }, Self::Since { positions: others, at: other }) => {
                at == other && positions == others
            }
            _ => false,
        }
    }
}

/// An answer is not to be had.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Halt {
    /// It is more than what can be kept for all screens.
    #[error("there is no room to keep it for all screens")]
    NoRoom,
    /// The client takes nothing.
    #[error("the client takes nothing")]
    Stalled,
    /// A bucket of the question has more cells than are put together for one screen.
    #[error(
        "a bucket has more than {0} cells of these measures there: ask for fewer or a smaller place"
    )]
    TooLarge(usize),
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
    pub(crate) moment: &'a Moment,
    /// The most cells that are read from the store together.
    pub(crate) max_read: usize,
    /// Who makes rows of whole sheets, one after the other.
    pub(crate) turns: &'a Semaphore,
}

impl Answer<'_> {
    /// Puts the rows wanted into a parcel. Whatever changes meanwhile may be in it or not.
    pub(crate) async fn put(&self, wanted: &Wanted, parcel: &mut Parcel<'_>) -> Result<(), Halt> {
        match self.recalled(wanted, parcel).await? {
            Turn::Told => Ok(()),
            Turn::Behind => self.sweep(wanted, parcel).await,
        }
    }

    /// As [`Self::put`], if memory has what it takes; else there may be some of them.
    pub(crate) async fn put_from_memory(
        &self,
        wanted: &Wanted,
        parcel: &mut Parcel<'_>,
    ) -> Result<Turn, Halt> {
        if self.is_in_memory() {
            return self.put(wanted, parcel).await.map(|()| Turn::Told);
        }
        self.recalled(wanted, parcel).await
    }

    /// Whether the whole table is in memory.
    fn is_in_memory(&self) -> bool {
        self.whole_from() <= self.question.window_start(&self.moment.zone, self.moment.now)
    }

    /// Puts the rows wanted into a parcel if memory knows which these are.
    async fn recalled(&self, wanted: &Wanted, parcel: &mut Parcel<'_>) -> Result<Turn, Halt> {
        let Wanted::Since { positions, at } = wanted else { return Ok(Turn::Behind) };
        match self.view.told_by(positions, &self.question.topics()) {
            Some(change) => {
                let seen = Seen { change, positions: Some(positions), at: *at };
                self.changes(seen, parcel).await
            }
            None => Ok(Turn::Behind),
        }
    }

    async fn sweep(&self, wanted: &Wanted, parcel: &mut Parcel<'_>) -> Result<(), Halt> {
        let start = self.question.window_start(&self.moment.zone, self.moment.now);
        let whole_from = start.max(self.whole_from());
        self.sweep_store(start..whole_from, wanted, parcel).await?;
        self.sweep_memory(whole_from, wanted, parcel).await?;
        // What has become old meanwhile may have left memory before it was looked at.
        self.sweep_store(whole_from..self.whole_from(), wanted, parcel).await
    }

    fn whole_from(&self) -> i64 {
        self.view.stand().whole_from(self.question.resolution, &self.question.measures)
    }

    fn look<T>(&self, key: &SheetKey, look: impl FnOnce(&Sheet, bool) -> T) -> Option<T> {
        self.view.look(key, self.moment.now, look)
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
            let rows = || self.look(&key, |sheet, _| self.rows(&key, sheet, wanted));
            let rows = self.in_turn(rows).await;
            if let Some(rows) = rows {
                rows.put_into(parcel).await?;
            }
        }
        Ok(())
    }

    /// Makes rows when it is this answer's turn. Some screens that ask for everything at once would
    /// keep all threads busy, and publishers waiting; so they make their tables one after the other.
    async fn in_turn<T>(&self, make: impl FnOnce() -> T) -> T {
        // It is never closed.
        let _turn = self.turns.acquire().await;
        make()
    }

    fn rows(&self, key: &SheetKey, sheet: &Sheet, wanted: &Wanted) -> Rows {
        let (all, positions) = match wanted {
            Wanted::All | Wanted::Moved(_) => (true, None),
            Wanted::Since { positions, at } => {
                (self.moment.has_closed_since(*at, key.bucket), Some(positions))
            }
        };
        let changed = self.group(key, sheet, all, |spot, held| {
            !positions.is_some_and(|positions| held.is_before(positions, key, spot))
        });
        let gone = |before: &Arc<Scope>| group::gone(before, self.scope, key, sheet);
        Rows { changed, removed: wanted.before().map(gone).unwrap_or_default() }
    }

    fn group(
        &self,
        key: &SheetKey,
        sheet: &Sheet,
        all: bool,
        changed: impl Fn(&Spot, &Held) -> bool,
    ) -> Vec<LiveCell> {
        let members = self.scope.members(self.view.spots());
        group::rows(self.scope, &members, key, sheet, self.moment, all, changed)
    }
}

/// Rows of a sheet.
struct Rows {
    changed: Vec<LiveCell>,
    removed: Vec<LiveCell>,
}

impl Rows {
    async fn put_into(self, parcel: &mut Parcel<'_>) -> Result<(), Halt> {
        parcel.removed(self.removed).await?;
        parcel.changed(self.changed).await?;
        Ok(())
    }
}
