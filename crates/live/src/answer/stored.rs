//! What memory does not hold whole: read from the store, with what memory has that is newer.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use futures::StreamExt;
use kinhbac_domain::ports::SeriesScan;
use kinhbac_domain::time::Bucket;

use super::{Answer, Halt, Wanted};
use crate::parcel::Parcel;
use crate::scope::Scope;
use crate::view::{Sheet, SheetKey};

/// So many sites' buckets are read from the store together, which bounds an answer's memory.
const SITES_AT_ONCE: usize = 2_000;

impl Answer<'_> {
    /// Puts the rows wanted of buckets that memory does not hold whole into a parcel.
    pub(super) async fn sweep_store(
        &self,
        starts: Range<i64>,
        wanted: &Wanted,
        parcel: &mut Parcel<'_>,
    ) -> Result<(), Halt> {
        for block in self.blocks(starts, (SITES_AT_ONCE / self.breadth(wanted)).max(1)) {
            match self.tell_block(block.clone(), wanted, parcel).await {
                Err(Halt::TooLarge(_)) => {
                    for bucket in self.blocks(block, 1) {
                        self.tell_block(bucket, wanted, parcel).await?;
                    }
                }
                told => told?,
            }
        }
        Ok(())
    }

    async fn tell_block(
        &self,
        starts: Range<i64>,
        wanted: &Wanted,
        parcel: &mut Parcel<'_>,
    ) -> Result<(), Halt> {
        for (key, sheet) in self.block(starts, wanted).await? {
            let rows = self.in_turn(|| self.rows(&key, &sheet, wanted)).await;
            rows.put_into(parcel).await?;
        }
        Ok(())
    }

    /// Cuts a range into pieces of so many buckets.
    fn blocks(&self, starts: Range<i64>, at_once: usize) -> Vec<Range<i64>> {
        let (zone, resolution) = (&self.moment.zone, self.question.resolution);
        let after = |start| {
            (0..at_once).fold(start, |start, _| zone.bucket_end(Bucket { resolution, start }))
        };
        let first = Some(starts.start).filter(|start| *start < starts.end);
        let next = |start: &i64| Some(after(*start)).filter(|next| *next < starts.end);
        let begins = std::iter::successors(first, next);
        begins.map(|start| start..after(start).min(starts.end)).collect()
    }

    fn breadth(&self, wanted: &Wanted) -> usize {
        let before = wanted.before().map_or(1, |before| before.breadth());
        self.scope.breadth().max(before)
    }

    /// The sheets of old buckets: what the store has, and what memory has that is newer. Memory
    /// is asked first: what it has no longer is in the store by then.
    async fn block(
        &self,
        starts: Range<i64>,
        wanted: &Wanted,
    ) -> Result<BTreeMap<SheetKey, Sheet>, Halt> {
        let held = self.view.find(|key, _| self.takes(key, &starts)).into_iter();
        let mut sheets: BTreeMap<_, _> = held
            .filter_map(|key| self.look(&key, |sheet, _| sheet.clone()).map(|s| (key, s)))
            .collect();
        let Some(scan) = self.scan(starts, wanted) else { return Ok(sheets) };
        let mut stored = self.history.scan(scan);
        let mut read = 0;
        while let Some(next) = stored.next().await {
            let (partition, entry) = next?;
            let spot = self.view.spot(partition, &entry, None);
            let sheet: &mut Sheet = sheets.entry(SheetKey::of(&entry)).or_default();
            read += sheet.put(spot, entry.cell, entry.version, 0);
            if read > self.max_read {
                return Err(Halt::TooLarge(self.max_read));
            }
        }
        Ok(sheets)
    }

    /// What is to be read of the store; none where nothing can count.
    fn scan(&self, starts: Range<i64>, wanted: &Wanted) -> Option<SeriesScan> {
        let before = wanted.before().map(Arc::as_ref);
        let scopes = || before.into_iter().chain([self.scope]);
        let sites: Option<BTreeSet<_>> =
            scopes().map(Scope::sites).try_fold(BTreeSet::new(), |mut all, sites| {
                all.extend(sites?);
                Some(all)
            });
        let of_device = before.is_none().then(|| self.scope.device()).flatten();
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
}
