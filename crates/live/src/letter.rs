//! Messages, encoded once for all screens that they go to.

use std::sync::Arc;

use bytes::Bytes;
use kinhbac_api::v1::watch_response::Event;
use kinhbac_api::v1::{CaughtUp, End, Mark, WatchResponse};
use kinhbac_domain::time::Timestamp;
use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint, message};

/// Bytes of rows after which a letter is sent off.
pub(crate) const LETTER_BYTES: usize = 250_000;

/// An encoded `WatchResponse`. A copy shares its bytes.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    bytes: Bytes,
    resume: Option<Arc<str>>,
}

/// What is told many of: the number of its field in `WatchResponse`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// New values: `CellsChanged`.
    Changed = 1,
    /// They are none any more: `CellsRemoved`.
    Removed = 2,
    /// What people must hear of: `AlertsCame`.
    Alerts = 6,
}

/// Rows of a letter in the making.
#[derive(Debug)]
pub(crate) struct Sheaf {
    kind: Kind,
    rows: Vec<u8>,
}

impl Letter {
    /// All up to `resume` was told, at an instant.
    pub(crate) fn mark(resume: Arc<str>, told_at: Timestamp) -> Self {
        let mark = Mark { resume: (*resume).into(), told_at: Some(told_at.into()) };
        Self { resume: Some(resume), ..Self::of(Event::Mark(mark)) }
    }

    /// The table up to `resume` was told, as of an instant; the whole of it for a reason.
    pub(crate) fn caught_up(resume: Arc<str>, told_at: Timestamp, fresh_because: String) -> Self {
        let told_at = Some(told_at.into());
        let caught_up = CaughtUp { resume: (*resume).into(), fresh_because, told_at };
        Self { resume: Some(resume), ..Self::of(Event::CaughtUp(caught_up)) }
    }

    /// The stream ends.
    pub(crate) fn end(reason: &str, resume: &str) -> Self {
        Self::of(Event::End(End { reason: reason.into(), resume: resume.into() }))
    }

    fn of(event: Event) -> Self {
        let bytes = WatchResponse { event: Some(event) }.encode_to_vec().into();
        Self { bytes, resume: None }
    }

    /// The message.
    pub(crate) fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The token that it brings.
    pub(crate) fn resume(&self) -> Option<&Arc<str>> {
        self.resume.as_ref()
    }
}

impl Sheaf {
    /// An empty one.
    pub(crate) fn new(kind: Kind) -> Self {
        Self { kind, rows: Vec::new() }
    }

    /// Adds a row.
    pub(crate) fn add(&mut self, row: &impl Message) {
        // They are field 1 of each.
        message::encode(1, row, &mut self.rows);
    }

    /// Bytes of its rows.
    pub(crate) fn bytes(&self) -> usize {
        self.rows.len()
    }

    /// Takes the rows out as a letter; none where there are none.
    pub(crate) fn take(&mut self) -> Option<Letter> {
        if self.rows.is_empty() {
            return None;
        }
        let mut bytes = Vec::with_capacity(self.rows.len() + HEAD_BYTES);
        encode_key(self.kind as u32, WireType::LengthDelimited, &mut bytes);
        encode_varint(self.rows.len() as u64, &mut bytes);
        bytes.append(&mut self.rows);
        Some(Letter { bytes: bytes.into(), resume: None })
    }
}

/// The most that stands before the rows.
const HEAD_BYTES: usize = 6;

#[cfg(test)]
mod tests {
    use kinhbac_api::v1::{Alert, AlertsCame, CellsChanged, CellsRemoved, LiveCell};

    use super::*;

    #[test]
    fn a_sheaf_is_what_the_generated_code_writes() {
        let row = |place: &str| LiveCell { place: place.into(), sum: 0.5, ..LiveCell::default() };
        let cells = vec![row("24"), LiveCell::default(), row(&"x".repeat(300))];
        let written = |kind| {
            let mut sheaf = Sheaf::new(kind);
            cells.iter().for_each(|row| sheaf.add(row));
            sheaf.take().unwrap().bytes
        };
        let changed = Event::Cells(CellsChanged { cells: cells.clone() });
        assert_eq!(written(Kind::Changed), Letter::of(changed).bytes);
        let removed = Event::Removed(CellsRemoved { cells: cells.clone() });
        assert_eq!(written(Kind::Removed), Letter::of(removed).bytes);
        let alerts = vec![Alert { place: "24".into(), ..Alert::default() }];
        let mut sheaf = Sheaf::new(Kind::Alerts);
        alerts.iter().for_each(|alert| sheaf.add(alert));
        let came = Event::Alerts(AlertsCame { alerts });
        assert_eq!(sheaf.take().unwrap().bytes, Letter::of(came).bytes);
        assert!(Sheaf::new(Kind::Changed).take().is_none());
    }
}
