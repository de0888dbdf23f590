//! The cells in memory.
//!
//! Memory holds every stored cell in the buckets from the floor on, of the series that are
//! *complete*; of older buckets, and of series that are not, it holds what was asked for. A cell
//! that is not held is known to be absent only where its series is complete.

mod apply;
mod series;

use slab::Slab;

use super::contributions::{Contribution, Contributions, Piece};
use super::{Blocked, FoldConfig};
use crate::cell::{Cell, CellEntry, CellKey, CellRef};
use crate::event::Event;
use crate::position::Offset;
use crate::time::{Bucket, Resolution, Timestamp};

use series::{OpenSeries, SeriesNo, SeriesTable};

/// A cell in memory.
#[derive(Debug)]
struct OpenCell {
    series: SeriesNo,
    bucket: Bucket,
    version: Offset,
    unpublished: bool,
    uncommitted: bool,
    cell: Cell,
}

/// The number of a cell in memory.
type CellNo = u32;

/// All cells of a partition index in memory.
#[derive(Debug)]
pub(super) struct OpenCells {
    table: SeriesTable,
    cells: Slab<OpenCell>,
    floors: [i64; Resolution::ALL.len()],
    unpublished: Vec<CellNo>,
    uncommitted: Vec<CellNo>,
    /// The cells that the event at hand touches, in the order of its contributions' pieces.
    touched: Vec<CellNo>,
    tick: u64,
}

impl OpenCells {
    pub(super) fn new(config: &FoldConfig, log_time: Timestamp) -> Self {
        Self {
            table: SeriesTable::new(config.max_series),
            cells: Slab::new(),
            floors: floors(config, log_time),
            unpublished: Vec::new(),
            uncommitted: Vec::new(),
            touched: Vec::new(),
            tick: 0,
        }
    }

    pub(super) fn floor(&self, resolution: Resolution) -> i64 {
        self.floors[usize::from(resolution.number()) - 1]
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    pub(super) fn series(&self) -> usize {
        self.table.len()
    }

    pub(super) fn uncommitted(&self) -> usize {
        self.uncommitted.len()
    }

    pub(super) fn supply_open(&mut self, entries: Vec<CellEntry>) {
        for entry in entries {
            let series = self.table.find_or_insert(&entry.key.series);
            self.hold(series, entry.key.bucket, entry.cell, entry.version);
        }
        if self.table.len() > self.table.limit() {
            self.make_room();
        }
    }

    pub(super) fn supply(&mut self, wanted: Vec<CellKey>, found: Vec<CellEntry>) {
        for entry in found {
            let series = self.table.find_or_insert(&entry.key.series);
            self.hold(series, entry.key.bucket, entry.cell, entry.version);
        }
        for key in wanted {
            let series = self.table.find_or_insert(&key.series);
            self.hold(series, key.bucket, Cell::default(), Offset(-1));
        }
    }

    /// Tells the cells that an event touches and that may be in the store alone.
    pub(super) fn wanted(
        &self,
        event: &Event,
        contributions: &Contributions,
        wanted: &mut Vec<CellKey>,
    ) {
        for (contribution, pieces) in contributions.iter() {
            let series = self.table.find(event, &contribution.measure, &contribution.label);
            for piece in pieces {
                if !self.is_known(series, piece.bucket) {
                    let series = SeriesTable::key(event, contribution);
                    wanted.push(CellKey { series, bucket: piece.bucket });
                }
            }
        }
    }

    /// Finds or makes the cells that an event touches. What it makes is empty and clean: nothing
    /// has changed if the event is not counted after all.
    pub(super) fn resolve(
        &mut self,
        event: &Event,
        contributions: &Contributions,
    ) -> Result<(), Blocked> {
        self.touched.clear();
        self.tick += 1;
        for (contribution, pieces) in contributions.iter() {
            if pieces.is_empty() {
                continue;
            }
            let series = self.resolve_series(event, contribution, pieces)?;
            for piece in pieces {
                let cell = self.resolve_cell(series, piece.bucket)?;
                self.touched.push(cell);
            }
        }
        Ok(())
    }

    fn resolve_series(
        &mut self,
        event: &Event,
        contribution: &Contribution,
        pieces: &[Piece],
    ) -> Result<SeriesNo, Blocked> {
        let found = self.table.find(event, &contribution.measure, &contribution.label);
        let series = match found {
            Some(series) => series,
            None if self.table.len() >= self.table.limit() => return Err(Blocked::SeriesFull),
            None if !pieces.iter().all(|piece| self.is_known(None, piece.bucket)) => {
                return Err(Blocked::Missing);
            }
            None => self.table.insert(SeriesTable::key(event, contribution)),
        };
        self.table.touch(series, self.tick);
        Ok(series)
    }

    fn resolve_cell(&mut self, series: SeriesNo, bucket: Bucket) -> Result<CellNo, Blocked> {
        if let Some(cell) = self.table.get(series).cell(bucket, &self.cells) {
            return Ok(cell);
        }
        if !self.is_known(Some(series), bucket) {
            return Err(Blocked::Missing);
        }
        Ok(self.hold(series, bucket, Cell::default(), Offset(-1)))
    }

    /// Whether memory knows all that there is of a series in a bucket.
    fn is_known(&self, series: Option<SeriesNo>, bucket: Bucket) -> bool {
        let open = bucket.start >= self.floor(bucket.resolution);
        match series.map(|series| self.table.get(series)) {
            Some(series) => (open && series.complete) || series.cell(bucket, &self.cells).is_some(),
            None => open && self.table.is_complete(),
        }
    }

    /// Holds a cell unless one is held already.
    fn hold(&mut self, series: SeriesNo, bucket: Bucket, cell: Cell, version: Offset) -> CellNo {
        if let Some(cell) = self.table.get(series).cell(bucket, &self.cells) {
            return cell;
        }
        let held =
            OpenCell { series, bucket, version, unpublished: false, uncommitted: false, cell };
        if self.cells.len() == self.cells.capacity() {
            // There are hundreds of thousands, of 128 bytes: twice as many would be too many.
            self.cells.reserve_exact(self.cells.len() / 8 + 64);
        }
        // Bounded far below 2^32 by the bound on series.
        let no = self.cells.insert(held) as CellNo;
        self.table.get_mut(series).put(no, &self.cells);
        no
    }

    pub(super) fn take_unpublished(&mut self) -> impl Iterator<Item = CellRef<'_>> {
        let numbers = std::mem::take(&mut self.unpublished);
        numbers.iter().for_each(|no| self.cells[*no as usize].unpublished = false);
        numbers.into_iter().map(|no| self.cell(no))
    }

