//! The view's beginning: what the store has.

use std::sync::Arc;

use futures::StreamExt;
use kinhbac_domain::ports::{HistoryStore, SeriesScan, StoreError};
use kinhbac_domain::position::Topic;
use kinhbac_domain::time::{Resolution, Timestamp};

use super::View;
use super::evict::Stored;
use super::stand::ByResolution;

/// Cells that are put in together.
const CHUNK: usize = 1_000;

impl View {
    /// Takes the recent buckets' cells in from the store, as many as there may be, and stands where
    /// its progress did before. What the view had before is kept where it is newer; but whoever was
    /// told something must ask the store again, for changes of old buckets may have passed unseen.
    pub(super) async fn load(
        &self,
        history: &dyn HistoryStore,
        stored: &Stored,
        recent_from: ByResolution<i64>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.doubt(recent_from);
        for (resolution, from) in Resolution::FOLDED.into_iter().zip(recent_from) {
            self.load_resolution(history, stored, resolution, from, now).await?;
        }
        self.stand.send_modify(|stand| {
            stand.change += 1;
            stand.loaded = stand.change;
            let marks = Arc::make_mut(&mut stand.marks);
            for (partition, progress) in stored {
                for (stream, at) in &progress.streams {
                    marks.raise(Topic::Input(*stream), *partition, at.next);
                }
            }
        });
        self.recall().note(self.stand.borrow().change, now);
        Ok(())
    }

    async fn load_resolution(
        &self,
        history: &dyn HistoryStore,
        stored: &Stored,
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
            self.make_room(stored);
        }
        Ok(())
    }

    /// What was read from the store before can't be relied on as being all; what is read from now
    /// on can: it is as new as the progress from which the view goes on, or newer.
    fn doubt(&self, recent_from: ByResolution<i64>) {
        self.stand.send_modify(|stand| {
            stand.loads += 1;
            stand.move_on(recent_from);
        });
        for mut sheet in self.sheets.iter_mut() {
            sheet.set_filled(false);
        }
    }
}
