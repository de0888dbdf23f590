//! Folds an event's contributions into the cells that it touches.

use super::{CellNo, OpenCells};
use crate::cell::{Cell, Sketch};
use crate::fold::contributions::{Contributions, Piece, Total, What};
use crate::position::Offset;
use crate::time::{Bucket, Resolution, Timestamp};

/// Where and when the event at hand stands.
#[derive(Clone, Copy)]
struct Told {
    at: Timestamp,
    offset: Offset,
}

impl OpenCells {
    /// Folds an event into the cells that [`OpenCells::resolve`] found. `difference` turns a
    /// counter's reading into an amount, `first_phase` says whether the event begins an incident.
    /// Tells whether a bucket had left memory.
    pub(in crate::fold) fn apply(
        &mut self,
        contributions: &Contributions,
        offset: Offset,
        mut difference: impl FnMut(&Total) -> Option<i64>,
        first_phase: bool,
    ) -> bool {
        let told = Told { at: contributions.at(), offset };
        let touched = std::mem::take(&mut self.touched);
        let mut rest = touched.as_slice();
        let mut restated = false;
        for (contribution, pieces) in contributions.iter() {
            // `resolve` found a cell for each piece.
            let (cells, others) = rest.split_at(pieces.len());
            rest = others;
            let what = match &contribution.what {
                What::Difference(total) => difference(total).map(What::Add),
                What::Begin => first_phase.then_some(What::Add(1)),
                what => Some(what.clone()),
            };
            if let Some(what) = what {
                self.fold_pieces(&what, pieces, cells, told);
                restated |= pieces.iter().any(|piece| self.has_left(piece.bucket));
            }
        }
        self.touched = touched;
        restated
    }

    /// Whether a folded bucket had left memory; published figures never are in it.
    fn has_left(&self, bucket: Bucket) -> bool {
        Resolution::FOLDED.contains(&bucket.resolution)
            && bucket.start < self.floor(bucket.resolution)
    }

    fn fold_pieces(&mut self, what: &What, pieces: &[Piece], cells: &[CellNo], told: Told) {
        for (piece, no) in pieces.iter().zip(cells) {
            let held = &mut self.cells[*no as usize];
            fold_piece(&mut held.cell, what, piece, told);
            held.version = told.offset;
            if !std::mem::replace(&mut held.unpublished, true) {
                self.unpublished.push(*no);
            }
            if !std::mem::replace(&mut held.uncommitted, true) {
                self.uncommitted.push(*no);
            }
        }
        if let What::Sign(up) = what {
            self.fold_presence(*up, pieces, cells);
        }
    }

    /// A state's seconds are a union within the minute; hours and days are sums of minutes, so
    /// they get what their minutes gained.
    fn fold_presence(&mut self, up: bool, pieces: &[Piece], cells: &[CellNo]) {
        for (piece, no) in pieces.iter().zip(cells) {
            if piece.bucket.resolution != Resolution::Minute {
                continue;
            }
            let minute = &mut self.cells[*no as usize].cell;
            let (known, gained_up) = mark(minute, piece, up);
            for resolution in [Resolution::Hour, Resolution::Day] {
                let holder = pieces.iter().rposition(|p| {
                    p.bucket.resolution == resolution && p.bucket.start <= piece.bucket.start
                });
                if let Some(at) = holder {
                    gain(&mut self.cells[cells[at] as usize].cell, known, gained_up);
                }
            }
        }
    }
}

/// Marks a piece's seconds in a minute; tells the seconds known and up that it gained.
fn mark(minute: &mut Cell, piece: &Piece, up: bool) -> (i64, i64) {
    let mut presence = match &minute.sketch {
        Sketch::Presence(presence) => *presence,
        _ => Default::default(),
    };
    let before = presence;
    presence.mark(piece.from, piece.from + piece.seconds, up);
    minute.sketch = Sketch::Presence(presence);
    let known = presence.known_seconds() - before.known_seconds();
    let gained_up = presence.up_seconds() - before.up_seconds();
    gain(minute, known, gained_up);
    (known, gained_up)
}

impl Piece {
    /// Seconds after an instant until which it holds.
    fn holds_after(&self, at: Timestamp) -> u32 {
        let end = self.bucket.start + i64::from(self.from) + i64::from(self.seconds);
        // Both are within a sample's period and a day.
        (end - at.seconds()) as u32
    }
}

fn gain(cell: &mut Cell, known: i64, up: i64) {
    cell.seconds = cell.seconds.saturating_add_signed(known);
    cell.sum = cell.sum.saturating_add(up);
}

fn fold_piece(cell: &mut Cell, what: &What, piece: &Piece, told: Told) {
    let Told { at, offset } = told;
    cell.count = cell.count.saturating_add(u64::from(piece.begins));
    match what {
        What::Add(amount) => {
            cell.sum = cell.sum.saturating_add(*amount);
            cell.note(*amount, at, offset);
        }
        What::Hold(value) => {
            let held = value.saturating_mul(i64::from(piece.seconds));
            cell.sum = cell.sum.saturating_add(held);
            cell.seconds = cell.seconds.saturating_add(u64::from(piece.seconds));
            cell.note_held(*value, at, offset, piece.holds_after(at));
        }
        What::Sign(up) => {
            cell.note_held(i64::from(*up), at, offset, piece.holds_after(at));
        }
        What::Weigh(value, weight) => {
            let weighed = value.saturating_mul(i64::try_from(*weight).unwrap_or(i64::MAX));
            cell.sum = cell.sum.saturating_add(weighed);
            cell.note(*value, at, offset);
            quantiles(&mut cell.sketch).add(*value, *weight);
        }
        What::See(hash) => distinct(&mut cell.sketch).add(*hash),
        What::Publish(value, revision) => {
            if (*revision, at, offset) > (cell.seconds, cell.last_at, cell.last_offset) {
                cell.seconds = *revision;
                (cell.last, cell.last_at, cell.last_offset) = (*value, at, offset);
            }
        }
        // Made into amounts before.
        What::Difference(_) | What::Begin => {}
    }
}

fn quantiles(sketch: &mut Sketch) -> &mut crate::sketch::QuantileSketch {
    if !matches!(sketch, Sketch::Quantiles(_)) {
        *sketch = Sketch::Quantiles(Box::default());
    }
    match sketch {
        Sketch::Quantiles(quantiles) => quantiles,
        _ => unreachable!("it was made one above"),
    }
}

fn distinct(sketch: &mut Sketch) -> &mut crate::sketch::DistinctSketch {
    if !matches!(sketch, Sketch::Distinct(_)) {
        *sketch = Sketch::Distinct(Box::default());
    }
    match sketch {
        Sketch::Distinct(distinct) => distinct,
        _ => unreachable!("it was made one above"),
    }
}