    pub(super) fn take_uncommitted(&mut self) -> Vec<CellEntry> {
        let numbers = std::mem::take(&mut self.uncommitted);
        numbers.iter().for_each(|no| self.cells[*no as usize].uncommitted = false);
        numbers.into_iter().map(|no| self.cell(no).into()).collect()
    }

    fn cell(&self, no: CellNo) -> CellRef<'_> {
        let OpenCell { series, bucket, version, cell, .. } = &self.cells[no as usize];
        let series = &self.table.get(*series).key;
        CellRef { series, bucket: *bucket, cell, version: *version }
    }

    /// Raises the floor to the memory horizon and lets go what lies below it and is stored.
    pub(super) fn evict(&mut self, config: &FoldConfig, log_time: Timestamp) {
        for (floor, raised) in self.floors.iter_mut().zip(floors(config, log_time)) {
            *floor = raised.max(*floor);
        }
        let Self { table, cells, floors, .. } = self;
        table.retain(|series| {
            series.retain(|no| {
                let cell = &cells[no as usize];
                let bucket = cell.bucket;
                let open = bucket.start >= floors[usize::from(bucket.resolution.number()) - 1];
                let keep = open || cell.unpublished || cell.uncommitted;
                if !keep {
                    cells.remove(no as usize);
                }
                keep
            });
            !series.is_empty()
        });
    }

    /// Lets go the series that were touched longest ago, so that half of the bound stays; those
    /// with changes that are not stored or published stay. Tells how many went.
    pub(super) fn make_room(&mut self) -> usize {
        let Self { table, cells, .. } = self;
        let before = table.len();
        let threshold = table.touched_longest_ago(before.saturating_sub(table.limit() / 2));
        let is_clean = |series: &OpenSeries, cells: &Slab<OpenCell>| {
            series.cells().all(|no| {
                let cell = &cells[no as usize];
                !cell.unpublished && !cell.uncommitted
            })
        };
        table.retain(|series| {
            if series.touched > threshold || !is_clean(series, cells) {
                return true;
            }
            series.cells().for_each(|no| {
                cells.remove(no as usize);
            });
            false
        });
        if table.len() < before {
            table.set_incomplete();
        }
        before - table.len()
    }
}

/// The beginnings of the buckets that hold the memory horizon.
fn floors(config: &FoldConfig, log_time: Timestamp) -> [i64; Resolution::ALL.len()] {
    let oldest = log_time.plus_millis(-config.memory_horizon);
    Resolution::ALL.map(|resolution| match resolution {
        // Published figures are few and of any age: always looked up.
        Resolution::Month | Resolution::Quarter | Resolution::Year => i64::MAX,
        _ => config.zone.bucket(resolution, oldest).start,
    })
}
