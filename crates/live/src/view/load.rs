//! The view's beginning: what the store has.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::StreamExt;
use kinhbac_domain::ports::{HistoryStore, SeriesScan, StoreError};
use kinhbac_domain::position::{PartitionIndex, Progress};
use kinhbac_domain::time::{Resolution, Timestamp};

use super::View;

/// Cells that are put in together.
const CHUNK: usize = 1_000;

impl View {
    /// Takes the recent buckets' cells in from the store, and stands where its progress did
    /// before. What the view had before is kept where it is newer; but whoever was told
    /// something must ask the store again, for changes of old buckets may have passed unseen.
    pub(super) async fn load(
        &self,
        history: &dyn HistoryStore,
        progress: &BTreeMap<PartitionIndex, Progress>,
        whole_from: [i64; Resolution::FOLDED.len()],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for (resolution, from) in Resolution::FOLDED.into_iter().zip(whole_from) {
            self.load_resolution(history, resolution, from, now).await?;
        }
        self.doubt_old_buckets(whole_from);
        self.stand.send_modify(|stand| {
            stand.change += 1;
            stand.evicted = stand.change;
            let marks = Arc::make_mut(&mut stand.marks);
            for (partition, progress) in progress {
                for (stream, at) in &progress.streams {
                    marks.raise(*stream, *partition, at.next);
                }
            }
        });
        Ok(())
    }

    async fn load_resolution(
        &self,
        history: &dyn HistoryStore,
        resolution: Resolution,
        from: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let scan = SeriesScan {
            measures: Vec::new(),
            label: None,
            sites: None,
            device: None,
            resolution,
            starts: from..Timestamp::MAX.seconds(),
        };
        let mut chunks = history.scan(scan).chunks(CHUNK);
        while let Some(chunk) = chunks.next().await {
            let cells = chunk.into_iter().collect::<Result<Vec<_>, _>>()?;
            self.put(cells, now);
        }
        Ok(())
    }

    /// What was read of old buckets before can't be relied on as being all.
    fn doubt_old_buckets(&self, whole_from: [i64; Resolution::FOLDED.len()]) {
        self.stand.send_modify(|stand| {
            stand.loads += 1;
            stand.whole_from = whole_from;
        });
        for mut sheet in self.sheets.iter_mut() {
            sheet.set_filled(false);
        }
    }
}
