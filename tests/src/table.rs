//! What a screen shows: the rows that a watch has told so far.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use kinhbac_api::v1::watch_response::Event;
use kinhbac_api::v1::{Alert, LiveCell, WatchResponse};
use tonic::Streaming;

/// Which row: (place, beginning in seconds, measure, label).
pub type RowKey = (String, i64, String, String);

/// A screen's table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The newest value of each row.
    pub rows: BTreeMap<RowKey, LiveCell>,
    /// The alerts that came, in their order.
    pub alerts: Vec<Alert>,
    /// The token of the last mark.
    pub token: String,
    /// Why the last answer was a whole snapshot although a token was given.
    pub fresh_because: String,
    /// What came since the question was put, while it is not known whether it is all or only what
    /// changed.
    arriving: Option<BTreeMap<RowKey, LiveCell>>,
}

/// What a piece of an answer was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Rows changed.
    Rows,
    /// Alerts came.
    Alerts,
    /// The snapshot is whole.
    CaughtUp,
    /// All changes up to here were told.
    Mark,
    /// The stream ends, for a reason.
    End(String),
}

fn key(cell: &LiveCell) -> RowKey {
    let start = cell.time.as_ref().map_or(0, |time| time.seconds);
    (cell.place.clone(), start, cell.measure.clone(), cell.label.clone())
}

impl Table {
    /// Takes the next piece of an answer in.
    ///
    /// # Errors
    /// When the stream breaks off.
    pub async fn take(&mut self, answer: &mut Streaming<WatchResponse>) -> Result<Told> {
        let message = answer.message().await?.context("the stream ended without a word")?;
        match message.event.context("an empty piece")? {
            Event::Cells(changed) => {
                let cells = changed.cells.into_iter().map(|cell| (key(&cell), cell));
                self.arriving.as_mut().unwrap_or(&mut self.rows).extend(cells);
                Ok(Told::Rows)
            }
            Event::Removed(removed) => {
                for cell in &removed.cells {
                    self.rows.remove(&key(cell));
                }
                Ok(Told::Rows)
            }
            Event::Alerts(came) => {
                self.alerts.extend(came.alerts);
                Ok(Told::Alerts)
            }
            Event::CaughtUp(caught_up) => {
                let whole = self.token.is_empty() || !caught_up.fresh_because.is_empty();
                if whole {
                    self.rows.clear();
                }
                self.rows.extend(self.arriving.take().unwrap_or_default());
                self.token = caught_up.resume;
                self.fresh_because = caught_up.fresh_because;
                Ok(Told::CaughtUp)
            }
            Event::Mark(mark) => {
                self.token = mark.resume;
                Ok(Told::Mark)
            }
            Event::End(end) => {
                self.token = end.resume;
                Ok(Told::End(end.reason))
            }
        }
    }

    /// Takes the beginning of an answer in, until the snapshot is whole.
    ///
    /// # Errors
    /// When the stream ends before.
    pub async fn catch_up(&mut self, answer: &mut Streaming<WatchResponse>) -> Result<()> {
        self.arriving = Some(BTreeMap::new());
        loop {
            match self.take(answer).await? {
                Told::CaughtUp => return Ok(()),
                Told::End(reason) => bail!("the stream ended: {reason}"),
                Told::Rows | Told::Alerts | Told::Mark => {}
            }
        }
    }

    /// The sums of a measure's rows that begin at or after an instant, as whole numbers.
    #[must_use]
    pub fn sums(&self, measure: &str, since: i64) -> BTreeMap<(String, i64), i64> {
        self.rows
            .iter()
            .filter(|((_, start, m, _), _)| m == measure && *start >= since)
            .map(|((place, start, ..), cell)| ((place.clone(), *start), cell.sum as i64))
            .collect()
    }
}
