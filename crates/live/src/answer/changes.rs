//! What has changed since a screen was told last.

use kinhbac_api::v1::LiveCell;
use kinhbac_domain::time::{Bucket, Timestamp};
use tokio::task::coop::consume_budget;

use super::{Answer, Halt};
use crate::parcel::Parcel;
use crate::positions::Positions;
use crate::question::Question;
use crate::view::{Held, Sheet, SheetKey, Spot};

/// So many sheets are read one by one in a turn; of more, all are read together.
const MOST_FILLED: usize = 50;

/// What became of a screen's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It was told all.
    Told,
    /// Something that it was not told may have left memory: the store is to be asked.
    Behind,
}

/// What a screen has seen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'a> {
    /// What came up to this change;
    pub(crate) change: u64,
    /// and cells with a version below these, where it came with a token;
    pub(crate) positions: Option<&'a Positions>,
    /// by when: buckets that closed later were not seen closed.
    pub(crate) at: Timestamp,
}

impl Seen<'_> {
    fn has(&self, key: &SheetKey, spot: &Spot, held: &Held) -> bool {
        held.change <= self.change
            || self.positions.is_some_and(|positions| held.is_before(positions, key, spot))
    }
}

impl Answer<'_> {
    /// Puts the rows that have changed or closed since they were seen into a parcel.
    pub(crate) async fn changes(
        &self,
        seen: Seen<'_>,
        parcel: &mut Parcel<'_>,
    ) -> Result<Turn, Halt> {
        if self.is_behind(seen) {
            return Ok(Turn::Behind);
        }
        let start = self.question.window_start(&self.moment.zone, self.moment.now);
        let dirty = |key: &SheetKey, changed| {
            self.takes(key, &(start..i64::MAX))
                && (changed > seen.change || self.moment.has_closed_since(seen.at, key.bucket))
        };
        let keys = self.view.find(dirty);
        let whole = |key: &&SheetKey| self.look(key, |_, whole| whole).unwrap_or(false);
        if keys.iter().filter(|key| !whole(key)).count() > MOST_FILLED {
            return Ok(Turn::Behind);
        }
        for key in keys {
            consume_budget().await;
            let Some(rows) = self.changed_rows(&key, seen).await? else {
                return Ok(Turn::Behind);
            };
            parcel.changed(rows).await?;
        }
        // Memory may have let something go while the rest was told.
        Ok(if self.is_behind(seen) { Turn::Behind } else { Turn::Told })
    }

    fn is_behind(&self, seen: Seen<'_>) -> bool {
        let Question { resolution, measures, .. } = self.question;
        self.view.stand().evicted(*resolution, measures) > seen.change
            || self.closed_unseen(seen.at)
    }

    /// Whether the first bucket that closed since is no longer held whole: the screen was away for
    /// long, or the clock has jumped.
    fn closed_unseen(&self, told_at: Timestamp) -> bool {
        let (zone, resolution) = (&self.moment.zone, self.question.resolution);
        let first: Bucket = zone.bucket(resolution, told_at.plus_millis(-self.moment.grace));
        self.moment.has_closed_since(told_at, first) && first.start < self.whole_from()
    }

    /// The changed rows of a sheet. Where some of their cells are no longer in memory, these are
    /// read once, and then kept up to date with the others. None where there is no room for them,
    /// or the sheet has left memory meanwhile.
    async fn changed_rows(
        &self,
        key: &SheetKey,
        seen: Seen<'_>,
    ) -> Result<Option<Vec<LiveCell>>, Halt> {
        let closed = self.moment.has_closed_since(seen.at, key.bucket);
        let roll = |sheet: &Sheet, whole: bool| {
            let newer = |spot: &Spot, held: &Held| !seen.has(key, spot, held);
            whole.then(|| self.group(key, sheet, closed, newer))
        };
        let rows = match self.look(key, roll) {
            Some(None) => {
                let pin = self.view.fill(key, self.history, self.moment.now).await?;
                pin.and_then(|_pin| self.look(key, roll))
            }
            looked => looked,
        };
        Ok(rows.flatten())
    }
}
