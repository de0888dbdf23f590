//! Rows, packed into messages of at most about 1 MB.

use kinhbac_api::v1::watch_response::Event;
use kinhbac_api::v1::{CellsChanged, CellsRemoved, LiveCell};
use prost::Message;
use prost::length_delimiter_len;

use crate::outbox::{Outbox, Stalled};

/// The most bytes of a message.
const MESSAGE_BYTES: usize = 1_000_000;

/// Packs rows and puts them into an outbox.
pub(crate) struct Parcel<'a> {
    outbox: &'a Outbox,
    changed: Pack,
    removed: Pack,
    rows: usize,
}

struct Pack {
    rows: Vec<LiveCell>,
    bytes: usize,
    max_bytes: usize,
}

impl<'a> Parcel<'a> {
    pub(crate) fn new(outbox: &'a Outbox) -> Self {
        let max_bytes = MESSAGE_BYTES.min(outbox.max_bytes());
        let pack = || Pack { rows: Vec::new(), bytes: 0, max_bytes };
        Self { outbox, changed: pack(), removed: pack(), rows: 0 }
    }

    /// Rows with new values.
    pub(crate) async fn changed(&mut self, rows: Vec<LiveCell>) -> Result<(), Stalled> {
        self.rows += rows.len();
        for row in rows {
            if let Some(cells) = self.changed.add(row) {
                self.outbox.put(Event::Cells(CellsChanged { cells })).await?;
            }
        }
        Ok(())
    }

    /// Rows that are no longer the question's.
    pub(crate) async fn removed(&mut self, rows: Vec<LiveCell>) -> Result<(), Stalled> {
        self.rows += rows.len();
        for row in rows {
            if let Some(cells) = self.removed.add(row) {
                self.outbox.put(Event::Removed(CellsRemoved { cells })).await?;
            }
        }
        Ok(())
    }

    /// Sends what is packed; tells how many rows there were.
    pub(crate) async fn finish(self) -> Result<usize, Stalled> {
        if !self.removed.rows.is_empty() {
            let cells = self.removed.rows;
            self.outbox.put(Event::Removed(CellsRemoved { cells })).await?;
        }
        if !self.changed.rows.is_empty() {
            let cells = self.changed.rows;
            self.outbox.put(Event::Cells(CellsChanged { cells })).await?;
        }
        Ok(self.rows)
    }
}

impl Pack {
    /// Adds a row; gives those before it if there is no room for it.
    fn add(&mut self, row: LiveCell) -> Option<Vec<LiveCell>> {
        let length = row.encoded_len();
        let bytes = 1 + length_delimiter_len(length) + length;
        let full = !self.rows.is_empty() && self.bytes + bytes > self.max_bytes;
        let before = full.then(|| std::mem::take(&mut self.rows));
        self.bytes = if full { bytes } else { self.bytes + bytes };
        self.rows.push(row);
        before
    }
}
