//! Reads the cells of a piece and puts them to their rows, device by device.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use futures::StreamExt;
use kinhbac_domain::cell::{Cell, CellEntry};
use kinhbac_domain::id::{Device, Label, SiteId};
use kinhbac_domain::measure::Measure;
use kinhbac_domain::ports::{HistoryStore, SeriesScan};
use kinhbac_domain::time::Resolution;
use tokio::task::coop::consume_budget;

use crate::config::Config;
use crate::error::QueryError;
use crate::places::{Finder, Place};
use crate::question::Question;
use crate::span::Window;

/// A row's key, in the order of rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RowKey {
    /// Which of the places that are read together.
    pub(crate) place: usize,
    /// Which step of the window.
    pub(crate) step: usize,
    /// The label; none where all are put together.
    pub(crate) label: Label,
}

/// The cells of a row: one for each input of the measure and device, merged over the device's
/// sites, labels and stored buckets.
pub(crate) type RowCells = BTreeMap<(usize, Device), Cell>;

/// What was read of some places and steps.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// The rows that have data.
    pub(crate) rows: BTreeMap<RowKey, RowCells>,
    /// The devices heard in each place and step, whatever label they told; if asked for.
    pub(crate) heard: BTreeMap<(usize, usize), BTreeSet<Device>>,
    cells: usize,
}

/// Reads for one question.
pub(crate) struct Gatherer<'a> {
    question: &'a Question,
    inputs: Vec<Measure>,
    store: &'a dyn HistoryStore,
    config: &'a Config,
}

/// Places that are read together.
pub(crate) struct Group<'a> {
    /// The places.
    pub(crate) places: &'a [Place],
    finder: Finder,
}

impl<'a> Group<'a> {
    /// Of places that are all with a device or all without.
    pub(crate) fn new(places: &'a [Place]) -> Self {
        Self { places, finder: Finder::new(places) }
    }

    fn sites(&self) -> Option<Vec<SiteId>> {
        let mut all = BTreeSet::new();
        for place in self.places {
            all.extend(place.sites.as_ref()?.iter().cloned());
        }
        Some(all.into_iter().collect())
    }

    fn device(&self) -> Option<Device> {
        match self.places {
            [only] => only.device.clone(),
            _ => None,
        }
    }
}

impl<'a> Gatherer<'a> {
    /// For a question.
    pub(crate) fn new(
        question: &'a Question,
        store: &'a dyn HistoryStore,
        config: &'a Config,
    ) -> Self {
        Self { question, inputs: question.inputs(), store, config }
    }

    /// Reads the cells of some places in some steps.
    ///
    /// # Errors
    /// When there are more than can be held, or the store fails.
    pub(crate) async fn window(
        &self,
        group: &Group<'_>,
        window: &Window,
    ) -> Result<Gathered, QueryError> {
        let mut gathered = Gathered::default();
        let resolution = self.question.span.stored;
        self.scan(group, resolution, window.starts.clone(), |place, input, entry| {
            let step = window.step_of(entry.key.bucket.start);
            gathered.put(self.question, place, step, input, entry);
            if gathered.cells > self.config.max_cells {
                let what = format!("the question holds {} cells at a time", gathered.cells);
                return Err(QueryError::TooLarge { what, limit: self.config.max_cells as u64 });
            }
            Ok(())
        })
        .await?;
        Ok(gathered)
    }

    /// Reads cells of some places and gives each, with its place and which input it is of.
    ///
    /// # Errors
    /// Those of `take`, and when the store fails.
    pub(crate) async fn scan(
        &self,
        group: &Group<'_>,
        resolution: Resolution,
        starts: Range<i64>,
        mut take: impl FnMut(usize, usize, CellEntry) -> Result<(), QueryError>,
    ) -> Result<(), QueryError> {
        let sites = group.sites();
        if starts.is_empty() || sites.as_ref().is_some_and(Vec::is_empty) {
            return Ok(());
        }
        let mut cells = self.store.scan(SeriesScan {
            measures: self.inputs.clone(),
            label: self.question.label_read(),
            sites,
            device: group.device(),
            resolution,
            starts,
        });
        while let Some(cell) = cells.next().await {
            // Many questions with long answers would else keep the threads from everybody else.
            consume_budget().await;
            let (_, entry) = cell?;
            let input = self.inputs.iter().position(|m| *m == entry.key.series.measure);
            if let (Some(place), Some(input)) = (group.finder.find(&entry.key.series), input) {
                take(place, input, entry)?;
            }
        }
        Ok(())
    }
}

impl Gathered {
    fn put(
        &mut self,
        question: &Question,
        place: usize,
        step: usize,
        input: usize,
        entry: CellEntry,
    ) {
        let CellEntry { key, cell, .. } = entry;
        let kind = key.series.measure.kind();
        let cell = cell.gone_by(kind, key.bucket.start, question.asked_at);
        let device = key.series.device;
        let says_something = cell.count > 0 || cell.seconds > 0;
        if question.coverage && says_something && !device.is_nobody() {
            self.heard.entry((place, step)).or_default().insert(device.clone());
        }
        let Some(label) = question.row_label(&key.series.label) else { return };
        let cells = &mut self.cells;
        let row = self.rows.entry(RowKey { place, step, label }).or_default();
        let whole = row.entry((input, device)).or_insert_with(|| {
            *cells += 1;
            Cell::default()
        });
        whole.merge(kind, &cell);
    }
}
